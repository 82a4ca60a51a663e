//! Whether bounds enclose what lies between them.

use knockon::Status;
use knockon::explain::{RangeError, Ranges};

use super::{Outcome, Subject, Verdict, qualities};
use crate::choices::Choices;
use crate::statement::Statement;

/// How many organisations within the ranges are solved.
const SAMPLES: usize = 6;
/// How far a quality may lie outside of its bounds: what solves leave.
const OUTSIDE: f64 = 1e-9;

/// Bounds of random ranges enclose the state of every organisation within them.
pub(super) fn ranges_enclose(subject: &Subject<'_>) -> Verdict {
    let mut choices = subject.case.choices();
    let statement = &subject.case.statement;
    let mut inside = vec![statement.clone(); SAMPLES];
    let ranges = draw(&mut choices, statement, &mut inside);
    if ranges.is_empty() {
        return Ok(Outcome::NotAsked);
    }
    let bounds = match subject.network.range(&ranges) {
        Ok(bounds) => bounds,
        // Refused rather than wrong.
        Err(RangeError::Invalid(invalid)) => return Err(invalid.to_string()),
        Err(_) => return Ok(Outcome::NotAsked),
    };
    let ends = [bounds.lower(), bounds.upper()];
    if ends.iter().any(|end| end.status() != Status::Converged) {
        return Ok(Outcome::NotAsked);
    }
    let [lower, upper] = ends.map(|end| qualities(statement, end));
    for (sample, member) in inside.iter().enumerate() {
        let network = member.organisation().ok().and_then(|made| made.compile().ok());
        let Some(network) = network else { continue };
        let solved = network.baseline();
        if solved.status() != Status::Converged {
            continue;
        }
        let quality = qualities(statement, &solved);
        for (index, party) in statement.parties.iter().enumerate() {
            let within = lower[index] - OUTSIDE..=upper[index] + OUTSIDE;
            if !within.contains(&quality[index]) {
                return Err(format!(
                    "sample {sample}: {} is at {:e}, outside {:e}..={:e}; {ranges:?}",
                    party.id, quality[index], lower[index], upper[index]
                ));
            }
        }
    }
    Ok(Outcome::Held)
}

/// Makes ranges, and organisations from within them; the first two lie at the ends.
fn draw(choices: &mut Choices, statement: &Statement, inside: &mut [Statement]) -> Ranges {
    let mut ranges = Ranges::new();
    let mut range = |choices: &mut Choices, set: &mut dyn FnMut(&mut Statement, f64)| {
        let ends = [choices.number(&[0.0, 1.0]), choices.number(&[0.0, 1.0])];
        let (low, high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        for (index, member) in inside.iter_mut().enumerate() {
            let value = match index {
                0 => low,
                1 => high,
                _ => choices.between(low, high),
            };
            set(member, value);
        }
        low..=high
    };
    for (index, party) in statement.parties.iter().enumerate() {
        if !party.is_customer && party.people.is_none() && choices.chance(0.4) {
            let range = range(choices, &mut |member, value| {
                member.parties[index].capability = value;
            });
            ranges = ranges.capability(&party.id, range);
        }
    }
    for (index, need) in statement.needs.iter().enumerate() {
        let Some(supply) = need.services.first() else { continue };
        if choices.chance(0.5) {
            let range = range(choices, &mut |member, value| member.needs[index].dependence = value);
            ranges = ranges.dependence(statement.need_id(index), range);
        }
        if supply.running && choices.chance(0.4) {
            let range = range(choices, &mut |member, value| {
                member.needs[index].services[0].condition = value;
            });
            ranges = ranges.condition(&supply.id, range);
        }
    }
    ranges
}
