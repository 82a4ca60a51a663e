//! Series and equal groups of any size, bounds of many elements, and draws.

use knockon::availability::{AvailabilityMethod, AvailabilityOptions, SubjectAvailability};
use knockon::{
    Columns, Department, ExternalCustomer, Need, Network, Organisation, Rule, Scenario, Service,
    Substitution,
};

use crate::support::check::assert_near;

fn of_columns(network: &Network, options: &AvailabilityOptions) -> SubjectAvailability {
    network.availability(options).unwrap().party("c0").unwrap().clone()
}

/// Departments in series, each of which alone stops the customer.
fn series(availability: &[f64]) -> Network {
    let n = u32::try_from(availability.len()).unwrap();
    let provider: Vec<u32> = (0..n).collect();
    let consumer: Vec<u32> = (1..=n).collect();
    let dependence = vec![1.0; availability.len()];
    let columns = Columns::new(availability.len(), 1).unwrap();
    let columns = columns.provider(&provider).consumer(&consumer).dependence(&dependence);
    Network::from_columns(&columns.availability(availability)).unwrap()
}

#[test]
fn series_of_500_is_exact() {
    let network = series(&[0.999; 500]);
    let found = of_columns(&network, &AvailabilityOptions::default());
    assert_eq!((found.method, found.events, found.variables), (AvailabilityMethod::Exact, 500, 1));
    assert_near(found.chance.value, 0.999_f64.powi(500), 1e-12, "chance");
    assert!(found.cut_sets_complete && found.cut_sets.len() == 500);
    let importance = &found.importance[0];
    assert_near(importance.birnbaum.value, 0.999_f64.powi(499), 1e-12, "birnbaum");
}

/// The chance that at least `k` of `n` equal servers work, by the binomial sum.
fn at_least(k: u32, n: u32, up: f64) -> f64 {
    let mut chances = vec![1.0];
    for _ in 0..n {
        let mut next = vec![0.0; chances.len() + 1];
        for (count, chance) in chances.iter().enumerate() {
            next[count] += chance * (1.0 - up);
            next[count + 1] += chance * up;
        }
        chances = next;
    }
    chances[k as usize..].iter().sum()
}

/// Forty servers, none like another: no states could be looked at one by one.
#[cfg(feature = "availability")]
#[test]
fn many_different_servers_are_one_diagram() {
    let up = |index: u32| 0.3 + 0.005 * f64::from(index);
    let need = Need::new("users", "servers").dependence(1.0);
    let mut builder = Organisation::builder("40 different servers")
        .customer(ExternalCustomer::new("users"))
        .need(need.substitution(Substitution::KthBest { k: 14 }));
    for index in 0..40 {
        let id = format!("s{index}");
        builder = builder
            .department(Department::new(&*id).available(up(index)))
            .service(Service::between(&*id, "users").for_need("servers"));
    }
    let network = builder.build().unwrap().compile().unwrap();
    let found = network.availability(&AvailabilityOptions::default()).unwrap();
    let users = found.party("users").unwrap();
    assert_eq!(users.method, AvailabilityMethod::Exact);
    // The chance of each count, server by server.
    let mut chances = vec![1.0];
    for index in 0..40 {
        let mut next = vec![0.0; chances.len() + 1];
        for (count, chance) in chances.iter().enumerate() {
            next[count] += chance * (1.0 - up(index));
            next[count + 1] += chance * up(index);
        }
        chances = next;
    }
    let expected: f64 = chances[14..].iter().sum();
    assert_near(users.chance.value, expected, 1e-12, "chance");
}

#[test]
fn equal_servers_are_one_variable() {
    let mut builder = Organisation::builder("40 servers")
        .department(Department::new("network").available(0.999))
        .customer(ExternalCustomer::new("users"))
        .need(
            Need::new("users", "servers")
                .dependence(1.0)
                .substitution(Substitution::KthBestShare { at_least_share: 0.35 }),
        );
    for index in 0..40 {
        let id = format!("server {index}");
        builder = builder
            .department(Department::new(id.clone()).available(0.4).rule(Rule::WEAKEST))
            .service(Service::between("network", id.clone()).dependence(1.0))
            .service(Service::between(id, "users").for_need("servers"));
    }
    let network = builder.build().unwrap().compile().unwrap();
    let options = AvailabilityOptions::default().max_nodes(0);
    let found = network.availability(&options).unwrap();
    let users = found.party("users").unwrap();
    assert_eq!((users.method, users.variables), (AvailabilityMethod::Exact, 2));
    let chance = 0.999 * at_least(14, 40, 0.4);
    assert_near(users.chance.value, chance, 1e-12, "chance");
    // With 13 others up a server decides: 13 of 39.
    let decides = at_least(13, 39, 0.4) - at_least(14, 39, 0.4);
    let server = users.importance.iter().find(|it| it.event.id() == "server 7").unwrap();
    assert_near(server.birnbaum.value, 0.999 * decides, 1e-12, "birnbaum");
    assert!(!users.cut_sets_complete);
}

