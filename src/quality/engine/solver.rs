//! The solver of one thread, and the memory that solves reuse.

use super::convergence::StoppingRule;
use super::equation::{EquationContext, Scratch};
use super::scc_memory::SccIteration;

/// Memory that solves reuse.
#[derive(Debug, Default, Clone)]
pub(in crate::quality) struct SolverMemory {
    /// For the qualities of the next solution.
    pub(in crate::quality) spare: Vec<f64>,
    /// What is missing at each department, `1 − q`.
    pub(in crate::quality) missing: Vec<f64>,
    pub(in crate::quality) tools: Tools,
}

/// Memory of one thread.
#[derive(Debug, Default, Clone)]
pub(in crate::quality) struct Tools {
    pub(in crate::quality) scratch: Scratch,
    pub(in crate::quality) iteration: SccIteration,
}

/// What evaluates parties, on one thread.
pub(in crate::quality) struct Solver<'a> {
    pub(in crate::quality) context: EquationContext<'a>,
    pub(in crate::quality) stop: StoppingRule,
    pub(in crate::quality) tools: &'a mut Tools,
}
