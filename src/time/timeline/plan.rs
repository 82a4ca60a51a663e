//! What is to happen, and how it is followed.

use std::ops::Range;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::timeline_end::TimelineEnd;
use crate::organisation::{Inertia, Invalid, Scenario};
use crate::quality::SolveOptions;

/// What happens, from which state, for how long, and how it is followed.
///
/// Times count from the start. Values of a scenario that is in force replace stated ones, as in a
/// solve; two windows that overlap must not set the same thing. Nothing is checked here:
/// [`Network::timeline`](crate::Network::timeline) reports every problem at once. The order of
/// calls changes no result.
///
/// # Examples
///
/// ```
/// use chrono::TimeDelta;
/// use knockon::Scenario;
/// use knockon::time::TimelinePlan;
///
/// let outage = Scenario::new("IT at half").capability("it", 0.5);
/// let plan = TimelinePlan::lasting(TimeDelta::days(60))
///     .step(TimeDelta::hours(2))
///     .during(TimeDelta::days(1)..TimeDelta::days(15), outage)
///     .felt_below(0.95);
/// # let _ = plan;
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct TimelinePlan {
    pub(crate) span: TimeDelta,
    pub(crate) step: Option<TimeDelta>,
    pub(crate) tolerance: Option<f64>,
    pub(crate) solve: SolveOptions,
    pub(crate) starting_under: Scenario,
    pub(crate) starting_at: Vec<(String, f64)>,
    pub(crate) starting_from: Option<TimelineEnd>,
    pub(crate) ends_earlier: bool,
    pub(crate) starts_low: bool,
    pub(crate) step_ends: Vec<TimeDelta>,
    pub(crate) events: Vec<ScenarioPeriod>,
    pub(crate) hires: Vec<Hire>,
    /// Services of which the mean is asked for.
    pub(crate) watched: Vec<String>,
    pub(crate) time_constants: Vec<(String, Inertia)>,
    pub(crate) felt_below: f64,
    pub(crate) method: Method,
    /// `None` keeps all.
    pub(crate) keep: Option<Vec<String>>,
    pub(crate) max_steps: u64,
    pub(crate) max_values: u64,
}

/// Why a plan cannot be followed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TimelineError {
    /// The plan names what is not there, or states what cannot be.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// Draws do not fit, or ask for too much.
    #[cfg(feature = "draws")]
    #[error(transparent)]
    Draws(#[from] crate::uncertainty::DrawsError),
    /// The plan takes more steps than it allows.
    #[error(
        "the timeline takes {steps} steps or more, beyond the limit of {limit}: take longer steps, \
         or allow more by `max_steps`"
    )]
    TooManySteps {
        /// At least as many.
        steps: u64,
        /// The most allowed.
        limit: u64,
    },
    /// The plan keeps more numbers than it allows.
    #[error(
        "the timeline keeps {values} numbers or more, beyond the limit of {limit}: keep fewer \
         parties, take longer steps, or allow more by `max_values`"
    )]
    TooManyValues {
        /// At least as many.
        values: u64,
        /// The most allowed.
        limit: u64,
    },
}

/// A scenario in force for some time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScenarioPeriod {
    pub(crate) from: TimeDelta,
    /// `None` for good.
    pub(crate) to: Option<TimeDelta>,
    pub(crate) scenario: Scenario,
}

/// People asked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hire {
    pub(crate) service: String,
    pub(crate) agents: f64,
    pub(crate) at: TimeDelta,
}

/// How a step is taken; `F` is what a party would deliver or experience if nothing took time.
///
/// ```text
/// k = 1 − e^(−z)        z = h / τ        w = 1 − k / z
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Method {
    /// Exponential Heun, second order: `q₁ + w (F₂ − F₁)` with `q₁ = q + k (F₁ − q)` and `F₂` the
    /// value at the end of the step, evaluated from `q₁`. It is exact where `F` is a straight line
    /// over the step. Waiting lines take two implicit stages, of second order as well.
    #[default]
    ExponentialHeun,
    /// Exponential Euler, first order: `q + k (F₁ − q)` for all parties at once, from the state at
    /// the start of the step. With a fixed step and additive losses this is the dynamic
    /// inoperability input-output model with resilience `k`. Waiting lines take one implicit Euler
    /// step.
    ExponentialEuler,
}

