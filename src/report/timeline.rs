//! When it is felt and for how long, as one document.

use serde::Serialize;

use super::planned::{self, EventLine, PaceLine, SetLine, StartLine, days};
use crate::id::{PartyId, ServiceId};
use crate::quality::{Proof, Status};
#[cfg(feature = "draws")]
use crate::time::TimelineBands;
use crate::time::{Disruption, Ending, Timeline};
use crate::unit::Quality;

/// What happened to everybody over time. Times are days since the start.
///
/// # Examples
///
/// ```
/// use chrono::TimeDelta;
/// use knockon::report::TimelineDocument;
/// use knockon::time::TimelinePlan;
/// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("crew"))
///     .customer(ExternalCustomer::person("passengers").population(400.0))
///     .service(Service::new("crossing", "crew", "passengers").dependence(1.0))
///     .build()?;
/// let half_a_crew = Scenario::new("half a crew").capability("crew", 0.5);
/// let plan = TimelinePlan::lasting(TimeDelta::days(10))
///     .step(TimeDelta::days(1))
///     .during(TimeDelta::days(2)..TimeDelta::days(6), half_a_crew);
/// let timeline = organisation.compile()?.timeline(&plan)?;
///
/// let document = TimelineDocument::new("Ferry", &timeline);
/// assert_eq!((&*document.events[0].scenario, document.events[0].from_days), ("half a crew", 2.0));
/// assert_eq!(document.felt_below, 0.99);
/// let passengers = &document.customers[0];
/// assert_eq!(passengers.disruption.first_felt, Some(TimeDelta::days(2)));
/// // Four days at half, for 400 of them.
/// assert_eq!(passengers.disruption.loss_quality_days, 2.0);
/// assert_eq!(document.population_loss_quality_days, 800.0);
/// assert_eq!(document.instants_days[..4], [0.0, 1.0, 2.0, 2.0]);
/// assert_eq!(passengers.qualities[..4], [1.0, 1.0, 1.0, 0.5]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TimelineDocument {
    /// Always `knockon/timeline`.
    pub format: &'static str,
    /// Always 1.
    pub version: u32,
    /// What the organisation is called; left out where that is not said.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub organisation: String,
    /// What the scenario in whose best state it begins sets, for good.
    pub starting_under: Vec<SetLine>,
    /// The qualities that parties begin at instead.
    pub starting_at: Vec<StartLine>,
    /// Everything that happens, in the order planned; people asked for are [hires](Self::hires).
    pub events: Vec<EventLine>,
    /// The time constants in place of stated ones.
    pub time_constants: Vec<PaceLine>,
    /// The share of its quality at the start below which a customer feels a change, and from which
    /// on it has recovered.
    pub felt_below: f64,
    /// How long it lasts.
    pub span_days: f64,
    /// How long it was planned to last; longer than that where it was broken off.
    pub planned_span_days: f64,
    /// How many steps were taken.
    pub steps: u64,
    /// An estimate of the largest error of one step, waiting lines and customers who follow at once
    /// left out; `None` under a method of first order.
    pub error_estimate: Option<f64>,
    /// Whether the states it begins and ends by converged, or it was broken off.
    pub status: Status,
    /// What proves the steady state of what is in force at the end.
    pub proof: Proof,
    /// How many jumps were felt within a step, each spread over it.
    pub blurred_jumps: u64,
    /// How many times departments that follow at once did not settle.
    pub unsettled: u64,
    /// Where it ends, or leads.
    pub ending: Ending,
    /// Whether everything that happened is over, and yet it ends in a worse state.
    pub lasting_collapse: bool,
    /// What all customers lost: population times quality-days.
    pub population_loss_quality_days: f64,
    /// Every customer, as stated.
    pub customers: Vec<DisruptionLine>,
    /// Every department with staff that was kept, as stated.
    pub lines: Vec<WaitingLine>,
    /// The people who were asked for, first asked first.
    pub hires: Vec<HireLine>,
    /// The instants of all series; one at which somebody jumped comes twice.
    pub instants_days: Vec<f64>,
    /// How qualities spread over draws of numbers that are not known for certain; left out where
    /// nothing was drawn.
    #[cfg(feature = "draws")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bands: Option<TimelineBands>,
}

