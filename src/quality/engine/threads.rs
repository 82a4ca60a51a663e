//! A solve on several threads, with the feature `parallel`.
//!
//! Departments and components of one level do not depend on each other, and nobody depends on a
//! customer: each is evaluated alone, and any cut gives the same bits. What is too little to be
//! worth handing out stays on one thread.

use crate::network::{Block, IndexRange, Layout, PartyIx};

/// Runs a solve where it can be shared, if there is much to share: entering takes about as long as
/// solving for a thousand departments.
pub(in crate::quality) fn in_pool<T: Send>(layout: &Layout, solve: impl FnOnce() -> T + Send) -> T {
    #[cfg(feature = "parallel")]
    if layout.edge_count() >= LEAST_SERVICES {
        return rayon::scope(|_| solve());
    }
    let _ = layout;
    solve()
}

/// So many services are worth entering for.
#[cfg(feature = "parallel")]
const LEAST_SERVICES: usize = 1 << 19;

/// Evaluates consecutive customers, whose qualities are given, chunk by chunk.
pub(in crate::quality) fn over_customers(
    parties: IndexRange<PartyIx>,
    quality: &mut [f64],
    work: impl Fn(IndexRange<PartyIx>, &mut [f64]) + Sync,
) {
    #[cfg(feature = "parallel")]
    if quality.len() >= LEAST_CUSTOMERS {
        use rayon::iter::{IndexedParallelIterator, ParallelIterator};
        use rayon::slice::ParallelSliceMut;

        quality.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, quality)| {
            let start = parties.start + chunk * CHUNK;
            work(IndexRange::new(start, start + quality.len()), quality);
        });
        return;
    }
    work(parties, quality);
}

/// So many customers are worth handing out.
#[cfg(feature = "parallel")]
const LEAST_CUSTOMERS: usize = 1 << 16;
/// Customers a thread takes at once.
#[cfg(feature = "parallel")]
const CHUNK: usize = 1 << 14;

/// Where to cut blocks of one level in two that are worth a thread each.
pub(in crate::quality) fn split_point(layout: &Layout, blocks: &[Block]) -> Option<usize> {
    let [first, .., last] = blocks else { return None };
    if !has_threads() {
        return None;
    }
    let parties_of = |block: &Block| layout.parties_of(std::slice::from_ref(block));
    let start = parties_of(first).start;
    // A level begins with its departments in no cycle, if it has any.
    let flat = if first.cycle.is_none() { parties_of(first).len() } else { 0 };
    // About what blocks up to one take, in services read.
    let effort_to = |block: &Block| {
        let parties = IndexRange::new(start, parties_of(block).end);
        layout.rows(&parties).len() + EFFORT_OF_SWEEPS * (parties.len() - flat)
    };
    let all = effort_to(last);
    if all < 2 * LEAST_EFFORT {
        return None;
    }
    Some(blocks.partition_point(|block| effort_to(block) <= all / 2).max(1))
}

/// What it takes to sweep a department until its component has settled.
const EFFORT_OF_SWEEPS: usize = 40;
/// What is worth handing to another thread: about twenty microseconds' work.
const LEAST_EFFORT: usize = 1 << 15;

/// Whether there are threads to share with.
fn has_threads() -> bool {
    #[cfg(feature = "parallel")]
    return rayon::current_num_threads() > 1;
    #[cfg(not(feature = "parallel"))]
    false
}

/// Does two things at once, on two threads if there are.
pub(in crate::quality) fn on_two_threads<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    two: impl FnOnce() -> B + Send,
) -> (A, B) {
    #[cfg(feature = "parallel")]
    return rayon::join(one, two);
    #[cfg(not(feature = "parallel"))]
    (one(), two())
}
