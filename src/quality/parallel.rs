//! External customers on several threads, with the feature `parallel`.
//!
//! Nobody depends on a customer, so each is evaluated alone, and any cut gives the same bits. A
//! population too small to be worth handing out stays on one thread.

use std::ops::Range;

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
