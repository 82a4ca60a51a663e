//! Tables as people have them: other delimiters, other headers, fewer columns, more of them.

use chrono::TimeDelta;
use knockon::io::csv::{TableOptions, organisation_from_str};
use knockon::organisation::{CustomerKind, Organisation, Rule};

const NODES: &str = "id,kind,population\nit,department,\nshop,business,40\n";
const EDGES: &str = "provider,consumer,dependence,lag_hours,condition\nit,shop,0.5,1.5,0.9\n";

fn read(nodes: &str, edges: &str) -> Organisation {
    organisation_from_str(nodes, edges, &TableOptions::default()).unwrap()
}

fn refused(nodes: &str, edges: &str) -> String {
    organisation_from_str(nodes, edges, &TableOptions::default()).unwrap_err().to_string()
}

#[test]
fn delimiters_and_headers_are_recognised() {
    let plain = read(NODES, EDGES);
    for (from, to) in [(",", ";"), (",", "\t"), (",", " , ")] {
        assert_eq!(read(&NODES.replace(from, to), &EDGES.replace(from, to)), plain, "{to:?}");
    }
    let headers = [("id,kind", "ID,Kind"), ("id,kind", " Id ,KIND"), ("population", "Popu_lation")];
    for (from, to) in headers {
        assert_eq!(read(&NODES.replace(from, to), EDGES), plain, "{to}");
    }
    assert_eq!(read(NODES, &EDGES.replace("lag_hours", "Lag Hours")), plain);
    assert_eq!(read(NODES, &EDGES.replace("1.5", "1h30m")), plain);
    for delimiter in [",", ";", "\t"] {
        // A quote that is never closed must not swallow the rows after it.
        let edges = "provider,consumer,dependence,service\nit,shop,0.5,\"desk\nit,shop,0.2,x\n";
        let refusal = refused(NODES, &edges.replace(',', delimiter));
        assert!(refusal.ends_with("a quote that opens in this row is never closed"), "{refusal}");
    }
    // Rows without any text, as spreadsheets append them.
    assert_eq!(read(&format!("{NODES},,\n \n"), &format!("{EDGES},,,,\n")), plain);
}

#[test]
fn optional_columns_state_what_they_say() {
    let organisation = read(NODES, EDGES);
    let shop = organisation.party("shop").unwrap();
    assert_eq!(shop.kind(), Some(CustomerKind::Business));
    assert_eq!(shop.population().unwrap(), 40.0);
    assert_eq!(shop.rule(), Rule::MEAN);
    let service = organisation.service("it>shop").unwrap();
    assert_eq!(service.lag(), TimeDelta::minutes(90));
    assert_eq!(service.condition(), 0.9);
    // A table of ids alone is one of departments.
    let alone = read("id\na\nb\n", "provider,consumer,dependence\na,b,0.5\n");
    assert_eq!(alone.department_count(), 2);
}

#[test]
fn weights_beside_dependences_are_those_of_a_mean() {
    let edges = "provider,consumer,dependence,weight\nit,shop,1,3\nhr,shop,1,\n";
    let organisation = read("id,kind\nit,\nhr,\nshop,person\n", edges);
    let network = organisation.compile().unwrap();
    let half = knockon::Scenario::new("").capability("it", 0.5);
    let quality = network.solve(&half).unwrap().quality("shop").unwrap().get();
    // Three parts of four are at half.
    assert!((quality - 0.625).abs() < 1e-15, "{quality}");
}

#[test]
fn rows_that_differ_in_anything_are_services_apart() {
    let edges = "provider,consumer,service,dependence,lag_hours\n\
                 it,shop,a,0.2,1\nit,shop,a,0.3,1\nit,shop,b,0.1,1\nit,shop,b,0.1,2\n";
    let refusal = refused(NODES, edges);
    // Two of one name need ids, or they could not be told apart.
    assert!(refusal.contains("it>shop>b"), "{refusal}");
    let edges = edges.replace("shop,b,0.1,2", "shop,c,0.1,2");
    let organisation = read(NODES, &edges);
    let dependence = |id: &str| organisation.service(id).unwrap().dependence().unwrap();
    assert_eq!(dependence("it>shop>a"), 0.5);
    assert_eq!(organisation.service_count(), 3);
}

#[test]
fn numbers_and_relations_of_spreadsheets_are_read_or_refused_with_the_remedy() {
    assert_eq!(read(NODES, &EDGES.replace("0.5", "50 %")), read(NODES, EDGES));
    let refusal = refused(&NODES.replace(',', ";"), &EDGES.replace(',', ";").replace("0.5", "0,5"));
    assert!(refusal.ends_with("is needed; numbers have a decimal point here: `0.5`"), "{refusal}");
    let refusal = refused(NODES, "parent,type,child\nshop,Depends on::Used by,it\n");
    let expected = "; of its columns `parent` and `child` call the one that provides `provider`, \
                    and the one that depends on it `consumer`";
    assert!(refusal.ends_with(expected), "{refusal}");
}

#[test]
fn what_is_out_of_range_is_refused_with_its_place() {
    for (nodes, edges, message) in [
        (
            NODES.replace(",40", ",many"),
            EDGES.to_owned(),
            "nodes, line 3, population: population `many`",
        ),
        (
            NODES.replace("department,", "department,3"),
            EDGES.to_owned(),
            "nodes, line 2, population: ",
        ),
        (NODES.to_owned(), EDGES.replace("1.5", "-1"), "edges, line 2, lag_hours: lag_hours `-1`"),
        (NODES.to_owned(), EDGES.replace("1.5", "1e9"), "outside 0..=87672, ten years"),
        (NODES.to_owned(), EDGES.replace("1.5", "0.0001"), "is no whole number of seconds"),
        (NODES.to_owned(), EDGES.replace("0.9", "2"), "edges, line 2, condition: condition `2`"),
        (NODES.to_owned(), EDGES.replace("0.9", "good"), "is no number, where one of 0..=1"),
        (NODES.replace("business", "shop"), EDGES.to_owned(), "kind `shop` of `shop` is unknown"),
    ] {
        let refusal = refused(&nodes, &edges);
        assert!(refusal.contains(message), "{refusal}");
    }
}

#[test]
fn parties_from_services_stand_where_they_are_first_mentioned() {
    use knockon::io::csv::organisation_from_services;
    let services = "provider,consumer,dependence\nit,hr,0.5\nhr,shop,0.4\n";
    let read = |customers: &[&str]| {
        organisation_from_services(services.as_bytes(), customers, &TableOptions::default())
    };
    let organisation = read(&[]).unwrap();
    let nodes = "id,kind\nit,\nhr,\nshop,external_customer\n";
    assert_eq!(
        organisation,
        organisation_from_str(nodes, services, &TableOptions::default()).unwrap()
    );
    // Whoever serves somebody is no customer.
    let refusal = read(&["hr"]).unwrap_err().to_string();
    assert!(refusal.contains("line 3"), "{refusal}");
    let limits = knockon::io::Limits::default().max_parties(2);
    let few = TableOptions::default().limits(limits);
    let refusal = organisation_from_services(services.as_bytes(), &[], &few).unwrap_err();
    assert!(refusal.to_string().contains("more departments and customers than the limit of 2"));
}
