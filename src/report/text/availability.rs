//! How much of the time it is good enough.

use std::fmt::Write;

use super::name::stated;
use super::number::{percent, quality};
use super::{Column, Points, duration, list, plain, short, table};
use crate::availability::{
    Availability, AvailabilityMethod, BoundedValue, CutSet, FailureEvent, Importance,
    SubjectAvailability, TargetComposition,
};
use crate::organisation::Organisation;
use crate::time::Subject;

/// Describes how available everybody is, up to `top` rows of each table; of one subject alone also
/// cut sets and importance.
pub fn availability(organisation: &Organisation, found: &Availability, top: usize) -> String {
    let name = plain(organisation.name());
    let mut text = format!("{name}: how much of the time it is good enough\n\n");
    let columns = [
        Column::Text("who"),
        Column::Number("good from"),
        Column::Number("mean"),
        Column::Number("chance, %"),
        Column::Number("too little in 30 days"),
        Column::Number("target, %"),
        Column::Number("budget used"),
        Column::Text(""),
    ];
    let rows = found.subjects.iter().map(|subject| row(organisation, subject));
    text += &table(&columns, rows, found.subjects.len());
    text.push('\n');
    let has_something = |subject: &&SubjectAvailability| subject.threshold > f64::MIN_POSITIVE;
    for subject in found.subjects.iter().filter(has_something) {
        text += &alone(organisation, subject, top);
    }
    if let [subject] = found.subjects.as_slice()
        && has_something(&subject)
    {
        text += &cut_sets(organisation, subject, top);
        text += &importance(organisation, subject, top);
    }
    for target in &found.targets {
        text += &composed(organisation, target);
    }
    text += &methods(found);
    text
}

fn subject_name(organisation: &Organisation, subject: &Subject) -> String {
    match subject {
        Subject::Party(id) => stated(organisation, id),
        Subject::Service(id) => plain(id),
    }
}

/// A department's name, a common cause's name, or a service's id.
fn event_name(organisation: &Organisation, event: &FailureEvent) -> String {
    match event {
        FailureEvent::Department(id) => stated(organisation, id.as_str()),
        FailureEvent::CommonCause(id) => {
            let cause = organisation.common_causes().iter().find(|cause| cause.id == *id);
            plain(cause.map_or(id.as_str(), |cause| cause.title()))
        }
        service => plain(service.id()),
    }
}

/// A chance in per cent, with two digits of what it lacks.
fn chance(chance: f64, lacks: f64) -> String {
    Points::of_losses([lacks]).quality(chance)
}

fn row(organisation: &Organisation, subject: &SubjectAvailability) -> Vec<String> {
    let (target, used, verdict) = match &subject.target {
        // Where there is nothing, nothing can be lost by a failure.
        _ if subject.threshold <= f64::MIN_POSITIVE => {
            (String::new(), String::new(), "gets nothing with everything up".to_owned())
        }
        None => Default::default(),
        Some(check) => {
            let excess = TimeOver(check.excess_seconds_per_30_days);
            let verdict = match check.is_kept {
                Some(true) => "kept".to_owned(),
                Some(false) => format!("missed by {excess}"),
                None => "within the bounds".to_owned(),
            };
            (chance(check.target, 1.0 - check.target), percent(check.budget_used), verdict)
        }
    };
    vec![
        short(&subject_name(organisation, &subject.subject)),
        quality(subject.threshold),
        quality(subject.expected_quality.value),
        chance(subject.chance.value, subject.unavailability.value),
        duration(subject.downtime_per_30_days()),
        target,
        used,
        verdict,
    ]
}

/// Seconds as a duration.
struct TimeOver(f64);

impl std::fmt::Display for TimeOver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        #[expect(clippy::cast_possible_truncation, reason = "at most 30 days in milliseconds")]
        let milliseconds = (self.0 * 1e3).round() as i64;
        f.write_str(&duration(chrono::TimeDelta::milliseconds(milliseconds)))
    }
}

/// Which events alone bring somebody below the threshold.
fn alone(organisation: &Organisation, subject: &SubjectAvailability, top: usize) -> String {
    let singles: Vec<String> = subject
        .single_points_of_failure()
        .flat_map(|cut| &cut.events)
        .map(|event| event_name(organisation, event))
        .collect();
    let names = if singles.is_empty() { "nothing".to_owned() } else { list(&singles, top) };
    let who = subject_name(organisation, &subject.subject);
    let mut text = format!("Alone bring {who} below {}: {names}\n", quality(subject.threshold));
    if let Some(check) = subject.target.as_ref().filter(|check| check.is_kept == Some(false))
        && let (Some(event), Some(alone)) = (&check.largest_single, check.chance_with_that_alone)
    {
        let event = event_name(organisation, event);
        let allows = chance(alone, 1.0 - alone);
        let _ = writeln!(text, "  {event} alone would allow {allows} %");
    }
    text
}

