//! The text of a table that is read as a stream.

use std::collections::VecDeque;
use std::io::{self, Read};

/// The text of a table: it counts lines, refuses rows that are too long, and puts a marker after
/// the end, which a quote that is never closed swallows.
pub(super) struct TextReader<R> {
    reader: R,
    /// How many bytes have been read.
    length: u64,
    /// What of the marker is still to come; `None` before the end.
    marker: Option<&'static [u8]>,
    /// Line breaks not yet counted, by position, and whether each ends a line of its own.
    breaks: VecDeque<(u64, bool)>,
    /// The line that the first of `breaks` ends.
    line: u64,
    after_return: bool,
    /// Where the row being read begins.
    row_start: u64,
}

const MARKER: &[u8] = b"\nend";

/// How many bytes a row may have: no more of the table is kept at once.
pub(super) const MOST_ROW_BYTES: u64 = 1 << 20;

/// Why a text stops.
#[derive(Debug, thiserror::Error)]
#[error("the row is too long")]
struct RowTooLong;

pub(super) fn is_too_long(error: &io::Error) -> bool {
    matches!(error.get_ref(), Some(inner) if inner.is::<RowTooLong>())
}

impl<R: Read> TextReader<R> {
    pub(super) fn new(reader: R) -> Self {
        let breaks = VecDeque::new();
        Self { reader, length: 0, marker: None, breaks, line: 1, after_return: false, row_start: 0 }
    }

    /// Takes it that a row begins at a position or after it.
    pub(super) fn begin_row(&mut self, start: u64) {
        self.row_start = start;
    }

    /// The line and the position of the first record from a position on.
    pub(super) fn after_blank_lines(&mut self, mut position: u64) -> (u64, u64) {
        while let Some(&(at, ends_line)) = self.breaks.front().filter(|(at, _)| *at <= position) {
            position += u64::from(at == position);
            self.line += u64::from(ends_line);
            self.breaks.pop_front();
        }
        (self.line, position)
    }

    /// Whether a record that starts at a position is the marker.
    pub(super) fn is_marker(&self, start: u64) -> bool {
        self.marker.is_some() && start >= self.length
    }

    /// Whether a record that ends at a position runs past the end of the text.
    pub(super) fn holds_marker(&self, end: u64) -> bool {
        self.marker.is_some() && end > self.length + 1
    }

    fn note_breaks(&mut self, bytes: &[u8]) {
        for (position, &byte) in (self.length..).zip(bytes) {
            if byte == b'\r' || byte == b'\n' {
                // A return ends a line, and so does a line feed without a return before it.
                self.breaks.push_back((position, byte == b'\r' || !self.after_return));
            }
            self.after_return = byte == b'\r';
        }
    }
}

impl<R: Read> Read for TextReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.length.saturating_sub(self.row_start) > MOST_ROW_BYTES {
            return Err(io::Error::other(RowTooLong));
        }
        if self.marker.is_none() {
            let count = self.reader.read(buffer)?;
            if count > 0 {
                self.note_breaks(buffer.get(..count).unwrap_or_default());
                self.length += count as u64;
                return Ok(count);
            }
            self.marker = Some(MARKER);
        }
        let marker = self.marker.get_or_insert(MARKER);
        marker.read(buffer)
    }
}
