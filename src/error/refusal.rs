//! `Refusal`: what an error says of itself.

use super::kind::ErrorKind;
use crate::availability::AvailabilityError;
use crate::demand::StaffingError;
use crate::explain::RangeError;
use crate::exposure::ExposureError;
use crate::id::UnknownId;
#[cfg(any(feature = "json", feature = "yaml"))]
use crate::io::DocumentError;
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
use crate::io::HistoryError;
use crate::io::ReadError;
#[cfg(feature = "csv")]
use crate::io::csv::TableError;
#[cfg(feature = "import")]
use crate::io::import::ImportError;
#[cfg(feature = "sql")]
use crate::io::sql::SqlError;
use crate::network::{ColumnsError, CompileError};
use crate::organisation::{Element, Invalid, Problem, ProblemCode};
use crate::outcome::{ChoiceError, OutcomeError};
use crate::quality::{BatchError, ObjectiveError};
use crate::time::{EventError, RefusedEvents, ReplayError, Subject, TimelineError};
#[cfg(feature = "draws")]
use crate::uncertainty::DrawsError;

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
pub(super) struct Refusal<'a> {
    pub(super) kind: ErrorKind,
    pub(super) problems: &'a [Problem],
    pub(super) id: Option<&'a str>,
}

impl<'a> Refusal<'a> {
    pub(super) const fn of(kind: ErrorKind) -> Self {
        Self { kind, problems: &[], id: None }
    }

    pub(super) const fn at(kind: ErrorKind, id: &'a str) -> Self {
        Self { kind, problems: &[], id: Some(id) }
    }

    pub(super) fn unknown(unknown: &'a UnknownId) -> Self {
        Self::at(ErrorKind::UnknownId, unknown.id())
    }

    pub(super) fn invalid(invalid: &'a Invalid) -> Self {
        let problems = invalid.problems();
        Self { kind: kind_of(problems), problems, id: id_of(problems) }
    }

    pub(super) fn compile(error: &'a CompileError) -> Self {
        match error {
            CompileError::Open { open } => {
                Self { id: open.first().map(String::as_str), ..Self::of(ErrorKind::Unanswerable) }
            }
            CompileError::EndlessRequests { departments } => Self {
                id: departments.first().map(AsRef::as_ref),
                ..Self::of(ErrorKind::Unanswerable)
            },
            CompileError::Stopped => Self::of(ErrorKind::Stopped),
        }
    }

    pub(super) const fn columns(error: &ColumnsError) -> Self {
        Self::of(match error {
            ColumnsError::Length { .. } => ErrorKind::InvalidStatement,
            ColumnsError::Party { .. } => ErrorKind::UnknownId,
            ColumnsError::OutOfRange { .. }
            | ColumnsError::Order { .. }
            | ColumnsError::OwnWeight { .. } => ErrorKind::InvalidValue,
            ColumnsError::TooMany { .. } => ErrorKind::TooLarge,
        })
    }

    pub(super) fn batch(error: &'a BatchError) -> Self {
        match error {
            BatchError::Unknown(unknown) => Self::unknown(unknown),
            BatchError::Duplicate { id } => Self::at(ErrorKind::InvalidStatement, id),
            BatchError::Threshold { .. } => Self::of(ErrorKind::InvalidValue),
        }
    }

    pub(super) fn exposure(error: &'a ExposureError) -> Self {
        match error {
            ExposureError::NotLinear { customer, .. }
            | ExposureError::CustomerChanged { customer }
            | ExposureError::Delayed { customer } => {
                Self::at(ErrorKind::Unanswerable, customer.as_str())
            }
            ExposureError::NotKept { department } => {
                Self::at(ErrorKind::Unanswerable, department.as_str())
            }
            ExposureError::NoPopulation { segment } => Self::at(ErrorKind::Unanswerable, segment),
            ExposureError::UnknownSegment { segment } => Self::at(ErrorKind::UnknownId, segment),
            ExposureError::NoName { customer } => {
                Self::at(ErrorKind::InvalidValue, customer.as_str())
            }
            ExposureError::Unknown(unknown) => Self::unknown(unknown),
            ExposureError::Invalid(invalid) => Self::invalid(invalid),
        }
    }

    #[cfg(feature = "sql")]
    pub(super) fn sql(error: &SqlError) -> Self {
        Self::of(match error {
            SqlError::NotInSql { .. } | SqlError::NotLinear { .. } | SqlError::NoDepartment => {
                ErrorKind::Unanswerable
            }
            SqlError::TooManyDepartments { .. } => ErrorKind::TooLarge,
            SqlError::OutOfRange { .. }
            | SqlError::Transfer { .. }
            | SqlError::NulInText { .. }
            | SqlError::EmptyName { .. }
            | SqlError::TakenName { .. }
            | SqlError::NoStatistic => ErrorKind::InvalidValue,
        })
    }

