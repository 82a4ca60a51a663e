//! Whether a state is the one it is said to be.

use knockon::{Assessment, Scenario, SolveOptions, Status, Uniqueness, Workspace};

use super::{
    MOST_SWEEPS, Outcome, ROUNDED, SETTLED, Subject, Verdict, all_near, is_beyond, qualities,
};
use crate::change::{Change, Setting};
use crate::dense::{Dense, Number, State};

/// How far an equation may be off at a converged state, evaluated in another way.
const RESIDUAL: f64 = 1e-11;
/// The same where capabilities follow from load, which is steep next to saturation.
const STAFFED_RESIDUAL: f64 = 1e-8;

/// How far a settled quality may be off by itself where capabilities follow from load: the plain
/// quadrature of service levels is no more exact.
const STAFFED: f64 = 1e-10;

/// Two states nearer than this are said to meet, and the lower is given as the upper.
const MEETING: f64 = 1e-9;

/// How far what is received may be off by the rounding of a transfer, relative.
const PLACES: f64 = 4.0 * f64::EPSILON;

/// Every equation holds at a state that is said to be settled.
pub(super) fn equations_hold(subject: &Subject<'_>) -> Verdict {
    let mut outcome = Outcome::NotAsked;
    for (solved, statement) in subject.solved().iter().zip(subject.statements()) {
        if solved.status() != Status::Converged {
            continue;
        }
        let dense = Dense::new(statement);
        let quality = qualities(statement, solved);
        let has_demand = statement.has_demand();
        let arrivals =
            if has_demand { dense.arrivals_at(&quality) } else { vec![0.0; quality.len()] };
        let evaluated = dense.evaluate(&quality, &arrivals);
        let allowed = if has_demand { STAFFED_RESIDUAL } else { RESIDUAL };
        // Next to a vertical slope a place of what is received makes many of what is felt. Of a
        // quality of 1 every place is received.
        let place = |quality: f64| if quality < 1.0 { quality * (1.0 - PLACES) } else { quality };
        let beside: Vec<f64> = quality.iter().copied().map(place).collect();
        let beside = dense.evaluate(&beside, &arrivals);
        let steep = evaluated.iter().zip(&beside).map(|(at, beside)| (at - beside).abs());
        let allowed: Vec<f64> = steep.map(|steep| allowed + steep).collect();
        all_near("equation", statement, &quality, &evaluated, &allowed)?;
        let residual = solved.verify();
        if is_beyond(residual, if has_demand { STAFFED_RESIDUAL } else { SETTLED }) {
            return Err(format!("verify() says {residual:e} of a converged state"));
        }
        outcome = Outcome::Held;
    }
    Ok(outcome)
}

/// A state is the best consistent one.
pub(super) fn greatest_state(subject: &Subject<'_>) -> Verdict {
    let mut outcome = Outcome::NotAsked;
    let states = subject.solved().iter().zip(subject.statements()).zip(subject.dense());
    for ((solved, statement), dense) in states {
        if solved.status() == Status::Converged && dense.converged {
            let allowed = allowance(statement, dense);
            let quality = qualities(statement, solved);
            all_near("greatest state", statement, &quality, &dense.quality, &allowed)?;
            outcome = Outcome::Held;
        }
    }
    Ok(outcome)
}

/// How far a settled solve may lie from each quality.
pub(super) fn allowance(statement: &crate::statement::Statement, state: &State<f64>) -> Vec<f64> {
    let settled = if statement.has_demand() { STAFFED } else { SETTLED };
    Dense::new(statement).spread(state, settled + state.drift)
}

/// What is said of uniqueness holds, and the lower state is the worst consistent one.
pub(super) fn lower_state_and_verdict(subject: &Subject<'_>) -> Verdict {
    let options = SolveOptions::default().lower_state(true);
    let solved = subject.network.solve_with(&subject.scenario, &options, &mut Workspace::new());
    let solved = solved.map_err(|invalid| invalid.to_string())?;
    let statement = &subject.after;
    let greatest = &subject.dense()[1];
    let least = Dense::new(statement).least(MOST_SWEEPS);
    if solved.status() != Status::Converged || !greatest.converged || !least.converged {
        return Ok(Outcome::NotAsked);
    }
    let mut allowed = allowance(statement, &least);
    let upper = allowance(statement, greatest);
    let mut both: Vec<f64> = allowed.iter().zip(&upper).map(|(one, two)| one + two).collect();
    if solved.uniqueness() == Uniqueness::Computed {
        allowed.iter_mut().chain(&mut both).for_each(|allowed| *allowed += MEETING);
    }
    match solved.uniqueness() {
        Uniqueness::Certified | Uniqueness::Computed => {
            let what = format!("said to be {:?}, but from 0 and from 1", solved.uniqueness());
            all_near(&what, statement, &least.quality, &greatest.quality, &both)?;
        }
        Uniqueness::Multiple => {
            let gaps = greatest.quality.iter().zip(&least.quality).zip(&both);
            if gaps.clone().all(|((high, low), allowed)| (high - low).abs() <= 0.1 * allowed) {
                return Err("said to be Multiple, but from 0 and from 1 the same".to_owned());
            }
        }
        other => return Err(format!("{other:?} after the lower state was asked for")),
    }
    let lower: Vec<f64> = statement
        .parties
        .iter()
        .map(|party| solved.lower(&party.id).map_or(f64::NAN, knockon::Quality::get))
        .collect();
    all_near("lower state", statement, &lower, &least.quality, &allowed)?;
    Ok(Outcome::Held)
}

