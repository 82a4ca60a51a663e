//! Readings of parties and services.

use super::row::{EvidenceRow, Refused, number_of};
use crate::evidence::{EvidenceBuilder, IndicatorReading, IndicatorValue};
use crate::io::history;
use crate::time::Subject;

/// What a row may state; exactly one.
pub(super) const READINGS: [&str; 5] = ["observed", "capability", "condition", "quality", "value"];

pub(super) const COLUMNS: [&str; 11] = [
    "at",
    "party",
    "service",
    "observed",
    "capability",
    "condition",
    "quality",
    "value",
    "reference",
    "volume",
    "same_requests",
];

pub(super) fn read(row: &EvidenceRow<'_>, builder: &mut EvidenceBuilder) -> Result<(), Refused> {
    let at = row.read_needed("at", builder, row.instant());
    let subject = history::subject(row.text("party"), row.text("service"));
    let subject = subject.map_err(|message| {
        builder.problem("party", || message);
        Refused
    });
    let mut stated = READINGS.into_iter().filter(|name| row.text(name).is_some());
    let (first, second) = (stated.next(), stated.next());
    let (Some(column), None) = (first, second) else {
        let found = if first.is_none() { "none" } else { "several" };
        builder.problem("", || {
            format!(
                "{found} of `{}` are stated, where exactly one is needed",
                READINGS.join("`, `")
            )
        });
        return Err(Refused);
    };
    let value = row.read_needed(column, builder, number_of);
    let reference = row.read("reference", builder, number_of);
    let volume = row.read("volume", builder, number_of);
    let (subject, value) = (subject?, value?);
    let quantity = match (column, &subject) {
        ("observed", _) | ("quality", Subject::Party(_)) => IndicatorValue::Observed(value),
        ("capability", _) => IndicatorValue::Capability(value),
        ("value", _) => IndicatorValue::Value { value, reference: reference? },
        _ => IndicatorValue::Condition(value),
    };
    let mut reading = IndicatorReading::new(at?, subject, quantity);
    reading.volume = volume?;
    reading.same_requests = row.text("same_requests").map(str::to_owned);
    builder.indicator(&reading);
    Ok(())
}
