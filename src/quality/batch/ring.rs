//! One cyclic component, iterated in every lane.
//!
//! Lanes sweep together and settle one by one, each by the rule of a single solve; a lane that has
//! settled stays where it is while others go on. So every lane ends exactly where a single solve
//! does.

use std::ops::Range;

use super::engine::{Pass, Record};
use super::group::for_segments;
use super::lanes::{ALL, LANES, Lanes, Mask, lanes_of, take};
use crate::grouped::dense;
use crate::network::{Aggregator, Block, Cycle};
use crate::quality::acceleration::Anderson;
use crate::quality::aggregate::{Fold, with_fold};
use crate::quality::circle::{Steps, larger};
use crate::quality::settling::{PLAIN_SWEEPS, Settling};

/// A component packed for sweeps; what its plain departments receive from outside is taken once.
#[derive(Debug, Clone, Default)]
pub(super) struct Ring {
    /// By place in the component.
    departments: Vec<Packed>,
    /// What the rules took from outside.
    taken: Vec<Lanes>,
    inside: Vec<Inside>,
    segments: Vec<Segment>,
    /// The qualities before a sweep of the baseline.
    before: Vec<f64>,
    /// Which place took the largest step, for each sweep of the baseline.
    witnesses: Vec<u32>,
    /// One lane of the component.
    state: Vec<f64>,
    /// Of the lanes that are accelerated together.
    anderson: Vec<Anderson>,
}

/// How many qualities are accelerated together, at most, unless one lane has more.
const ACCELERATED_TOGETHER: usize = 1 << 16;

/// How a component settled in the baseline, and what that says of other scenarios.
#[derive(Debug, Clone, Copy)]
pub(super) struct OfBaseline {
    pub(super) record: Record,
    /// How many sweeps are too early to settle, by all experience.
    early: u32,
    /// The place that shows it: while a lane still moves there, it has not settled.
    witness: u32,
}

impl OfBaseline {
    pub(super) const UNSWEPT: Self = Self { record: Record::UNSWEPT, early: 0, witness: 0 };
}

/// A department, but for what it receives.
#[derive(Debug, Default, Clone, Copy)]
struct Packed {
    /// The weight of all it takes.
    weight: f64,
    inverse_gap: f64,
    /// Where its services from inside end; they start where those of the department before end.
    end: u32,
}

/// A service from inside.
#[derive(Debug, Clone, Copy)]
struct Inside {
    dependence: f64,
    /// The provider's place.
    provider: u32,
}

/// Consecutive departments of one form.
#[derive(Debug, Clone)]
struct Segment {
    shared: Option<Aggregator>,
    places: Range<usize>,
    /// The lanes in which their equations are evaluated one by one.
    by_hand: Mask,
}

/// The largest steps of one sweep, in each lane.
#[derive(Debug, Clone, Copy)]
struct LaneSteps {
    largest: Lanes,
    /// Over the gap of the department, where the component is certified.
    relative: Lanes,
}

impl LaneSteps {
    const NONE: Self = Self { largest: Lanes::splat(0.0), relative: Lanes::splat(0.0) };

    #[inline]
    fn take(&mut self, before: &Lanes, after: &Lanes, inverse_gap: f64) {
        for lane in 0..LANES {
            let step = (after.0[lane] - before.0[lane]).abs();
            let relative = step * inverse_gap;
            self.largest.0[lane] = larger(self.largest.0[lane], step);
            self.relative.0[lane] = larger(self.relative.0[lane], relative);
        }
    }

    /// The least of any lane.
    fn least(&self) -> Steps {
        let least = |steps: &Lanes| steps.0.iter().copied().fold(f64::INFINITY, f64::min);
        Steps { largest: least(&self.largest), largest_relative: least(&self.relative) }
    }

    fn of(&self, lane: usize) -> Steps {
        Steps { largest: self.largest.0[lane], largest_relative: self.relative.0[lane] }
    }
}

/// Which lanes keep their value: every bit of theirs is set.
#[derive(Debug, Clone, Copy)]
struct Frozen([u64; LANES]);

impl Frozen {
    fn new(lanes: Mask) -> Self {
        let mut frozen = [0; LANES];
        lanes_of(lanes).for_each(|lane| frozen[lane] = u64::MAX);
        Self(frozen)
    }

    #[inline]
    fn keep(&self, before: &Lanes, after: &mut Lanes) {
        for lane in 0..LANES {
            let kept = before.0[lane].to_bits() & self.0[lane];
            after.0[lane] = f64::from_bits(kept | after.0[lane].to_bits() & !self.0[lane]);
        }
    }
}

