//! Days, weeks and months while they last.

use chrono::FixedOffset;

use super::TooManyLines;
use super::accumulator::Accumulator;
use super::counted_times::CountedTimes;
use super::indicators::Measure;
use super::lines::{CustomerRef, SpanLine};
use super::options::ReplayOptions;
use super::present::{CustomerState, Moment};
use super::span::Span;

/// The spans to be reported apart.
pub(super) struct Calendars<'s> {
    of: Vec<Calendar>,
    offset: FixedOffset,
    /// How many lines may still come, and how many might in the beginning.
    lines_left: usize,
    max_lines: usize,
    take: Box<dyn FnMut(SpanLine<'_>) + Send + 's>,
}

/// One kind of span, and what is known of the present one.
struct Calendar {
    span: Span,
    from: i64,
    end: i64,
    tallies: Accumulator,
}

impl<'s> Calendars<'s> {
    pub(super) fn new(
        options: &ReplayOptions,
        counting: &CountedTimes,
        moment: Moment,
        state: CustomerState<'_>,
        take: impl FnMut(SpanLine<'_>) + Send + 's,
    ) -> Self {
        let mut of: Vec<Calendar> = Vec::new();
        for &span in &options.spans {
            if of.iter().all(|calendar| calendar.span != span) {
                let customers = state.live.network().customer_count();
                let mut tallies = Accumulator::new(customers, options.threshold);
                tallies.begin(|customer| counting.until(customer, moment), state.qualities());
                let end = span.next(moment.now, options.offset);
                of.push(Calendar { span, from: moment.now, end, tallies });
            }
        }
        Self {
            of,
            offset: options.offset,
            lines_left: options.max_lines,
            max_lines: options.max_lines,
            take: Box::new(take),
        }
    }

    /// The tallies of present spans.
    pub(super) fn open(&mut self) -> impl Iterator<Item = &mut Accumulator> {
        self.of.iter_mut().map(|calendar| &mut calendar.tallies)
    }

    /// Closes the spans that end by an instant, in order of time.
    pub(super) fn close(
        &mut self,
        by: i64,
        measure: &Measure,
        state: CustomerState<'_>,
    ) -> Result<(), TooManyLines> {
        loop {
            let over = self.of.iter_mut().filter(|calendar| calendar.end <= by);
            let Some(calendar) = over.min_by_key(|calendar| calendar.end) else { return Ok(()) };
            let customers = state.customers();
            self.lines_left = self
                .lines_left
                .checked_sub(customers.len())
                .ok_or(TooManyLines { limit: self.max_lines })?;

            let network = state.live.network();
            let within = calendar.from..calendar.end;
            let Measure { counting, .. } = measure;
            for (number, customer) in customers.enumerate() {
                let counted = counting.of(customer);
                let counted = counted.until(within.start)..counted.until(within.end);
                (self.take)(SpanLine {
                    customer: CustomerRef::new(network, number),
                    span: calendar.span,
                    within: &within,
                    outcome: calendar.tallies.outcome(customer, counted, state.quality(customer)),
                    measure,
                });
            }
            let moment = Moment { now: within.end, counted: counting.common().until(within.end) };
            let at = |customer| counting.until(customer, moment);
            calendar.tallies.begin(at, state.qualities());
            calendar.from = calendar.end;
            calendar.end = calendar.span.next(calendar.from, self.offset);
        }
    }

    /// Closes what is open at the end of the period.
    pub(super) fn finish(
        &mut self,
        end: i64,
        measure: &Measure,
        state: CustomerState<'_>,
    ) -> Result<(), TooManyLines> {
        self.close(end, measure, state)?;
        self.of.retain(|calendar| calendar.from < end);
        for calendar in &mut self.of {
            calendar.end = end;
        }
        self.close(end, measure, state)
    }
}
