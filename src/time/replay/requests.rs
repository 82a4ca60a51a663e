//! What share of requests was served: indicators weighted by requests, not by time.
//!
//! A reading that states a volume is about so many requests, spread evenly until the next reading
//! of the same thing. A customer's quality weighs by the requests that concern it.

use std::ops::Range;

use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use serde::Serialize;

use super::ReplayError;
use super::counted_time::CountedTime;
use super::counted_times::CountedTimes;
use super::downtime::rfc_3339;
use super::event::{DenseSubject, Volume};
use super::history::History;
use super::instant::{self, instant};
use super::options::ReplayOptions;
use super::span::Span;
use super::windows::windows;
use crate::network::{Layout, PartyIx};
use crate::numerics::compensated::CompensatedSum;
use crate::quality::Status;
use crate::unit::Quality;

/// What share of requests was served, for each external customer whose requests are known.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
#[must_use]
pub struct Requests {
    /// Of the whole period, then of each kind of span: customers as stated, each in order of time.
    pub lines: Vec<RequestLine>,
    /// The worst of all states'.
    pub status: Status,
}

/// What share of one customer's requests was served within a period or a calendar span.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RequestLine {
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
    /// How many requests came in counted time while quality was known.
    pub requests: f64,
    /// How many more came while it was unknown.
    pub unknown_requests: f64,
    /// Quality weighted by requests: the share of them that was served; `None` without requests.
    pub mean: Option<Quality>,
    /// The share of requests at a quality at or above the threshold; `None` without requests.
    pub at_or_above: Option<f64>,
    /// The part of the error budget that was used, `(1 − at_or_above) / (1 − target)`: requests
    /// below the threshold over those that the target allows to be. `None` without a target and
    /// without requests.
    pub budget_used: Option<f64>,
}

/// Requests that come evenly from one instant to another.
#[derive(Debug, Clone)]
struct RequestInterval {
    within: Range<i64>,
    requests: f64,
}

/// A step of a customer's quality; `None` where it is unknown.
type QualityStep = (Range<i64>, Option<f64>);

/// Sums of one line while it is made.
#[derive(Default)]
struct RequestSums {
    all: CompensatedSum,
    served: CompensatedSum,
    below: CompensatedSum,
    unknown: CompensatedSum,
}

impl RequestSums {
    /// Adds the requests of an interval within a window, step by step.
    fn add(
        &mut self,
        interval: &RequestInterval,
        steps: &[QualityStep],
        (window, counted): (&Range<i64>, &CountedTime),
        threshold: f64,
    ) {
        let whole = instant::weight(interval.within.end - interval.within.start);
        let from = interval.within.start.max(window.start);
        let to = interval.within.end.min(window.end);
        let first = steps.partition_point(|(step, _)| step.end <= from);
        for (step, quality) in steps[first..].iter().take_while(|(step, _)| step.start < to) {
            let part = counted.until(step.end.min(to)) - counted.until(step.start.max(from));
            let requests = interval.requests * (instant::weight(part) / whole);
            let Some(quality) = *quality else {
                self.unknown.add(requests);
                continue;
            };
            self.all.add(requests);
            self.served.add(requests * quality);
            if quality < threshold {
                self.below.add(requests);
            }
        }
    }

    fn line(
        &self,
        customer: String,
        (span, within): (Option<Span>, &Range<i64>),
        target: Option<f64>,
    ) -> RequestLine {
        let all = self.all.value();
        let share =
            |part: CompensatedSum| (all > 0.0).then(|| (part.value() / all).clamp(0.0, 1.0));
        let below = share(self.below);
        RequestLine {
            customer,
            span,
            from: instant(within.start),
            to: instant(within.end),
            requests: all,
            unknown_requests: self.unknown.value(),
            mean: share(self.served).map(Quality::checked),
            at_or_above: below.map(|below| 1.0 - below),
            budget_used: target.and_then(|target| Some(below? / (1.0 - target))),
        }
    }
}

