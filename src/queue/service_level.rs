//! The share of arrivals served within a target, and its derivatives: what solvers evaluate.

use serde::Serialize;

use super::wait_density::ScaledQueue;
use super::{LEAST, erlang_a, erlang_c};

/// A queue in plain numbers, as solvers have it: rates in one unit of time, any number of agents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct QueueLoad {
    /// At least 0, maybe infinite.
    pub(crate) arrival_rate: f64,
    /// Of one agent, at least 0.
    pub(crate) service_rate: f64,
    /// Any real number; fewer than 1e-50 serve nobody.
    pub(crate) agents: f64,
    /// The inverse of mean patience, 0 where everybody waits as long as it takes.
    pub(crate) abandonment_rate: f64,
    /// How much longer waits are than at random times; 1 where requests leave.
    pub(crate) wait_factor: f64,
}

/// The share of all arrivals served within a target, and how it answers to what it depends on.
///
/// # Examples
///
/// One agent, half busy: three in four arrivals are served within a wait of ln 2 handling times.
///
/// ```
/// use knockon::queue::Queue;
///
/// let level = Queue::new(1.0, 2.0, 1.0)?.service_level(f64::ln(2.0))?;
/// assert!((level.share - 0.75).abs() < 1e-15);
/// // share = 1 - λ/μ · exp(-(μ - λ) T), so that ∂share/∂λ = -(1/μ + λ/μ · T) exp(-(μ - λ) T)
/// assert!((level.by_arrival_rate + 0.25 * (1.0 + f64::ln(2.0))).abs() < 1e-15);
/// # Ok::<(), knockon::queue::QueueError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct ServedWithin {
    /// The share, 0..=1.
    pub share: f64,
    /// The derivative in the arrival rate, at most 0.
    pub by_arrival_rate: f64,
    /// The derivative in the number of agents, at least 0: about what the next agent gives.
    pub by_agents: f64,
    /// The derivative in the service rate of an agent, at least 0.
    pub by_service_rate: f64,
}

/// Longer targets than so many handling times are no different, but for infinite ones.
const LONGEST_WAIT: f64 = 1e150;

impl QueueLoad {
    /// The share of all arrivals served after a wait of at most `target`, which may be infinite.
    ///
    /// Without patience an overloaded queue serves nobody within a finite target. Of an infinite
    /// one it keeps up with the share `nμ/λ`, the limit of ever more patience.
    pub(crate) fn within(self, target: f64) -> f64 {
        if self.arrival_rate <= 0.0 {
            return 1.0;
        }
        if self.is_hopeless() {
            return 0.0;
        }
        let (station, target) = (self.station(), self.random_wait(target));
        if station.impatience > 0.0 {
            erlang_a::share(station, target)
        } else {
            erlang_c::share(station, target)
        }
    }

    /// The share of all arrivals served, however long it takes: those who do not abandon.
    pub(crate) fn served(self) -> f64 {
        self.within(f64::INFINITY)
    }

    /// The share of all arrivals served after a wait of at most `target`, with its derivatives; at
    /// the edge of capacity without patience those towards overload.
    pub(crate) fn service_level(self, target: f64) -> ServedWithin {
        let share = if self.arrival_rate > 0.0 { 0.0 } else { 1.0 };
        if self.is_hopeless() {
            return ServedWithin { share, ..ServedWithin::default() };
        }
        let (station, target) = (self.station(), self.random_wait(target));
        let slopes = if station.impatience > 0.0 {
            erlang_a::slopes(station, target)
        } else {
            erlang_c::slopes(station, target)
        };
        ServedWithin {
            share: share.max(slopes.share),
            by_arrival_rate: slopes.by_load / self.service_rate,
            by_agents: slopes.by_agents,
            by_service_rate: slopes.by_speed / self.service_rate,
        }
    }

    /// Whether agents hardly handle any request that arrives.
    pub(super) fn is_hopeless(self) -> bool {
        let load = self.arrival_rate / self.service_rate;
        self.service_rate <= 0.0 || self.agents < LEAST || load > ScaledQueue::LARGEST_LOAD
    }

