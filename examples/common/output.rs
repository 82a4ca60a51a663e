//! How an example answers people: one text, tables in it, warnings beside it.

use std::fmt::Write as _;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use comfy_table::{CellAlignment, ContentArrangement, Row, Table, presets};

use super::Failure;

/// Prints an answer, or says why there is none: exit code 2, and nothing on standard output.
///
/// The whole answer must be worked out before, so that a failure never follows half of it.
pub(crate) fn finish(answer: Result<String, Failure>) -> ExitCode {
    match answer.and_then(|text| Ok(print(&text)?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&error.to_string());
            ExitCode::from(2)
        }
    }
}

/// Warns on standard error.
pub(crate) fn warn(message: &str) {
    say(&format!("warning: {message}"));
}

/// Prints to standard error. Where nobody can be told that this failed, it is no failure.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Prints to standard output; a reader that has seen enough is no failure.
fn print(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

/// A column of a table, by its heading.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Column<'a> {
    /// Words, aligned at their start.
    Text(&'a str),
    /// Numbers, aligned at their end.
    Number(&'a str),
}

/// Lays out the first `top` rows, and says how many more there are.
pub(crate) fn table<R: Into<Row>>(
    columns: &[Column<'_>],
    rows: impl ExactSizeIterator<Item = R>,
    top: usize,
) -> String {
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

/// Text from files without control characters, which could rewrite a terminal.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}
