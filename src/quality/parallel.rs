//! A solve on several threads, with the feature `parallel`.
//!
//! Departments and components of one level do not depend on each other, and nobody depends on a
//! customer: each is evaluated alone, and any cut gives the same bits. What is too little to be
//! worth handing out stays on one thread.

use std::ops::Range;

use crate::network::{Block, Layout};

/// Evaluates consecutive customers, whose qualities are given, piece by piece.
pub(super) fn over_customers(
    parties: Range<usize>,
    quality: &mut [f64],
    work: impl Fn(Range<usize>, &mut [f64]) + Sync,
) {
    #[cfg(feature = "parallel")]
    if quality.len() >= 2 * PIECE {
        use rayon::iter::{IndexedParallelIterator, ParallelIterator};
        use rayon::slice::ParallelSliceMut;

        quality.par_chunks_mut(PIECE).enumerate().for_each(|(piece, quality)| {
            let start = parties.start + piece * PIECE;
            work(start..start + quality.len(), quality);
        });
        return;
    }
    work(parties, quality);
}

/// Customers a thread takes at once: about a tenth of a millisecond's work.
#[cfg(feature = "parallel")]
const PIECE: usize = 1 << 16;

/// Where to cut blocks of one level in two that are worth a thread each.
pub(super) fn middle(layout: &Layout, blocks: &[Block]) -> Option<usize> {
    if !cfg!(feature = "parallel") || blocks.len() < 2 {
        return None;
    }
    let effort = |block: &Block| {
        let parties = layout.parties_of(std::slice::from_ref(block));
        let services = layout.row_start[parties.end] - layout.row_start[parties.start];
        // A component is packed, and swept several times.
        services as usize * if block.cycle.is_some() { EFFORT_OF_CYCLES } else { 1 }
    };
    let all: usize = blocks.iter().map(effort).sum();
    if all < 2 * LEAST_EFFORT {
        return None;
    }
    let mut before = 0;
    let middle = blocks.iter().position(|block| {
        before += effort(block);
        before >= all / 2
    });
    // The block in the middle goes where it brings both nearer to a half.
    middle.map(|middle| middle.clamp(1, blocks.len() - 1))
}

const EFFORT_OF_CYCLES: usize = 3;
const LEAST_EFFORT: usize = 1 << 14;

/// Does two things at once, on two threads if there are.
pub(super) fn on_two_threads<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    two: impl FnOnce() -> B + Send,
) -> (A, B) {
    #[cfg(feature = "parallel")]
    return rayon::join(one, two);
    #[cfg(not(feature = "parallel"))]
    (one(), two())
}