impl TimelinePlan {
    /// Plans a timeline of that length, above zero and up to 100 years of 365.25 days, in which
    /// nothing happens yet.
    pub fn lasting(span: TimeDelta) -> Self {
        Self {
            span,
            step: None,
            tolerance: None,
            solve: SolveOptions::default(),
            starting_under: Scenario::default(),
            starting_at: Vec::new(),
            starting_from: None,
            ends_earlier: false,
            starts_low: false,
            step_ends: Vec::new(),
            events: Vec::new(),
            hires: Vec::new(),
            watched: Vec::new(),
            time_constants: Vec::new(),
            felt_below: 0.99,
            method: Method::default(),
            keep: None,
            max_steps: 1_000_000,
            max_values: 1 << 28,
        }
    }

    /// Sets how long a step is, above zero; unless set, the longest of 1, 10 and 60 seconds, 5 and
    /// 15 minutes, 1, 3, 6 and 12 hours, a day and a week of which the span holds 500.
    ///
    /// Steps end on multiples of this, at every instant at which something happens, and where a jump
    /// is felt after a lag: for as many such instants as there are multiples, or 100. They are
    /// shorter where a [tolerance](Self::tolerance) asks for it, which it does unless a step is set.
    pub fn step(mut self, step: TimeDelta) -> Self {
        self.step = Some(step);
        self
    }

