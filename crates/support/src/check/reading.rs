//! Readings of what parties delivered: held as they are, in every way of solving, and explained.

use knockon::{Batch, Live, Objective, Quality, Scenario, Status};

use super::{Outcome, Subject, Verdict, near, said};
use crate::choices::Choices;

/// How many parties are read at most.
const MOST_READINGS: usize = 5;
/// How far a reading may be from what explains it.
const REPRODUCED: f64 = 1e-9;

/// Readings are delivered to the last bit, whoever solves; the scenario that explains them reproduces
/// those of departments, and contributions add up.
pub(super) fn readings_are_held_and_explained(subject: &Subject<'_>) -> Verdict {
    let mut choices = subject.case.choices();
    let scenario = read(subject, &mut choices);
    if scenario.readings().len() == 0 {
        return Ok(Outcome::NotAsked);
    }
    let network = &subject.network;
    let solved = network.solve(&scenario).map_err(said)?;
    for (party, reading) in scenario.readings() {
        let delivered = solved.quality(party).map(Quality::get);
        if delivered.map(f64::to_bits) != Some(reading.to_bits()) {
            return Err(format!("{party} was read at {reading:e} and delivers {delivered:?}"));
        }
    }
    let mut batch = Batch::of(network);
    for party in &subject.case.statement.parties {
        batch = batch.party(&party.id).map_err(said)?;
    }
    let [outcome] = &batch.solve([&scenario]).collect::<Vec<_>>()[..] else {
        return Err("a batch of one scenario has one outcome".to_owned());
    };
    let outcome = outcome.as_ref().map_err(said)?;
    let mut live = Live::new(network);
    live.change(&scenario).map_err(said)?;
    let batched = outcome.qualities().map(|(_, quality)| quality.get());
    for (at, ((full, live), batched)) in
        solved.qualities().zip(live.qualities()).zip(batched).enumerate()
    {
        if full.to_bits() != live.to_bits() || full.to_bits() != batched.to_bits() {
            let id = subject.id(at);
            return Err(format!("{id} at {full:e}, live {live:e}, of a batch {batched:e}"));
        }
    }
    if solved.status() != Status::Converged {
        return Ok(Outcome::Held);
    }
    let inference = network.infer(&scenario).map_err(said)?;
    for read in inference.readings() {
        let own_part = read.quality().get() - read.expected().get();
        near(&format!("own part of {}", read.id()), read.own_part(), own_part, 1e-15)?;
        if !read.is_department() {
            // The reading of a customer is a check, and explains nothing.
            continue;
        }
        let explained = inference.explained().quality(read.id()).map_or(f64::NAN, Quality::get);
        let what = format!("what explains the reading of {}", read.id());
        near(&what, explained, read.quality().get(), REPRODUCED)?;
    }
    if let Ok(everyone) = Objective::customers(network) {
        let causes = inference.root_causes(&everyone).map_err(said)?;
        let split = causes.explanation.contributions(&everyone).map_err(said)?;
        if !split.adds_up() {
            return Err(format!("contributions of readings do not add up: {split:?}"));
        }
    }
    Ok(Outcome::Held)
}

/// The scenario with some parties read: at what they deliver, or at something else. Whoever has a
/// capability there is not read, for it is one or the other.
fn read(subject: &Subject<'_>, choices: &mut Choices) -> Scenario {
    let mut scenario = subject.scenario.clone();
    let truth = &subject.solved()[1];
    let parties = &subject.case.statement.parties;
    for _ in 0..=choices.below(MOST_READINGS) {
        let party = &parties[choices.below(parties.len())];
        let is_exact = choices.chance(0.4);
        let reading = if is_exact {
            truth.quality(&party.id).map_or(1.0, Quality::get)
        } else {
            choices.number(&[0.0, 1.0, 0.5]).clamp(0.0, 1.0)
        };
        let read = scenario.clone().observed(&party.id, reading);
        if subject.network.solve(&read).is_ok() {
            scenario = read;
        }
    }
    scenario
}
