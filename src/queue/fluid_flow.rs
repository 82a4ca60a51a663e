//! From how much is in a line to how much it gets through: the mean of a line at rest, inverted.
//!
//! A line at rest gets through what arrives, and holds a mean number `L(x)` of requests at an
//! arrival rate `x`. A line that is not at rest holds some other number, and gets through what a
//! line at rest would that holds as many: the closure `dL/dt = λ − L⁻¹(L)`, which has the line at
//! rest as its equilibrium, whatever the model.

use super::figures::WaitingFigures;
use super::{QueueLoad, erlang_a, erlang_c};

/// What a line gets through per unit of time, and how many requests it holds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Flow {
    pub(crate) throughput: f64,
    pub(crate) number: f64,
}

impl QueueLoad {
    /// How many requests wait or are served on average; infinite where agents do not keep up and
    /// nobody leaves.
    pub(crate) fn number_in_system(self) -> f64 {
        if self.arrival_rate <= 0.0 {
            return 0.0;
        }
        if self.is_hopeless() {
            // With no patience rate this is infinite.
            return self.arrival_rate / self.abandonment_rate;
        }
        let station = self.station();
        let WaitingFigures { mean, served, .. } = if station.impatience > 0.0 {
            erlang_a::waiting(station)
        } else {
            erlang_c::waiting(station)
        };
        self.arrival_rate / self.service_rate * (self.real_wait(mean) + served)
    }

    /// The mean wait of all requests until they are served or leave; infinite where agents do not
    /// keep up and nobody leaves.
    pub(crate) fn mean_wait(self) -> f64 {
        if self.arrival_rate <= 0.0 {
            return 0.0;
        }
        if self.is_hopeless() {
            return 1.0 / self.abandonment_rate;
        }
        let station = self.station();
        let waiting = if station.impatience > 0.0 {
            erlang_a::waiting(station)
        } else {
            erlang_c::waiting(station)
        };
        self.real_wait(waiting.mean) / self.service_rate
    }

    /// Solves `L(x) + step · x = total` for the throughput `x` of a line with these agents; its own
    /// arrival rate does not matter. `near` is a throughput to look at first.
    ///
    /// With a step of 0 it is the throughput of a line that holds `total` requests. With a step
    /// `h` and `total = L + h λ` it is one implicit Euler step of `dL/dt = λ − x`.
    pub(crate) fn flow(self, total: f64, step: f64, near: f64) -> Flow {
        if total <= 0.0 {
            return Flow::default();
        }
        let at = |throughput: f64| Self { arrival_rate: throughput, ..self };
        let patient = self.abandonment_rate <= 0.0;
        if patient && (self.agents < super::LEAST || self.service_rate <= 0.0) {
            return Flow { throughput: 0.0, number: total };
        }
        let capacity = if patient { self.agents * self.service_rate } else { f64::INFINITY };
        if total == f64::INFINITY {
            return Flow { throughput: capacity, number: total };
        }
        // A request leaves, served or not, at no more than one of the two rates, and with patience
        // at no less than the other.
        let (slow, fast) = if patient {
            (0.0, self.service_rate)
        } else {
            let (one, two) = (self.service_rate, self.abandonment_rate);
            (one.min(two), one.max(two))
        };
        let bound = |rate: f64| if rate > 0.0 { total / (1.0 / rate + step) } else { 0.0 };
        // How far off a throughput is, between −1 and 1: straight near the edge of capacity, too.
        let off = |throughput: f64| {
            let sum = at(throughput).number_in_system() + step * throughput;
            if sum < f64::INFINITY { (sum - total) / (sum + total) } else { 1.0 }
        };
        let throughput = crossing(off, bound(slow), bound(fast).min(capacity), near);
        let (held, moved) = (at(throughput).number_in_system(), step * throughput);
        // A long line tells little of its throughput, whose last digits tell little of it in turn.
        let is_long = held * held > self.agents * (held + moved);
        let number = if step <= 0.0 {
            total
        } else if is_long {
            (total - moved).max(0.0)
        } else {
            held
        };
        Flow { throughput, number }
    }
}

