//! [`Equilibrium`] finds the fixed point of quality and demand together, in rounds.

mod extrapolation;
#[cfg(test)]
mod tests;

use super::DepartmentLoads;
use super::request_totals::RequestTotals;
use super::traffic::Traffic;
use super::workforce::WorkforceState;
use crate::network::{Demand, DeptIx, Workforce};
use crate::quality::engine::convergence::{StepNorms, StoppingRule, is_still};
use crate::quality::engine::equation::EquationContext;
use crate::quality::engine::scc::MEETING;
use crate::quality::engine::solution::Solution;
use crate::quality::engine::solver::{Solver, SolverMemory};
use crate::quality::engine::start::StartState;
use crate::quality::solve_options::SolveOptions;
use extrapolation::{Extrapolation, NextRound};

/// However many were taken before, a round may take so many sweeps: two that move next to nothing
/// show that a component has settled.
const LEAST_SWEEPS_PER_ROUND: u32 = 2;

/// Solves for quality and demand in rounds: a solve of the departments' quality for given
/// capabilities, then the capabilities that follow from it. External customers, on whom nothing
/// depends but what they ask for, are evaluated once at the end.
pub(in crate::quality) struct Equilibrium<'a> {
    pub(in crate::quality) demand: &'a Demand,
    /// With whatever capabilities: each round has its own.
    pub(in crate::quality) context: EquationContext<'a>,
    pub(in crate::quality) options: &'a SolveOptions,
    pub(in crate::quality) memory: &'a mut SolverMemory,
    /// How many sweeps are left for the rounds to come.
    pub(in crate::quality) sweeps_left: u32,
    /// Whether there was a cycle of which it was not decided what arrives.
    pub(in crate::quality) undecided: bool,
    pub(in crate::quality) rounds: Rounds,
}

/// How rounds from above are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::quality) enum Rounds {
    /// One from where the last ended, so that no state consistent with all equations is passed by.
    Plain,
    /// Some [extrapolated](extrapolation), where they are many.
    Extrapolated,
}

/// A department whose capability follows from its load.
struct StaffedParty {
    department: DeptIx,
    workforce_state: WorkforceState,
    /// Arrivals and internal service quality that its capability was last worked out for.
    known: Option<(u64, u64)>,
    /// The capability that followed from these.
    computed: f64,
}

/// Rounds that begin at extrapolated capabilities, and the state to go back to where one began too
/// low.
#[derive(Default)]
struct ExtrapolatedRounds {
    extrapolation: Extrapolation,
    /// Capabilities of the staffed departments that a round began with, and that followed.
    begun: Vec<f64>,
    followed: Vec<f64>,
    /// Before the last extrapolation: qualities of all departments, capabilities of those staffed.
    quality: Vec<f64>,
    capability: Vec<f64>,
    /// Whether any round began at extrapolated capabilities and was taken.
    was_taken: bool,
}

impl ExtrapolatedRounds {
    /// Takes what a round begins with.
    fn begin(&mut self, staffed: &[StaffedParty], load: &DepartmentLoads) {
        self.begun.clear();
        self.begun.extend(staffed.iter().map(|it| load.capability[it.department]));
    }

    /// Takes what followed from a round; whether the next one is a plain one.
    fn end(
        &mut self,
        staffed: &[StaffedParty],
        load: &mut DepartmentLoads,
        quality: &mut [f64],
    ) -> bool {
        self.followed.clear();
        self.followed.extend(staffed.iter().map(|it| load.capability[it.department]));
        match self.extrapolation.next(&self.begun, &mut self.followed) {
            NextRound::Plain => return true,
            NextRound::Extrapolated => {
                self.was_taken = true;
                self.quality.clear();
                self.quality.extend_from_slice(quality);
                self.capability.clear();
                self.capability.extend(staffed.iter().map(|it| load.capability[it.department]));
            }
            NextRound::TakenBack => {
                quality.copy_from_slice(&self.quality);
                self.followed.clone_from(&self.capability);
            }
        }
        for (staffed, &capability) in staffed.iter().zip(&self.followed) {
            load.capability[staffed.department] = capability;
        }
        false
    }
}

