//! Whole agents the slow and obvious way: how many are in the system, and what becomes of each who
//! arrives, step by step. Nothing here integrates.

use knockon::queue::Queue;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::support::check::{assert_close, assert_near};
use crate::support::tolerance;

/// A queue of few agents.
#[derive(Debug, Clone, Copy)]
struct BirthDeath {
    arrival_rate: f64,
    service_rate: f64,
    agents: u32,
    /// The rate of losing patience, 0 where nobody does.
    abandonment_rate: f64,
}

impl BirthDeath {
    /// The rate at which one of those in the system leaves it, for so many in it.
    fn departure_rate(self, present: u32) -> f64 {
        let busy = f64::from(present.min(self.agents));
        let waiting = f64::from(present.saturating_sub(self.agents));
        busy * self.service_rate + waiting * self.abandonment_rate
    }

    /// The probabilities of so many in the system, from none on to where the rest is nothing.
    fn present(self) -> Vec<f64> {
        let mut probabilities = vec![1.0_f64];
        let mut most_waiting = 0.0_f64;
        for present in 1_u32.. {
            let last = *probabilities.last().unwrap();
            let next = last * self.arrival_rate / self.departure_rate(present);
            probabilities.push(next);
            if present >= self.agents {
                most_waiting = most_waiting.max(next);
                if next < last && next < 1e-20 * most_waiting {
                    break;
                }
            }
        }
        let sum: f64 = probabilities.iter().sum();
        probabilities.iter().map(|probability| probability / sum).collect()
    }

    /// The probability that somebody with so many ahead in the queue is the next to be served by a
    /// time, for every number ahead below `ahead`: by uniformisation, following one step of the
    /// queue after the other. Those of endless patience do not leave themselves.
    fn served_by(self, time: f64, ahead: usize, own_abandonment_rate: f64) -> Vec<f64> {
        let full = f64::from(self.agents) * self.service_rate;
        let count = |place: usize| f64::from(u32::try_from(place).unwrap());
        let advance = |place: usize| full + count(place) * self.abandonment_rate;
        let pace = advance(ahead) + own_abandonment_rate;
        // What is reached after so many steps, averaged over how many steps there are by then.
        let mut reached = vec![0.0; ahead];
        let mut served = vec![0.0; ahead];
        let mut steps = 0.0;
        let mut log_weight = -pace * time;
        loop {
            let weight = log_weight.exp();
            for (served, reached) in served.iter_mut().zip(&reached) {
                *served += weight * reached;
            }
            for place in (0..ahead).rev() {
                let next = if place == 0 { 1.0 } else { reached[place - 1] };
                let stay = 1.0 - (advance(place) + own_abandonment_rate) / pace;
                reached[place] = advance(place) / pace * next + stay * reached[place];
            }
            steps += 1.0;
            log_weight += (pace * time / steps).ln();
            if steps > pace * time && log_weight < -300.0 {
                return served;
            }
        }
    }

    fn queue(self) -> Queue {
        let agents = f64::from(self.agents);
        let queue = Queue::new(self.arrival_rate, self.service_rate, agents).unwrap();
        if self.abandonment_rate > 0.0 {
            queue.patience(1.0 / self.abandonment_rate).unwrap()
        } else {
            queue
        }
    }

    /// Compares everything a queue says, at a time.
    fn compare(self, time: f64) {
        let queue = self.queue();
        let performance = queue.performance();
        let what = format!("{self:?} within {time}");
        let close = |actual: f64, expected: f64| {
            assert_close(actual, expected, tolerance::BIRTH_DEATH, &what);
        };
        let present = self.present();
        let agents = self.agents as usize;
        let mean = |count: fn(usize, usize) -> usize| -> f64 {
            let counts = present.iter().enumerate();
            counts
                .map(|(k, probability)| {
                    f64::from(u32::try_from(count(k, agents)).unwrap()) * probability
                })
                .sum()
        };
        let waiting: f64 = present[agents..].iter().sum();
        let queue_length = mean(usize::saturating_sub);
        close(performance.probability_of_wait, waiting);
        close(performance.mean_queue_length, queue_length);
        close(performance.mean_wait, queue_length / self.arrival_rate);
        close(performance.mean_number_in_system, mean(|present, _| present));
        let busy = mean(usize::min);
        close(performance.utilisation, busy / f64::from(self.agents));
        let left = self.abandonment_rate * queue_length / self.arrival_rate;
        close(performance.abandonment, left);

        let ahead = present.len() - agents;
        let free: f64 = present[..agents].iter().sum();
        let share = |served: &[f64]| -> f64 {
            present[agents..].iter().zip(served).map(|(here, served)| here * served).sum()
        };
        let within = free + share(&self.served_by(time, ahead, self.abandonment_rate));
        close(queue.within(time).unwrap(), within);
        let offered_wait_over = free + share(&self.served_by(time, ahead, 0.0));
        let exceeds = queue.exceeds(time).unwrap();
        assert_near(1.0 - exceeds, offered_wait_over, tolerance::BIRTH_DEATH, &what);
    }
}

#[test]
fn certain_queues_agree_with_birth_and_death() {
    // One agent, twice overloaded, as patient as the agent is slow: as many are in the system as
    // arrive within a handling time, so that none is with probability e^(−2).
    let queue =
        BirthDeath { arrival_rate: 2.0, service_rate: 1.0, agents: 1, abandonment_rate: 1.0 };
    assert_close(queue.present()[0], f64::exp(-2.0), tolerance::CLOSED_FORM, "nobody is there");
    queue.compare(1.0);
    BirthDeath { abandonment_rate: 0.05, ..queue }.compare(3.0);
    BirthDeath { arrival_rate: 20.0, agents: 30, abandonment_rate: 0.0, ..queue }.compare(0.01);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        rng_seed: RngSeed::Fixed(1917),
        ..ProptestConfig::default()
    })]

    #[test]
    fn queues_with_patience_agree_with_birth_and_death(
        agents in 1_u32..25,
        load in 0.05_f64..2.0,
        service_rate in 0.1_f64..10.0,
        impatience in 0.05_f64..20.0,
        time in 0.0_f64..3.0,
    ) {
        let queue = BirthDeath {
            arrival_rate: load * f64::from(agents) * service_rate,
            service_rate,
            agents,
            abandonment_rate: impatience * service_rate,
        };
        queue.compare(time / service_rate);
    }

    #[test]
    fn queues_without_patience_agree_with_birth_and_death(
        agents in 1_u32..25,
        load in 0.05_f64..0.8,
        service_rate in 0.1_f64..10.0,
        time in 0.0_f64..3.0,
    ) {
        let queue = BirthDeath {
            arrival_rate: load * f64::from(agents) * service_rate,
            service_rate,
            agents,
            abandonment_rate: 0.0,
        };
        queue.compare(time / service_rate);
    }
}
