//! What a department has to do in a state, and how it copes.

use serde::Serialize;

use super::DepartmentLoads;
use super::workforce::{WorkforceState, effort, line};
use crate::id::PartyId;
use crate::network::{DeptIx, Layout, MINUTES_PER_HOUR, Overrides, Station};
use crate::quality::assessment::Assessment;
use crate::quality::engine::equation::{EquationContext, Scratch};
use crate::quality::engine::solution::Solution;
use crate::queue::Queue;
use crate::unit::{Agents, Quality};

/// What a department has to do in a solved state, and what makes it as capable as it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Workload {
    /// The department.
    pub department: PartyId,
    /// Requests that arrive per hour, repeated ones among them; infinite where they are made again
    /// and again without end.
    pub arrivals_per_hour: f64,
    /// The internal service quality: the mean of how well the department's needs are met, weighted
    /// by weight and dependence; 1 for one that depends on nothing.
    pub satisfaction: Quality,
    /// The effort its people put in at that.
    pub effort: Quality,
    /// The capability it has, computed, set or stated.
    pub capability: Quality,
    /// Its waiting line; `None` for a department without staff.
    pub line: Option<Line>,
}

/// A department's waiting line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Line {
    /// How many agents there are, those who do not answer requests among them
    /// ([`shrinkage`](crate::Staffing::shrinkage)).
    pub agents: Agents,
    /// The share of their time that those who answer are busy, 0..=1.
    pub utilisation: f64,
    /// The probability that a request has to wait, 0..=1.
    pub probability_of_wait: f64,
    /// The mean wait of all requests, 0 or more; infinite where the line only grows.
    pub mean_wait_minutes: f64,
    /// How many requests wait on average, 0 or more; infinite where the line only grows.
    pub mean_queue_length: f64,
    /// The share of requests given up before they are served, 0..=1.
    pub abandonment: f64,
    /// The share of requests served within the target wait, 0..=1; `None` where none is stated.
    pub within_target: Option<f64>,
}

impl Assessment {
    /// Returns what a department has to do, and how it copes; `None` for anything else, and where
    /// the organisation states nothing of people or requests.
    ///
    /// # Complexity
    ///
    /// Time linear in the services the department receives.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Organisation, Service, Staffing};
    ///
    /// // 24 calls an hour for one agent who takes two minutes: busy four fifths of the time.
    /// let desk = Department::new("desk").staffing(Staffing::new(1.0, 2.0).target_wait_minutes(5.0));
    /// let organisation = Organisation::builder("Help desk")
    ///     .department(desk)
    ///     .customer(ExternalCustomer::new("callers"))
    ///     .service(Service::new("calls", "desk", "callers").dependence(1.0).demand_per_hour(24.0))
    ///     .build()?;
    /// let today = organisation.compile()?.baseline();
    /// let workload = today.workload("desk").unwrap();
    /// let line = workload.line.unwrap();
    /// assert!((line.utilisation - 0.8).abs() < 1e-15);
    /// assert!((line.mean_wait_minutes - 8.0).abs() < 1e-13);
    /// // 1 - 0.8 exp(-(30 - 24) / 12) of the calls are answered within five minutes.
    /// let within = 1.0 - 0.8 * f64::exp(-0.5);
    /// assert!((today.capability("desk").unwrap().get() - within).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn workload(&self, id: impl AsRef<str>) -> Option<Workload> {
        self.workload_of(self.network().layout().find_department(id.as_ref())?)
    }

    /// What a department has to do, by its number.
    pub(crate) fn workload_of(&self, department: DeptIx) -> Option<Workload> {
        self.loaded(self.upper())?.workload(department)
    }

    /// Returns what every department has to do, as stated; none where the organisation states
    /// nothing of people or requests.
    pub fn workloads(&self) -> impl DoubleEndedIterator<Item = Workload> {
        let departments = self.network().layout().departments_as_stated();
        let loaded = self.loaded(self.upper());
        departments.filter_map(move |department| loaded?.workload(department))
    }

    /// Returns what a department has to do in the lower state, the worst consistent with every
    /// rule: what a wave of requests would leave it with.
    ///
    /// `None` where [`workload`](Self::workload) is, and where
    /// [`SolveOptions::lower_state`](crate::SolveOptions::lower_state) was not asked for.
    pub fn lower_workload(&self, id: impl AsRef<str>) -> Option<Workload> {
        let id = id.as_ref();
        let lower = self.loaded(self.lower_or_same()?)?;
        lower.workload(self.network().layout().find_department(id)?)
    }

    fn loaded<'a>(&'a self, state: &'a Solution) -> Option<Loaded<'a>> {
        Some(Loaded {
            layout: self.network().layout(),
            overrides: self.overrides(),
            load: state.load.as_ref()?,
            quality: &state.quality,
        })
    }
}

