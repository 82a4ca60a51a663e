//! What sets of actions are worth: states solved in lanes, and what was found is kept.

use indexmap::IndexMap;

use super::action_set::ActionSet;
use super::error::ChoiceError;
use super::options::Criterion;
use super::problem::ActionProblem;
use super::revenue::RevenueAtRest;
use crate::id::PartyId;
use crate::network::{DeptIx, Layout, Overrides};
use crate::quality::{
    Assessment, Batch, BatchOutcome, EquationContext, Objective, Scratch, SolveOptions, Status,
    Weights, Workspace,
};
use crate::unit::Quality;

/// A criterion against a network.
#[derive(Debug)]
pub(super) enum CompiledCriterion {
    /// The share of each in the population.
    Customers(Weights),
    WorstServed,
    /// Of the departments that depend on others.
    Internal(Vec<DeptIx>),
    Revenue(RevenueAtRest),
    /// With the parties that count, and the constant.
    Weighted(Weights, Vec<PartyId>, f64),
}

/// A weighted sum of more parties than these is not asked of a batch.
const MOST_PARTIES_OF_BATCH: usize = 256;

impl CompiledCriterion {
    pub(super) fn new(criterion: &Criterion, problem: &ActionProblem) -> Result<Self, ChoiceError> {
        let layout = problem.network.layout();
        match criterion {
            Criterion::Customers => {
                let objective = Objective::customers(&problem.network)?;
                Ok(Self::Customers(objective.weights_on(&problem.network)?))
            }
            Criterion::WorstServed if layout.customers().is_empty() => Err(ChoiceError::NoCustomer),
            Criterion::WorstServed => Ok(Self::WorstServed),
            Criterion::Internal => {
                let depends = |&department: &DeptIx| depends_on_any(layout, department);
                let departments: Vec<_> = layout.departments().filter(depends).collect();
                if departments.is_empty() {
                    return Err(ChoiceError::NoInternalCustomer);
                }
                Ok(Self::Internal(departments))
            }
            Criterion::Revenue => Ok(Self::Revenue(RevenueAtRest::new(&problem.network)?)),
            Criterion::Weighted(objective) => {
                let weights = objective.weights_on(&problem.network)?;
                let counts = weights.iter().filter(|&(_, weight)| weight > 0.0);
                let parties = counts.map(|(party, _)| layout.party_id(party)).collect();
                Ok(Self::Weighted(weights, parties, objective.constant()))
            }
        }
    }

    /// What it rests on besides qualities, in words.
    pub(super) fn caveat(&self) -> Option<String> {
        match self {
            Self::Revenue(revenue) => revenue.caveat(),
            _ => None,
        }
    }

    /// Whether a batch can be asked for it.
    fn is_in_lanes(&self) -> bool {
        match self {
            Self::Customers(_) | Self::WorstServed => true,
            Self::Internal(_) | Self::Revenue(_) => false,
            Self::Weighted(_, parties, _) => parties.len() <= MOST_PARTIES_OF_BATCH,
        }
    }

    /// The value at a solved state.
    pub(super) fn of(&self, solved: &Assessment) -> f64 {
        let quality = solved.dense_qualities();
        match self {
            Self::Customers(_) => solved.mean_customer_quality().map_or(0.0, Quality::get),
            Self::WorstServed => {
                let customers = solved.network().layout().customers();
                customers.map(|customer| quality[customer]).fold(1.0, f64::min)
            }
            Self::Internal(departments) => {
                // What is stated says how much each need counts.
                let network = solved.network().stated();
                let (layout, overrides) = (network.layout(), solved.overrides());
                let context = EquationContext { layout, capability: &[], overrides };
                let mut scratch = Scratch::default();
                let sum: f64 = departments
                    .iter()
                    .map(|&department| context.satisfaction(department, quality, &mut scratch))
                    .sum();
                sum / count(departments.len())
            }
            Self::Revenue(revenue) => revenue.of(quality),
            Self::Weighted(weights, _, constant) => constant + weights.sum(quality),
        }
    }

