//! Ids of services, stated or derived, against the rule spelled out: what they are, when they
//! clash, and that each finds its service.

use knockon::organisation::ProblemCode;
use knockon::{Department, ExternalCustomer, Invalid, Organisation, Service};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Ends as positions of parties, and what is stated of them.
#[derive(Debug, Clone)]
struct Stated {
    provider: usize,
    consumer: usize,
    id: Option<String>,
    name: Option<String>,
}

const PLAIN: [&str; 4] = ["a", "b", "c", "x"];
/// Ids of which two pairs derive the same: `a>b>c`.
const SEPARATED: [&str; 4] = ["a", "b", "a>b", "b>c"];

fn build(parties: [&str; 4], services: &[Stated]) -> Result<Organisation, Invalid> {
    let service = |stated: &Stated| {
        let (provider, consumer) = (parties[stated.provider], parties[stated.consumer]);
        let mut service = match &stated.id {
            Some(id) => Service::new(id, provider, consumer),
            None => Service::between(provider, consumer),
        };
        if let Some(name) = &stated.name {
            service = service.named(name);
        }
        service.dependence(0.1)
    };
    Organisation::builder("ids")
        .departments(parties[..3].iter().map(|id| Department::new(*id)))
        .customer(ExternalCustomer::new(parties[3]))
        .services(services.iter().map(service))
        .build()
}

/// The ids there should be, or the positions of services whose id is empty or taken.
fn expected(parties: [&str; 4], services: &[Stated]) -> Result<Vec<String>, Vec<usize>> {
    let pair = |stated: &Stated| (stated.provider, stated.consumer);
    let mut ids: Vec<String> = Vec::new();
    let mut at_fault = Vec::new();
    for (index, stated) in services.iter().enumerate() {
        let is_alone = services.iter().filter(|other| pair(other) == pair(stated)).count() == 1;
        let derived = format!("{}>{}", parties[stated.provider], parties[stated.consumer]);
        let id = match (&stated.id, &stated.name) {
            (Some(id), _) => id.clone(),
            (None, Some(name)) if !is_alone => format!("{derived}>{name}"),
            (None, _) => derived,
        };
        if id.is_empty() || ids.contains(&id) {
            at_fault.push(index);
        }
        ids.push(id);
    }
    if at_fault.is_empty() { Ok(ids) } else { Err(at_fault) }
}

fn compare(parties: [&str; 4], services: &[Stated]) {
    match (build(parties, services), expected(parties, services)) {
        (Ok(organisation), Ok(ids)) => {
            let found: Vec<_> =
                organisation.services().map(|service| service.id().to_string()).collect();
            assert_eq!(found, ids);
            for (service, id) in organisation.services().zip(&ids) {
                assert_eq!(organisation.service(id), Some(service));
            }
            for absent in ["", ">", "a>", ">x", "a>b>", "b>c", "nowhere", "a>nowhere"] {
                if !ids.iter().any(|id| id == absent) {
                    assert_eq!(organisation.service(absent), None, "{absent}");
                }
            }
            let again = organisation.to_builder().build().unwrap();
            assert_eq!(again, organisation);
            #[cfg(feature = "json")]
            {
                use knockon::io::json;
                let text = json::organisation_to_string(&organisation);
                assert_eq!(json::organisation_from_str(&text).unwrap(), organisation);
                assert_eq!(json::organisation_to_string(&again), text);
            }
        }
        (Err(invalid), Err(at_fault)) => {
            let places = invalid.problems().iter().map(|problem| problem.place().to_string());
            let expected = at_fault.iter().map(|index| format!("services[{index}].id"));
            assert_eq!(places.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
            let code = |problem: &knockon::organisation::Problem| problem.code();
            assert!(
                invalid
                    .problems()
                    .iter()
                    .map(code)
                    .all(|code| matches!(code, ProblemCode::Duplicate | ProblemCode::EmptyId))
            );
        }
        (built, expected) => panic!("{built:?}, where {expected:?} was expected"),
    }
}

fn stated() -> impl Strategy<Value = Stated> {
    let texts = vec!["", "s", "t", "a>b", "b>a", "a>x", "a>b>n", "a>b>c", "a>", "n>m"];
    let id = prop::option::weighted(0.3, prop::sample::select(texts));
    let name = prop::option::weighted(0.5, prop::sample::select(vec!["n", "m", "c", "n>m"]));
    (0..3_usize, 0..4_usize, id, name).prop_map(|(provider, consumer, id, name)| Stated {
        provider,
        consumer,
        id: id.map(str::to_owned),
        name: name.map(str::to_owned),
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(1931),
        cases: 2_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn ids_are_as_the_rule_says(services in prop::collection::vec(stated(), 0..7)) {
        compare(PLAIN, &services);
        compare(SEPARATED, &services);
    }
}

#[test]
fn clashes_of_every_kind_are_found() {
    let service = |provider, consumer, id: Option<&str>, name: Option<&str>| Stated {
        provider,
        consumer,
        id: id.map(str::to_owned),
        name: name.map(str::to_owned),
    };
    for (services, clash) in [
        (vec![service(0, 1, None, None), service(0, 1, None, None)], true),
        (vec![service(0, 1, None, None), service(1, 0, Some("a>b"), None)], true),
        (vec![service(0, 1, None, Some("n")), service(0, 1, Some("a>b"), Some("n"))], false),
        (vec![service(0, 1, None, Some("n")), service(0, 1, None, Some("n"))], true),
        (vec![service(0, 1, Some("a>b"), None), service(0, 1, None, None)], true),
        (vec![service(0, 1, Some("s"), None), service(2, 1, Some("s"), None)], true),
        (vec![service(0, 1, None, None), service(0, 2, Some("a>b>n"), None)], false),
        (vec![service(0, 1, Some("a>x"), None), service(0, 2, Some("a>b"), None)], false),
    ] {
        assert_eq!(expected(PLAIN, &services).is_err(), clash, "{services:?}");
        compare(PLAIN, &services);
    }
    let services = [service(2, 3, None, None), service(0, 3, None, None)];
    assert_eq!(expected(["a", "b", "a>b", "c"], &services).unwrap(), ["a>b>c", "a>c"]);
    compare(["a", "b", "a>b", "c"], &services);
    let services = [service(2, 3, None, None), service(0, 1, None, None)];
    compare(["a", "b>c", "a>b", "c"], &services);
    assert!(expected(["a", "b>c", "a>b", "c"], &services).is_err());
}

/// Names and ids that cost a careless reader a pass over everything else each.
#[test]
fn many_services_of_one_pair_take_no_time() {
    let count = 30_000;
    let named = (0..count).map(|index| Service::between("a", "x").named(format!("{index}")));
    let stated = (0..count).map(|index| Service::new(format!("a>x>{index}>"), "a", "x"));
    let organisation = Organisation::builder("crowd")
        .department(Department::new("a"))
        .customer(ExternalCustomer::new("x"))
        .services(named.chain(stated).map(|service| service.dependence(0.0)))
        .build()
        .unwrap();
    for index in 0..count {
        let id = format!("a>x>{index}");
        assert_eq!(organisation.service(&id).unwrap().id(), id.as_str());
    }
    let same = (0..count).map(|_| Service::between("a", "x").dependence(0.0));
    let invalid = Organisation::builder("crowd")
        .department(Department::new("a"))
        .customer(ExternalCustomer::new("x"))
        .services(same)
        .build()
        .unwrap_err();
    assert_eq!(invalid.problems().len() + invalid.more(), count - 1);
}
