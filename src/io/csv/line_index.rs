//! On which line of a table something stands.

use std::cell::OnceCell;

/// Finds the line of a position. Nothing is counted before something is asked: most tables are
/// read without a word.
pub(super) struct LineIndex<'t> {
    text: &'t [u8],
    /// How many lines end before each block.
    ended: OnceCell<Vec<u64>>,
}

/// Bytes between two counts: few enough to go through for one question.
const BLOCK: usize = 256;

impl<'t> LineIndex<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text: text.as_bytes(), ended: OnceCell::new() }
    }

    /// The line, from 1, of a position.
    pub(super) fn at(&self, position: u64) -> u64 {
        let position = usize::try_from(position).unwrap_or(usize::MAX).min(self.text.len());
        let block = position / BLOCK;
        let before = self.ended().get(block).copied().unwrap_or_default();
        1 + before + self.ends_within(block * BLOCK, position)
    }

    fn ended(&self) -> &[u64] {
        self.ended.get_or_init(|| {
            let mut total = 0;
            let block = |start: usize| {
                let end = (start + BLOCK).min(self.text.len());
                let before = total;
                total += self.ends_within(start, end);
                before
            };
            (0..=self.text.len()).step_by(BLOCK).map(block).collect()
        })
    }

    /// How many lines end between two positions: a return ends one, and so does a line feed without
    /// a return before it.
    fn ends_within(&self, start: usize, end: usize) -> u64 {
        let mut previous = start.checked_sub(1).and_then(|before| self.text.get(before)).copied();
        let mut count = 0;
        for &byte in self.text.get(start..end).unwrap_or_default() {
            let ends = byte == b'\r' || (byte == b'\n' && previous != Some(b'\r'));
            count += u64::from(ends);
            previous = Some(byte);
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use crate::io::csv::line_index::*;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        let text = "a\nb\r\nc\rd\n\n\r\ne";
        let lines = LineIndex::of(text);
        let at = |letter: &str| lines.at(text.find(letter).unwrap() as u64);
        assert_eq!(["a", "b", "c", "d", "e"].map(at), [1, 2, 3, 4, 7]);
        assert_eq!((lines.at(u64::MAX), LineIndex::of("").at(0)), (7, 1));
    }

    #[test]
    fn blocks_make_no_difference() {
        for end in ["\n", "\r\n", "\r"] {
            let line = format!("{}{end}", "x".repeat(9));
            let text = line.repeat(3 * BLOCK);
            let lines = LineIndex::of(&text);
            for index in (0..3 * BLOCK).step_by(97) {
                assert_eq!(lines.at((index * line.len()) as u64), index as u64 + 1, "{end:?}");
            }
        }
    }
}
