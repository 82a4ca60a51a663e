//! Why a table of customers has no answer.

use std::fmt;

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::util::display::array_value_to_string;
use datafusion::common::DataFusionError;
use knockon::io::sql::SqlError;

/// Why a table of customers has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A rule, a statistic or the name of a column is refused.
    #[error(transparent)]
    Refused(#[from] SqlError),
    /// A row of the table cannot be used.
    #[error(transparent)]
    Row(#[from] RowFault),
    /// The table has no rows.
    #[error("table `{table}` has no rows, where one at least is needed")]
    Empty {
        /// The table.
        table: String,
    },
    /// No state is asked about.
    #[error("no assessment is given, where one at least is needed")]
    NoAssessment,
    /// A state is of an organisation that lacks a department.
    #[error("scenario `{scenario}` is of an organisation without department `{department}`")]
    Lacks {
        /// The scenario of the state.
        scenario: String,
        /// The department.
        department: String,
    },
    /// Two states have one name.
    #[error("two assessments are of scenarios called `{scenario}`, where each has its own name")]
    SameName {
        /// The name.
        scenario: String,
    },
    /// The rows make an exposure that is refused.
    #[error("table `{table}` makes no exposure: {message}")]
    Exposure {
        /// The table.
        table: String,
        /// Every problem of it.
        message: String,
    },
    /// `DataFusion` refused or failed: an unknown table or column, a file, its memory limit.
    #[error(transparent)]
    Engine(DataFusionError),
}

/// A row, or the rows of a customer, that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("table `{table}`: {rows}: {message}")]
#[non_exhaustive]
pub struct RowFault {
    /// The table.
    pub table: String,
    /// Which rows, as ``customer `c17` ``.
    pub rows: String,
    /// The column, the value and what would be right.
    pub message: String,
}

/// Finds the fault of a row within the errors that the engine wraps around it.
impl From<DataFusionError> for Error {
    fn from(error: DataFusionError) -> Self {
        match error.find_root() {
            DataFusionError::External(cause) => match cause.downcast_ref::<RowFault>() {
                Some(fault) => Self::Row(fault.clone()),
                None => Self::Engine(error),
            },
            _ => Self::Engine(error),
        }
    }
}

/// A number as messages show it: with an exponent where its digits would be mostly zeros.
pub(crate) struct Number(pub(crate) f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.abs();
        let is_plain = !size.is_finite() || (1e-5..1e16).contains(&size) || size <= 0.0;
        if is_plain { write!(f, "{}", self.0) } else { write!(f, "{:e}", self.0) }
    }
}

/// A value of a column as messages show it: no more than some hundred characters.
pub(crate) fn shown(column: &ArrayRef, row: usize) -> String {
    const MOST: usize = 100;
    let text = array_value_to_string(column, row).unwrap_or_else(|_| "?".to_owned());
    match text.char_indices().nth(MOST) {
        None => text,
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}
