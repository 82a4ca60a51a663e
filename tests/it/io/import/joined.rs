//! Several files that are one organisation.

use knockon::io::Limits;
use knockon::io::import::{
    ImportError, Imported, Mapping, ReadOptions, Records, organisation, read_detected,
};

fn records(text: &str, file: &str) -> Records {
    read_detected(text.as_bytes(), file, &ReadOptions::default()).unwrap()
}

fn joined(files: &[(&str, &str)], mapping: &Mapping) -> Result<Imported, ImportError> {
    let records = files.iter().map(|(file, text)| records(text, file)).collect();
    organisation(records, mapping, &Limits::default())
}

const METRICS: &str = "# TYPE x counter
traces_service_graph_request_total{client=\"web\",server=\"pay\"} 75
traces_service_graph_request_total{client=\"web\",server=\"search\"} 25
";

/// One file knows names, the other how much comes by what: both say one service.
#[test]
fn a_table_gives_names_and_a_service_graph_weights() {
    let nodes = "id,name,kind\nweb,Web shop,\npay,Payments,\nshoppers,Shoppers,person\n";
    let edges = "provider,consumer\npay,web\nweb,shoppers\n";
    let files = [("nodes.csv", nodes), ("edges.csv", edges), ("graph.prom", METRICS)];
    let imported = joined(&files, &Mapping::default().dependence_total(0.8)).unwrap();
    let organisation = imported.organisation;
    assert_eq!((organisation.department_count(), organisation.service_count()), (3, 3));
    assert_eq!(organisation.party("pay").unwrap().name(), "Payments");
    let pay = organisation.service("pay>web").unwrap().dependence().unwrap().get();
    assert!((pay - 0.6).abs() < 1e-12, "{pay}");
}

#[test]
fn one_id_of_two_kinds_names_both_places() {
    let nodes = "id,kind\nweb,person\n";
    let refused = joined(&[("nodes.csv", nodes), ("graph.prom", METRICS)], &Mapping::default());
    let message = refused.unwrap_err().to_string();
    assert!(message.contains("graph.prom, line 2"), "{message}");
    assert!(message.contains("nodes.csv, line 2"), "{message}");
    assert!(message.contains("an external customer"), "{message}");
}

#[test]
fn an_id_stated_twice_in_one_file_names_both_places() {
    let refused = joined(&[("nodes.csv", "id\nweb\npay\nweb\n")], &Mapping::default());
    let message = refused.unwrap_err().to_string();
    assert!(message.contains("nodes.csv, line 4, column 1"), "{message}");
    assert!(message.contains("nodes.csv, line 2, column 1"), "{message}");
}

#[test]
fn a_misspelt_provider_is_answered_by_the_one_most_like_it() {
    let text = r#"{ "directed": true, "nodes": [ { "id": "payments" }, { "id": "web" } ],
        "edges": [ { "source": "paymnets", "target": "web", "dependence": 0.5 } ] }"#;
    let message = joined(&[("g.json", text)], &Mapping::default()).unwrap_err().to_string();
    assert!(message.contains("g.json, edges[0], provider"), "{message}");
    assert!(message.contains("did you mean `payments`?"), "{message}");
}
