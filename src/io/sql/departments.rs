//! The qualities of departments as a table.

use super::customer_table::named;
use super::dialect::Dialect;
use super::error::SqlError;
use crate::quality::{Assessment, PartyQuality};

/// The most departments that a query lists; more are loaded as a table.
pub const MOST_LISTED: usize = 10_000;

/// Where a query has the qualities of departments from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum DepartmentQualities<'a> {
    /// A solved state, which the query lists: up to [`MOST_LISTED`] departments.
    Of(&'a Assessment),
    /// A table, as [`departments`] or a file made it.
    Table {
        /// What comes before the name of the table.
        schema: Vec<&'a str>,
        /// The name of the table.
        table: &'a str,
        /// Its column of ids.
        department: &'a str,
        /// Its column of qualities, 0..=1.
        quality: &'a str,
    },
}

impl DepartmentQualities<'_> {
    /// Selects `department_id` and `quality`.
    pub(super) fn select(&self, dialect: Dialect) -> Result<String, SqlError> {
        match self {
            Self::Of(assessment) => {
                listed(assessment, ["department_id", "quality"].map(str::to_owned), dialect)
            }
            Self::Table { schema, table, department, quality } => {
                let name = schema.iter().chain([table]);
                let name = name.map(|part| named("table", part, dialect));
                let name = name.collect::<Result<Vec<_>, _>>()?.join(".");
                let department = named("column", department, dialect)?;
                let quality = dialect.double(&named("column", quality, dialect)?);
                Ok(format!(
                    "select\n  {department} as department_id,\n  {quality} as quality\nfrom {name}"
                ))
            }
        }
    }
}

/// Writes the qualities of departments as a query with the columns `department` and `quality`, for
/// `create table … as`.
///
/// # Errors
///
/// [`SqlError::TooManyDepartments`] above [`MOST_LISTED`], [`SqlError::NoDepartment`], and
/// [`SqlError::NulInText`].
///
/// # Complexity
///
/// Linear in departments.
///
/// # Examples
///
/// ```
/// use knockon::io::sql::{Dialect, departments};
/// use knockon::{Department, Organisation};
///
/// let today = Organisation::builder("Shop")
///     .department(Department::new("web").capability(0.3))
///     .department(Department::new("children's wear"))
///     .build()?
///     .compile()?
///     .baseline();
/// let query = departments(&today, Dialect::DuckDb)?;
/// assert_eq!(
///     query,
///     "select * from (\n  values\n    ('web', 3e-1),\n    ('children''s wear', 1e0)\n\
///      ) as t (\"department\", \"quality\")\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn departments(assessment: &Assessment, dialect: Dialect) -> Result<String, SqlError> {
    let names = [dialect.identifier("department")?, dialect.identifier("quality")?];
    Ok(listed(assessment, names, dialect)? + "\n")
}

/// Lists departments in columns of these names.
fn listed(
    assessment: &Assessment,
    [department, quality]: [String; 2],
    dialect: Dialect,
) -> Result<String, SqlError> {
    let count = assessment.network().department_count();
    match count {
        0 => return Err(SqlError::NoDepartment),
        count if count > MOST_LISTED => {
            return Err(SqlError::TooManyDepartments { count, limit: MOST_LISTED });
        }
        _ => {}
    }
    let parties = assessment.parties().filter(PartyQuality::is_department);
    let rows = parties.enumerate().map(|(place, party)| {
        let id = dialect.text(party.id().as_str())?;
        let value = dialect.number(party.quality().get());
        Ok(match (dialect, place) {
            (Dialect::BigQuery, 0) => format!("struct({id} as {department}, {value} as {quality})"),
            (Dialect::BigQuery, _) => format!("struct({id}, {value})"),
            _ => format!("({id}, {value})"),
        })
    });
    let rows = rows.collect::<Result<Vec<_>, SqlError>>()?.join(",\n    ");
    Ok(match dialect {
        Dialect::BigQuery => format!("select * from unnest([\n    {rows}\n])"),
        _ => format!("select * from (\n  values\n    {rows}\n) as t ({department}, {quality})"),
    })
}
