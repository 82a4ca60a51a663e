//! `QualityTrajectories`: the quality of every external customer over time, from wherever it is
//! known.

use chrono::TimeDelta;

use super::parameters::DAYS_PER_YEAR;
use crate::id::UnknownId;
use crate::network::Network;
use crate::quality::Assessment;
use crate::time::{Segment, Timeline};
use crate::unit::Quality;

const SECONDS_PER_YEAR: f64 = 86_400.0 * DAYS_PER_YEAR;

/// A time over which quality moves in a straight line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct QualitySegment {
    pub(super) years: f64,
    pub(super) quality: [f64; 2],
}

/// The quality of every external customer from today on, in straight lines.
///
/// After its end the last quality is held.
///
/// # Examples
///
/// What a history of readings did to customers:
///
/// ```
/// use knockon::outcome::{BaseOptions, CustomerBase, QualityTrajectories};
/// use knockon::organisation::Loyalty;
/// use knockon::time::{Event, History, ReplayOptions};
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let loyalty = Loyalty::retention(0.9).departure_ratio(4.0);
/// let network = Organisation::builder("Ferry")
///     .department(Department::new("deck"))
///     .customer(ExternalCustomer::person("islanders").population(1000.0).loyalty(loyalty))
///     .service(Service::new("crossings", "deck", "islanders").dependence(1.0))
///     .build()?
///     .compile()?;
/// let (from, to) = ("2026-01-01T00:00:00Z".parse()?, "2027-01-01T00:00:00Z".parse()?);
/// let history = History::from_events(&network, &[Event::party(from, "deck", 0.5)])?;
/// let mut trajectories = QualityTrajectories::new(&network);
/// history.replay_with(from..to, &ReplayOptions::default(), |segment| {
///     trajectories.take(&segment);
/// })?;
/// let base = CustomerBase::along(&trajectories, &BaseOptions::years(1.0))?;
/// // Twice as many leave at half the quality.
/// let islanders = base.group("islanders").unwrap();
/// assert!(islanders.end().customers < 910.0 && islanders.end().customers > 900.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct QualityTrajectories {
    network: Network,
    /// Of each external customer, as stated.
    pub(super) today: Vec<f64>,
    pub(super) segments: Vec<Vec<QualitySegment>>,
}

impl QualityTrajectories {
    /// Starts trajectories of a network; today is its baseline.
    pub fn new(network: &Network) -> Self {
        Self::from_today(network, customer_qualities(&network.baseline()))
    }

    /// Starts trajectories where the baseline is known.
    pub(super) fn from_today(network: &Network, today: Vec<f64>) -> Self {
        let segments = vec![Vec::new(); today.len()];
        Self { network: network.clone(), today, segments }
    }

    /// The qualities of an assessment, which hold from today on.
    pub fn of_assessment(assessment: &Assessment) -> Self {
        let mut all = Self::new(assessment.network());
        for (segments, quality) in all.segments.iter_mut().zip(customer_qualities(assessment)) {
            segments.push(QualitySegment { years: 1.0, quality: [quality; 2] });
        }
        all
    }

    /// The qualities of a timeline.
    ///
    /// # Errors
    ///
    /// [`UnknownId`] for the first customer whose series [was not
    /// kept](crate::time::TimelinePlan::keep).
    pub fn of_timeline(timeline: &Timeline) -> Result<Self, UnknownId> {
        let today = customer_qualities(&timeline.network().baseline());
        Self::after(today, timeline)
    }

    /// The qualities of a timeline, where the baseline is known.
    pub(super) fn after(today: Vec<f64>, timeline: &Timeline) -> Result<Self, UnknownId> {
        let network = timeline.network();
        let mut all = Self::from_today(network, today);
        for (customer, segments) in all.segments.iter_mut().enumerate() {
            let id = customer_id(network, customer);
            let series = timeline.series(&id).ok_or_else(|| UnknownId::customer(&id))?;
            let mut before: Option<(TimeDelta, f64)> = None;
            for (at, quality) in series.points() {
                if let Some((since, from)) = before
                    && at > since
                {
                    let years = years(at - since);
                    segments.push(QualitySegment { years, quality: [from, quality] });
                }
                before = Some((at, quality));
            }
        }
        Ok(all)
    }

    /// Adds a step of a replay. While a quality is unknown the one before is held.
    pub fn take(&mut self, segment: &Segment<'_>) {
        let id = segment.customer.id();
        let party = self.network.layout().names().find_party(id.as_str());
        let customer =
            party.and_then(|party| party.index().checked_sub(self.network.department_count()));
        let Some(customer) = customer.filter(|&customer| customer < self.segments.len()) else {
            return;
        };
        let segments = &mut self.segments[customer];
        let known = segment.quality.map(Quality::get);
        let before = segments.last().map_or(self.today[customer], |last| last.quality[1]);
        let quality = known.unwrap_or(before);
        segments.push(QualitySegment {
            years: years(segment.to - segment.from),
            quality: [quality; 2],
        });
    }

    /// Returns the network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The id of each customer, as stated.
    pub(super) fn id(&self, customer: usize) -> String {
        customer_id(&self.network, customer)
    }
}

/// The qualities of external customers, as stated.
pub(super) fn customer_qualities(assessment: &Assessment) -> Vec<f64> {
    let layout = assessment.network().layout();
    let quality = assessment.dense_qualities();
    layout.customers_as_stated().iter().map(|&customer| quality[customer]).collect()
}

fn customer_id(network: &Network, customer: usize) -> String {
    let layout = network.layout();
    layout.party_id(layout.customers_as_stated()[customer]).to_string()
}

/// A duration in years of 365.25 days.
fn years(time: TimeDelta) -> f64 {
    time.as_seconds_f64() / SECONDS_PER_YEAR
}