/// Where a rising function crosses 0, to the last places: at or above it at `high`, at or below it
/// at `low`.
///
/// Chandrupatla's method: inverse quadratic interpolation where it is safe, halving elsewhere.
///
/// # References
///
/// T. Chandrupatla, *A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear
/// function without using derivatives*, Advances in Engineering Software 28 (1997) 145-149.
fn crossing(off: impl Fn(f64) -> f64, low: f64, high: f64, near: f64) -> f64 {
    const MOST_FLOW_STEPS: u32 = 200;
    let (mut low, mut high) = ((low, -1.0), (high, 1.0));
    if low.0 < near && near < high.0 {
        let value = off(near);
        if value < 0.0 {
            low = (near, value);
        } else {
            high = (near, value);
        }
        // Where throughput and contents grow in proportion, this is the crossing.
        let other = near * (1.0 - value) / (1.0 + value);
        if value != 0.0 && low.0 < other && other < high.0 {
            let value = off(other);
            if value < 0.0 {
                low = (other, value);
            } else {
                high = (other, value);
            }
        }
    }
    // The newest point, the one across from it, and the one that the newest replaced.
    let (mut a, mut b) = (high, low);
    let mut c = b;
    for step in 0..MOST_FLOW_STEPS {
        let best = if a.1.abs() < b.1.abs() { a } else { b };
        let width = (b.0 - a.0).abs();
        let least = 2.0 * f64::EPSILON * best.0.abs();
        if best.1 == 0.0 || width <= least {
            return best.0;
        }
        let mut part = 0.5;
        if step > 0 {
            let (xi, phi) = ((a.0 - b.0) / (c.0 - b.0), (a.1 - b.1) / (c.1 - b.1));
            if phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi {
                part = a.1 / (b.1 - a.1) * c.1 / (b.1 - c.1)
                    + (c.0 - a.0) / (b.0 - a.0) * a.1 / (c.1 - a.1) * b.1 / (c.1 - b.1);
            }
        }
        let margin = 0.5 * least / width;
        let x = a.0 + part.clamp(margin, 1.0 - margin) * (b.0 - a.0);
        let value = off(x);
        if (value < 0.0) == (a.1 < 0.0) {
            c = a;
        } else {
            (c, b) = (b, a);
        }
        a = (x, value);
    }
    a.0
}

#[cfg(test)]
mod tests {
    use super::super::Queue;
    use crate::queue::fluid_flow::QueueLoad;

    const LINE: QueueLoad = QueueLoad {
        arrival_rate: 0.0,
        service_rate: 2.0,
        agents: 3.5,
        abandonment_rate: 0.0,
        wait_factor: 1.0,
    };

    /// Lines of every model, at loads from next to nothing to far beyond.
    fn lines() -> impl Iterator<Item = QueueLoad> {
        let models = [0.0, 1e-3, 0.5, 2.0, 40.0];
        models.into_iter().flat_map(|abandonment_rate| {
            let rates = [1e-9, 0.3, 3.0, 6.5, 6.99, 6.999_999, 20.0, 1e6];
            let kept_up = move |&rate: &f64| abandonment_rate > 0.0 || rate < 7.0;
            rates.into_iter().filter(kept_up).map(move |arrival_rate| QueueLoad {
                arrival_rate,
                abandonment_rate,
                ..LINE
            })
        })
    }

    #[test]
    fn a_line_at_rest_gets_through_what_arrives() {
        for line in lines() {
            let number = line.number_in_system();
            for near in [0.0, 1.0, line.arrival_rate, 50.0] {
                let flow = line.flow(number, 0.0, near);
                // The longer the line, the less does its length tell of what it gets through.
                let off = (flow.throughput / line.arrival_rate - 1.0).abs();
                assert!(off < 1e-11, "{line:?} from {near}: {flow:?}");
                assert_eq!(flow.number.to_bits(), number.to_bits());
            }
        }
    }

    #[test]
    fn an_implicit_step_holds_what_it_does_not_get_through() {
        for line in lines() {
            for total in [1e-6, 0.5, 30.0, 1e7] {
                for step in [1e-9, 0.1, 1.0, 1e4] {
                    let flow = line.flow(total, step, 1.0);
                    let sum = flow.number + step * flow.throughput;
                    assert!((sum / total - 1.0).abs() < 1e-12, "{line:?} {total} {step}: {flow:?}");
                    let resting = QueueLoad { arrival_rate: flow.throughput, ..line };
                    let off = resting.number_in_system() / flow.number - 1.0;
                    assert!(off.abs() < 1e-6, "{line:?} {total} {step}: {flow:?} off by {off:e}");
                }
            }
        }
    }

    #[test]
    fn numbers_and_waits_are_those_of_the_queue() {
        for line in lines() {
            let queue = Queue::new(line.arrival_rate, line.service_rate, line.agents).unwrap();
            let queue = match line.abandonment_rate {
                0.0 => queue,
                rate => queue.patience(1.0 / rate).unwrap(),
            };
            let performance = queue.performance();
            let near = |one: f64, two: f64| (one - two).abs() <= 1e-12 * two;
            assert!(near(line.number_in_system(), performance.mean_number_in_system), "{line:?}");
            assert!(near(line.mean_wait(), performance.mean_wait), "{line:?}");
        }
    }

    #[test]
    fn nobody_gets_through_nobody() {
        for (agents, service_rate) in [(0.0, 2.0), (3.0, 0.0)] {
            let patient = QueueLoad { service_rate, agents, ..LINE };
            let flow = patient.flow(10.0, 1.0, 1.0);
            assert_eq!((flow.throughput, flow.number), (0.0, 10.0));
            // All leave who lose patience: L = x / θ, and 10 = x / θ + x.
            let flow = QueueLoad { abandonment_rate: 1.0, ..patient }.flow(10.0, 1.0, 1.0);
            assert!((flow.throughput - 5.0).abs() < 1e-14, "{flow:?}");
        }
        assert_eq!(LINE.flow(0.0, 1.0, 1.0), crate::queue::fluid_flow::Flow::default());
        let flow = LINE.flow(f64::INFINITY, 1.0, 1.0);
        assert_eq!((flow.throughput, flow.number), (7.0, f64::INFINITY));
    }
}
