//! The one error that every other converts into.

use crate::availability::AvailabilityError;
use crate::demand::StaffingError;
#[cfg(feature = "evidence")]
use crate::evidence::calibration::AnswerError;
#[cfg(feature = "evidence")]
use crate::evidence::fit::{FitError, ReadingTableError};
#[cfg(feature = "evidence")]
use crate::evidence::judgement::PairwiseError;
#[cfg(feature = "evidence")]
use crate::evidence::{AskError, EvidenceError, UnknownInstrument, UnknownPeriod};
use crate::explain::ContingencyError;
use crate::explain::{AttributionError, BracketError, RangeError};
use crate::exposure::ExposureError;
use crate::id::UnknownId;
#[cfg(any(feature = "json", feature = "yaml"))]
use crate::io::DocumentError;
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
use crate::io::HistoryError;
#[cfg(feature = "csv")]
use crate::io::csv::TableError;
#[cfg(feature = "import")]
use crate::io::import::{ImportError, UnknownDirection, UnknownGrouping, UnknownSourceFormat};
#[cfg(feature = "schema")]
use crate::io::schema::UnknownDocument;
#[cfg(feature = "sql")]
use crate::io::sql::{SqlError, UnknownDialect};
use crate::io::{DurationError, InstantError, ReadError, UnknownFormat};
use crate::network::{ColumnsError, CompileError};
use crate::organisation::{Invalid, Problem, SampledError, UnknownRule};
use crate::outcome::{ChoiceError, OutcomeError};
use crate::quality::{BatchError, NotConverged, ObjectiveError, ResolvedError, UnrelatedNetworks};
use crate::queue::QueueError;
#[cfg(feature = "html")]
use crate::report::PageError;
#[cfg(feature = "excel")]
use crate::report::WorkbookError;
use crate::time::{EventError, RefusedEvents, ReplayError, ServiceHoursError, TimelineError};
#[cfg(feature = "draws")]
use crate::uncertainty::{DistributionError, DrawsError};
use crate::unit::OutOfRange;

mod kind;
mod refusal;

