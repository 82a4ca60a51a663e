//! Quality and demand the slow and obvious way: every equation as it is written, all of them
//! updated at once, from the best conceivable state or from the worst, until nothing moves.
//!
//! It shares nothing with the library but the words of a statement. Waiting lines are of whole
//! agents, by sums over how many are in them.

use knockon::{ServiceLevel, Staffing};

use crate::support::oracle;
use crate::support::staffed::{People, Staffed};

/// A state of quality and demand, as far as the sweeps went.
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// Of each party.
    pub(crate) quality: Vec<f64>,
    /// Of each party; 0 for customers.
    pub(crate) arrivals: Vec<f64>,
    /// Of each party; 1 for customers.
    pub(crate) capability: Vec<f64>,
    pub(crate) converged: bool,
    /// How far it still moved once a step was within [`SMALL_STEP`].
    pub(crate) drift: f64,
}

/// The step from which on the drift is counted.
const SMALL_STEP: f64 = 1e-13;
/// The step below which a sweep changes nothing that matters.
const LAST_STEP: f64 = 1e-15;
/// Sweeps after which it gives up.
const MOST_SWEEPS: u32 = 3_000;
/// More arrivals than this, where every sweep brings more, are without end.
const ENDLESS: f64 = 1e30;

/// So many times more arrivals than agents could serve leave none of them idle.
const OVERRUN: f64 = 1e3;

/// The best state consistent with every rule.
pub(crate) fn best(staffed: &Staffed) -> State {
    let count = staffed.people.len();
    iterate(staffed, vec![1.0; count], vec![0.0; count])
}

/// The worst state consistent with every rule.
pub(crate) fn worst(staffed: &Staffed) -> State {
    let nothing = vec![0.0; staffed.people.len()];
    let arrivals = arrivals_at(staffed, &nothing);
    iterate(staffed, nothing, arrivals)
}

/// What arrives at every party if qualities stay as they are, infinite where that goes on and on.
pub(crate) fn arrivals_at(staffed: &Staffed, quality: &[f64]) -> Vec<f64> {
    let mut arrivals = vec![0.0; quality.len()];
    for _ in 0..100_000 {
        let next = asked(staffed, quality, &arrivals);
        let moved = apart(&next, &arrivals);
        arrivals = next;
        if moved <= LAST_STEP {
            break;
        }
        arrivals.iter_mut().for_each(cut);
    }
    arrivals
}

/// Takes what grows beyond all bounds as infinite.
fn cut(arrivals: &mut f64) {
    if *arrivals > ENDLESS {
        *arrivals = f64::INFINITY;
    }
}

fn iterate(staffed: &Staffed, mut quality: Vec<f64>, mut arrivals: Vec<f64>) -> State {
    let mut statement = staffed.statement.clone();
    let mut capability = vec![1.0; quality.len()];
    let mut at_small_step = None;
    let mut converged = false;
    for _ in 0..MOST_SWEEPS {
        for (party, stated) in statement.parties.iter_mut().enumerate() {
            capability[party] = capable(staffed, party, &quality, arrivals[party]);
            stated.capability = capability[party];
        }
        let next_quality = oracle::sweep(&statement, &quality);
        let moved = oracle::distance(&next_quality, &quality);
        let next_arrivals = if arrivals.iter().all(|rate| rate.is_finite()) {
            asked(staffed, &quality, &arrivals)
        } else if moved > LAST_STEP {
            arrivals.clone()
        } else {
            // What is without end does not end by itself, but it may at another quality.
            arrivals_at(staffed, &next_quality)
        };
        let step = moved.max(apart(&next_arrivals, &arrivals));
        (quality, arrivals) = (next_quality, next_arrivals);
        arrivals.iter_mut().for_each(cut);
        if step <= SMALL_STEP && at_small_step.is_none() {
            at_small_step = Some(quality.clone());
        }
        if step <= LAST_STEP {
            converged = true;
            break;
        }
    }
    let drift = at_small_step.map_or(f64::INFINITY, |at| oracle::distance(&at, &quality));
    State { quality, arrivals, capability, converged, drift }
}

/// The largest distance between arrivals, relative to their size.
pub(crate) fn apart(one: &[f64], two: &[f64]) -> f64 {
    let relative = |(one, two): (&f64, &f64)| {
        if one.to_bits() == two.to_bits() { 0.0 } else { (one - two).abs() / (1.0 + one.min(*two)) }
    };
    one.iter().zip(two).map(relative).fold(0.0, f64::max)
}

/// What everybody is asked for per hour, given what those who ask have to do.
pub(crate) fn asked(staffed: &Staffed, quality: &[f64], arrivals: &[f64]) -> Vec<f64> {
    let mut asked = vec![0.0; quality.len()];
    for ((need, service), requests) in staffed.services() {
        let needed = &staffed.statement.needs[need];
        let supply = &needed.services[service];
        let received = oracle::received(supply, quality);
        let jobs =
            if staffed.is_customer(needed.consumer) { 1.0 } else { arrivals[needed.consumer] };
        if requests.rate > 0.0 && jobs > 0.0 {
            let each = requests.rate * (1.0 + requests.retries * (1.0 - received));
            asked[supply.provider] += jobs * each;
        }
    }
    asked
}

