//! Queues at the ends of what may be asked: nobody comes, nothing varies, rates far apart.

use knockon::queue::{Queue, QueueError, erlang_b, erlang_c};

use crate::support::check::assert_close;
use crate::support::tolerance;

#[test]
fn a_queue_that_nobody_joins() {
    for agents in [0.01, 1.0, 7.5, 1e6] {
        let idle = Queue::new(0.0, 2.0, agents).unwrap();
        for queue in [idle, idle.patience(3.0).unwrap(), idle.variability(0.0, 5.0).unwrap()] {
            let performance = queue.performance();
            for zero in [
                performance.offered_load,
                performance.utilisation,
                performance.probability_of_wait,
                performance.mean_wait,
                performance.mean_queue_length,
                performance.mean_number_in_system,
                performance.abandonment,
                queue.exceeds(0.0).unwrap(),
                queue.wait_percentile(1.0).unwrap(),
                queue.target_for(0.999).unwrap().unwrap(),
            ] {
                assert_eq!(zero.to_bits(), 0.0_f64.to_bits());
            }
            assert_eq!(queue.within(0.0).unwrap().to_bits(), 1.0_f64.to_bits());
            assert_eq!(queue.agents_for(0.999, 0.0).unwrap().to_bits(), 1.0_f64.to_bits());
        }
    }
    // Two agents: who arrives first finds them free, and the second hardly ever loses.
    let level = Queue::new(0.0, 1.0, 2.0).unwrap().service_level(0.0).unwrap();
    assert!(level.by_arrival_rate.abs() < 1e-100, "{level:?}");
    // One agent: 1 − λ/μ at a target of 0.
    let level = Queue::new(0.0, 4.0, 1.0).unwrap().service_level(0.0).unwrap();
    assert_close(level.by_arrival_rate, -0.25, tolerance::QUEUES, "one agent");
}

#[test]
fn times_that_do_not_vary_leave_nobody_waiting() {
    let queue = Queue::new(3.0, 1.0, 4.0).unwrap().variability(0.0, 0.0).unwrap();
    assert_eq!(queue.within(0.0), Ok(1.0));
    assert_eq!(queue.exceeds(0.0), Ok(0.0));
    assert_eq!(queue.wait_percentile(1.0), Ok(0.0));
    assert_eq!(queue.target_for(0.99), Ok(Some(0.0)));
    assert!(queue.performance().mean_wait <= 0.0);
    let overloaded = Queue::new(5.0, 1.0, 4.0).unwrap().variability(0.0, 0.0).unwrap();
    assert_eq!(overloaded.within(1e300), Ok(0.0));
    assert_eq!(overloaded.exceeds(1e300), Ok(1.0));
    assert_eq!(overloaded.wait_percentile(0.5), Ok(f64::INFINITY));
    assert_eq!(overloaded.target_for(0.99), Ok(None));
    assert!(overloaded.performance().mean_wait >= f64::INFINITY);
    let written = serde_json::to_value(overloaded.performance()).unwrap();
    assert!(written["mean_wait"].is_null() && written["abandonment"] == 0.0, "{written}");
}

#[test]
fn extremes_have_answers() {
    let rates = [0.0, 1e-50, 0.3, 1.0, 1.000_000_1, 12.0, 1e6, 1e50];
    let agents = [1e-50, 0.01, 1.0, 1.5, 100.0, 1e6, 1e12, 1e50];
    let patiences = [1e-50, 1e-6, 1.0, 1e9, 1e50];
    let targets = [0.0, 5e-324, 0.1, 1.0, 1e9, f64::MAX, f64::INFINITY];
    let mut asked = 0;
    for (arrival_rate, service_rate) in rates
        .iter()
        .flat_map(|&arrivals| [1e-50, 1.0, 1e50].map(|service_rate| (arrivals, service_rate)))
    {
        for agents in agents {
            let queue = Queue::new(arrival_rate, service_rate, agents).unwrap();
            let patient = patiences.iter().map(|&patience| queue.patience(patience).unwrap());
            for queue in patient.chain([queue, queue.variability(0.3, 1e50).unwrap()]) {
                asked += 1;
                let performance = queue.performance();
                for probability in [
                    performance.utilisation,
                    performance.probability_of_wait,
                    performance.abandonment,
                ] {
                    assert!((0.0..=1.0).contains(&probability), "{queue:?}: {performance:?}");
                }
                for mean in [
                    performance.mean_wait,
                    performance.mean_queue_length,
                    performance.mean_number_in_system,
                ] {
                    assert!(mean >= 0.0, "{queue:?}: {performance:?}");
                }
                let mut before = 0.0;
                for target in targets {
                    let within = queue.within(target).unwrap();
                    let rises = within >= before - tolerance::QUEUES;
                    assert!(rises && within <= 1.0, "{queue:?} within {target}: {within}");
                    before = within;
                    let exceeds = queue.exceeds(target).unwrap();
                    assert!((0.0..=1.0).contains(&exceeds), "{queue:?} {target}: {exceeds}");
                }
                let level = queue.service_level(0.1).unwrap();
                for slope in [level.by_arrival_rate, level.by_agents, level.by_service_rate] {
                    assert!(!slope.is_nan(), "{queue:?}: {level:?}");
                }
            }
        }
    }
    assert_eq!(asked, 8 * 3 * 8 * 7);
}

