//! Seeded random organisations with people: skill, effort, staff of every kind, requests that go
//! round and are made again, on top of random statements.

use knockon::{Effort, Rule, ServiceLevel, Staffing};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::load_oracle;
use crate::support::random::{self, Temper};
use crate::support::staffed::{People, Requests, Shift, Staffed};
use crate::support::statement::Statement;

/// How busy people are when everybody is served well.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pressure {
    /// The share of their time that agents are busy, at least and at most.
    pub(crate) busy: (f64, f64),
    /// How many requests a job makes at most, all told; below 1, and they end.
    pub(crate) requests: f64,
    /// How much more is asked for all of the quality missed, at most.
    pub(crate) retries: f64,
}

/// Busy people whose customers ask again: some organisations tip.
pub(crate) const BUSY: Pressure = Pressure { busy: (0.4, 1.0), requests: 0.7, retries: 1.2 };
/// People who can cope: states are single and far from any edge.
pub(crate) const AT_EASE: Pressure = Pressure { busy: (0.2, 0.75), requests: 0.5, retries: 0.5 };

/// Adds people and requests to a random statement of up to `size` departments.
pub(crate) fn staffed(seed: u64, size: usize, temper: Temper, pressure: Pressure) -> Staffed {
    with_people(seed, random::statement(seed, size, temper), pressure)
}

/// Adds people and requests to a plain organisation under one rule.
pub(crate) fn plain(seed: u64, size: usize, rule: Rule, pressure: Pressure) -> Staffed {
    with_people(seed, random::plain(seed, size, rule), pressure)
}

/// Adds people and requests to a statement.
pub(crate) fn with_people(seed: u64, statement: Statement, pressure: Pressure) -> Staffed {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x0057_aff5);
    let mut staffed = Staffed::new(statement);
    requests(&mut rng, &mut staffed, pressure);
    let well = vec![1.0; staffed.people.len()];
    let arrivals = load_oracle::arrivals_at(&staffed, &well);
    for (party, arrivals) in arrivals.into_iter().enumerate() {
        if staffed.is_customer(party) {
            continue;
        }
        let has_staff = rng.random_bool(0.7);
        if has_staff || rng.random_bool(0.3) {
            let staffing = has_staff.then(|| staffing(&mut rng, arrivals, pressure));
            let skill = if rng.random_bool(0.3) { rng.random_range(0.7..=1.0) } else { 1.0 };
            let effort = if rng.random_bool(0.4) { effort(&mut rng) } else { Effort::default() };
            staffed.staff(party, People { skill, effort, staffing });
        }
    }
    staffed
}

fn requests(rng: &mut ChaCha8Rng, staffed: &mut Staffed, pressure: Pressure) {
    let mut of_consumer = vec![0.0; staffed.people.len()];
    for need in 0..staffed.requests.len() {
        let consumer = staffed.statement.needs[need].consumer;
        let is_customer = staffed.is_customer(consumer);
        for service in 0..staffed.requests[need].len() {
            if rng.random_bool(if is_customer { 0.8 } else { 0.5 }) {
                let rate = rng.random_range(if is_customer { 0.5..=20.0 } else { 0.1..=1.0 });
                let asks_again = rng.random_bool(0.6);
                let retries =
                    if asks_again { rng.random_range(0.0..=pressure.retries) } else { 0.0 };
                staffed.requests[need][service] = Requests { rate, retries };
                of_consumer[consumer] += rate;
            }
        }
    }
    let most = |consumer: usize| pressure.requests / of_consumer[consumer].max(pressure.requests);
    for (need, requests) in staffed.requests.iter_mut().enumerate() {
        let consumer = staffed.statement.needs[need].consumer;
        if !staffed.statement.parties[consumer].is_customer {
            for requests in requests {
                requests.rate *= most(consumer);
            }
        }
    }
}

fn staffing(rng: &mut ChaCha8Rng, arrivals: f64, pressure: Pressure) -> Staffing {
    let agents = f64::from(rng.random_range(1..=9_u32));
    let (least, most) = pressure.busy;
    let handling = if arrivals > 0.0 && arrivals.is_finite() {
        60.0 * agents * rng.random_range(least..=most) / arrivals
    } else {
        rng.random_range(1.0..=60.0)
    };
    let staffing = Staffing::new(agents, handling);
    let patience = handling * rng.random_range(0.2..=4.0);
    match rng.random_range(0..3) {
        // That a target is stated as well makes no difference.
        0 => staffing
            .patience_minutes(patience)
            .target_wait_minutes(0.3 * handling)
            .service_level(ServiceLevel::Served),
        1 => staffing
            .patience_minutes(patience)
            .target_wait_minutes(handling * rng.random_range(0.1..=2.0)),
        _ => staffing.target_wait_minutes(handling * rng.random_range(0.1..=2.0)),
    }
}

fn effort(rng: &mut ChaCha8Rng) -> Effort {
    Effort::default()
        .floor(rng.random_range(0.0..=0.8))
        .reaction(rng.random_range(0.0..=1.0))
        .reference(rng.random_range(0.7..=1.0))
}

/// Makes a change of everything a scenario may set, each with the given probability; moves of agents,
/// skill and demand are within `reach` of what is stated, relative to it. Agents stay whole.
pub(crate) fn shift(seed: u64, staffed: &Staffed, probability: f64, reach: f64) -> Shift {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x5417);
    let shock = random::shock(seed, &staffed.statement, probability * 0.5);
    let mut shift = Shift { shock, ..Shift::default() };
    let near =
        |rng: &mut ChaCha8Rng, stated: f64| stated * rng.random_range(1.0 - reach..=1.0 + reach);
    for (party, people) in staffed.people.iter().enumerate() {
        let Some(People { skill, staffing, .. }) = people else { continue };
        if let Some(staffing) = staffing
            && rng.random_bool(probability)
        {
            shift.agents.push((party, near(&mut rng, staffing.agents).round()));
        }
        if rng.random_bool(probability) {
            shift.skills.push((party, near(&mut rng, *skill).min(1.0)));
        }
    }
    for (service, requests) in staffed.services() {
        let is_customers = staffed.is_customer(staffed.statement.needs[service.0].consumer);
        if is_customers && rng.random_bool(probability) {
            let demand = if requests.rate > 0.0 { requests.rate } else { 0.2 };
            shift.demands.push((service, near(&mut rng, demand)));
        }
    }
    // A capability that is set takes no notice of people, who are not set then.
    let set: Vec<usize> = shift.shock.capabilities.iter().map(|&(party, _)| party).collect();
    for people in [&mut shift.agents, &mut shift.skills] {
        people.retain(|(party, _)| !set.contains(party));
    }
    // One that has people must be there for its demand to mean anything.
    if staffed.people.iter().all(Option::is_none)
        && staffed.services().all(|(_, requests)| requests.rate <= 0.0)
    {
        shift.demands.clear();
    }
    shift
}
