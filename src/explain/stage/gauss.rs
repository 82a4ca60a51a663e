//! Gauss-Legendre quadrature, exact for the polynomials that products of inputs are.

use std::f64::consts::PI;

/// Nodes and weights on 0..=1, computed once per number of nodes.
#[derive(Debug, Default)]
pub(in crate::explain) struct GaussLegendre {
    /// By number of nodes less 1; empty until asked for.
    rules: Vec<Vec<(f64, f64)>>,
    /// Scratch of whoever integrates.
    scratch: Vec<f64>,
}

/// More nodes than this do not pay: the integrands are smooth.
const MOST_NODES: usize = 256;

impl GaussLegendre {
    /// The rule that integrates polynomials of a degree exactly, as (node, weight).
    pub(in crate::explain) fn exact_for(&mut self, degree: usize) -> &[(f64, f64)] {
        let nodes = self.make(degree);
        &self.rules[nodes - 1]
    }

    /// The same, with memory to integrate in.
    pub(super) fn with_scratch(&mut self, degree: usize) -> (&[(f64, f64)], &mut Vec<f64>) {
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
            *made = rule(nodes);
        }
        nodes
    }
}

/// Finds the roots of the Legendre polynomial by Newton's method from Chebyshev's guesses.
fn rule(nodes: usize) -> Vec<(f64, f64)> {
    let count = f64::from(crate::grouped::dense(nodes));
    let mut rule = Vec::with_capacity(nodes);
    let mut place = 0.75;
    for _ in 0..nodes {
        let mut x = (PI * place / (count + 0.5)).cos();
        let mut slope = 1.0;
        for _ in 0..100 {
            let (value, derivative) = legendre(nodes, x);
            slope = derivative;
            let step = value / derivative;
            x -= step;
            if step.abs() < 1e-16 {
                break;
            }
        }
        rule.push((0.5 * (1.0 - x), 1.0 / ((1.0 - x * x) * slope * slope)));
        place += 1.0;
    }
    rule
}

/// The Legendre polynomial of a degree and its derivative at `x` inside −1..1, by recurrence.
fn legendre(degree: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (1.0, x);
    let mut n = 1.0;
    for _ in 1..degree {
        let next = ((2.0 * n + 1.0) * x * value - n * before) / (n + 1.0);
        before = value;
        value = next;
        n += 1.0;
    }
    (value, n * (x * value - before) / (x * x - 1.0))
}
