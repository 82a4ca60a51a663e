//! Histories as files: what is wrong with one, in either form.

use std::fmt;
use std::io;

use chrono::{DateTime, FixedOffset, Offset, Utc};

use super::{Limits, TableView, parse_instant};
use crate::organisation::{ProblemCode, shortened};
use crate::time::{Event, EventError, EventKind, Subject};

/// How histories are read, and tickets they are derived from.
///
/// # Examples
///
/// ```
/// use chrono::FixedOffset;
/// use knockon::io::HistoryOptions;
///
/// let options = HistoryOptions::default().offset(FixedOffset::east_opt(3600).unwrap());
/// assert_eq!(options.offset.local_minus_utc(), 3600);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct HistoryOptions {
    /// Local time minus UTC, of instants that state no offset; 0 unless set.
    pub offset: FixedOffset,
    /// How a table names its columns, and which of its rows are read. A document is read whole,
    /// with the names it must have.
    pub view: TableView,
    /// Words for states, and the quality that each stands for, `None` for not known: they are read
    /// before those that are always read, `OK` and `UP` as 1, `DEGRADED` and `WARNING` as 0.5,
    /// `DOWN` and `CRITICAL` as 0, `UNKNOWN` as not known. Case does not matter.
    pub states: Vec<(String, Option<f64>)>,
    /// How large the history may be.
    pub limits: Limits,
}

impl Default for HistoryOptions {
    fn default() -> Self {
        Self {
            offset: Utc.fix(),
            view: TableView::default(),
            states: Vec::new(),
            limits: Limits::default(),
        }
    }
}

impl HistoryOptions {
    /// Sets [`offset`](Self::offset).
    pub fn offset(mut self, offset: FixedOffset) -> Self {
        self.offset = offset;
        self
    }

    /// Sets [`view`](Self::view).
    pub fn view(mut self, view: TableView) -> Self {
        self.view = view;
        self
    }

    /// Adds a word to [`states`](Self::states).
    pub fn state(mut self, word: impl Into<String>, quality: Option<f64>) -> Self {
        self.states.push((word.into(), quality));
        self
    }

    /// What a word for a state says; `None` of one that is none.
    #[cfg(feature = "csv")]
    pub(super) fn state_of(&self, word: &str) -> Option<StatedReading> {
        let word = word.trim();
        let own = self.states.iter().map(|(known, quality)| (known.as_str(), *quality));
        let found = own.chain(STATES).find(|(known, _)| known.eq_ignore_ascii_case(word));
        found.map(|(_, quality)| StatedReading { quality })
    }

    /// Sets [`limits`](Self::limits).
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

/// What a cell says of a party or service.
#[cfg(feature = "csv")]
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StatedReading {
    /// The quality; `None` where it says that nothing is known.
    pub(super) quality: Option<f64>,
}

/// Words for states that monitors use.
#[cfg(feature = "csv")]
const STATES: [(&str, Option<f64>); 7] = [
    ("OK", Some(1.0)),
    ("UP", Some(1.0)),
    ("DEGRADED", Some(0.5)),
    ("WARNING", Some(0.5)),
    ("DOWN", Some(0.0)),
    ("CRITICAL", Some(0.0)),
    ("UNKNOWN", None),
];

/// Why a history could not be read, or not all of it be taken.
#[derive(Debug)]
#[non_exhaustive]
pub enum HistoryError {
    /// Reading failed.
    Io {
        /// What the operating system says.
        source: io::Error,
    },
    /// The history is larger than [`Limits::max_file_bytes`](crate::io::Limits::max_file_bytes).
    TooLarge {
        /// The most bytes allowed.
        limit: u64,
    },
    /// The history is of another format or version, or not of the shape it must have.
    Unreadable {
        /// Where reading stopped.
        place: HistoryPlace,
        /// What was found, and what would have been right.
        message: String,
    },
    /// The history reads well, but some events mean nothing that can be used.
    Invalid {
        /// The first hundred problems, in the order of the file.
        problems: Vec<HistoryProblem>,
        /// How many more there are.
        more: u64,
    },
}

/// Where in a history something is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HistoryPlace {
    /// A row of a table.
    Row {
        /// The line it begins on, from 1.
        line: u64,
        /// The column's name; empty for the row itself.
        column: &'static str,
    },
    /// An event of a document.
    Event {
        /// Its position in `events`, from 0.
        index: u64,
        /// The field's name; empty for the event itself.
        field: &'static str,
    },
    /// A position in the text of a document.
    Text {
        /// The line, from 1.
        line: usize,
        /// The column, from 1: in bytes of JSON, in characters of YAML.
        column: usize,
        /// The value in question, such as `events[3].at`; empty for the document.
        path: String,
    },
}

/// One thing that is wrong with an event.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct HistoryProblem {
    /// Where it lies.
    pub place: HistoryPlace,
    /// What was given, and what would have been right.
    pub message: String,
    /// Why an event that could be read was refused; `None` where it could not be read.
    pub refusal: Option<EventError>,
}

/// How many problems are kept before the rest is only counted.
const HISTORY_PROBLEMS_LISTED: usize = 100;

/// Problems found so far.
#[derive(Debug, Default)]
pub(super) struct HistoryProblems {
    listed: Vec<HistoryProblem>,
    more: u64,
}

impl HistoryProblems {
    /// Takes something that keeps an event from being read.
    pub(super) fn add(&mut self, place: HistoryPlace, message: String) {
        self.push(HistoryProblem { place, message, refusal: None });
    }