    pub(super) fn objective(error: &'a ObjectiveError) -> Self {
        match error {
            ObjectiveError::Unknown(unknown) => Self::unknown(unknown),
            ObjectiveError::Duplicate { id } => Self::at(ErrorKind::InvalidStatement, id),
            ObjectiveError::Weight { id, .. } => Self::at(ErrorKind::InvalidValue, id),
            ObjectiveError::NoPopulation | ObjectiveError::NoCustomer => {
                Self::of(ErrorKind::Unanswerable)
            }
        }
    }

    pub(super) fn timeline(error: &'a TimelineError) -> Self {
        match error {
            TimelineError::Invalid(invalid) => Self::invalid(invalid),
            #[cfg(feature = "draws")]
            TimelineError::Draws(error) => Self::draws(error),
            TimelineError::TooManySteps { .. } | TimelineError::TooManyValues { .. } => {
                Self::of(ErrorKind::TooLarge)
            }
        }
    }

    pub(super) fn availability(error: &'a AvailabilityError) -> Self {
        match error {
            AvailabilityError::Scenario(invalid) => Self::invalid(invalid),
            AvailabilityError::Unknown(unknown) => Self::unknown(unknown),
            AvailabilityError::TooManyEvents { .. } => Self::of(ErrorKind::TooLarge),
            AvailabilityError::Threshold { .. }
            | AvailabilityError::Order { .. }
            | AvailabilityError::Tolerance { .. } => Self::of(ErrorKind::InvalidValue),
        }
    }

    pub(super) fn outcome(error: &'a OutcomeError) -> Self {
        match error {
            OutcomeError::NothingGoodSaid { id }
            | OutcomeError::GrowsToday { id, .. }
            | OutcomeError::NobodyHired { id }
            | OutcomeError::Growing { id } => Self::at(ErrorKind::Unanswerable, id),
            OutcomeError::Several { refused, .. } => {
                refused.first().map_or(Self::of(ErrorKind::Unanswerable), Self::outcome)
            }
            OutcomeError::NoRevenue { .. } => Self::of(ErrorKind::Unanswerable),
            OutcomeError::Option { .. } => Self::of(ErrorKind::InvalidValue),
            OutcomeError::Incident { source, .. } | OutcomeError::Timeline(source) => {
                Self::timeline(source)
            }
            OutcomeError::Invalid(invalid) => Self::invalid(invalid),
            OutcomeError::Objective(error) => Self::objective(error),
        }
    }

    pub(super) fn range(error: &'a RangeError) -> Self {
        match error {
            RangeError::Invalid(invalid) => Self::invalid(invalid),
            RangeError::Reversed { id, .. } => Self::at(ErrorKind::InvalidValue, id),
            RangeError::Effort { id, .. } => Self::at(ErrorKind::Unanswerable, id),
            RangeError::NotCertified => Self::of(ErrorKind::Unanswerable),
            RangeError::NotSettled { .. } => Self::of(ErrorKind::NotSettled),
        }
    }

    #[cfg(feature = "draws")]
    pub(super) fn draws(error: &'a DrawsError) -> Self {
        match error {
            DrawsError::Invalid(invalid) => Self::invalid(invalid),
            DrawsError::Objective(error) => Self::objective(error),
            DrawsError::Unknown(unknown) => Self::unknown(unknown),
            DrawsError::NoInput | DrawsError::NoChange => Self::of(ErrorKind::InvalidStatement),
            DrawsError::Count { .. }
            | DrawsError::Percentile { .. }
            | DrawsError::Threshold { .. }
            | DrawsError::ChangeThreshold { .. } => Self::of(ErrorKind::InvalidValue),
            DrawsError::TooManyValues { .. } => Self::of(ErrorKind::TooLarge),
            DrawsError::InGroup { id, .. } | DrawsError::NotDrawn { id, .. } => {
                Self::at(ErrorKind::Unanswerable, id)
            }
            DrawsError::NoShares | DrawsError::Under => Self::of(ErrorKind::Unanswerable),
        }
    }

    pub(super) fn staffing(error: &'a StaffingError) -> Self {
        match error {
            StaffingError::Scenario(invalid) => Self::invalid(invalid),
            StaffingError::Unknown(unknown) => Self::unknown(unknown),
            StaffingError::CapabilitySet { id } | StaffingError::NoStaff { id } => {
                Self::at(ErrorKind::Unanswerable, id)
            }
        }
    }

