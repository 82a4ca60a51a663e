//! Why there is no query.

use crate::unit::{Figure, OutOfRange};

/// Why there is no query.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SqlError {
    /// SQL cannot say it.
    #[error("{what} cannot be said in SQL; ask about these customers in memory")]
    NotInSql {
        /// What cannot be said.
        what: &'static str,
    },
    /// Customers under this rule have no exposure.
    #[error("customers have no exposure with {what}; write the query that evaluates them instead")]
    NotLinear {
        /// What is not linear.
        what: &'static str,
    },
    /// A number is outside its range.
    #[error("{what} `{value}` is outside {range}", value = Figure(*.value))]
    OutOfRange {
        /// What the number is.
        what: &'static str,
        /// The number given.
        value: f64,
        /// The range allowed.
        range: &'static str,
    },
    /// A transfer is no non-decreasing map that ends in (1, 1).
    #[error("the transfer of the customers cannot be used: {message}")]
    Transfer {
        /// What is wrong with it.
        message: String,
    },
    /// A name or a text holds a character that no engine takes.
    #[error("`{text}` holds a character of code 0, which no query can hold")]
    NulInText {
        /// The text, without that character.
        text: String,
    },
    /// A name is empty.
    #[error("the name of the {what} is empty")]
    EmptyName {
        /// What the name is of.
        what: &'static str,
    },
    /// A column that makes segments is called as another column of the answer.
    #[error(
        "segments are made by column `{name}`, as which the answer has another one; give it another \
         name in a view"
    )]
    TakenName {
        /// The name.
        name: String,
    },
    /// There are more departments than a query can list.
    #[error(
        "there are {count} departments, more than the {limit} that a query lists; load their \
         qualities as a table, and name it"
    )]
    TooManyDepartments {
        /// How many there are.
        count: usize,
        /// The most listed.
        limit: usize,
    },
    /// A table of departments has no rows.
    #[error("the assessment has no department, where a query needs one")]
    NoDepartment,
    /// Nothing is asked about segments.
    #[error("no statistic is asked for, where one at least is needed")]
    NoStatistic,
}

impl From<OutOfRange> for SqlError {
    fn from(OutOfRange { what, value, range }: OutOfRange) -> Self {
        Self::OutOfRange { what, value, range }
    }
}
