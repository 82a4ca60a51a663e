//! Hundreds of failures that leave something, and capabilities in between, by decision diagram.

use knockon::availability::{AvailabilityMethod, AvailabilityOptions};
use knockon::organisation::Failure;
use knockon::{Department, ExternalCustomer, Need, Organisation, Rule, Service, Substitution};

use crate::support::check::assert_near;

const PAIRS: i32 = 60;
const DOWN: f64 = 0.002;

/// Pairs of servers of which one each is enough; a server that is down still gives `left`, and the
/// second of every pair is at `capability` when it is up.
fn pairs(left: f64, capability: f64) -> Organisation {
    let mut builder = Organisation::builder("pairs")
        .customer(ExternalCustomer::new("users").rule(Rule::WEAKEST))
        .department(Department::new("power").available(0.9995));
    for pair in 0..PAIRS {
        let need = Need::new("users", format!("need {pair}")).dependence(1.0);
        builder = builder.need(need.substitution(Substitution::BestOf));
        for (server, capability) in [(1, 1.0), (2, capability)] {
            let id = format!("server {pair}.{server}");
            let failure = Failure::unavailable(DOWN).when_down(left);
            let department = Department::new(&*id).capability(capability).rule(Rule::WEAKEST);
            builder = builder
                .department(department.fails(failure))
                .service(Service::between("power", &*id).dependence(1.0))
                .service(Service::between(id, "users").for_need(format!("need {pair}")));
        }
    }
    builder.build().unwrap()
}

#[test]
fn what_is_left_of_many_is_exact() {
    let network = pairs(0.5, 1.0).compile().unwrap();
    let found = network.availability(&AvailabilityOptions::default()).unwrap();
    let users = found.party("users").unwrap();
    assert_eq!(users.method, AvailabilityMethod::Exact);
    assert!(users.nodes.is_some());
    let all_pairs = (1.0 - DOWN * DOWN).powi(PAIRS);
    assert_near(users.chance.value, 0.9995 * all_pairs, 1e-14, "chance");
    // Without power nobody has anything; with a pair down half is left.
    let expected = 0.9995 * (all_pairs + 0.5 * (1.0 - all_pairs));
    assert_near(users.expected_quality.value, expected, 1e-14, "expected");
    assert_eq!(users.cut_sets.iter().filter(|cut| cut.order() == 1).count(), 1);
    assert!(users.cut_sets_complete);
}

#[test]
fn thresholds_between_the_qualities_are_exact() {
    let network = pairs(0.5, 0.9).compile().unwrap();
    // The first of a pair down and the second up is 0.9; both down is 0.5.
    let first_up = (1.0 - DOWN).powi(PAIRS);
    let one_up = (1.0 - DOWN * DOWN).powi(PAIRS);
    for (threshold, chance) in [(1.0, first_up), (0.9, one_up), (0.5, 1.0)] {
        let options = AvailabilityOptions::default().threshold(threshold);
        let found = network.availability(&options).unwrap();
        let users = found.party("users").unwrap();
        assert_eq!(users.method, AvailabilityMethod::Exact, "{threshold}");
        assert_near(users.chance.value, 0.9995 * chance, 1e-14, "chance");
    }
    let expected = first_up + 0.9 * (one_up - first_up) + 0.5 * (1.0 - one_up);
    let found = network.availability(&AvailabilityOptions::default()).unwrap();
    assert_near(
        found.party("users").unwrap().expected_quality.value,
        0.9995 * expected,
        1e-14,
        "expected",
    );
}

/// Thirteen failures that each leave something else: 8,192 qualities, which is more than diagrams tell
/// apart.
#[test]
fn what_is_too_much_to_tell_apart_is_left_to_the_states() {
    let mut builder = Organisation::builder("shades")
        .customer(ExternalCustomer::new("users").rule(Rule::INDEPENDENT));
    let (mut all_up, mut expected) = (1.0, 1.0);
    for index in 0..13_u32 {
        let (id, left) = (format!("d{index}"), f64::from(index) / 20.0);
        let failure = Failure::unavailable(0.01).when_down(left);
        builder = builder
            .department(Department::new(&*id).fails(failure))
            .service(Service::between(id, "users").dependence(0.3));
        all_up *= 0.99;
        expected *= 0.99 + 0.01 * (1.0 - 0.3 * (1.0 - left));
    }
    let network = builder.build().unwrap().compile().unwrap();
    let found = network.availability(&AvailabilityOptions::default()).unwrap();
    let users = found.party("users").unwrap();
    assert_eq!((users.method, users.nodes), (AvailabilityMethod::Exact, None));
    assert_near(users.chance.value, all_up, 1e-13, "chance");
    assert_near(users.expected_quality.value, expected, 1e-13, "expected");
}
