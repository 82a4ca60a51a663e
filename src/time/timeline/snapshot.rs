//! What goes on of a timeline after its end.

use super::delay_buffer::DelayBuffer;
use super::hiring::HiringProgress;
use super::interventions::Intervention;
use super::plan::TimelinePlan;
use super::state::SavedState;
use crate::network::Overrides;

/// Everything that decides what happens after an instant, which all others are counted from: just
/// before anything that happens at it.
#[derive(Debug, Clone)]
pub(super) struct Snapshot {
    pub(super) state: SavedState,
    pub(super) delay_buffer: DelayBuffer,
    /// What was in force before anything happened.
    pub(super) start: Overrides,
    pub(super) in_force: Overrides,
    /// Windows that are not over.
    pub(super) windows: Vec<Intervention>,
    /// Searches that have not ended.
    pub(super) searches: Vec<HiringProgress>,
    /// When jumps are felt that lie in the past.
    pub(super) pending_jumps: Vec<i64>,
    /// How far everybody moved per nanosecond in the last step; empty after a jump.
    pub(super) slopes: Vec<f64>,
    /// How many times steps were halved.
    pub(super) halvings: u32,
    pub(super) last_move: i64,
    /// Whether somebody came in the last step.
    pub(super) jumps: bool,
    /// What external customers experienced before anything happened.
    pub(super) baselines: Vec<f64>,
}

impl Snapshot {
    /// The windows that a plan which goes on takes over.
    pub(super) fn windows_left(&self, plan: &TimelinePlan) -> Vec<Intervention> {
        if !plan.ends_earlier {
            return self.windows.clone();
        }
        let begun = self.windows.iter().filter(|window| window.from < 0);
        begun.map(|window| Intervention { to: 0, ..window.clone() }).collect()
    }
}
