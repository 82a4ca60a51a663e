//! Needs that count services as independent which share a supplier upstream are warned of.

use knockon::organisation::WarningCode;
use knockon::{Department, ExternalCustomer, Need, Organisation, Service, Substitution};

/// The warnings of an organisation with one need of `app`, met by `s1` and `s2`.
fn warnings(substitution: Substitution, upstream: &[(&str, &str)]) -> Vec<String> {
    let departments = ["power", "grid", "coal", "s1", "s2", "app"];
    let service = |&(from, to): &(&str, &str)| Service::between(from, to).dependence(1.0);
    let organisation = Organisation::builder("two servers")
        .departments(departments.map(Department::new))
        .customer(ExternalCustomer::new("user"))
        .services(upstream.iter().map(service))
        .service(Service::between("s1", "app").for_need("servers"))
        .service(Service::between("s2", "app").for_need("servers"))
        .service(Service::between("app", "user").dependence(1.0))
        .need(Need::new("app", "servers").dependence(1.0).substitution(substitution))
        .build()
        .unwrap();
    let found = organisation.warnings().iter();
    let found = found.filter(|warning| warning.code() == WarningCode::SharedSupplier);
    found.map(ToString::to_string).collect()
}

fn said(supplier: &str) -> Vec<String> {
    vec![format!(
        "needs[0].substitution: service `s1>app` and service `s2>app` of need `servers` of `app` \
         share the supplier `{supplier}` upstream: as chances these are not independent; the \
         answer is a level"
    )]
}

#[test]
fn a_shared_supplier_is_named() {
    for substitution in [Substitution::Independent, Substitution::IndependentAtLeast { k: 1 }] {
        let fed = warnings(substitution, &[("power", "s1"), ("power", "s2")]);
        assert_eq!(fed, said("power"), "{substitution:?}");
    }
}

#[test]
fn the_nearest_shared_supplier_is_named() {
    let both =
        [("grid", "power"), ("power", "s1"), ("power", "s2"), ("grid", "s1"), ("coal", "grid")];
    assert_eq!(warnings(Substitution::Independent, &both), said("power"));
    let far = [("coal", "grid"), ("grid", "s1"), ("coal", "power"), ("power", "s2")];
    assert_eq!(warnings(Substitution::Independent, &far), said("coal"));
    let one_of_the_other = [("s1", "s2")];
    assert_eq!(warnings(Substitution::Independent, &one_of_the_other), said("s1"));
}

#[test]
fn nothing_is_said_where_nothing_is_shared() {
    let apart = [("power", "s1"), ("grid", "s2"), ("s1", "power")];
    assert!(warnings(Substitution::Independent, &apart).is_empty());
    let shared = [("power", "s1"), ("power", "s2")];
    for substitution in [
        Substitution::BestOf,
        Substitution::KthBest { k: 1 },
        Substitution::Pooled { required: 1.0 },
    ] {
        assert!(warnings(substitution, &shared).is_empty(), "{substitution:?}");
    }
}

fn many(needs: usize, chain: usize) -> Organisation {
    let mut builder = Organisation::builder("many")
        .customer(ExternalCustomer::new("user"))
        .departments((0..=chain).map(|index| Department::new(format!("d{index}"))))
        .departments(["s1", "s2"].map(Department::new))
        .service(Service::between(format!("d{chain}"), "s1").dependence(0.1))
        .services((0..chain).map(|index| {
            Service::between(format!("d{index}"), format!("d{}", index + 1)).dependence(0.1)
        }));
    for need in 0..needs {
        let name = format!("n{need}");
        let supply = |id: &str, by: &str| Service::new(id, by, "user").for_need(&name);
        builder = builder
            .need(Need::new("user", &name).dependence(0.1).substitution(Substitution::Independent))
            .service(supply(&format!("a{need}"), "s1"))
            .service(supply(&format!("b{need}"), if chain > 0 { "s2" } else { "s1" }));
    }
    builder.build().unwrap()
}

#[test]
fn ten_needs_are_warned_of_and_the_rest_counted() {
    let organisation = many(15, 0);
    let shared = organisation.warnings().iter();
    let shared = shared.filter(|warning| warning.code() == WarningCode::SharedSupplier);
    let shared: Vec<_> = shared.map(knockon::organisation::Warning::message).collect();
    assert_eq!(shared.len(), 11);
    assert!(shared[10].starts_with("5 more warnings of the kind of \""), "{}", shared[10]);
}

#[test]
fn a_search_cut_short_says_so() {
    // 600 needs, each with 2,000 services upstream: more than a million.
    let organisation = many(600, 2_000);
    let shared = organisation.warnings().iter();
    let shared: Vec<_> =
        shared.filter(|warning| warning.code() == WarningCode::SharedSupplier).collect();
    let [cut] = shared.as_slice() else { panic!("{shared:?}") };
    assert!(cut.message().contains("was not looked into any further"), "{cut}");
    let enough = many(400, 2_000);
    let codes = enough.warnings().iter().map(knockon::organisation::Warning::code);
    assert!(!codes.collect::<Vec<_>>().contains(&WarningCode::SharedSupplier));
}
