//! Departments that can supply each other with nothing coming in are warned of.

use knockon::organisation::WarningCode;
use knockon::{Department, ExternalCustomer, Need, Organisation, Service, Substitution};

/// The warnings of an organisation whose departments have each one need that is met by others.
fn warnings(substitution: Substitution, supply: &[(&str, &[&str])]) -> Vec<String> {
    let departments = ["src", "a", "b", "c", "d"];
    let mut builder = Organisation::builder("grid")
        .departments(departments.map(Department::new))
        .customer(ExternalCustomer::new("user"))
        .service(Service::between("a", "user").dependence(1.0));
    for (consumer, providers) in supply {
        let service = |provider: &&str| Service::between(*provider, *consumer).for_need("power");
        let need = Need::new(*consumer, "power").dependence(1.0).substitution(substitution);
        builder = builder.services(providers.iter().map(service)).need(need);
    }
    let organisation = builder.build().unwrap();
    let found = organisation.warnings().iter();
    let found = found.filter(|warning| warning.code() == WarningCode::SelfSupply);
    found.map(ToString::to_string).collect()
}

#[test]
fn two_that_stand_in_for_the_source_keep_each_other_up() {
    let both: [(&str, &[&str]); 2] = [("a", &["b", "src"]), ("b", &["a", "src"])];
    for substitution in [
        Substitution::BestOf,
        Substitution::Independent,
        Substitution::KthBest { k: 1 },
        Substitution::Pooled { required: 1.0 },
    ] {
        assert_eq!(
            warnings(substitution, &both),
            [
                "needs[0].substitution: `a` and `b` can supply each other with nothing coming in, for \
              example through need `power` of `a`: they stay up whatever happens outside"
            ]
        );
    }
}

#[test]
fn nothing_is_said_where_something_has_to_come_in() {
    let both: [(&str, &[&str]); 2] = [("a", &["b", "src"]), ("b", &["a", "src"])];
    for substitution in [
        Substitution::KthBest { k: 2 },
        Substitution::KthBestShare { at_least_share: 0.6 },
        Substitution::Pooled { required: 1.5 },
    ] {
        assert!(warnings(substitution, &both).is_empty(), "{substitution:?}");
    }
    let chain: [(&str, &[&str]); 2] = [("a", &["b", "src"]), ("b", &["c", "src"])];
    assert!(warnings(Substitution::BestOf, &chain).is_empty());
}

#[test]
fn two_of_three_are_enough_where_two_are_in_the_cycle() {
    let supply: [(&str, &[&str]); 3] =
        [("a", &["b", "c", "src"]), ("b", &["a", "c", "src"]), ("c", &["a", "b", "src"])];
    assert_eq!(warnings(Substitution::KthBest { k: 2 }, &supply).len(), 1);
    assert!(warnings(Substitution::KthBest { k: 3 }, &supply).is_empty());
    // Without one of them none has two.
    let broken: [(&str, &[&str]); 3] =
        [("a", &["b", "c", "src"]), ("b", &["a", "c", "src"]), ("c", &["src", "d"])];
    assert!(warnings(Substitution::KthBest { k: 2 }, &broken).is_empty());
}

#[test]
fn cycles_apart_are_told_one_by_one_and_those_who_hang_on_them_are_not_named() {
    let supply: [(&str, &[&str]); 4] =
        [("a", &["b", "src"]), ("b", &["a", "src"]), ("c", &["a", "src"]), ("d", &["c", "src"])];
    let found = warnings(Substitution::BestOf, &supply);
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("`a` and `b` can supply"), "{}", found[0]);
    let apart: [(&str, &[&str]); 4] =
        [("a", &["b", "src"]), ("b", &["a", "src"]), ("c", &["d", "src"]), ("d", &["c", "src"])];
    assert_eq!(warnings(Substitution::BestOf, &apart).len(), 2);
}
