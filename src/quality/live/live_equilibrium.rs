//! [`LiveEquilibrium`] solves for quality and demand together after every change of a live state.
//!
//! A change of load is felt upstream as well as downstream, and a round is a solve of quality: what
//! it leaves alone is little, and is not told apart.

use crate::network::{Network, Overrides};
use crate::quality::engine::solution::Solution;
use crate::quality::engine::start::StartState;
use crate::quality::equilibrium::{DepartmentLoads, Rounds};
use crate::quality::solve::Workspace;
use crate::quality::solve_options::SolveOptions;

/// Solves for quality and demand, and keeps how they came out.
#[derive(Debug, Clone)]
pub(super) struct LiveEquilibrium {
    options: SolveOptions,
    workspace: Workspace,
    /// The last, without its qualities.
    last: Solution,
}

impl LiveEquilibrium {
    pub(super) fn new(options: &SolveOptions) -> Self {
        let last = Solution::new(Vec::new());
        Self { options: options.clone(), workspace: Workspace::new(), last }
    }

    /// Solves for new values, and returns the qualities.
    pub(super) fn solve(&mut self, network: &Network, overrides: &Overrides) -> Vec<f64> {
        let Self { options, workspace, last } = self;
        *last =
            network.state(overrides, options, workspace, StartState::Above, Rounds::Extrapolated);
        std::mem::take(&mut last.quality)
    }

    pub(super) fn load(&self) -> Option<&DepartmentLoads> {
        self.last.load.as_ref()
    }

    /// The state as a full solve would have it, without its qualities.
    pub(super) fn summary(&self) -> Solution {
        self.last.clone()
    }

    /// Goes back to how rounds came out before.
    pub(super) fn take_back(&mut self, last: &Solution) {
        self.last = last.clone();
    }
}
