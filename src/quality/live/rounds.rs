//! Where quality and demand are solved for together: every change takes rounds of its own.
//!
//! A change of load is felt upstream as well as downstream, and a round is a solve of quality: what
//! it leaves alone is little, and is not told apart.

use crate::network::{Network, Overrides};
use crate::quality::load::Load;
use crate::quality::solve::{SolveOptions, Workspace};
use crate::quality::solver::{Solution, Start};

/// Solves for quality and demand, and keeps how they came out.
#[derive(Debug, Clone)]
pub(super) struct Rounds {
    options: SolveOptions,
    workspace: Workspace,
    outcome: Outcome,
}

/// How rounds came out, apart from qualities.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    pub(super) load: Option<Load>,
    iterations: u32,
    residual: f64,
    converged: bool,
}

impl Rounds {
    pub(super) fn new(options: &SolveOptions) -> Self {
        let outcome = Outcome::default();
        Self { options: options.clone(), workspace: Workspace::new(), outcome }
    }

    /// Solves for new values, and returns the qualities.
    pub(super) fn solve(&mut self, network: &Network, overrides: &Overrides) -> Vec<f64> {
        let Self { options, workspace, outcome } = self;
        let solution = network.state(overrides, options, workspace, Start::Above);
        let Solution { quality, iterations, residual, converged, load, .. } = solution;
        *outcome = Outcome { load, iterations, residual, converged };
        quality
    }

    pub(super) fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// Goes back to an outcome of before.
    pub(super) fn take_back(&mut self, outcome: &Outcome) {
        self.outcome = outcome.clone();
    }

    /// The state as a full solve would have it, without its qualities.
    pub(super) fn summary(&self) -> Solution {
        let Outcome { load, iterations, residual, converged } = self.outcome.clone();
        Solution { load, iterations, residual, converged, ..Solution::new(Vec::new()) }
    }
}
