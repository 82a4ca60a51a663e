//! Tables of others: how they name their columns, and which of their rows are meant.

/// How a table names its columns, and which of its rows are read.
///
/// # Examples
///
/// ```
/// use chrono::{FixedOffset, TimeDelta};
/// use knockon::io::{HistoryOptions, TableView, csv};
///
/// let table = "time;probe;state;up\n\
///              2026-03-02 09:00:00;it;final;50%\n\
///              2026-03-02 09:05:00;it;draft;0%\n";
/// let view = TableView::default()
///     .column("at", "Time")
///     .column("party", "probe")
///     .column("quality", "up")
///     .only("state", "final");
/// let mut events = Vec::new();
/// csv::history_from_reader(table.as_bytes(), &HistoryOptions::default().view(view), |event| {
///     events.push(event.clone());
///     Ok(())
/// })?;
/// assert_eq!((events.len(), events[0].quality), (1, 0.5));
/// # Ok::<(), knockon::io::HistoryError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
#[must_use]
pub struct TableView {
    /// Pairs of a column's name here and its name in the table. A column of the table that stands
    /// for another is not read under its own name.
    pub columns: Vec<(String, String)>,
    /// Pairs of a column's name in the table and a value. A row is read if each column named here
    /// has one of the values given for it; every row is where none is named.
    pub rows: Vec<(String, String)>,
}

impl TableView {
    /// Adds a pair to [`columns`](Self::columns): the table calls our column `ours` `theirs`.
    pub fn column(mut self, ours: impl Into<String>, theirs: impl Into<String>) -> Self {
        self.columns.push((ours.into(), theirs.into()));
        self
    }

    /// Adds a pair to [`rows`](Self::rows): the table's `column` must have this value.
    pub fn only(mut self, column: impl Into<String>, value: impl Into<String>) -> Self {
        self.rows.push((column.into(), value.into()));
        self
    }
}
