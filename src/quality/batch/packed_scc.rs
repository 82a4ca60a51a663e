//! A cyclic component packed for sweeps in every lane.

use std::ops::Range;

use super::lanes::{ALL, LANES, Lanes, Mask};
use super::pass::Pass;
use super::scenario_group::for_segments;
use super::steps::Frozen;
use crate::network::{Block, Cycle, PartyIx};
use crate::quality::engine::packed_scc::PackedScc;
use crate::rule::{Aggregator, PlainRule, with_rule};

/// The departments of a component, and in which lanes they are evaluated how.
#[derive(Debug, Clone, Default)]
pub(super) struct LanePackedScc {
    packed: PackedScc<LANES>,
    segments: Vec<LaneSegment>,
}

/// Consecutive departments of one row kind.
#[derive(Debug, Clone)]
struct LaneSegment {
    shared: Option<PlainRule>,
    places: Range<usize>,
    /// The lanes in which their equations are evaluated one by one.
    by_hand: Mask,
}

impl LanePackedScc {
    /// Packs the departments of a component.
    pub(super) fn fill(&mut self, pass: &Pass<'_>, block: &Block, cycle: &Cycle) {
        self.packed.clear();
        self.segments.clear();
        let Pass { layout, group, .. } = *pass;
        let first = cycle.parties().start;
        for run in &layout.runs()[block.runs()] {
            let shared = run.shared.and_then(Aggregator::plain);
            if let Some(rule) = shared {
                let missing = &pass.state.missing;
                with_rule!(rule, |rule| for department in run.parties() {
                    let own = own(pass, department).0;
                    self.packed.push(layout, rule, [department, first], own, missing);
                });
            } else {
                self.packed.skip_to(run.parties().end - first);
            }
            // Lanes that change no service of a plain department need no cut.
            let changed = group.within(&run.parties());
            let cuts = changed.iter().filter(|changed| changed.services != 0);
            for_segments(&run.parties(), cuts, |parties, changed| {
                let by_hand = match shared {
                    Some(_) => changed.map_or(0, |changed| changed.services),
                    None => ALL,
                };
                let places = parties.start - first..parties.end - first;
                self.segments.push(LaneSegment { shared, places, by_hand });
            });
        }
    }

    /// Whether some lane costs evaluations of its own.
    pub(super) fn has_by_hand(&self) -> bool {
        self.segments.iter().any(|segment| segment.by_hand != 0)
    }

    /// Evaluates every department once, in order, each from the newest values; lanes that are not
    /// open keep theirs.
    pub(super) fn sweep(&self, pass: &mut Pass<'_>, cycle: &Cycle, open: Mask) {
        let frozen = (open != ALL).then(|| Frozen::new(ALL & !open));
        for segment in &self.segments {
            if segment.by_hand != 0 {
                self.sweep_by_hand(pass, cycle, segment, open);
                continue;
            }
            let quality = &mut pass.state.quality[cycle.parties()];
            let missing = &mut pass.state.missing[cycle.parties()];
            // Without a plain rule, every lane is evaluated by hand.
            let Some(rule) = segment.shared else { continue };
            with_rule!(rule, |rule| {
                for place in segment.places.clone() {
                    let mut after = Lanes(self.packed.evaluate(rule, place, missing));
                    if let Some(frozen) = &frozen {
                        frozen.keep(&quality[place], &mut after);
                    }
                    quality[place] = after;
                    missing[place] = after.map(|quality| 1.0 - quality);
                }
            });
        }
    }

    /// Evaluates departments by their own equations in some lanes.
    fn sweep_by_hand(&self, pass: &mut Pass<'_>, cycle: &Cycle, segment: &LaneSegment, open: Mask) {
        let frozen = Frozen::new(ALL & !open);
        for place in segment.places.clone() {
            let department = cycle.parties().start + place;
            let before = pass.state.quality[department];
            let mut after = match segment.shared {
                Some(rule) => {
                    let missing = &pass.state.missing[cycle.parties()];
                    with_rule!(rule, |rule| Lanes(self.packed.evaluate(rule, place, missing)))
                }
                None => before,
            };
            pass.evaluate_by_hand(department, segment.by_hand & open, &mut after);
            frozen.keep(&before, &mut after);
            pass.state.put(department, after);
        }
    }
}

/// The capability of a department in every lane.
fn own(pass: &Pass<'_>, department: PartyIx) -> Lanes {
    match pass.group.of(department) {
        Some(changed) => changed.capability,
        None => Lanes::splat(pass.layout.capabilities()[department]),
    }
}
