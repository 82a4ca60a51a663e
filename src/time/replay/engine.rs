//! The replay itself, event by event.

use std::fmt;

use chrono::{DateTime, Utc};
use indexmap::{IndexMap, IndexSet};

use super::accumulator::Accumulator;
use super::calendar_spans::Calendars;
use super::counted_times::CountedTimes;
use super::event::{DenseQuantity, DenseSubject, Event, EventError, Reading};
use super::indicators::Measure;
use super::instant::{self, instant};
use super::lines::{Segment, SpanLine};
use super::observers::{Observers, Segments};
use super::options::{Gaps, ReplayOptions};
use super::outcome::{Kept, Replayed, StatesConverged};
use super::present::{CustomerState, Moment};
use super::staleness::Staleness;
use super::unknown_customers::UnknownCustomers;
use super::{ReplayError, TooManyLines};
use crate::network::Network;
use crate::quality::Live;

/// A history that is replayed while it is read: events go in, in order of time.
///
/// Its memory does not depend on how many events there are. [`History`](super::History) takes
/// events in any order and keeps them.
///
/// Several events on one thing at one instant: the last one given holds. At an instant all events
/// happen together, so their order does not matter else. Events before the period set what holds
/// when it begins.
///
/// # Examples
///
/// ```
/// use chrono::{DateTime, TimeDelta, Utc};
/// use knockon::time::{Event, Replay, ReplayOptions};
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("crew"))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("crossing", "crew", "passengers").dependence(1.0))
///     .build()?;
/// let network = organisation.compile()?;
/// let eight: DateTime<Utc> = "2026-03-02T08:00:00Z".parse()?;
/// let hours = |count| eight + TimeDelta::hours(count);
///
/// let mut steps = Vec::new();
/// let mut replay = Replay::new(&network, eight, &ReplayOptions::default())?
///     .on_segment(|segment| steps.push((segment.to, segment.quality.unwrap().get())));
/// replay.event(&Event::party(hours(1), "crew", 0.5))?;
/// replay.event(&Event::party(hours(3), "crew", 1.0))?;
/// let replayed = replay.finish(hours(8))?;
/// let passengers = replayed.customer("passengers").unwrap();
/// // 2 of 8 hours at ½.
/// assert_eq!(passengers.whole().mean.unwrap().get(), 0.875);
/// assert_eq!(passengers.whole().seconds_below(), 7200.0);
/// assert_eq!(steps, [(hours(1), 1.0), (hours(3), 0.5), (hours(8), 1.0)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Complexity
///
/// An instant with events takes the time of following them with [`Live`], and a few nanoseconds
/// for each customer who changes, times one more than there are calendar spans; a calendar span
/// that ends takes time linear in customers. Memory beside that of `Live`: 104 bytes per customer
/// for the period, and as many for each kind of span.
///
/// Under [`Gaps::UnknownAfter`](super::Gaps::UnknownAfter) a reading that grows old, and the one
/// that follows it, take time linear in everything downstream of it.
#[must_use]
pub struct Replay<'s> {
    live: Live,
    /// Kept for calendar spans, which begin when somebody wants to know.
    options: ReplayOptions,
    measure: Measure,
    from: i64,
    /// The instant up to which everything has happened, but for what is pending.
    now: i64,
    /// That of the event before.
    last: Option<i64>,
    /// What the events at `now` set, or give back to what is stated.
    pending: IndexMap<DenseSubject, Option<(DenseQuantity, f64)>>,
    ageing: Option<Staleness>,
    unknown: Option<UnknownCustomers>,
    /// Things that were unknown, and of which events at `now` speak.
    renewed: Vec<DenseSubject>,
    /// Things of which events said last that nothing is known.
    silent: IndexSet<DenseSubject>,
    /// Whether events at `now` say that nothing is known of a thing.
    silenced: IndexMap<DenseSubject, bool>,
    observers: Observers<'s>,
    settling: StatesConverged,
}