    pub(super) fn choice(error: &'a ChoiceError) -> Self {
        match error {
            ChoiceError::Actions(invalid) | ChoiceError::Scenario { invalid, .. } => {
                Self::invalid(invalid)
            }
            ChoiceError::Budget { .. }
            | ChoiceError::Weight { .. }
            | ChoiceError::NoWeight
            | ChoiceError::NothingDrawn
            | ChoiceError::Gap { .. } => Self::of(ErrorKind::InvalidValue),
            ChoiceError::Objective(error) => Self::objective(error),
            ChoiceError::Outcome(error) => Self::outcome(error),
            ChoiceError::Unknown(unknown) => Self::unknown(unknown),
            ChoiceError::NoCustomer | ChoiceError::NoInternalCustomer => {
                Self::of(ErrorKind::Unanswerable)
            }
        }
    }

    pub(super) fn event(error: &'a EventError) -> Self {
        match error {
            EventError::Invalid(invalid) => Self::invalid(invalid),
            EventError::Instant { .. }
            | EventError::Disorder { .. }
            | EventError::Volume { .. } => Self::of(ErrorKind::InvalidValue),
            EventError::TooManyLines { .. } => Self::of(ErrorKind::TooLarge),
        }
    }

    pub(super) fn events(refused: &'a RefusedEvents) -> Self {
        let first = refused.events().first();
        first.map_or(Self::of(ErrorKind::InvalidStatement), |(_, error)| Self::event(error))
    }

    pub(super) fn replay(error: &'a ReplayError) -> Self {
        match error {
            ReplayError::Events(refused) => Self::events(refused),
            ReplayError::TooManyLines { .. } | ReplayError::TooMuchMaintenance { .. } => {
                Self::of(ErrorKind::TooLarge)
            }
            ReplayError::UnknownSubject { subject: Subject::Party(id) | Subject::Service(id) } => {
                Self::at(ErrorKind::UnknownId, id)
            }
            ReplayError::Period { .. }
            | ReplayError::EndsEarly { .. }
            | ReplayError::Instant { .. }
            | ReplayError::Threshold { .. }
            | ReplayError::Target { .. }
            | ReplayError::Budget { .. }
            | ReplayError::Gap { .. }
            | ReplayError::CausesOfGaps
            | ReplayError::Maintenance { .. } => Self::of(ErrorKind::InvalidValue),
        }
    }

    #[cfg(feature = "import")]
    pub(super) fn import(error: &'a ImportError) -> Self {
        match error {
            ImportError::Unreadable { .. } | ImportError::Unrecognised { .. } => {
                Self::of(ErrorKind::Unreadable)
            }
            ImportError::TooLarge { .. } | ImportError::TooMany { .. } => {
                Self::of(ErrorKind::TooLarge)
            }
            ImportError::Undecided { .. } => Self::of(ErrorKind::Unanswerable),
            ImportError::Invalid(invalid) => Self::invalid(invalid.invalid()),
        }
    }

    #[cfg(any(feature = "json", feature = "yaml"))]
    pub(super) fn document(error: &'a DocumentError) -> Self {
        match error {
            DocumentError::Unreadable { .. } => Self::of(ErrorKind::Unreadable),
            DocumentError::TooLarge { .. } | DocumentError::TooMany { .. } => {
                Self::of(ErrorKind::TooLarge)
            }
            DocumentError::Invalid(invalid) => Self::invalid(invalid),
        }
    }

    #[cfg(feature = "csv")]
    pub(super) fn tables(error: &'a TableError) -> Self {
        match error {
            TableError::Unreadable { .. } => Self::of(ErrorKind::Unreadable),
            TableError::DependenceTotalTwice => Self::of(ErrorKind::InvalidStatement),
            TableError::DependenceTotal { .. } => Self::of(ErrorKind::InvalidValue),
            TableError::TooLarge { .. } | TableError::TooMany { .. } => {
                Self::of(ErrorKind::TooLarge)
            }
            TableError::Invalid(invalid) => Self::invalid(invalid),
        }
    }

    #[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
    pub(super) fn history(error: &'a HistoryError) -> Self {
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

    pub(super) fn read(error: &'a ReadError) -> Self {
        match error {
            ReadError::Io { .. } => Self::of(ErrorKind::Io),
            ReadError::TooLarge { .. } => Self::of(ErrorKind::TooLarge),
            ReadError::TableForDocument { .. } | ReadError::FeatureOff { .. } => {
                Self::of(ErrorKind::Unreadable)
            }
            #[cfg(any(feature = "json", feature = "yaml"))]
            ReadError::Document { source, .. } => Self::document(source),
            #[cfg(feature = "import")]
            ReadError::Import(error) => Self::import(error),
            #[cfg(feature = "csv")]
            ReadError::Tables { source, .. } | ReadError::ScenarioTable { source, .. } => {
                Self::tables(source)
            }
            #[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
            ReadError::History { source, .. } => Self::history(source),
        }
    }
}
