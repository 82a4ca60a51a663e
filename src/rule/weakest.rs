//! The worst input decides, and carries everything for as long as it is the worst; inputs of weight
//! 0 do not count.
//!
//! Most often one input is the worst on both sides, by more than a tie. Inputs move along straight
//! lines, so it is the worst all the way.

use super::directed::{DirectedNeed, RoundingDirection};
use super::secant::{
    ClosedForm, GaussLegendre, PartSums, RowSum, SecantScratch, StageSegment, StateRow, TIE,
    extreme, general, lowest, selection, with_own,
};
use super::slope_bound::Join;
use super::{Accumulate, FeltNeeds, Formulas};

/// The worst input decides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weakest;

impl Accumulate for Weakest {
    #[inline]
    fn start(self, own: f64) -> f64 {
        own
    }

    /// A select, which takes one instruction where `f64::min` has to look for what is no number.
    #[inline]
    fn add(self, taken: f64, loss: f64) -> f64 {
        let felt = 1.0 - loss;
        if felt < taken { felt } else { taken }
    }

    #[inline]
    fn finish(self, taken: f64, _: f64) -> f64 {
        taken
    }

    #[inline]
    fn combine(self, own: f64, needs: FeltNeeds<'_>) -> f64 {
        let counting = needs.weighted().filter(|&(_, weight)| weight > 0.0);
        counting.fold(self.start(own), |taken, (loss, _)| self.add(taken, loss))
    }
}

impl Formulas for Weakest {
    fn join(self) -> Join {
        Join::Largest
    }

    fn slope_bound(self, _weight: f64, _total_weight: f64) -> f64 {
        1.0
    }

    fn directed(self, own: f64, needs: &[DirectedNeed], direction: RoundingDirection) -> f64 {
        let counting = needs.iter().filter(|need| need.weight > 0.0);
        counting.map(|need| need.quality(direction)).fold(own, f64::min)
    }

    fn secants(
        self,
        inputs: StageSegment<'_>,
        need_weights: &[f64],
        _: &mut GaussLegendre,
        secants: &mut Vec<f64>,
    ) {
        extreme(inputs, &with_own(1.0, need_weights), inputs.before.len() - 1, secants);
    }
}

/// The least of a row's inputs; own capability comes first.
#[derive(Clone, Copy)]
struct Least {
    value: f64,
    input: usize,
    /// The least of all others.
    next: f64,
}

impl Least {
    fn of(own: f64) -> Self {
        Self { value: own, input: 0, next: f64::INFINITY }
    }

    #[inline]
    fn take(&mut self, input: usize, value: f64) {
        let is_less = value < self.value;
        let (less, more) = if is_less { (value, self.value) } else { (self.value, value) };
        self.value = less;
        self.next = if more < self.next { more } else { self.next };
        self.input = if is_less { input } else { self.input };
    }

    /// The input that decides alone, if one does.
    fn alone(&self) -> Option<usize> {
        (self.next - self.value > TIE).then_some(self.input)
    }

    /// Of the later state.
    #[inline]
    fn after(row: &StateRow<'_>) -> Self {
        let mut least = Self::of(row.own.1);
        for (place, (provider, dependence)) in row.services().enumerate() {
            least.take(place + 1, 1.0 - dependence * (1.0 - row.new[provider]));
        }
        least
    }
}

impl ClosedForm for Weakest {
    fn shares(
        self,
        row: &StateRow<'_>,
        scratch: &mut SecantScratch,
        scale: impl Fn(f64, f64) -> f64,
        to: &mut [f64],
    ) -> RowSum {
        let (mut before, mut after) = (Least::of(row.own.0), Least::of(row.own.1));
        for (place, felt) in row.felt().enumerate() {
            before.take(place + 1, felt.0);
            after.take(place + 1, felt.1);
        }
        if let Some(input) = before.alone()
            && after.alone() == Some(input)
        {
            return carried_by(input, row, scale, to);
        }
        general(row, scratch, scale, to, |scratch| {
            let segment = scratch.inputs.segment();
            if lowest(segment, &mut scratch.combined).is_none() {
                selection(segment, row.providers.len(), &mut scratch.combined);
            }
        })
    }

    fn slopes(self, row: &StateRow<'_>, scale: impl Fn(f64, f64) -> f64, to: &mut [f64]) -> f64 {
        let least = Least::after(row);
        if let Some(input) = least.alone() {
            return carried_by(input, row, scale, to).of_own;
        }
        let ties = |value: f64| f64::from(u8::from(value - least.value <= TIE));
        let felt = |(provider, dependence)| -> f64 { 1.0 - dependence * (1.0 - row.new[provider]) };
        let count =
            ties(row.own.1) + row.services().map(|service| ties(felt(service))).sum::<f64>();
        for (to, (provider, dependence)) in to.iter_mut().zip(row.services()) {
            *to = scale(ties(felt((provider, dependence))) / count, dependence);
        }
        ties(row.own.1) / count
    }
}

/// The input that decides alone at the later state, if one does; own capability comes first.
#[inline]
pub(crate) fn deciding_input(row: &StateRow<'_>) -> Option<usize> {
    Least::after(row).alone()
}

/// One input decides all along.
fn carried_by(
    input: usize,
    row: &StateRow<'_>,
    scale: impl Fn(f64, f64) -> f64,
    to: &mut [f64],
) -> RowSum {
    to.fill(0.0);
    let Some(place) = input.checked_sub(1) else {
        return RowSum { of_own: 1.0, received: PartSums::default() };
    };
    let dependence = row.dependences[place];
    to[place] = scale(1.0, dependence);
    let mut received = PartSums::default();
    received.take(row.change(row.providers[place] as usize, dependence));
    RowSum { of_own: 0.0, received }
}
