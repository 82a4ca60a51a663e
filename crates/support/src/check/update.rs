//! Live updates and batches against full solves, bit for bit.

use knockon::{Batch, Live, Scenario, Status};

use super::{Outcome, Subject, Verdict};
use crate::change::Change;
use crate::generate;

/// How many changes follow on each other.
const MOST_CHANGES: usize = 10;

/// A live state after any series of changes is the full solve of what then holds.
pub(super) fn live_is_a_full_solve(subject: &Subject<'_>) -> Verdict {
    let statement = &subject.case.statement;
    let mut choices = subject.case.choices();
    let mut live = Live::new(&subject.network);
    let mut settings = subject.case.change.settings.clone();
    settings.extend(generate::change(&mut choices, statement).settings);
    for round in 0..settings.len().min(MOST_CHANGES) {
        let setting = settings[choices.below(settings.len())];
        let only = Change { settings: vec![setting] }.scenario(statement);
        let what = match choices.below(6) {
            0 => {
                let party = choices.below(statement.department_count());
                live.restore_department(&statement.parties[party].id).err()
            }
            1 if !statement.places().is_empty() => {
                let places = statement.places();
                let place = places[choices.below(places.len())];
                live.restore_service(&statement.supply(place).id).err()
            }
            2 => live.replace(&only).err(),
            _ => live.change(&only).err(),
        };
        if what.is_some() {
            continue; // such as agents of a department whose capability is set
        }
        let full = subject.network.solve(&live.scenario()).map_err(|error| error.to_string())?;
        for (party, (live, full)) in live.qualities().zip(full.qualities()).enumerate() {
            if live.to_bits() != full.to_bits() {
                let id = subject.id(party);
                return Err(format!("round {round}, {setting:?}: {id} at {live:e}, {full:e}"));
            }
        }
        if (live.status() == Status::Converged) != (full.status() == Status::Converged) {
            return Err(format!("round {round}: {:?}, {:?}", live.status(), full.status()));
        }
    }
    Ok(if settings.is_empty() { Outcome::NotAsked } else { Outcome::Held })
}

/// What a batch keeps is what single solves have.
pub(super) fn batch_is_single_solves(subject: &Subject<'_>) -> Verdict {
    let statement = &subject.case.statement;
    let mut choices = subject.case.choices();
    let mut scenarios: Vec<Scenario> = vec![Scenario::new("nothing"), subject.scenario.clone()];
    for _ in 0..choices.below(20) {
        scenarios.push(generate::change(&mut choices, statement).scenario(statement));
    }
    let mut batch = Batch::of(&subject.network).mean();
    for party in &statement.parties {
        batch = batch.party(&party.id).map_err(|error| error.to_string())?;
    }
    for (index, (outcome, scenario)) in batch.solve(&scenarios).zip(&scenarios).enumerate() {
        let single = subject.network.solve(scenario);
        let (outcome, single) = match (outcome, single) {
            (Ok(outcome), Ok(single)) => (outcome, single),
            (Err(one), Err(two)) if one == two => continue,
            (one, two) => {
                return Err(format!("scenario {index}: {:?}, {:?}", one.err(), two.err()));
            }
        };
        for (id, quality) in outcome.qualities() {
            let (batch, single) =
                (Some(quality.get()), single.quality(id.as_str()).map(knockon::Quality::get));
            if batch.map(f64::to_bits) != single.map(f64::to_bits) {
                return Err(format!("scenario {index}: {id} at {batch:?}, {single:?} alone"));
            }
        }
        if outcome.status() != single.status() {
            return Err(format!("scenario {index}: {:?}, {:?}", outcome.status(), single.status()));
        }
    }
    Ok(Outcome::Held)
}