pub use kind::ErrorKind;
use refusal::Refusal;

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
    /// A text is no duration.
    #[error(transparent)]
    Duration(#[from] DurationError),
    /// A text is no instant.
    #[error(transparent)]
    Instant(#[from] InstantError),
    /// A text states no service hours.
    #[error(transparent)]
    ServiceHours(#[from] ServiceHoursError),
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
    /// Availability cannot be worked out.
    #[error(transparent)]
    Availability(#[from] AvailabilityError),
    /// Values of a resolved scenario are refused.
    #[error(transparent)]
    Resolved(#[from] ResolvedError),
    /// An objective cannot be made.
    #[error(transparent)]
    Objective(#[from] ObjectiveError),
    /// An exposure cannot be made, or does not answer.
    #[error(transparent)]
    Exposure(#[from] ExposureError),
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
    /// Numbers make no distribution.
    #[cfg(feature = "draws")]
    #[error(transparent)]
    Distribution(#[from] DistributionError),
    /// Draws are refused.
    #[cfg(feature = "draws")]
    #[error(transparent)]
    Draws(#[from] DrawsError),
    /// People cannot be varied.
    #[error(transparent)]
    Staffing(#[from] StaffingError),
    /// Actions cannot be chosen.
    #[error(transparent)]
    Choice(#[from] ChoiceError),
    /// Customers cannot be followed.
    #[error(transparent)]
    Outcome(#[from] OutcomeError),
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
    /// A curve is no transfer.
    #[error(transparent)]
    Sampled(#[from] SampledError),
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A text is no format of files.
    #[error(transparent)]
    Format(#[from] UnknownFormat),
    /// A text is no kind of document.
    #[cfg(feature = "schema")]
    #[error(transparent)]
    DocumentKind(#[from] UnknownDocument),
    /// A document cannot be used.
    #[cfg(any(feature = "json", feature = "yaml"))]
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Tables cannot be used.
    #[cfg(feature = "csv")]
    #[error(transparent)]
    Tables(#[from] TableError),
    /// Files of other programs cannot be used.
    #[cfg(feature = "import")]
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A text is no format of other programs.
    #[cfg(feature = "import")]
    #[error(transparent)]
    SourceFormat(#[from] UnknownSourceFormat),
    /// A text is no direction of a graph.
    #[cfg(feature = "import")]
    #[error(transparent)]
    Direction(#[from] UnknownDirection),
    /// A text is no grouping of a catalogue.
    #[cfg(feature = "import")]
    #[error(transparent)]
    Grouping(#[from] UnknownGrouping),
    /// Results cannot be written as a workbook.
    #[cfg(feature = "excel")]
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// A document cannot be shown on a page.
    #[cfg(feature = "html")]
    #[error(transparent)]
    Page(#[from] PageError),
    /// A text is no instrument of a survey.
    #[cfg(feature = "evidence")]
    #[error(transparent)]
    Instrument(#[from] UnknownInstrument),
    /// A text is no period.
    #[cfg(feature = "evidence")]
    #[error(transparent)]
    Period(#[from] UnknownPeriod),
    /// There is no query.
    #[cfg(feature = "sql")]
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// A dialect of SQL is not known.
    #[cfg(feature = "sql")]
    #[error(transparent)]
    Dialect(#[from] UnknownDialect),
    /// Comparisons give no weights.
    #[cfg(feature = "evidence")]
    #[error(transparent)]
    Pairwise(#[from] PairwiseError),
    /// Series are no table of readings.
    #[cfg(feature = "evidence")]
    #[error(transparent)]
    ReadingTable(#[from] ReadingTableError),
    /// Dependences cannot be fitted.
    #[cfg(feature = "evidence")]
    #[error(transparent)]
    Fit(#[from] FitError),
    /// What was fitted gives no answers.
    #[cfg(feature = "evidence")]
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// It cannot be worked out what people should be asked.
    #[cfg(feature = "evidence")]
    #[error(transparent)]
    Ask(#[from] AskError),
    /// Readings of evidence cannot be used.
    #[cfg(feature = "evidence")]
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// A history cannot be read.
    #[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
    #[error(transparent)]
    History(#[from] HistoryError),
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
            Self::OutOfRange(_)
            | Self::Queue(_)
            | Self::Rule(_)
            | Self::Duration(_)
            | Self::Instant(_)
            | Self::ServiceHours(_)
            | Self::Resolved(_) => Refusal::of(ErrorKind::InvalidValue),
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
            Self::Availability(error) => Refusal::availability(error),
            Self::Objective(error) => Refusal::objective(error),
            Self::Exposure(error) => Refusal::exposure(error),
            #[cfg(feature = "sql")]
            Self::Sql(error) => Refusal::sql(error),
            #[cfg(feature = "sql")]
            Self::Dialect(_) => Refusal::of(ErrorKind::InvalidValue),
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
            #[cfg(feature = "draws")]
            Self::Distribution(_) => Refusal::of(ErrorKind::InvalidValue),
            #[cfg(feature = "draws")]
            Self::Draws(error) => Refusal::draws(error),
            Self::Staffing(error) => Refusal::staffing(error),
            Self::Choice(error) => Refusal::choice(error),
            Self::Outcome(error) => Refusal::outcome(error),
            Self::Event(error) => Refusal::event(error),
            Self::RefusedEvents(refused) => Refusal::events(refused),
            Self::Replay(error) => Refusal::replay(error),
            Self::Timeline(error) => Refusal::timeline(error),
            Self::Sampled(_) | Self::Format(_) => Refusal::of(ErrorKind::InvalidValue),
            #[cfg(feature = "schema")]
            Self::DocumentKind(_) => Refusal::of(ErrorKind::InvalidValue),
            Self::Read(error) => Refusal::read(error),
            #[cfg(any(feature = "json", feature = "yaml"))]
            Self::Document(error) => Refusal::document(error),
            #[cfg(feature = "csv")]
            Self::Tables(error) => Refusal::tables(error),
            #[cfg(feature = "excel")]
            Self::Workbook(error) => match error {
                WorkbookError::TooMany { .. } => Refusal::of(ErrorKind::TooLarge),
                WorkbookError::Unwritable { .. } => Refusal::of(ErrorKind::Io),
            },
            #[cfg(feature = "html")]
            Self::Page(_) => Refusal::of(ErrorKind::InvalidValue),
            #[cfg(feature = "import")]
            Self::Import(error) => Refusal::import(error),
            #[cfg(feature = "import")]
            Self::SourceFormat(_) | Self::Direction(_) | Self::Grouping(_) => {
                Refusal::of(ErrorKind::InvalidValue)
            }
            #[cfg(feature = "evidence")]
            Self::Evidence(_) => Refusal::of(ErrorKind::InvalidStatement),
            #[cfg(feature = "evidence")]
            Self::Instrument(_) | Self::Period(_) | Self::Pairwise(_) | Self::ReadingTable(_) => {
                Refusal::of(ErrorKind::InvalidValue)
            }
            #[cfg(feature = "evidence")]
            Self::Fit(FitError::Stopped) => Refusal::of(ErrorKind::Stopped),
            #[cfg(feature = "evidence")]
            Self::Fit(error) => match error.unknown_id() {
                Some(id) => Refusal::at(ErrorKind::UnknownId, id),
                None => Refusal::of(ErrorKind::InvalidValue),
            },
            #[cfg(feature = "evidence")]
            Self::Answer(error) => match error {
                AnswerError::Compile(error) => Refusal::compile(error),
                AnswerError::Scenario(invalid) => Refusal::invalid(invalid),
                AnswerError::Stopped => Refusal::of(ErrorKind::Stopped),
                _ => Refusal::of(ErrorKind::InvalidValue),
            },
            #[cfg(feature = "evidence")]
            Self::Ask(error) => match error {
                AskError::Compile(error) => Refusal::compile(error),
                AskError::Scenario(invalid) => Refusal::invalid(invalid),
                _ => Refusal::of(ErrorKind::InvalidValue),
            },
            #[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
            Self::History(error) => Refusal::history(error),
        }
    }
}
