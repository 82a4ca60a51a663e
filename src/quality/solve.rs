//! The full solve: how it is asked for.

use std::sync::Arc;

use super::MEETING;
use super::assessment::Assessment;
use super::engine::convergence::StoppingRule;
use super::engine::equation::EquationContext;
use super::engine::solution::Solution;
use super::engine::solver::{Solver, SolverMemory};
use super::engine::start::StartState;
use super::equilibrium::{Equilibrium, Rounds, distance, join};
use super::solve_options::SolveOptions;
use crate::network::{Network, Overrides};
use crate::organisation::{Invalid, Scenario};
use crate::trace::span;

/// How far above a state plain rounds may settle where they move ever more slowly.
const SHORT_OF_FOLD: f64 = 1e-5;

/// The scratch memory of a run, reused from one to the next.
///
/// What was solved before leaves no trace in a result.
///
/// # Examples
///
/// A result takes memory of its own with it. Whoever solves again and again, and keeps no result,
/// can hand it back:
///
/// ```
/// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
/// use knockon::{SolveOptions, Workspace};
///
/// let organisation = Organisation::builder("Workshop")
///     .department(Department::new("lathe"))
///     .customer(ExternalCustomer::business("builders"))
///     .service(Service::new("parts", "lathe", "builders").dependence(0.5))
///     .build()?;
/// let network = organisation.compile()?;
/// let options = SolveOptions::default();
/// let mut workspace = Workspace::new();
/// for capability in [0.9, 0.8, 0.7] {
///     let scenario = Scenario::new("worn tools").capability("lathe", capability);
///     let after = network.solve_with(&scenario, &options, &mut workspace)?;
///     println!("{}", after.quality("builders").unwrap());
///     workspace.recycle(after);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default, Clone)]
pub struct Workspace {
    capability: Vec<f64>,
    memory: SolverMemory,
}

impl Workspace {
    /// Makes an empty workspace.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the memory of a result for the next one, unless a clone of it is still held.
    pub fn recycle(&mut self, assessment: Assessment) {
        if let Some(quality) = assessment.into_quality() {
            self.memory.spare = quality;
        }
    }

    /// Fills in the capability of every department under a scenario, by dense number.
    fn capability(&mut self, network: &Network, overrides: &Overrides) {
        network.layout().capabilities().clone_into(&mut self.capability);
        for (department, value) in overrides.capabilities() {
            self.capability[department] = value;
        }
    }
}

impl Network {
    /// Solves for what is stated, without any scenario.
    ///
    /// # Complexity
    ///
    /// As [`solve`](Self::solve).
    pub fn baseline(&self) -> Assessment {
        let options = SolveOptions::default();
        self.run(String::new(), Overrides::default(), &options, &mut Workspace::new())
    }

