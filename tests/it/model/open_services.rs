//! Services whose dependence nobody states.

use knockon::network::CompileError;
use knockon::{Department, ErrorKind, ExternalCustomer, Need, Organisation, Service, Substitution};

fn open() -> Organisation {
    Organisation::builder("Open")
        .department(Department::new("a"))
        .department(Department::new("b"))
        .customer(ExternalCustomer::new("x"))
        .service(Service::between("a", "b"))
        .service(Service::new("known", "a", "x").dependence(0.5))
        .need(Need::new("x", "freight").substitution(Substitution::BestOf))
        .service(Service::new("f", "a", "x").for_need("freight"))
        .service(Service::new("g", "b", "x").for_need("freight"))
        .build()
        .unwrap()
}

#[test]
fn open_services_have_no_dependence() {
    let organisation = open();
    assert_eq!(organisation.open_dependences(), ["a>b", "x/freight"]);
    let of = |id: &str| organisation.service(id).unwrap().dependence();
    assert_eq!((of("a>b"), of("f"), of("g")), (None, None, None));
    assert_eq!(of("known").unwrap(), 0.5);
    assert_eq!(organisation.needs().next().unwrap().dependence(), None);
    assert_eq!(organisation.to_builder().build().unwrap(), organisation);
}

#[test]
fn compile_refuses_open_services_by_name() {
    let error = open().compile().unwrap_err();
    let CompileError::Open { open } = &error else { panic!("{error}") };
    assert_eq!(open.as_slice(), ["a>b", "x/freight"]);
    assert_eq!(
        error.to_string(),
        "no dependence is stated for `a>b`, `x/freight`; state each, share a dependence total where \
         a table states none, or fit them to readings (`fit`)"
    );
    let error = knockon::Error::from(error);
    assert_eq!((error.kind(), error.id()), (ErrorKind::Unanswerable, Some("a>b")));
}

#[test]
fn of_many_open_services_a_hundred_are_listed() {
    let mut builder = Organisation::builder("many").department(Department::new("a"));
    for index in 0..103 {
        let id = format!("x{index}");
        builder =
            builder.service(Service::between("a", id.as_str())).customer(ExternalCustomer::new(id));
    }
    let message = builder.build().unwrap().compile().unwrap_err().to_string();
    assert!(message.contains("`a>x99`, 3 more; state each"), "{message}");
}

#[cfg(feature = "json")]
#[test]
fn open_services_survive_a_document() {
    use knockon::io::json;
    let text = json::organisation_to_string(&open());
    assert_eq!(json::organisation_from_str(&text).unwrap(), open());
}

#[cfg(feature = "csv")]
mod tables {
    use knockon::io::csv::{TableOptions, organisation_from_str};

    const NODES: &str = "id,name,kind,parent,rule\na,,,,\nb,,,,\nx,,external_customer,,\n\
                         y,,external_customer,,independent\n";

    fn read(edges: &str) -> knockon::Organisation {
        organisation_from_str(NODES, edges, &TableOptions::default()).unwrap()
    }

    #[test]
    fn a_table_without_dependences_is_open() {
        let organisation = read(
            "provider,consumer,service,weight\na,b,,7\na,x,,3\na,x,,2\nb,x,,4\na,y,,9\nb,y,,1\n",
        );
        assert_eq!(organisation.open_dependences(), ["a>b", "a>x", "b>x", "a>y", "b>y"]);
        // Amounts of one service add up and weigh in a mean; elsewhere they would be exponents.
        let weights: Vec<f64> = organisation.services().map(|it| it.weight().get()).collect();
        assert_eq!(weights, [1.0, 5.0, 4.0, 1.0, 1.0]);
        let warning = organisation.warnings()[0].to_string();
        assert!(warning.contains("the weights of 2 services are left out"), "{warning}");
    }

    #[test]
    fn an_empty_cell_leaves_a_service_open() {
        let organisation = read("provider,consumer,service,dependence\na,b,,\na,x,,0.5\nb,x,,\n");
        assert_eq!(organisation.open_dependences(), ["a>b", "b>x"]);
    }

    #[test]
    fn open_rows_do_not_add_to_stated_ones() {
        let edges = "provider,consumer,service,dependence\na,b,s,\na,b,s,0.5\n";
        let error = organisation_from_str(NODES, edges, &TableOptions::default()).unwrap_err();
        assert!(error.to_string().contains("is already used by"), "{error}");
    }
}
