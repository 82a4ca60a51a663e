//! Whose time planned maintenance of a party leaves out.

use chrono::{DateTime, TimeDelta, Utc};
use knockon::time::{Maintenance, ReplayOptions, Subject};
use knockon::{Columns, Department, ExternalCustomer, Network, Organisation, Service, Staffing};

fn at(hour: i64) -> DateTime<Utc> {
    "2026-03-02T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::hours(hour)
}

fn of(id: &str, hours: std::ops::Range<i64>) -> Maintenance {
    Maintenance::of(Subject::Party(id.to_owned()), at(hours.start)..at(hours.end))
}

fn counted(network: &Network, options: &ReplayOptions, customer: &str) -> TimeDelta {
    let replayed = network.replay(&[], at(0)..at(24), options).unwrap();
    replayed.customer(customer).unwrap().whole().counted
}

/// Every one of many departments on the way to the same customers is maintained: one window each,
/// and not one for each of all that lie behind it.
#[test]
fn maintenance_along_a_chain_adds_up() {
    let count = 6_000_u32;
    let provider: Vec<u32> = (0..count).collect();
    let consumer: Vec<u32> = (1..=count).collect();
    let dependence = vec![0.5; provider.len()];
    let columns = Columns::new(count as usize, 1).unwrap();
    let columns = columns.provider(&provider).consumer(&consumer).dependence(&dependence);
    let network = Network::from_columns(&columns).unwrap();
    let mut options = ReplayOptions::default();
    for department in 0..count {
        let hour = i64::from(department % 3);
        options = options.maintenance(of(&format!("d{department}"), hour..hour + 1));
    }
    assert_eq!(counted(&network, &options, "c0"), TimeDelta::hours(21));
}

/// Customers of one of two desks wait longer where the other is asked again; that is no maintenance
/// of theirs.
#[test]
fn maintenance_leaves_out_time_downstream_alone() {
    let service = |from: &str, to: &str| Service::between(from, to).dependence(0.5);
    let network = Organisation::builder("Two desks")
        .department(
            Department::new("it").staffing(Staffing::new(20.0, 6.0).target_wait_minutes(1.0)),
        )
        .departments(["east", "west"].map(Department::new))
        .customer(ExternalCustomer::new("x"))
        .customer(ExternalCustomer::new("y"))
        .service(service("it", "east").requests_per_job(1.0).retries(0.5))
        .service(service("it", "west").requests_per_job(1.0).retries(0.5))
        .service(service("east", "x").demand_per_hour(5.0).retries(0.5))
        .service(service("west", "y").demand_per_hour(5.0).retries(0.5))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let options = ReplayOptions::default().maintenance(of("east", 3..5));
    assert_eq!(counted(&network, &options, "x"), TimeDelta::hours(22));
    assert_eq!(counted(&network, &options, "y"), TimeDelta::hours(24));
    // That of both is what leads to both.
    let options =
        ReplayOptions::default().maintenance(of("it", 0..1)).maintenance(of("east", 3..5));
    assert_eq!(counted(&network, &options, "x"), TimeDelta::hours(21));
    assert_eq!(counted(&network, &options, "y"), TimeDelta::hours(23));
}
