//! `Measured`: estimates by party and service, in the order of the organisation.

use chrono::{DateTime, SecondsFormat, Utc};
use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use super::estimate::Estimate;
use super::flow::LagFound;
use super::period::Period;
use crate::id::{PartyId, ServiceId};

/// What evidence says, until a day: estimates by party and service, in the organisation's order.
///
/// Conditions and qualities are shares and scores of 0..=1 on their own scale, absolute; none is
/// divided by what is normal.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
#[must_use]
pub struct Measured {
    /// Today.
    #[serde(serialize_with = "in_utc")]
    pub until: DateTime<Utc>,
    /// The periods of series and arrivals.
    pub period: Period,
    /// How often intervals hold the true number.
    pub confidence: f64,
    pub(super) conditions: IndexMap<ServiceId, MeasuredCondition>,
    pub(super) qualities: IndexMap<PartyId, MeasuredQuality>,
    pub(super) capabilities: IndexMap<PartyId, MeasuredQuality>,
    pub(super) flows: IndexMap<PartyId, MeasuredFlow>,
    pub(super) requests: Vec<MeasuredRequests>,
    pub(super) lags: IndexMap<ServiceId, LagFound>,
    /// What is to be said beside the numbers.
    pub(super) notes: Vec<String>,
}

/// Serialises an instant as RFC 3339 in UTC.
fn in_utc<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// What an estimate is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Basis {
    /// Readings of indicators.
    Indicators,
    /// Answers to surveys.
    Surveys,
    /// Feedback of several channels.
    Feedback,
    /// Tickets that met their target, or did not.
    Tickets,
    /// Nothing of its own: what others like it show.
    Others,
}

/// The condition of a service.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MeasuredCondition {
    /// The estimate, of the first of indicators, tickets and surveys that there are.
    pub estimate: Estimate,
    /// What it is made of.
    pub basis: Basis,
    /// How many tickets met their target; ageing makes it a real number.
    pub met: f64,
    /// Of how many.
    pub total: f64,
    /// The figure of its provider, as all its tickets give it.
    pub like_it: Option<Estimate>,
    /// Estimates of other bases.
    pub others: Vec<(Basis, Estimate)>,
    /// What was read, period by period; periods without a reading are left out.
    pub series: Vec<PeriodReading>,
}

/// The quality of a party.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MeasuredQuality {
    /// The estimate, of the first of indicators, surveys, feedback and tickets that there are.
    pub estimate: Estimate,
    /// What it is made of.
    pub basis: Basis,
    /// Estimates of other bases.
    pub others: Vec<(Basis, Estimate)>,
    /// What was read, period by period; periods without a reading are left out.
    pub series: Vec<PeriodReading>,
    /// What the series is made of: indicators where there are any, else what has most periods.
    pub series_basis: Basis,
    /// Expectations against perceptions, where a survey asked for both.
    pub mean_gap: Option<f64>,
}

/// What was read in a period.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PeriodReading {
    /// When the period starts.
    #[serde(serialize_with = "in_utc")]
    pub start: DateTime<Utc>,
    /// The number of the period: that of the next is one more.
    pub number: i64,
    /// The quality, 0..=1: the mean of the period's readings, weighted by their volumes.
    pub quality: f64,
    /// The same before it is cut at 1, where a reference was divided by values.
    pub ratio: f64,
    /// How many requests, tickets or answers are behind it, if that is known.
    pub volume: Option<f64>,
    /// The label of readings that count the same requests.
    pub same_requests: Option<String>,
    /// Whether the quality is a share of what was counted, and no score or ratio.
    #[serde(skip)]
    pub is_share: bool,
}

/// How work flows through a department.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MeasuredFlow {
    /// Requests that arrive in a period; nothing without a whole period.
    pub arrivals: Option<Estimate>,
    /// How many times as much they vary as independent arrivals.
    pub dispersion: f64,
    /// Handling times, elapsed and not worked.
    pub handling: HandlingFigures,
    /// The mean patience in seconds, where waits are stated.
    pub patience_seconds: Option<Estimate>,
    /// The share of tickets that were opened again, where that is stated.
    pub reopened: Option<Estimate>,
}

