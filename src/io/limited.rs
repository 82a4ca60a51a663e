//! Streams that end with an error where they are larger than allowed.

use std::io::{self, Cursor, Read};

use super::history::HistoryError;
use super::without_byte_order_mark;

/// Reads at most so many bytes.
struct Limited<R> {
    reader: R,
    left: u64,
}

/// Why a [`Limited`] stream stopped.
#[derive(Debug, thiserror::Error)]
#[error("larger than the limit")]
struct TooLarge;

/// Opens a text of at most so many bytes; a byte order mark at its start is skipped.
pub(super) fn text(reader: impl Read, limit: u64) -> Result<impl Read, HistoryError> {
    let mut reader = Limited { reader, left: limit };
    let mut head = Vec::new();
    let read = reader.by_ref().take(3).read_to_end(&mut head);
    read.map_err(|error| failure(error, limit))?;
    Ok(Cursor::new(without_byte_order_mark(&head).to_vec()).chain(reader))
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        let left = u64::try_from(count).ok().and_then(|count| self.left.checked_sub(count));
        self.left = left.ok_or_else(|| io::Error::other(TooLarge))?;
        Ok(count)
    }
}

/// Why a text could not be read on.
pub(super) fn failure(error: io::Error, limit: u64) -> HistoryError {
    if matches!(error.get_ref(), Some(inner) if inner.is::<TooLarge>()) {
        HistoryError::TooLarge { limit }
    } else {
        HistoryError::Io { source: error }
    }
}
