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
use crate::organisation::{Element, Invalid, Problem, ProblemCode, UnknownRule};
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
/// use knockon::{Department, ErrorKind, ExternalCustomer, Objective, Organisation, Scenario};
/// use knockon::Service;
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
///     let message = "`tourists` is not a department or an external customer";
///     assert_eq!(unknown.to_string(), message);
///     assert!(matches!(unknown, knockon::Error::Objective(_)));
///     assert_eq!((unknown.kind(), unknown.id()), (ErrorKind::UnknownId, Some("tourists")));
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
    /// A text is no rule.
    #[error(transparent)]
    Rule(#[from] UnknownRule),
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

/// What kind of refusal an [`Error`] is: what a program does about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An id names nothing, or something of another kind; [`Error::id`] is that id.
    UnknownId,
    /// A number, an instant or a text is outside what is allowed.
    InvalidValue,
    /// A statement has problems of several kinds; [`Error::problems`] lists them.
    InvalidStatement,
    /// The question has no answer for this organisation or scenario.
    Unanswerable,
    /// Two inputs are of different networks.
    DifferentNetworks,
    /// More is given, or asked for, than a limit allows.
    TooLarge,
    /// A run ended before it settled.
    NotSettled,
    /// A run was broken off by its caller.
    Stopped,
    /// A file is not of the shape that it must have.
    Unreadable,
    /// The operating system failed to read or write.
    Io,
}

/// The kind of a statement's problems, where all are of one.
fn kind_of(problems: &[Problem]) -> ErrorKind {
    let kind = |problem: &Problem| match problem.code() {
        ProblemCode::Unknown => ErrorKind::UnknownId,
        ProblemCode::OutOfRange => ErrorKind::InvalidValue,
        ProblemCode::TooMany => ErrorKind::TooLarge,
        ProblemCode::Unreadable => ErrorKind::Unreadable,
        _ => ErrorKind::InvalidStatement,
    };
    let mut kinds = problems.iter().map(kind);
    let first = kinds.next().unwrap_or(ErrorKind::InvalidStatement);
    if kinds.all(|kind| kind == first) { first } else { ErrorKind::InvalidStatement }
}

/// The id by which the first problem names its place.
fn id_of(problems: &[Problem]) -> Option<&str> {
    match problems.first()?.place().element() {
        Element::Key(key) => Some(key),
        Element::Whole | Element::Index(_) | Element::Line(_) => None,
    }
}

/// What a refusal says of itself: its kind, its problems, and the id at fault.
struct Refusal<'a> {
    kind: ErrorKind,
    problems: &'a [Problem],
    id: Option<&'a str>,
}

impl<'a> Refusal<'a> {
    const fn of(kind: ErrorKind) -> Self {
        Self { kind, problems: &[], id: None }
    }

    const fn at(kind: ErrorKind, id: &'a str) -> Self {
        Self { kind, problems: &[], id: Some(id) }
    }

    fn unknown(unknown: &'a UnknownId) -> Self {
        Self::at(ErrorKind::UnknownId, unknown.id())
    }

    fn invalid(invalid: &'a Invalid) -> Self {
        let problems = invalid.problems();
        Self { kind: kind_of(problems), problems, id: id_of(problems) }
    }

    fn compile(error: &'a CompileError) -> Self {
        match error {
            CompileError::EndlessRequests { departments } => Self {
                id: departments.first().map(AsRef::as_ref),
                ..Self::of(ErrorKind::Unanswerable)
            },
            CompileError::Stopped => Self::of(ErrorKind::Stopped),
        }
    }

    const fn columns(error: &ColumnsError) -> Self {
        Self::of(match error {
            ColumnsError::Length { .. } => ErrorKind::InvalidStatement,
            ColumnsError::Party { .. } => ErrorKind::UnknownId,
            ColumnsError::OutOfRange { .. }
            | ColumnsError::Order { .. }
            | ColumnsError::OwnWeight { .. } => ErrorKind::InvalidValue,
            ColumnsError::TooMany { .. } => ErrorKind::TooLarge,
        })
    }

    fn batch(error: &'a BatchError) -> Self {
        match error {
            BatchError::Unknown(unknown) => Self::unknown(unknown),
            BatchError::Duplicate { id } => Self::at(ErrorKind::InvalidStatement, id),
            BatchError::Threshold { .. } => Self::of(ErrorKind::InvalidValue),
        }
    }

