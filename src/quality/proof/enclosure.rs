//! Both ends of an interval that surely holds the exact answer, for every department.
//!
//! Departments in no cycle take both ends of what they receive through their equation, rounded
//! outwards. In a cycle the greatest fixpoint is `q* = sup { y : y ≤ F(y) }` (Tarski), so
//!
//! * every iterate from 1, rounded upwards, is an upper end, and
//! * every `y` with `y ≤ F(y)`, rounded downwards, is a lower end, whether or not there are several
//!   states: it is looked for a little below the computed state, in the direction in which an error
//!   would grow.
//!
//! Where there is only one state, by the network's certificate or by the [local gap
//! map](crate::quality::engine::local_gap) at the upper end, `F(u) ≤ u` makes an upper end in the
//! same way. For the least fixpoint everything is the other way up.
//!
//! # References
//!
//! A. Tarski, *A lattice-theoretical fixpoint theorem and its applications*, Pacific J. Math. 5
//! (1955) 285-309.

use super::directed::{self, Needs};
use crate::network::{Cycle, IndexRange, PartyIx};
use crate::quality::engine::equation::{EquationContext, Scratch};
use crate::quality::engine::local_gap::LocalGap;
use crate::rule::directed::RoundingDirection;

/// The least and the largest share of a quality that is tried for the distance of an end.
const LEAST_DISTANCE: f64 = 4e-15;
const FARTHEST: f64 = 1e-6;
/// The least distance that is tried along the gaps of a contraction.
const NEAREST_GAP: f64 = 2e-16;
/// How often errors are followed round a cycle to find out how they grow.
const ERROR_ROUNDS: usize = 200;
/// Beyond this nothing is enclosed.
const MOST_GROWTH: f64 = 1e12;
/// How far a quality is moved to see what follows.
const PROBE_STEP: f64 = 1e-6;
/// An outer end has arrived once no sweep moves it by more than this share.
const ARRIVED: f64 = 1e-15;
/// How many times as many sweeps as the solve took an outer end may take, and how many more.
const MORE_SWEEPS: u32 = 100;
/// The least sweeps before an outer end that is still falling is looked at for what is at 0.
const CHECK_AFTER: u32 = 20;

/// A state to enclose.
pub(in crate::quality) struct Enclosing<'a> {
    pub(in crate::quality) context: EquationContext<'a>,
    /// By dense number.
    pub(in crate::quality) state: &'a [f64],
    /// From where the state was approached: `Up` for the greatest fixpoint, `Down` for the least.
    pub(in crate::quality) outer: RoundingDirection,
    /// By how much of itself a capability may be off.
    pub(in crate::quality) capability_error: f64,
    /// How many sweeps the solve took.
    pub(in crate::quality) sweeps: u32,
}

/// What surely holds the exact qualities of departments, by dense number.
#[derive(Debug, Default)]
pub(in crate::quality) struct Enclosure {
    pub(in crate::quality) lower: Vec<f64>,
    pub(in crate::quality) upper: Vec<f64>,
}

impl Enclosure {
    fn of(&mut self, direction: RoundingDirection) -> &mut Vec<f64> {
        match direction {
            RoundingDirection::Down => &mut self.lower,
            RoundingDirection::Up => &mut self.upper,
        }
    }
}

impl RoundingDirection {
    fn opposite(self) -> Self {
        match self {
            Self::Down => Self::Up,
            Self::Up => Self::Down,
        }
    }

    /// The end of all qualities that lies in this direction.
    fn extreme(self) -> f64 {
        match self {
            Self::Down => 0.0,
            Self::Up => 1.0,
        }
    }

    /// Whether one value lies at another, or beyond it in the direction opposite to this: whether
    /// a bound in this direction keeps it.
    fn keeps(self, value: f64, bound: f64) -> bool {
        match self {
            Self::Down => value >= bound,
            Self::Up => value <= bound,
        }
    }
}