    /// Takes the refusal of an event whose number stands in a column; `place` makes a place of a field's
    /// name.
    pub(super) fn refuse(
        &mut self,
        event: &Event,
        column: &'static str,
        refusal: &EventError,
        place: impl Fn(&'static str) -> HistoryPlace,
    ) {
        let mut push = |field, message| {
            let (place, refusal) = (place(field), Some(refusal.clone()));
            self.push(HistoryProblem { place, message, refusal });
        };
        let EventError::Invalid(invalid) = refusal else {
            let is_volume = matches!(refusal, EventError::Volume { .. });
            push(if is_volume { "volume" } else { "at" }, refusal.to_string());
            return;
        };
        let subject = match event.subject {
            Subject::Party(_) => "party",
            Subject::Service(_) => "service",
        };
        for problem in invalid.problems() {
            let is_number = problem.code() == ProblemCode::OutOfRange;
            push(if is_number { column } else { subject }, problem.message().to_owned());
        }
    }

    fn push(&mut self, mut problem: HistoryProblem) {
        problem.message = shortened(problem.message);
        if self.listed.len() < HISTORY_PROBLEMS_LISTED {
            self.listed.push(problem);
        } else {
            self.more += 1;
        }
    }

    /// Says that all is well, or what is not.
    pub(super) fn finish(self) -> Result<(), HistoryError> {
        if self.listed.is_empty() {
            return Ok(());
        }
        Err(HistoryError::Invalid { problems: self.listed, more: self.more })
    }
}

impl fmt::Display for HistoryPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row { line, column: "" } => write!(f, "line {line}"),
            Self::Row { line, column } => write!(f, "line {line}, {column}"),
            Self::Event { index, field: "" } => write!(f, "events[{index}]"),
            Self::Event { index, field } => write!(f, "events[{index}].{field}"),
            Self::Text { line, column, path } if path.is_empty() => {
                write!(f, "line {line}, column {column}")
            }
            Self::Text { line, column, path } => write!(f, "line {line}, column {column}, {path}"),
        }
    }
}

impl fmt::Display for HistoryProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl HistoryError {
    /// Writes the message with a file's name before every place.
    pub(super) fn write_naming(&self, f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
        let named = |f: &mut fmt::Formatter<'_>, place: &HistoryPlace| match (name, place) {
            ("", _) => write!(f, "{place}: "),
            (_, HistoryPlace::Row { .. }) => write!(f, "{name}, {place}: "),
            _ => write!(f, "{name}: {place}: "),
        };
        if !name.is_empty() && !matches!(self, Self::Unreadable { .. } | Self::Invalid { .. }) {
            write!(f, "{name}: ")?;
        }
        match self {
            Self::Io { source } => write!(f, "cannot be read: {source}"),
            Self::TooLarge { limit } => {
                write!(f, "the history is larger than the limit of {limit} bytes")
            }
            Self::Unreadable { place, message } => {
                named(f, place)?;
                f.write_str(message)
            }
            Self::Invalid { problems, more } => {
                for (index, problem) in problems.iter().enumerate() {
                    f.write_str(if index > 0 { "\n" } else { "" })?;
                    named(f, &problem.place)?;
                    f.write_str(&problem.message)?;
                }
                match more {
                    0 => Ok(()),
                    1 => f.write_str("\nand 1 more problem"),
                    more => write!(f, "\nand {more} more problems"),
                }
            }
        }
    }
}

/// Writes one line per problem, the first hundred of them.
impl fmt::Display for HistoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_naming(f, "")
    }
}

impl std::error::Error for HistoryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source } => Some(source),
            _ => None,
        }
    }
}

/// Reads the instant of an event; says what is wrong with one that is none.
pub(super) fn instant(text: &str, offset: FixedOffset) -> Result<DateTime<Utc>, String> {
    parse_instant(text, offset).map_err(|error| error.to_string())
}

/// The names under which an event states what was read; exactly one of them.
pub(super) const READINGS: [&str; 4] = ["observed", "capability", "condition", "quality"];

/// What an event says, by the name under which it states it: `quality` is what a party delivered, or
/// what a service was like.
pub(super) fn kind(column: &'static str, subject: &Subject) -> Result<EventKind, String> {
    match (column, subject) {
        ("observed" | "quality", Subject::Party(_)) => Ok(EventKind::Observed),
        ("capability", Subject::Party(_)) => Ok(EventKind::Capability),
        ("condition" | "quality", Subject::Service(_)) => Ok(EventKind::Condition),
        (_, Subject::Party(id)) => Err(format!(
            "party `{id}` has no `{column}`, where `observed` or `capability` is needed"
        )),
        (_, Subject::Service(id)) => {
            Err(format!("service `{id}` has no `{column}`, where `condition` is needed"))
        }
    }
}

/// The one name under which something is stated; says what is wrong where there is none, or several.
pub(super) fn one_stated<T>(
    stated: impl IntoIterator<Item = (&'static str, T)>,
) -> Result<(&'static str, T), String> {
    let mut stated = stated.into_iter();
    match (stated.next(), stated.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(format!(
            "none of `{}` is stated, where exactly one is needed",
            READINGS.join("`, `")
        )),
        (Some((one, _)), Some((two, _))) => {
            Err(format!("`{one}` and `{two}` are both stated, where exactly one is needed"))
        }
    }
}

/// Reads what an event is about: exactly one of a party and a service.
pub(super) fn subject(party: Option<&str>, service: Option<&str>) -> Result<Subject, String> {
    match (party, service) {
        (Some(party), None) => Ok(Subject::Party(party.to_owned())),
        (None, Some(service)) => Ok(Subject::Service(service.to_owned())),
        (Some(party), Some(service)) => Err(format!(
            "party `{party}` and service `{service}` are both stated, where exactly one is needed"
        )),
        (None, None) => {
            Err("neither party nor service is stated, where exactly one is needed".to_owned())
        }
    }
}
