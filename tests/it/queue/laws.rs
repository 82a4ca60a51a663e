//! Laws that hold for every queue: identities, limits, monotony, slopes, inverses.

use knockon::queue::{Queue, ServedWithin, erlang_b, erlang_c};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::support::check::{assert_close, assert_near};
use crate::support::tolerance;

/// Any queue a department may be: its numbers, and a target.
#[derive(Debug, Clone, Copy)]
struct Asked {
    arrival_rate: f64,
    service_rate: f64,
    agents: f64,
    patience: Option<f64>,
    target: f64,
}

impl Asked {
    fn queue(self) -> Queue {
        let queue = Queue::new(self.arrival_rate, self.service_rate, self.agents).unwrap();
        self.patience.map_or(queue, |patience| queue.patience(patience).unwrap())
    }

    fn within(self) -> f64 {
        self.queue().within(self.target).unwrap()
    }

    fn level(self) -> ServedWithin {
        self.queue().service_level(self.target).unwrap()
    }
}

/// Agents from a hundredth to a hundred thousand, loads from a hundredth of them to a hundred
/// times, most of them near capacity.
fn asked() -> impl Strategy<Value = Asked> {
    let agents = (-2.0_f64..5.0, any::<bool>()).prop_map(|(power, whole)| {
        let agents = 10_f64.powf(power);
        if whole { agents.ceil() } else { agents }
    });
    let load = prop_oneof![0.3_f64..1.7, (-2.0_f64..2.0).prop_map(|power| 10_f64.powf(power))];
    let patience = proptest::option::of((-4.0_f64..4.0).prop_map(|power| 10_f64.powf(power)));
    let target = prop_oneof![Just(0.0), Just(f64::INFINITY), 0.0_f64..3.0];
    (agents, load, 0.1_f64..10.0, patience, target).prop_map(
        |(agents, load, service_rate, patience, target)| Asked {
            arrival_rate: load * agents * service_rate,
            service_rate,
            agents,
            patience: patience.map(|patience| patience / service_rate),
            // Scaled to where shares change: waits are the shorter the more agents there are.
            target: target / service_rate / agents.sqrt().max(1.0),
        },
    )
}