/// What one external customer went through.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DisruptionLine {
    /// When it was felt, how deeply, and how long.
    #[serde(flatten)]
    pub disruption: Disruption,
    /// The loss of all whom the customer stands for.
    pub population_loss_quality_days: f64,
    /// The quality at the end.
    pub quality: Option<Quality>,
    /// The quality at every instant; empty where it was not kept.
    pub qualities: Vec<f64>,
}

/// A department's waiting line.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WaitingLine {
    /// The department.
    pub department: PartyId,
    /// Requests that arrived over the whole of the time.
    pub arrived: f64,
    /// Requests that left over the whole of the time, served or not.
    pub left: f64,
    /// How many requests were there at every instant; infinite, which JSON writes as `null`, where
    /// they are without end.
    pub backlog: Vec<f64>,
    /// The mean wait of a line at rest that is as long, at every instant; infinite as well.
    pub mean_wait_minutes: Vec<f64>,
}

/// People who were asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct HireLine {
    /// The service they were asked for on.
    pub service: ServiceId,
    /// The department they are for.
    pub department: PartyId,
    /// How many.
    pub agents: f64,
    /// When they were asked for.
    pub asked_days: f64,
    /// When they came; `None` where they had not by the end.
    pub arrived_days: Option<f64>,
}

impl TimelineDocument {
    /// Writes down a timeline.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in the instants times the customers and lines kept.
    pub fn new(organisation: impl Into<String>, timeline: &Timeline) -> Self {
        let customers = timeline.disruptions().map(|disruption| {
            let series = timeline.series(disruption.customer.as_str());
            DisruptionLine {
                population_loss_quality_days: disruption.population_loss_quality_days(),
                quality: timeline.quality(disruption.customer.as_str()),
                qualities: series.map(|it| it.qualities().collect()).unwrap_or_default(),
                disruption,
            }
        });
        let parties = timeline.settled().parties();
        let lines = parties.filter_map(|party| waiting_line(timeline, party.id()));
        let hires = timeline.hires().map(|hired| HireLine {
            service: hired.service,
            department: hired.department,
            agents: hired.agents,
            asked_days: days(hired.asked),
            arrived_days: hired.arrived.map(days),
        });
        Self {
            format: "knockon/timeline",
            version: 1,
            organisation: organisation.into(),
            starting_under: planned::set(timeline.starting_under()),
            starting_at: planned::starts(timeline),
            events: planned::events(timeline),
            time_constants: planned::paces(timeline),
            felt_below: timeline.felt_below(),
            span_days: days(timeline.span()),
            planned_span_days: days(timeline.planned_span()),
            steps: timeline.steps(),
            error_estimate: timeline.error_estimate(),
            status: timeline.status(),
            proof: timeline.settled().proof(),
            blurred_jumps: timeline.blurred_jumps(),
            unsettled: timeline.unsettled(),
            ending: timeline.ending(),
            lasting_collapse: timeline.lasting_collapse(),
            population_loss_quality_days: timeline.population_loss_quality_days(),
            customers: customers.collect(),
            lines: lines.collect(),
            hires: hires.collect(),
            instants_days: timeline.instants().map(days).collect(),
            #[cfg(feature = "draws")]
            bands: None,
        }
    }

    /// Adds how qualities spread over draws.
    #[cfg(feature = "draws")]
    #[must_use]
    pub fn with_bands(self, bands: TimelineBands) -> Self {
        Self { bands: Some(bands), ..self }
    }
}

fn waiting_line(timeline: &Timeline, department: PartyId) -> Option<WaitingLine> {
    let line = timeline.line(department.as_str())?;
    let [arrived, left] = timeline.requests(department.as_str())?;
    Some(WaitingLine {
        department,
        arrived,
        left,
        backlog: line.points().map(|at| at.backlog).collect(),
        mean_wait_minutes: line.points().map(|at| at.mean_wait_minutes).collect(),
    })
}
