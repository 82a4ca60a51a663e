//! Where what happens to customers is written down.

use super::accumulator::Accumulator;
use super::calendar_spans::Calendars;
use super::counted_times::CountedTimes;
use super::instant::instant;
use super::lines::{CustomerRef, Segment};
use super::present::{CustomerState, Moment};
use crate::network::Network;
use crate::unit::Quality;

/// The tallies of a replay and whoever else wants to know.
pub(super) struct Observers<'s> {
    pub(super) whole: Accumulator,
    pub(super) calendars: Option<Calendars<'s>>,
    pub(super) segments: Option<Segments<'s>>,
}

impl Observers<'_> {
    /// Takes whom the last change of a state changed.
    pub(super) fn follow(
        &mut self,
        counting: &CountedTimes,
        moment: Moment,
        state: CustomerState<'_>,
    ) {
        let live = state.live;
        let network = live.network();
        let changes = || {
            live.changes().map(|change| {
                let customer = network.layout().customer_place(change.party());
                let known = customer.filter(|&customer| !state.is_unknown(customer));
                (known, change.before().get(), change.after().get())
            })
        };
        let at = |customer| counting.until(customer, moment);
        self.tell(|tallies| tallies.follow(at, changes()));
        if let Some(segments) = &mut self.segments {
            for (customer, before, _) in changes() {
                let Some(customer) = customer else { continue };
                segments.end(network, customer, moment.now, Some(before));
            }
        }
    }

    /// Takes it that a customer's quality, up to now as given, is unknown from now on.
    pub(super) fn lose(
        &mut self,
        counting: &CountedTimes,
        network: &Network,
        customer: usize,
        moment: Moment,
        quality: f64,
    ) {
        let at = counting.until(customer, moment);
        self.tell(|tallies| tallies.lose(customer, at, quality));
        if let Some(segments) = &mut self.segments {
            segments.end(network, customer, moment.now, Some(quality));
        }
    }

    /// Takes it that a customer's quality is known again.
    pub(super) fn regain(
        &mut self,
        counting: &CountedTimes,
        network: &Network,
        customer: usize,
        moment: Moment,
        quality: f64,
    ) {
        let at = counting.until(customer, moment);
        self.tell(|tallies| tallies.regain(customer, at, quality));
        if let Some(segments) = &mut self.segments {
            segments.end(network, customer, moment.now, None);
        }
    }

    #[inline]
    fn tell(&mut self, tell: impl Fn(&mut Accumulator)) {
        tell(&mut self.whole);
        for tallies in self.calendars.iter_mut().flat_map(Calendars::open) {
            tell(tallies);
        }
    }
}

/// The steps of every customer's quality.
pub(super) struct Segments<'s> {
    /// When each customer's present step began.
    since: Vec<i64>,
    take: Box<dyn FnMut(Segment<'_>) + Send + 's>,
}

impl<'s> Segments<'s> {
    pub(super) fn new(
        customers: usize,
        now: i64,
        take: impl FnMut(Segment<'_>) + Send + 's,
    ) -> Self {
        Self { since: vec![now; customers], take: Box::new(take) }
    }

    /// Ends a customer's step; one that took no time is none.
    pub(super) fn end(
        &mut self,
        network: &Network,
        customer: usize,
        now: i64,
        quality: Option<f64>,
    ) {
        let since = std::mem::replace(&mut self.since[customer], now);
        if since < now {
            (self.take)(Segment {
                customer: CustomerRef::of_dense(network, customer),
                from: instant(since),
                to: instant(now),
                quality: quality.map(Quality::checked),
            });
        }
    }
}
