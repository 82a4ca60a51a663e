//! Two units merge: one organisation of both, an edit, and a list of what changed.

use knockon::report::DiffItem;
use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};

fn unit(name: &str, dependence: f64) -> Organisation {
    Organisation::builder(name)
        .department(Department::new("it").named("IT"))
        .department(Department::new("sales"))
        .customer(ExternalCustomer::business("clients").population(100.0))
        .service(Service::new("crm", "it", "sales").dependence(dependence))
        .service(Service::new("offers", "sales", "clients").dependence(0.9))
        .build()
        .unwrap()
}

#[test]
fn two_units_become_one_and_the_difference_is_listed() {
    let north = unit("North", 0.5);
    // Ids of the other unit are told apart first; the IT of both is to be one.
    let south = unit("South", 0.4).to_builder().map_ids(|id| match id {
        "it" => "it".to_owned(),
        id => format!("south-{id}"),
    });
    let south = south.map_service_ids(|id| format!("south-{id}")).without_party("it");
    assert!(south.clone().build().is_ok(), "its services went with IT");
    let merged = north
        .to_builder()
        .merge(south)
        .service(Service::new("south-crm", "it", "south-sales").dependence(0.4))
        .replace_department(Department::new("it").named("IT for all").capability(0.9))
        .build()
        .unwrap();
    assert_eq!((merged.department_count(), merged.customer_count()), (3, 2));
    assert_eq!(merged.service_count(), 4);

    let diff = merged.diff(&north);
    let added: Vec<String> = diff.added.iter().map(ToString::to_string).collect();
    let expected = [
        "department `south-sales`",
        "external customer `south-clients`",
        "service `south-offers`",
        "service `south-crm`",
    ];
    assert_eq!(added, expected);
    assert!(diff.removed.is_empty());
    let changed: Vec<_> = diff.changed.iter().map(ToString::to_string).collect();
    assert_eq!(
        changed,
        [
            "department `it`: capability not stated -> 0.9",
            "department `it`: name `IT` -> `IT for all`"
        ]
    );
    assert!(matches!(&diff.changed[0].of, DiffItem::Department(id) if *id == "it"));

    // Both states are compared by id; those who are new are listed, not compared.
    let before = north.compile().unwrap().baseline();
    let after = merged.compile().unwrap().solve(&Scenario::default()).unwrap();
    let impact = after.compared_with(&before).unwrap();
    let clients = impact.of("clients").unwrap();
    // A tenth of IT is missing, of which sales feel half and clients nine tenths of that.
    assert!((clients.change() + 0.9 * 0.5 * 0.1).abs() < 1e-12);
    let added: Vec<_> = impact.added().iter().map(AsRef::as_ref).collect();
    assert_eq!(added, ["south-sales", "south-clients"]);
}
