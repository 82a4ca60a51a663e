//! What an objective hangs on.

use super::name::assessed;
use super::{Column, plain, short, table};
use crate::explain::{CapabilitySensitivity, SensitivityStatus, ServiceSensitivity};
use crate::quality::Assessment;
use crate::report::SensitivityDocument;

/// Describes what the objective hangs on, up to `top` of each kind.
pub fn sensitivity(document: &SensitivityDocument, assessment: &Assessment, top: usize) -> String {
    let name = |id: &str| assessed(assessment, id);
    let short_name = |id: &str| short(&name(id));
    let scenario = match assessment.scenario() {
        "" => "as it is today".to_owned(),
        scenario => plain(scenario),
    };
    let mut text = format!(
        "{}, {scenario}: what matters most to {}, at {:.1} points\n",
        plain(&document.organisation),
        name(&document.objective),
        100.0 * document.value
    );
    text += "By derivatives towards lower quality: a point less costs as much; inputs that tie share \
             it alike.\n";
    if document.status == SensitivityStatus::Infinite {
        return text
            + "\nThe organisation is at the edge of tipping: the least fall of some capability \
               brings a cycle\nof departments down, so a point is worth infinitely many.\n";
    }
    text += "\nWorth of one point of a department's capability, in points\n\n";
    let columns = [Column::Text("department"), Column::Number("worth")];
    let rows = document.departments.iter();
    let row = |line: &CapabilitySensitivity| {
        [short_name(line.department.as_str()), rate(line.derivative)]
    };
    text += &table(&columns, rows.map(row), top);

    if !document.people.is_empty() {
        text += "\nWorth of one more agent in a department, in points\n\n";
        let columns = [Column::Text("department"), Column::Number("worth")];
        let staffed = document.people.iter().filter_map(|line| Some((line, line.agents?)));
        let rows = staffed
            .map(|(line, agents)| [short_name(line.department.as_str()), rate(100.0 * agents)])
            .collect::<Vec<_>>();
        text += &table(&columns, rows.into_iter(), top);
    }

    text += "\nWorth of one point of a service's condition, in points\n\n";
    let columns = [Column::Text("service"), Column::Number("worth")];
    let row = |line: &ServiceSensitivity| [plain(line.service.as_str()), rate(line.condition)];
    text += &table(&columns, document.services.iter().map(row), top);

    let matters = |line: &&ServiceSensitivity| line.dependence.abs() >= SMALLEST_RATE;
    let mut costly: Vec<_> = document.services.iter().filter(matters).collect();
    if !costly.is_empty() {
        costly.sort_by(|one, two| one.dependence.total_cmp(&two.dependence));
        text += "\nWhat one point more of dependence on a service gives, in points\n\n";
        let columns = [Column::Text("service"), Column::Number("gives")];
        let row = |line: &ServiceSensitivity| [plain(line.service.as_str()), rate(line.dependence)];
        text += &table(&columns, costly.into_iter().map(row), top);
    }
    text
}

/// A thousandth of a point, when rounded: less is not shown.
const SMALLEST_RATE: f64 = 0.0005;

/// A derivative, in points per point.
fn rate(derivative: f64) -> String {
    if derivative.abs() < SMALLEST_RATE { "0.000".to_owned() } else { format!("{derivative:.3}") }
}