impl Enclosing<'_> {
    /// Encloses every department.
    ///
    /// Time is linear in services where there are no cycles, and that of some sweeps, of a few
    /// hundred where a cycle is not certified, for those.
    pub(in crate::quality) fn ends(&self) -> Enclosure {
        let layout = self.context.layout;
        let departments = layout.department_count();
        let mut ends = Enclosure { lower: vec![0.0; departments], upper: vec![0.0; departments] };
        let mut memory = Needs::default();
        for block in layout.blocks() {
            let parties = layout.parties_of(std::slice::from_ref(block));
            if let Some(cycle) = block.cycle {
                self.enclose_cycle(&layout.cycles()[cycle as usize], &mut ends, &mut memory);
                continue;
            }
            for party in parties.filter(|&party| layout.is_department(party)) {
                for direction in [RoundingDirection::Down, RoundingDirection::Up] {
                    let end = self.end(party, &ends, direction, &mut memory);
                    ends.of(direction)[party] = end;
                }
            }
        }
        ends
    }

    /// Evaluates a party from the ends of all it receives.
    pub(in crate::quality) fn end(
        &self,
        party: PartyIx,
        ends: &Enclosure,
        direction: RoundingDirection,
        memory: &mut Needs,
    ) -> f64 {
        let quality = match direction {
            RoundingDirection::Down => &ends.lower,
            RoundingDirection::Up => &ends.upper,
        };
        self.evaluate(party, &|provider| quality[provider], direction, memory)
    }

    fn evaluate(
        &self,
        party: PartyIx,
        quality: &impl Fn(PartyIx) -> f64,
        direction: RoundingDirection,
        memory: &mut Needs,
    ) -> f64 {
        if let Some(reading) = self.context.overrides.delivered(party) {
            return reading;
        }
        let own = self.context.own(party);
        let own = (own * (1.0 + direction.sign() * self.capability_error)).clamp(0.0, 1.0);
        directed::evaluate(&self.context, party, own, quality, direction, memory)
    }

    fn enclose_cycle(&self, cycle: &Cycle, ends: &mut Enclosure, memory: &mut Needs) {
        let parties = cycle.parties();
        let layout = self.context.layout;
        for direction in [RoundingDirection::Down, RoundingDirection::Up] {
            ends.of(direction)[parties.clone()].fill(direction.extreme());
        }
        let mut gap = None;
        if cycle.certificate.is_some() {
            let inverse_gaps = layout.inverse_gaps_of(cycle).iter();
            gap = Some(inverse_gaps.map(|inverse_gap| 1.0 / inverse_gap).collect::<Vec<_>>());
        } else {
            self.approach(&parties, ends, memory);
            if self.outer == RoundingDirection::Up {
                let members: Vec<PartyIx> = parties.clone().collect();
                let upper = |party: PartyIx| ends.upper[party];
                let map = LocalGap::new(&self.context, &members, &upper, &mut Scratch::default());
                gap = map.contraction();
            }
        }
        let directions: &[RoundingDirection] = match gap {
            Some(_) => &[RoundingDirection::Down, RoundingDirection::Up],
            None => &[self.outer.opposite()],
        };
        let mut growth = None;
        for &direction in directions {
            let along_gap = gap.as_ref().and_then(|gap| {
                let keeps_zeros =
                    |place: usize, quality: f64| if quality > 0.0 { gap[place] } else { 0.0 };
                self.search(&parties, ends, direction, NEAREST_GAP, memory, keeps_zeros).or_else(
                    || self.search(&parties, ends, direction, NEAREST_GAP, memory, |p, _| gap[p]),
                )
            });
            let end = along_gap.or_else(|| {
                let growth = growth.get_or_insert_with(|| self.growth(&parties));
                self.search(&parties, ends, direction, LEAST_DISTANCE, memory, |place, quality| {
                    growth[place] * quality
                })
            });
            if let Some(end) = end {
                for (to, found) in ends.of(direction)[parties.clone()].iter_mut().zip(end) {
                    // Both are ends: the nearer one says more.
                    *to = if direction.keeps(found, *to) { found } else { *to };
                }
            }
        }
    }

    /// Iterates a cycle from its outer extreme, rounded outwards, until it hardly moves, with what
    /// is proved to be at 0 there.
    fn approach(&self, parties: &IndexRange<PartyIx>, ends: &mut Enclosure, memory: &mut Needs) {
        let mut check_after = CHECK_AFTER;
        let most = self.sweeps.saturating_add(MORE_SWEEPS);
        for sweep in 1..=most {
            let mut moved = false;
            for party in parties.clone() {
                let end = self.end(party, ends, self.outer, memory);
                let before = std::mem::replace(&mut ends.of(self.outer)[party], end);
                moved |= (end - before).abs() > ARRIVED * end;
            }
            if self.outer == RoundingDirection::Up
                && (!moved || sweep == check_after || sweep == most)
            {
                moved |= self.put_at_zero(parties, ends, memory);
                check_after = check_after.saturating_mul(4);
            }
            if !moved {
                return;
            }
        }
    }

    /// Puts those at 0 that the solve found there, where that is proved; whether any was not.
    fn put_at_zero(
        &self,
        parties: &IndexRange<PartyIx>,
        ends: &mut Enclosure,
        memory: &mut Needs,
    ) -> bool {
        let is_at_zero = |party: &PartyIx| self.state[*party] <= 0.0;
        let members: Vec<PartyIx> = parties.clone().filter(is_at_zero).collect();
        if members.iter().all(|&party| ends.upper[party] <= 0.0) {
            return false;
        }
        let upper = |party: PartyIx| ends.upper[party];
        let with_zeros = |party: PartyIx| match members.binary_search(&party) {
            Ok(_) => 0.0,
            Err(_) => ends.upper[party],
        };
        let stays = |&party: &PartyIx| {
            self.evaluate(party, &with_zeros, RoundingDirection::Up, memory) <= 0.0
        };
        if !members.iter().all(stays) {
            return false;
        }
        let map = LocalGap::new(&self.context, &members, &upper, &mut Scratch::default());
        if map.contraction().is_none() {
            return false;
        }
        for &party in &members {
            ends.upper[party] = 0.0;
        }
        true
    }

    /// Looks for an end of a cycle, at its state and ever farther from it along a direction, until
    /// its equations keep it.
    fn search(
        &self,
        parties: &IndexRange<PartyIx>,
        ends: &Enclosure,
        direction: RoundingDirection,
        nearest: f64,
        memory: &mut Needs,
        along: impl Fn(usize, f64) -> f64,
    ) -> Option<Vec<f64>> {
        let state = &self.state[parties.clone()];
        let outside = match direction {
            RoundingDirection::Down => &ends.lower,
            RoundingDirection::Up => &ends.upper,
        };
        let mut distance = 0.0;
        while distance <= FARTHEST {
            let moved = |(place, &quality): (usize, &f64)| {
                let moved = quality + direction.sign() * distance * along(place, quality);
                moved.clamp(0.0, 1.0)
            };
            let candidate: Vec<f64> = state.iter().enumerate().map(moved).collect();
            let quality = |provider: PartyIx| {
                if parties.contains(&provider) {
                    candidate[provider - parties.start]
                } else {
                    outside[provider]
                }
            };
            let keeps = |(party, &candidate): (PartyIx, &f64)| {
                let after = self.evaluate(party, &quality, direction, memory);
                direction.keeps(after, candidate)
            };
            if parties.clone().zip(&candidate).all(keeps) {
                return Some(candidate);
            }
            distance = (2.0 * distance).max(nearest);
        }
        None
    }

    /// By what share of itself each quality of a cycle moves in the end where every equation is off
    /// by a like share: `d = 1 + E d` with the elasticities `E` towards lower quality.
    fn growth(&self, parties: &IndexRange<PartyIx>) -> Vec<f64> {
        let (state, scratch) = (self.state, &mut Scratch::default());
        let mut growth = vec![1.0_f64; parties.len()];
        for _ in 0..ERROR_ROUNDS {
            let largest = growth.iter().copied().fold(1.0, f64::max);
            if largest > MOST_GROWTH {
                break;
            }
            let step = PROBE_STEP / largest;
            let moved = |provider: PartyIx| {
                if parties.contains(&provider) {
                    state[provider] * (1.0 - step * growth[provider - parties.start])
                } else {
                    state[provider]
                }
            };
            let next = parties.clone().map(|party| {
                let (before, after) = (
                    self.context.evaluate(party, state, scratch),
                    self.context.evaluate_from(party, &moved, scratch),
                );
                if before > 0.0 { 1.0 + ((before - after) / (before * step)).max(0.0) } else { 1.0 }
            });
            let next: Vec<f64> = next.collect();
            let has_arrived =
                next.iter().zip(&growth).all(|(next, growth)| next <= &(1.001 * growth));
            growth = next;
            if has_arrived {
                break;
            }
        }
        growth
    }
}