/// Elements in pairs, either of which suffices, so that nothing is lumped.
fn pairs(count: usize, down: impl Fn(usize) -> f64) -> Organisation {
    let mut builder =
        Organisation::builder("pairs").customer(ExternalCustomer::new("users").rule(Rule::WEAKEST));
    for pair in 0..count {
        let name = format!("pair {pair}");
        let need = Need::new("users", name.clone()).dependence(1.0);
        builder = builder.need(need.substitution(Substitution::BestOf));
        for member in [2 * pair, 2 * pair + 1] {
            let id = format!("e{member}");
            let department = Department::new(id.clone()).available(1.0 - down(member));
            builder = builder
                .department(department)
                .service(Service::between(id, "users").for_need(name.clone()));
        }
    }
    builder.build().unwrap()
}

fn distinct(index: usize) -> f64 {
    1e-3 * (1.0 + f64::from(u32::try_from(index).unwrap()) * 1e-4)
}

#[test]
fn bounds_of_50_elements_hold() {
    let organisation = pairs(25, distinct);
    let network = organisation.compile().unwrap();
    let options = AvailabilityOptions::default().max_nodes(0).max_states(30_000);
    let found = network.availability(&options).unwrap();
    let users = found.party("users").unwrap();
    assert_eq!(users.method, AvailabilityMethod::Bounded);
    let up: f64 = (0..25).map(|pair| 1.0 - distinct(2 * pair) * distinct(2 * pair + 1)).product();
    assert!(users.chance.lower <= up && up <= users.chance.upper, "{:?} {up}", users.chance);
    // Beyond three failures lies 2.3e-7 of all chance.
    assert!(users.unavailability.width() < 1e-6, "{:?}", users.unavailability);
    assert_eq!(users.cut_sets.len(), 25);
}

#[test]
fn intervals_of_draws_cover() {
    let organisation = pairs(40, |index| 0.2 + 0.001 * f64::from(u32::try_from(index).unwrap()));
    let network = organisation.compile().unwrap();
    let down = |index: u32| 0.2 + 0.001 * f64::from(index);
    let up: f64 = (0..40).map(|pair| 1.0 - down(2 * pair) * down(2 * pair + 1)).product();
    let options = AvailabilityOptions::default().max_nodes(0).max_states(50).sample_pairs(300);
    let (mut covered, seeds) = (0, 2_000);
    for seed in 0..seeds {
        let found = network.availability(&options.clone().order(1).seed(seed)).unwrap();
        let users = found.party("users").unwrap();
        assert_eq!(users.method, AvailabilityMethod::Sampled);
        covered += i32::from(users.chance.lower <= up && up <= users.chance.upper);
        for of in [&users.importance[0], &users.importance[79]] {
            let given = of.probability_given_failure;
            assert!(given.lower <= given.value && given.value <= given.upper, "{seed}: {given:?}");
            assert!(of.birnbaum.lower <= of.birnbaum.upper, "{seed}: {:?}", of.birnbaum);
        }
    }
    // Of intervals of 95 %: 93 to 97, which is four standard deviations to either side.
    assert!((1_860..=1_940).contains(&covered), "{covered}");
}

#[test]
fn scenarios_set_chances() {
    let network = series(&[0.9, 0.8]);
    let scenario = Scenario::new("better").availability("d1", 0.95).capability("d0", 0.5);
    let found = of_columns(&network, &AvailabilityOptions::default().under(scenario));
    assert_near(found.chance.value, 0.9 * 0.95, 1e-15, "chance");
    assert_near(found.expected_quality.value, 0.9 * 0.95 * 0.5, 1e-15, "expected");
    let refused = Scenario::new("").availability("c0", 0.0);
    let refused = network.availability(&AvailabilityOptions::default().under(refused));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "availability[\"c0\"]: availability `0` of `c0` is outside 0..=1, with 0 left out\n\
         availability[\"c0\"]: `c0` is not a department or a service",
    );
}

#[test]
fn numbers_out_of_range_are_refused() {
    let network = series(&[0.9]);
    let options = AvailabilityOptions::default;
    for (options, message) in [
        (options().threshold(0.0), "threshold `0` is outside 0..=1, with 0 left out"),
        (options().order(7), "order `7` is outside 1..=6"),
        (options().tolerance(-1.0), "tolerance `-1` is outside 0..=1"),
        (options().party("c1"), "`c1` is not a department or an external customer"),
    ] {
        assert_eq!(network.availability(&options).unwrap_err().to_string(), message);
    }
    let columns = Columns::new(1, 0).unwrap().availability(&[0.0]);
    assert_eq!(
        Network::from_columns(&columns).unwrap_err().to_string(),
        "`availability[0]` is `0`, outside 0..=1, with 0 left out",
    );
}
