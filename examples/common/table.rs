//! Tables for people.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ContentArrangement, Row, Table, presets};

/// A column of a table, by its heading.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Column<'a> {
    /// Words, aligned at their start.
    Text(&'a str),
    /// Numbers, aligned at their end.
    Number(&'a str),
}

/// Lays out the first `top` rows, and says how many more there are, or that there is none.
pub(crate) fn table<R: Into<Row>>(
    columns: &[Column<'_>],
    rows: impl ExactSizeIterator<Item = R>,
    top: usize,
) -> String {
    if rows.len() == 0 {
        return " none\n".to_owned();
    }
    let more = rows.len().saturating_sub(top);
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(columns.iter().map(|column| match column {
        Column::Text(heading) | Column::Number(heading) => *heading,
    }));
    table.add_rows(rows.take(top));
    for (column, stated) in table.column_iter_mut().zip(columns) {
        if let Column::Number(_) = stated {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text = format!("{}\n", table.trim_fmt());
    if more > 0 {
        let _ = writeln!(text, " and {more} more");
    }
    text
}
