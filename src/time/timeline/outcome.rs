//! What came of a plan.

use std::fmt;
use std::sync::Arc;

use chrono::TimeDelta;

use super::disruption::{Disruption, DisruptionTracker};
use super::hiring::{Hired, HiringProgress};
use super::instant::{length, nanoseconds};
use super::plan::{Method, TimelinePlan};
use super::recorder::{Record, StepCounts};
use super::steady_state::{Ending, SteadyState};
use super::timeline_end::TimelineEnd;
use crate::network::{DeptIx, EdgeIx, MINUTES_PER_HOUR, Network, PartyIx};
use crate::organisation::Scenario;
use crate::quality::{Assessment, Status};
use crate::unit::Quality;

/// Everybody's quality over time, and what every external customer went through.
///
/// Cheap to clone; it owns all it needs.
///
/// # Examples
///
/// ```
/// use chrono::TimeDelta;
/// use knockon::time::TimelinePlan;
/// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service, Staffing};
///
/// // Ten people who take an hour each; whoever has waited for an hour leaves. So everybody who is
/// // there leaves within an hour on average, served or not: L' = λ − L.
/// let desk = Staffing::new(10.0, 60.0).target_wait_minutes(30.0).patience_minutes(60.0);
/// let network = Organisation::builder("desk")
///     .department(Department::new("desk").staffing(desk))
///     .customer(ExternalCustomer::new("callers"))
///     .service(Service::new("calls", "desk", "callers").dependence(1.0).demand_per_hour(4.0))
///     .build()?
///     .compile()?;
/// let busy = Scenario::new("busy").demand_per_hour("calls", 20.0);
/// let plan = TimelinePlan::lasting(TimeDelta::hours(3))
///     .step(TimeDelta::minutes(1))
///     .during(TimeDelta::hours(1)..TimeDelta::hours(2), busy);
/// let timeline = network.timeline(&plan)?;
///
/// let backlog = |hours| {
///     let at = TimeDelta::hours(hours);
///     timeline.line("desk").unwrap().points().find(|line| line.at == at).unwrap().backlog
/// };
/// assert!((backlog(1) - 4.0).abs() < 1e-9);
/// assert!((backlog(2) - (20.0 - 16.0 * (-1.0_f64).exp())).abs() < 1e-3);
/// // An hour of 20, and two of 4.
/// let [arrived, left] = timeline.requests("desk").unwrap();
/// assert!((arrived - 28.0).abs() < 1e-9);
/// assert!((arrived - left - (backlog(3) - 4.0)).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Timeline {
    followed: Arc<Followed>,
}

/// Everything a timeline holds.
pub(super) struct Followed {
    pub(super) network: Network,
    pub(super) span: i64,
    pub(super) plan: TimelinePlan,
    pub(super) record: Record,
    /// Of each external customer, by dense number.
    pub(super) tracks: Vec<DisruptionTracker>,
    pub(super) searches: Vec<HiringProgress>,
    /// Requests that arrived and left, of the posts that have a line, by department, ascending.
    pub(super) requests: Vec<(DeptIx, [f64; 2])>,
    /// Mean satisfaction, and what is left of the crisis reserve, of those with people, by department,
    /// ascending.
    pub(super) staff: Vec<(DeptIx, [f64; 2])>,
    /// The mean of what is received on services that were watched.
    pub(super) received: Vec<(EdgeIx, f64)>,
    pub(super) tally: StepCounts,
    pub(super) blurred_jumps: u64,
    pub(super) unsettled: u64,
    pub(super) ending: Ending,
    pub(super) settled: Assessment,
    /// The worst of the solves it begins and ends with.
    pub(super) status: Status,
    pub(super) end: TimelineEnd,
    /// At the end, by dense number.
    pub(super) quality: Vec<f64>,
    /// Whether it began in the best state, and what was in force then is again.
    pub(super) all_over: bool,
}

impl Timeline {
    pub(super) fn new(followed: Followed) -> Self {
        Self { followed: Arc::new(followed) }
    }

    #[cfg(feature = "draws")]
    pub(super) fn plan(&self) -> &TimelinePlan {
        &self.followed.plan
    }

    /// Returns the network.
    pub fn network(&self) -> &Network {
        &self.followed.network
    }

    /// Returns how long it lasts.
    pub fn span(&self) -> TimeDelta {
        TimeDelta::nanoseconds(self.followed.span)
    }

    /// Returns how long it was planned to last: longer than the [span](Self::span) where it was broken
    /// off.
    pub fn planned_span(&self) -> TimeDelta {
        self.followed.plan.span
    }