#[test]
fn extreme_questions_have_answers() {
    for (arrival_rate, agents) in [(0.0, 1.0), (1e-50, 0.01), (0.7, 1.0), (1e6, 1.0), (1e12, 1e6)] {
        let queue = Queue::new(arrival_rate, 1.0, agents).unwrap();
        for queue in [queue, queue.patience(1e-9).unwrap(), queue.patience(1e9).unwrap()] {
            for share in [f64::MIN_POSITIVE, 0.5, 1.0 - f64::EPSILON] {
                for target in [0.0, 1e-9, 1e9, f64::INFINITY] {
                    let agents = queue.agents_for(share, target).unwrap();
                    let within = queue.with_agents(agents).unwrap().within(target).unwrap();
                    assert!(agents >= 1.0 && within >= share, "{queue:?} {share} {target}");
                }
                assert!(queue.wait_percentile(share).unwrap() >= 0.0);
                let always = queue.wait_percentile(1.0).unwrap();
                assert!(always >= f64::INFINITY || queue.exceeds(0.0).unwrap() <= 0.0, "{queue:?}");
                assert!(queue.target_for(share).unwrap().is_none_or(|target| target >= 0.0));
            }
        }
    }
    // A time of so many handling times that no float counts them is no endless one.
    assert_eq!(Queue::new(1e50, 1e49, 1.0).unwrap().within(f64::MAX), Ok(0.0));
    let busiest = Queue::new(1e50, 1e-50, 1.0).unwrap();
    assert_eq!(busiest.agents_for(0.5, 1.0), Err(QueueError::OutOfReach { share: 0.5 }));
    let utilisation = busiest.patience(1.0).unwrap().performance().utilisation;
    assert_close(utilisation, 1.0, tolerance::QUEUES, "the busiest");
}

#[test]
fn where_nobody_comes_only_no_agent_at_all_loses_anybody() {
    // Whoever comes first finds all agents free, unless there is none.
    for agents in [1e-300, 0.5, 1.0, 1e50] {
        assert_eq!(erlang_b(0.0, agents), Ok(0.0), "{agents} agents");
    }
    assert_eq!(erlang_b(0.0, 0.0), Ok(1.0));
    assert_eq!(erlang_b(1e-9, 0.0), Ok(1.0));
    assert_eq!(erlang_c(0.0, 0.5), Ok(0.0));
}

#[test]
fn loads_out_of_range_are_refused() {
    for offered_load in [-1.0, -f64::MIN_POSITIVE, 1.000_000_1e100, f64::INFINITY] {
        let refused = Err(QueueError::OfferedLoad { offered_load });
        assert_eq!(erlang_b(offered_load, 2.0), refused);
        assert_eq!(erlang_c(offered_load, 2.0), refused);
    }
    assert!(erlang_b(f64::NAN, 2.0).is_err() && erlang_c(f64::NAN, 2.0).is_err());
    // Under the largest load all but hardly anybody are lost, or wait.
    assert_eq!((erlang_b(1e100, 2.0), erlang_c(1e100, 2.0)), (Ok(1.0), Ok(1.0)));
}

#[test]
fn questions_out_of_range_are_refused() {
    let queue = Queue::new(0.9, 1.0, 1.0).unwrap();
    for wait in [-1.0, -f64::MIN_POSITIVE, f64::NEG_INFINITY] {
        assert_eq!(queue.within(wait), Err(QueueError::Wait { wait }));
        assert_eq!(queue.exceeds(wait), Err(QueueError::Wait { wait }));
        assert_eq!(queue.service_level(wait), Err(QueueError::Wait { wait }));
    }
    assert!(queue.within(f64::NAN).is_err());
    // Every target serves nobody or more, and none serves everybody.
    for share in [-0.5, 0.0, 1.0, 1.5] {
        assert_eq!(queue.target_for(share), Err(QueueError::Level { share }));
        assert_eq!(queue.agents_for(share, 1.0), Err(QueueError::Level { share }));
    }
    assert!(queue.target_for(f64::NAN).is_err());
    for share in [-0.5, 1.5] {
        assert_eq!(queue.wait_percentile(share), Err(QueueError::Share { share }));
    }
}
