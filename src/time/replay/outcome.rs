//! What came of a replay.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use chrono::{DateTime, Utc};

use super::customer::{CustomerRef, SpanLine};
use super::indicators::Indicators;
use super::instant::instant;
use super::span::Span;
use crate::id::PartyId;
use crate::network::Network;
use crate::quality::{Live, Status};
use crate::unit::Population;

/// What every external customer got over a period.
#[derive(Clone)]
#[must_use]
pub struct Replayed {
    network: Network,
    period: Range<i64>,
    /// Of each customer, as stated.
    whole: Vec<Indicators>,
    lines: SpanLines,
    settling: Settling,
}

/// Lines of calendar spans, by kind; of each span those of all customers.
#[derive(Debug, Clone, Default)]
pub(super) struct SpanLines(Vec<(Span, Vec<Indicators>)>);

/// Whether every state settled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settling {
    status: Status,
    residual: f64,
}

impl Default for Settling {
    fn default() -> Self {
        Self { status: Status::Converged, residual: 0.0 }
    }
}

impl Settling {
    /// Takes the state of an instant.
    pub(super) fn take(&mut self, live: &Live) {
        if live.status() != Status::Converged {
            self.status = Status::NotConverged;
            self.residual = self.residual.max(live.residual());
        }
    }
}

impl SpanLines {
    pub(super) fn take(&mut self, line: &SpanLine<'_>) {
        match self.0.iter_mut().find(|(span, _)| *span == line.span) {
            Some((_, lines)) => lines.push(line.indicators),
            None => self.0.push((line.span, vec![line.indicators])),
        }
    }

    fn of(&self, span: Span) -> &[Indicators] {
        self.0.iter().find(|(kind, _)| *kind == span).map_or(&[], |(_, lines)| lines)
    }
}

impl Replayed {
    pub(super) fn new(
        network: Network,
        period: Range<i64>,
        whole: Vec<Indicators>,
        settling: Settling,
    ) -> Self {
        Self { network, period, whole, lines: SpanLines::default(), settling }
    }

    pub(super) fn with_spans(self, lines: SpanLines) -> Self {
        Self { lines, ..self }
    }

    /// Returns when the period begins.
    pub fn from(&self) -> DateTime<Utc> {
        instant(self.period.start)
    }

    /// Returns when the period ends, excluded.
    pub fn to(&self) -> DateTime<Utc> {
        instant(self.period.end)
    }

    /// Returns every customer, as stated.
    pub fn customers(&self) -> impl ExactSizeIterator<Item = CustomerReplay<'_>> {
        (0..self.whole.len()).map(|number| CustomerReplay { replayed: self, number })
    }

    /// Returns one customer.
    pub fn customer(&self, id: &str) -> Option<CustomerReplay<'_>> {
        let party = self.network.layout().names.find_party(id)?;
        let number = party.checked_sub(self.network.department_count())?;
        Some(CustomerReplay { replayed: self, number })
    }

    /// Whether the state settled at every instant.
    pub fn status(&self) -> Status {
        self.settling.status
    }

    /// Returns the largest step of a last sweep among states that did not settle; 0 if all did.
    pub fn residual(&self) -> f64 {
        self.settling.residual
    }
}

impl fmt::Debug for Replayed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replayed")
            .field("network", &self.network)
            .field("from", &self.from())
            .field("to", &self.to())
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}

/// What one external customer got.
#[derive(Clone, Copy)]
pub struct CustomerReplay<'a> {
    replayed: &'a Replayed,
    number: usize,
}

impl<'a> CustomerReplay<'a> {
    fn customer(&self) -> CustomerRef<'a> {
        CustomerRef::new(&self.replayed.network, self.number)
    }

    /// Returns the id.
    pub fn id(&self) -> PartyId {
        self.customer().id()
    }

    /// Returns the name.
    pub fn name(&self) -> Cow<'a, str> {
        self.customer().name()
    }

    /// Returns how many it stands for.
    pub fn population(&self) -> Population {
        self.customer().population()
    }

    /// Returns the indicators of the whole period.
    pub fn whole(&self) -> &'a Indicators {
        &self.replayed.whole[self.number]
    }

    /// Returns the indicators of every day, week or month of the period, in order of time; none
    /// where they were not asked for. The first and the last may be parts of theirs.
    pub fn spans(&self, span: Span) -> impl ExactSizeIterator<Item = &'a Indicators> {
        let customers = self.replayed.whole.len();
        self.replayed.lines.of(span).iter().skip(self.number).step_by(customers)
    }
}

impl fmt::Debug for CustomerReplay<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomerReplay")
            .field("id", &self.id())
            .field("whole", self.whole())
            .finish_non_exhaustive()
    }
}
