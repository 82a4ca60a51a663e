//! Runs of parties, cut where a scenario changes a party's services.

use std::ops::Range;

use super::equation::EquationContext;
use crate::network::{Block, Overrides};
use crate::rule::{Aggregator, PlainRule};

/// Cuts the runs of a block, from a party on, at the parties whose services a scenario changes.
/// Each segment comes with the plain rule that its rows share, if they do.
pub(in crate::quality) fn for_segments(
    context: &EquationContext<'_>,
    block: &Block,
    from: usize,
    mut segment: impl FnMut(Option<PlainRule>, Range<usize>),
) {
    for run in &context.layout.runs()[block.runs()] {
        let shared = run.shared.and_then(Aggregator::plain);
        let mut next = run.parties().start.max(from);
        for party in touched(context.overrides, next..run.parties().end) {
            if next < party {
                segment(shared, next..party);
            }
            segment(None, party..party + 1);
            next = party + 1;
        }
        if next < run.parties().end {
            segment(shared, next..run.parties().end);
        }
    }
}

/// The parties of a range whose services a scenario changes.
pub(in crate::quality) fn touched(
    overrides: &Overrides,
    parties: Range<usize>,
) -> impl Iterator<Item = usize> {
    let touched = &overrides.touched;
    let first = touched.partition_point(|&party| (party as usize) < parties.start);
    touched[first..].iter().map(|&p| p as usize).take_while(move |&party| party < parties.end)
}
