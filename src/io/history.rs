//! Histories as files: what is wrong with one, in either form.

use std::fmt;
use std::io;

use crate::organisation::{ProblemCode, shortened};
use crate::time::{Event, EventError, Subject};

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
        /// The column, from 1, in bytes.
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

    /// Takes an event's refusal; `place` makes a place of a field's name.
    pub(super) fn refuse(
        &mut self,
        event: &Event,
        refusal: &EventError,
        place: impl Fn(&'static str) -> HistoryPlace,
    ) {
        let mut push = |field, message| {
            let (place, refusal) = (place(field), Some(refusal.clone()));
            self.push(HistoryProblem { place, message, refusal });
        };
        let EventError::Invalid(invalid) = refusal else {
            push("at", refusal.to_string());
            return;
        };
        let subject = match event.subject {
            Subject::Party(_) => "party",
            Subject::Service(_) => "service",
        };
        for problem in invalid.problems() {
            let is_number = problem.code() == ProblemCode::OutOfRange;
            push(if is_number { "quality" } else { subject }, problem.message().to_owned());
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
pub(super) fn instant(text: &str) -> Result<chrono::DateTime<chrono::Utc>, String> {
    let parsed = chrono::DateTime::parse_from_rfc3339(text.trim());
    parsed.map(|instant| instant.to_utc()).map_err(|_| {
        format!(
            "`{text}` is no instant of RFC 3339, where one such as `2026-03-02T09:00:00+01:00` is \
             needed"
        )
    })
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
