//! The same work as a user would write it on petgraph and vectors, without this library.

use petgraph::Direction::Incoming;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{Graph, NodeIndex};
use petgraph::visit::EdgeRef;

use super::generate::Organisation;

/// How capability and losses combine in a department. Customers feel the mean of their needs.
#[derive(Debug, Clone, Copy)]
pub enum Combine {
    /// Losses compound.
    Independent,
    /// Losses add.
    Additive,
    /// The worst input decides.
    Weakest,
    /// The mean of capability and every need felt.
    Share,
}

/// Capabilities on nodes, dependences on edges, and the order to solve in.
#[derive(Debug)]
pub struct OnPetgraph {
    graph: Graph<f64, f64>,
    department_count: usize,
    /// Strongly connected components, providers before consumers.
    pub components: Vec<Vec<NodeIndex>>,
}

impl OnPetgraph {
    /// Adds every party and service to a graph, and finds its components.
    #[must_use]
    pub fn compile(organisation: &Organisation) -> Self {
        let party_count = organisation.department_count + organisation.customer_count;
        let mut graph = Graph::with_capacity(party_count, organisation.provider.len());
        for &capability in &organisation.capability {
            graph.add_node(capability);
        }
        for _ in 0..organisation.customer_count {
            graph.add_node(1.0);
        }
        let services = organisation.provider.iter().zip(&organisation.consumer);
        for ((&provider, &consumer), &dependence) in services.zip(&organisation.dependence) {
            graph.add_edge(NodeIndex::from(provider), NodeIndex::from(consumer), dependence);
        }
        // Kosaraju rather than Tarjan: petgraph's Tarjan recurses, and deep graphs overflow.
        let mut components = kosaraju_scc(&graph);
        components.reverse();
        Self { graph, department_count: organisation.department_count, components }
    }

    /// Solves component by component; cyclic ones by Gauss-Seidel from 1, until no step exceeds
    /// 1e-14.
    #[must_use]
    pub fn solve(&self, combine: Combine) -> Vec<f64> {
        let mut quality = vec![1.0; self.graph.node_count()];
        for component in &self.components {
            let first = component[0];
            let cyclic = component.len() > 1 || self.graph.contains_edge(first, first);
            loop {
                let mut largest_step: f64 = 0.0;
                for &party in component {
                    let new = self.evaluate(party, combine, &quality);
                    largest_step = largest_step.max((quality[party.index()] - new).abs());
                    quality[party.index()] = new;
                }
                if !cyclic || largest_step <= 1e-14 {
                    break;
                }
            }
        }
        quality
    }

    fn evaluate(&self, party: NodeIndex, combine: Combine, quality: &[f64]) -> f64 {
        let felt_losses = self
            .graph
            .edges_directed(party, Incoming)
            .map(|service| service.weight() * (1.0 - quality[service.source().index()]));
        let capability = self.graph[party];
        let mean = |mut sum: f64, mut count: f64| {
            for loss in felt_losses.clone() {
                sum += loss;
                count += 1.0;
            }
            1.0 - sum / count
        };
        if party.index() >= self.department_count {
            return mean(0.0, 0.0);
        }
        match combine {
            Combine::Independent => {
                capability * felt_losses.map(|loss| 1.0 - loss).product::<f64>()
            }
            Combine::Additive => (capability - felt_losses.sum::<f64>()).max(0.0),
            Combine::Weakest => felt_losses.map(|loss| 1.0 - loss).fold(capability, f64::min),
            Combine::Share => mean(1.0 - capability, 1.0),
        }
    }
}