/// Sweeps after which a solve is broken off, to see what is said of its error then.
const EARLY: [u32; 5] = [1, 2, 4, 9, 30];

/// A proved error is at least the distance to a solve run to its end in thirty digits: at the end
/// and, which tells more, after a few sweeps.
pub(super) fn error_bound(subject: &Subject<'_>) -> Verdict {
    let mut outcome = Outcome::NotAsked;
    let scenarios = [&Scenario::new("baseline"), &subject.scenario];
    for (index, solved) in subject.solved().iter().enumerate() {
        let Some(wide) = subject.wide()[index].as_ref().filter(|wide| wide.converged) else {
            continue;
        };
        if solved.error_bound().is_none() {
            continue;
        }
        let statement = subject.statements()[index];
        let exact: Vec<f64> = wide.quality.iter().map(|q| q.get()).collect();
        let spread = Dense::new(statement).spread(&subject.dense()[index], ROUNDED);
        let check = |solved: &Assessment, what: &str| {
            let Some(bound) = solved.error_bound() else { return Ok(()) };
            let allowed: Vec<f64> = spread.iter().map(|rounded| bound + rounded).collect();
            all_near(what, statement, &qualities(statement, solved), &exact, &allowed)
        };
        check(solved, "beyond the proved error")?;
        for sweeps in EARLY {
            let options = SolveOptions::default().max_sweeps(sweeps);
            let early =
                subject.network.solve_with(scenarios[index], &options, &mut Workspace::new());
            let early = early.map_err(|invalid| invalid.to_string())?;
            check(&early, &format!("beyond the proved error after {sweeps} sweeps"))?;
        }
        outcome = Outcome::Held;
    }
    Ok(outcome)
}

/// What is said to be proved is within its bound of a solve run to its end in thirty digits.
pub(super) fn proof(subject: &Subject<'_>) -> Verdict {
    let mut outcome = Outcome::NotAsked;
    for (index, solved) in subject.solved().iter().enumerate() {
        let Some(bound) = solved.proof().bound() else { continue };
        let Some(wide) = subject.wide()[index].as_ref().filter(|wide| wide.converged) else {
            continue;
        };
        let statement = subject.statements()[index];
        let exact: Vec<f64> = wide.quality.iter().map(|q| q.get()).collect();
        let allowed = vec![bound; exact.len()];
        let quality = qualities(statement, solved);
        all_near("proved, but", statement, &quality, &exact, &allowed)?;
        outcome = Outcome::Held;
    }
    Ok(outcome)
}

/// Raising a capability, a condition, agents or skill, or starting a service, lowers no quality.
pub(super) fn monotone(subject: &Subject<'_>) -> Verdict {
    let mut choices = subject.case.choices();
    let before = &subject.solved()[1];
    if !subject.settled() {
        return Ok(Outcome::NotAsked);
    }
    let statement = &subject.after;
    let low = qualities(statement, before);
    let allowed = allowance(statement, &subject.dense()[1]);
    for (index, setting) in subject.case.change.settings.iter().enumerate().take(6) {
        let share = choices.number(&[1.0, 1e-9]);
        if matches!(setting, Setting::Start(_)) {
            continue; // Without it the service stands by.
        }
        let mut raised = subject.case.change.without(index);
        raised.settings.extend(raise(*setting, share));
        let high = solve(subject, &raised)?;
        let Some(high) = high else { continue };
        for (party, stated) in statement.parties.iter().enumerate() {
            if is_beyond(low[party] - high[party], allowed[party]) {
                return Err(format!(
                    "{setting:?} raised by {share} of what is missing: {} falls from {:e} to {:e}",
                    stated.id, low[party], high[party]
                ));
            }
        }
    }
    Ok(Outcome::Held)
}

/// A setting that is better by a share of what is missing.
fn raise(setting: Setting, share: f64) -> Option<Setting> {
    let up = |value: f64| value + share * (1.0 - value);
    match setting {
        Setting::Capability(party, value) => Some(Setting::Capability(party, up(value))),
        Setting::Condition(place, value) => Some(Setting::Condition(place, up(value))),
        Setting::Skill(party, value) => Some(Setting::Skill(party, up(value))),
        Setting::Agents(party, value) => Some(Setting::Agents(party, value * (1.0 + share))),
        Setting::Demand(place, value) => Some(Setting::Demand(place, value * (1.0 - 0.5 * share))),
        Setting::Retries(place, value) => {
            Some(Setting::Retries(place, value * (1.0 - 0.5 * share)))
        }
        Setting::Ceiling(party, value) => Some(Setting::Ceiling(party, up(value))),
        Setting::Dependence(need, value) => Some(Setting::Dependence(need, value * (1.0 - share))),
        Setting::Stop(_) | Setting::Start(_) => None,
    }
}

/// The qualities under a change; `None` where they do not settle.
fn solve(subject: &Subject<'_>, change: &Change) -> Result<Option<Vec<f64>>, String> {
    let scenario: Scenario = change.scenario(&subject.case.statement);
    let solved = subject.network.solve(&scenario).map_err(|invalid| invalid.to_string())?;
    let settled = solved.status() == Status::Converged;
    Ok(settled.then(|| qualities(&subject.after, &solved)))
}