    fn of_outcome(&self, outcome: &BatchOutcome) -> f64 {
        match self {
            Self::Customers(_) => outcome.mean().map_or(0.0, Quality::get),
            Self::WorstServed => outcome.worst().map_or(1.0, |worst| worst.quality.get()),
            Self::Internal(_) | Self::Revenue(_) => 0.0,
            Self::Weighted(weights, parties, constant) => {
                let counts = weights.iter().filter(|&(_, weight)| weight > 0.0);
                let quality = |id: &PartyId| outcome.quality(id.as_str()).map_or(0.0, Quality::get);
                let sum: f64 =
                    counts.zip(parties).map(|((_, weight), id)| weight * quality(id)).sum();
                // The sum of no numbers is −0.
                constant + 0.0 + sum
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of departments are exact")]
fn count(of: usize) -> f64 {
    of as f64
}

fn depends_on_any(layout: &Layout, department: DeptIx) -> bool {
    let mut entries = layout.row(department);
    entries.any(|entry| layout.dependence_at(layout.slot_of(entry)) > 0.0)
}

/// Solves for sets of actions under every scenario, and keeps their values.
#[derive(Debug)]
pub(super) struct Evaluator<'a> {
    pub(super) problem: &'a ActionProblem,
    pub(super) judged: Vec<CompiledCriterion>,
    options: SolveOptions,
    /// By set the value of every scenario and criterion: criteria of one scenario stand together.
    values: IndexMap<ActionSet, Box<[f64]>>,
    workspace: Workspace,
    /// How many states were solved for.
    pub(super) solves: u64,
    /// The worst of all solves'.
    pub(super) status: Status,
    solves_left: u64,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(
        problem: &'a ActionProblem,
        judged: Vec<CompiledCriterion>,
        options: &super::ChoiceOptions,
    ) -> Self {
        let services = (problem.network.service_count() as u64).max(1);
        Self {
            problem,
            judged,
            options: options.solve.clone().lower_state(false),
            values: IndexMap::new(),
            workspace: Workspace::new(),
            solves: 0,
            status: Status::Converged,
            solves_left: options.max_evaluations / services,
        }
    }

    /// Whether the run was broken off, or no more solves are allowed.
    pub(super) fn is_over(&self) -> bool {
        self.options.is_stopped() || self.solves >= self.solves_left
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.options.is_stopped()
    }

    pub(super) fn is_known(&self, set: &ActionSet) -> bool {
        self.values.contains_key(set)
    }

    /// Every set that was evaluated, in the order of that.
    pub(super) fn known(&self) -> impl Iterator<Item = &ActionSet> {
        self.values.keys()
    }

    /// The values of sets in every scenario, by criterion.
    pub(super) fn values(&mut self, set: &ActionSet, criterion: usize) -> Vec<f64> {
        if !self.values.contains_key(set) {
            self.evaluate(std::slice::from_ref(set));
        }
        let known = self.values.get(set).map_or(&[][..], |values| values);
        known.iter().skip(criterion).step_by(self.judged.len()).copied().collect()
    }

    /// Evaluates sets, side by side where that can be.
    pub(super) fn evaluate(&mut self, sets: &[ActionSet]) {
        let mut unknown: IndexMap<&ActionSet, Vec<f64>> = IndexMap::new();
        for set in sets.iter().filter(|set| !self.values.contains_key(*set)) {
            unknown.entry(set).or_default();
        }
        if unknown.is_empty() {
            return;
        }
        let mut in_lanes =
            unknown.len() >= FEW_SETS && self.judged.iter().all(CompiledCriterion::is_in_lanes);
        let batch = if in_lanes { self.batch() } else { None };
        in_lanes = batch.is_some();
        for scenario in 0..self.problem.scenarios.len() {
            if let (true, Some(batch)) = (in_lanes, &batch) {
                let problem = self.problem;
                let resolved = unknown.keys().map(|set| {
                    let overrides = problem.overrides(scenario, set);
                    problem.network.take_resolved(problem.scenario_name(scenario), overrides)
                });
                let outcomes: Vec<_> = batch.solve(resolved).flatten().collect();
                self.solves += outcomes.len() as u64;
                for (values, outcome) in unknown.values_mut().zip(&outcomes) {
                    self.status = self.status.max(outcome.status());
                    values.extend(self.judged.iter().map(|judged| judged.of_outcome(outcome)));
                }
            } else {
                for (set, values) in &mut unknown {
                    let solved = self.solve(scenario, set);
                    values.extend(self.judged.iter().map(|judged| judged.of(&solved)));
                    self.workspace.recycle(solved);
                }
            }
        }
        for (set, values) in unknown {
            self.values.insert(set.clone(), values.into());
        }
    }

    /// What a batch is asked for.
    fn batch(&self) -> Option<Batch> {
        let mut batch = Batch::of(&self.problem.network).with_options(self.options.clone());
        for judged in &self.judged {
            batch = match judged {
                CompiledCriterion::Customers(_) => batch.mean(),
                CompiledCriterion::WorstServed => batch.worst(),
                CompiledCriterion::Internal(_) | CompiledCriterion::Revenue(_) => return None,
                CompiledCriterion::Weighted(_, parties, _) => {
                    parties.iter().try_fold(batch, |batch, id| batch.party(id.as_str())).ok()?
                }
            };
        }
        Some(batch)
    }

    /// Solves for a set in a scenario.
    pub(super) fn solve(&mut self, scenario: usize, set: &ActionSet) -> Assessment {
        self.solve_for(scenario, self.problem.overrides(scenario, set))
    }

    /// Solves for what a scenario holds with something else in force.
    pub(super) fn solve_for(&mut self, scenario: usize, overrides: Overrides) -> Assessment {
        let name = self.problem.scenario_name(scenario);
        let resolved = self.problem.network.take_resolved(name, overrides);
        let solved = resolved.solve_with(&self.options, &mut self.workspace);
        self.solves += 1;
        self.status = self.status.max(solved.status());
        solved
    }

    /// Takes the memory of a state that is not needed any more.
    pub(super) fn recycle(&mut self, solved: Assessment) {
        self.workspace.recycle(solved);
    }

    /// Keeps the values at states solved for every scenario.
    pub(super) fn keep(&mut self, set: &ActionSet, solved: &[Assessment]) {
        if !self.values.contains_key(set) {
            let values = solved
                .iter()
                .flat_map(|solved| self.judged.iter().map(|judged| judged.of(solved)))
                .collect();
            self.values.insert(set.clone(), values);
        }
    }

    pub(super) fn layout(&self) -> &Layout {
        self.problem.network.layout()
    }
}

/// Fewer sets are solved one by one: lanes take a few solves to set up.
const FEW_SETS: usize = 8;
