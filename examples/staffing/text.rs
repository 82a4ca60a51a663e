//! The answer for people.

use std::fmt::Write as _;

use knockon::{Organisation, Status, Workload};

use crate::common::{Column, plain, table};
use crate::document::{Customer, Department, Document, Step, Target};
use crate::numbers::{points, signed};

pub(crate) fn describe(
    document: &Document,
    organisation: &Organisation,
    scenario: &str,
    top: usize,
) -> String {
    let name = |id: &str| plain(organisation.party(id).map_or(id, |party| party.name()));
    let mut text = plain(&document.organisation);
    if !scenario.is_empty() {
        let _ = write!(text, ": {}", plain(scenario));
    }
    text += "\n\nWho has how much to do\n\n";
    if document.departments.iter().all(|department| department.workload.line.is_none()) {
        text += "No department states people.\n";
    }
    text += &departments(&document.departments, name, top);
    text += "\nWhat external customers feel\n\n";
    text += &customers(&document.customers, top);
    text += &tipping_margins(document, name);
    text += &targets(&document.targets, name);
    if let Some(gains) = &document.next_agent {
        text += "\nWhere one more agent helps, in points of all customers\n\n";
        let rows = gains.iter().map(|gain| {
            [name(gain.department.as_str()), number(gain.agents.get()), signed(gain.gain)]
        });
        let columns =
            [Column::Text("department"), Column::Number("agents"), Column::Number("gain")];
        text += &table(&columns, rows.collect::<Vec<_>>().into_iter(), top);
    }
    if let Some(Step { workload: Some(first), .. }) = document.scan.first() {
        let _ = writeln!(text, "\nFewer agents in {}\n", name(first.department.as_str()));
        text += &scan(&document.scan);
    }
    text
}

fn departments(departments: &[Department], name: impl Fn(&str) -> String, top: usize) -> String {
    let columns = [
        Column::Text("department"),
        Column::Number("agents"),
        Column::Number("requests/h"),
        Column::Number("busy"),
        Column::Number("mean wait"),
        Column::Number("in time"),
        Column::Number("given up"),
        Column::Number("effort"),
        Column::Number("capability"),
        Column::Number("quality"),
    ];
    let busy = departments.iter().filter(|department| {
        department.workload.line.is_some() || department.workload.arrivals_per_hour > 0.0
    });
    let rows = busy.map(|Department { workload, quality, .. }| {
        let [agents, busy, wait, in_time, given_up] = line(workload);
        [
            name(workload.department.as_str()),
            agents,
            number(workload.arrivals_per_hour),
            busy,
            wait,
            in_time,
            given_up,
            points(workload.effort.get()),
            points(workload.capability.get()),
            points(quality.get()),
        ]
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() { String::new() } else { table(&columns, rows.into_iter(), top) }
}

/// Agents, time they are busy, mean wait, requests in time and requests given up.
fn line(workload: &Workload) -> [String; 5] {
    let Some(line) = &workload.line else { return std::array::from_fn(|_| String::new()) };
    [
        number(line.agents.get()),
        points(line.utilisation),
        minutes(line.mean_wait_minutes),
        line.within_target.map(points).unwrap_or_default(),
        points(line.abandonment),
    ]
}

fn customers(customers: &[Customer], top: usize) -> String {
    let columns = [
        Column::Text("customer"),
        Column::Number("before"),
        Column::Number("after"),
        Column::Number("points"),
        Column::Number("if it tips"),
    ];
    let rows = customers.iter().map(|customer| {
        [
            plain(&customer.name),
            points(customer.baseline.get()),
            points(customer.quality.get()),
            signed(customer.change),
            customer.lower.map(|lower| points(lower.get())).unwrap_or_default(),
        ]
    });
    table(&columns, rows.collect::<Vec<_>>().into_iter(), top)
}

fn tipping_margins(document: &Document, name: impl Fn(&str) -> String) -> String {
    let mut text = if document.can_tip {
        "\nIt can tip: a wave of requests may leave it in the lower state.\n".to_owned()
    } else {
        String::new()
    };
    for department in &document.departments {
        if let Some(tipping_margin) = department.tipping_margin {
            let _ = writeln!(
                text,
                "{} tips below {} agents, {} fewer than it has: customers fall from {} to {}.",
                name(department.workload.department.as_str()),
                number(tipping_margin.agents),
                number(tipping_margin.margin),
                points(tipping_margin.above),
                points(tipping_margin.below)
            );
            if tipping_margin.status != Status::Converged {
                text += "  The state next to that tipping point did not converge: these figures are not \
                         exact.\n";
            }
        }
    }
    text
}

fn targets(targets: &[Target], name: impl Fn(&str) -> String) -> String {
    let mut text = if targets.is_empty() { String::new() } else { "\n".to_owned() };
    for Target { department, quality, needed } in targets {
        let (department, target) = (name(department), points(quality.get()));
        let _ = match needed {
            Some(needed) => writeln!(
                text,
                "It takes {} agents in {department} for customers to receive {target} on average: {} \
                 then.",
                number(needed.agents.get()),
                points(needed.value)
            ),
            None => writeln!(
                text,
                "No number of agents in {department} lets customers receive {target} on average."
            ),
        };
    }
    text
}

fn scan(steps: &[Step]) -> String {
    let columns = [
        Column::Number("agents"),
        Column::Number("requests/h"),
        Column::Number("busy"),
        Column::Number("mean wait"),
        Column::Number("in time"),
        Column::Number("capability"),
        Column::Number("quality"),
        Column::Number("customers"),
    ];
    let rows = steps.iter().filter_map(|Step { workload, quality, customers }| {
        let workload = workload.as_ref()?;
        let [agents, busy, wait, in_time, _] = line(workload);
        Some([
            agents,
            number(workload.arrivals_per_hour),
            busy,
            wait,
            in_time,
            points(workload.capability.get()),
            quality.map(|quality| points(quality.get())).unwrap_or_default(),
            customers.map(|customers| points(customers.get())).unwrap_or_default(),
        ])
    });
    table(&columns, rows.collect::<Vec<_>>().into_iter(), usize::MAX)
}

/// A number with one decimal, if it has any.
fn number(value: f64) -> String {
    let rounded = format!("{value:.1}");
    rounded.strip_suffix(".0").map_or(rounded.clone(), str::to_owned)
}

/// A wait in minutes.
fn minutes(minutes: f64) -> String {
    if minutes.is_finite() { format!("{minutes:.1} min") } else { "for ever".to_owned() }
}