    /// Returns the instants of all series: step ends from zero to the [span](Self::span). An
    /// instant at which somebody kept jumped comes twice, before the jump and after it.
    pub fn instants(
        &self,
    ) -> impl DoubleEndedIterator<Item = TimeDelta> + ExactSizeIterator + Clone {
        self.followed.record.instants.iter().map(|&at| TimeDelta::nanoseconds(at))
    }

    /// Returns the series of a party; `None` for what is no party or [was not
    /// kept](super::TimelinePlan::keep).
    pub fn series(&self, id: impl AsRef<str>) -> Option<Series<'_>> {
        let id = id.as_ref();
        let party = self.party(id)?;
        let column = self.followed.record.column(party)?;
        Some(Series { record: &self.followed.record, column })
    }

    /// Every instant with the qualities of all parties that were kept.
    pub(super) fn rows(
        &self,
    ) -> impl DoubleEndedIterator<Item = (TimeDelta, &[f64])> + ExactSizeIterator {
        let Record { instants, kept, values, .. } = &self.followed.record;
        instants.iter().enumerate().map(|(row, &at)| {
            let start = row * kept.len();
            (TimeDelta::nanoseconds(at), &values[start..start + kept.len()])
        })
    }

    /// Returns the waiting line of a department over time; `None` for what is no department with
    /// staff or was not kept.
    pub fn line(&self, id: impl AsRef<str>) -> Option<LineSeries<'_>> {
        let id = id.as_ref();
        let department = self.department(id)?;
        let column = self.followed.record.line(department)?;
        Some(LineSeries { record: &self.followed.record, column })
    }

    /// Returns how many requests arrived at a department with staff over the whole of the
    /// timeline, and how many left it, served or not; their difference is by how much its backlog
    /// grew. `None` for what is no department with staff.
    pub fn requests(&self, id: impl AsRef<str>) -> Option<[f64; 2]> {
        let department = self.department(id.as_ref())?;
        let requests = &self.followed.requests;
        let found = requests.binary_search_by_key(&department, |&(of, _)| of);
        found.ok().map(|index| requests[index].1)
    }

    /// Returns how satisfied a department's people were on average, 0..=1: how well they were served,
    /// less what [strain](crate::Department::strain) takes. `None` for what is no department whose
    /// capability follows from people.
    ///
    /// It does not follow what arrives within a step: steps are to be short beside how long an
    /// overload lasts.
    pub fn mean_satisfaction(&self, id: impl AsRef<str>) -> Option<f64> {
        self.staff(id.as_ref()).map(|[satisfaction, _]| satisfaction)
    }

    /// Returns what is left at the end of a department's [crisis
    /// reserve](crate::Department::reserve), 0..=1; `None` for what is no department whose capability
    /// follows from people.
    pub fn reserve_left(&self, id: impl AsRef<str>) -> Option<f64> {
        self.staff(id.as_ref()).map(|[_, left]| left)
    }

    fn staff(&self, id: &str) -> Option<[f64; 2]> {
        let department = self.department(id)?;
        let staff = &self.followed.staff;
        let found = staff.binary_search_by_key(&department, |&(of, _)| of);
        found.ok().map(|index| staff[index].1)
    }

    /// Returns the mean of what was received on a service that was
    /// [watched](super::TimelinePlan::watch), 0..=1, between step ends along a straight line; `None`
    /// for any other.
    pub fn mean_received(&self, service: impl AsRef<str>) -> Option<f64> {
        let entry = self.network().layout().find_service(service.as_ref())?;
        self.followed.received.iter().find(|&&(of, _)| of == entry).map(|&(_, mean)| mean)
    }

    fn party(&self, id: &str) -> Option<PartyIx> {
        self.network().layout().find(id)
    }

    fn department(&self, id: &str) -> Option<DeptIx> {
        self.network().layout().find_department(id)
    }

    /// Returns the quality of a party at the end.
    pub fn quality(&self, id: impl AsRef<str>) -> Option<Quality> {
        let id = id.as_ref();
        self.party(id).map(|party| Quality::checked(self.followed.quality[party]))
    }

    /// Returns what one external customer went through; `None` for what is none.
    pub fn disruption(&self, id: impl AsRef<str>) -> Option<Disruption> {
        let id = id.as_ref();
        let layout = self.network().layout();
        let customer = layout.find(id).filter(|&party| !layout.is_department(party))?;
        Some(self.disruption_of(customer))
    }

    /// Returns what every external customer went through, in the order stated.
    pub fn disruptions(&self) -> impl DoubleEndedIterator<Item = Disruption> + ExactSizeIterator {
        let layout = self.network().layout();
        let customers = layout.customers_as_stated().iter();
        customers.map(|&customer| self.disruption_of(customer))
    }

    fn disruption_of(&self, customer: PartyIx) -> Disruption {
        let layout = self.network().layout();
        let track = &self.followed.tracks[customer - layout.first_customer()];
        track.disruption(layout.party_id(customer), layout.population(customer))
    }

    /// Returns what all external customers lost, each weighted by its population: population times
    /// quality-days.
    pub fn population_loss_quality_days(&self) -> f64 {
        let layout = self.network().layout();
        let lost = layout
            .customers()
            .zip(&self.followed.tracks)
            .map(|(customer, track)| layout.population(customer) * track.loss_quality_days());
        // The sum of no numbers is −0.
        0.0 + lost.sum::<f64>()
    }

    /// Returns what happened, in the order planned.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = PlannedEvent<'_>> + ExactSizeIterator {
        self.followed.plan.events.iter().map(|event| PlannedEvent {
            scenario: &event.scenario,
            from: event.from,
            to: event.to,
        })
    }

    /// Returns the scenario in whose best state it began, and that stayed in force; an empty one
    /// for the baseline.
    pub fn starting_under(&self) -> &Scenario {
        &self.followed.plan.starting_under
    }

    /// Returns the parties that began at a quality of their own, with it.
    pub fn starting_at(&self) -> impl DoubleEndedIterator<Item = (&str, f64)> + ExactSizeIterator {
        self.followed.plan.starting_at.iter().map(|(party, quality)| (party.as_str(), *quality))
    }

    /// Returns the time constants that replaced stated ones: party, on the way down, on the way up.
    pub fn time_constants(
        &self,
    ) -> impl DoubleEndedIterator<Item = (&str, TimeDelta, TimeDelta)> + ExactSizeIterator {
        let replaced = self.followed.plan.time_constants.iter();
        replaced.map(|(party, pace)| (party.as_str(), pace.degradation, pace.recovery))
    }

    /// Returns the share of its quality at the start below which a customer felt a change, 0..=1,
    /// and above which it had recovered.
    pub fn felt_below(&self) -> f64 {
        self.followed.plan.felt_below
    }

    /// Returns the people who were asked for, first asked first.
    pub fn hires(&self) -> impl DoubleEndedIterator<Item = Hired> + ExactSizeIterator {
        let layout = self.network().layout();
        self.followed.searches.iter().map(|search| {
            let super::resolve::Hiring { entry, department, .. } = search.hiring;
            search.hired(layout.service_id(entry), layout.party_id(department))
        })
    }

    /// Returns the state it ends in, before anything that happens at that instant, for another
    /// timeline to [start from](super::TimelinePlan::starting_from).
    pub fn end(&self) -> TimelineEnd {
        self.followed.end.clone()
    }

    /// Returns how it ends.
    pub fn ending(&self) -> Ending {
        self.followed.ending
    }

    /// Returns the state that a solve finds for what is in force at the end, people hired among
    /// it: the best one, with the lower one beside it.
    pub fn settled(&self) -> &Assessment {
        &self.followed.settled
    }

    /// Whether it began in the best state, everything that happened is over, and yet it ends in a
    /// worse state, or leads there.
    ///
    /// It is over if the same is in force as in the beginning, and nobody was hired.
    pub fn lasting_collapse(&self) -> bool {
        let (Ending::Reached(to) | Ending::OnItsWay { to, .. }) = self.ending() else {
            return false;
        };
        self.followed.all_over && to != SteadyState::Best
    }

    /// Returns how many steps were taken.
    pub fn steps(&self) -> u64 {
        self.followed.tally.steps
    }

    /// Returns the largest difference, of any party in any step, between the second-order value
    /// and the first-order one, 0..=1: an upper estimate of what the error of one step is. `None`
    /// under a method of first order.
    ///
    /// Where steps are short beside every time constant, and beside how quickly waiting lines grow
    /// and are worked off, it falls to a quarter as steps are halved. Where they are long it does
    /// not: a line that settles within a step leaves it large, however far the step is halved,
    /// until steps are shorter than that takes; and how quality moves within a step, off the
    /// straight line between its ends, is no part of it. With a
    /// [tolerance](super::TimelinePlan::tolerance), which looks at that as well, steps are as short
    /// as they have to be, and it is no more than the tolerance, but where steps cannot be
    /// shortened any more. Jumps within a step that is as short as may be do not count.
    ///
    /// It says nothing of customers who follow at once: they are off by no more than what they
    /// receive.
    pub fn error_estimate(&self) -> Option<f64> {
        (self.followed.plan.method == Method::ExponentialHeun).then_some(self.followed.tally.error)
    }

    /// Returns the worse status of the state it begins in and of the states it ends by: unless they
    /// converged, what is lost and where it leads is told from states that are not quite at rest.
    /// `Stopped` where it was broken off, or steps have used up what they may evaluate: then it
    /// lasts no longer than its [span](Self::span).
    pub fn status(&self) -> Status {
        self.followed.status
    }

    /// Returns how many jumps were felt over a lag between step ends, beyond those that steps were
    /// cut for: each is spread over the step it falls into.
    pub fn blurred_jumps(&self) -> u64 {
        self.followed.blurred_jumps
    }

    /// Returns how many times departments that depend on each other in a cycle, and follow at
    /// once, were left before they had settled.
    pub fn unsettled(&self) -> u64 {
        self.followed.unsettled
    }
}

