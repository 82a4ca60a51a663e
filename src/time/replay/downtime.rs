//! Whose downtime it was: what customers lost over a history, split over causes.
//!
//! Between two events nothing changes, so the state is explained once against the normal state,
//! with everything as stated, and its shares count for as long as it lasts. States that recur are
//! explained once.

use std::ops::Range;

use chrono::{DateTime, SecondsFormat, Utc};
use indexmap::{IndexMap, IndexSet};
use serde::{Serialize, Serializer};

use super::ReplayError;
use super::counted_times::CountedTimes;
use super::customer_walk::CustomerWalk;
use super::event::{DenseQuantity, Event};
use super::explained::HeldReadings;
use super::history::History;
use super::instant::{self, instant};
use super::options::{Gaps, ReplayOptions};
use super::span::Span;
use super::state_explainer::{CustomerShares, StateExplainer};
use super::unknown_customers::UnknownCustomers;
use super::windows::Windows;
use crate::explain::Source;
use crate::network::{Network, Parameter};
use crate::numerics::compensated::CompensatedSum;
use crate::quality::Status;

/// What customers lost, for each of them and each span.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
#[must_use]
pub struct Downtime {
    /// Of the whole period, then of each kind of span: customers as stated, each in order of time.
    pub lines: Vec<DowntimeLine>,
    /// How many states were explained, each to the customers whom what was read may concern.
    pub states: usize,
    /// The worst of all states'.
    pub status: Status,
}

/// What one customer lost within a period or a calendar span, in counted seconds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DowntimeLine {
    /// The customer, by id.
    pub customer: String,
    /// The kind of span; `None` of the whole period.
    pub span: Option<Span>,
    /// When it begins.
    #[serde(serialize_with = "rfc_3339")]
    pub from: DateTime<Utc>,
    /// When it ends.
    #[serde(serialize_with = "rfc_3339")]
    pub to: DateTime<Utc>,
    /// Quality lost against normal, times time, of causes that do harm.
    pub lost_seconds: f64,
    /// The same gained, of causes that do good.
    pub gained_seconds: f64,
    /// Time below the threshold.
    pub below_seconds: f64,
    /// Time below it in which the normal state is below, too.
    pub normal_below_seconds: f64,
    /// Time below it that would not be with everything as stated: what all causes together could
    /// have avoided.
    pub together_seconds: f64,
    /// The causes, those with most time below first, then those that lost most.
    pub causes: Vec<DowntimeCause>,
}

/// Writes an instant as RFC 3339 has it, in UTC.
pub(super) fn rfc_3339<S: Serializer>(
    at: &DateTime<Utc>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

/// What of it is one cause's.
///
/// `lost_seconds` less `gained_seconds` of all causes sum to the whole, and so do `below_seconds`
/// with the time in which the normal state is below. `avoidable_seconds` do not: several causes that
/// are all needed could each have avoided all of it, and several each of which suffices, none alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DowntimeCause {
    /// What was read at another value than stated.
    #[serde(flatten)]
    pub cause: Source,
    /// Quality lost, times time.
    pub lost_seconds: f64,
    /// Quality gained, times time.
    pub gained_seconds: f64,
    /// Time below the threshold, by its share of the harm done.
    pub below_seconds: f64,
    /// Time below with it and not without it, everything else as it was; of an observed department
    /// without trouble of its own, where others that were observed follow what they receive.
    pub avoidable_seconds: f64,
}

/// Sums of one line while it is made.
#[derive(Default)]
struct LineSums {
    below: CompensatedSum,
    normal_below: CompensatedSum,
    together: CompensatedSum,
    /// Lost, gained, below, avoidable.
    causes: IndexMap<Source, [CompensatedSum; 4]>,
}

impl LineSums {
    fn add(&mut self, shares: &CustomerShares, seconds: f64) {
        let harm: f64 = shares.changes.iter().map(|(_, change)| (-change).max(0.0)).sum();
        if shares.is_below {
            self.below.add(seconds);
            if shares.is_normal_below {
                self.normal_below.add(seconds);
            } else {
                self.together.add(seconds);
            }
        }
        for (cause, change) in &shares.changes {
            let [lost, gained, below, _] = self.causes.entry(cause.clone()).or_default();
            if *change < 0.0 {
                lost.add(-change * seconds);
                if shares.is_below && !shares.is_normal_below {
                    below.add(seconds * -change / harm);
                }
            } else {
                gained.add(change * seconds);
            }
        }
        for cause in &shares.avoidable {
            self.causes.entry(cause.clone()).or_default()[3].add(seconds);
        }
    }