fn cut_sets(organisation: &Organisation, subject: &SubjectAvailability, top: usize) -> String {
    let columns = [Column::Text("minimal cut set"), Column::Number("chance")];
    let row = |cut: &CutSet| {
        let names = cut.events.iter().map(|event| event_name(organisation, event));
        [names.collect::<Vec<_>>().join(" + "), figure(cut.probability)]
    };
    let mut text = format!("\n{}", table(&columns, subject.cut_sets.iter().map(row), top));
    if !subject.cut_sets_complete {
        let order = subject.cut_set_order;
        let _ = writeln!(text, "Others may exist: up to {order} events were looked at together.");
    }
    text
}

fn importance(organisation: &Organisation, subject: &SubjectAvailability, top: usize) -> String {
    let columns = [
        Column::Text("event"),
        Column::Number("chance"),
        Column::Number("Birnbaum"),
        Column::Number("criticality"),
        Column::Number("Fussell-Vesely"),
        Column::Number("given failure"),
        Column::Number("achievement"),
        Column::Number("reduction"),
    ];
    let value = |it: &BoundedValue| figure(it.value);
    let row = |it: &Importance| {
        let infinite = || "infinite".to_owned();
        [
            short(&event_name(organisation, &it.event)),
            figure(it.probability),
            value(&it.birnbaum),
            value(&it.criticality),
            value(&it.fussell_vesely),
            value(&it.probability_given_failure),
            value(&it.risk_achievement_worth),
            it.risk_reduction_worth.as_ref().map_or_else(infinite, value),
        ]
    };
    let table = table(&columns, subject.importance.iter().map(row), top);
    format!(
        "\n{table}Fussell-Vesely: the chance that a minimal cut set with the event holds, over the \
         chance of too little.\n"
    )
}

/// A number with three digits that count.
fn figure(value: f64) -> String {
    if value == 0.0 || (1e-3..1e4).contains(&value.abs()) {
        let whole = if value == 0.0 { 0.0 } else { value.abs().log10().floor() };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few digits")]
        let decimals = (2.0 - whole).clamp(0.0, 6.0) as usize;
        format!("{value:.decimals$}")
    } else {
        format!("{value:.2e}")
    }
}

/// A target that cannot be kept, or that nobody needs.
fn composed(organisation: &Organisation, target: &TargetComposition) -> String {
    let who = subject_name(organisation, &target.subject);
    let aims = chance(target.target, 1.0 - target.target);
    let mut text = String::new();
    if target.can_be_kept == Some(false) {
        let can = chance(target.chance.value, 1.0 - target.chance.value);
        let _ = writeln!(
            text,
            "{who} aims at {aims} %, and gets {can} % if everybody just keeps what they aim at"
        );
    }
    if let Some(needed) = target.least_needed.filter(|_| target.is_stricter_than_needed) {
        let needed = chance(needed, 1.0 - needed);
        let _ = writeln!(text, "{who} aims at {aims} %, where {needed} % would do for everybody");
    }
    text
}

/// How the figures were found.
fn methods(found: &Availability) -> String {
    let states: usize = found.subjects.iter().map(|subject| subject.states).sum();
    let worst = found.subjects.iter().map(|subject| subject.method).max();
    match worst {
        None => String::new(),
        Some(AvailabilityMethod::Exact) => {
            let nodes: usize = found.subjects.iter().filter_map(|it| it.nodes).sum();
            let diagrams = match nodes {
                0 => String::new(),
                nodes => format!(" and diagrams of {nodes} nodes"),
            };
            format!("\nExact, from {states} states{diagrams}.\n")
        }
        Some(AvailabilityMethod::Bounded) => {
            let widest = found.subjects.iter().map(|it| it.unavailability.width());
            let widest = widest.fold(0.0, f64::max);
            format!(
                "\nFrom the {states} most probable states; no chance is off by more than {widest:.1e}.\n"
            )
        }
        Some(AvailabilityMethod::Sampled) => {
            let widest = found.subjects.iter().map(|it| it.unavailability.width());
            let widest = widest.fold(0.0, f64::max);
            format!(
                "\nFrom {states} states drawn; intervals of 95 % are up to {widest:.1e} wide.\n"
            )
        }
    }
}
