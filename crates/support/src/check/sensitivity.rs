//! Derivatives against differences.

use knockon::explain::{Objective, Sensitivity, SensitivityStatus};
use knockon::{Assessment, Status};

use super::{Outcome, Subject, Verdict, is_beyond, said};
use crate::change::Setting;
use crate::statement::Statement;

/// The step of a difference, and the larger one it has to agree with.
const STEPS: [f64; 2] = [1e-6, 4e-6];
/// How far a derivative may lie from the quotients, relative to one more than them.
const ALLOWED: f64 = 5e-4;
/// How far quotients to both sides, of both steps, may lie apart where there is no kink.
const SMOOTH: f64 = 1e-4;
/// How many derivatives are looked at.
const MOST: usize = 12;

/// Derivatives of the mean of all parties are limits of differences, wherever there is no kink.
pub(super) fn derivatives(subject: &Subject<'_>) -> Verdict {
    let statement = &subject.after;
    let solved = &subject.solved()[1];
    if solved.status() != Status::Converged || !subject.network.is_certified() {
        return Ok(Outcome::NotAsked);
    }
    let count = f64::from(u32::try_from(statement.parties.len()).unwrap_or(1));
    let weights = statement.parties.iter().map(|party| (party.id.as_str(), 1.0 / count));
    let objective = Objective::weighted(&subject.network, "mean", weights)
        .map_err(|error| error.to_string())?;
    let sensitivity = solved.sensitivity(&objective).map_err(said)?;
    if sensitivity.status() == SensitivityStatus::Infinite {
        return Ok(Outcome::NotAsked);
    }
    let mut outcome = Outcome::NotAsked;
    for (setting, derivative) in asked(statement, &sensitivity).into_iter().take(MOST) {
        let Some(quotient) = quotient(subject, &objective, setting) else { continue };
        let Some(derivative) = derivative else {
            return Err(format!("no derivative in {setting:?}, where differences say {quotient}"));
        };
        if is_beyond((derivative - quotient).abs(), ALLOWED * (1.0 + quotient.abs())) {
            return Err(format!(
                "derivative {derivative:e} in {setting:?}, where differences say {quotient:e}"
            ));
        }
        outcome = Outcome::Held;
    }
    Ok(outcome)
}

/// What can be varied both ways, with its derivative.
fn asked(statement: &Statement, sensitivity: &Sensitivity) -> Vec<(Setting, Option<f64>)> {
    let inside = |value: f64| value > 1e-5 && value < 1.0 - 1e-5;
    let mut asked = Vec::new();
    for (index, party) in statement.parties.iter().enumerate() {
        if party.is_customer || party.pinned.is_some() {
            continue;
        }
        if let Some(people) = party.people {
            if inside(people.skill) {
                let derivative = sensitivity.skill(&party.id);
                asked.push((Setting::Skill(index, people.skill), derivative));
            }
            if let Some(staffing) = people.staffing.filter(|staffing| staffing.agents > 0.01) {
                let derivative = sensitivity.agents(&party.id);
                asked.push((Setting::Agents(index, staffing.agents), derivative));
            }
        } else if party.is_customer {
            if inside(party.ceiling) {
                asked
                    .push((Setting::Ceiling(index, party.ceiling), sensitivity.ceiling(&party.id)));
            }
        } else if inside(party.capability) {
            let derivative = sensitivity.capability(&party.id);
            asked.push((Setting::Capability(index, party.capability), derivative));
        }
    }
    for place in statement.places() {
        let supply = statement.supply(place);
        if inside(supply.condition) && !supply.stopped {
            let derivative = sensitivity.condition(&supply.id);
            asked.push((Setting::Condition(place, supply.condition), derivative));
        }
        // One that a scenario set to 0 states some.
        if supply.retries > 0.01 {
            let derivative = sensitivity.retries(&supply.id);
            asked.push((Setting::Retries(place, supply.retries), derivative));
        }
    }
    asked
}

/// The difference quotient; `None` where those to both sides differ.
fn quotient(subject: &Subject<'_>, objective: &Objective, setting: Setting) -> Option<f64> {
    let here = objective.value(&subject.solved()[1]).ok()?;
    let at = |step: f64| {
        let solved = varied(subject, setting, step)?;
        Some((objective.value(&solved).ok()? - here) / step)
    };
    let mut all = Vec::new();
    for step in STEPS {
        all.extend([at(step)?, at(-step)?]);
    }
    let (low, high) = all.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(*value), high.max(*value))
    });
    (high - low <= SMOOTH * (1.0 + high.abs())).then(|| f64::midpoint(all[0], all[1]))
}

/// Solves with one value moved by a step.
fn varied(subject: &Subject<'_>, setting: Setting, step: f64) -> Option<Assessment> {
    let mut change = subject.case.change.clone();
    let moved = match setting {
        Setting::Capability(party, value) => Setting::Capability(party, value + step),
        Setting::Skill(party, value) => Setting::Skill(party, value + step),
        Setting::Agents(party, value) => Setting::Agents(party, value + step),
        Setting::Condition(place, value) => Setting::Condition(place, value + step),
        Setting::Retries(place, value) => Setting::Retries(place, value + step),
        Setting::Ceiling(party, value) => Setting::Ceiling(party, value + step),
        Setting::Stop(_) | Setting::Start(_) | Setting::Demand(..) | Setting::Dependence(..) => {
            return None;
        }
    };
    change.settings.retain(|set| !set.is_of(&moved));
    change.settings.push(moved);
    let solved = subject.network.solve(&change.scenario(&subject.case.statement)).ok()?;
    (solved.status() == Status::Converged).then_some(solved)
}
