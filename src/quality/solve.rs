//! The full solve, component by component.

use std::ops::Range;

use super::aggregate::{Additive, Fold, Mean, Product, Weakest};
use super::assessment::Assessment;
use super::equation::{Scratch, Setting};
use crate::network::{Aggregator, Block, Certificate, Layout, Network, Overrides};
use crate::organisation::{Invalid, Scenario};

/// A component has converged once the largest step of a sweep is at most this; of two sweeps in a
/// row where it is not certified.
const SETTLED: f64 = 1e-14;
/// A certified component has converged, too, once its error is proved to be at most this.
const PROVED: f64 = 1e-12;

/// How to solve.
///
/// # Examples
///
/// ```
/// use knockon::SolveOptions;
///
/// let options = SolveOptions::default().lower_state(true).max_sweeps(500);
/// assert_eq!(options.max_sweeps, 500);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct SolveOptions {
    /// How many sweeps a cyclic component may take; 100,000 unless set.
    pub max_sweeps: u32,
    /// Whether to solve for the least fixpoint, too, where uniqueness is not certified.
    pub lower_state: bool,
}

impl Default for SolveOptions {
    fn default() -> Self {
        Self { max_sweeps: 100_000, lower_state: false }
    }
}

impl SolveOptions {
    /// Sets how many sweeps a cyclic component may take.
    pub fn max_sweeps(mut self, max_sweeps: u32) -> Self {
        self.max_sweeps = max_sweeps;
        self
    }

    /// Sets whether to solve for the lower state, too.
    pub fn lower_state(mut self, lower_state: bool) -> Self {
        self.lower_state = lower_state;
        self
    }
}

/// The scratch memory of a run, reused from one to the next.
///
/// What was solved before leaves no trace in a result.
#[derive(Debug, Default, Clone)]
pub struct Workspace {
    scratch: Scratch,
}

impl Workspace {
    /// Makes an empty workspace.
    pub fn new() -> Self {
        Self::default()
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
        let layout = self.layout();
        let capability = capability(layout, &overrides);
        let setting = Setting { layout, capability: &capability, overrides: &overrides };
        let mut solver = Solver { setting, max_sweeps: options.max_sweeps, workspace };
        let upper = solver.solve(Start::Above);
        let lower = (options.lower_state && !self.is_certified())
            .then(|| solver.solve(Start::Below { upper: &upper.quality }));
        Assessment::new(self.clone(), scenario, overrides, upper, lower, options.lower_state)
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
        let layout = self.layout();
        let capability = capability(layout, overrides);
        let setting = Setting { layout, capability: &capability, overrides };
        let mut solver = Solver { setting, max_sweeps: options.max_sweeps, workspace };
        let settled = solver.solve(Start::At { state });
        (settled.quality, settled.converged)
    }
}

/// The capability of every department, by dense number.
fn capability(layout: &Layout, overrides: &Overrides) -> Vec<f64> {
    let mut capability = layout.capability.clone();
    for &(department, value) in &overrides.capabilities {
        capability[department as usize] = value;
    }
    capability
}

/// Two states of a component nearer than this are one: iterations from both sides stop short of it.
pub(crate) const MEETING: f64 = 1e-9;

/// Where cyclic components begin.
#[derive(Debug, Clone, Copy)]
enum Start<'a> {
    /// At 1: the greatest fixpoint.
    Above,
    /// At 0, unless certified: the least fixpoint. A component that meets its upper state, for the
    /// same inputs, takes it over, so that what is left between the two is not magnified further
    /// downstream.
    Below { upper: &'a [f64] },
    /// At a state to go on from, unless certified.
    At { state: &'a [f64] },
}

/// One state and how it was reached.
#[derive(Debug, Clone)]
pub(super) struct Solution {
    /// By dense number.
    pub(super) quality: Vec<f64>,
    /// The most sweeps any component took; 1 for an evaluation, 0 for nothing at all.
    pub(super) iterations: u32,
    /// The largest step of any component's last sweep.
    pub(super) residual: f64,
    pub(super) converged: bool,
    /// The largest proved error of any certified component's own solution.
    pub(super) proved_error: f64,
}

/// The largest steps of one sweep.
#[derive(Default, Clone, Copy)]
struct Steps {
    largest: f64,
    /// Over the gap of the party, where the component is certified.
    largest_relative: f64,
}

struct Solver<'a> {
    setting: Setting<'a>,
    max_sweeps: u32,
    workspace: &'a mut Workspace,
}

