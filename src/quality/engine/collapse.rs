//! Departments of a cycle that are proved to deliver nothing.
//!
//! Where all that a cycle passes on shrinks from sweep to sweep, its qualities fall towards 0 and
//! never arrive: what is left after any number of sweeps, be it 1e-15, is no quality, and a steep
//! transfer further downstream would make points of it. So it is set to 0, but only where that is
//! proved: for departments `Z` with
//!
//! ```text
//! F = 0 on Z        with Z at 0 and everybody else at an upper bound u
//! G contracts       on [0, u], the local gap map of Z
//! ```
//!
//! the only solution of the equations of `Z` below `u` is 0, whatever the others are, and `u` is
//! above the answer.

use super::equation::{EquationContext, Scratch};
use super::local_gap::LocalGap;
use crate::network::{IndexRange, PartyIx};

/// A quality below this may be on its way to 0: when the proof is tried, not what is proved.
const NEAR_ZERO: f64 = 1e-9;
/// How often the candidates are looked through for one that is not at 0 where the others are.
const MOST_PASSES: usize = 60;

/// Which departments the proof is tried for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::quality) enum CollapseScope {
    /// All of a component, and then those near 0.
    Everybody,
    /// Those near 0 that are not at 0.
    NearZero,
}

/// Whether a quality is near 0 and not at 0.
pub(in crate::quality) fn is_near(quality: f64) -> bool {
    quality > 0.0 && quality < NEAR_ZERO
}

/// The departments of a component that are proved to be at 0 and are not there yet, in order, given
/// every quality and by how much those of the component may be too low.
///
/// Time is that of some sixty sweeps at most.
pub(in crate::quality) fn proved(
    context: &EquationContext<'_>,
    parties: &IndexRange<PartyIx>,
    reach: CollapseScope,
    quality: &impl Fn(PartyIx) -> f64,
    error: f64,
    scratch: &mut Scratch,
) -> Vec<PartyIx> {
    let upper = &|party: PartyIx| {
        let quality = quality(party);
        if parties.contains(&party) { (quality + error).min(1.0) } else { quality }
    };
    let try_for = |is_candidate: &dyn Fn(f64) -> bool, scratch: &mut Scratch| {
        let candidates = parties.clone().filter(|&party| is_candidate(upper(party)));
        let mut at_zero = at_zero(context, candidates.collect(), upper, scratch);
        if LocalGap::new(context, &at_zero, upper, scratch).contraction().is_none() {
            at_zero.clear();
        }
        at_zero.retain(|&party| quality(party) > 0.0);
        at_zero
    };
    if reach == CollapseScope::Everybody {
        let at_zero = try_for(&|_| true, scratch);
        if !at_zero.is_empty() {
            return at_zero;
        }
    }
    try_for(&|quality| quality < NEAR_ZERO, scratch)
}

/// The largest part of candidates whose equations all give 0 where they are at 0 and everybody else
/// is at the upper bound; nobody where that takes too long to find.
fn at_zero(
    context: &EquationContext<'_>,
    mut candidates: Vec<PartyIx>,
    upper: &impl Fn(PartyIx) -> f64,
    scratch: &mut Scratch,
) -> Vec<PartyIx> {
    for _ in 0..MOST_PASSES {
        let quality = |party: PartyIx| match candidates.binary_search(&party) {
            Ok(_) => 0.0,
            Err(_) => upper(party),
        };
        let gives_zero = |&party: &PartyIx| context.evaluate_from(party, &quality, scratch) <= 0.0;
        let kept: Vec<PartyIx> = candidates.iter().copied().filter(gives_zero).collect();
        if kept.len() == candidates.len() {
            return kept;
        }
        candidates = kept;
    }
    Vec::new()
}
