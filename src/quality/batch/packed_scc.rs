//! A cyclic component packed for sweeps in every lane.

use std::ops::Range;

use super::lanes::{ALL, Lanes, Mask};
use super::pass::Pass;
use super::scenario_group::for_segments;
use super::steps::Frozen;
use crate::network::{Block, Cycle, IndexRange, PartyIx};
use crate::numerics::csr::ix;
use crate::quality::engine::rows::{take, take_one};
use crate::rule::{Accumulate, Aggregator, PlainRule, with_rule};

/// The departments of a component; what plain ones receive from outside is taken once.
#[derive(Debug, Clone, Default)]
pub(super) struct LanePackedScc {
    /// By place in the component.
    departments: Vec<LaneDepartment>,
    /// What the rules took from outside.
    taken: Vec<Lanes>,
    inside: Vec<LaneEdge>,
    segments: Vec<LaneSegment>,
}

/// A department, but for what it receives.
#[derive(Debug, Clone, Copy)]
struct LaneDepartment {
    /// The weight of all it takes.
    weight: f64,
    /// Where its services from inside end; they start where those of the department before end.
    end: u32,
}

/// A service from inside.
#[derive(Debug, Clone, Copy)]
struct LaneEdge {
    dependence: f64,
    /// The provider's place.
    provider: u32,
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
        self.departments.clear();
        self.taken.clear();
        self.inside.clear();
        self.segments.clear();
        let Pass { layout, group, .. } = *pass;
        let first = cycle.parties().start;
        for run in &layout.runs()[block.runs()] {
            let shared = run.shared.and_then(Aggregator::plain);
            if let Some(rule) = shared {
                with_rule!(rule, |rule| {
                    for department in run.parties() {
                        self.push(pass, rule, first, department);
                    }
                });
            } else {
                let room = LaneDepartment { weight: 0.0, end: ix(self.inside.len()) };
                self.departments.resize(run.parties().end - first, room);
                self.taken.resize(self.departments.len(), Lanes::splat(0.0));
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

    fn push<R: Accumulate>(
        &mut self,
        pass: &Pass<'_>,
        rule: R,
        first: PartyIx,
        department: PartyIx,
    ) {
        let layout = pass.layout;
        let row = layout.row(department);
        let inner_start = layout.inner_start(department);
        let outside = IndexRange::new(row.start, inner_start).indices();
        let own = match pass.group.of(department) {
            Some(changed) => changed.capability,
            None => Lanes::splat(layout.capabilities()[department]),
        };
        let own = own.map(|own| rule.start(own));
        let taken = take(rule, own.0, layout, outside, &pass.state.missing);
        let weight = rule.weight(row.len());
        let inside = IndexRange::new(inner_start, row.end).indices();
        let dependences = &layout.dependences()[inside.clone()];
        for (&provider, &dependence) in layout.providers()[inside].iter().zip(dependences) {
            self.inside.push(LaneEdge { dependence, provider: provider - first.raw() });
        }
        self.departments.push(LaneDepartment { weight, end: ix(self.inside.len()) });
        self.taken.push(Lanes(taken));
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
                    let mut after = self.evaluate(rule, place, missing);
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
                    with_rule!(rule, |rule| self.evaluate(rule, place, missing))
                }
                None => before,
            };
            pass.evaluate_by_hand(department, segment.by_hand & open, &mut after);
            frozen.keep(&before, &mut after);
            pass.state.put(department, after);
        }
    }

    /// Evaluates a plain department from the newest values of the component.
    #[inline]
    fn evaluate<R: Accumulate>(&self, rule: R, place: usize, missing: &[Lanes]) -> Lanes {
        let before = place.checked_sub(1).map_or(0, |before| self.departments[before].end);
        let department = &self.departments[place];
        let mut taken = self.taken[place];
        for service in &self.inside[before as usize..department.end as usize] {
            let missing = &missing[service.provider as usize];
            take_one(rule, &mut taken.0, service.dependence, &missing.0);
        }
        taken.map(|taken| rule.finish(taken, department.weight))
    }
}
