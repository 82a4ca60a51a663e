//! The departments of a group of lanes, block by block.

use std::slice;

use super::lanes::{LANES, Lanes, Mask, lanes_of, take};
use super::scc::LaneScc;
use super::scenario_group::{Changed, ScenarioGroup, for_segments};
use super::state::{ByHand, LaneState};
use crate::network::{Block, Layout, Overrides};
use crate::quality::engine::convergence::{SccOutcome, StoppingRule};
use crate::quality::engine::equation::EquationContext;
use crate::quality::engine::levels::{Solver, StartState, Tools};
use crate::quality::engine::state_slice::StateSlice;
use crate::quality::solve::SolveOptions;
use crate::rule::{Accumulate, Aggregator, PlainRule, with_rule};

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

/// What one group is solved with.
pub(super) struct Pass<'a> {
    pub(super) layout: &'a Layout,
    pub(super) group: &'a ScenarioGroup,
    pub(super) state: &'a mut LaneState,
    pub(super) by_hand: &'a mut ByHand,
    pub(super) stop: &'a StoppingRule,
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
        for block in &layout.blocks {
            let Some(cycle) = block.cycle else {
                pass.evaluate(block);
                continue;
            };
            let baseline = self.outcomes[cycle as usize];
            let cycle = &layout.cycles[cycle as usize];
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
    let context = EquationContext { layout, capability: &layout.capability, overrides };
    let mut quality = vec![0.0; layout.department_count];
    let mut missing = vec![0.0; layout.department_count];
    let mut outcomes = Vec::with_capacity(layout.cycles.len());
    let mut solver = Solver { context, stop, tools: &mut Tools::default() };
    for block in &layout.blocks {
        let parties = layout.parties_of(slice::from_ref(block));
        if block.cycle.is_some() {
            let mut slice = StateSlice::of(&mut quality, &mut missing, parties);
            outcomes.extend(solver.iterate(slice::from_ref(block), StartState::Above, &mut slice));
        } else if parties.start < layout.department_count {
            solver.evaluate_block(block, &mut quality, &mut missing);
        }
    }
    (quality, outcomes)
}

impl Pass<'_> {
    /// Evaluates the departments of a block once, in order.
    fn evaluate(&mut self, block: &Block) {
        let Self { layout, group, .. } = *self;
        self.stop.evaluated(layout.services_into(layout.parties_of(&[*block])));
        for run in &layout.runs[block.runs()] {
            let parties = run.parties();
            if parties.start >= layout.department_count {
                continue;
            }
            let shared = run.shared.and_then(Aggregator::plain);
            let changed = group.within(parties.clone());
            for_segments(parties, changed, |parties, changed| {
                match shared.filter(|_| changed.is_none()) {
                    Some(rule) => with_rule!(rule, |rule| {
                        for department in parties {
                            self.plain(rule, department);
                        }
                    }),
                    None => {
                        for department in parties {
                            self.one(shared, department, changed);
                        }
                    }
                }
            });
        }
    }

    /// Evaluates a plain department that no lane changes.
    #[inline]
    fn plain<R: Accumulate>(&mut self, rule: R, department: usize) {
        let moved = self.moved_at(department, None);
        if moved == 0 {
            self.state.reset(department);
        } else {
            let own = Lanes::splat(self.layout.capability[department]);
            let quality = row(self.layout, rule, department, own, &self.state.missing);
            self.state.set(department, quality, moved);
        }
    }

    /// Evaluates any department.
    fn one(&mut self, shared: Option<PlainRule>, department: usize, changed: Option<&Changed>) {
        let moved = self.moved_at(department, changed);
        if moved == 0 {
            self.state.reset(department);
            return;
        }
        let own = match changed {
            Some(changed) => changed.capability,
            None => Lanes::splat(self.layout.capability[department]),
        };
        let (mut quality, by_hand) = match shared {
            Some(rule) => (
                with_rule!(rule, |rule| row(
                    self.layout,
                    rule,
                    department,
                    own,
                    &self.state.missing
                )),
                changed.map_or(0, |changed| changed.services),
            ),
            None => (Lanes::splat(self.state.baseline(department)), moved),
        };
        self.evaluate_by_hand(department, by_hand, &mut quality);
        self.state.set(department, quality, moved);
    }

    /// Evaluates a department by its own equation in some lanes.
    pub(super) fn evaluate_by_hand(&mut self, department: usize, lanes: Mask, after: &mut Lanes) {
        let Self { layout, group, by_hand, .. } = self;
        let quality = &self.state.quality;
        for lane in lanes_of(lanes) {
            after.0[lane] = by_hand.evaluate(layout, group, lane, department, quality);
        }
    }

    /// The lanes in which a department may differ from the baseline.
    #[inline]
    fn moved_at(&self, department: usize, changed: Option<&Changed>) -> Mask {
        let providers = &self.layout.provider[self.layout.row(department)];
        changed.map_or(0, |changed| changed.lanes) | self.state.moved_among(providers)
    }
}

/// Evaluates a plain department in every lane.
#[inline]
fn row<R: Accumulate>(
    layout: &Layout,
    rule: R,
    department: usize,
    own: Lanes,
    missing: &[Lanes],
) -> Lanes {
    let row = layout.row(department);
    if row.is_empty() {
        return own.map(|own| rule.alone(own));
    }
    let mut taken = own.map(|own| rule.start(own));
    let weight = rule.weight(row.len());
    let dependences = &layout.dependence[row.clone()];
    for (&provider, &dependence) in layout.provider[row].iter().zip(dependences) {
        take(rule, &mut taken.0, dependence, &missing[provider as usize].0);
    }
    taken.map(|taken| rule.finish(taken, weight))
}
