//! How to solve.

use super::status::Status;
use crate::network::Layout;
use crate::progress::OnProgress;

/// How to solve.
///
/// # Examples
///
/// ```
/// use knockon::SolveOptions;
///
/// let options = SolveOptions::default().lower_state(true).max_sweeps(500);
/// assert_eq!(options.max_sweeps, 500);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct SolveOptions {
    /// How many sweeps a cyclic component may take; 100,000 unless set. Rounds of quality and
    /// demand share them, each at most half of what is left, or two where nothing is; but for
    /// certified components, which settle quickly, and may take as many in each.
    pub max_sweeps: u32,
    /// How many rounds of quality and demand are taken where staff, effort or requests are stated;
    /// 10,000 unless set. Each is a solve of quality.
    pub max_rounds: u32,
    /// How many services may be evaluated in cyclic components, each counted as often as it is;
    /// 2·10⁹ unless set, some seconds. All components may take as many sweeps as that allows
    /// together, but for one each. A service of which at least `k` must work counts `k`.
    pub max_evaluations: u64,
    /// What is asked, now and then, whether to go on; nothing unless set.
    pub on_progress: Option<OnProgress>,
    /// Whether to solve for the least fixpoint, too, where uniqueness is not certified.
    pub lower_state: bool,
}

impl Default for SolveOptions {
    fn default() -> Self {
        Self {
            max_sweeps: 100_000,
            max_rounds: 10_000,
            max_evaluations: 2_000_000_000,
            on_progress: None,
            lower_state: false,
        }
    }
}

impl SolveOptions {
    /// Sets how many sweeps a cyclic component may take.
    pub fn max_sweeps(mut self, max_sweeps: u32) -> Self {
        self.max_sweeps = max_sweeps;
        self
    }

    /// Sets how many rounds of quality and demand are taken.
    pub fn max_rounds(mut self, max_rounds: u32) -> Self {
        self.max_rounds = max_rounds;
        self
    }

    /// Sets how many services may be evaluated in cyclic components.
    pub fn max_evaluations(mut self, max_evaluations: u64) -> Self {
        self.max_evaluations = max_evaluations;
        self
    }

    /// Sets what is asked whether to go on.
    pub fn on_progress(mut self, on_progress: OnProgress) -> Self {
        self.on_progress = Some(on_progress);
        self
    }

    /// How many sweeps a component may take, within the evaluations allowed for all of them.
    pub(super) fn sweeps_of(&self, layout: &Layout) -> u32 {
        let affordable = self.max_evaluations / layout.evaluations_per_sweep().max(1);
        let affordable = u32::try_from(affordable).unwrap_or(u32::MAX).max(1);
        self.max_sweeps.min(affordable)
    }

    /// Counts services evaluated outside solves; whether to go on.
    pub(crate) fn evaluated(&self, services: usize) -> bool {
        match &self.on_progress {
            Some(on_progress) => on_progress.evaluated(services).is_continue(),
            None => true,
        }
    }

    /// The status of a call that consists of many solves: theirs, unless it was broken off.
    pub(crate) fn status_of(&self, status: Status) -> Status {
        if self.is_stopped() { Status::Stopped } else { status }
    }

    /// Whether a run with these options was broken off.
    pub(crate) fn is_stopped(&self) -> bool {
        self.on_progress.as_ref().is_some_and(OnProgress::is_stopped)
    }

    /// Sets whether to solve for the lower state, too.
    pub fn lower_state(mut self, lower_state: bool) -> Self {
        self.lower_state = lower_state;
        self
    }
}
