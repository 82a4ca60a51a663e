//! Through which departments a sweep of a cyclic component depends on what was before it.
//!
//! A sweep takes departments in order and uses each new value at once. So of all that was before,
//! only the quality of departments that serve somebody no later than themselves is looked at:
//!
//! ```text
//! order    a ──> b ──> c ──> d ──> e        b and d feed back: with their qualities given,
//!          └──<──┘     └──<──┘     │        a sweep says what everybody's is
//!                                  └──> ..
//! ```
//!
//! An iteration begins with their values, has settled once these have, and is accelerated by
//! moving these alone.

use super::Layout;
use crate::numerics::csr::ix;

/// A department of a cyclic component that serves itself or one before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FeedbackVertex {
    pub(crate) department: u32,
    /// One over the gap by which the component's certificate measures it; 0 without a certificate.
    pub(crate) inverse_gap: f64,
}

/// Finds the departments of every cycle that feed back, in order; rows must be sorted.
pub(super) fn find(layout: &mut Layout) -> Vec<FeedbackVertex> {
    let mut feeds_back = vec![false; layout.department_count];
    let mut feedback = Vec::new();
    for index in 0..layout.cycles.len() {
        let parties = layout.cycles[index].parties();
        for party in parties.clone() {
            let inner = layout.inner_start[party] as usize..layout.row(party).end;
            for &provider in &layout.provider[inner] {
                // Nobody outside comes after: that would depend on the component.
                feeds_back[provider as usize] |= provider as usize >= party;
            }
        }
        layout.cycles[index].first_feedback = ix(feedback.len());
        let back = parties.filter(|&party| feeds_back[party]);
        let back = back.map(|party| FeedbackVertex { department: ix(party), inverse_gap: 0.0 });
        feedback.extend(back);
        layout.cycles[index].last_feedback = ix(feedback.len());
    }
    feedback.shrink_to_fit();
    feedback
}
