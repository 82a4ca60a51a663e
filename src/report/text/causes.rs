//! Whose trouble was read.

use std::fmt::Write;

use super::{Column, Points, plain, short, table};
use crate::explain::CauseOrder;
use crate::report::{CauseLine, CausesDocument, CheckLine, ReadingLine, SelfSustainingLine};

/// Lists the departments in trouble of their own, up to `top`, and says of every other reading that
/// does not follow what it may mean.
pub fn causes(document: &CausesDocument, top: usize) -> String {
    let lines = &document.causes;
    let losses = lines.iter().flat_map(|line| {
        let cause = &line.cause;
        [1.0 - cause.observed.get(), cause.own_part, cause.change]
    });
    let points = Points::of_losses(losses);
    let row = |line: &CauseLine| {
        let cause = &line.cause;
        [
            short(&line.name),
            points.quality(cause.observed.get()),
            points.quality(cause.expected.get()),
            points.change(cause.own_part),
            points.change(cause.change),
        ]
    };
    let columns = [
        Column::Text("department"),
        Column::Number("observed"),
        Column::Number("expected"),
        Column::Number("own part"),
        Column::Number("customers"),
    ];
    let table = table(&columns, lines.iter().map(row), top);
    let mut text = format!(
        "\nWhose trouble was read: observed against what follows from what each receives\n\n{table}"
    );
    if document.causes_ordered_by == CauseOrder::OwnPart && lines.len() > 1 {
        text += "By own part: a dependence on the way to customers is assumed.\n";
    }
    for line in document.better.iter().take(top) {
        let _ = writeln!(text, "{} delivers more than what it receives explains.", against(line));
    }
    for line in document.unexplained.iter().filter(|line| line.own_part < 0.0).take(top) {
        let _ = writeln!(text, "{} is less than with no capability at all.", against(line));
    }
    document.self_sustaining.iter().take(top).for_each(|cycle| text += &held(cycle));
    document.checks.iter().take(top).for_each(|line| text += &check(line, top));
    text
}

fn against(line: &ReadingLine) -> String {
    let points = Points::of_losses([line.own_part]);
    format!(
        "{}: {} was observed where {} is expected, which",
        plain(&line.name),
        points.quality(line.observed.get()),
        points.quality(line.expected.get())
    )
}

fn held(cycle: &SelfSustainingLine) -> String {
    let held = cycle.readings.iter().map(|held| {
        let points = Points::of_losses([held.otherwise.get() - held.observed.get()]);
        format!(
            "{} was read {}, with nothing wrong it would be {}",
            plain(&held.name),
            points.quality(held.observed.get()),
            points.quality(held.otherwise.get())
        )
    });
    let members = cycle.departments.iter().map(|id| plain(id.as_str())).collect::<Vec<_>>();
    format!(
        "The cycle of {} holds itself down: {}. What pushed it there is not in these readings.\n",
        members.join(", "),
        held.collect::<Vec<_>>().join("; ")
    )
}

fn check(line: &CheckLine, top: usize) -> String {
    let check = &line.check;
    let points = Points::of_losses([check.gap]);
    let unobserved: Vec<_> =
        check.unobserved.iter().take(top).map(|line| plain(line.department.as_str())).collect();
    let from = if unobserved.is_empty() {
        "no department was left unobserved that it depends on".to_owned()
    } else {
        format!("it depends on {}, of which nothing was observed", unobserved.join(", "))
    };
    format!(
        "{} reports {} where {} is expected ({}): {from}.\n",
        plain(&line.name),
        points.quality(check.observed.get()),
        points.quality(check.expected.get()),
        points.change(check.gap)
    )
}