/// How long requests take.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct HandlingFigures {
    /// How many requests were opened.
    pub requests: usize,
    /// How many of these are still open.
    pub still_open: usize,
    /// The hours after which half are resolved; nothing where fewer are.
    pub median_hours: Option<Estimate>,
    /// The hours after which four in five are resolved.
    pub four_fifths_hours: Option<Estimate>,
    /// The mean hours until resolved or until the horizon.
    pub mean_hours: Option<Estimate>,
    /// That horizon, in hours.
    pub horizon_hours: f64,
    /// The mean hours of those resolved alone, which is too short; to compare.
    pub resolved_mean_hours: Option<f64>,
}

/// How many of a department's jobs take a request to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MeasuredRequests {
    /// Whose jobs.
    pub consumer: PartyId,
    /// Who is asked.
    pub provider: PartyId,
    /// Requests per job.
    pub estimate: Estimate,
    /// Tickets that another closed, or volumes of indicators.
    pub basis: Basis,
}

impl MeasuredCondition {
    /// Whether anything is known of the service itself, or of others of its provider; if not, the
    /// estimate is what all services show.
    pub fn is_known(&self) -> bool {
        let has_like_it = self.like_it.is_some_and(|like| like.effective_number > 0.0);
        self.basis != Basis::Others || has_like_it
    }
}

impl Measured {
    /// Returns the condition of a service, if anything is known of it.
    pub fn condition(&self, service: impl AsRef<str>) -> Option<&MeasuredCondition> {
        self.conditions.get(service.as_ref())
    }

    /// Returns the conditions of services.
    pub fn conditions(&self) -> impl ExactSizeIterator<Item = (&ServiceId, &MeasuredCondition)> {
        self.conditions.iter()
    }

    /// Returns the observed quality of a party, if it was measured.
    pub fn quality(&self, party: impl AsRef<str>) -> Option<&MeasuredQuality> {
        self.qualities.get(party.as_ref())
    }

    /// Returns the qualities of parties.
    pub fn qualities(&self) -> impl ExactSizeIterator<Item = (&PartyId, &MeasuredQuality)> {
        self.qualities.iter()
    }

    /// Returns what a department could do on its own, if that was read.
    pub fn capability(&self, department: impl AsRef<str>) -> Option<&MeasuredQuality> {
        self.capabilities.get(department.as_ref())
    }

    /// Returns the capabilities of departments.
    pub fn capabilities(&self) -> impl ExactSizeIterator<Item = (&PartyId, &MeasuredQuality)> {
        self.capabilities.iter()
    }

    /// Returns how work flows through a department, if it has tickets.
    pub fn flow(&self, department: impl AsRef<str>) -> Option<&MeasuredFlow> {
        self.flows.get(department.as_ref())
    }

    /// Returns how work flows through departments.
    pub fn flows(&self) -> impl ExactSizeIterator<Item = (&PartyId, &MeasuredFlow)> {
        self.flows.iter()
    }

    /// Returns how many requests arrive at a department in a period.
    pub fn arrivals(&self, department: impl AsRef<str>) -> Option<&Estimate> {
        self.flow(department)?.arrivals.as_ref()
    }

    /// Returns how long a department takes.
    pub fn handling(&self, department: impl AsRef<str>) -> Option<&HandlingFigures> {
        self.flow(department).map(|flow| &flow.handling)
    }

    /// Returns how many of the consumer's jobs take a request to the provider.
    pub fn requests(
        &self,
        consumer: impl AsRef<str>,
        provider: impl AsRef<str>,
    ) -> Option<&Estimate> {
        let (consumer, provider) = (consumer.as_ref(), provider.as_ref());
        let is = |found: &&MeasuredRequests| {
            found.consumer.as_str() == consumer && found.provider.as_str() == provider
        };
        self.requests.iter().find(is).map(|found| &found.estimate)
    }

    /// Returns every pair of a consumer and a provider whose requests per job are known.
    pub fn all_requests(&self) -> &[MeasuredRequests] {
        &self.requests
    }

    /// Returns what the series of both ends of a service say of its lag, where there are sixty
    /// periods of both.
    pub fn lag(&self, service: impl AsRef<str>) -> Option<&LagFound> {
        self.lags.get(service.as_ref())
    }

    /// Returns the lags of services.
    pub fn lags(&self) -> impl ExactSizeIterator<Item = (&ServiceId, &LagFound)> {
        self.lags.iter()
    }

    /// Returns what is to be said beside the numbers.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}
