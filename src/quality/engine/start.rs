//! Where the iteration of cyclic components begins.

/// Where cyclic components begin.
#[derive(Debug, Clone, Copy)]
pub(in crate::quality) enum StartState<'a> {
    /// At 1: the greatest fixpoint.
    Above,
    /// At 0, unless certified: the least fixpoint. A component that meets its upper state, for the
    /// same inputs, takes it over, so that what is left between the two is not magnified further
    /// downstream.
    Below { upper: &'a [f64] },
    /// At a state to go on from; whether it is at or above the state looked for. A certified component
    /// begins at 1 where it is not.
    At { state: &'a [f64], is_above: bool },
}

impl StartState<'_> {
    /// Whether every state on the way lies at or above the one looked for.
    pub(in crate::quality) fn is_above(&self) -> bool {
        matches!(self, Self::Above | Self::At { is_above: true, .. })
    }
}