impl Pass<'_> {
    /// The lanes in which anything that a component receives from outside, or that a scenario sets
    /// in it, may differ from the baseline.
    pub(super) fn moved_into(&self, cycle: &Cycle) -> Mask {
        if self.is_baseline {
            return ALL;
        }
        let layout = self.layout;
        let parties = cycle.parties();
        let changed = self.group.within(parties.clone()).iter();
        let mut moved = changed.fold(0, |moved, changed| moved | changed.lanes);
        for department in parties.clone() {
            let row = layout.row(department);
            let inner_start = layout.inner_start[department] as usize;
            moved |= self.state.moved_among(&layout.provider[row.start..inner_start]);
            if inner_start == row.start {
                // A detailed row is in no such order.
                let outside = layout.provider[row].iter();
                let outside = outside.filter(|&&provider| !parties.contains(&(provider as usize)));
                moved |= outside.fold(0, |m, &provider| m | self.state.moved[provider as usize]);
            }
        }
        moved
    }
}

impl Ring {
    /// Sweeps a component until every lane has settled, and returns how each did.
    ///
    /// `baseline` is how the component settled there, for lanes that cannot differ.
    pub(super) fn iterate(
        &mut self,
        pass: &mut Pass<'_>,
        block: &Block,
        moved: Mask,
        max_sweeps: u32,
        baseline: &mut OfBaseline,
    ) -> [Record; LANES] {
        let Some(cycle) = block.cycle.map(|cycle| &pass.layout.cycles[cycle as usize]) else {
            return [Record::UNSWEPT; LANES];
        };
        self.pack(pass, block, cycle);
        // Where every lane costs an evaluation of its own, those that cannot differ stay out.
        let by_hand = self.segments.iter().any(|segment| segment.by_hand != 0);
        let mut open = if by_hand { moved } else { ALL };
        begin(pass, cycle, open);

        let mut settling = [Settling::new(cycle.certificate); LANES];
        let mut sweeps = 0;
        if by_hand {
            // Evaluations cost more than looking at their steps.
        } else if pass.is_baseline {
            self.before.clear();
            self.before.resize(cycle.parties().len(), 1.0);
        } else {
            sweeps = self.sweep_early(pass, cycle, baseline, max_sweeps);
            for lane in &mut settling {
                lane.sweeps = sweeps;
            }
        }
        let plain = if cycle.certificate.is_some() { PLAIN_SWEEPS } else { u32::MAX };
        while open != 0 && sweeps < max_sweeps.min(plain) {
            open = self.sweep_open(pass, cycle, open, &mut settling);
            sweeps += 1;
            if pass.is_baseline && !by_hand {
                self.watch(pass, cycle);
            }
        }
        if cycle.certificate.is_some() {
            self.accelerate(pass, cycle, open, &mut settling, max_sweeps);
        }
        let swept = if by_hand { moved } else { ALL };
        let mut records = [baseline.record; LANES];
        lanes_of(swept).for_each(|lane| records[lane] = Record::of(&settling[lane]));
        if pass.is_baseline {
            // The last two sweeps are where lanes may settle.
            let early = self.witnesses.len().saturating_sub(2);
            let witness = self.witnesses[..early].last().copied().unwrap_or_default();
            *baseline = OfBaseline { record: records[0], early: dense(early), witness };
        }
        for department in cycle.parties() {
            let differs =
                pass.state.quality[department].differ_from(pass.state.baseline(department));
            pass.state.moved[department] = if differs { moved } else { 0 };
        }
        records
    }

    /// Sweeps lanes that have not settled, and returns which still have not.
    fn sweep_open(
        &self,
        pass: &mut Pass<'_>,
        cycle: &Cycle,
        mut open: Mask,
        settling: &mut [Settling; LANES],
    ) -> Mask {
        let steps = self.sweep::<true>(pass, cycle, open);
        for lane in lanes_of(open) {
            settling[lane].swept(steps.of(lane));
            open &= !(Mask::from(settling[lane].settled) << lane);
        }
        open
    }

    /// Goes on with lanes of a certified component that have not settled, accelerated as a single
    /// solve is: together while the memory that takes is small, else a few at a time.
    fn accelerate(
        &mut self,
        pass: &mut Pass<'_>,
        cycle: &Cycle,
        open: Mask,
        settling: &mut [Settling; LANES],
        max_sweeps: u32,
    ) {
        let mut anderson = std::mem::take(&mut self.anderson);
        let size = cycle.parties().len();
        let lanes: Vec<usize> = lanes_of(open).collect();
        for lanes in lanes.chunks((ACCELERATED_TOGETHER / size).max(1)) {
            let mut open = lanes.iter().fold(0, |open, lane| open | 1 << lane);
            anderson.resize_with(anderson.len().max(lanes.len()), Anderson::default);
            for (lane, anderson) in lanes.iter().zip(&mut anderson) {
                read(pass, cycle, *lane, &mut self.state);
                anderson.begin(&self.state);
            }
            for _ in PLAIN_SWEEPS..max_sweeps {
                open = self.sweep_open(pass, cycle, open, settling);
                if open == 0 {
                    break;
                }
                for (&lane, anderson) in lanes.iter().zip(&mut anderson) {
                    if open >> lane & 1 == 1 {
                        read(pass, cycle, lane, &mut self.state);
                        anderson.next(&mut self.state, settling[lane].steps.largest_relative);
                        write(pass, cycle, lane, &self.state);
                    }
                }
            }
        }
        self.anderson = anderson;
    }

