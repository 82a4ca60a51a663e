//! People and requests on top of an organisation.

use knockon::{Effort, ServiceLevel, Staffing};

use super::effort;
use crate::choices::Choices;
use crate::dense::Dense;
use crate::statement::{People, StaffTerms, Statement};

/// What a job makes of further requests at most, all told; below 1, so that they end.
const MOST_PER_JOB: f64 = 0.6;

/// Adds requests to services, and people to departments who can cope or nearly.
pub(super) fn add(choices: &mut Choices, statement: &mut Statement) {
    requests(choices, statement);
    let arrivals = Dense::new(statement).arrivals_when_well();
    for (index, arrivals) in arrivals.into_iter().enumerate() {
        if statement.parties[index].is_customer || !choices.chance(0.75) {
            continue;
        }
        let staffing = choices.chance(0.7).then(|| staffing(choices, arrivals));
        let party = &mut statement.parties[index];
        party.capability = 1.0;
        party.people = Some(People {
            skill: choices.number(&[1.0, 1.0, 0.9]),
            effort: if choices.chance(0.5) { effort(choices) } else { Effort::default() },
            staffing,
        });
        party.staff = staffing.and_then(|staffing| staff(&staffing));
    }
    handling_times(choices, statement);
}

/// Lets some services state how long their requests take.
fn handling_times(choices: &mut Choices, statement: &mut Statement) {
    if !choices.chance(0.4) {
        return;
    }
    for place in statement.places() {
        let supply = statement.supply(place);
        let people = statement.parties[supply.provider].people;
        let Some(staffing) = people.and_then(|people| people.staffing) else { continue };
        if supply.rate > 0.0 && choices.chance(0.6) {
            let minutes = staffing.handling_minutes * choices.between(0.4, 1.4);
            let variation = choices.number(&[0.0, 0.5, 1.0, 2.0]);
            statement.supply_mut(place).handling = Some((minutes, variation));
        }
    }
}

fn requests(choices: &mut Choices, statement: &mut Statement) {
    let mut per_job = vec![0.0; statement.parties.len()];
    for place in statement.places() {
        let consumer = statement.needs[place.0].consumer;
        let is_customer = statement.parties[consumer].is_customer;
        if choices.chance(if is_customer { 0.8 } else { 0.5 }) {
            let most = if is_customer { 20.0 } else { 1.0 };
            let supply = statement.supply_mut(place);
            supply.rate = choices.between(0.05, 1.0) * most;
            supply.retries = if choices.chance(0.5) { choices.between(0.0, 1.2) } else { 0.0 };
            per_job[consumer] += supply.rate;
        }
    }
    for need in &mut statement.needs {
        if !statement.parties[need.consumer].is_customer {
            let total = per_job[need.consumer].max(MOST_PER_JOB);
            need.services.iter_mut().for_each(|supply| supply.rate *= MOST_PER_JOB / total);
        }
    }
}

fn staffing(choices: &mut Choices, arrivals: f64) -> Staffing {
    let whole = choices.below(9) + 1;
    let mut agents = f64::from(u32::try_from(whole).unwrap_or(1));
    if choices.chance(0.4) {
        agents += choices.between(-0.5, 0.5);
    }
    let handling = if arrivals > 0.0 && arrivals.is_finite() {
        60.0 * agents * choices.between(0.3, 1.05) / arrivals
    } else {
        choices.between(1.0, 60.0)
    };
    let shrinkage = if choices.chance(0.2) { choices.between(0.0, 0.4) } else { 0.0 };
    let staffing = Staffing::new(agents, handling * (1.0 - shrinkage)).shrinkage(shrinkage);
    let patience = handling * choices.between(0.2, 4.0);
    match choices.below(3) {
        0 => staffing.patience_minutes(patience).service_level(ServiceLevel::Served),
        1 => staffing
            .patience_minutes(patience)
            .target_wait_minutes(handling * choices.between(0.1, 2.0)),
        _ => staffing.target_wait_minutes(handling * choices.between(0.1, 2.0)),
    }
}

/// How people come, go and tire in half of all departments with staff. Its decisions follow from the
/// staff, so that cases are what they were without.
fn staff(staffing: &Staffing) -> Option<StaffTerms> {
    let seed = staffing.agents.to_bits() ^ staffing.handling_minutes.to_bits().rotate_left(17);
    let mut choices = Choices::seeded(seed);
    choices.chance(0.5).then(|| StaffTerms {
        quits: (choices.pick(&[0.0, 0.1, 0.5, 2.0]), choices.pick(&[1.0, 2.0, 20.0])),
        hires: choices.chance(0.7).then(|| choices.between(0.5, 12.0)),
        learning: (choices.pick(&[0.0, 30.0, 400.0]), choices.number(&[0.0, 0.3])),
        absence: (choices.pick(&[0.0, 0.05, 0.3]), choices.pick(&[1.0, 2.0, 5.0])),
        strain: (choices.number(&[0.0, 1.0]), choices.between(0.3, 0.95)),
        reserve: choices.pick(&[0.0, 0.1, 1.0]),
    })
}