    /// Sets how far off a step may be, above 0: one with a larger estimate of its error is taken
    /// anew, halved. Unless set, 0.001 where no [step](Self::step) is, and infinite where one is: all
    /// steps are as long as stated then. Steps of a [method](Self::method) of first order always are.
    ///
    /// The estimate is the largest, over all parties, of the difference of the second-order value to
    /// the first-order one and of how far quality between step ends is off a straight line; and the
    /// same of every waiting line, as a share of its requests and agents. Errors add up from step to
    /// step, so qualities are right to within a few tolerances, as a rule.
    ///
    /// A step is halved sixteen times at most: what moves within so short a step is a jump. And no
    /// more steps are halved or added than a hundred for each regular one, or than
    /// [`max_steps`](Self::max_steps) and [`max_values`](Self::max_values) leave room for; what is
    /// off then [is said](super::Timeline::error_estimate).
    ///
    /// # Examples
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use knockon::time::TimelinePlan;
    /// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service, Staffing};
    ///
    /// // For two days there is nobody, and forty-eight requests are left to be worked off by four.
    /// let staffing = Staffing::new(4.0, 60.0).target_wait_minutes(60.0);
    /// let network = Organisation::builder("desk")
    ///     .department(Department::new("desk").staffing(staffing))
    ///     .customer(ExternalCustomer::new("callers"))
    ///     .service(Service::new("calls", "desk", "callers").dependence(1.0).demand_per_hour(1.0))
    ///     .build()?
    ///     .compile()?;
    /// let away = Scenario::new("away").agents("desk", 0.0);
    /// let plan = TimelinePlan::lasting(TimeDelta::days(10))
    ///     .step(TimeDelta::hours(12))
    ///     .during(TimeDelta::days(2)..TimeDelta::days(4), away);
    /// let tolerant = network.timeline(&plan)?;
    /// let exact = network.timeline(&plan.clone().tolerance(0.001))?;
    ///
    /// let later = TimeDelta::hours(113);
    /// let at = |timeline: &knockon::time::Timeline| timeline.series("callers").unwrap().at(later);
    /// let finer = network.timeline(&plan.step(TimeDelta::minutes(1)))?;
    /// assert!((at(&tolerant) - at(&finer)).abs() > 0.3);
    /// assert!((at(&exact) - at(&finer)).abs() < 0.001);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = Some(tolerance);
        self
    }

    /// Sets how the state it starts in and those it may end in are solved; the lower state is always
    /// solved for, where there may be one.
    ///
    /// Each of these solves may evaluate
    /// [`max_evaluations`](crate::SolveOptions::max_evaluations) services in cycles, and so may all
    /// steps together, in cycles of departments that follow at once. Where steps have used them up,
    /// or [`on_progress`](crate::SolveOptions::on_progress) says so, the timeline ends at the step
    /// it has reached, with [`Status::Stopped`](crate::Status::Stopped) and
    /// [`Ending::BrokenOff`](super::Ending::BrokenOff).
    pub fn solve(mut self, solve: SolveOptions) -> Self {
        self.solve = solve;
        self
    }

    /// Starts in the best state under a scenario, instead of the baseline; it stays in force, but
    /// for what other scenarios replace while they are.
    pub fn starting_under(mut self, scenario: Scenario) -> Self {
        self.starting_under = scenario;
        self
    }

    /// Sets the quality of a party at the start and before it, 0..=1, in place of what it would
    /// be; one that follows at once leaves it at once. Its consumers see that as far back as their
    /// lags reach.
    pub fn starting_at(mut self, party: impl Into<String>, quality: f64) -> Self {
        self.starting_at.push((party.into(), quality));
        self
    }

    /// Starts from where another timeline of the same network ended, instead of a state of rest:
    /// with its qualities, waiting lines and lags, and with what it leaves in force.
    ///
    /// Times count from there. Scenarios whose windows are not over then stay in force for as long
    /// as was planned, people who were being looked for still are, and time constants that were set
    /// stay unless they are set again. So nothing can be said of the start besides
    /// ([`starting_under`](Self::starting_under) and [`starting_at`](Self::starting_at) are refused).
    /// What a customer goes through is told against the baseline of the first of these timelines.
    ///
    /// Two timelines, of which one goes on where the other ends, are one that states a
    /// [step end](Self::step_end) there, bit for bit, where all follow the same steps, unless a limit
    /// breaks one of them off.
    pub fn starting_from(mut self, end: TimelineEnd) -> Self {
        self.starting_from = Some(end);
        self
    }

    /// Ends at the start whatever the timeline that this one [starts from](Self::starting_from)
    /// leaves in force or had planned for later, but for the scenario the first one started under.
    pub fn ending_earlier_scenarios(mut self) -> Self {
        self.ends_earlier = true;
        self
    }

    /// Starts in the worst state that is consistent with every rule, instead of the best one: where
    /// the organisation has tipped. It is the same where there is one state alone.
    pub fn starting_low(mut self) -> Self {
        self.starts_low = true;
        self
    }

    /// Ends a step at an instant; steps after it end on multiples of the [step](Self::step) counted
    /// from there.
    ///
    /// # Examples
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use knockon::time::TimelinePlan;
    /// use knockon::{Department, Organisation};
    ///
    /// let network = Organisation::builder("desk").department(Department::new("desk")).build()?;
    /// let plan = TimelinePlan::lasting(TimeDelta::hours(10))
    ///     .step(TimeDelta::hours(3))
    ///     .step_end(TimeDelta::hours(4));
    /// let ends: Vec<_> = network.compile()?.timeline(&plan)?.instants().collect();
    /// assert_eq!(ends, [0, 3, 4, 7, 10].map(TimeDelta::hours));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn step_end(mut self, at: TimeDelta) -> Self {
        self.step_ends.push(at);
        self
    }

    /// Puts a scenario in force from the start of a window to its end, the end not included.
    pub fn during(mut self, window: Range<TimeDelta>, scenario: Scenario) -> Self {
        self.events.push(ScenarioPeriod { from: window.start, to: Some(window.end), scenario });
        self
    }

    /// Puts a scenario in force from an instant on, for good.
    pub fn from(mut self, at: TimeDelta, scenario: Scenario) -> Self {
        self.events.push(ScenarioPeriod { from: at, to: None, scenario });
        self
    }

    /// Asks the provider of a service for so many agents, above 0 and up to 1e9, for the
    /// department that receives it: human resources hire for it.
    ///
    /// They arrive once as much has been done for them as the service's lag takes at full
    /// quality: at `T` with `∫ y dt = lag` from the asking to `T`, where `y` is what the consumer
    /// would receive of the provider's present quality. A provider at half takes twice as long.
    ///
    /// # Examples
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use knockon::time::TimelinePlan;
    /// use knockon::{Department, Organisation, Scenario, Service, Staffing};
    ///
    /// let desk = Staffing::new(4.0, 60.0).target_wait_minutes(30.0);
    /// let network = Organisation::builder("desk")
    ///     .department(Department::new("hr"))
    ///     .department(Department::new("desk").staffing(desk))
    ///     .service(
    ///         Service::new("hiring", "hr", "desk").dependence(0.1).lag(TimeDelta::days(30)),
    ///     )
    ///     .build()?
    ///     .compile()?;
    /// let plan = TimelinePlan::lasting(TimeDelta::days(90)).hire("hiring", 2.0, TimeDelta::days(5));
    /// let arrived = |plan: &TimelinePlan| {
    ///     network.timeline(plan).map(|timeline| timeline.hires().next().unwrap().arrived)
    /// };
    /// assert_eq!(arrived(&plan)?, Some(TimeDelta::days(35)));
    /// let half = Scenario::new("human resources at half").capability("hr", 0.5);
    /// assert_eq!(arrived(&plan.from(TimeDelta::zero(), half))?, Some(TimeDelta::days(65)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn hire(mut self, service: impl Into<String>, agents: f64, at: TimeDelta) -> Self {
        self.hires.push(Hire { service: service.into(), agents, at });
        self
    }

    /// Asks for [the mean of what is received](super::Timeline::mean_received) on services to
    /// departments.
    pub fn watch<I: Into<String>>(mut self, services: impl IntoIterator<Item = I>) -> Self {
        self.watched.extend(services.into_iter().map(Into::into));
        self
    }

    /// Sets the time constants of a party, in place of what
    /// [it states](crate::Department::degrades_within): zero, at once, to 100 years.
    pub fn time_constants(
        mut self,
        party: impl Into<String>,
        degradation: TimeDelta,
        recovery: TimeDelta,
    ) -> Self {
        self.time_constants.push((party.into(), Inertia { degradation, recovery }));
        self
    }

    /// Sets the share of its quality at the start, 0..=1, below which a customer feels a change;
    /// 0.99 unless set.
    pub fn felt_below(mut self, share: f64) -> Self {
        self.felt_below = share;
        self
    }

    /// Sets how steps are taken; exponential Heun unless set.
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Keeps the series of these parties alone, and those named before; unless set, of all.
    pub fn keep<I: Into<String>>(mut self, parties: impl IntoIterator<Item = I>) -> Self {
        self.keep.get_or_insert_default().extend(parties.into_iter().map(Into::into));
        self
    }

    /// Keeps no series but of parties named with [`keep`](Self::keep); what is told of every
    /// customer does not need them.
    pub fn keep_none(mut self) -> Self {
        self.keep.get_or_insert_default();
        self
    }

    /// Sets how many steps may be taken, 1,000,000 unless set; a plan that needs more is refused.
    pub fn max_steps(mut self, steps: u64) -> Self {
        self.max_steps = steps;
        self
    }

    /// Sets how many numbers series and the memory of lags may hold, of 8 bytes each; 2²⁸, two
    /// gigabytes, unless set. A plan that needs more is refused.
    pub fn max_values(mut self, values: u64) -> Self {
        self.max_values = values;
        self
    }
}