/// The derivative of a function by central differences of the eighth order.
fn derivative(f: impl Fn(f64) -> f64, x: f64, step: f64) -> f64 {
    const WEIGHTS: [f64; 4] = [4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0];
    let mut sum = 0.0;
    let mut distance = 0.0;
    for weight in WEIGHTS {
        distance += step;
        sum += weight * (f(x + distance) - f(x - distance));
    }
    sum / step
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500,
        rng_seed: RngSeed::Fixed(1961),
        ..ProptestConfig::default()
    })]

    #[test]
    fn as_many_wait_as_arrive_while_one_waits(asked in asked()) {
        let performance = asked.queue().performance();
        if performance.mean_wait < f64::INFINITY {
            let little = asked.arrival_rate * performance.mean_wait;
            let error = tolerance::of_queue(little);
            assert_near(performance.mean_queue_length, little, error, "waiting");
            let served = performance.offered_load * asked.queue().served();
            let present = performance.mean_queue_length + served;
            assert_close(performance.mean_number_in_system, present, tolerance::QUEUES, "present");
        }
    }

    #[test]
    fn erlang_c_and_a_follow_from_erlang_b(asked in asked()) {
        let (a, n) = (asked.arrival_rate / asked.service_rate, asked.agents);
        let b = erlang_b(a, n).unwrap();
        let performance = asked.queue().performance();
        if asked.patience.is_some() {
            // Of those who find all agents busy the share 1 − n/a leaves, and 1 / ε of the others.
            let free = asked.queue().within(0.0).unwrap();
            if n >= 1.0 && free > 0.0 {
                let without_one = erlang_b(a, n - 1.0).unwrap();
                let leave = (1.0 - n / a) * performance.probability_of_wait + free * without_one;
                let error = tolerance::QUEUES * (1.0 + (n / a) * performance.probability_of_wait);
                assert_near(performance.abandonment, leave, error, "who leaves");
            }
        } else if a < n {
            let c = b / (1.0 - a / n * (1.0 - b));
            let (error, what) = (tolerance::of_queue(c) * n.max(1.0), "who waits");
            assert_near(performance.probability_of_wait, c, error, what);
            assert_near(erlang_c(a, n).unwrap(), c, error, what);
        }
        let with_one_more = 1.0 / (1.0 + (n + 1.0) / a / b);
        let error = tolerance::of_queue(with_one_more);
        if b > f64::MIN_POSITIVE {
            assert_near(erlang_b(a, n + 1.0).unwrap(), with_one_more, error, "one agent more");
        }
    }

    #[test]
    fn more_of_what_helps_never_hurts(asked in asked(), more in 1.0_f64..2.0) {
        let share = asked.within();
        prop_assert!((0.0..=1.0).contains(&share), "{share}");
        let better = [
            Asked { agents: asked.agents * more, ..asked },
            Asked { service_rate: asked.service_rate * more, ..asked },
            Asked { target: asked.target * more, ..asked },
            Asked { arrival_rate: asked.arrival_rate / more, ..asked },
            Asked { agents: asked.agents.floor() + 1.0, ..asked },
        ];
        for better in better {
            let gain = better.within() - share;
            prop_assert!(gain >= -tolerance::QUEUES, "{gain:e} from {better:?}");
        }
        let level = asked.level();
        prop_assert!((level.share - share).abs() <= tolerance::QUEUES);
        prop_assert!(level.by_arrival_rate <= 0.0 && level.by_agents >= 0.0, "{level:?}");
        prop_assert!(level.by_service_rate >= 0.0, "{level:?}");
    }

    #[test]
    fn slopes_are_those_of_the_share(asked in asked()) {
        let level = asked.level();
        let (n, a) = (asked.agents, asked.arrival_rate / asked.service_rate);
        // Shares change within a deviation of the load; at the edge of capacity, the faster the
        // more patience there is.
        let impatience = asked.patience.map_or(0.0, |patience| 1.0 / patience / asked.service_rate);
        let edge = (1.0 - a / n).abs() + (impatience / n).sqrt();
        let relative_step = 5e-3 * edge.min(1.0 / n.sqrt()).min(1.0);
        let slope = |x: f64, at: &dyn Fn(f64) -> Asked| {
            derivative(|x| at(x).within(), x, relative_step * x)
        };
        let error = |x: f64| tolerance::SLOPES * (level.share.max(1e-3) / x);
        let near = |actual: f64, difference: f64, x: f64| {
            let allowed = error(relative_step * x) + tolerance::SLOPES * 1e3 * actual.abs();
            assert_near(actual, difference, allowed, &format!("{asked:?}"));
        };
        let by_agents = slope(n, &|agents| Asked { agents, ..asked });
        near(level.by_agents, by_agents, n);
        let at = |arrival_rate| Asked { arrival_rate, ..asked };
        near(level.by_arrival_rate, slope(asked.arrival_rate, &at), asked.arrival_rate);
        let at = |service_rate| Asked { service_rate, ..asked };
        near(level.by_service_rate, slope(asked.service_rate, &at), asked.service_rate);
    }

    #[test]
    fn what_is_asked_for_is_kept_and_no_more(asked in asked(), share in 0.01_f64..0.99) {
        let queue = asked.queue();
        let slightly = 1.0 - 1e-7;
        let agents = queue.fractional_agents_for(share, asked.target).unwrap();
        let within = |agents| Asked { agents, ..asked }.within();
        prop_assert!(within(agents) >= share && within(agents * slightly) <= share, "{agents}");
        let whole = queue.agents_for(share, asked.target).unwrap();
        prop_assert!(whole.fract() <= 0.0 && within(whole) >= share, "{whole}");
        prop_assert!(whole <= 1.0 || within(whole - 1.0) < share, "{whole}");

        let within = |target| queue.within(target).unwrap();
        match queue.target_for(share).unwrap() {
            None => prop_assert!(within(f64::MAX) < share),
            Some(target) => {
                prop_assert!(within(target) >= share, "{target}");
                prop_assert!(target <= 0.0 || within(target * slightly) <= share, "{target}");
            }
        }

        let wait = queue.wait_percentile(share).unwrap();
        if wait < f64::INFINITY {
            let exceeds = |wait| queue.exceeds(wait).unwrap();
            prop_assert!(1.0 - exceeds(wait) >= share - tolerance::QUEUES, "{wait}");
            prop_assert!(wait <= 0.0 || 1.0 - exceeds(wait * slightly) <= share, "{wait}");
        }
    }
}