impl Equilibrium<'_> {
    /// Goes from the best (or the worst) conceivable state, or from one at hand, to the next
    /// equilibrium; `capability` holds what is stated or set, and is scratch for the rest.
    ///
    /// # Complexity
    ///
    /// Time per round that of a solve, of the traffic equations, and of a waiting line for every
    /// department whose load moved.
    pub(in crate::quality) fn solve(
        mut self,
        capability: &mut Vec<f64>,
        start: StartState<'_>,
    ) -> Solution {
        let layout = self.context.layout;
        let departments = layout.department_count();
        let mut staffed_departments = self.staffed_departments();
        let requests = RequestTotals::new(self.demand, self.context);
        let mut load =
            DepartmentLoads { arrivals: Vec::new(), capability: std::mem::take(capability) };
        let state = match start {
            StartState::Above => vec![1.0; layout.party_count()],
            StartState::Below { .. } => vec![0.0; layout.party_count()],
            StartState::At { state, .. } => state.to_vec(),
        };
        let mut first_steps = StepNorms::NONE;
        self.work_out(&requests, &mut staffed_departments, &state, &mut load, &mut first_steps);
        // Rounds have settled once no quality and no capability moves, or next to none in two in a
        // row.
        let (mut rounds, mut step, mut was_still, mut iterations) = (0, f64::INFINITY, false, 0);
        let mut settled = false;
        let mut solution = Solution::new(state);
        let mut left = self.options.max_evaluations;
        let per_round = layout.edge_count() as u64;
        let may_extrapolate =
            self.rounds == Rounds::Extrapolated && start.is_above() && self.demand.feeds_back();
        let mut extrapolated = may_extrapolate.then(ExtrapolatedRounds::default);
        while !settled
            && !self.undecided
            && rounds < self.options.max_rounds
            && (rounds == 0 || left >= per_round)
            && !(rounds > 0 && self.options.is_stopped())
        {
            // The state before is at or above (below) the next one: rounds are monotone.
            let before = std::mem::take(&mut solution.quality);
            let begin = match start {
                StartState::Above if rounds == 0 => StartState::Above,
                _ => StartState::At { state: &before, is_above: start.is_above() },
            };
            if let Some(extrapolated) = &mut extrapolated {
                extrapolated.begin(&staffed_departments, &load);
            }
            solution = self.quality(&load.capability, begin);
            iterations = iterations.max(solution.outcome.sweeps);
            self.sweeps_left = self.sweeps_left.saturating_sub(solution.outcome.sweeps);
            let in_cycles = layout.evaluations_per_sweep() * u64::from(solution.outcome.sweeps);
            left = left.saturating_sub(per_round.saturating_add(in_cycles));
            let state = &solution.quality;
            let mut steps = self.moved(&before[..departments], &state[..departments]);
            self.work_out(&requests, &mut staffed_departments, state, &mut load, &mut steps);
            self.memory.spare = before;
            rounds += 1;
            step = steps.largest;
            let is_still = is_still(steps.excess);
            settled = step <= 0.0 || (is_still && was_still);
            was_still = is_still;
            if let Some(extrapolated) = extrapolated.as_mut().filter(|_| !settled) {
                let quality = &mut solution.quality[..departments];
                was_still &= extrapolated.end(&staffed_departments, &mut load, quality);
            }
        }
        if let Some(extrapolated) = extrapolated {
            solution.is_extrapolated = extrapolated.was_taken;
            if !settled {
                // What follows from the last state, whether the last round was taken or taken back.
                let (state, mut steps) = (&solution.quality, StepNorms::NONE);
                self.work_out(&requests, &mut staffed_departments, state, &mut load, &mut steps);
            }
        }
        if rounds > 0 {
            let context = EquationContext { capability: &load.capability, ..self.context };
            let rule = StoppingRule::proved(layout, self.options);
            Solver::evaluate_customers(context, rule, &mut solution.quality, self.memory);
        }
        solution.outcome.sweeps = iterations.max(rounds);
        solution.outcome.residual = solution.outcome.residual.max(step);
        solution.outcome.settled &= settled && !self.undecided;
        solution.outcome.stopped |= self.options.is_stopped();
        solution.load = Some(load);
        solution
    }

    /// The departments whose capability is not set by the scenario.
    fn staffed_departments(&self) -> Vec<StaffedParty> {
        let overrides = self.context.overrides;
        let free = self.demand.workforces.iter();
        let free = free.filter(|workforce| overrides.capability(workforce.department).is_none());
        let staffed = |workforce: &Workforce| StaffedParty {
            department: workforce.department,
            workforce_state: WorkforceState::new(workforce, overrides),
            known: None,
            computed: 0.0,
        };
        free.map(staffed).collect()
    }

    fn quality(&mut self, capability: &[f64], start: StartState<'_>) -> Solution {
        let context = EquationContext { capability, ..self.context };
        let (layout, options) = (context.layout, self.options);
        let stop = if self.demand.feeds_back() {
            // Half of what is left: what one round leaves undone the next goes on with.
            let half = options.max_sweeps.min(LEAST_SWEEPS_PER_ROUND.max(self.sweeps_left / 2));
            StoppingRule::still(layout, options, half)
        } else {
            // Nothing depends on quality, and one round is all there is.
            StoppingRule::proved(layout, options)
        };
        Solver::solve_departments(context, stop, start, self.memory)
    }

    /// How far qualities of departments moved in a round, as far as the next one may matter to them.
    fn moved(&self, before: &[f64], after: &[f64]) -> StepNorms {
        let mut steps = StepNorms::NONE;
        if self.demand.feeds_back() {
            before.iter().zip(after).for_each(|(&before, &after)| steps.take(before, after, 0.0));
        }
        steps
    }

    /// Works out arrivals and capabilities at a state of quality, and takes how far the latter
    /// moved.
    fn work_out(
        &mut self,
        requests: &RequestTotals,
        staffed_departments: &mut [StaffedParty],
        state: &[f64],
        load: &mut DepartmentLoads,
        steps: &mut StepNorms,
    ) {
        let Self { demand, context, .. } = *self;
        let traffic = Traffic::new(demand, context).with(requests);
        self.undecided |= !traffic.arrivals(state, &mut load.arrivals);
        for staffed in staffed_departments {
            let arrivals = load.arrivals[staffed.department];
            let satisfaction = if staffed.workforce_state.effort.reaction > 0.0 {
                context.satisfaction(staffed.department, state, &mut self.memory.tools.scratch)
            } else {
                1.0 // on which nothing depends
            };
            let known = Some((arrivals.to_bits(), satisfaction.to_bits()));
            if staffed.known != known {
                staffed.known = known;
                staffed.computed = staffed.workforce_state.capability(arrivals, satisfaction);
            }
            let capability = staffed.computed;
            let before = std::mem::replace(&mut load.capability[staffed.department], capability);
            steps.take(before, capability, 0.0);
        }
    }
}