impl<'s> Replay<'s> {
    /// Begins at an instant, with what is stated.
    ///
    /// # Errors
    ///
    /// [`ReplayError`] for options that make no sense and instants outside 1900 to 2190.
    pub fn new(
        network: &Network,
        from: DateTime<Utc>,
        options: &ReplayOptions,
    ) -> Result<Self, ReplayError> {
        options.check()?;
        let from = instant::nanos(from).ok_or(ReplayError::Instant { at: from })?;
        let counting = CountedTimes::new(network, from, options)?;
        let budget = options.budget.map(|budget| budget.as_seconds_f64() * 1e9);
        let measure = Measure { counting, target: options.target, budget };
        let live = Live::with_options(network, &options.solve);
        let mut settling = StatesConverged::default();
        settling.take(&live);
        let mut whole = Accumulator::new(network.customer_count(), options.threshold);
        whole.begin(|_| 0, CustomerState { live: &live, unknown: None }.qualities());
        Ok(Self {
            live,
            options: options.clone(),
            measure,
            from,
            now: from,
            last: None,
            pending: IndexMap::new(),
            ageing: Staleness::new(options.gaps),
            unknown: UnknownCustomers::new(options.gaps, network),
            renewed: Vec::new(),
            silent: IndexSet::new(),
            silenced: IndexMap::new(),
            observers: Observers { whole, calendars: None, segments: None },
            settling,
        })
    }

