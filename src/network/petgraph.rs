//! Organisations and networks as petgraph graphs, for petgraph's own algorithms.

use petgraph::Directed;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{
    EdgeRef, GraphProp, IntoEdgeReferences, IntoNodeReferences, NodeIndexable, NodeRef,
};

use super::{Network, PartyIx};
use crate::id::{PartyId, ServiceId};
use crate::organisation::{
    Department, ExternalCustomer, Organisation, OrganisationBuilder, Service,
};

/// What a node of a graph stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum StatedParty {
    /// A department.
    Department(Department),
    /// An external customer.
    Customer(ExternalCustomer),
}

impl From<Department> for StatedParty {
    fn from(department: Department) -> Self {
        Self::Department(department)
    }
}

impl From<ExternalCustomer> for StatedParty {
    fn from(customer: ExternalCustomer) -> Self {
        Self::Customer(customer)
    }
}

impl Organisation {
    /// Begins an organisation with the parties and services of a directed petgraph graph of any
    /// type; an edge leads from provider to consumer.
    ///
    /// `party` says what a node stands for, by its index and weight. `service` says what an edge
    /// stands for, given the edge and the ids of its ends; what it states of its ends is replaced by
    /// them. Parallel edges stay services of their own: give them ids or names.
    ///
    /// [`build`](OrganisationBuilder::build) reports every problem there is, by the position among
    /// departments, customers and services, each in the order of the graph.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in nodes and edges.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    /// use petgraph::graph::DiGraph;
    /// use petgraph::visit::EdgeRef;
    ///
    /// let mut graph = DiGraph::new();
    /// let [depot, vans, street] = ["depot", "vans", "street"].map(|name| graph.add_node(name));
    /// graph.extend_with_edges([(depot, vans, 0.5), (vans, street, 0.8), (vans, street, 0.1)]);
    ///
    /// let organisation = Organisation::from_petgraph(
    ///     &graph,
    ///     |_, name| match *name {
    ///         "street" => ExternalCustomer::new("street").into(),
    ///         name => Department::new(name).into(),
    ///     },
    ///     |edge, provider, consumer| {
    ///         let id = format!("e{}", edge.id().index());
    ///         Service::new(id, provider, consumer).dependence(*edge.weight())
    ///     },
    /// )
    /// .name("Mail")
    /// .build()?;
    /// assert_eq!(organisation.service_count(), 3);
    /// assert_eq!(organisation.to_petgraph().edge_count(), 3);
    /// # Ok::<(), knockon::Invalid>(())
    /// ```
    pub fn from_petgraph<G>(
        graph: G,
        mut party: impl FnMut(G::NodeId, &G::NodeWeight) -> StatedParty,
        mut service: impl FnMut(G::EdgeRef, &str, &str) -> Service,
    ) -> OrganisationBuilder
    where
        G: IntoNodeReferences + IntoEdgeReferences + NodeIndexable + GraphProp<EdgeType = Directed>,
    {
        let mut builder = Self::builder("");
        // By index; graphs with holes have more indices than nodes.
        let mut ids: Vec<Option<PartyId>> = vec![None; graph.node_bound()];
        for node in graph.node_references() {
            let index = graph.to_index(node.id());
            let (id, with_party) = match party(node.id(), node.weight()) {
                StatedParty::Department(it) => (it.id.clone(), builder.department(it)),
                StatedParty::Customer(it) => (it.id.clone(), builder.customer(it)),
            };
            builder = with_party;
            ids[index] = Some(id);
        }
        let id = |node| ids[graph.to_index(node)].as_ref().map_or("", PartyId::as_str);
        let services = graph.edge_references().map(|edge| {
            let (provider, consumer) = (id(edge.source()), id(edge.target()));
            let mut stated = service(edge, provider, consumer);
            (stated.provider, stated.consumer) = (provider.into(), consumer.into());
            stated
        });
        let services: Vec<Service> = services.collect();
        builder.services(services)
    }