    fn line(self, customer: String, span: Option<Span>, within: &Range<i64>) -> DowntimeLine {
        let mut causes: Vec<_> = self
            .causes
            .into_iter()
            .map(|(cause, sums)| {
                let [lost_seconds, gained_seconds, below_seconds, avoidable_seconds] =
                    sums.map(CompensatedSum::value);
                DowntimeCause {
                    cause,
                    lost_seconds,
                    gained_seconds,
                    below_seconds,
                    avoidable_seconds,
                }
            })
            .collect();
        causes.sort_by(|one, two| {
            let by = |it: &DowntimeCause| (it.below_seconds, it.lost_seconds);
            let ((below_one, lost_one), (below_two, lost_two)) = (by(one), by(two));
            below_two.total_cmp(&below_one).then(lost_two.total_cmp(&lost_one))
        });
        let sum = |of: fn(&DowntimeCause) -> f64| causes.iter().map(of).sum();
        DowntimeLine {
            customer,
            span,
            from: instant(within.start),
            to: instant(within.end),
            lost_seconds: sum(|it| it.lost_seconds),
            gained_seconds: sum(|it| it.gained_seconds),
            below_seconds: self.below.value(),
            normal_below_seconds: self.normal_below.value(),
            together_seconds: self.together.value(),
            causes,
        }
    }
}

impl Network {
    /// Splits what every external customer lost over a history over its causes, whose downtime it
    /// was: events may be given in any order.
    ///
    /// Lost is quality against the normal state, with everything as stated, times time; the
    /// contributions of a state are those of [`Explanation`](crate::Explanation). Time below the
    /// threshold is split by the harm that each cause does while it lasts. Time in which nothing is
    /// known of something upstream of a customer is left out.
    ///
    /// # Errors
    ///
    /// [`ReplayError`] as of [`replay`](Self::replay), and where readings do not hold until the next
    /// one.
    ///
    /// # Complexity
    ///
    /// Every reading is a solve, and an explanation for each customer downstream of it, with what was
    /// read upstream of these alone; where one of them is below the threshold, a solve more for each
    /// cause, there also [inferred](Network::infer) where parties were observed. States that recur for
    /// the same customers are explained once; four million of their readings and shares are kept. Lines
    /// take memory, and are limited as those of a replay.
    ///
    /// # Examples
    ///
    /// ```
    /// use chrono::{DateTime, TimeDelta, Utc};
    /// use knockon::time::{Event, ReplayOptions};
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let organisation = Organisation::builder("Page")
    ///     .departments(["database", "network"].map(Department::new))
    ///     .customer(ExternalCustomer::person("readers"))
    ///     .service(Service::between("database", "readers").dependence(1.0))
    ///     .service(Service::between("network", "readers").dependence(1.0))
    ///     .build()?;
    /// let page = organisation.compile()?;
    /// let eight: DateTime<Utc> = "2026-03-02T08:00:00Z".parse()?;
    /// let at = |seconds| eight + TimeDelta::seconds(seconds);
    /// let events = [
    ///     Event::party(at(0), "database", 0.0),
    ///     Event::party(at(240), "database", 1.0),
    ///     Event::party(at(300), "network", 0.0),
    ///     Event::party(at(331), "network", 1.0),
    /// ];
    /// let found = page.downtime(&events, eight..at(3600), &ReplayOptions::default())?;
    /// let readers = &found.lines[0];
    /// assert_eq!(readers.below_seconds, 271.0);
    /// let causes: Vec<_> =
    ///     readers.causes.iter().map(|it| (it.cause.id(), it.below_seconds)).collect();
    /// assert_eq!(causes, [("database", 240.0), ("network", 31.0)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn downtime(
        &self,
        events: &[Event],
        period: Range<DateTime<Utc>>,
        options: &ReplayOptions,
    ) -> Result<Downtime, ReplayError> {
        History::from_events(self, events)?.downtime(period, options)
    }
}

