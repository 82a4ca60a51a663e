//! `Evidence`: everything that was read, checked.

use chrono::{DateTime, Utc};

use super::known::{KnownIds, TextNumbers};
use super::reading::JudgementReading;
use super::stored::{STILL_OPEN, Stored, instant};
use crate::organisation::Organisation;

/// Everything that files say of an organisation: tickets, answers to surveys, feedback, indicators
/// and judgements. [`measure`](Self::measure) makes estimates of it.
///
/// # Memory
///
/// 40 bytes a ticket, 80 or less every other reading.
#[derive(Debug, Clone)]
#[must_use]
pub struct Evidence {
    pub(super) organisation: Organisation,
    pub(super) known: KnownIds,
    pub(super) stored: Stored,
    pub(super) channels: TextNumbers,
    pub(super) texts: TextNumbers,
    pub(super) notes: Vec<String>,
}

impl Evidence {
    /// Returns the organisation that the evidence is about.
    pub fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// Returns how many tickets, answers, scores, indicators and judgements there are.
    pub fn counts(&self) -> [usize; 5] {
        let Stored { tickets, answers, scores, indicators, judgements } = &self.stored;
        [tickets.len(), answers.len(), scores.len(), indicators.len(), judgements.len()]
    }

    /// Returns the first instant after everything that was read: what has been opened, resolved,
    /// answered or read lies before it. `None` without readings.
    pub fn end(&self) -> Option<DateTime<Utc>> {
        let Stored { tickets, answers, scores, indicators, .. } = &self.stored;
        let tickets = tickets.iter().map(|ticket| match ticket.resolved {
            STILL_OPEN => ticket.opened,
            resolved => resolved,
        });
        let others = answers.iter().map(|answer| answer.at);
        let others = others.chain(scores.iter().map(|score| score.at));
        let all = tickets.chain(others).chain(indicators.iter().map(|reading| reading.at));
        all.max().map(|last| instant(last.saturating_add(1)))
    }

    /// Returns what people said, in the order given.
    pub fn judgements(&self) -> &[JudgementReading] {
        &self.stored.judgements
    }

    /// Returns what is to be said of the files: columns that were not read, and tickets that belong
    /// to no one service.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}
