//! What is stated of customers: documents, merging, and what is refused.

use knockon::io::json;
use knockon::organisation::{
    Coefficient, Incident, Loyalty, Origin, Revenue, StatedRange, WordOfMouth,
};
use knockon::{Department, ExternalCustomer, Organisation, Service};

fn range(value: f64, low: f64, high: f64) -> Coefficient {
    Coefficient::new(value).range(StatedRange::new(low..=high, Origin::Measured))
}

/// Every field at something else than its default.
fn everything() -> Organisation {
    let loyal = Loyalty::retention(range(0.9, 0.85, 0.95))
        .departure_ratio(range(4.0, 2.0, 9.0))
        .won_per_year(20.0)
        .curvature(-1.5)
        .gain(0.1)
        .loss(range(0.2, 0.1, 0.3))
        .expectation_days(365.25);
    let spoken = WordOfMouth::default()
        .bad_news(2.0)
        .elasticity(0.4)
        .memory_days(30.0)
        .referrals_per_year(0.02)
        .market(range(5000.0, 4000.0, 6000.0));
    let shoppers = ExternalCustomer::person("shoppers").population(1000.0);
    Organisation::builder("Shop")
        .department(Department::new("it"))
        .customer(
            shoppers
                .revenue(Revenue::per_year(420.0).margin(0.3).spending_loss(range(0.3, 0.1, 0.5)))
                .loyalty(loyal)
                .word_of_mouth(spoken),
        )
        .service(Service::new("tills", "it", "shoppers").dependence(1.0))
        .incident(Incident::new("down", 3.0).capability("it", 0.0).per_year(0.2))
        .incident(Incident::new("slow", 30.5).condition("tills", 0.5))
        .discount(range(0.08, 0.05, 0.1))
        .currency("EUR")
        .build()
        .unwrap()
}

#[test]
fn documents_hold_all_that_is_stated() {
    let organisation = everything();
    let text = json::organisation_to_string(&organisation);
    assert_eq!(json::organisation_from_str(&text).unwrap(), organisation);
    let value = serde_json::to_value(&organisation).unwrap();
    assert_eq!(serde_json::from_value::<Organisation>(value).unwrap(), organisation);
    #[cfg(feature = "yaml")]
    {
        let text = knockon::io::yaml::organisation_to_string(&organisation);
        assert_eq!(knockon::io::yaml::organisation_from_str(&text).unwrap(), organisation);
    }
    let rebuilt = organisation.to_builder().build().unwrap();
    assert_eq!(rebuilt, organisation);
    assert!(organisation.diff(&rebuilt).is_empty());
    let poorer = organisation.to_builder().discount(0.1).currency("CHF").build().unwrap();
    let said = poorer.diff(&organisation).to_string();
    assert!(said.contains("currency"), "{said}");
    assert!(said.contains("discount"), "{said}");
}

#[test]
fn money_of_its_own_document_is_taken_in() {
    let whole = everything();
    let bare = |customer: &ExternalCustomer| -> ExternalCustomer {
        let mut value = serde_json::to_value(customer).unwrap();
        for key in ["revenue", "loyalty", "word_of_mouth"] {
            value.as_object_mut().unwrap().remove(key);
        }
        serde_json::from_value(value).unwrap()
    };
    let shoppers = ExternalCustomer::try_from(whole.party("shoppers").unwrap()).unwrap();
    let plain = Organisation::builder("Shop")
        .department(Department::new("it"))
        .customer(bare(&shoppers))
        .service(Service::new("tills", "it", "shoppers").dependence(1.0));
    let mut money = serde_json::to_value(&whole).unwrap();
    let object = money.as_object_mut().unwrap();
    object.remove("departments");
    object.remove("services");
    object["customers"][0].as_object_mut().unwrap().remove("population");
    object["customers"][0].as_object_mut().unwrap().remove("kind");
    object["customers"][0]["word_of_mouth"].as_object_mut().unwrap().remove("market");
    let money: Organisation = serde_json::from_value(money).unwrap();
    let merged = plain.clone().merge(money.to_builder()).build().unwrap();
    assert_eq!(merged.party("shoppers").unwrap().population().unwrap(), 1000.0);
    assert_eq!(
        merged.party("shoppers").unwrap().revenue(),
        whole.party("shoppers").unwrap().revenue()
    );
    assert_eq!((merged.incidents().len(), merged.currency()), (2, Some("EUR")));
    // Whichever comes first; and twice is as good as once.
    let other = money.to_builder().merge(plain.clone()).name("Shop").build().unwrap();
    assert_eq!(
        other.party("shoppers").unwrap().loyalty(),
        merged.party("shoppers").unwrap().loyalty()
    );
    let twice = merged.to_builder().merge(money.to_builder()).build().unwrap();
    assert_eq!(twice, merged);
    // What contradicts is refused.
    let dearer = ExternalCustomer::new("shoppers").revenue(Revenue::per_year(1.0));
    let dearer = Organisation::builder("").customer(dearer).discount(0.5);
    let refused = merged.to_builder().merge(dearer).build().unwrap_err().to_string();
    assert!(refused.contains("id `shoppers` is already used"), "{refused}");
    assert!(refused.contains("`discount` is stated differently by both statements"), "{refused}");
}

