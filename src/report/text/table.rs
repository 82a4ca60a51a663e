//! Tables for people.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// A column of a table, by its heading.
#[derive(Debug, Clone, Copy)]
pub enum Column<'a> {
    /// Words, aligned at their start.
    Text(&'a str),
    /// Numbers, aligned at their end.
    Number(&'a str),
}

/// Lays out the first `top` rows, and says how many more there are, or that there is none.
///
/// # Examples
///
/// ```
/// use knockon::report::text::{Column, table};
///
/// let rows = [["IT", "12"], ["Shops", "140"], ["Fleet", "9"]];
/// let columns = [Column::Text("department"), Column::Number("agents")];
/// let expected = " department  agents\n IT              12\n Shops          140\n and 1 more\n";
/// assert_eq!(table(&columns, rows.into_iter(), 2), expected);
/// ```
pub fn table<R>(
    columns: &[Column<'_>],
    rows: impl ExactSizeIterator<Item = R>,
    top: usize,
) -> String
where
    R: IntoIterator<Item: Into<String>>,
{
    if rows.len() == 0 {
        return " none\n".to_owned();
    }
    let more = rows.len().saturating_sub(top);
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(columns.iter().map(|column| match column {
        Column::Text(heading) | Column::Number(heading) => *heading,
    }));
    table.add_rows(rows.take(top).map(|row| row.into_iter().map(Into::<String>::into)));
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