    /// The queue in units of handling times.
    pub(super) fn station(self) -> ScaledQueue {
        let load = self.arrival_rate / self.service_rate;
        ScaledQueue::new(load, self.agents, self.abandonment_rate / self.service_rate)
    }

    /// The wait at random times, in units of handling times, that is as likely as a wait of this
    /// queue; infinite only for an infinite one.
    pub(super) fn random_wait(self, wait: f64) -> f64 {
        // Where nothing varies, nobody waits any longer than 0.
        let random = (wait / self.wait_factor).min(f64::MAX);
        self.in_handling_times(if wait < f64::INFINITY { random } else { wait })
    }

    /// The wait of this queue that is as likely as a wait at random times.
    pub(super) fn real_wait(self, random: f64) -> f64 {
        if random < f64::INFINITY { self.wait_factor * random } else { random }
    }

    /// A time in units of handling times; it is infinite only if it was.
    fn in_handling_times(self, time: f64) -> f64 {
        if time < f64::INFINITY { (time * self.service_rate).min(LONGEST_WAIT) } else { time }
    }
}

#[cfg(test)]
mod tests {
    use super::super::erlang_b;
    use super::{QueueLoad, ServedWithin};

    const BUSY: QueueLoad = QueueLoad {
        arrival_rate: 3.0,
        service_rate: 1.0,
        agents: 2.5,
        abandonment_rate: 0.5,
        wait_factor: 1.0,
    };

    #[test]
    fn unbounded_demand_is_not_served() {
        for abandonment_rate in [0.0, 0.5] {
            for service_rate in [0.0, 1.0] {
                let load = QueueLoad {
                    arrival_rate: f64::INFINITY,
                    service_rate,
                    abandonment_rate,
                    ..BUSY
                };
                for target in [0.0, 1.0, f64::INFINITY] {
                    assert_eq!(load.within(target).to_bits(), 0.0_f64.to_bits());
                    assert_eq!(load.service_level(target), ServedWithin::default());
                }
            }
        }
    }

    #[test]
    fn agents_who_finish_nothing_serve_nobody_but_nobody() {
        let stuck = QueueLoad { service_rate: 0.0, ..BUSY };
        assert_eq!(stuck.served().to_bits(), 0.0_f64.to_bits());
        for abandonment_rate in [0.0, 0.5] {
            let gone = QueueLoad { agents: 0.0, abandonment_rate, ..BUSY };
            assert_eq!(gone.within(f64::INFINITY).to_bits(), 0.0_f64.to_bits());
            assert_eq!(gone.service_level(1.0), ServedWithin::default());
        }
        let idle = QueueLoad { arrival_rate: 0.0, ..stuck };
        assert_eq!(idle.within(0.0).to_bits(), 1.0_f64.to_bits());
        let level = idle.service_level(f64::INFINITY);
        assert_eq!(level, ServedWithin { share: 1.0, ..ServedWithin::default() });
    }

    #[test]
    fn no_patience_at_all_leaves_who_finds_an_agent_free() {
        let free = 1.0 - erlang_b(3.0, 2.5).unwrap();
        for abandonment_rate in [1e60, 1e300, f64::INFINITY] {
            let level = QueueLoad { abandonment_rate, ..BUSY }.service_level(1.0);
            assert!((level.share - free).abs() < 1e-14, "{level:?}");
            assert!(level.by_agents > 0.0 && level.by_arrival_rate < 0.0, "{level:?}");
        }
    }

    #[test]
    fn slopes_come_with_the_same_share() {
        for target in [0.0, 0.3, 4.0, f64::INFINITY] {
            for load in [BUSY, QueueLoad { abandonment_rate: 0.0, agents: 4.0, ..BUSY }] {
                let difference = load.service_level(target).share - load.within(target);
                assert!(difference.abs() < 1e-14, "{load:?} within {target}: {difference:e}");
            }
        }
    }
}