    /// Calls a function with every step of every customer's quality, from the last event on.
    ///
    /// Steps of one customer come in order of time and without gaps, up to the end of the period;
    /// those of different customers in the order in which they end.
    pub fn on_segment(mut self, take: impl FnMut(Segment<'_>) + Send + 's) -> Self {
        let customers = self.live.network().customer_count();
        self.observers.segments = Some(Segments::new(customers, self.now, take));
        self
    }

    /// Calls a function with every line of the [spans](ReplayOptions::spans) asked for, from the
    /// last event on, as soon as a span is over: all customers, as stated.
    pub fn on_span(mut self, take: impl FnMut(SpanLine<'_>) + Send + 's) -> Self {
        let counting = &self.measure.counting;
        let calendars = Calendars::new(&self.options, counting, self.moment(), self.state(), take);
        self.observers.calendars = Some(calendars);
        self
    }

    /// Takes an event.
    ///
    /// # Errors
    ///
    /// [`EventError`] for one that names no department and no service, states no quality, or comes
    /// before the event before it; it changes nothing then. Where calendar spans took too many
    /// lines the replay is over.
    pub fn event(&mut self, event: &Event) -> Result<(), EventError> {
        let reading = Reading::new(self.live.network(), event)?;
        if let Some(last) = self.last.filter(|&last| reading.at < last) {
            return Err(EventError::Disorder { at: event.at, last: instant(last) });
        }
        Ok(self.read(reading)?)
    }

    /// Whether it was broken off.
    pub(super) fn is_stopped(&self) -> bool {
        self.options.solve.is_stopped()
    }

    /// Takes an event that was checked and comes in order.
    pub(super) fn read(&mut self, reading: Reading) -> Result<(), TooManyLines> {
        let Reading { at, of, quality } = reading;
        let thing = of.subject();
        self.advance(at)?;
        self.last = Some(at);
        if reading.is_unknown() {
            self.silenced.insert(thing, true);
            return Ok(());
        }
        if self.silent.contains(&thing) || self.silenced.contains_key(&thing) {
            self.silenced.insert(thing, false);
        }
        self.pending.insert(thing, Some((of, quality)));
        let was_old = self.ageing.as_mut().is_some_and(|ageing| ageing.note(thing, at));
        if was_old && matches!(self.options.gaps, Gaps::UnknownAfter(_)) {
            self.renewed.push(thing);
        }
        Ok(())
    }

    /// Ends the period and sums it up.
    ///
    /// A period is without its end, so an event at the very end has no effect.
    ///
    /// # Errors
    ///
    /// [`ReplayError`] for an end that is not after the beginning, before the last event or after
    /// 2190, and where calendar spans take too many lines.
    pub fn finish(mut self, to: DateTime<Utc>) -> Result<Replayed, ReplayError> {
        let end = instant::nanos(to).ok_or(ReplayError::Instant { at: to })?;
        if end <= self.from {
            return Err(ReplayError::Period { from: instant(self.from), to });
        }
        if let Some(last) = self.last.filter(|&last| last > end) {
            return Err(ReplayError::EndsEarly { to, last: instant(last) });
        }
        self.advance(end)?;
        let is_stopped = self.is_stopped();
        let Self { live, unknown, measure, mut observers, mut settling, .. } = self;
        if is_stopped {
            settling.stop();
        }
        let state = CustomerState { live: &live, unknown: unknown.as_ref() };
        if let Some(calendars) = &mut observers.calendars {
            calendars.finish(end, &measure, state)?;
        }
        let outcome = |customer| {
            let quality = state.quality(customer);
            if let Some(segments) = &mut observers.segments {
                segments.end(live.network(), customer, end, quality);
            }
            observers.whole.outcome(customer, 0..measure.counting.of(customer).until(end), quality)
        };
        let outcomes = state.customers().map(outcome).collect();
        let whole = Kept { within: self.from..end, outcomes };
        Ok(Replayed::new(live.network().clone(), measure, whole, settling))
    }

    /// Lets everything happen that happens before an instant; what is before the period happens
    /// when it begins.
    fn advance(&mut self, to: i64) -> Result<(), TooManyLines> {
        if to <= self.now {
            return Ok(());
        }
        self.happen();
        while let Some(due) =
            self.ageing.as_mut().and_then(Staleness::next_due).filter(|&due| due < to)
        {
            self.move_to(due)?;
            self.happen();
        }
        self.move_to(to)
    }

    /// Goes on to an instant up to which nothing happens, but for calendar spans that end.
    fn move_to(&mut self, to: i64) -> Result<(), TooManyLines> {
        let Self { live, unknown, measure, observers, .. } = self;
        if let Some(calendars) = &mut observers.calendars {
            calendars.close(to, measure, CustomerState { live, unknown: unknown.as_ref() })?;
        }
        self.now = to;
        Ok(())
    }

    /// Lets happen what happens now: readings grow old, others take their place.
    fn happen(&mut self) {
        let moment = self.moment();
        self.grow_old(moment);
        self.fall_silent(moment);
        if !self.pending.is_empty() {
            let layout = self.live.network().layout();
            let edits = self.pending.drain(..).flat_map(|(thing, read)| thing.edits(layout, read));
            let edits: Vec<_> = edits.collect();
            self.live.apply(edits);
            self.settling.take(&self.live);
            let Self { live, unknown, observers, measure, .. } = self;
            observers.follow(
                &measure.counting,
                moment,
                CustomerState { live, unknown: unknown.as_ref() },
            );
        }
        for (thing, is_silent) in std::mem::take(&mut self.silenced) {
            if !is_silent && self.silent.shift_remove(&thing) {
                self.renewed.push(thing);
            }
        }
        self.renew(moment);
    }

    /// Takes things of which nothing is known from now on to be unknown.
    fn fall_silent(&mut self, moment: Moment) {
        let Self { live, unknown, silent, silenced, observers, measure, .. } = self;
        let network = live.network();
        let quality = &live.dense_qualities()[network.department_count()..];
        for (&thing, _) in silenced.iter().filter(|(_, is_silent)| **is_silent) {
            if !silent.insert(thing) {
                continue;
            }
            let unknown = unknown.get_or_insert_with(|| UnknownCustomers::none(network));
            for &customer in unknown.lose(network.layout(), thing) {
                let customer = customer as usize;
                observers.lose(&measure.counting, network, customer, moment, quality[customer]);
            }
        }
    }

    /// Takes readings that have grown old to be stated values, or unknown.
    fn grow_old(&mut self, moment: Moment) {
        let is_unknown_then = matches!(self.options.gaps, Gaps::UnknownAfter(_));
        let Self { live, ageing: Some(ageing), unknown, pending, observers, measure, .. } = self
        else {
            return;
        };
        let network = live.network();
        let quality = &live.dense_qualities()[network.department_count()..];
        while let Some(thing) = ageing.take(moment.now) {
            let Some(unknown) = unknown.as_mut().filter(|_| is_unknown_then) else {
                pending.insert(thing, None);
                continue;
            };
            for &customer in unknown.lose(network.layout(), thing) {
                let customer = customer as usize;
                observers.lose(&measure.counting, network, customer, moment, quality[customer]);
            }
        }
    }

    /// Takes what was unknown and was read again to be known.
    fn renew(&mut self, moment: Moment) {
        let Self { live, unknown: Some(unknown), renewed, observers, measure, .. } = self else {
            return;
        };
        let network = live.network();
        let quality = &live.dense_qualities()[network.department_count()..];
        for thing in renewed.drain(..) {
            for &customer in unknown.regain(network.layout(), thing) {
                let customer = customer as usize;
                observers.regain(&measure.counting, network, customer, moment, quality[customer]);
            }
        }
    }

    fn moment(&self) -> Moment {
        Moment { now: self.now, counted: self.measure.counting.common().until(self.now) }
    }

    fn state(&self) -> CustomerState<'_> {
        CustomerState { live: &self.live, unknown: self.unknown.as_ref() }
    }
}

impl fmt::Debug for Replay<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replay")
            .field("network", self.live.network())
            .field("from", &instant(self.from))
            .field("now", &instant(self.now))
            .finish_non_exhaustive()
    }
}
