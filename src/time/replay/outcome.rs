//! What came of a replay.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use chrono::{DateTime, Utc};

use super::accumulator::CustomerTotals;
use super::indicators::{Indicators, Measure};
use super::instant::instant;
use super::lines::{CustomerRef, SpanLine};
use super::span::Span;
use crate::id::PartyId;
use crate::network::Network;
use crate::quality::{Live, Status};
use crate::unit::Population;

/// What every external customer got over a period.
///
/// It takes 72 bytes per customer, and as many for each calendar span.
#[derive(Clone)]
#[must_use]
pub struct Replayed {
    network: Network,
    measure: Measure,
    whole: Kept,
    spans: KeptSpans,
    settling: StatesConverged,
}

/// A period of time, and what came of it for each customer, as stated.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) within: Range<i64>,
    pub(super) outcomes: Vec<CustomerTotals>,
}

/// Calendar spans, by kind.
#[derive(Debug, Clone, Default)]
pub(super) struct KeptSpans(Vec<(Span, Vec<Kept>)>);

/// Whether every state settled.
#[derive(Debug, Clone, Copy)]
pub(super) struct StatesConverged {
    status: Status,
    residual: f64,
}

impl Default for StatesConverged {
    fn default() -> Self {
        Self { status: Status::Converged, residual: 0.0 }
    }
}

impl StatesConverged {
    /// Takes it that the replay was broken off.
    pub(super) fn stop(&mut self) {
        self.status = Status::Stopped;
    }

    /// Takes the state of an instant.
    pub(super) fn take(&mut self, live: &Live) {
        if live.status() != Status::Converged {
            self.status = self.status.max(live.status());
            self.residual = self.residual.max(live.residual());
        }
    }
}

impl KeptSpans {
    /// Takes a line; those of one span follow each other.
    pub(super) fn take(&mut self, line: &SpanLine<'_>) {
        let known = self.0.iter().position(|(span, _)| *span == line.span);
        let place = known.unwrap_or_else(|| {
            self.0.push((line.span, Vec::new()));
            self.0.len() - 1
        });
        let spans = &mut self.0[place].1;
        match spans.last_mut().filter(|last| last.within == *line.within) {
            Some(last) => last.outcomes.push(line.outcome),
            None => spans.push(Kept { within: line.within.clone(), outcomes: vec![line.outcome] }),
        }
    }

    fn of(&self, span: Span) -> &[Kept] {
        self.0.iter().find(|(kind, _)| *kind == span).map_or(&[], |(_, spans)| spans)
    }
}

impl Replayed {
    pub(super) fn new(
        network: Network,
        measure: Measure,
        whole: Kept,
        settling: StatesConverged,
    ) -> Self {
        Self { network, measure, whole, spans: KeptSpans::default(), settling }
    }

    pub(super) fn with_spans(self, spans: KeptSpans) -> Self {
        Self { spans, ..self }
    }

    fn indicators(&self, kept: &Kept, customer: usize) -> Indicators {
        let dense = CustomerRef::new(&self.network, customer).dense();
        Indicators::new(&self.measure, dense, &kept.within, &kept.outcomes[customer])
    }

    /// Returns when the period begins.
    pub fn from(&self) -> DateTime<Utc> {
        instant(self.whole.within.start)
    }

    /// Returns when the period ends, excluded.
    pub fn to(&self) -> DateTime<Utc> {
        instant(self.whole.within.end)
    }

    /// Returns every customer, as stated.
    pub fn customers(
        &self,
    ) -> impl DoubleEndedIterator<Item = CustomerReplay<'_>> + ExactSizeIterator {
        (0..self.network.customer_count()).map(|number| CustomerReplay { replayed: self, number })
    }

    /// Returns one customer.
    pub fn customer(&self, id: impl AsRef<str>) -> Option<CustomerReplay<'_>> {
        let id = id.as_ref();
        let party = self.network.layout().names().find_party(id)?.index();
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
    pub fn whole(&self) -> Indicators {
        self.replayed.indicators(&self.replayed.whole, self.number)
    }

    /// Returns the indicators of every day, week or month of the period, in order of time; none
    /// where they were not asked for. The first and the last may be parts of theirs.
    pub fn spans(
        &self,
        span: Span,
    ) -> impl DoubleEndedIterator<Item = Indicators> + ExactSizeIterator + use<'a> {
        let Self { replayed, number } = *self;
        replayed.spans.of(span).iter().map(move |kept| replayed.indicators(kept, number))
    }
}

impl fmt::Debug for CustomerReplay<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomerReplay")
            .field("id", &self.id())
            .field("whole", &self.whole())
            .finish_non_exhaustive()
    }
}
