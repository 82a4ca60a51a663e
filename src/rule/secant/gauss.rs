//! Quadrature that is exact for the polynomials that products of inputs are.

use crate::numerics::gauss_legendre::gauss_legendre;

/// Nodes and weights on 0..=1, computed once per number of nodes.
#[derive(Debug, Default)]
pub(crate) struct GaussLegendre {
    /// By number of nodes less 1; empty until asked for.
    rules: Vec<Vec<(f64, f64)>>,
    /// Scratch of whoever integrates.
    scratch: Vec<f64>,
}

/// More nodes than this do not pay: the integrands are smooth.
const MOST_NODES: usize = 256;

impl GaussLegendre {
    /// The rule that integrates polynomials of a degree exactly, as (node, weight).
    pub(crate) fn exact_for(&mut self, degree: usize) -> &[(f64, f64)] {
        let nodes = self.make(degree);
        &self.rules[nodes - 1]
    }

    /// The same, with memory to integrate in.
    pub(crate) fn with_scratch(&mut self, degree: usize) -> (&[(f64, f64)], &mut Vec<f64>) {
        let nodes = self.make(degree);
        (&self.rules[nodes - 1], &mut self.scratch)
    }

    /// Makes the rule for a degree, and returns its number of nodes.
    fn make(&mut self, degree: usize) -> usize {
        let nodes = (degree / 2 + 1).min(MOST_NODES);
        if self.rules.len() < nodes {
            self.rules.resize_with(nodes, Vec::new);
        }
        let made = &mut self.rules[nodes - 1];
        if made.is_empty() {
            *made = gauss_legendre(nodes);
        }
        nodes
    }
}
