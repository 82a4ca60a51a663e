//! Downtime split over causes, against every minute solved on its own.

use chrono::{DateTime, TimeDelta, Utc};
use knockon::time::{DowntimeLine, Event, Gaps, ReplayOptions, Span};
use knockon::{Department, ExternalCustomer, Network, Organisation, Rule, Scenario, Service};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::check::assert_near;

const DEPARTMENTS: [&str; 4] = ["network", "database", "web", "staff"];
/// Of sums of seconds.
const TOLERANCE: f64 = 1e-6;

fn page(staff: f64) -> Network {
    Organisation::builder("page")
        .departments(["network", "database"].map(Department::new))
        .department(Department::new("web"))
        .department(Department::new("staff").capability(staff))
        .customer(ExternalCustomer::person("readers").rule(Rule::INDEPENDENT))
        .customer(ExternalCustomer::person("writers"))
        .service(Service::between("network", "web").dependence(0.8))
        .service(Service::between("database", "web").dependence(0.6))
        .service(Service::new("pages", "web", "readers").dependence(1.0))
        .service(Service::between("staff", "readers").dependence(0.3))
        .service(Service::between("web", "writers").dependence(0.5))
        .service(Service::between("staff", "writers").dependence(0.9))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

fn monday() -> DateTime<Utc> {
    "2026-03-02T00:00:00Z".parse().unwrap()
}

fn line<'a>(lines: &'a [DowntimeLine], customer: &str) -> &'a DowntimeLine {
    lines.iter().find(|it| it.customer == customer && it.span.is_none()).unwrap()
}

#[test]
fn every_minute_is_accounted_for() {
    const MINUTES: i64 = 3 * 1440;
    for seed in 0..6 {
        let network = page(0.9);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut events: Vec<(i64, &str, f64)> = (0..25)
            .map(|_| {
                let minute = rng.random_range(0..MINUTES);
                let quality = [0.0, 0.5, 0.9, 1.0][rng.random_range(0..4)];
                (minute, DEPARTMENTS[rng.random_range(0..4)], quality)
            })
            .collect();
        events.sort_by_key(|event| event.0);
        let stated: Vec<Event> = events
            .iter()
            .map(|&(at, id, quality)| Event::party(monday() + TimeDelta::minutes(at), id, quality))
            .collect();
        let options = ReplayOptions::default().threshold(0.7).by(Span::Day);
        let period = monday()..monday() + TimeDelta::minutes(MINUTES);
        let found = network.downtime(&stated, period, &options).unwrap();
        for customer in ["readers", "writers"] {
            let normal = network.baseline().quality(customer).unwrap().get();
            let (mut lost, mut below, mut avoidable) = (0.0, 0.0, [0.0; 4]);
            let mut held = [1.0, 1.0, 1.0, 0.9];
            let mut next = events.iter().peekable();
            let mut known: Vec<([u64; 4], f64)> = Vec::new();
            let mut quality = |held: [f64; 4]| {
                let key = held.map(f64::to_bits);
                if let Some((_, found)) = known.iter().find(|(it, _)| *it == key) {
                    return *found;
                }
                let scenario = DEPARTMENTS
                    .iter()
                    .zip(held)
                    .fold(Scenario::new("minute"), |it, (id, value)| it.capability(*id, value));
                let found = network.solve(&scenario).unwrap().quality(customer).unwrap().get();
                known.push((key, found));
                found
            };
            for minute in 0..MINUTES {
                while let Some(&(_, id, value)) = next.next_if(|event| event.0 <= minute) {
                    held[DEPARTMENTS.iter().position(|it| *it == id).unwrap()] = value;
                }
                let now = quality(held);
                lost += 60.0 * (normal - now);
                if now < 0.7 {
                    below += 60.0;
                    for (place, usual) in [1.0, 1.0, 1.0, 0.9].into_iter().enumerate() {
                        let mut without = held;
                        without[place] = usual;
                        let differs = held[place].to_bits() != usual.to_bits();
                        if differs && quality(without) >= 0.7 {
                            avoidable[place] += 60.0;
                        }
                    }
                }
            }
            let whole = line(&found.lines, customer);
            assert_near(whole.lost_seconds - whole.gained_seconds, lost, TOLERANCE, "lost");
            assert_near(whole.below_seconds, below, TOLERANCE, "below");
            assert_near(whole.together_seconds, below, TOLERANCE, "together");
            let shares: f64 = whole.causes.iter().map(|it| it.below_seconds).sum();
            assert_near(shares + whole.normal_below_seconds, below, TOLERANCE, "shares");
            for (id, expected) in DEPARTMENTS.iter().zip(avoidable) {
                let cause = whole.causes.iter().find(|it| it.cause.id() == *id);
                let seconds = cause.map_or(0.0, |it| it.avoidable_seconds);
                assert_near(seconds, expected, TOLERANCE, id);
            }
            let days = found.lines.iter().filter(|it| it.customer == customer && it.span.is_some());
            let (count, sum) = days.fold((0, 0.0), |(n, sum), it| (n + 1, sum + it.lost_seconds));
            assert_eq!(count, 3);
            assert_near(sum, whole.lost_seconds, TOLERANCE, "days");
        }
        assert!(found.states <= 26);
    }
}

/// Two losses of 0.03 each, both of which are needed: each could have avoided all of it.
#[test]
fn causes_that_are_both_needed_share() {
    let network = Organisation::builder("both")
        .departments(["db", "net"].map(Department::new))
        .customer(ExternalCustomer::new("x").rule(Rule::ADDITIVE))
        .service(Service::between("db", "x").dependence(0.3))
        .service(Service::between("net", "x").dependence(0.3))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let events = ["db", "net"].map(|id| Event::party(monday(), id, 0.9));
    let options = ReplayOptions::default().threshold(0.95);
    let period = monday()..monday() + TimeDelta::seconds(100);
    let found = network.downtime(&events, period, &options).unwrap();
    let whole = line(&found.lines, "x");
    for cause in &whole.causes {
        assert_near(cause.below_seconds, 50.0, 1e-9, "below");
        assert_near(cause.avoidable_seconds, 100.0, 1e-9, "avoidable");
    }
    assert_near(whole.together_seconds, 100.0, 1e-9, "together");
}

/// Where the normal state misses the threshold no cause has a share of the time below.
#[test]
fn normal_state_below_has_all_of_it() {
    let network = page(0.2);
    let options = ReplayOptions::default().threshold(0.9);
    let period = monday()..monday() + TimeDelta::seconds(100);
    let events = [Event::party(monday(), "network", 0.5)];
    let found = network.downtime(&events, period.clone(), &options).unwrap();
    let whole = line(&found.lines, "writers");
    assert_eq!((whole.below_seconds, whole.normal_below_seconds), (100.0, 100.0));
    assert_eq!((whole.together_seconds, whole.causes[0].below_seconds), (0.0, 0.0));
    assert!(whole.causes[0].lost_seconds > 0.0);
    let options = options.gaps(Gaps::StatedAfter(TimeDelta::hours(1)));
    let refused = network.downtime(&events, period, &options).unwrap_err();
    assert!(refused.to_string().contains("no gaps can be stated"), "{refused}");
}
