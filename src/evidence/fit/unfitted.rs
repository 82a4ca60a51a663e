//! What is known of those who are not fitted: departments that need nothing, and needs of parties
//! that were never read.

use super::learned::believed;
use super::outcome::{BelievedNeed, SourceLevel};
use super::prior::{Priors, stated_prior};
use super::readings::ReadingTable;
use super::received::needs_of;
use crate::evidence::Estimate;
use crate::evidence::series_level::{LevelReading, series_level};
use crate::organisation::{Organisation, Origin, PartyRef};

/// What departments deliver that were read and need nothing.
pub(super) fn sources(
    organisation: &Organisation,
    table: &ReadingTable,
    confidence: f64,
) -> Vec<SourceLevel> {
    let sources = organisation.departments().filter(|it| it.services_received().next().is_none());
    let level = |department: PartyRef<'_>| {
        let series = table.party(department.id())?;
        let is_share = series.is_counted() && !table.has_ratios();
        let highest = if table.has_ratios() { f64::INFINITY } else { 1.0 };
        let reading = |at: usize| {
            Some(LevelReading {
                quality: series.at(at)?.clamp(0.0, highest),
                weight: 1.0,
                counted: is_share.then(|| series.weight(at)),
            })
        };
        let read: Vec<LevelReading> = (0..table.period_count()).filter_map(reading).collect();
        // Ratios are cut at 1 when they are stated, and not before.
        let level = series_level(&read, confidence)?;
        let level = Estimate { value: level.value.min(1.0), low: level.low.min(1.0), ..level };
        let (department, number) = (department.id().to_string(), department.index());
        Some(SourceLevel { department, level, number })
    };
    sources.filter_map(level).collect()
}

/// What people judged, and else what requests per job say, of needs of parties that are not fitted.
/// What is stated stays, unless somebody judged it.
pub(super) fn believed_needs(
    organisation: &Organisation,
    priors: &Priors,
    is_fitted: impl Fn(usize) -> bool,
    confidence: f64,
) -> Vec<BelievedNeed> {
    let parties = organisation.parties().filter(|party| !is_fitted(party.index()));
    let needs = parties.flat_map(|party| needs_of(organisation, party.index()));
    let believed_of = |need: super::received::NeedOf| {
        let judged = priors.judged.get(&need.key).copied();
        let prior = stated_prior(&need.key, priors)?;
        if judged.is_none() && need.stated_dependence(organisation.stated()).is_some() {
            return None;
        }
        let origin = if judged.is_some() { Origin::Judged } else { Origin::Assumed };
        let dependence = believed(prior, confidence, origin);
        Some(BelievedNeed { need: need.key, dependence, judged })
    };
    needs.filter_map(believed_of).collect()
}
