//! How engines write names, texts, numbers and types.

use std::fmt;
use std::str::FromStr;

use super::error::SqlError;

/// The SQL of an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// ISO 9075 and `replace`, for engines that are not listed; names of segments end after 1,000
    /// characters.
    Ansi,
    /// Apache `DataFusion`; run in tests.
    DataFusion,
    /// `DuckDB`; run in tests.
    DuckDb,
    /// `PostgreSQL` 12 and later; run in tests.
    Postgres,
    /// Apache Spark 3 and later.
    Spark,
    /// Snowflake.
    Snowflake,
    /// `BigQuery`, standard SQL.
    BigQuery,
}

/// A text that is no dialect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "dialect `{given}` is unknown, where one of `ansi`, `datafusion`, `duckdb`, `postgres`, \
     `spark`, `snowflake`, `bigquery` is needed"
)]
#[non_exhaustive]
pub struct UnknownDialect {
    /// The text given.
    pub given: String,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 7] = [
        Self::Ansi,
        Self::DataFusion,
        Self::DuckDb,
        Self::Postgres,
        Self::Spark,
        Self::Snowflake,
        Self::BigQuery,
    ];

    /// Returns its name, such as `duckdb`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ansi => "ansi",
            Self::DataFusion => "datafusion",
            Self::DuckDb => "duckdb",
            Self::Postgres => "postgres",
            Self::Spark => "spark",
            Self::Snowflake => "snowflake",
            Self::BigQuery => "bigquery",
        }
    }

    /// Whether a reverse solidus begins an escape sequence in texts.
    const fn escapes(self) -> bool {
        matches!(self, Self::Spark | Self::Snowflake | Self::BigQuery)
    }

    /// A name, quoted.
    pub(super) fn identifier(self, name: &str) -> Result<String, SqlError> {
        let name = without_nul(name)?;
        Ok(match self {
            Self::Spark => format!("`{}`", name.replace('`', "``")),
            Self::BigQuery => format!("`{}`", escaped(name).replace('`', "\\`")),
            _ => format!("\"{}\"", name.replace('"', "\"\"")),
        })
    }

    /// A text, quoted.
    pub(super) fn text(self, text: &str) -> Result<String, SqlError> {
        let text = without_nul(text)?;
        Ok(if self.escapes() {
            format!("'{}'", escaped(text).replace('\'', "\\'"))
        } else {
            format!("'{}'", text.replace('\'', "''"))
        })
    }

    /// A number that reads back bit for bit: with an exponent it is a floating-point number, and no
    /// decimal one.
    pub(super) fn number(self, number: f64) -> String {
        match self {
            Self::Postgres => format!("cast({number:e} as double precision)"),
            _ => format!("{number:e}"),
        }
    }

    /// An expression as a floating-point number.
    pub(super) fn double(self, expression: &str) -> String {
        let double = match self {
            Self::DataFusion | Self::DuckDb | Self::Spark => "double",
            Self::BigQuery => "float64",
            Self::Ansi | Self::Postgres | Self::Snowflake => "double precision",
        };
        format!("cast({expression} as {double})")
    }

    /// An expression as text.
    pub(super) fn as_text(self, expression: &str) -> String {
        let text = match self {
            Self::Spark | Self::BigQuery => "string",
            Self::Ansi => "varchar(1000)",
            Self::DataFusion | Self::DuckDb | Self::Postgres | Self::Snowflake => "varchar",
        };
        format!("cast({expression} as {text})")
    }

    pub(super) fn least(self, one: &str, other: &str) -> String {
        match self {
            Self::Ansi => format!("case when {one} <= {other} then {one} else {other} end"),
            _ => format!("least({one}, {other})"),
        }
    }

    pub(super) fn greatest(self, one: &str, other: &str) -> String {
        match self {
            Self::Ansi => format!("case when {one} >= {other} then {one} else {other} end"),
            _ => format!("greatest({one}, {other})"),
        }
    }

    /// A sum over many rows: the one that carries rounding errors along, where there is one.
    pub(super) const fn long_sum(self) -> &'static str {
        match self {
            Self::DuckDb => "fsum",
            _ => "sum",
        }
    }

    /// `exp`, of what may be far below 0: engines differ in what they do below the least number.
    pub(super) fn exp(self, expression: &str) -> String {
        format!("exp({})", self.greatest(expression, &self.number(-700.0)))
    }
}

/// A text as dialects with escape sequences have it, apart from its quotes.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
    text.replace('\t', "\\t")
}

fn without_nul(text: &str) -> Result<&str, SqlError> {
    if text.contains('\0') {
        return Err(SqlError::NulInText { text: text.replace('\0', "") });
    }
    Ok(text)
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(text: &str) -> Result<Self, UnknownDialect> {
        let found = Self::ALL.into_iter().find(|dialect| dialect.name() == text);
        found.ok_or_else(|| UnknownDialect { given: text.to_owned() })
    }
}
