//! Numbers with their range and origin, in documents and in tables.

use knockon::Organisation;
use knockon::io::csv::{TableOptions, organisation_from_str as from_tables};
use knockon::io::json;
use knockon::organisation::{NeedRef, Origin, StatedRange};

const DOCUMENT: &str = r#"{ "format": "knockon/organisation", "version": 1, "name": "Works",
  "departments": [
    { "id": "a", "capability": { "value": 0.9, "low": 0.8, "high": 1, "origin": "measured" } },
    { "id": "b" } ],
  "customers": [
    { "id": "c", "ceiling": { "value": 0.96, "low": 0.9, "high": 0.99, "origin": "fitted" } } ],
  "services": [
    { "id": "s", "provider": "a", "consumer": "b", "need": "n",
      "condition": { "value": 1, "low": 0.5, "high": 1, "origin": "shrunk" } },
    { "id": "t", "provider": "b", "consumer": "c",
      "dependence": { "value": 0.6, "low": 0.4, "high": 0.8, "origin": "judged" } } ],
  "needs": [
    { "consumer": "b", "name": "n",
      "dependence": { "value": 0.3, "low": 0, "high": 1, "origin": "published" } } ] }"#;

fn ranges(organisation: &Organisation) -> Vec<(f64, f64, Origin)> {
    let parties = organisation.parties();
    let of_parties =
        parties.flat_map(|party| party.capability_range().into_iter().chain(party.ceiling_range()));
    let of_services = organisation.services().flat_map(|service| {
        service.condition_range().into_iter().chain(service.dependence_range())
    });
    let of_needs = organisation.needs().filter_map(NeedRef::dependence_range);
    let all = of_parties.chain(of_services).chain(of_needs);
    all.map(|StatedRange { low, high, origin, .. }| (low, high, origin)).collect()
}