/// How well a department's needs are met, weighted by weight and dependence.
pub(crate) fn satisfaction(staffed: &Staffed, party: usize, quality: &[f64]) -> f64 {
    let needs = staffed.statement.needs.iter().filter(|need| need.consumer == party);
    let (mut sum, mut total) = (0.0, 0.0);
    for need in needs {
        let counts = need.weight * need.dependence;
        sum += counts * oracle::met(need, quality);
        total += counts;
    }
    if total > 0.0 { sum / total } else { 1.0 }
}

fn capable(staffed: &Staffed, party: usize, quality: &[f64], arrivals: f64) -> f64 {
    if let Some((_, capability)) = staffed.pinned.iter().find(|(pinned, _)| *pinned == party) {
        return *capability;
    }
    let Some(People { skill, effort, staffing }) = staffed.people[party] else {
        return staffed.statement.parties[party].capability;
    };
    let satisfied = satisfaction(staffed, party, quality);
    let put_in = (1.0 + effort.reaction * (satisfied - effort.reference)).clamp(effort.floor, 1.0);
    let level = staffing.map_or(1.0, |staffing| service_level(&staffing, arrivals, put_in));
    skill * put_in * level
}

/// The share of requests that whole agents serve in time.
pub(crate) fn service_level(staffing: &Staffing, arrivals: f64, effort: f64) -> f64 {
    if arrivals <= 0.0 {
        return 1.0;
    }
    let rate = 60.0 / staffing.handling_minutes * effort;
    let full = staffing.agents * rate;
    if full <= 0.0 || arrivals > ENDLESS {
        return 0.0;
    }
    let target = match staffing.service_level {
        ServiceLevel::WithinTarget => staffing.target_wait_minutes.expect("a target") / 60.0,
        _ => f64::INFINITY,
    };
    // As many in the line as agents, at most: 1, a, a²/2 ...
    let (mut weight, mut free, mut busy) = (1.0, 0.0, 0.0);
    while busy < staffing.agents {
        free += weight;
        busy += 1.0;
        weight *= arrivals / (busy * rate);
    }
    let Some(patience) = staffing.patience_minutes else {
        // And more than that, each less likely than the one before by the same factor.
        if arrivals >= full {
            return 0.0;
        }
        let waiting = weight / (1.0 - arrivals / full);
        return 1.0 - waiting / (free + waiting) * (-(full - arrivals) * target).exp();
    };
    let leaving = 60.0 / patience;
    if arrivals > OVERRUN * full {
        // Nobody is ever idle, and those who are served waited as long as it takes for all but them
        // to leave.
        return if target * leaving < (arrivals / full).ln() { 0.0 } else { full / arrivals };
    }
    impatient(weight, free, &Impatient { arrivals, full, leaving }, target)
}

/// Rates of a line with patience, per hour.
struct Impatient {
    arrivals: f64,
    /// Of all agents together.
    full: f64,
    /// Of one who waits.
    leaving: f64,
}

/// Goes on from `free`, the weight of lines shorter than agents, with the first of those that make
/// newcomers wait. With `k` ahead in it somebody stays and is served within `T` with probability
///
/// ```text
/// c / (c + (k + 1) θ) · P( N > k ),   P( N = i ) = (m)ᵢ / i! · e^(−mθT) (1 − e^(−θT))ⁱ
/// ```
///
/// where `c` is what agents finish, `m = (c + θ) / θ`: the line ahead dies out as a population of
/// `m` grows.
fn impatient(mut weight: f64, free: f64, line: &Impatient, target: f64) -> f64 {
    let Impatient { arrivals, full, leaving } = *line;
    let growing = (full + leaving) / leaving;
    let still = (-leaving * target).exp();
    let (mut total, mut served) = (free, free);
    let (mut ahead, mut largest) = (0.0, 0.0_f64);
    let mut grown_by = (-(full + leaving) * target).exp();
    let mut too_late = grown_by;
    loop {
        total += weight;
        served += weight * full / (full + (ahead + 1.0) * leaving) * (1.0 - too_late);
        largest = largest.max(weight);
        ahead += 1.0;
        grown_by *= (growing + ahead - 1.0) / ahead * (1.0 - still);
        too_late += grown_by;
        weight *= arrivals / (full + ahead * leaving);
        if weight > 1e100 {
            for sum in [&mut weight, &mut total, &mut served, &mut largest] {
                *sum *= 1e-100;
            }
        }
        if weight < 1e-19 * largest && arrivals < full + ahead * leaving {
            return served / total;
        }
    }
}
