//! Certified queues: figures of books, of other programs and of high-precision arithmetic, with
//! their origins in `tests/data`.

use knockon::queue::{Performance, Queue, erlang_b, erlang_c};
use serde_json::Value;

use crate::support::check::{assert_close, assert_near};
use crate::support::reference::{Case, cases, entries, list, number};
use crate::support::tolerance;

const ERLANG: &str = include_str!("../../data/erlang.json");
const CONTINUED: &str = include_str!("../../data/erlang_continued.json");

/// Asserts that a figure has the digits that are certified, and all that queues promise where more
/// are.
fn assert_certified(case: &Case, what: &str, actual: f64, expected: &Value) {
    let what = format!("{what} of {}", case.id);
    assert_close(actual, number(expected), case.tolerance.max(tolerance::QUEUES), &what);
}

fn input(case: &Case, name: &str) -> f64 {
    number(&case.inputs[name])
}

/// The share whose time in the system, wait and handling, is at most `t`.
fn sojourn_within(lam: f64, mu: f64, c: f64, wait: f64, t: f64) -> f64 {
    let spare = c * mu - lam;
    let both = if (spare - mu).abs() < 1e-9 * mu {
        mu * t * (-mu * t).exp()
    } else {
        mu / (spare - mu) * ((-mu * t).exp() - (-spare * t).exp())
    };
    // Those who wait at least so long and those who are still being handled after less.
    1.0 - (1.0 - wait) * (-mu * t).exp() - wait * ((-spare * t).exp() + both * spare / mu)
}

#[test]
fn queues_without_patience() {
    for case in cases(ERLANG, "mmc-l", 16) {
        let (lam, mu, c) = (input(&case, "lam"), input(&case, "mu"), input(&case, "c"));
        let queue = Queue::new(lam, mu, c).unwrap();
        let performance = queue.performance();
        let Performance { probability_of_wait, mean_wait, .. } = performance;
        let offered_load = performance.offered_load;
        let check = |what: &str, actual| assert_certified(&case, what, actual, &case.outputs[what]);
        check("offered_load", offered_load);
        check("rho", performance.utilisation);
        check("erlang_b", erlang_b(offered_load, c).unwrap());
        check("erlang_c", erlang_c(offered_load, c).unwrap());
        check("erlang_c", probability_of_wait);
        check("Wq", mean_wait);
        check("W", mean_wait + 1.0 / mu);
        check("Lq", performance.mean_queue_length);
        check("L", performance.mean_number_in_system);
        check("Wq_given_wait", mean_wait / probability_of_wait);
        // As many wait as the probability of c in the system says: p0 aᶜ/c! = C (1 − ρ).
        let mut empty = probability_of_wait * (1.0 - offered_load / c);
        let mut agent = 1.0;
        while agent <= c {
            empty *= agent / offered_load;
            agent += 1.0;
        }
        check("p0", empty);
        for level in list(&case.outputs["sla"]) {
            let t = number(&level["t"]);
            let within = queue.within(t).unwrap();
            assert_certified(&case, "service level", within, &level["P_wait_le_t"]);
            let beyond = queue.exceeds(t).unwrap();
            assert_close(1.0 - beyond, within, tolerance::QUEUES, &case.id);
            let sojourn = sojourn_within(lam, mu, c, probability_of_wait, t);
            assert_certified(&case, "time in the system", sojourn, &level["P_sojourn_le_t"]);
        }
        for (share, wait) in entries(&case.outputs["Wq_percentiles"]) {
            let percentile = queue.wait_percentile(share.parse().unwrap()).unwrap();
            assert_certified(&case, "percentile", percentile, wait);
        }
    }
}

