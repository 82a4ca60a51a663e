//! Splits by time: which rows are predicted from which.

use std::ops::Range;

use crate::evidence::fit::rank;
use crate::numerics::series::real;

/// The rows that are held out, in blocks of rows that follow each other: each is predicted by a fit
/// of all rows before it. None where too few rows come before.
///
/// `rows` after the first `1 − hold_out` of them, at least `2 · needs + 4`, in at most `most` blocks.
pub(crate) fn blocks(rows: usize, needs: usize, hold_out: f64, most: usize) -> Vec<Range<usize>> {
    let first = rank(((1.0 - hold_out) * real(rows)).round()).max(2 * needs + 4);
    let tried = rows.saturating_sub(first);
    let count = tried.min(most.max(1));
    let at = |block: usize| first + block * tried / count.max(1);
    (0..count).map(|block| at(block)..at(block + 1)).collect()
}

/// How many rows it takes to say anything.
pub(crate) fn rows_needed(needs: usize) -> usize {
    (2 * (2 * needs + 4)).max(24)
}

#[cfg(test)]
mod tests {
    use super::{blocks, rows_needed};

    #[test]
    fn blocks_follow_each_other_to_the_end() {
        let few = blocks(36, 2, 0.5, 60);
        assert_eq!((few.len(), few[0].clone(), few[17].clone()), (18, 18..19, 35..36));
        let many = blocks(901, 3, 0.5, 60);
        assert_eq!((many.len(), many[0].start, many[59].end), (60, 451, 901));
        assert!(many.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert!(blocks(9, 3, 0.5, 60).is_empty());
        assert_eq!((rows_needed(2), rows_needed(10)), (24, 48));
    }
}