impl History {
    /// Works out what share of requests was served, where events say [how many requests](super::Event::volume)
    /// they are about.
    ///
    /// Three requests of which two are served, then one that is served, are 3 of 4: 75 %, and not the
    /// mean of 66.7 % and 100 %. With a customer's quality `q(t)` and requests that come at a rate
    /// `v(t)`, over counted time:
    ///
    /// ```text
    /// mean            ∫ v q dt / ∫ v dt
    /// at or above     ∫ v [q ≥ threshold] dt / ∫ v dt
    /// budget used     (1 − at or above) / (1 − target)
    /// ```
    ///
    /// A reading's requests come evenly until the next reading of the same thing, or the end of the
    /// period. Those of a customer are what was read of itself; else, of each service that it
    /// receives, what was read of the service, or of its provider. Of whom nothing of this states a
    /// volume there is no line.
    ///
    /// # Errors
    ///
    /// As of [`replay`](Self::replay).
    ///
    /// # Complexity
    ///
    /// As of a replay; every step of quality of customers with requests takes 40 bytes.
    ///
    /// # Examples
    ///
    /// ```
    /// use chrono::{DateTime, TimeDelta, Utc};
    /// use knockon::time::{Event, History, ReplayOptions};
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let organisation = Organisation::builder("Page")
    ///     .department(Department::new("web"))
    ///     .customer(ExternalCustomer::person("readers"))
    ///     .service(Service::new("pages", "web", "readers").dependence(1.0))
    ///     .build()?;
    /// let nine: DateTime<Utc> = "2026-03-02T09:00:00Z".parse()?;
    /// let ten = nine + TimeDelta::hours(1);
    /// let network = organisation.compile()?;
    /// let events = [
    ///     Event::service(nine, "pages", 2.0 / 3.0).volume(3.0),
    ///     Event::service(ten, "pages", 1.0).volume(1.0),
    /// ];
    /// let history = History::from_events(&network, &events)?;
    /// let found = history.requests(nine..ten + TimeDelta::hours(1), &ReplayOptions::default())?;
    /// assert_eq!(found.lines[0].requests, 4.0);
    /// assert_eq!(found.lines[0].mean.unwrap().get(), 0.75);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn requests(
        &self,
        period: Range<DateTime<Utc>>,
        options: &ReplayOptions,
    ) -> Result<Requests, ReplayError> {
        let nanos = |at| instant::nanos(at).ok_or(ReplayError::Instant { at });
        let within = nanos(period.start)?..nanos(period.end)?;
        let network = self.network();
        let layout = network.layout();
        let customers = layout.customers_as_stated();
        let intervals = self.intervals(within.end);
        let asked: Vec<Vec<DenseSubject>> =
            customers.iter().map(|&party| weighing(layout, party, &intervals)).collect();
        let mut steps: Vec<Vec<QualityStep>> = vec![Vec::new(); customers.len()];
        let by_period = ReplayOptions { spans: Vec::new(), ..options.clone() };
        let replayed = self.replay_with(period, &by_period, |segment| {
            let customer = segment.customer.number();
            if !asked[customer].is_empty() {
                let of = |at| instant::nanos(at).unwrap_or(i64::MAX);
                let quality = segment.quality.map(f64::from);
                steps[customer].push((of(segment.from)..of(segment.to), quality));
            }
        })?;
        let counting = CountedTimes::new(network, within.start, options)?;
        let mut lines = Vec::new();
        for (span, window) in &windows(within, customers.len(), options)? {
            for (number, subjects) in asked.iter().enumerate().filter(|(_, it)| !it.is_empty()) {
                let party = customers[number];
                let counted = counting.of(party - layout.first_customer());
                let mut sums = RequestSums::default();
                for intervals in subjects.iter().filter_map(|subject| intervals.get(subject)) {
                    let first = intervals.partition_point(|it| it.within.end <= window.start);
                    let here = intervals[first..].iter();
                    for interval in here.take_while(|it| it.within.start < window.end) {
                        sums.add(interval, &steps[number], (window, counted), options.threshold);
                    }
                }
                let name = layout.party_id(party).to_string();
                lines.push(sums.line(name, (*span, window), options.target));
            }
        }
        Ok(Requests { lines, status: replayed.status() })
    }

    /// From when to when the requests of readings come, in order of time, by what was read.
    fn intervals(&self, end: i64) -> IndexMap<DenseSubject, Vec<RequestInterval>> {
        let mut read: IndexMap<DenseSubject, Vec<i64>> =
            self.volumes().iter().map(|volume| (volume.of, Vec::new())).collect();
        for reading in self.sorted().iter() {
            if let Some(instants) = read.get_mut(&reading.of.subject()) {
                instants.push(reading.at);
            }
        }
        let mut volumes = self.volumes().to_vec();
        volumes.sort_by_key(|volume| volume.at);
        let mut intervals: IndexMap<DenseSubject, Vec<RequestInterval>> = IndexMap::new();
        for Volume { at, of, requests } in volumes {
            let instants = &read[&of];
            let next = instants.get(instants.partition_point(|&it| it <= at));
            let within = at..next.map_or(end, |&next| next.min(end));
            let intervals = intervals.entry(of).or_default();
            // Of several at one instant the last one given holds.
            if intervals.last().is_some_and(|last| last.within.start == at) {
                intervals.pop();
            }
            if !within.is_empty() {
                intervals.push(RequestInterval { within, requests });
            }
        }
        intervals
    }
}

/// The things whose requests weigh a customer's quality.
fn weighing(
    layout: &Layout,
    customer: PartyIx,
    known: &IndexMap<DenseSubject, Vec<RequestInterval>>,
) -> Vec<DenseSubject> {
    let itself = DenseSubject::Party(customer);
    if known.contains_key(&itself) {
        return vec![itself];
    }
    let mut found = Vec::new();
    for entry in layout.row(customer) {
        let provider = DenseSubject::Party(layout.provider(entry).into());
        let mut subjects = [DenseSubject::Entry(entry), provider].into_iter();
        let subject = subjects.find(|subject| known.contains_key(subject));
        found.extend(subject.filter(|subject| !found.contains(subject)));
    }
    found
}