    /// Finds which place took the largest step of a sweep of the baseline.
    fn watch(&mut self, pass: &Pass<'_>, cycle: &Cycle) {
        let (mut witness, mut largest) = (0, -1.0);
        let after = &pass.state.quality[cycle.parties()];
        let is_certified = cycle.certificate.is_some();
        for (place, (before, after)) in self.before.iter_mut().zip(after).enumerate() {
            let step = (after.0[0] - *before).abs();
            let gap = self.departments[place].inverse_gap;
            let step = if is_certified { step * gap } else { step };
            if step > largest {
                (witness, largest) = (place, step);
            }
            *before = after.0[0];
        }
        self.witnesses.push(dense(witness));
    }

    /// Makes the sweeps that are too early for any lane to settle, and returns how many; none, and
    /// the component as it began, where one may have settled after all.
    fn sweep_early(
        &self,
        pass: &mut Pass<'_>,
        cycle: &Cycle,
        baseline: &OfBaseline,
        max_sweeps: u32,
    ) -> u32 {
        let early = baseline.early.min(max_sweeps.saturating_sub(1));
        let place = baseline.witness as usize;
        let witness = cycle.parties().start + place;
        for _ in 0..early {
            let before = pass.state.quality[witness];
            self.sweep::<false>(pass, cycle, ALL);
            let mut steps = LaneSteps::NONE;
            let after = &pass.state.quality[witness];
            steps.take(&before, after, self.departments[place].inverse_gap);
            // No lane moves less over the whole component than the calmest does here.
            let mut calmest = Settling::new(cycle.certificate);
            calmest.swept(steps.least());
            if calmest.calm || calmest.settled {
                begin(pass, cycle, ALL);
                return 0;
            }
        }
        early
    }

    /// Packs the departments of a component.
    fn pack(&mut self, pass: &Pass<'_>, block: &Block, cycle: &Cycle) {
        self.departments.clear();
        self.taken.clear();
        self.inside.clear();
        self.segments.clear();
        self.witnesses.clear();
        let Pass { layout, group, .. } = *pass;
        let first = cycle.parties().start;
        for run in &layout.runs[block.runs()] {
            with_fold!(
                run.shared,
                |F, own_weight| for department in run.parties() {
                    self.pack_one::<F>(pass, cycle, department, own_weight);
                },
                else {
                    let end = dense(self.inside.len());
                    let room = Packed { end, ..Packed::default() };
                    let inverse_gaps = layout.inverse_gaps_of(cycle);
                    self.departments.extend(run.parties().map(|department| Packed {
                        inverse_gap: inverse_gap(inverse_gaps, department - first),
                        ..room
                    }));
                    self.taken.resize(self.departments.len(), Lanes::splat(0.0));
                }
            );
            // Lanes that change no service of a plain department need no cut.
            let changed = group.within(run.parties());
            let cuts = changed.iter().filter(|changed| changed.services != 0);
            for_segments(run.parties(), cuts, |parties, changed| {
                let by_hand = with_fold!(
                    run.shared,
                    |_F, _own_weight| changed.map_or(0, |changed| changed.services),
                    else ALL
                );
                let places = parties.start - first..parties.end - first;
                self.segments.push(Segment { shared: run.shared, places, by_hand });
            });
        }
    }

    fn pack_one<F: Fold>(
        &mut self,
        pass: &Pass<'_>,
        cycle: &Cycle,
        department: usize,
        own_weight: f64,
    ) {
        let layout = pass.layout;
        let first = cycle.parties().start;
        let row = layout.row(department);
        let inner_start = layout.inner_start[department] as usize;
        let outside = row.start..inner_start;
        let own = match pass.group.of(department) {
            Some(changed) => changed.capability,
            None => Lanes::splat(layout.capability[department]),
        };
        let mut taken = own.map(|own| F::start(own, own_weight).taken());
        let weight = own_weight + f64::from(dense(row.len()));
        let dependences = &layout.dependence[outside.clone()];
        for (&provider, &dependence) in layout.provider[outside].iter().zip(dependences) {
            let missing = &pass.state.missing[provider as usize];
            take::<F, LANES>(&mut taken.0, dependence, &missing.0);
        }
        let inside = inner_start..row.end;
        let dependences = &layout.dependence[inside.clone()];
        for (&provider, &dependence) in layout.provider[inside].iter().zip(dependences) {
            self.inside.push(Inside { dependence, provider: provider - dense(first) });
        }
        let inverse_gap = inverse_gap(layout.inverse_gaps_of(cycle), department - first);
        let end = dense(self.inside.len());
        self.departments.push(Packed { weight, inverse_gap, end });
        self.taken.push(taken);
    }

