//! Feedback of several channels, as scores of parties.

use indexmap::IndexMap;

use crate::evidence::Estimate;
use crate::evidence::condition::{Feedback, feedback};
use crate::evidence::evidence::Evidence;
use crate::evidence::measuring::Measuring;
use crate::numerics::quantile::normal;
use crate::organisation::Origin;
use crate::unit::OutOfRange;

/// The channel that others are compared with, if there is one.
const REFERENCE: &str = "survey";

/// Estimates by party.
pub(super) fn scores(
    evidence: &Evidence,
    measuring: &Measuring,
    notes: &mut Vec<String>,
) -> Result<IndexMap<u32, Estimate>, OutOfRange> {
    let mut parties = IndexMap::new();
    let mut sizes = vec![0_usize; evidence.channels.len()];
    let stored = evidence.stored.scores.iter().filter(|score| measuring.holds(score.at));
    let rows: Vec<_> = stored
        .map(|score| {
            let next = parties.len();
            sizes[score.channel as usize] += 1;
            Feedback {
                party: *parties.entry(score.party).or_insert(next),
                channel: score.channel as usize,
                score: score.score,
                weight: score.weight * measuring.weight(score.at),
            }
        })
        .collect();
    if rows.is_empty() {
        return Ok(IndexMap::new());
    }
    let names: Vec<_> = (0..).map_while(|channel| evidence.channels.get(channel)).collect();
    let stated = names.iter().position(|name| name.eq_ignore_ascii_case(REFERENCE));
    let largest = || sizes.iter().enumerate().max_by_key(|(at, size)| (**size, usize::MAX - at));
    let reference = stated.or_else(|| largest().map(|(at, _)| at)).unwrap_or(0);
    if stated.is_none() && names.len() > 1 {
        notes.push(format!(
            "no channel of feedback is a survey: scores are those that `{}`, the largest, would \
             give, and channels are compared with each other alone",
            names[reference]
        ));
    }
    let found = feedback(&rows, parties.len(), reference, &[])?;
    let reach = normal(f64::midpoint(1.0, measuring.confidence));
    Ok(parties
        .into_iter()
        .map(|(party, at)| {
            let score = found.parties[at];
            let half = reach * score.standard_deviation;
            let estimate = Estimate {
                value: score.value.clamp(0.0, 1.0),
                low: (score.value - half).clamp(0.0, 1.0),
                high: (score.value + half).clamp(0.0, 1.0),
                confidence: measuring.confidence,
                standard_deviation: score.standard_deviation,
                effective_number: score.weight,
                origin: Origin::Shrunk,
            };
            (party, estimate)
        })
        .collect())
}
