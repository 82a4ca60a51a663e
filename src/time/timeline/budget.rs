//! How much the steps of a timeline may evaluate.

use crate::quality::SolveOptions;

/// The services that cycles of departments which follow at once may still evaluate, in all steps
/// together.
#[derive(Debug, Clone)]
pub(super) struct EvaluationBudget {
    left: u64,
    /// Whether a sweep that was asked for was refused.
    is_cut: bool,
    options: SolveOptions,
}

impl EvaluationBudget {
    pub(super) fn new(options: &SolveOptions) -> Self {
        Self { left: options.max_evaluations, is_cut: false, options: options.clone() }
    }

    /// Takes what a sweep of a cycle has evaluated; whether there may be another.
    pub(super) fn spend(&mut self, evaluations: usize) -> bool {
        self.is_cut |= evaluations as u64 > self.left;
        self.left = self.left.saturating_sub(evaluations as u64);
        self.options.evaluated(evaluations) && !self.is_cut
    }

    /// Whether a sweep took more than was left, or the caller broke off.
    pub(super) fn is_spent(&self) -> bool {
        self.is_cut || self.options.is_stopped()
    }
}
