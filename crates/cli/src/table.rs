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

    /// A word that a table of readings has in place of a number, and the quality it stands for, or
    /// `unknown`; may be given again for others. OK, UP, DEGRADED, WARNING, DOWN, CRITICAL and
    /// UNKNOWN are read as 1, 1, 0.5, 0.5, 0, 0 and unknown
    #[arg(long, value_name = "WORD=QUALITY", value_parser = state)]
    state: Vec<(String, Option<f64>)>,

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
        let mut options = HistoryOptions::default().offset(self.offset).view(view);
        options.states.clone_from(&self.state);
        options
    }

    /// Refuses what a document cannot be read with.
    pub(crate) fn refuse_for_document(&self, path: &Path) -> Result<(), Failure> {
        let is_document = FileFormat::of_name(path).is_some_and(|it| it != FileFormat::Csv);
        let says_nothing = self.column.is_empty() && self.rows.is_empty() && self.state.is_empty();
        if is_document && !says_nothing {
            let path = path.display();
            let options =
                if self.state.is_empty() { "--column and --where are" } else { "--state is" };
            return Err(format!("{options} for tables; {path} is a document").into());
        }
        Ok(())
    }
}

/// Splits `ONE=OTHER` at the first `=`.
fn pair(text: &str) -> Result<(String, String), String> {
    let (one, other) = text.split_once('=').ok_or("`NAME=VALUE` is needed")?;
    Ok((one.trim().to_owned(), other.trim().to_owned()))
}

/// Reads `WORD=QUALITY`, or `WORD=unknown`.
fn state(text: &str) -> Result<(String, Option<f64>), String> {
    let (word, quality) = pair(text)?;
    if quality.eq_ignore_ascii_case("unknown") {
        return Ok((word, None));
    }
    let number: Option<f64> = quality.parse().ok().filter(|it| (0.0..=1.0).contains(it));
    match number {
        Some(number) => Ok((word, Some(number))),
        None => Err(format!("`{quality}` is neither in 0..=1 nor `unknown`")),
    }
}
