//! The organisation as a petgraph graph, for petgraph's own algorithms.

use petgraph::graph::{DiGraph, NodeIndex};

use crate::id::{PartyId, ServiceId};
use crate::organisation::Organisation;

impl Organisation {
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