    fn objective(error: &'a ObjectiveError) -> Self {
        match error {
            ObjectiveError::Unknown(unknown) => Self::unknown(unknown),
            ObjectiveError::Duplicate { id } => Self::at(ErrorKind::InvalidStatement, id),
            ObjectiveError::Weight { id, .. } => Self::at(ErrorKind::InvalidValue, id),
            ObjectiveError::NoPopulation => Self::of(ErrorKind::Unanswerable),
        }
    }

    fn range(error: &'a RangeError) -> Self {
        match error {
            RangeError::Invalid(invalid) => Self::invalid(invalid),
            RangeError::Reversed { id, .. } | RangeError::Dependence { id, .. } => {
                Self::at(ErrorKind::InvalidValue, id)
            }
            RangeError::Unknown(unknown) => Self::unknown(unknown),
            RangeError::Duplicate { id } | RangeError::DependenceSet { id } => {
                Self::at(ErrorKind::InvalidStatement, id)
            }
            RangeError::Effort { id, .. } => Self::at(ErrorKind::Unanswerable, id),
            RangeError::Compile(error) => Self::compile(error),
            RangeError::NoOrganisation | RangeError::NotCertified => {
                Self::of(ErrorKind::Unanswerable)
            }
            RangeError::NotSettled { .. } => Self::of(ErrorKind::NotSettled),
        }
    }

    fn staffing(error: &'a StaffingError) -> Self {
        match error {
            StaffingError::Scenario(invalid) => Self::invalid(invalid),
            StaffingError::Unknown(unknown) => Self::unknown(unknown),
            StaffingError::CapabilitySet { id } | StaffingError::NoStaff { id } => {
                Self::at(ErrorKind::Unanswerable, id)
            }
        }
    }

    fn event(error: &'a EventError) -> Self {
        match error {
            EventError::Invalid(invalid) => Self::invalid(invalid),
            EventError::Instant { .. } | EventError::Disorder { .. } => {
                Self::of(ErrorKind::InvalidValue)
            }
            EventError::TooManyLines { .. } => Self::of(ErrorKind::TooLarge),
        }
    }

    fn events(refused: &'a RefusedEvents) -> Self {
        let first = refused.events().first();
        first.map_or(Self::of(ErrorKind::InvalidStatement), |(_, error)| Self::event(error))
    }

    fn replay(error: &'a ReplayError) -> Self {
        match error {
            ReplayError::Events(refused) => Self::events(refused),
            ReplayError::TooManyLines { .. } => Self::of(ErrorKind::TooLarge),
            ReplayError::Period { .. }
            | ReplayError::EndsEarly { .. }
            | ReplayError::Instant { .. }
            | ReplayError::Threshold { .. }
            | ReplayError::Target { .. }
            | ReplayError::Gap { .. }
            | ReplayError::Maintenance { .. } => Self::of(ErrorKind::InvalidValue),
        }
    }

    #[cfg(feature = "json")]
    fn json(error: &'a JsonError) -> Self {
        match error {
            JsonError::Unreadable { .. } => Self::of(ErrorKind::Unreadable),
            JsonError::TooLarge { .. } | JsonError::TooMany { .. } => Self::of(ErrorKind::TooLarge),
            JsonError::Invalid(invalid) => Self::invalid(invalid),
        }
    }

    #[cfg(feature = "csv")]
    fn tables(error: &'a TableError) -> Self {
        match error {
            TableError::Unreadable { .. } => Self::of(ErrorKind::Unreadable),
            TableError::DependenceTotalMissing | TableError::DependenceTotalTwice => {
                Self::of(ErrorKind::InvalidStatement)
            }
            TableError::DependenceTotal { .. } => Self::of(ErrorKind::InvalidValue),
            TableError::TooLarge { .. } | TableError::TooMany { .. } => {
                Self::of(ErrorKind::TooLarge)
            }
            TableError::Invalid(invalid) => Self::invalid(invalid),
        }
    }

