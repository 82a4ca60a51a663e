//! Erlang C: everybody waits as long as it takes.
//!
//! With `ε` the mass that an agent is free (see [`mass`](super::wait_density)), `a` the offered
//! load below `n` agents and `τ` the target, per handling time,
//!
//! ```text
//! C = a / (a + ε (n − a))            share within τ    1 − C e^(−(n − a) τ)
//! ```

use super::erlang_b::check_load;
use super::figures::{Slopes, WaitingFigures, share_of};
use super::wait_density::{Scaled, ScaledQueue};
use super::{QueueError, check_agents};

/// Returns the probability that all agents are busy where everybody waits (Erlang C); 1 where the
/// agents do not keep up.
///
/// ```text
/// C(n, a) = n B / (n − a (1 − B))        B: the blocking probability of n agents, Erlang B
/// ```
///
/// # Arguments
///
/// - `offered_load`: arrivals per mean handling time `a`, 0..=1e100.
/// - `agents`: `n`, 1e-50..=1e50, whole or not.
///
/// # Errors
///
/// [`QueueError::OfferedLoad`] and [`QueueError::Agents`] out of range.
///
/// # Complexity
///
/// Constant time.
///
/// # Examples
///
/// ```
/// use knockon::queue::erlang_c;
///
/// assert!((erlang_c(1.0, 2.0)? - 1.0 / 3.0).abs() < 1e-15); // B = 1/5
/// assert!(erlang_c(1.0, 0.0).is_err());
/// # Ok::<(), knockon::queue::QueueError>(())
/// ```
///
/// # References
///
/// Erlang (1917).
pub fn erlang_c(offered_load: f64, agents: f64) -> Result<f64, QueueError> {
    check_load(offered_load)?;
    check_agents(agents)?;
    if offered_load <= 0.0 {
        return Ok(0.0);
    }
    let [busy, _] = busy_or_free(ScaledQueue::new(offered_load, agents, 0.0));
    Ok(busy)
}

/// The probabilities that all agents are busy and that one is free.
fn busy_or_free(station: ScaledQueue) -> [f64; 2] {
    let spare = station.agents - station.load;
    if spare <= 0.0 {
        return [1.0, 0.0];
    }
    let Scaled { scale, masses: [free] } = station.free();
    let free = free * spare;
    let busy = station.load * (-scale).exp();
    // Masses may be infinite.
    [1.0 / (1.0 + free / busy), 1.0 / (1.0 + busy / free)]
}

/// The share of all arrivals served within a target.
pub(super) fn share(station: ScaledQueue, target: f64) -> f64 {
    let spare = station.agents - station.load;
    if spare <= 0.0 {
        return overloaded(station, target).share;
    }
    let [busy, free] = busy_or_free(station);
    let late = -spare * target;
    share_of(free - busy * late.exp_m1(), busy * late.exp())
}

/// The same with its derivatives.
pub(super) fn slopes(station: ScaledQueue, target: f64) -> Slopes {
    let ScaledQueue { load: a, agents: n, .. } = station;
    let spare = n - a;
    if spare <= 0.0 {
        return overloaded(station, target);
    }
    let Scaled { scale, masses: [mass, mass_by_load, mass_by_agents] } = station.free_with_slopes();
    let unit = (-scale).exp();
    let free = mass * spare;
    let free_by_load = mass_by_load * spare - mass;
    let free_by_agents = mass_by_agents * spare + mass;
    let total = a * unit + free;
    let (busy, free) = (a * unit / total, free / total);
    let busy_by_load = unit / total * (free - a * free_by_load / total);
    let busy_by_agents = -busy * (free_by_agents / total);

    let late = (-spare * target).exp();
    // Beyond any target nobody is late, by any derivative.
    let delayed = if late > 0.0 { target * busy } else { 0.0 };
    Slopes {
        share: share_of(free - busy * (-spare * target).exp_m1(), busy * late),
        by_load: -late * (busy_by_load + delayed),
        by_agents: late * (delayed - busy_by_agents),
        by_speed: late * (a * busy_by_load + n * delayed),
    }
}

/// Nobody is served within a finite target where agents do not keep up; of an infinite one, the
/// share they keep up with is.
fn overloaded(station: ScaledQueue, target: f64) -> Slopes {
    if target < f64::INFINITY {
        return Slopes::default();
    }
    let share = station.agents / station.load;
    Slopes {
        share,
        by_load: -share / station.load,
        by_agents: station.load.recip(),
        by_speed: share,
    }
}

/// Waiting, which nobody leaves; where agents do not keep up, it has no end.
pub(super) fn waiting(station: ScaledQueue) -> WaitingFigures {
    let [busy, _] = busy_or_free(station);
    let spare = (station.agents - station.load).max(0.0);
    WaitingFigures {
        probability: busy,
        mean: busy / spare,
        served: (station.agents / station.load).min(1.0),
        abandonment: 0.0,
    }
}

/// The probability that somebody waits longer than `time`.
pub(super) fn exceeds(station: ScaledQueue, time: f64) -> f64 {
    let spare = (station.agents - station.load).max(0.0);
    let [busy, _] = busy_or_free(station);
    if spare > 0.0 { busy * (-spare * time).exp() } else { busy }
}

/// The time that somebody waits longer than with this probability, which is below that of waiting.
pub(super) fn exceeded_by(station: ScaledQueue, probability: f64) -> f64 {
    let spare = (station.agents - station.load).max(0.0);
    let [busy, _] = busy_or_free(station);
    (busy / probability).ln() / spare
}
