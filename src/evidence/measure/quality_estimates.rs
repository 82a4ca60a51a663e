//! Observed qualities of parties, and capabilities that were read.

use indexmap::IndexMap;

use crate::evidence::evidence::Evidence;
use crate::evidence::known::{NONE, number};
use crate::evidence::measured::{Basis, MeasuredQuality};
use crate::evidence::measuring::Measuring;
use crate::evidence::stored::StoredAnswer;
use crate::id::PartyId;
use crate::unit::OutOfRange;

use super::feedback_scores;
use super::indicator_estimates::level;
use super::period_series::{AllSeries, longest, readings};
use super::survey_answers;
use super::ticket_counts::TicketCounts;

/// The quality of every party of which anything is known.
pub(super) fn qualities(
    evidence: &Evidence,
    measuring: &Measuring,
    counts: &TicketCounts,
    series: &AllSeries,
    notes: &mut Vec<String>,
) -> Result<IndexMap<PartyId, MeasuredQuality>, OutOfRange> {
    let mut answers: Vec<Vec<&StoredAnswer>> = vec![Vec::new(); evidence.known.party_count()];
    for answer in evidence.stored.answers.iter().filter(|answer| measuring.holds(answer.at)) {
        if answer.service == NONE {
            answers[answer.party as usize].push(answer);
        }
    }
    let scores = feedback_scores::scores(evidence, measuring, notes)?;
    let mut qualities = IndexMap::new();
    for (index, party) in evidence.organisation.parties().enumerate() {
        let all = series.of_party(index);
        let own = readings(all[0].1, measuring, &evidence.texts);
        let mut found: Vec<_> =
            level(&own, measuring).map(|level| (Basis::Indicators, level)).into_iter().collect();
        let surveys = survey_answers::estimates(&answers[index], measuring);
        let mean_gap = surveys.iter().find_map(|survey| survey.mean_gap);
        found.extend(surveys.into_iter().map(|survey| (Basis::Surveys, survey.estimate)));
        found.extend(scores.get(&number(index)).map(|score| (Basis::Feedback, *score)));
        let has_tickets = counts.provider(number(index)).filter(|it| it.effective_number > 0.0);
        found.extend(has_tickets.map(|share| (Basis::Tickets, *share)));
        let mut found = found.into_iter();
        let Some((basis, estimate)) = found.next() else { continue };
        let (series_basis, longest) = longest(&all);
        let quality = MeasuredQuality {
            estimate,
            basis,
            others: found.collect(),
            series: readings(longest, measuring, &evidence.texts),
            series_basis,
            mean_gap,
        };
        qualities.insert(party.id().clone(), quality);
    }
    Ok(qualities)
}

/// The capability of every department of which it was read.
pub(super) fn capabilities(
    evidence: &Evidence,
    measuring: &Measuring,
    series: &AllSeries,
) -> IndexMap<PartyId, MeasuredQuality> {
    let of_one = |(index, party): (usize, crate::organisation::PartyRef<'_>)| {
        let series = readings(series.capability(index), measuring, &evidence.texts);
        let quality = MeasuredQuality {
            estimate: level(&series, measuring)?,
            basis: Basis::Indicators,
            others: Vec::new(),
            series,
            series_basis: Basis::Indicators,
            mean_gap: None,
        };
        Some((party.id().clone(), quality))
    };
    evidence.organisation.parties().enumerate().filter_map(of_one).collect()
}
