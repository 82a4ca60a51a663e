//! The one error that every other converts into.

use crate::chain::ContingencyError;
use crate::demand::StaffingError;
use crate::explain::{AttributionError, BracketError, RangeError};
use crate::id::UnknownId;
#[cfg(any(feature = "json", feature = "csv"))]
use crate::io::HistoryError;
use crate::io::ReadError;
#[cfg(feature = "csv")]
use crate::io::csv::TableError;
#[cfg(feature = "json")]
use crate::io::json::JsonError;
use crate::network::{ColumnsError, CompileError};
use crate::organisation::Invalid;
use crate::quality::{BatchError, NotConverged, ObjectiveError, ResolvedError, UnrelatedNetworks};
use crate::queue::QueueError;
use crate::time::{EventError, RefusedEvents, ReplayError, TimelineError};
use crate::unit::OutOfRange;

/// Whatever this crate refuses, for programs that pass every refusal on.
///
/// Each module has an error of its own, which says what a caller may match; all of them convert
/// into this one by `?`. Messages and sources are those of the error inside.
///
/// # Examples
///
/// ```
/// use knockon::{Department, ExternalCustomer, Objective, Organisation, Scenario, Service};
///
/// fn main() -> Result<(), knockon::Error> {
///     let organisation = Organisation::builder("Ferry")
///         .department(Department::new("crew"))
///         .customer(ExternalCustomer::person("islanders"))
///         .service(Service::new("crossings", "crew", "islanders").dependence(0.9))
///         .build()?; // Invalid
///     let network = organisation.compile()?; // CompileError
///     let short = network.solve(&Scenario::new("short").capability("crew", 0.5))?; // Invalid
///     let islanders = Objective::party(&network, "islanders")?; // ObjectiveError
///     assert!((islanders.value(short.converged()?)? - 0.55).abs() < 1e-15); // NotConverged
///
///     let unknown: knockon::Error = Objective::party(&network, "tourists").unwrap_err().into();
///     let message = "`tourists` is neither a department nor an external customer";
///     assert_eq!(unknown.to_string(), message);
///     assert!(matches!(unknown, knockon::Error::Objective(_)));
///     Ok(())
/// }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number is outside the range of its type.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// An id is looked for in vain.
    #[error(transparent)]
    UnknownId(#[from] UnknownId),
    /// An organisation, a scenario or a plan is not valid.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// An organisation cannot be compiled.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// Columns do not describe a network.
    #[error(transparent)]
    Columns(#[from] ColumnsError),
    /// A queue, or a question about one, is refused.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// A run did not settle, and its caller insists.
    #[error(transparent)]
    NotConverged(#[from] NotConverged),
    /// A batch cannot be asked for something.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// A contingency analysis cannot be made.
    #[error(transparent)]
    Contingency(#[from] ContingencyError),
    /// Values of a resolved scenario are refused.
    #[error(transparent)]
    Resolved(#[from] ResolvedError),
    /// An objective cannot be made.
    #[error(transparent)]
    Objective(#[from] ObjectiveError),
    /// Two assessments cannot be compared.
    #[error(transparent)]
    Unrelated(#[from] UnrelatedNetworks),
    /// A change cannot be split by solving for its parts.
    #[error(transparent)]
    Attribution(#[from] AttributionError),
    /// A bracket cannot be worked out.
    #[error(transparent)]
    Bracket(#[from] BracketError),
    /// Ranges have no bounds.
    #[error(transparent)]
    Range(#[from] RangeError),
    /// People cannot be varied.
    #[error(transparent)]
    Staffing(#[from] StaffingError),
    /// An event of a history is refused.
    #[error(transparent)]
    Event(#[from] EventError),
    /// Events of a history are refused.
    #[error(transparent)]
    RefusedEvents(#[from] RefusedEvents),
    /// A history cannot be replayed.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// A timeline cannot be followed.
    #[error(transparent)]
    Timeline(#[from] TimelineError),
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A document cannot be used.
    #[cfg(feature = "json")]
    #[error(transparent)]
    Json(#[from] JsonError),
    /// Tables cannot be used.
    #[cfg(feature = "csv")]
    #[error(transparent)]
    Tables(#[from] TableError),
    /// A history cannot be read.
    #[cfg(any(feature = "json", feature = "csv"))]
    #[error(transparent)]
    History(#[from] HistoryError),
}
