//! What evidence says, as a document.

use serde::Serialize;

use crate::evidence::{Evidence, Measured};

/// What was read, and every estimate of it.
///
/// Conditions, qualities and capabilities are 0..=1, by id; arrivals are a period; times have their
/// unit in their name.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MeasuredDocument<'m> {
    /// `knockon/measured`.
    pub format: &'static str,
    /// 1.
    pub version: u32,
    /// The organisation's name.
    pub organisation: &'m str,
    /// How much was read.
    pub read: ReadCounts,
    /// What is to be said of the files.
    pub files: &'m [String],
    /// The estimates, and what is to be said beside them.
    #[serde(flatten)]
    pub measured: &'m Measured,
}

/// How much of each kind was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReadCounts {
    /// Requests of departments.
    pub tickets: usize,
    /// Answers to surveys.
    pub surveys: usize,
    /// Scores through channels.
    pub feedback: usize,
    /// Readings of parties and services.
    pub indicators: usize,
    /// What people said.
    pub judgements: usize,
}

impl<'m> MeasuredDocument<'m> {
    /// Puts together what was read and what was measured.
    pub fn new(evidence: &'m Evidence, measured: &'m Measured) -> Self {
        let [tickets, surveys, feedback, indicators, judgements] = evidence.counts();
        Self {
            format: "knockon/measured",
            version: 1,
            organisation: evidence.organisation().name(),
            read: ReadCounts { tickets, surveys, feedback, indicators, judgements },
            files: evidence.notes(),
            measured,
        }
    }
}
