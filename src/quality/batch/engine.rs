//! A batch's departments: the baseline once, then group after group of lanes.

use std::slice;

use super::lanes::LANES;
use super::pass::Pass;
use super::scc::LaneScc;
use super::scenario_group::ScenarioGroup;
use super::state::{ByHand, LaneState};
use crate::network::{Layout, Overrides};
use crate::quality::engine::convergence::{SccOutcome, StoppingRule};
use crate::quality::engine::equation::EquationContext;
use crate::quality::engine::solver::{Solver, Tools};
use crate::quality::engine::start::StartState;
use crate::quality::engine::state_slice::StateSlice;
use crate::quality::solve_options::SolveOptions;

/// Solves for departments in every lane, doing nothing where no lane differs from the baseline.
#[derive(Debug, Clone)]
pub(super) struct BatchEngine {
    pub(super) state: LaneState,
    pub(super) by_hand: ByHand,
    scc: LaneScc,
    stop: StoppingRule,
    /// How each cyclic component settled in the baseline.
    outcomes: Vec<SccOutcome>,
    /// How those of the last group did together, in each lane.
    pub(super) progress: [SccOutcome; LANES],
}

impl BatchEngine {
    /// Solves for the baseline.
    pub(super) fn new(layout: &Layout, options: &SolveOptions) -> Self {
        let stop = StoppingRule::proved(layout, options);
        let (baseline, outcomes) = baseline(layout, stop.clone());
        Self {
            state: LaneState::new(baseline),
            by_hand: ByHand::new(layout),
            scc: LaneScc::default(),
            stop,
            outcomes,
            progress: [SccOutcome::NONE; LANES],
        }
    }

    /// Solves for a group.
    ///
    /// Qualities of departments, rather than what is missing, are there only if asked for.
    pub(super) fn solve(&mut self, layout: &Layout, group: &ScenarioGroup, keeps_quality: bool) {
        self.state.keeps_quality = keeps_quality;
        let sweeps = u32::from(layout.party_count() > 0);
        let nothing = SccOutcome { sweeps, ..SccOutcome::NONE };
        self.progress = [nothing; LANES];
        let mut unmoved = nothing;
        let Self { state, by_hand, stop, .. } = self;
        let mut pass = Pass { layout, group, state, by_hand, stop };
        for block in layout.blocks() {
            let Some(cycle) = block.cycle else {
                pass.evaluate(block);
                continue;
            };
            let baseline = self.outcomes[cycle as usize];
            let cycle = &layout.cycles()[cycle as usize];
            let moved = pass.moved_into(cycle);
            if moved == 0 {
                cycle.parties().for_each(|department| pass.state.reset(department));
                unmoved.merge(&baseline);
                continue;
            }
            let settled = self.scc.iterate(&mut pass, block, moved, baseline);
            for (progress, settled) in self.progress.iter_mut().zip(&settled) {
                progress.merge(settled);
            }
        }
        for progress in &mut self.progress {
            progress.merge(&unmoved);
        }
    }
}

/// Solves for the departments as stated, and says how each cyclic component settled.
fn baseline(layout: &Layout, stop: StoppingRule) -> (Vec<f64>, Vec<SccOutcome>) {
    let overrides = &Overrides::default();
    let context = EquationContext { layout, capability: layout.capabilities(), overrides };
    let mut quality = vec![0.0; layout.department_count()];
    let mut missing = vec![0.0; layout.department_count()];
    let mut outcomes = Vec::with_capacity(layout.cycles().len());
    let mut solver = Solver { context, stop, tools: &mut Tools::default() };
    for block in layout.blocks() {
        let parties = layout.parties_of(slice::from_ref(block));
        if block.cycle.is_some() {
            let mut slice = StateSlice::of(&mut quality, &mut missing, parties);
            outcomes.extend(solver.iterate(slice::from_ref(block), StartState::Above, &mut slice));
        } else if layout.is_department(parties.start) {
            solver.evaluate_block(block, &mut quality, &mut missing);
        }
    }
    (quality, outcomes)
}