impl fmt::Debug for Timeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timeline")
            .field("network", self.network())
            .field("span", &self.span())
            .field("steps", &self.steps())
            .field("ending", &self.ending())
            .field("error_estimate", &self.error_estimate())
            .finish_non_exhaustive()
    }
}

/// A scenario that was in force for some time.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct PlannedEvent<'a> {
    /// What it set.
    pub scenario: &'a Scenario,
    /// From when on.
    pub from: TimeDelta,
    /// Until when; `None` for good.
    pub to: Option<TimeDelta>,
}

/// The quality of one party over time.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    record: &'a Record,
    column: usize,
}

impl<'a> Series<'a> {
    /// Its place in every row.
    pub(super) fn column(self) -> usize {
        self.column
    }

    /// Returns instants and qualities, as [`Timeline::instants`].
    pub fn points(
        self,
    ) -> impl DoubleEndedIterator<Item = (TimeDelta, f64)> + ExactSizeIterator + Clone + 'a {
        let instants = self.record.instants.iter().map(|&at| TimeDelta::nanoseconds(at));
        instants.zip(self.qualities())
    }

    /// Returns the quality, 0..=1, at every instant.
    pub fn qualities(
        self,
    ) -> impl DoubleEndedIterator<Item = f64> + ExactSizeIterator + Clone + 'a {
        let rows = self.record.values.chunks_exact(self.record.kept.len());
        rows.map(move |row| row[self.column])
    }

    /// The quality at an instant of its own that comes twice, before the jump; elsewhere as
    /// [`at`](Self::at).
    #[cfg(feature = "draws")]
    pub(super) fn before(self, instant: TimeDelta) -> f64 {
        let at = nanoseconds(instant);
        let instants = &self.record.instants;
        let row = instants.partition_point(|&known| known < at);
        let comes_twice = instants.get(row..row + 2) == Some(&[at, at]);
        if comes_twice {
            self.record.values[row * self.record.kept.len() + self.column]
        } else {
            self.at(instant)
        }
    }

    /// Returns the quality at any instant, 0..=1: on the straight line between step ends, after a
    /// jump at its instant, and at the first or last one outside.
    ///
    /// # Complexity
    ///
    /// Logarithmic in the number of instants.
    pub fn at(self, instant: TimeDelta) -> f64 {
        let at = nanoseconds(instant);
        let instants = &self.record.instants;
        let value = |row: usize| self.record.values[row * self.record.kept.len() + self.column];
        let after = instants.partition_point(|&known| known <= at);
        match (after.checked_sub(1), instants.get(after)) {
            (None, _) => value(0),
            (Some(before), None) => value(before),
            (Some(before), Some(&next)) => {
                let share = length(at - instants[before]) / length(next - instants[before]);
                value(before) + share * (value(after) - value(before))
            }
        }
    }
}

