//! Adjoints inside a cyclic component that hardly contracts, or is not known to.
//!
//! Where all changes have one sign, shares of the objective's change are carried instead of
//! adjoints, `r = λ d` with `d` the change of each party: rows of shares sum to 1, nothing is ever
//! subtracted, and sums stay exact next to a tipping point.

use std::sync::OnceLock;

use super::unfollowed::Unfollowed;
use crate::explain::jacobian::OwnPart;
use crate::explain::state_pair::StatePair;
use crate::network::{Cycle, PartyIx};
use crate::numerics::gth::{Gth, Singular};
use crate::rule::secant::times;

/// Whether a change inside a cyclic component is what two solves leave apart: it has no cause, and
/// shares of it would go round for ever.
pub(in crate::explain) fn is_noise(change: f64) -> bool {
    change.abs() <= 1e-12
}

/// A component up to this size is factored, a larger one iterated.
const LARGEST_SHARES_FACTORED: usize = 500;
/// An iteration that moves nothing by more than this share has settled.
const SHARES_TOLERANCE: f64 = 1e-15;
const MOST_SHARE_SWEEPS: usize = 100_000;

/// What the parties of one component pass on.
pub(in crate::explain) struct ShareFlow<'a> {
    pub(in crate::explain) pair: &'a StatePair,
    pub(in crate::explain) cycle: &'a Cycle,
    /// The secants of the component's rows.
    pub(in crate::explain) rows: &'a [f64],
    /// What changed at parties themselves, where it has one sign, so that shares can be carried.
    pub(in crate::explain) own: Option<&'a [OwnPart]>,
}

impl ShareFlow<'_> {
    /// Replaces what arrives at each party from outside by its adjoint; factors are made once.
    pub(in crate::explain) fn solve(
        &self,
        factors: &OnceLock<Option<Gth>>,
        adjoint: &mut [f64],
    ) -> Result<(), Unfollowed> {
        // Whatever the adjoint of a party that did not change is, it has no share.
        self.scale(adjoint, |adjoint, change| times(change, adjoint));
        if adjoint.len() <= LARGEST_SHARES_FACTORED {
            let factors = factors.get_or_init(|| self.factor().ok());
            factors.as_ref().ok_or_else(|| self.unfollowed())?.solve(adjoint);
        } else {
            self.iterate(adjoint).map_err(|Singular| self.unfollowed())?;
        }
        self.scale(adjoint, |share, change| if is_noise(change) { 0.0 } else { share / change });
        if adjoint.iter().all(|adjoint| adjoint.is_finite()) {
            Ok(())
        } else {
            Err(Unfollowed::Steep)
        }
    }

    /// Why shares could not be carried.
    fn unfollowed(&self) -> Unfollowed {
        let is_steep = self.rows.iter().any(|secant| !secant.is_finite());
        if is_steep { Unfollowed::Steep } else { Unfollowed::Singular }
    }

    /// Turns adjoints into shares and back, where shares are carried.
    fn scale(&self, values: &mut [f64], scale: impl Fn(f64, f64) -> f64) {
        if self.own.is_some() {
            for (value, party) in values.iter_mut().zip(self.cycle.parties()) {
                *value = scale(*value, self.pair.change(party).abs());
            }
        }
    }

    /// What a party passes on inside its component, and what leaves.
    fn passed_on(&self, party: PartyIx, mut pass: impl FnMut(usize, f64)) -> f64 {
        let layout = self.pair.network.layout();
        let parties = self.cycle.parties();
        let scale = |provider: PartyIx| {
            if self.own.is_none() {
                return 1.0;
            }
            let change = self.pair.change(party);
            if is_noise(change) { 0.0 } else { self.pair.provided_change[provider] / change }
        };
        let first = layout.row(parties.start).start;
        let mut leaving = 0.0;
        for entry in layout.row(party) {
            let provider = PartyIx::from(layout.provider(entry));
            let share = times(scale(provider), self.rows[entry - first]);
            if parties.contains(&provider) {
                pass(provider - parties.start, share);
            } else {
                leaving += share;
            }
        }
        leaving
    }

    fn factor(&self) -> Result<Gth, Singular> {
        let parties = self.cycle.parties();
        let size = parties.len();
        let mut passed = vec![0.0; size * size];
        let mut leaving = vec![0.0; size];
        for party in parties.clone() {
            let row = party - parties.start;
            let row_passed = &mut passed[row * size..(row + 1) * size];
            leaving[row] = self.passed_on(party, |to, share| row_passed[to] += share);
            if let Some(own) = self.own {
                let change = self.pair.change(party);
                // A party that did not change passes nothing on; 1 keeps its row regular.
                leaving[row] +=
                    if is_noise(change) { 1.0 } else { own_change(own, party) / change };
            }
        }
        Gth::new(passed, self.own.map(|_| leaving))
    }

    /// Gauss-Seidel for components too large to factor, customers' side first.
    fn iterate(&self, values: &mut [f64]) -> Result<(), Singular> {
        let parties = self.cycle.parties();
        // What each party received, and what of it was passed on already.
        let mut pending = values.to_vec();
        values.fill(0.0);
        for _ in 0..MOST_SHARE_SWEEPS {
            let (mut moved, mut total) = (0.0, 0.0);
            for party in parties.clone().rev() {
                let place = party - parties.start;
                let arrived = std::mem::take(&mut pending[place]);
                values[place] += arrived;
                moved += arrived.abs();
                total += values[place].abs();
                if arrived != 0.0 {
                    self.passed_on(party, |to, share| pending[to] += share * arrived);
                }
            }
            if !total.is_finite() {
                return Err(Singular);
            }
            if moved <= SHARES_TOLERANCE * total {
                return Ok(());
            }
        }
        Err(Singular)
    }
}

/// The change that starts at a party.
fn own_change(own: &[OwnPart], party: PartyIx) -> f64 {
    let first = own.partition_point(|part| part.party < party);
    let of_party = own[first..].iter().take_while(|part| part.party == party);
    of_party.map(|part| part.change).sum()
}
