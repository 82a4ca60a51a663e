//! The memory of iterations of cyclic components.

use std::ops::Range;

use super::convergence::{Convergence, SccOutcome};
use super::packed_scc::PackedScc;
use super::replaced_rows::ReplacedRows;
use crate::network::{Cycle, IndexRange, PartyIx};
use crate::numerics::anderson::Anderson;
use crate::numerics::secant::Secant;
use crate::rule::PlainRule;

/// The memory of iterations.
#[derive(Debug, Default, Clone)]
pub(in crate::quality) struct SccIteration {
    pub(super) packed: PackedScc<1>,
    pub(super) replaced: ReplacedRows,
    pub(super) segments: Vec<SccSegment>,
    pub(super) components: Vec<SccSweep>,
    /// What departments that feed back were before the sweep, component by component.
    pub(super) before: Vec<f64>,
    /// The places of components swept side by side.
    pub(super) abreast: Vec<Range<usize>>,
    pub(super) anderson: Anderson,
    /// What everybody was before the closing sweep.
    pub(super) last: Vec<f64>,
    /// The places, among the components at hand, of those that are not solved [through
    /// one](super::through_one) department.
    pub(super) left: Vec<usize>,
    pub(super) outcomes: Vec<SccOutcome>,
}

/// Part of a run within a component: parties of one row kind, or of one each.
#[derive(Debug, Clone)]
pub(super) struct SccSegment {
    pub(super) shared: Option<PlainRule>,
    pub(super) parties: IndexRange<PartyIx>,
    /// The packed row of a department by itself whose services are replaced.
    pub(super) replaced: Option<usize>,
}

/// A component on its way.
#[derive(Debug, Clone)]
pub(super) struct SccSweep {
    pub(super) cycle: Cycle,
    pub(super) segments: Range<usize>,
    /// Where its departments that feed back are among those of all components at hand.
    pub(super) feedback: Range<usize>,
    pub(super) convergence: Convergence,
    /// Where a single department feeds back.
    pub(super) secant: Secant,
}
