//! A history that is kept: events in any order.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use chrono::{DateTime, Utc};

use super::ReplayError;
use super::engine::Replay;
use super::event::{Event, EventError, Reading, Volume};
use super::instant::{self, instant};
use super::lines::Segment;
use super::options::ReplayOptions;
use super::outcome::{KeptSpans, Replayed};
use crate::network::Network;

/// Events of one network, checked and in order of time.
///
/// They may be given in any order, unless [`in_order`](Self::in_order) is asked for. Several on one
/// thing at one instant: the last one given holds, and [`conflicts`](Self::conflicts) says which
/// differ from it. It takes 24 bytes an event; [`Replay`] takes events one by one and keeps none.
///
/// # Examples
///
/// ```
/// use chrono::{DateTime, TimeDelta, Utc};
/// use knockon::time::{Event, History, ReplayOptions, Span};
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("crew"))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("crossing", "crew", "passengers").dependence(1.0))
///     .build()?;
/// let network = organisation.compile()?;
/// let monday: DateTime<Utc> = "2026-03-02T00:00:00Z".parse()?;
/// let hours = |count| monday + TimeDelta::hours(count);
///
/// let mut history = History::new(&network);
/// history.push(&Event::party(hours(26), "crew", 1.0))?;
/// history.push(&Event::party(hours(20), "crew", 0.5))?;
/// let refused = history.push(&Event::party(hours(9), "passengers", 0.5)).unwrap_err();
/// assert_eq!(
///     refused.to_string(),
///     "capability[\"passengers\"]: `passengers` is an external customer; only departments have a \
///      capability"
/// );
///
/// let replayed = history.replay(monday..hours(48), &ReplayOptions::default().by(Span::Day))?;
/// let passengers = replayed.customer("passengers").unwrap();
/// assert_eq!(passengers.whole().seconds_below(), 6.0 * 3600.0);
/// let days: Vec<_> = passengers.spans(Span::Day).map(|day| day.below).collect();
/// assert_eq!(days, [TimeDelta::hours(4), TimeDelta::hours(2)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct History {
    network: Network,
    readings: Vec<Reading>,
    /// Which readings are about how many requests.
    volumes: Vec<Volume>,
    in_order: bool,
    /// Whether they are in order so far.
    ascending: bool,
}

impl History {
    /// Begins a history without events.
    pub fn new(network: &Network) -> Self {
        Self {
            network: network.clone(),
            readings: Vec::new(),
            volumes: Vec::new(),
            in_order: false,
            ascending: true,
        }
    }

    /// Refuses events from here on that come before the one given last.
    pub fn in_order(mut self) -> Self {
        self.in_order = true;
        self
    }

    /// Makes a history of events in any order.
    ///
    /// # Errors
    ///
    /// [`RefusedEvents`] with every event that is none of the network's.
    pub fn from_events<'e>(
        network: &Network,
        events: impl IntoIterator<Item = &'e Event>,
    ) -> Result<Self, RefusedEvents> {
        let mut history = Self::new(network);
        let mut refused = Vec::new();
        for (index, event) in events.into_iter().enumerate() {
            if let Err(error) = history.push(event) {
                refused.push((index, error));
            }
        }
        if refused.is_empty() { Ok(history) } else { Err(RefusedEvents { refused }) }
    }

    /// Adds an event.
    ///
    /// # Errors
    ///
    /// [`EventError`] for one that names no department and no service, or states no quality; and
    /// for one that comes too late, where order is asked for. It is not added then.
    pub fn push(&mut self, event: &Event) -> Result<(), EventError> {
        let reading = Reading::new(&self.network, event)?;
        if let Some(last) = self.readings.last().filter(|last| reading.at < last.at) {
            if self.in_order {
                return Err(EventError::Disorder { at: event.at, last: instant(last.at) });
            }
            self.ascending = false;
        }
        self.readings.push(reading);
        if let Some(requests) = event.volume {
            self.volumes.push(Volume { at: reading.at, of: reading.of.subject(), requests });
        }
        Ok(())
    }

    /// Returns how many events there are.
    pub fn len(&self) -> usize {
        self.readings.len()
    }

    /// Whether there are no events.
    pub fn is_empty(&self) -> bool {
        self.readings.is_empty()
    }

    /// Returns the period from the first event to the last; `None` without events. Where all happen
    /// at one instant it is empty, and no period to replay.
    pub fn period(&self) -> Option<Range<DateTime<Utc>>> {
        let instants = || self.readings.iter().map(|reading| reading.at);
        Some(instant(instants().min()?)..instant(instants().max()?))
    }

    /// Replays it over a period; calendar spans that are asked for are kept. Where it is [broken
    /// off](crate::OnProgress), the period ends with the last event taken.
    ///
    /// Events before the period set what holds when it begins; those at its end or after it have no
    /// effect.
    ///
    /// # Errors
    ///
    /// [`ReplayError`] for options that make no sense, a period that is empty or lies outside 1900
    /// to 2190, and calendar spans that take too many lines.
    ///
    /// # Complexity
    ///
    /// Events are sorted, unless they are in order. Beyond that as of [`Replay`].
    pub fn replay(
        &self,
        period: Range<DateTime<Utc>>,
        options: &ReplayOptions,
    ) -> Result<Replayed, ReplayError> {
        self.feed(Replay::new(&self.network, period.start, options)?, &period)
    }

    /// As [`replay`](Self::replay), and calls a function with every step of every customer's
    /// quality, see [`Replay::on_segment`].
    ///
    /// # Errors
    ///
    /// As of [`replay`](Self::replay).
    pub fn replay_with(
        &self,
        period: Range<DateTime<Utc>>,
        options: &ReplayOptions,
        on_segment: impl FnMut(Segment<'_>) + Send,
    ) -> Result<Replayed, ReplayError> {
        let replay = Replay::new(&self.network, period.start, options)?;
        self.feed(replay.on_segment(on_segment), &period)
    }

    fn feed(
        &self,
        replay: Replay<'_>,
        period: &Range<DateTime<Utc>>,
    ) -> Result<Replayed, ReplayError> {
        let &Range { start: from, end: to } = period;
        let end = instant::nanos(to).ok_or(ReplayError::Instant { at: to })?;
        if from >= to {
            return Err(ReplayError::Period { from, to });
        }
        let mut spans = KeptSpans::default();
        let mut replay = replay.on_span(|line| spans.take(&line));
        let mut reached = to;
        for &reading in self.sorted().iter().take_while(|reading| reading.at < end) {
            if replay.is_stopped() && instant(reading.at) > from {
                reached = instant(reading.at);
                break;
            }
            replay.read(reading)?;
        }
        Ok(replay.finish(reached)?.with_spans(spans))
    }

    /// Whether some events say how many requests they are about.
    pub fn has_volumes(&self) -> bool {
        !self.volumes.is_empty()
    }

    pub(super) fn volumes(&self) -> &[Volume] {
        &self.volumes
    }

    pub(super) fn network(&self) -> &Network {
        &self.network
    }

    /// The readings in order of time, those of one instant as given.
    pub(super) fn sorted(&self) -> Cow<'_, [Reading]> {
        let mut readings = Cow::Borrowed(&*self.readings);
        if !self.ascending {
            readings.to_mut().sort_by_key(|reading| reading.at);
        }
        readings
    }
}

