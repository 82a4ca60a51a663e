//! [`StatedIds`] holds the ids that rows of services state.

use crate::organisation::Sparse;

/// Ids by row, their texts end to end.
#[derive(Debug, Default)]
pub(super) struct StatedIds {
    text: String,
    rows: Sparse<StatedId>,
}

/// Where the id of a row stands, and where the row that states it starts.
#[derive(Debug, Clone, Copy)]
struct StatedId {
    from: usize,
    length: u32,
    start: u64,
}

impl StatedIds {
    /// Takes the id of a row, and where the row starts.
    pub(super) fn set(&mut self, row: usize, id: &str, start: u64) {
        let Ok(length) = u32::try_from(id.len()) else { return };
        let from = self.text.len();
        self.text.push_str(id);
        self.rows.set(row, StatedId { from, length, start });
    }

    /// Gives a row the id of another.
    pub(super) fn copy(&mut self, from: usize, to: usize) {
        if let Some(&stated) = self.rows.get(from) {
            self.rows.set(to, stated);
        }
    }

    /// The id of a row, and where the row that states it starts.
    pub(super) fn get(&self, row: usize) -> Option<(&str, u64)> {
        let StatedId { from, length, start } = *self.rows.get(row)?;
        Some((self.text.get(from..from + length as usize)?, start))
    }

    /// Whether no row states one.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Keeps the rows whose position is chosen; those after them move up.
    pub(super) fn retain(&mut self, is_kept: impl FnMut(usize) -> bool) {
        self.rows.retain(is_kept);
    }

    /// Whether an id holds a text.
    pub(super) fn contains(&self, separator: char) -> bool {
        self.text.contains(separator)
    }
}
