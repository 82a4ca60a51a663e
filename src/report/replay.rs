//! What customers got over time, as one document.

use chrono::{DateTime, FixedOffset, Offset, SecondsFormat, Utc};
use serde::Serialize;

use crate::id::PartyId;
use crate::time::{Indicators, Replayed, Span};
use crate::unit::Quality;

/// What every external customer got over a period. Instants are written as RFC 3339 has them, in
/// the offset given.
///
/// # Examples
///
/// ```
/// use chrono::{DateTime, TimeDelta, Utc};
/// use knockon::report::ReplayDocument;
/// use knockon::time::{Event, ReplayOptions};
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("crew"))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("crossing", "crew", "passengers").dependence(1.0))
///     .build()?;
/// let eight: DateTime<Utc> = "2026-03-02T08:00:00Z".parse()?;
/// let half_a_crew = Event::party(eight + TimeDelta::hours(6), "crew", 0.5);
/// let period = eight..eight + TimeDelta::hours(8);
/// let options = ReplayOptions::default();
/// let replayed = organisation.compile()?.replay([&half_a_crew], period, &options)?;
///
/// let document = ReplayDocument::new(&replayed, options.offset);
/// let passengers = &document.customers[0].whole;
/// assert_eq!((passengers.seconds_below, passengers.at_or_above), (7200.0, Some(0.75)));
/// assert_eq!(passengers.worst_from.as_deref(), Some("2026-03-02T14:00:00Z"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReplayDocument {
    /// Always `knockon/replay`.
    pub format: &'static str,
    /// Always 1.
    pub version: u32,
    /// When the period begins.
    pub from: String,
    /// When it ends, excluded.
    pub to: String,
    /// Every customer, as stated.
    pub customers: Vec<ReplayLine>,
}

/// What one external customer got.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReplayLine {
    /// The customer.
    pub customer: PartyId,
    /// The whole period.
    #[serde(flatten)]
    pub whole: IndicatorLine,
    /// Each day, week and month that was asked for, in order of time; left out where none is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<ReplaySpan>,
}

/// What one external customer got in a day, week or month.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReplaySpan {
    /// The kind of span.
    pub span: Span,
    /// When it begins.
    pub from: String,
    /// When it ends, excluded.
    pub to: String,
    /// What it was like.
    #[serde(flatten)]
    pub indicators: IndicatorLine,
}

/// What a period of time was like for an external customer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct IndicatorLine {
    /// Quality weighted by time; `None` where nothing is known.
    pub mean: Option<Quality>,
    /// The share of time with quality at or above the threshold; `None` where nothing is known.
    pub at_or_above: Option<f64>,
    /// When the longest interval below the threshold began; `None` if never below.
    pub worst_from: Option<String>,
    /// When it ended, excluded.
    pub worst_to: Option<String>,
    /// How much time counts: within service hours, outside maintenance.
    pub seconds_counted: f64,
    /// How much of what counts is unknown; left out where nothing is.
    #[serde(skip_serializing_if = "is_zero")]
    pub seconds_unknown: f64,
    /// How long quality was below the threshold.
    pub seconds_below: f64,
    /// The part of the error budget that was used; left out without a target, and where nothing is
    /// known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget_used: Option<f64>,
    /// The share of the error budget that was used over the share of its time that has gone; left
    /// out where `budget_used` is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub burn_rate: Option<f64>,
}

impl ReplayDocument {
    /// Writes down a replay in UTC.
    pub(super) fn in_utc(replayed: &Replayed) -> Self {
        Self::new(replayed, Utc.fix())
    }

    /// Writes down a replay, with local time of an offset.
    pub fn new(replayed: &Replayed, offset: FixedOffset) -> Self {
        let spans = [Span::Day, Span::Week, Span::Month];
        let customers = replayed.customers().map(|customer| {
            let lines = spans.into_iter().flat_map(|span| {
                customer.spans(span).map(move |indicators| ReplaySpan {
                    span,
                    from: text(indicators.from, offset),
                    to: text(indicators.to, offset),
                    indicators: IndicatorLine::new(&indicators, offset),
                })
            });
            ReplayLine {
                customer: customer.id(),
                whole: IndicatorLine::new(&customer.whole(), offset),
                spans: lines.collect(),
            }
        });
        Self {
            format: "knockon/replay",
            version: 1,
            from: text(replayed.from(), offset),
            to: text(replayed.to(), offset),
            customers: customers.collect(),
        }
    }
}

impl IndicatorLine {
    pub(super) fn in_utc(indicators: &Indicators) -> Self {
        Self::new(indicators, Utc.fix())
    }

    fn new(indicators: &Indicators, offset: FixedOffset) -> Self {
        let worst = indicators.worst;
        Self {
            mean: indicators.mean,
            at_or_above: indicators.at_or_above,
            worst_from: worst.map(|worst| text(worst.from, offset)),
            worst_to: worst.map(|worst| text(worst.to, offset)),
            seconds_counted: indicators.counted.as_seconds_f64(),
            seconds_unknown: indicators.unknown.as_seconds_f64(),
            seconds_below: indicators.seconds_below(),
            budget_used: indicators.budget_used,
            burn_rate: indicators.burn_rate,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
fn is_zero(seconds: &f64) -> bool {
    *seconds <= 0.0
}

/// An instant as RFC 3339 has it, with as many decimals as it needs.
fn text(at: DateTime<Utc>, offset: FixedOffset) -> String {
    at.with_timezone(&offset).to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