/// A state of quality and demand.
#[derive(Clone, Copy)]
pub(in crate::quality) struct Loaded<'a> {
    pub(in crate::quality) layout: &'a Layout,
    pub(in crate::quality) overrides: &'a Overrides,
    pub(in crate::quality) load: &'a DepartmentLoads,
    pub(in crate::quality) quality: &'a [f64],
}

impl Loaded<'_> {
    /// What a department has to do.
    pub(in crate::quality) fn workload(self, department: DeptIx) -> Option<Workload> {
        let Self { layout, overrides, load, quality } = self;
        let arrivals = *load.arrivals.get(department.index())?;
        let context = EquationContext { layout, capability: &load.capability, overrides };
        let mut scratch = Scratch::default();
        let satisfaction = context.satisfaction(department, quality, &mut scratch);
        let workforce = layout.workforce_of(department);
        let workforce_state = workforce.map(|workforce| WorkforceState::new(workforce, overrides));
        let put_in = workforce_state
            .map_or(1.0, |workforce_state| effort(&workforce_state.effort, satisfaction));
        let staff = workforce_state.and_then(|workforce_state| workforce_state.staff);
        Some(Workload {
            department: layout.party_id(department),
            arrivals_per_hour: arrivals,
            satisfaction: Quality::checked(satisfaction.clamp(0.0, 1.0)),
            effort: Quality::checked(put_in),
            capability: Quality::checked(load.capability[department]),
            line: staff.map(|staff| Line::new(&staff, arrivals, put_in)),
        })
    }
}

impl Line {
    fn new(staff: &Station, arrivals: f64, effort: f64) -> Self {
        let load = line(staff, arrivals, effort);
        let patience = 1.0 / staff.patience_rate;
        let queue = Queue::new(arrivals, load.service_rate, load.agents).and_then(|queue| {
            if patience.is_finite() {
                queue.patience(patience)
            } else {
                queue.variability(1.0, (2.0 * staff.wait_factor - 1.0).max(0.0))
            }
        });
        let line = match queue {
            Ok(queue) => {
                let performance = queue.performance();
                Self {
                    agents: Agents::checked(staff.agents),
                    utilisation: performance.utilisation,
                    probability_of_wait: performance.probability_of_wait,
                    mean_wait_minutes: MINUTES_PER_HOUR * performance.mean_wait,
                    mean_queue_length: performance.mean_queue_length,
                    abandonment: performance.abandonment,
                    within_target: None,
                }
            }
            Err(_) => Self::at_a_standstill(staff.agents, arrivals, patience),
        };
        let within = |target| load.within(target);
        Self { within_target: staff.target_wait.map(within), ..line }
    }

    /// Of nobody to answer, or of requests beyond all numbers: all wait until they give up.
    fn at_a_standstill(agents: f64, arrivals: f64, patience: f64) -> Self {
        let any = if arrivals > 0.0 { 1.0 } else { 0.0 };
        let wait = if arrivals > 0.0 { patience } else { 0.0 };
        Self {
            agents: Agents::checked(agents),
            utilisation: any,
            probability_of_wait: any,
            mean_wait_minutes: MINUTES_PER_HOUR * wait,
            mean_queue_length: if wait > 0.0 { arrivals * wait } else { 0.0 },
            abandonment: if patience.is_finite() { any } else { 0.0 },
            within_target: None,
        }
    }
}
