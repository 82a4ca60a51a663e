//! What is stated of failures: read, written, checked, edited.

use knockon::io::json;
use knockon::organisation::{CommonCause, Failure, FailureChance};
use knockon::{Department, ExternalCustomer, Organisation, Service};

const DOCUMENT: &str = r#"{ "format": "knockon/organisation", "version": 1, "name": "shop",
  "departments": [
    { "id": "it", "availability": 0.99, "target": 0.98, "threshold": 0.5 },
    { "id": "hr", "availability": { "mtbf_hours": 2000, "mttr_hours": 4, "when_down": 0.2 } },
    { "id": "ops", "availability": { "unavailability": 1e-12 } } ],
  "customers": [ { "id": "x", "target": 0.9 } ],
  "services": [
    { "id": "a", "provider": "it", "consumer": "x", "dependence": 1,
      "availability": { "available": 0.9, "when_down": 0.5 }, "target": 0.95 } ],
  "common_causes": [
    { "id": "storm", "name": "Storm", "probability": 0.01, "departments": ["it"], "services": ["a"] } ] }"#;

#[test]
fn statements_survive_writing_and_reading() {
    let organisation = json::organisation_from_str(DOCUMENT).unwrap();
    let it = organisation.party("it").unwrap();
    assert_eq!(it.failure(), Some(Failure::available(0.99)));
    assert_eq!((it.target(), it.threshold().map(f64::from)), (Some(0.98), Some(0.5)));
    let hr = organisation.party("hr").unwrap().failure().unwrap();
    assert_eq!(hr, Failure::times(2000.0, 4.0).when_down(0.2));
    let ops = organisation.party("ops").unwrap().failure().unwrap();
    assert_eq!(ops.chance, FailureChance::Unavailable(1e-12));
    assert_eq!(organisation.party("x").unwrap().failure(), None);
    let service = organisation.service("a").unwrap();
    assert_eq!(service.failure(), Some(Failure::available(0.9).when_down(0.5)));
    assert_eq!(service.target(), Some(0.95));
    let again = json::organisation_from_str(&json::organisation_to_string(&organisation)).unwrap();
    assert_eq!(again, organisation);
    let rebuilt = organisation.to_builder().build().unwrap();
    assert_eq!(rebuilt, organisation);
}

#[test]
fn every_fault_is_named() {
    let stated = |failure: &str| {
        let text = DOCUMENT.replace("0.99, \"target\"", &format!("{failure}, \"target\""));
        json::organisation_from_str(&text).unwrap_err().to_string()
    };
    let place = "departments[0].availability: the failure of department `it` ";
    for (failure, fault) in [
        ("{ \"when_down\": 0.1 }", "states no chance, where one of"),
        ("{ \"available\": 0.9, \"unavailability\": 0.1 }", "states its chance twice"),
        ("{ \"mttr_hours\": 4 }", "states `mttr_hours` without `mtbf_hours`"),
        ("{ \"mtbf_hours\": 4 }", "states `mtbf_hours` without `mttr_hours`"),
        ("0", "states an availability of `0`, outside 0..=1, with 0 left out"),
        ("1.1", "states an availability of `1.1`"),
    ] {
        let message = stated(failure);
        assert!(message.contains(&format!("{place}{fault}")), "{message}");
    }
    let message = stated("{ \"available\": 0.9, \"when_down\": 1 }");
    assert!(message.contains("departments[0].availability.when_down"), "{message}");
    let invalid = Organisation::builder("")
        .department(Department::new("it").target(1.0).threshold(0.0))
        .customer(ExternalCustomer::new("x"))
        .service(Service::new("a", "it", "x").dependence(1.0).available(2.0))
        .common_cause(CommonCause::new("nobody", 0.1))
        .common_cause(CommonCause::new("nobody", 1.0).department("x").service("b"))
        .build()
        .unwrap_err();
    assert_eq!(
        invalid.to_string(),
        "departments[0].threshold: threshold `0` of department `it` is outside 0..=1, with 0 left out\n\
         departments[0].target: target `1` of department `it` is outside 0..1, with both ends left out\n\
         services[0].availability: the failure of service `a` states an availability of `2`, outside \
         0..=1, with 0 left out: what is never up is a capability of 0\n\
         common_causes[0]: common cause `nobody` takes nobody down, where a department or a service is needed\n\
         common_causes[1].id: id `nobody` is already used by common_causes[0]\n\
         common_causes[1].probability: probability `1` of common cause `nobody` is outside 0..1, with 1 left out\n\
         common_causes[1].departments: `x` of common cause `nobody` is an external customer, where a department is needed\n\
         common_causes[1].services: `b` of common cause `nobody` is not a service",
    );
}

#[test]
fn edits_follow_members_of_causes() {
    let organisation = json::organisation_from_str(DOCUMENT).unwrap();
    let renamed = organisation.to_builder().map_ids(|id| format!("n/{id}"));
    let renamed = renamed.map_service_ids(|id| format!("s/{id}")).build().unwrap();
    let cause = &renamed.common_causes()[0];
    assert_eq!((&*cause.departments[0], &*cause.services[0]), ("n/it", "s/a"));
    let without = organisation.to_builder().without_service("a").build().unwrap();
    assert_eq!(without.common_causes()[0].services.len(), 0);
    let without = organisation.to_builder().without_party("it").build().unwrap();
    assert!(without.common_causes().is_empty());
    let merged = organisation.to_builder().merge(
        Organisation::builder("more").common_cause(CommonCause::new("flood", 0.1).department("hr")),
    );
    assert_eq!(merged.build().unwrap().common_causes().len(), 2);
    let changed = organisation.to_builder().replace_department(Department::new("it")).build();
    let diff = changed.unwrap().diff(&organisation).to_string();
    assert!(diff.contains("~ department `it`: availability 0.99 -> not stated"), "{diff}");
}

#[cfg(feature = "csv")]
#[test]
fn tables_state_availability() {
    use knockon::io::csv::{TableOptions, organisation_from_str};

    let nodes = "id,kind,availability\nit,department,99%\nx,person,\n";
    let edges = "provider,consumer,dependence,availability\nit,x,1,0.9\n";
    let read = organisation_from_str(nodes, edges, &TableOptions::default()).unwrap();
    assert_eq!(read.party("it").unwrap().failure(), Some(Failure::available(0.99)));
    assert_eq!(read.service("it>x").unwrap().failure(), Some(Failure::available(0.9)));
    let nodes = nodes.replace("person,", "person,0.5");
    let refused = organisation_from_str(&nodes, edges, &TableOptions::default()).unwrap_err();
    assert!(refused.to_string().contains("availability `0.5` of external customer `x`"));
}