/// Lets a lower state that meets the upper one take it over: what is left between them is no
/// second equilibrium.
pub(in crate::quality) fn join(lower: &mut Solution, upper: &Solution) {
    if distance(lower, upper) <= MEETING {
        lower.quality.clone_from(&upper.quality);
        lower.load.clone_from(&upper.load);
    }
}

/// The largest difference between the qualities of two states.
pub(in crate::quality) fn distance(one: &Solution, two: &Solution) -> f64 {
    let pairs = one.quality.iter().zip(&two.quality);
    pairs.map(|(one, two)| (one - two).abs()).fold(0.0, f64::max)
}

/// The largest difference between a load and what its equations make of it: arrivals relative to
/// their size, capabilities as they are.
pub(in crate::quality) fn residual(
    demand: &Demand,
    context: EquationContext<'_>,
    quality: &[f64],
    load: &DepartmentLoads,
    scratch: &mut crate::quality::engine::equation::Scratch,
) -> f64 {
    let arrivals = Traffic::new(demand, context).equations(quality, &load.arrivals);
    let pairs = arrivals.iter().zip(&load.arrivals);
    let off = |(asked, stated): (&f64, &f64)| {
        if asked.to_bits() == stated.to_bits() {
            0.0
        } else {
            (asked - stated).abs() / (1.0 + asked.min(*stated))
        }
    };
    let of_arrivals = pairs.map(off).fold(0.0, f64::max);
    demand.workforces.iter().fold(of_arrivals, |residual, workforce| {
        let department = workforce.department;
        let capability = context.overrides.capability(workforce.department).unwrap_or_else(|| {
            let satisfaction = context.satisfaction(department, quality, scratch);
            WorkforceState::new(workforce, context.overrides)
                .capability(load.arrivals[department], satisfaction)
        });
        residual.max((capability - load.capability[department]).abs())
    })
}
