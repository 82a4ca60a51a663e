//! Who is overloaded, and what customers feel of it.

use std::fmt::Write as _;

use super::name::stated;
use super::number::{column, percent, quality};
use super::{Column, Points, plain, seconds, table};
use crate::organisation::Organisation;
use crate::quality::{Status, Workload};
use crate::report::staffing::{
    StaffingCustomer, StaffingDocument, StaffingLine, StaffingStep, StaffingTarget,
};
use crate::unit::Quality;

/// Describes who has how much to do, what customers feel of it, and whatever else the document
/// holds; up to `top` lines of each.
pub fn staffing(document: &StaffingDocument, organisation: &Organisation, top: usize) -> String {
    let name = |id: &str| stated(organisation, id);
    let mut text = plain(&document.organisation);
    if !document.scenario.is_empty() {
        let _ = write!(text, ": {}", plain(&document.scenario));
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
        let points = Points::of_losses(gains.iter().take(top).map(|gain| gain.gain));
        let rows = gains.iter().map(|gain| {
            [name(gain.department.as_str()), number(gain.agents.get()), points.change(gain.gain)]
        });
        let columns =
            [Column::Text("department"), Column::Number("agents"), Column::Number("gain")];
        text += &table(&columns, rows.collect::<Vec<_>>().into_iter(), top);
    }
    if let Some(StaffingStep { workload: Some(first), .. }) = document.scan.first() {
        let _ = writeln!(text, "\nFewer agents in {}\n", name(first.department.as_str()));
        text += &scan(&document.scan);
    }
    text
}

fn departments(departments: &[StaffingLine], name: impl Fn(&str) -> String, top: usize) -> String {
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
    let busy: Vec<&StaffingLine> = busy.collect();
    if busy.is_empty() {
        return String::new();
    }
    let of = |value: fn(&StaffingLine) -> Quality| {
        let qualities: Vec<_> = busy.iter().map(|line| Some(value(line).get())).collect();
        column(&qualities, top)
    };
    let effort = of(|line| line.workload.effort);
    let capability = of(|line| line.workload.capability);
    let points = effort.into_iter().zip(capability).zip(of(|line| line.quality));
    let rows = busy.iter().zip(points).map(|(line, ((effort, capability), quality))| {
        let workload = &line.workload;
        let [agents, busy, wait, in_time, given_up] = waiting(workload);
        [
            name(workload.department.as_str()),
            agents,
            number(workload.arrivals_per_hour),
            busy,
            wait,
            in_time,
            given_up,
            effort,
            capability,
            quality,
        ]
    });
    table(&columns, rows, top)
}

/// Agents, time they are busy, mean wait, requests in time and requests given up.
fn waiting(workload: &Workload) -> [String; 5] {
    let Some(line) = &workload.line else { return std::array::from_fn(|_| String::new()) };
    [
        number(line.agents.get()),
        percent(line.utilisation),
        seconds(60.0 * line.mean_wait_minutes),
        line.within_target.map(percent).unwrap_or_default(),
        percent(line.abandonment),
    ]
}

fn customers(customers: &[StaffingCustomer], top: usize) -> String {
    let columns = [
        Column::Text("customer"),
        Column::Number("before"),
        Column::Number("after"),
        Column::Number("points"),
        Column::Number("if it tips"),
    ];
    let losses = customers.iter().take(top).flat_map(|customer| {
        [customer.change, 1.0 - customer.baseline.get(), 1.0 - customer.quality.get()]
    });
    let points = Points::of_losses(losses);
    let rows = customers.iter().map(|customer| {
        [
            plain(&customer.name),
            points.quality(customer.baseline.get()),
            points.quality(customer.quality.get()),
            points.change(customer.change),
            customer.lower.map(|lower| points.quality(lower.get())).unwrap_or_default(),
        ]
    });
    table(&columns, rows.collect::<Vec<_>>().into_iter(), top)
}

fn tipping_margins(document: &StaffingDocument, name: impl Fn(&str) -> String) -> String {
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
                quality(tipping_margin.above),
                quality(tipping_margin.below)
            );
            if tipping_margin.status != Status::Converged {
                text += "  The state next to that tipping point did not converge: these figures are not \
                         exact.\n";
            }
        }
    }
    text
}

fn targets(targets: &[StaffingTarget], name: impl Fn(&str) -> String) -> String {
    let mut text = if targets.is_empty() { String::new() } else { "\n".to_owned() };
    for StaffingTarget { department, quality: aimed_at, needed, fractional } in targets {
        let (department, target) = (name(department), quality(aimed_at.get()));
        let _ = match needed {
            Some(needed) => writeln!(
                text,
                "It takes {} agents in {department}{} for customers to receive {target} on average: \
                 {} then.",
                number(needed.agents.get()),
                fractional.map_or(String::new(), |it| {
                    format!(" ({:.2} if they need not be whole)", it.agents.get())
                }),
                quality(needed.value)
            ),
            None => writeln!(
                text,
                "No number of agents in {department} lets customers receive {target} on average."
            ),
        };
    }
    text
}

fn scan(steps: &[StaffingStep]) -> String {
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
    let steps: Vec<_> =
        steps.iter().filter_map(|step| Some((step.workload.as_ref()?, step))).collect();
    let of = |value: fn(&(&Workload, &StaffingStep)) -> Option<Quality>| {
        let qualities = steps.iter().map(|step| value(step).map(Quality::get));
        column(&qualities.collect::<Vec<_>>(), usize::MAX)
    };
    let capability = of(|(workload, _)| Some(workload.capability));
    let points = capability.into_iter().zip(of(|(_, step)| step.quality));
    let points = points.zip(of(|(_, step)| step.customers));
    let rows =
        steps.iter().zip(points).map(|((workload, _), ((capability, quality), customers))| {
            let [agents, busy, wait, in_time, _] = waiting(workload);
            let arrivals = number(workload.arrivals_per_hour);
            [agents, arrivals, busy, wait, in_time, capability, quality, customers]
        });
    table(&columns, rows, usize::MAX)
}

/// A number with one decimal, if it has any.
fn number(value: f64) -> String {
    let rounded = format!("{value:.1}");
    rounded.strip_suffix(".0").map_or(rounded.clone(), str::to_owned)
}