    /// Makes a petgraph graph: a node per party, departments first, then external customers, and
    /// an edge per service from provider to consumer, each in the order stated.
    ///
    /// Some of petgraph's algorithms, `tarjan_scc` among them, recurse once per node on a path and
    /// overflow the stack on chains of some hundred thousand departments.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in parties and services.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let organisation = Organisation::builder("Post")
    ///     .department(Department::new("depot"))
    ///     .department(Department::new("vans"))
    ///     .customer(ExternalCustomer::new("street"))
    ///     .service(Service::new("a", "depot", "vans").dependence(0.5))
    ///     .service(Service::new("b", "vans", "street").dependence(0.5))
    ///     .build()?;
    /// let graph = organisation.to_petgraph();
    /// let order = petgraph::algo::toposort(&graph, None).unwrap();
    /// let names: Vec<_> = order.into_iter().map(|node| graph[node].as_str()).collect();
    /// assert_eq!(names, ["depot", "vans", "street"]);
    /// # Ok::<(), knockon::Invalid>(())
    /// ```
    pub fn to_petgraph(&self) -> DiGraph<PartyId, ServiceId> {
        let party_count = self.department_count() + self.customer_count();
        let mut graph = DiGraph::with_capacity(party_count, self.service_count());
        for party in self.parties() {
            graph.add_node(party.id().clone());
        }
        for service in self.services() {
            let provider = NodeIndex::new(service.provider().index());
            let consumer = NodeIndex::new(service.consumer().index());
            graph.add_edge(provider, consumer, service.id().clone());
        }
        graph
    }
}

impl Network {
    /// Makes a petgraph graph, as [`Organisation::to_petgraph`] does, also of a network that was
    /// made from columns: nodes and edges are in the order of its parties and services.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in parties and services.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Columns, Network};
    /// use petgraph::visit::EdgeRef;
    ///
    /// let network = Network::from_columns(&Columns::new(2, 1)?
    ///     .provider(&[0, 1])
    ///     .consumer(&[1, 2])
    ///     .dependence(&[0.5, 0.8]))?;
    /// let graph = network.to_petgraph();
    /// let edges = graph.edge_references();
    /// let ends = edges.map(|edge| (graph[edge.source()].as_str(), graph[edge.target()].as_str()));
    /// assert!(ends.eq([("d0", "d1"), ("d1", "c0")]));
    /// # Ok::<(), knockon::network::ColumnsError>(())
    /// ```
    pub fn to_petgraph(&self) -> DiGraph<PartyId, ServiceId> {
        let layout = self.layout();
        let downstream = layout.downstream();
        let mut graph = DiGraph::with_capacity(layout.party_count(), self.service_count());
        for &party in layout.in_stated_order() {
            graph.add_node(layout.party_id(party));
        }
        let node = |party: PartyIx| NodeIndex::new(layout.stated(party).index());
        for service in layout.stated_services() {
            let entry = layout.edge(service);
            let provider = node(layout.provider(entry).into());
            let consumer = node(downstream.consumer(entry));
            graph.add_edge(provider, consumer, layout.service_id(entry));
        }
        graph
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn a_network_makes_the_graph_of_its_organisation() {
        // The order of evaluation is not that of the statement.
        let organisation = Organisation::builder("Post")
            .departments(["vans", "depot", "sorting"].map(Department::new))
            .customers(["street", "square"].map(ExternalCustomer::new))
            .service(Service::between("vans", "street").dependence(0.5))
            .service(Service::between("sorting", "vans").dependence(0.5))
            .service(Service::between("depot", "square").dependence(0.5))
            .service(Service::between("depot", "sorting").dependence(0.5))
            .build()
            .unwrap();
        let stated = organisation.to_petgraph();
        let compiled = organisation.compile().unwrap().to_petgraph();
        let nodes = |graph: &DiGraph<PartyId, ServiceId>| -> Vec<_> {
            graph.raw_nodes().iter().map(|node| node.weight.clone()).collect()
        };
        let edges = |graph: &DiGraph<PartyId, ServiceId>| -> Vec<_> {
            let edges = graph.raw_edges().iter();
            edges.map(|edge| (edge.source(), edge.target(), edge.weight.clone())).collect()
        };
        assert_eq!(nodes(&stated), nodes(&compiled));
        assert_eq!(edges(&stated), edges(&compiled));
    }
}
