//! Targets kept or missed, and how they fit together.

use knockon::availability::AvailabilityOptions;
use knockon::{Department, ExternalCustomer, Organisation, Service};

use crate::support::check::assert_near;

/// A chain of three: network 0.999, web tier 0.9997, customers who are promised 0.9995.
fn chain(network_target: f64) -> Organisation {
    Organisation::builder("chain")
        .department(Department::new("network").available(0.999).target(network_target))
        .department(Department::new("web").available(0.9997))
        .customer(ExternalCustomer::new("users").target(0.9995))
        .service(Service::between("network", "web").dependence(1.0))
        .service(Service::between("web", "users").dependence(1.0))
        .build()
        .unwrap()
}

#[test]
fn missed_target_says_by_how_much() {
    let network = chain(0.9999).compile().unwrap();
    let found = network.availability(&AvailabilityOptions::default()).unwrap();
    let users = found.party("users").unwrap().target.clone().unwrap();
    assert_eq!(users.is_kept, Some(false));
    let excess = (1.0 - 0.999 * 0.9997 - 0.0005) * 30.0 * 86_400.0;
    assert_near(users.excess_seconds_per_30_days, excess, 1e-6, "excess");
    assert_eq!(users.largest_single.unwrap().id(), "network");
    assert_near(users.chance_with_that_alone.unwrap(), 0.999, 1e-15, "alone");
    let network = found.party("network").unwrap().target.clone().unwrap();
    assert_eq!(network.is_kept, Some(false));
}

#[test]
fn targets_are_put_together() {
    let found = |target: f64| {
        let network = chain(target).compile().unwrap();
        network.availability(&AvailabilityOptions::default()).unwrap().targets
    };
    // 0.9999 · 0.9997 is above 0.9995, for which 0.9995 / 0.9997 would do.
    let targets = found(0.9999);
    let of = |id: &str| targets.iter().find(|it| format!("{:?}", it.subject).contains(id)).unwrap();
    assert_eq!(of("users").can_be_kept, Some(true));
    assert_near(of("users").chance.value, 0.9999 * 0.9997, 1e-12, "composed");
    assert_near(of("network").least_needed.unwrap(), 0.9995 / 0.9997, 1e-12, "needed");
    assert!(of("network").is_stricter_than_needed);
    // By itself the network does not keep 0.9999: it is up 0.999 of the time.
    assert_eq!(of("network").can_be_kept, Some(false));
    let targets = found(0.9996);
    let users = targets.iter().find(|it| it.least_needed.is_none() && it.target < 0.99955).unwrap();
    assert_eq!(users.can_be_kept, Some(false));
}