impl Solver<'_> {
    fn solve(&mut self, start: Start<'_>) -> Solution {
        let layout = self.setting.layout;
        let mut solution = Solution {
            quality: vec![0.0; layout.party_count()],
            iterations: u32::from(layout.party_count() > 0),
            residual: 0.0,
            converged: true,
            proved_error: 0.0,
        };
        for block in &layout.blocks {
            match block.cycle {
                None => self.evaluate(block, &mut solution.quality, |_, _, _| {}),
                Some(cycle) => self.iterate(block, cycle as usize, start, &mut solution),
            }
        }
        solution
    }

    /// Sweeps a cyclic component until it settles.
    ///
    /// Every sweep takes parties in order and uses each new value at once (Gauss-Seidel), which
    /// keeps the iteration monotone and never needs more sweeps than a simultaneous update.
    fn iterate(&mut self, block: &Block, cycle: usize, start: Start<'_>, solution: &mut Solution) {
        let layout = self.setting.layout;
        let cycle = &layout.cycles[cycle];
        let first = cycle.parties().start;
        let inverse_gaps = match cycle.certificate {
            Some(_) => &layout.inverse_gaps[cycle.first_gap as usize..],
            None => &[],
        };
        let begun = &mut solution.quality[cycle.parties()];
        match (start, cycle.certificate) {
            (Start::Below { .. }, None) => begun.fill(0.0),
            (Start::At { state }, None) => begun.copy_from_slice(&state[cycle.parties()]),
            (Start::Above, _) | (_, Some(_)) => begun.fill(1.0),
        }

        let mut sweeps = 0;
        let mut settled = false;
        let mut was_calm = cycle.certificate.is_some();
        let mut steps = Steps::default();
        while !settled && sweeps < self.max_sweeps {
            steps = Steps::default();
            self.evaluate(block, &mut solution.quality, |party, before, after| {
                let step = (after - before).abs();
                steps.largest = steps.largest.max(step);
                if let Some(inverse_gap) = inverse_gaps.get(party - first) {
                    steps.largest_relative = steps.largest_relative.max(step * inverse_gap);
                }
            });
            sweeps += 1;
            let error = proved_error(cycle.certificate, steps);
            // Where slopes have no bound, a step of next to nothing may begin a long way.
            let calm = steps.largest <= SETTLED;
            settled = error <= PROVED || steps.largest == 0.0 || (calm && was_calm);
            was_calm = calm || cycle.certificate.is_some();
        }
        if let Start::Below { upper } = start
            && meet(&upper[cycle.parties()], &solution.quality[cycle.parties()])
            && same_inputs(layout, cycle.parties(), upper, &solution.quality)
        {
            solution.quality[cycle.parties()].copy_from_slice(&upper[cycle.parties()]);
        }
        solution.iterations = solution.iterations.max(sweeps);
        solution.residual = solution.residual.max(steps.largest);
        solution.converged &= settled;
        if sweeps == 0 {
            solution.residual = 1.0;
            solution.proved_error = f64::INFINITY;
        } else if cycle.certificate.is_some() {
            let error = proved_error(cycle.certificate, steps);
            solution.proved_error = solution.proved_error.max(error);
        }
    }

    /// Evaluates the parties of a block once, in order, each from the newest values.
    fn evaluate(
        &mut self,
        block: &Block,
        quality: &mut [f64],
        mut changed: impl FnMut(usize, f64, f64),
    ) {
        for run in &self.setting.layout.runs[block.runs()] {
            let mut next = run.parties().start;
            for party in touched(self.setting.overrides, run.parties()) {
                self.run(run.shared, next..party, quality, &mut changed);
                self.run(None, party..party + 1, quality, &mut changed);
                next = party + 1;
            }
            self.run(run.shared, next..run.parties().end, quality, &mut changed);
        }
    }

    /// Evaluates parties of one form, or of a form each.
    fn run(
        &mut self,
        shared: Option<Aggregator>,
        parties: Range<usize>,
        quality: &mut [f64],
        changed: &mut impl FnMut(usize, f64, f64),
    ) {
        let setting = self.setting;
        match shared {
            Some(Aggregator::Product) => flat::<Product>(&setting, 1.0, parties, quality, changed),
            Some(Aggregator::Additive) => {
                flat::<Additive>(&setting, 1.0, parties, quality, changed);
            }
            Some(Aggregator::Weakest) => flat::<Weakest>(&setting, 1.0, parties, quality, changed),
            Some(Aggregator::Mean { own }) => {
                flat::<Mean>(&setting, own, parties, quality, changed);
            }
            Some(Aggregator::Full { .. } | Aggregator::Share { .. } | Aggregator::Fdna) | None => {
                let scratch = &mut self.workspace.scratch;
                for party in parties {
                    let after = setting.evaluate(party, quality, scratch);
                    changed(party, std::mem::replace(&mut quality[party], after), after);
                }
            }
        }
    }
}

fn meet(upper: &[f64], lower: &[f64]) -> bool {
    upper.iter().zip(lower).all(|(upper, lower)| (upper - lower).abs() <= MEETING)
}

/// Whether everything a component receives from outside is the same in both states.
fn same_inputs(layout: &Layout, component: Range<usize>, upper: &[f64], lower: &[f64]) -> bool {
    let entries = layout.row(component.start).start..layout.row(component.end - 1).end;
    let mut providers = layout.provider[entries].iter().map(|&provider| provider as usize);
    providers.all(|provider| {
        component.contains(&provider) || upper[provider].to_bits() == lower[provider].to_bits()
    })
}

/// Bounds the error of a component's own solution; infinite without a certificate.
fn proved_error(certificate: Option<Certificate>, steps: Steps) -> f64 {
    certificate.map_or(f64::INFINITY, |proof| proof.error_bound(steps.largest_relative))
}

/// The parties of a range whose services a scenario changes.
fn touched(overrides: &Overrides, parties: Range<usize>) -> impl Iterator<Item = usize> {
    let touched = &overrides.touched;
    let first = touched.partition_point(|&party| (party as usize) < parties.start);
    touched[first..].iter().map(|&p| p as usize).take_while(move |&party| party < parties.end)
}

/// Evaluates plain parties that share a rule.
fn flat<F: Fold>(
    setting: &Setting<'_>,
    own_weight: f64,
    parties: Range<usize>,
    quality: &mut [f64],
    changed: &mut impl FnMut(usize, f64, f64),
) {
    let Layout { provider, dependence, .. } = setting.layout;
    for party in parties {
        let row = setting.layout.row(party);
        let mut fold = F::start(setting.own(party), own_weight);
        for (&provider, &dependence) in provider[row.clone()].iter().zip(&dependence[row]) {
            fold.need(dependence * (1.0 - quality[provider as usize]), 1.0);
        }
        let after = fold.finish();
        changed(party, std::mem::replace(&mut quality[party], after), after);
    }
}
