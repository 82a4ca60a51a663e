//! Organisations from graphs of petgraph, and back.

use knockon::network::StatedParty;
use knockon::{Department, ExternalCustomer, Organisation, Service};
use petgraph::graph::DiGraph;
use petgraph::prelude::{DiGraphMap, StableDiGraph};
use petgraph::visit::EdgeRef;
use proptest::prelude::*;

/// What an organisation states of a party and of a service.
fn party(organisation: &Organisation, id: &str) -> StatedParty {
    let party = organisation.party(id).unwrap();
    let department = Department::try_from(party).map(StatedParty::from);
    department.unwrap_or_else(|_| ExternalCustomer::try_from(party).unwrap().into())
}

proptest! {
    #[test]
    #[cfg(feature = "json")]
    fn a_graph_makes_the_organisation_it_was_made_of(
        organisation in crate::io::json::organisations(),
    ) {
        let stated = |id: &str| Service::from(organisation.service(id).unwrap());
        let graph = organisation.to_petgraph();
        let built = |builder: knockon::organisation::OrganisationBuilder| {
            let rules = organisation.defaults();
            let named = builder
                .name(organisation.name())
                .default_department_rule(rules.department)
                .default_customer_rule(rules.customer);
            named.needs(organisation.needs().map(Into::into)).build().unwrap()
        };
        let same = built(Organisation::from_petgraph(
            &graph,
            |_, id| party(&organisation, id.as_str()),
            |edge, _, _| stated(edge.weight().as_str()),
        ));
        prop_assert_eq!(&same, &organisation);
        // A node that is gone leaves a hole among the indices.
        let mut stable = StableDiGraph::from(graph.clone());
        let hole = stable.add_node(organisation.parties().next().unwrap().id().clone());
        stable.remove_node(hole);
        let same = built(Organisation::from_petgraph(
            &stable,
            |_, id| party(&organisation, id.as_str()),
            |edge, _, _| stated(edge.weight().as_str()),
        ));
        prop_assert_eq!(&same, &organisation);
    }
}

#[test]
fn every_problem_of_a_graph_is_reported() {
    let mut graph = DiGraph::new();
    let [one, again, street] = ["it", "it", "street"].map(|name| graph.add_node(name));
    graph.extend_with_edges([(one, street, 0.5), (one, street, 1.5), (street, again, 0.5)]);
    let invalid = Organisation::from_petgraph(
        &graph,
        |node, name| match node.index() {
            2 => ExternalCustomer::new(*name).into(),
            _ => Department::new(*name).into(),
        },
        |edge, provider, consumer| Service::between(provider, consumer).dependence(*edge.weight()),
    )
    .build()
    .unwrap_err();
    insta::assert_snapshot!("petgraph_problems", invalid);
}

#[test]
fn a_map_of_edges_is_a_graph_as_well() {
    let graph = DiGraphMap::<&str, f64>::from_edges([("it", "hr", 0.5), ("hr", "staff", 0.25)]);
    let organisation = Organisation::from_petgraph(
        &graph,
        |_, name| match *name {
            "staff" => ExternalCustomer::new(*name).into(),
            name => Department::new(name).into(),
        },
        // What is said of ends gives way to the ends.
        |edge, _, _| Service::between("x", "y").dependence(*edge.weight()),
    )
    .build()
    .unwrap();
    let ids: Vec<_> = organisation.services().map(|service| service.id().to_string()).collect();
    assert_eq!(ids, ["it>hr", "hr>staff"]);
}
