//! The worst input decides: it carries everything for as long as it is the worst.
//!
//! Most often one input is the worst on both sides, by more than a tie. Inputs move along straight
//! lines, so it is the worst all the way.

use super::{
    ClosedForm, Factors, JacobianScratch, PartSums, PartyRange, RowSum, StateRow, factored, general,
};
use crate::explain::stage::{TIE, lowest, selection};

/// The worst input decides.
#[derive(Clone, Copy)]
pub(super) struct WeakestSecant;

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

impl ClosedForm for WeakestSecant {
    fn shares(
        self,
        row: &StateRow<'_>,
        scratch: &mut JacobianScratch,
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
            return alone(input, row, scale, to);
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
            return alone(input, row, scale, to).of_own;
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

    fn pass_on(self, range: &PartyRange<'_>, factors: &mut Factors, adjoint: &mut [f64]) {
        let PartyRange { states, ref parties, .. } = *range;
        for party in parties.clone().rev() {
            let passed = adjoint[party];
            if passed == 0.0 {
                continue;
            }
            let row = states.row(party);
            match Least::after(&row).alone() {
                Some(0) => {}
                Some(input) => {
                    let provider = row.providers[input - 1] as usize;
                    adjoint[provider] += row.dependences[input - 1] * passed;
                }
                None => {
                    let one = PartyRange { parties: party..party + 1, ..*range };
                    factored(self, &one, factors).pass_on(adjoint);
                }
            }
        }
    }
}

/// One input decides all along.
fn alone(
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