    /// Evaluates every department once, in order, each from the newest values.
    ///
    /// Steps are looked at only if `WATCHED`.
    fn sweep<const WATCHED: bool>(
        &self,
        pass: &mut Pass<'_>,
        cycle: &Cycle,
        open: Mask,
    ) -> LaneSteps {
        let frozen = Frozen::new(ALL & !open);
        let mut steps = LaneSteps::NONE;
        for segment in &self.segments {
            if segment.by_hand != 0 {
                self.sweep_by_hand(pass, cycle, segment, open, &mut steps);
                continue;
            }
            let quality = &mut pass.state.quality[cycle.parties()];
            let missing = &mut pass.state.missing[cycle.parties()];
            let frozen = (open != ALL).then_some(&frozen);
            with_fold!(
                segment.shared,
                |F, _own_weight| for place in segment.places.clone() {
                    let mut after = self.evaluate::<F>(place, missing);
                    if let Some(frozen) = frozen {
                        frozen.keep(&quality[place], &mut after);
                    }
                    if WATCHED {
                        steps.take(&quality[place], &after, self.departments[place].inverse_gap);
                    }
                    quality[place] = after;
                    missing[place] = after.map(|quality| 1.0 - quality);
                },
                else {}
            );
        }
        steps
    }

    /// Evaluates departments by their own equations in some lanes.
    fn sweep_by_hand(
        &self,
        pass: &mut Pass<'_>,
        cycle: &Cycle,
        segment: &Segment,
        open: Mask,
        steps: &mut LaneSteps,
    ) {
        let frozen = Frozen::new(ALL & !open);
        for place in segment.places.clone() {
            let department = cycle.parties().start + place;
            let before = pass.state.quality[department];
            let mut after = with_fold!(
                segment.shared,
                |F, _own_weight| self.evaluate::<F>(place, &pass.state.missing[cycle.parties()]),
                else before
            );
            pass.evaluate_by_hand(department, segment.by_hand & open, &mut after);
            frozen.keep(&before, &mut after);
            steps.take(&before, &after, self.departments[place].inverse_gap);
            pass.state.quality[department] = after;
            pass.state.missing[department] = after.map(|quality| 1.0 - quality);
        }
    }

    /// Evaluates a plain department from the newest values of the component.
    #[inline]
    fn evaluate<F: Fold>(&self, place: usize, missing: &[Lanes]) -> Lanes {
        let before = place.checked_sub(1).map_or(0, |before| self.departments[before].end);
        let department = &self.departments[place];
        let mut taken = self.taken[place];
        for service in &self.inside[before as usize..department.end as usize] {
            let missing = &missing[service.provider as usize];
            take::<F, LANES>(&mut taken.0, service.dependence, &missing.0);
        }
        taken.map(|taken| F::resume(taken, department.weight).finish())
    }
}

/// Reads one lane of a component.
fn read(pass: &Pass<'_>, cycle: &Cycle, lane: usize, state: &mut Vec<f64>) {
    state.clear();
    state.extend(pass.state.quality[cycle.parties()].iter().map(|lanes| lanes.0[lane]));
}

/// Writes one lane of a component.
fn write(pass: &mut Pass<'_>, cycle: &Cycle, lane: usize, state: &[f64]) {
    for (department, quality) in cycle.parties().zip(state) {
        pass.state.quality[department].0[lane] = *quality;
        pass.state.missing[department].0[lane] = 1.0 - quality;
    }
}

/// Puts a component where it begins: open lanes at 1, the others at the baseline.
fn begin(pass: &mut Pass<'_>, cycle: &Cycle, open: Mask) {
    for department in cycle.parties() {
        let mut quality = Lanes::splat(1.0);
        let baseline = pass.state.baseline(department);
        lanes_of(ALL & !open).for_each(|lane| quality.0[lane] = baseline);
        pass.state.quality[department] = quality;
        pass.state.missing[department] = quality.map(|quality| 1.0 - quality);
    }
}

fn inverse_gap(inverse_gaps: &[f64], place: usize) -> f64 {
    inverse_gaps.get(place).copied().unwrap_or_default()
}
