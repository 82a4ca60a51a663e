//! How much memory something takes at most, by an allocator that counts.
//!
//! A test binary installs [`INSTRUMENTED_SYSTEM`] as its global allocator and runs what it measures
//! alone: other threads would be counted as well.

pub use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

use std::alloc::System;

/// Runs something and returns its result, how many bytes it allocated altogether, and how many of
/// these it still held at its end.
///
/// # Examples
///
/// ```
/// use std::alloc::System;
/// use support::allocation::{INSTRUMENTED_SYSTEM, StatsAlloc, measured};
///
/// #[global_allocator]
/// static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;
///
/// let (text, allocated, held) = measured(ALLOCATOR, || "x".repeat(1_000));
/// assert_eq!((text.len(), held), (1_000, 1_000));
/// assert!(allocated >= 1_000);
/// ```
pub fn measured<T>(allocator: &StatsAlloc<System>, run: impl FnOnce() -> T) -> (T, usize, usize) {
    let region = Region::new(allocator);
    let result = run();
    let change = region.change();
    let allocated = change.bytes_allocated;
    (result, allocated, allocated.saturating_sub(change.bytes_deallocated))
}
