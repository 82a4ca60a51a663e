//! The smallest set that restores nearly everything.

use knockon::explain::{Objective, RestorationOptions};
use knockon::{
    Department, ExternalCustomer, Need, Network, Organisation, Rule, Service, Substitution,
};

use super::restoration::{best, set};

/// Departments at 0, and customers by population of whom each needs all of some of them, or what
/// comes first.
fn pairs(weights: &[f64]) -> Network {
    let mut builder = Organisation::builder("Pairs");
    for (index, weight) in weights.iter().enumerate() {
        let customer = format!("c{index}");
        builder = builder
            .customer(ExternalCustomer::new(&*customer).population(*weight).rule(Rule::WEAKEST));
        for half in ["l", "r"] {
            let id = format!("{half}{index}");
            builder = builder
                .department(Department::new(&*id).capability(0.0))
                .service(Service::new(format!("{id}-s"), &*id, &*customer).dependence(1.0));
        }
    }
    builder.build().unwrap().compile().unwrap()
}

#[test]
fn what_is_missed_least_is_left_out_first() {
    // Nobody helps alone. Leaving out the pairs of 4 and 5 leaves 91; that of 7 leaves no other.
    let network = pairs(&[84.0, 5.0, 4.0, 7.0]);
    let everyone = Objective::customers(&network).unwrap();
    let options = RestorationOptions::default();
    let restoration = network.baseline().restoration(&everyone, &options).unwrap();
    assert_eq!(best(&restoration), []);
    let mut found = set(&restoration);
    found.sort_unstable();
    assert_eq!(found, ["l0", "l3", "r0", "r3"]);
}

#[test]
fn the_best_alone_may_make_the_smaller_set() {
    // One department serves everybody as well as three others do together, each of which serves a
    // few besides: it alone is missed by nobody.
    let mut builder = Organisation::builder("Either")
        .department(Department::new("one").capability(0.0))
        .customer(ExternalCustomer::new("many").population(97.0))
        .need(Need::new("many", "way").dependence(1.0).substitution(Substitution::BestOf))
        .department(Department::new("hub").rule(Rule::WEAKEST))
        .service(Service::new("direct", "one", "many").for_need("way"))
        .service(Service::new("by-hub", "hub", "many").for_need("way"));
    for id in ["a", "b", "c"] {
        let few = format!("few-{id}");
        builder = builder
            .department(Department::new(id).capability(0.0))
            .customer(ExternalCustomer::new(&*few))
            .service(Service::new(format!("{id}-hub"), id, "hub").dependence(1.0))
            .service(Service::new(format!("{id}-few"), id, &*few).dependence(1.0));
    }
    let network = builder.build().unwrap().compile().unwrap();
    let everyone = Objective::customers(&network).unwrap();
    let options = RestorationOptions::default();
    let restoration = network.baseline().restoration(&everyone, &options).unwrap();
    assert_eq!(set(&restoration), ["one"]);
    assert!(restoration.smallest_set.unwrap().is_minimal);
}

#[test]
fn nine_of_ten_that_are_alike_are_nine_tenths() {
    for count in [10, 20, 30, 70] {
        let mut builder = Organisation::builder("Alike");
        for index in 0..count {
            let (id, customer) = (format!("d{index}"), format!("c{index}"));
            builder = builder
                .department(Department::new(&*id).capability(0.7))
                .customer(ExternalCustomer::new(&*customer))
                .service(Service::new(format!("{id}-s"), &*id, &*customer).dependence(1.0));
        }
        let network = builder.build().unwrap().compile().unwrap();
        let everyone = Objective::customers(&network).unwrap();
        let options = RestorationOptions::default();
        let restoration = network.baseline().restoration(&everyone, &options).unwrap();
        assert_eq!(set(&restoration).len(), count * 9 / 10);
    }
}
