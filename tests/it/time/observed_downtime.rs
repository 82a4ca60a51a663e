//! Whose downtime it was where every level was read.

use chrono::{DateTime, TimeDelta, Utc};
use knockon::time::{DowntimeCause, Event, ReplayOptions};
use knockon::{Department, ExternalCustomer, Network, Organisation, Service};

use crate::support::check::assert_near;

fn levels() -> Network {
    Organisation::builder("levels")
        .departments(["host", "database", "application"].map(Department::new))
        .customer(ExternalCustomer::person("users"))
        .service(Service::between("host", "database").dependence(1.0))
        .service(Service::between("database", "application").dependence(1.0))
        .service(Service::between("application", "users").dependence(1.0))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

fn hours(hours: i64) -> DateTime<Utc> {
    "2026-03-02T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::hours(hours)
}

/// Causes of what users lost within ten hours, below a threshold.
fn causes(readings: &[(i64, &str, f64)], threshold: f64) -> Vec<DowntimeCause> {
    let events: Vec<Event> =
        readings.iter().map(|&(at, id, read)| Event::observed(hours(at), id, read)).collect();
    let options = ReplayOptions::default().threshold(threshold);
    let found = levels().downtime(&events, hours(0)..hours(10), &options).unwrap();
    let line = found.lines.into_iter().find(|line| line.customer == "users").unwrap();
    line.causes.into_iter().filter(|cause| cause.lost_seconds > 1e-6).collect()
}

/// Three monitors read the trouble of the host, and it is the host's alone: without it they would all
/// be at 1.
#[test]
fn one_trouble_on_every_level_is_one_cause() {
    let all = |at, read| [(at, "host", read), (at, "database", read), (at, "application", read)];
    let found = causes(&[all(1, 0.9), all(3, 1.0)].concat(), 0.95);
    let [host] = &found[..] else { panic!("{found:?}") };
    assert_eq!(host.cause.id(), "host");
    assert_near(host.lost_seconds, 0.1 * 7200.0, 1e-6, "host");
    assert_near(host.below_seconds, 7200.0, 1e-6, "host");
    assert_near(host.avoidable_seconds, 7200.0, 1e-6, "host");
}

/// The host is at 0.9 for four hours, and the application at 0.7 of its own for the last two.
#[test]
fn troubles_that_meet_are_told_apart() {
    let found = causes(
        &[
            (1, "host", 0.9),
            (1, "database", 0.9),
            (1, "application", 0.9),
            (3, "application", 0.63),
            (5, "host", 1.0),
            (5, "database", 1.0),
            (5, "application", 1.0),
        ],
        0.8,
    );
    let [application, host] = &found[..] else { panic!("{found:?}") };
    assert_eq!((application.cause.id(), host.cause.id()), ("application", "host"));
    // 1 − 0.63 is split into 0.27 of its own and 0.1 of the host's.
    assert_near(application.lost_seconds, 0.27 * 7200.0, 1e-6, "application");
    assert_near(host.lost_seconds, 0.1 * 7200.0 + 0.1 * 7200.0, 1e-6, "host");
    // Without its own trouble users are at 0.9; without the host's they are at 0.7, still below 0.8.
    assert_near(application.avoidable_seconds, 7200.0, 1e-6, "application");
    assert_near(host.avoidable_seconds, 0.0, 1e-6, "host");
}