#[test]
fn queues_of_textbooks() {
    for case in cases(ERLANG, "mmc-published-bronson", 1) {
        let examples = list(&case.inputs["examples"]);
        let published = list(&case.outputs["published"]);
        assert_eq!(examples.len(), published.len());
        for (example, published) in examples.iter().zip(published) {
            let [lam, mu, c] = ["lam", "mu", "c"].map(|name| number(&example[name]));
            let performance = Queue::new(lam, mu, c).unwrap().performance();
            let mut compared = 0;
            for (name, expected) in entries(published) {
                let actual = match name {
                    "L" => performance.mean_number_in_system,
                    "Lq" => performance.mean_queue_length,
                    "W" | "W_yr" => performance.mean_wait + 1.0 / mu,
                    "Wq" | "Wq_yr" => performance.mean_wait,
                    "Wq_min" => 60.0 * performance.mean_wait,
                    "p0" if performance.utilisation < 1.0 && c < 2.0 => {
                        1.0 - performance.utilisation
                    }
                    _ => continue,
                };
                assert_near(actual, number(expected), case.tolerance, name);
                compared += 1;
            }
            assert!(compared >= 3, "{published}");
        }
    }
    for case in cases(ERLANG, "mmc-published-gross", 1) {
        let [lam, mu, c] = ["lam", "mu", "c"].map(|name| input(&case, name));
        let performance = Queue::new(lam, mu, c).unwrap().performance();
        let check = |what: &str, actual| assert_certified(&case, what, actual, &case.outputs[what]);
        check("Lq", performance.mean_queue_length);
        check("L", performance.mean_number_in_system);
        check("Wq_h", performance.mean_wait);
        check("W_h", performance.mean_wait + 1.0 / mu);
        // p0 a³/3! = C (1 − ρ)
        check("p0", performance.probability_of_wait * (1.0 / 3.0) * 6.0 / 8.0);
    }
}

#[test]
fn staffing_of_another_program() {
    for case in cases(ERLANG, "pyworkforce", 3) {
        let rate = input(&case, "transactions") / input(&case, "interval");
        let queue = Queue::new(rate, 1.0 / input(&case, "aht"), input(&case, "positions")).unwrap();
        let performance = queue.performance();
        let within = queue.within(input(&case, "asa")).unwrap();
        let check = |what: &str, actual| assert_certified(&case, what, actual, &case.outputs[what]);
        check("service_level", within);
        check("mpmath_P_wait_le_asa", within);
        check("waiting_probability", performance.probability_of_wait);
        check("mpmath_erlang_c", performance.probability_of_wait);
        check("achieved_occupancy", performance.utilisation);
    }
    for case in cases(ERLANG, "min-servers", 3) {
        let (target, share) = (input(&case, "t"), input(&case, "service_level"));
        let queue = Queue::new(input(&case, "lam"), input(&case, "mu"), 1.0).unwrap();
        let agents = queue.agents_for(share, target).unwrap();
        let check = |what: &str, actual| assert_certified(&case, what, actual, &case.outputs[what]);
        check("min_c", agents);
        let within = |agents| queue.with_agents(agents).unwrap().within(target).unwrap();
        check("achieved", within(agents));
        check("with_one_less", within(agents - 1.0));
    }
}

#[test]
fn queues_with_patience() {
    for case in cases(ERLANG, "erlangA-l", 2) {
        let queue = Queue::new(input(&case, "lam"), input(&case, "mu"), input(&case, "n")).unwrap();
        let queue = queue.patience(1.0 / input(&case, "theta")).unwrap();
        let performance = queue.performance();
        let check = |what: &str, actual| assert_certified(&case, what, actual, &case.outputs[what]);
        check("P_wait", performance.probability_of_wait);
        check("P_abandon", performance.abandonment);
        check("E_queue", performance.mean_queue_length);
        check("E_wait", performance.mean_wait);
        check("P_ab_given_wait", performance.abandonment / performance.probability_of_wait);
        check("utilisation", performance.utilisation);
        check("P_virtual_wait_gt_t", queue.exceeds(input(&case, "t")).unwrap());
    }
    for case in cases(ERLANG, "erlangA-mandelbaum", 1) {
        let [lam, mu] = ["lam_per_min", "mu_per_min"].map(|name| input(&case, name));
        let patient = Queue::new(lam, mu, input(&case, "n")).unwrap();
        let queue = patient.patience(input(&case, "patience_mean_min")).unwrap();
        let (without, with) = (patient.performance(), queue.performance());
        let ninety = patient.wait_percentile(0.9).unwrap();
        let check = |what: &str, actual: f64| {
            let computed = number(&case.outputs["computed"][what]);
            assert_close(actual, computed, tolerance::QUEUES, what);
        };
        check("erlangC_avg_wait_s", 60.0 * without.mean_wait);
        check("erlangC_p90_s", 60.0 * ninety);
        check("erlangC_Lq", without.mean_queue_length);
        check("erlangA_frac_abandon", with.abandonment);
        check("erlangA_avg_wait_s", 60.0 * with.mean_wait);
        check("erlangA_Lq", with.mean_queue_length);
        check("erlangA_util", with.utilisation);
        let published = &case.outputs["published"];
        let check = |model: &str, what: &str, actual| {
            assert_certified(&case, what, actual, &published[model][what]);
        };
        check("erlangC", "avg_wait_s", 60.0 * without.mean_wait);
        check("erlangC", "p90_wait_s", 60.0 * ninety);
        check("erlangC", "avg_queue", without.mean_queue_length);
        check("erlangC", "util", without.utilisation);
        // Published is how long people wait until they are served or leave.
        let published_wait = number(&published["erlangA"]["p90_wait_s"]) / 60.0;
        let stay = (-published_wait / input(&case, "patience_mean_min")).exp();
        let longer = queue.exceeds(published_wait).unwrap() * stay;
        assert_close(longer, 0.1, case.tolerance, "a wait longer than nine in ten");
        check("erlangA", "frac_abandon", with.abandonment);
        check("erlangA", "avg_wait_s", 60.0 * with.mean_wait);
        check("erlangA", "avg_queue", with.mean_queue_length);
        check("erlangA", "util", with.utilisation);
    }
}