#[test]
fn half_an_agent_lies_between_none_and_one_more() {
    for (agents, load, patience) in [(3.0, 2.4, 1.5), (40.0, 45.0, 0.3), (400.0, 390.0, 10.0)] {
        let share = |agents: f64| {
            let queue = Queue::new(load, 1.0, agents).unwrap().patience(patience).unwrap();
            queue.within(0.1).unwrap()
        };
        let shares = [0.0, 0.25, 0.5, 0.75, 1.0].map(|more| share(agents + more));
        assert!(shares.windows(2).all(|pair| pair[0] < pair[1]), "{shares:?}");
        // Without a jump or a bend: the fourth difference is a small part of the first.
        let [first, second, third, fourth, fifth] = shares;
        let bend = first - 4.0 * second + 6.0 * third - 4.0 * fourth + fifth;
        assert!(bend.abs() < 0.02 * (fifth - first), "{bend:e} of {shares:?}");
    }
}

#[test]
fn endless_patience_is_the_limit_of_ever_more() {
    let stable = Queue::new(9.0, 1.0, 10.0).unwrap();
    let overloaded = Queue::new(12.5, 1.0, 10.0).unwrap();
    for power in 6..15 {
        let patience = 10_f64.powi(power);
        let near = |actual, expected, factor: f64| {
            let what = format!("patience {patience}");
            assert_near(actual, expected, tolerance::QUEUES + factor / patience, &what);
        };
        let patient = stable.patience(patience).unwrap();
        for target in [0.0, 0.1, 2.0, f64::INFINITY] {
            near(patient.within(target).unwrap(), stable.within(target).unwrap(), 50.0);
            near(patient.exceeds(target).unwrap(), stable.exceeds(target).unwrap(), 50.0);
        }
        let (with, without) = (patient.performance(), stable.performance());
        near(with.mean_queue_length, without.mean_queue_length, 1e3);
        near(with.utilisation, without.utilisation, 50.0);
        near(patient.wait_percentile(0.9).unwrap(), stable.wait_percentile(0.9).unwrap(), 50.0);
        let (with, without) =
            (patient.service_level(0.5).unwrap(), stable.service_level(0.5).unwrap());
        near(with.by_agents, without.by_agents, 1e3);
        near(with.by_arrival_rate, without.by_arrival_rate, 1e3);
        near(with.by_service_rate, without.by_service_rate, 1e3);

        let patient = overloaded.patience(patience).unwrap();
        near(patient.within(1e3).unwrap(), overloaded.within(1e3).unwrap(), 1e4);
        near(patient.served(), overloaded.served(), 0.0);
        assert_close(patient.served(), 0.8, tolerance::QUEUES, "who agents keep up with");
        near(patient.performance().utilisation, overloaded.performance().utilisation, 0.0);
    }
}

#[test]
fn no_patience_at_all_is_no_waiting_room() {
    for (load, agents) in [(0.3, 0.5), (9.0, 10.0), (15.5, 10.25), (1000.0, 990.0)] {
        let queue = Queue::new(load, 1.0, agents).unwrap().patience(1e-40).unwrap();
        let lost = erlang_b(load, agents).unwrap();
        assert_close(queue.performance().abandonment, lost, tolerance::QUEUES, "who leaves");
        assert_close(queue.within(0.5).unwrap(), 1.0 - lost, tolerance::QUEUES, "who is served");
    }
}
