//! Runs of parties, cut where a scenario changes a party's services.

use super::equation::EquationContext;
use crate::network::{Block, IndexRange, Overrides, PartyIx, Run};
use crate::rule::{Aggregator, PlainRule};

/// Cuts the runs of a block, from a party on, at the parties whose services a scenario changes.
/// Each segment comes with the plain rule that its rows share, if they do.
pub(in crate::quality) fn for_segments(
    context: &EquationContext<'_>,
    block: &Block,
    from: PartyIx,
    mut segment: impl FnMut(Option<PlainRule>, IndexRange<PartyIx>),
) {
    for run in &context.layout.runs()[block.runs()] {
        let shared = run.shared.and_then(Aggregator::plain);
        let mut next = run.start.max(from);
        let Run { end, .. } = *run;
        for party in touched(context.overrides, &IndexRange::new(next, end)) {
            if next < party {
                segment(shared, IndexRange::new(next, party));
            }
            segment(None, IndexRange::one(party));
            next = party + 1;
        }
        if next < end {
            segment(shared, IndexRange::new(next, end));
        }
    }
}

/// The parties of a range whose services a scenario changes.
pub(in crate::quality) fn touched(
    overrides: &Overrides,
    parties: &IndexRange<PartyIx>,
) -> impl Iterator<Item = PartyIx> {
    let touched = &overrides.touched;
    let first = touched.partition_point(|&party| party < parties.start);
    touched[first..].iter().copied().take_while(move |&party| party < parties.end)
}