    #[cfg(any(feature = "json", feature = "csv"))]
    fn history(error: &'a HistoryError) -> Self {
        match error {
            HistoryError::Io { .. } => Self::of(ErrorKind::Io),
            HistoryError::TooLarge { .. } => Self::of(ErrorKind::TooLarge),
            HistoryError::Unreadable { .. } => Self::of(ErrorKind::Unreadable),
            HistoryError::Invalid { problems, .. } => {
                let refusal = problems.first().and_then(|problem| problem.refusal.as_ref());
                refusal.map_or(Self::of(ErrorKind::InvalidStatement), Self::event)
            }
        }
    }

    fn read(error: &'a ReadError) -> Self {
        match error {
            ReadError::Io { .. } => Self::of(ErrorKind::Io),
            ReadError::TooLarge { .. } => Self::of(ErrorKind::TooLarge),
            ReadError::TableForDocument { .. } => Self::of(ErrorKind::Unreadable),
            #[cfg(feature = "json")]
            ReadError::Json { source, .. } => Self::json(source),
            #[cfg(feature = "csv")]
            ReadError::Tables { source, .. } | ReadError::ScenarioTable { source, .. } => {
                Self::tables(source)
            }
            #[cfg(any(feature = "json", feature = "csv"))]
            ReadError::History { source, .. } => Self::history(source),
        }
    }
}

impl Error {
    /// Returns what kind of refusal it is. A statement whose problems are all of one kind has that
    /// kind.
    pub fn kind(&self) -> ErrorKind {
        self.refusal().kind
    }

    /// Returns the problems of the statement that is refused, at most a hundred; none where it is
    /// no statement that is refused.
    pub fn problems(&self) -> &[Problem] {
        self.refusal().problems
    }

    /// Returns the id at fault: of several problems that of the first, where an id says where that
    /// lies.
    pub fn id(&self) -> Option<&str> {
        self.refusal().id
    }

    fn refusal(&self) -> Refusal<'_> {
        match self {
            Self::OutOfRange(_) | Self::Queue(_) | Self::Rule(_) | Self::Resolved(_) => {
                Refusal::of(ErrorKind::InvalidValue)
            }
            Self::UnknownId(unknown) => Refusal::unknown(unknown),
            Self::Invalid(invalid) => Refusal::invalid(invalid),
            Self::Compile(error) => Refusal::compile(error),
            Self::Columns(error) => Refusal::columns(error),
            Self::NotConverged(_) => Refusal::of(ErrorKind::NotSettled),
            Self::Batch(error) => Refusal::batch(error),
            Self::Contingency(error) => match error {
                ContingencyError::Scenario(invalid) => Refusal::invalid(invalid),
                ContingencyError::Objective(error) => Refusal::objective(error),
                ContingencyError::Threshold { .. } => Refusal::of(ErrorKind::InvalidValue),
            },
            Self::Objective(error) => Refusal::objective(error),
            Self::Unrelated(_) => Refusal::of(ErrorKind::DifferentNetworks),
            Self::Attribution(error) => match error {
                AttributionError::DifferentNetworks => Refusal::of(ErrorKind::DifferentNetworks),
                AttributionError::Unknown(unknown) => Refusal::unknown(unknown),
                AttributionError::Jump { service } => {
                    Refusal::at(ErrorKind::Unanswerable, service.as_str())
                }
            },
            Self::Bracket(error) => match error {
                BracketError::Invalid(invalid) => Refusal::invalid(invalid),
                BracketError::Compile(error) => Refusal::compile(error),
            },
            Self::Range(error) => Refusal::range(error),
            Self::Staffing(error) => Refusal::staffing(error),
            Self::Event(error) => Refusal::event(error),
            Self::RefusedEvents(refused) => Refusal::events(refused),
            Self::Replay(error) => Refusal::replay(error),
            Self::Timeline(error) => match error {
                TimelineError::Invalid(invalid) => Refusal::invalid(invalid),
                TimelineError::TooManySteps { .. } | TimelineError::TooManyValues { .. } => {
                    Refusal::of(ErrorKind::TooLarge)
                }
            },
            Self::Read(error) => Refusal::read(error),
            #[cfg(feature = "json")]
            Self::Json(error) => Refusal::json(error),
            #[cfg(feature = "csv")]
            Self::Tables(error) => Refusal::tables(error),
            #[cfg(any(feature = "json", feature = "csv"))]
            Self::History(error) => Refusal::history(error),
        }
    }
}