impl History {
    /// As [`Network::downtime`], of events that are kept.
    ///
    /// # Errors
    ///
    /// As of [`Network::downtime`].
    pub fn downtime(
        &self,
        period: Range<DateTime<Utc>>,
        options: &ReplayOptions,
    ) -> Result<Downtime, ReplayError> {
        options.check()?;
        if options.gaps != Gaps::Hold {
            return Err(ReplayError::CausesOfGaps);
        }
        let network = self.network();
        let nanos = |at| instant::nanos(at).ok_or(ReplayError::Instant { at });
        let (from, end) = (nanos(period.start)?, nanos(period.end)?);
        if from >= end {
            return Err(ReplayError::Period { from: period.start, to: period.end });
        }
        let windows = Windows::new(from..end, network.customer_count(), options)?;
        let counting = CountedTimes::new(network, from, options)?;
        let mut explainer = StateExplainer::new(network, options);
        let mut ledger = Ledger::new(network, &windows, counting, from);
        let mut held = HeldReadings::new();
        let mut silent = IndexSet::new();
        let mut unknown = UnknownCustomers::none(network);
        // Whom what was read since the last state may concern.
        let mut walk = CustomerWalk::new(network);
        let mut reached = IndexSet::new();
        let layout = network.layout();
        let mut now = from;
        let readings = self.sorted();
        let mut readings = readings.iter().take_while(|it| it.at < end).peekable();
        loop {
            while let Some(reading) = readings.next_if(|it| it.at <= now) {
                let subject = reading.of.subject();
                for &customer in walk.of_subject(layout, subject) {
                    if reached.insert(customer) {
                        let customer = customer as usize;
                        ledger.settle(customer, now, explainer.shares(customer), &unknown);
                    }
                }
                if reading.is_unknown() {
                    if silent.insert(subject) {
                        unknown.lose(layout, subject);
                    }
                    continue;
                }
                if silent.shift_remove(&subject) {
                    unknown.regain(layout, subject);
                }
                let stated = match reading.of {
                    // It is what it is, whatever else holds.
                    DenseQuantity::Delivered(_) => None,
                    DenseQuantity::Capability(it) => Some(Parameter::Capability(it)),
                    DenseQuantity::Condition(it) => Some(Parameter::Condition(it)),
                };
                let stated = stated.map(|it| layout.stated_value(it).to_bits());
                if stated == Some(reading.quality.to_bits()) {
                    held.shift_remove(&subject);
                } else {
                    held.insert(subject, (reading.of, reading.quality));
                }
            }
            let mut customers: Vec<u32> = reached.drain(..).collect();
            customers.sort_unstable();
            explainer.follow(&held, &customers);
            now = readings.peek().map_or(end, |reading| reading.at);
            if now >= end || options.solve.is_stopped() {
                break;
            }
        }
        for customer in 0..network.customer_count() {
            ledger.settle(customer, now, explainer.shares(customer), &unknown);
        }
        let status = options.solve.status_of(explainer.status);
        Ok(Downtime { lines: ledger.lines(), states: explainer.states, status })
    }
}

/// What every customer lost so far, in every window.
struct Ledger<'a> {
    network: &'a Network,
    windows: &'a Windows,
    counting: CountedTimes,
    /// Up to when each customer's is accounted for, by dense number less the count of departments.
    since: Vec<i64>,
    /// Window by window, customers by dense number.
    sums: Vec<LineSums>,
}

impl<'a> Ledger<'a> {
    fn new(network: &'a Network, windows: &'a Windows, counting: CountedTimes, from: i64) -> Self {
        let customers = network.customer_count();
        let sums = (0..windows.all.len() * customers).map(|_| LineSums::default());
        let sums = sums.collect();
        Self { network, windows, counting, since: vec![from; customers], sums }
    }

    /// Accounts for what a customer has been in since it last was.
    fn settle(
        &mut self,
        customer: usize,
        until: i64,
        shares: &CustomerShares,
        unknown: &UnknownCustomers,
    ) {
        let since = std::mem::replace(&mut self.since[customer], until);
        if unknown.is(customer) {
            return;
        }
        let counted = self.counting.of(customer);
        for (window, part) in self.windows.parts(since..until) {
            let nanos = counted.until(part.end) - counted.until(part.start);
            if nanos > 0 {
                let seconds = instant::weight(nanos) / 1e9;
                self.sums[window * self.since.len() + customer].add(shares, seconds);
            }
        }
    }

    /// Of every window, the customers as stated.
    fn lines(self) -> Vec<DowntimeLine> {
        let Self { network, windows, since, mut sums, .. } = self;
        let layout = network.layout();
        let mut lines = Vec::with_capacity(sums.len());
        for (at, (span, within)) in windows.all.iter().enumerate() {
            for &party in layout.customers_as_stated() {
                let place = at * since.len() + (party - layout.first_customer());
                let sums = std::mem::take(&mut sums[place]);
                lines.push(sums.line(layout.party_id(party).to_string(), *span, within));
            }
        }
        lines
    }
}
