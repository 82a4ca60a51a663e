//! Answers to surveys.

use super::row::{EvidenceRow, Refused, number_of};
use crate::evidence::{EvidenceBuilder, Instrument, SurveyAnswer};

pub(super) const COLUMNS: [&str; 11] = [
    "at",
    "party",
    "instrument",
    "score",
    "provider",
    "service",
    "item",
    "expected",
    "weight",
    "respondent",
    "population",
];

pub(super) fn read(row: &EvidenceRow<'_>, builder: &mut EvidenceBuilder) -> Result<(), Refused> {
    let instrument_of = |cell: &str| {
        let read: Result<Instrument, _> = cell.parse();
        read.map_err(|error| error.to_string())
    };
    let at = row.read_needed("at", builder, row.instant());
    let party = row.needed("party", builder);
    let instrument = row.read_needed("instrument", builder, instrument_of);
    let score = row.read_needed("score", builder, number_of);
    let expected = row.read("expected", builder, number_of);
    let weight = row.read("weight", builder, number_of);
    let population = row.read("population", builder, number_of);
    let text = |name| row.text(name).map(str::to_owned);
    let mut answer = SurveyAnswer::new(at?, party?, instrument?, score?);
    answer.provider = text("provider");
    answer.service = text("service");
    answer.item = text("item");
    answer.expected = expected?;
    answer.weight = weight?.unwrap_or(1.0);
    answer.respondent = text("respondent");
    answer.population = population?;
    builder.answer(&answer);
    Ok(())
}