    /// Solves for the best state consistent with every rule under a scenario.
    ///
    /// # Arguments
    ///
    /// * `scenario`: values in 0..=1 that replace stated ones.
    ///
    /// # Returns
    ///
    /// The greatest fixpoint: a quality in 0..=1 for every party, with status, residual and
    /// whether it is the only one.
    ///
    /// # Errors
    ///
    /// [`Invalid`] with every name the scenario misspells, every value out of range and everything
    /// it names twice.
    ///
    /// # Complexity
    ///
    /// Time linear in parties and services for what lies on no cycle, and times the number of
    /// sweeps for cyclic components; memory 8 bytes per party for the result.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
    ///
    /// let organisation = Organisation::builder("Two that lean on each other")
    ///     .department(Department::new("it"))
    ///     .department(Department::new("hr"))
    ///     .customer(ExternalCustomer::new("clients"))
    ///     .service(Service::new("it-hr", "it", "hr").dependence(0.5))
    ///     .service(Service::new("hr-it", "hr", "it").dependence(0.5))
    ///     .service(Service::new("it-clients", "it", "clients").dependence(1.0))
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// let after = network.solve(&Scenario::new("short of people").capability("it", 0.6))?;
    /// // q = 0.6 (0.5 + 0.5 h) and h = 0.5 + 0.5 q give q = 0.45 / 0.85.
    /// assert!((after.quality("clients").unwrap().get() - 0.45 / 0.85).abs() < 1e-12);
    ///
    /// let misspelt = network.solve(&Scenario::new("oops").capability("itt", 0.6)).unwrap_err();
    /// assert_eq!(misspelt.to_string(), "capability[\"itt\"]: `itt` is not a department");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn solve(&self, scenario: &Scenario) -> Result<Assessment, Invalid> {
        self.solve_with(scenario, &SolveOptions::default(), &mut Workspace::new())
    }

    /// Solves with options, reusing memory.
    ///
    /// # Errors
    ///
    /// As [`solve`](Self::solve).
    ///
    /// # Complexity
    ///
    /// As [`solve`](Self::solve); twice that with [`SolveOptions::lower_state`].
    pub fn solve_with(
        &self,
        scenario: &Scenario,
        options: &SolveOptions,
        workspace: &mut Workspace,
    ) -> Result<Assessment, Invalid> {
        let overrides = self.overrides(scenario)?;
        Ok(self.run(scenario.name().to_owned(), overrides, options, workspace))
    }

    /// Solves for values that are resolved already.
    pub(crate) fn run(
        &self,
        scenario: String,
        overrides: Overrides,
        options: &SolveOptions,
        workspace: &mut Workspace,
    ) -> Assessment {
        let network = self.with_dependences(&overrides);
        network.run_resolved(scenario.into(), overrides.into(), options, workspace)
    }

    /// Solves for values that are resolved already, on a network with the dependences among them.
    pub(crate) fn run_resolved(
        &self,
        scenario: Arc<str>,
        overrides: Arc<Overrides>,
        options: &SolveOptions,
        workspace: &mut Workspace,
    ) -> Assessment {
        span!("solve", scenario = &*scenario, parties = self.layout().party_count());
        let mut state = |start, rounds| self.state(&overrides, options, workspace, start, rounds);
        let mut upper = state(StartState::Above, Rounds::Extrapolated);
        let lower = (options.lower_state && !self.is_certified()).then(|| {
            let start = StartState::Below { upper: &upper.quality };
            let mut lower = state(start, Rounds::Extrapolated);
            if self.layout().demand().is_some() {
                join(&mut lower, &upper);
            }
            lower
        });
        if upper.is_extrapolated
            && lower.as_ref().is_some_and(|lower| lower.quality == upper.quality)
        {
            // That there is no other state plain rounds alone can show; where they end too far from
            // it to tell, it is left open.
            let plain = state(StartState::Above, Rounds::Plain);
            let apart = distance(&plain, &upper);
            if apart <= MEETING {
                upper.is_extrapolated = false;
            } else if plain.outcome.settled && apart > SHORT_OF_FOLD {
                upper = plain;
            }
        }
        Assessment::new(self.clone(), scenario, overrides, upper, lower, options.lower_state)
    }

    /// Solves for one state, of quality alone or of quality and demand together.
    pub(super) fn state(
        &self,
        overrides: &Overrides,
        options: &SolveOptions,
        workspace: &mut Workspace,
        start: StartState<'_>,
        rounds: Rounds,
    ) -> Solution {
        workspace.capability(self, overrides);
        let Workspace { capability, memory } = workspace;
        if let Some(demand) = self.layout().demand() {
            let context = EquationContext { layout: self.layout(), capability: &[], overrides };
            let sweeps_left = options.sweeps_of(self.layout());
            Equilibrium { demand, context, options, memory, sweeps_left, undecided: false, rounds }
                .solve(capability, start)
        } else {
            let context = EquationContext { layout: self.layout(), capability, overrides };
            Solver::solve(context, StoppingRule::proved(self.layout(), options), start, memory)
        }
    }

    /// Follows the organisation upwards from a state worse than its answer: the least state above
    /// it that is consistent with every rule, and whether it was reached.
    pub(crate) fn settle_from(
        &self,
        state: &[f64],
        overrides: &Overrides,
        options: &SolveOptions,
        workspace: &mut Workspace,
    ) -> (Vec<f64>, bool) {
        let start = StartState::At { state, is_above: false };
        let settled = self.state(overrides, options, workspace, start, Rounds::Plain);
        (settled.quality, settled.outcome.settled)
    }
}