#[test]
fn queues_of_any_variability() {
    for case in cases(ERLANG, "allen-cunneen", 4) {
        let [lam, mu, c] = ["lam", "mu", "c"].map(|name| input(&case, name));
        let random = Queue::new(lam, mu, c).unwrap();
        let queue = random.variability(input(&case, "ca2"), input(&case, "cs2")).unwrap();
        let check = |what: &str, actual| assert_certified(&case, what, actual, &case.outputs[what]);
        check("Wq_MMc", random.performance().mean_wait);
        check("Wq_allen_cunneen", queue.performance().mean_wait);
        // As many wait at all, and those who do as much longer as the mean says.
        let probability = |queue: &Queue| queue.performance().probability_of_wait.to_bits();
        assert_eq!(probability(&queue), probability(&random), "{}", case.id);
        let longer = f64::midpoint(input(&case, "ca2"), input(&case, "cs2"));
        for share in [0.5, 0.95] {
            let wait = longer * random.wait_percentile(share).unwrap();
            assert_close(queue.wait_percentile(share).unwrap(), wait, tolerance::QUEUES, &case.id);
            assert_close(queue.within(wait).unwrap(), share, tolerance::QUEUES, &case.id);
        }
    }
}

#[test]
fn any_number_of_agents_at_any_load() {
    for case in cases(CONTINUED, "continued", 49) {
        let [lam, mu, n, theta] = ["lam", "mu", "n", "theta"].map(|name| input(&case, name));
        let target = input(&case, "t");
        let mut queue = Queue::new(lam, mu, n).unwrap();
        if theta > 0.0 {
            queue = queue.patience(1.0 / theta).unwrap();
        }
        let performance = queue.performance();
        let level = queue.service_level(target).unwrap();
        let check = |what: &str, actual: f64| {
            let expected = number(&case.outputs[what]);
            let allowed = tolerance::of_queue(expected);
            assert_near(actual, expected, allowed, &format!("{what} of {}", case.id));
        };
        check("erlang_b", erlang_b(lam / mu, n).unwrap());
        check("P_wait", performance.probability_of_wait);
        check("P_abandon", performance.abandonment);
        check("E_queue", performance.mean_queue_length);
        check("within", queue.within(target).unwrap());
        check("within", level.share);
        check("exceeds", queue.exceeds(target).unwrap());
        check("by_arrival_rate", level.by_arrival_rate);
        check("by_agents", level.by_agents);
        check("by_service_rate", level.by_service_rate);
    }
}

#[test]
fn networks_of_queues_are_at_hand_for_traffic() {
    for case in cases(ERLANG, "jackson", 2) {
        let rates = list(&case.outputs["lam"]);
        for (station, rate) in rates.iter().enumerate() {
            let at = |values: &Value| number(&list(values)[station]);
            let (mu, c) = (at(&case.inputs["mu"]), at(&case.inputs["c"]));
            let performance = Queue::new(number(rate), mu, c).unwrap().performance();
            let what = format!("station {station} of {}", case.id);
            let close = |actual, expected: &Value| {
                assert_close(actual, at(expected), tolerance::QUEUES, &what);
            };
            close(performance.utilisation, &case.outputs["rho"]);
            close(performance.mean_number_in_system, &case.outputs["L"]);
            close(performance.mean_queue_length, &case.outputs["Lq"]);
            close(performance.mean_wait + 1.0 / mu, &case.outputs["W"]);
        }
    }
}
