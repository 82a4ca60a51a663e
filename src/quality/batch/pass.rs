//! The departments of one group of lanes, block by block.

use super::lanes::{Lanes, Mask};
use super::scenario_group::{Changed, ScenarioGroup, for_segments};
use super::state::{ByHand, LaneState};
use crate::network::{Block, Layout, PartyIx};
use crate::quality::engine::convergence::StoppingRule;
use crate::quality::engine::rows::take;
use crate::rule::{Accumulate, Aggregator, PlainRule, with_rule};

/// What one group is solved with.
pub(super) struct Pass<'a> {
    pub(super) layout: &'a Layout,
    pub(super) group: &'a ScenarioGroup,
    pub(super) state: &'a mut LaneState,
    pub(super) by_hand: &'a mut ByHand,
    pub(super) stop: &'a StoppingRule,
}

impl Pass<'_> {
    /// Evaluates the departments of a block once, in order.
    pub(super) fn evaluate(&mut self, block: &Block) {
        let Self { layout, group, .. } = *self;
        self.stop.evaluated(layout.rows(&layout.parties_of(&[*block])).len());
        for run in &layout.runs()[block.runs()] {
            let parties = run.parties();
            if !layout.is_department(parties.start) {
                continue;
            }
            let shared = run.shared.and_then(Aggregator::plain);
            let changed = group.within(&parties);
            for_segments(&parties, changed, |parties, changed| {
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
    fn plain<R: Accumulate>(&mut self, rule: R, department: PartyIx) {
        let moved = self.moved_at(department, None);
        if moved == 0 {
            self.state.reset(department);
        } else {
            let own = Lanes::splat(self.layout.capabilities()[department]);
            let quality = row(self.layout, rule, department, own, &self.state.missing);
            self.state.set(department, quality, moved);
        }
    }

    /// Evaluates any department.
    fn one(&mut self, shared: Option<PlainRule>, department: PartyIx, changed: Option<&Changed>) {
        let moved = self.moved_at(department, changed);
        if moved == 0 {
            self.state.reset(department);
            return;
        }
        let own = match changed {
            Some(changed) => changed.capability,
            None => Lanes::splat(self.layout.capabilities()[department]),
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
    pub(super) fn evaluate_by_hand(&mut self, department: PartyIx, lanes: Mask, after: &mut Lanes) {
        let Self { layout, group, by_hand, .. } = self;
        by_hand.evaluate(layout, group, lanes, department, &self.state.quality, after);
    }

    /// The lanes in which a department may differ from the baseline.
    #[inline]
    fn moved_at(&self, department: PartyIx, changed: Option<&Changed>) -> Mask {
        let providers = &self.layout.providers()[self.layout.row(department)];
        changed.map_or(0, |changed| changed.lanes) | self.state.moved_among(providers)
    }
}

/// Evaluates a plain department in every lane.
#[inline]
fn row<R: Accumulate>(
    layout: &Layout,
    rule: R,
    department: PartyIx,
    own: Lanes,
    missing: &[Lanes],
) -> Lanes {
    let row = layout.row(department);
    if row.is_empty() {
        return own.map(|own| rule.alone(own));
    }
    let weight = rule.weight(row.len());
    let taken = take(rule, own.map(|own| rule.start(own)).0, layout, row.indices(), missing);
    Lanes(taken).map(|taken| rule.finish(taken, weight))
}
