//! Customers of a [`knockon`] organisation that live in tables, solved within `DataFusion`.
//!
//! External customers are leaves: given what departments deliver, which one solve in memory says, the
//! quality of a customer is a function of its own few rows. A population of any size is a scan and a
//! grouping, and no customer has to be held:
//!
//! ```text
//! rows (one a service) ──group──> customer ──group──> segment
//!                         ↑
//!              qualities of departments
//! ```
//!
//! * [`Customers`] asks about a table that is described by the names of its columns: the quality of every
//!   customer, statistics of segments in one state or many, and the exposure.
//! * [`register`] brings functions of SQL for queries of one's own.
//!
//! Both call the equation of the library ([`CustomerKernel`](knockon::io::sql::CustomerKernel)), so that
//! every rule and substitution is there and customers equal those in memory to 1e-12. The queries that
//! [`knockon::io::sql`] writes as text run on any engine instead, under rules that SQL can say.
//!
//! # Sorted rows
//!
//! Rows come in any order. In no order they are all kept until the last has come; a limit of memory
//! (`FairSpillPool`) makes the engine spill them to disk. Rows sorted by customer are gone with their
//! customer. The table has to say that it is sorted, which a Parquet file written `with_sort_by` does,
//! and the session option `datafusion.optimizer.prefer_existing_sort` makes every partition stream:
//!
//! ```
//! use datafusion::prelude::{SessionConfig, SessionContext};
//!
//! let mut config = SessionConfig::new();
//! config.options_mut().optimizer.prefer_existing_sort = true;
//! let context = SessionContext::new_with_config(config);
//! # let _ = context;
//! ```
//!
//! # Rows that cannot be used
//!
//! Nothing is left out and nothing is guessed: a null, an unknown department, a number outside its range,
//! two values of what a customer or a need has one of, and a department that is there twice are errors,
//! which name the table, the customer, the column, the value, and what would be right. `DataFusion` does not
//! tell functions in which row of which file a value is; the customer and the column find it.
//!
//! # What is not here
//!
//! Departments fit one machine, and are solved by [`knockon`]. A cluster runs the queries of
//! [`knockon::io::sql`], which need none of these functions.

#![forbid(unsafe_code)]

mod checked_customer;
mod compensated_sum;
mod customer;
mod customer_quality;
mod customers;
mod departments;
mod error;
mod evaluation;
mod exposure;
mod functions;
mod grouped_rows;
mod one_group;
mod range;
mod segments;
mod table;

pub use customers::Customers;
pub use error::{Error, RowFault};
pub use functions::register;
pub use segments::{SegmentStatistics, StatisticValue};
