//! Queries for customers that live in a warehouse or in Parquet: text alone, which the engine that
//! has the customers runs.
//!
//! Departments fit one machine; external customers need not. Nobody depends on them, so that what
//! they experience is a join with the qualities of departments and a grouping:
//!
//! ```text
//! customers (one row a service)  ⋈  departments (one row each)  ──group──>  customer  ──group──>  segment
//! ```
//!
//! | query | what it gives |
//! | --- | --- |
//! | [`exposure`] | by how much each department counts for each segment, once: the table that [`exposure_from_slice`](crate::io::csv::exposure_from_slice) reads, for customers under linear rules |
//! | [`evaluate`] | mean, worst, shares below a threshold and quantiles of every segment in one state, under any rule that SQL can say |
//! | [`customer_qualities`] | a row a customer |
//! | [`departments`] | the qualities of departments as a table |
//!
//! # How near it is
//!
//! Of segments of some hundred customers, the answers of three engines equal those of the same
//! customers in memory to 1e-12. Engines add up as they come, so that more rows lose more digits: sums
//! of two million rows were 5.6e-12 off. `DuckDB` has a sum that carries rounding errors along, which is
//! used there. Logarithms take the place of products and powers.
//!
//! # What is refused
//!
//! Nothing of a name or a text is written unquoted. SQL cannot say how likely it is that at least `k`
//! of several services work; that is [`SqlError::NotInSql`]. (An engine that can call Rust has every
//! rule as a [`CustomerKernel`]; the package `knockon-datafusion` is one.) Whatever is wrong with the *rows* is
//! counted by the engine: every query gives a column `refused`, the number of rows with an unknown
//! department, a number missing, or one outside its range, and of customers and needs with two values
//! of what they have one of. Where it is not 0, the other figures say nothing. (What departments there
//! are an exposure does not know: whoever reads it does.)
//!
//! # Dialects
//!
//! The queries are run on `DuckDB`, `DataFusion` and `PostgreSQL` before a change lands, wherever these
//! can be had; the other dialects are written from the manuals of their engines, and nobody has run
//! them.
//!
//! # Examples
//!
//! ```
//! use knockon::io::sql::{
//!     CustomerRule, CustomerTable, DepartmentQualities, Dialect, Statistic, evaluate,
//! };
//! use knockon::{Department, Organisation};
//!
//! let web = Department::new("web").capability(0.5);
//! let today = Organisation::builder("Shop").department(web).build()?.compile()?.baseline();
//! let table = CustomerTable::new("customers", "id", "department", "dependence").group_by(["region"]);
//! let query = evaluate(
//!     &table,
//!     &CustomerRule::default(),
//!     &[Statistic::Mean, Statistic::Below(0.8)],
//!     &DepartmentQualities::Of(&today),
//!     Dialect::DuckDb,
//! )?;
//! assert!(query.contains("from \"customers\" as t"));
//! assert!(query.contains("('web', 5e-1)"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod combine;
mod customer_rule;
mod customer_table;
mod departments;
mod dialect;
mod error;
mod evaluate;
mod exposure;
mod kernel;
mod query;
mod statistic;
mod transfer;

pub use customer_rule::CustomerRule;
pub use customer_table::CustomerTable;
pub use departments::{DepartmentQualities, MOST_LISTED, departments};
pub use dialect::{Dialect, UnknownDialect};
pub use error::SqlError;
pub use evaluate::{customer_qualities, evaluate};
pub use exposure::exposure;
pub use kernel::CustomerKernel;
pub use statistic::Statistic;