/// The waiting line of one department over time.
#[derive(Debug, Clone, Copy)]
pub struct LineSeries<'a> {
    record: &'a Record,
    column: usize,
}

/// A department's waiting line at an instant.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct LineState {
    /// The instant.
    pub at: TimeDelta,
    /// How many requests wait or are being served, 0 or more; infinite where it was infinite from
    /// the start.
    pub backlog: f64,
    /// Requests that arrive per hour, repeated ones among them.
    pub arrivals_per_hour: f64,
    /// The mean wait of a line at rest that is as long, 0 or more.
    pub mean_wait_minutes: f64,
    /// How many agents there are.
    pub agents: f64,
}

impl<'a> LineSeries<'a> {
    /// Returns the line at every instant, as [`Timeline::instants`].
    pub fn points(
        self,
    ) -> impl DoubleEndedIterator<Item = LineState> + ExactSizeIterator + Clone + 'a {
        let rows = self.record.line_values.chunks_exact(self.record.lines.len());
        self.record.instants.iter().zip(rows).map(move |(&at, row)| {
            let [backlog, arrivals_per_hour, wait, agents] = row[self.column];
            LineState {
                at: TimeDelta::nanoseconds(at),
                backlog,
                arrivals_per_hour,
                mean_wait_minutes: MINUTES_PER_HOUR * wait,
                agents,
            }
        })
    }
}
