//! What is wrong with readings, and where.

use std::fmt;
use std::sync::Arc;

use crate::organisation::shortened;

/// Where a reading stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadingPlace {
    /// The file's name; empty for readings of a program.
    pub file: Arc<str>,
    /// The line its row begins on, from 1; 0 for readings of a program.
    pub line: u64,
    /// The column; empty for the row itself.
    pub column: &'static str,
}

impl ReadingPlace {
    /// Whether it says anything.
    fn is_known(&self) -> bool {
        !self.file.is_empty() || self.line > 0 || !self.column.is_empty()
    }
}

impl fmt::Display for ReadingPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if !self.file.is_empty() {
            f.write_str(&self.file)?;
            separator = ", ";
        }
        if self.line > 0 {
            write!(f, "{separator}line {}", self.line)?;
            separator = ", ";
        }
        if !self.column.is_empty() {
            write!(f, "{separator}{}", self.column)?;
        }
        Ok(())
    }
}

/// One thing that is wrong with a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadingProblem {
    /// Where it lies.
    pub place: ReadingPlace,
    /// What was given, and what would have been right.
    pub message: String,
}

/// Readings that cannot be used: every problem there is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EvidenceError {
    /// The first hundred problems, in the order of the readings.
    pub problems: Vec<ReadingProblem>,
    /// How many more there are.
    pub more: u64,
}

/// How many problems are kept before the rest is only counted.
const PROBLEMS_LISTED: usize = 100;

/// Problems found so far.
#[derive(Debug, Clone, Default)]
pub(super) struct ReadingProblems {
    listed: Vec<ReadingProblem>,
    more: u64,
}

impl ReadingProblems {
    /// Whether one more is only counted, so that its message need not be made.
    pub(super) fn is_full(&self) -> bool {
        self.listed.len() >= PROBLEMS_LISTED
    }

    pub(super) fn push(&mut self, place: ReadingPlace, message: impl FnOnce() -> String) {
        if self.is_full() {
            self.more += 1;
        } else {
            self.listed.push(ReadingProblem { place, message: shortened(message()) });
        }
    }

    pub(super) fn finish(self) -> Result<(), EvidenceError> {
        if self.listed.is_empty() {
            return Ok(());
        }
        Err(EvidenceError { problems: self.listed, more: self.more })
    }
}

/// Writes one line per problem, the first hundred of them.
impl fmt::Display for EvidenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let separator = if index > 0 { "\n" } else { "" };
            f.write_str(separator)?;
            if problem.place.is_known() {
                write!(f, "{}: ", problem.place)?;
            }
            f.write_str(&problem.message)?;
        }
        match self.more {
            0 => Ok(()),
            1 => f.write_str("\nand 1 more problem"),
            more => write!(f, "\nand {more} more problems"),
        }
    }
}

impl std::error::Error for EvidenceError {}