impl Network {
    /// Replays events, given in any order, over a period: what did every external customer get?
    ///
    /// The indicators of a customer with quality `q(t)` over the counted time `T` of the period:
    ///
    /// ```text
    /// mean            ∫ q dt / T
    /// at or above     |{ t : q(t) ≥ threshold }| / T
    /// budget used     (1 − at or above) / (1 − target)
    /// ```
    ///
    /// # Errors
    ///
    /// [`ReplayError::Events`] with every event that is none of this network's, else as of
    /// [`History::replay`].
    ///
    /// # Complexity
    ///
    /// As of [`Replay`], with 24 bytes an event.
    ///
    /// # Examples
    ///
    /// ```
    /// use chrono::{DateTime, TimeDelta, Utc};
    /// use knockon::time::{Event, ReplayOptions};
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
    /// let events = [
    ///     Event::service(hours(4), "crossing", 0.0),
    ///     Event::service(hours(5), "crossing", 1.0),
    ///     Event::party(hours(7), "crew", 0.5),
    /// ];
    /// let options = ReplayOptions::default().threshold(0.9).target(0.75);
    /// let replayed = network.replay(&events, eight..hours(8), &options)?;
    /// let passengers = replayed.customer("passengers").unwrap().whole();
    /// // Nothing for an hour and half for another, of eight.
    /// assert_eq!(passengers.mean.unwrap().get(), 0.8125);
    /// assert_eq!(passengers.at_or_above, Some(0.75));
    /// assert_eq!(passengers.budget_used, Some(1.0));
    /// assert_eq!(passengers.worst.unwrap().from, hours(4));
    ///
    /// let error = network.replay(&[Event::party(eight, "cres", 1.0)], eight..hours(8), &options);
    /// assert_eq!(
    ///     error.unwrap_err().to_string(),
    ///     "events[0]: capability[\"cres\"]: `cres` is not a department"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn replay<'e>(
        &self,
        events: impl IntoIterator<Item = &'e Event>,
        period: Range<DateTime<Utc>>,
        options: &ReplayOptions,
    ) -> Result<Replayed, ReplayError> {
        History::from_events(self, events)?.replay(period, options)
    }
}

/// Events that are none of a network's.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusedEvents {
    /// By position, from 0.
    refused: Vec<(usize, EventError)>,
}

/// How many the text lists before it only counts the rest.
const REFUSALS_LISTED: usize = 100;

impl RefusedEvents {
    /// Returns each with its position, from 0.
    pub fn events(&self) -> &[(usize, EventError)] {
        &self.refused
    }
}

/// Writes one line per problem, those of the first hundred events.
impl fmt::Display for RefusedEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (index, error) in self.refused.iter().take(REFUSALS_LISTED) {
            let problems = match error {
                EventError::Invalid(invalid) => invalid.problems(),
                _ => &[],
            };
            for problem in problems {
                write!(f, "{separator}events[{index}]: {problem}")?;
                separator = "\n";
            }
            if problems.is_empty() {
                write!(f, "{separator}events[{index}]: {error}")?;
                separator = "\n";
            }
        }
        match self.refused.len().saturating_sub(REFUSALS_LISTED) {
            0 => Ok(()),
            1 => f.write_str("\nand 1 more event"),
            more => write!(f, "\nand {more} more events"),
        }
    }
}

impl std::error::Error for RefusedEvents {}