#[test]
fn documents_state_ranges_and_write_them_again() {
    let organisation = json::organisation_from_str(DOCUMENT).unwrap();
    assert_eq!(
        ranges(&organisation),
        [
            (0.8, 1.0, Origin::Measured),
            (0.9, 0.99, Origin::Fitted),
            (0.5, 1.0, Origin::Shrunk),
            (0.4, 0.8, Origin::Judged),
            (0.0, 1.0, Origin::Published),
        ]
    );
    let value: serde_json::Value = serde_json::from_str(DOCUMENT).unwrap();
    let written = serde_json::to_value(&organisation).unwrap();
    assert_eq!(written["departments"][0], value["departments"][0]);
    assert_eq!(written["customers"][0], value["customers"][0]);
    assert_eq!(written["services"], value["services"]);
    assert_eq!(written["needs"], value["needs"]);
    let again: Organisation = serde_json::from_value(written).unwrap();
    assert_eq!(again, organisation);
    assert_eq!(organisation.to_builder().build().unwrap(), organisation);
    // The engine reads values alone.
    let mut plain = organisation.to_builder();
    plain = plain.name("Works");
    assert!(plain.build().unwrap().compile().unwrap().is_certified());
    let without = DOCUMENT.replace(r#""low": 0.4, "high": 0.8"#, r#""low": 0.5, "high": 0.8"#);
    assert_ne!(json::organisation_from_str(&without).unwrap(), organisation);
}

#[test]
fn a_service_with_a_range_is_evaluated_as_one_without() {
    let edges = "provider,consumer,dependence\na,b,0.6\n";
    let ranged = "provider,consumer,dependence,dependence_low,dependence_high,origin\n\
                  a,b,0.6,0.4,80%,Judged\n";
    let nodes = "id\na\nb\n";
    let [plain, ranged] =
        [edges, ranged].map(|edges| from_tables(nodes, edges, &TableOptions::default()).unwrap());
    assert_eq!(ranges(&ranged), [(0.4, 0.8, Origin::Judged)]);
    assert_ne!(plain, ranged);
    let half = knockon::Scenario::new("half").capability("a", 0.5);
    let [one, two] = [plain, ranged].map(|organisation| {
        organisation.compile().unwrap().solve(&half).unwrap().qualities().collect::<Vec<_>>()
    });
    assert_eq!(one, two);
}

#[test]
fn every_fault_of_a_range_names_its_place() {
    let number = |stated: &str| {
        let from = r#"{ "value": 0.6, "low": 0.4, "high": 0.8, "origin": "judged" }"#;
        assert!(DOCUMENT.contains(from));
        json::organisation_from_str(&DOCUMENT.replace(from, stated)).unwrap_err().to_string()
    };
    for (stated, message) in [
        (
            r#"{ "value": 0.9, "low": 0.4, "high": 0.8, "origin": "judged" }"#,
            "services[1].dependence: the range of the dependence of service `t`, 0.4..0.8 does not \
             hold its value `0.9`",
        ),
        (
            r#"{ "value": 0.6, "low": 0.8, "high": 0.4, "origin": "judged" }"#,
            "services[1].dependence: the range of the dependence of service `t`, 0.8..0.4 has its \
             higher end first",
        ),
        (
            r#"{ "value": 0.6, "low": 0.4, "high": 1.8, "origin": "judged" }"#,
            "services[1].dependence: the range of the dependence of service `t`, 0.4..1.8 is \
             outside 0..=1",
        ),
    ] {
        assert_eq!(number(stated), message);
    }
    for (stated, message) in [
        (r#"{ "value": 0.6, "low": 0.4, "origin": "judged" }"#, "high"),
        (r#"{ "value": 0.6, "low": 0.4, "high": 0.8, "origin": "guessed" }"#, "guessed"),
        (r#"{ "value": 0.6, "low": 0.4, "high": 0.8, "origin": "judged", "sd": 1 }"#, "sd"),
        (r#""much""#, "services[1].dependence"),
    ] {
        let refused = number(stated);
        assert!(refused.contains(message) && refused.contains("services[1]"), "{refused}");
    }
    let nodes = "id\na\nb\n";
    for (columns, cells, message) in [
        ("dependence_low", "0.4", "states no dependence_high, where a number 0..=1 is needed"),
        ("dependence_low,dependence_high", "0.4,0.8", "origin `` of service `a>b` is no origin"),
        ("dependence_low,dependence_high,origin", "0.4,0.8,luck", "`luck` of service `a>b` is no"),
        (
            "dependence_low,dependence_high,origin",
            "0.7,0.8,judged",
            "does not hold its value `0.6`",
        ),
        ("dependence_low,dependence_high,origin", "x,0.8,judged", "dependence_low `x` of service"),
    ] {
        let edges = format!("provider,consumer,dependence,{columns}\na,b,0.6,{cells}\n");
        let refused = from_tables(nodes, &edges, &TableOptions::default()).unwrap_err().to_string();
        assert!(refused.contains(message), "{refused}");
        assert!(refused.contains("line 2"), "{refused}");
    }
    let mut total = TableOptions::default();
    total.dependence_total = Some(0.8);
    let edges = "provider,consumer,dependence_low\na,b,0.5\n";
    let refused = from_tables(nodes, edges, &total).unwrap_err().to_string();
    assert!(refused.contains("has no column `dependence`"), "{refused}");
}

#[test]
fn rows_with_a_range_are_services_of_their_own() {
    let edges = "provider,consumer,id,dependence,dependence_low,dependence_high,origin\n\
                 a,b,x,0.3,0.2,0.4,judged\na,b,y,0.3,0.2,0.4,judged\na,b,,0.1,,,\na,b,,0.1,,,\n";
    let organisation = from_tables("id\na\nb\n", edges, &TableOptions::default()).unwrap();
    let dependences: Vec<f64> =
        organisation.services().map(|service| service.dependence().unwrap().get()).collect();
    assert_eq!(dependences, [0.3, 0.3, 0.2]);
    assert_eq!(ranges(&organisation).len(), 2);
}
