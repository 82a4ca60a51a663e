//! Rows of a database and a graph of petgraph in: both state one organisation.

use knockon::{Columns, Department, ExternalCustomer, Network, Organisation, Scenario, Service};
use petgraph::graph::DiGraph;

/// A row of a table `services`.
struct Row {
    provider: &'static str,
    consumer: &'static str,
    dependence: f64,
}

const fn row(provider: &'static str, consumer: &'static str, dependence: f64) -> Row {
    Row { provider, consumer, dependence }
}

/// What a query gives.
const ROWS: [Row; 5] = [
    row("power", "it", 0.9),
    row("it", "desk", 0.6),
    row("desk", "it", 0.2),
    row("desk", "citizens", 0.8),
    row("it", "citizens", 0.3),
];

const DEPARTMENTS: [&str; 3] = ["power", "it", "desk"];

fn from_rows() -> Organisation {
    let services = ROWS
        .iter()
        .map(|row| Service::between(row.provider, row.consumer).dependence(row.dependence));
    Organisation::builder("Town hall")
        .departments(DEPARTMENTS.map(Department::new))
        .customer(ExternalCustomer::new("citizens").population(40_000.0))
        .services(services)
        .build()
        .unwrap()
}

fn from_graph() -> Organisation {
    let mut graph = DiGraph::new();
    let node = |id: &str| DEPARTMENTS.iter().position(|it| *it == id).unwrap_or(DEPARTMENTS.len());
    let mut nodes: Vec<_> = DEPARTMENTS.iter().map(|id| graph.add_node(*id)).collect();
    nodes.push(graph.add_node("citizens"));
    for row in &ROWS {
        graph.add_edge(nodes[node(row.provider)], nodes[node(row.consumer)], row.dependence);
    }
    Organisation::from_petgraph(
        &graph,
        |_, id| match *id {
            "citizens" => ExternalCustomer::new("citizens").population(40_000.0).into(),
            id => Department::new(id).into(),
        },
        |edge, provider, consumer| Service::between(provider, consumer).dependence(*edge.weight()),
    )
    .name("Town hall")
    .build()
    .unwrap()
}

/// Without any text: numbers of parties alone.
fn from_numbers() -> Network {
    let number = |id: &str| {
        let department = DEPARTMENTS.iter().position(|it| *it == id);
        u32::try_from(department.unwrap_or(DEPARTMENTS.len())).unwrap()
    };
    let provider = ROWS.each_ref().map(|row| number(row.provider));
    let consumer = ROWS.each_ref().map(|row| number(row.consumer));
    let dependence = ROWS.each_ref().map(|row| row.dependence);
    let columns = Columns::new(DEPARTMENTS.len(), 1).unwrap();
    let columns = columns.provider(&provider).consumer(&consumer).dependence(&dependence);
    Network::from_columns(&columns).unwrap()
}

#[test]
fn rows_graph_and_numbers_state_one_organisation() {
    let organisation = from_rows();
    assert_eq!(from_graph(), organisation);
    let network = organisation.compile().unwrap();
    let dark = network.solve(&Scenario::new("dark").capability("power", 0.25)).unwrap();
    let numbered = from_numbers();
    let by_number = numbered.solve(&Scenario::new("dark").capability("d0", 0.25)).unwrap();
    assert_eq!(dark.qualities().collect::<Vec<_>>(), by_number.qualities().collect::<Vec<_>>());

    // And out again, for the algorithms of petgraph.
    let graph = network.to_petgraph();
    assert_eq!(petgraph::algo::kosaraju_scc(&graph).len(), 3);
}
