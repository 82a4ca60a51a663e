//! Tables of others on the command line.

use std::path::Path;

use chrono::FixedOffset;
use clap::Args;
use knockon::io::{FileFormat, HistoryOptions, TableView};

use crate::answer::Failure;
use crate::time::offset;

/// Arguments that say how a table of readings or tickets is read.
#[derive(Debug, Args)]
pub(crate) struct TableArguments {
    /// What the table calls a column; may be given again for others
    #[arg(long, value_name = "OURS=THEIRS", value_parser = pair)]
    column: Vec<(String, String)>,

    /// Read those rows alone whose column has this value; several values of a column are
    /// alternatives
    #[arg(long = "where", value_name = "COLUMN=VALUE", value_parser = pair)]
    rows: Vec<(String, String)>,

    /// Local time minus UTC, for instants without an offset, days of the calendar and all that is
    /// printed
    #[arg(long, value_name = "OFFSET", default_value = "+00:00", value_parser = offset,
          allow_hyphen_values = true)]
    pub(crate) offset: FixedOffset,
}

impl TableArguments {
    /// How a table is read.
    pub(crate) fn options(&self) -> HistoryOptions {
        let mut view = TableView::default();
        view.columns.clone_from(&self.column);
        view.rows.clone_from(&self.rows);
        HistoryOptions::default().offset(self.offset).view(view)
    }

    /// Refuses what a document cannot be read with.
    pub(crate) fn refuse_for_document(&self, path: &Path) -> Result<(), Failure> {
        let is_document = FileFormat::of_name(path).is_some_and(|it| it != FileFormat::Csv);
        if is_document && !(self.column.is_empty() && self.rows.is_empty()) {
            let path = path.display();
            return Err(format!("--column and --where are for tables; {path} is a document").into());
        }
        Ok(())
    }
}

/// Splits `ONE=OTHER` at the first `=`.
fn pair(text: &str) -> Result<(String, String), String> {
    let (one, other) = text.split_once('=').ok_or("`NAME=VALUE` is needed")?;
    Ok((one.trim().to_owned(), other.trim().to_owned()))
}