#[test]
fn incidents_follow_names() {
    let named = everything().to_builder().map_ids(|id| format!("north/{id}")).build().unwrap();
    let named = named.to_builder().map_service_ids(|id| format!("{id}!")).build().unwrap();
    let text = json::organisation_to_string(&named);
    assert!(text.contains("\"north/it\"") && text.contains("\"tills!\""), "{text}");
    let without = everything().to_builder().without_service("tills").build().unwrap();
    assert_eq!(without.incidents().len(), 1);
    let without = everything().to_builder().without_party("it").build().unwrap();
    assert!(without.incidents().iter().all(|incident| incident.name() != "down"));
}

/// What a document of one customer, with these keys, is refused for.
fn refusal(customer: &str, rest: &str) -> String {
    let document = format!(
        r#"{{ "format": "knockon/organisation", "version": 1, "departments": [ {{ "id": "it" }} ],
            "customers": [ {{ "id": "shoppers", "population": 120000, {customer} }} ] {rest} }}"#
    );
    json::organisation_from_str(&document).unwrap_err().to_string()
}

#[test]
fn coefficients_out_of_range_are_refused() {
    for (customer, expected) in [
        (
            r#""loyalty": { "retention": 1.2 }"#,
            "customers[0].loyalty.retention: retention `1.2` of customer `shoppers` is outside \
             0..=1, and above 0",
        ),
        (r#""loyalty": { "retention": 0 }"#, "retention `0` of customer `shoppers` is outside"),
        (
            r#""loyalty": { "departure_ratio": 0.5 }"#,
            "departure ratio `0.5` of customer `shoppers` is outside 1..=1e6; 1 means that quality \
             makes nobody leave",
        ),
        (
            r#""loyalty": { "retention": 0.85 }, "word_of_mouth": { "referrals_per_year": 0.3 }"#,
            "customers bring `0.3` a year and `0.16` leave: state `won_per_year` for a group that \
             grows today",
        ),
        (
            r#""word_of_mouth": { "market": 100000 }"#,
            "market `100000` of `shoppers` is not above its population `120000`",
        ),
        (r#""word_of_mouth": { "bad_news": 0 }"#, "bad-news ratio `0` of customer `shoppers`"),
        (r#""word_of_mouth": { "elasticity": -1 }"#, "reputation elasticity `-1` of customer"),
        (r#""loyalty": { "gain": 1.5 }"#, "gain `1.5` of customer `shoppers` is outside 0..=1"),
        (r#""loyalty": { "expectation_days": 0 }"#, "expectation_days `0` of customer"),
        (
            r#""revenue": { "per_year": 1, "spending_loss": 2 }"#,
            "spending loss `2` of customer `shoppers` is outside 0..=1",
        ),
        (
            r#""loyalty": { "departure_ratio":
                { "value": 3, "low": 4, "high": 2, "origin": "assumed" } }"#,
            "range of `departure_ratio` of customer `shoppers` is `4..2`: low, value and high must \
             not fall",
        ),
        (
            r#""loyalty": { "departure_ratio":
                { "value": 9, "low": 2, "high": 4, "origin": "assumed" } }"#,
            "is `2..4`, beside its value `9`: low, value and high must not fall",
        ),
        (
            r#""loyalty": { "retention": { "value": 0.5, "low": 0.4, "high": 0.6, "origin": "heard" } }"#,
            "`heard`",
        ),
        (r#""revenue": {}"#, "`per_year`"),
        (r#""loyalty": { "retetion": 0.5 }"#, "`retetion`"),
    ] {
        let refused = refusal(customer, "");
        assert!(refused.contains(expected), "{refused}\nlacks\n{expected}");
    }
    let all = refusal(r#""loyalty": { "retention": 2, "gain": 3, "loss": 4 }"#, "");
    assert_eq!(all.lines().count(), 3, "{all}");
}

#[test]
fn incidents_that_cannot_be_are_refused() {
    let customer = r#""kind": "person""#;
    for (incident, expected) in [
        (r#"{ "name": "x", "days": 3 }"#, "incident `x` changes nothing"),
        (
            r#"{ "name": "x", "days": 0, "capability": { "it": 0 } }"#,
            "incidents[0].days: days `0` of incident `x` is outside 0..=3652.5, and above 0",
        ),
        (r#"{ "name": "x", "days": 4000, "capability": { "it": 0 } }"#, "days `4000`"),
        (
            r#"{ "name": "x", "days": 1, "per_year": -1, "capability": { "it": 0 } }"#,
            "per_year `-1` of incident `x` is outside 0..=1e6",
        ),
        (
            r#"{ "name": "x", "days": 1, "capability": { "itt": 0 } }"#,
            "incidents[0].capability: `itt` in incident `x` is not a department",
        ),
        (
            r#"{ "name": "x", "days": 1, "condition": { "tills": 0 } }"#,
            "`tills` in incident `x` is not a service",
        ),
        (
            r#"{ "name": "x", "days": 1, "capability": { "it": 2 } }"#,
            "capability `2` of `it` in incident `x` is outside 0..=1",
        ),
    ] {
        let refused = refusal(customer, &format!(r#", "incidents": [ {incident} ]"#));
        assert!(refused.contains(expected), "{refused}\nlacks\n{expected}");
    }
    let refused = refusal(customer, r#", "discount": 11"#);
    assert!(refused.contains("discount `11` is outside 0..=10"), "{refused}");
}

#[test]
fn departments_have_no_revenue() {
    for key in ["revenue", "loyalty", "word_of_mouth"] {
        let document = format!(
            r#"{{ "format": "knockon/organisation", "version": 1,
                "departments": [ {{ "id": "it", "{key}": {{ "per_year": 1 }} }} ] }}"#
        );
        let refused = json::organisation_from_str(&document).unwrap_err().to_string();
        assert!(refused.contains("only external customers have revenue"), "{refused}");
    }
}

#[cfg(feature = "csv")]
#[test]
fn tables_state_customers_too() {
    use knockon::io::csv::{TableOptions, organisation_from_slices};
    let edges = b"provider,consumer,dependence\nit,shoppers,1\n";
    let nodes = "id,kind,population,revenue_per_year,retention,departure_ratio,bad news\n\
                 it,department,,,,,\nshoppers,person,1000,420,0.85,4,2\n";
    let options = TableOptions::default();
    let read = organisation_from_slices(nodes.as_bytes(), edges, &options).unwrap();
    let shoppers = read.party("shoppers").unwrap();
    assert_eq!(shoppers.revenue(), Some(Revenue::per_year(420.0)));
    assert_eq!(shoppers.loyalty(), Some(Loyalty::retention(0.85).departure_ratio(4.0)));
    assert_eq!(shoppers.word_of_mouth(), Some(WordOfMouth::default().bad_news(2.0)));
    let wrong = nodes.replace("it,department,,", "it,department,,420").replace("0.85", "1.85");
    let refused = organisation_from_slices(wrong.as_bytes(), edges, &options).unwrap_err();
    let refused = refused.to_string();
    assert!(refused.contains("external customers alone have one"), "{refused}");
    assert!(refused.contains("retention `1.85` of customer `shoppers`"), "{refused}");
}
