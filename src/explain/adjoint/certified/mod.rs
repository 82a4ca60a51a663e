//! Adjoints inside cyclic components that contract: what is passed on dies away.
//!
//! With the gaps `d` of a component's certificate, a vector of adjoints is measured by `‖λ‖ = Σ dᵢ
//! |λᵢ|`. Passing on what arrives shrinks it by `κ = max (J̄ d)ⱼ/dⱼ` at least, so that of a pending
//! `π` at most `‖π‖ / (1 − κ)` is still to come, all told. Where `κ` is next to 1, as in a long
//! ring, the same is worked out for whole sweeps: each leaves at most `κₛ ‖π‖` pending, and makes
//! at most `τ ‖π‖` arrive, so that at most `τ ‖π‖ / (1 − κₛ)` is still to come.
//!
//! As in the forward solve, small components of one level are swept by turns, since inside each
//! every adjoint waits for the one before; and those that have not settled after ten sweeps are
//! accelerated.

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::inner_services::InnerServices;
use crate::explain::jacobian::Factored;
use crate::network::{Cycle, Layout, PartyIx};
use crate::quality::Anderson;

/// Components of one level that contract; memory is reused.
#[derive(Debug, Default)]
pub(in crate::explain) struct Contraction {
    inner: InnerServices,
    components: Vec<CertifiedComponent>,
    /// The adjoint of each party of a component so far, then what is pending.
    joint: Vec<f64>,
    anderson: Anderson,
}

#[derive(Debug)]
struct CertifiedComponent {
    places: Range<usize>,
    /// It has converged once this share of all adjoints is pending.
    enough: f64,
    /// That much is.
    enough_pending: f64,
    is_open: bool,
}

/// A component that leaves more than this pending, where all pass on at once, is followed in
/// sweeps.
const LARGEST_AT_ONCE: f64 = 0.99;
/// One that leaves more than this in a sweep is no contraction to rely on.
const LARGEST_IN_SWEEPS: f64 = 0.999;
/// Of all adjoints so much may be missing.
const MISSING: f64 = 1e-13;
/// A component that has not settled after so many sweeps is accelerated.
const PLAIN_ADJOINT_SWEEPS: usize = 10;
/// So often; from there on sweeps are left to themselves.
const MOST_ACCELERATED: usize = 200;

impl Contraction {
    /// Forgets the components before.
    pub(in crate::explain) fn clear(&mut self) {
        self.inner.clear();
        self.components.clear();
    }

    /// Takes a component, which follows those before, given the secants of its rows. What arrives
    /// at a party that does not count is lost. False where the component is not certified,
    /// or contracts too little: its adjoints are left as it is.
    pub(in crate::explain) fn take(
        &mut self,
        layout: &Layout,
        cycle: &Cycle,
        rows: &Factored<'_>,
        counts: impl Fn(PartyIx) -> bool,
    ) -> bool {
        if cycle.certificate.is_none() {
            return false;
        }
        let (places, mut decay) = self.inner.pack(layout, cycle, rows, counts);
        if decay.contraction > LARGEST_AT_ONCE && decay.contraction.is_finite() {
            decay = self.inner.decay_in_sweeps(places.clone());
        }
        if decay.contraction > LARGEST_IN_SWEEPS {
            return false;
        }
        self.components.push(CertifiedComponent {
            places,
            enough: MISSING * (1.0 - decay.contraction) / decay.round,
            enough_pending: 0.0,
            is_open: true,
        });
        true
    }

    /// Replaces what arrives at each party that was taken from outside by its adjoint.
    pub(in crate::explain) fn converge(&mut self, adjoint: &mut [f64]) {
        let Self { inner, components, .. } = self;
        inner.pending.clear();
        inner.pending.extend_from_slice(adjoint);
        for component in &*components {
            adjoint[component.places.clone()].fill(0.0);
        }
        for sweep in 0..PLAIN_ADJOINT_SWEEPS {
            let mut is_open = false;
            for component in components.iter_mut().filter(|component| component.is_open) {
                let places = component.places.clone();
                let adjoint = &mut adjoint[places.clone()];
                let missing = inner.sweep(places.clone(), adjoint);
                if sweep == 0 {
                    // Adjoints only grow from here on.
                    let size = inner.size(places, adjoint);
                    component.enough_pending = component.enough * size;
                }
                component.is_open = missing > component.enough_pending;
                is_open |= component.is_open;
            }
            if !is_open {
                break;
            }
        }
        let components = std::mem::take(&mut self.components);
        for component in &components {
            if component.is_open {
                self.accelerate(component, adjoint);
            }
            let places = component.places.clone();
            self.inner.drop_lost(places.clone(), &mut adjoint[places]);
        }
        self.components = components;
    }

    /// Goes on with a component that has not settled. What is pending follows from the adjoint so
    /// far by a linear equation, so a combination of several states has the same combination
    /// pending, and nothing is lost to rounding however little that is.
    fn accelerate(&mut self, component: &CertifiedComponent, adjoint: &mut [f64]) {
        let Self { inner, joint, anderson, .. } = self;
        let places = &component.places;
        let adjoint = &mut adjoint[places.clone()];
        anderson.forget();
        for sweep in 1.. {
            let missing = inner.sweep(places.clone(), adjoint);
            let enough = component.enough * inner.size(places.clone(), adjoint);
            // No number, where an adjoint from downstream is infinite, is the end, too.
            if missing.is_nan() || missing <= enough.max(f64::MIN_POSITIVE) {
                break;
            }
            if sweep <= MOST_ACCELERATED {
                let pending = &mut inner.pending[places.clone()];
                joint.clear();
                joint.extend_from_slice(adjoint);
                joint.extend_from_slice(pending);
                anderson.combine(joint, pending, missing);
                adjoint.copy_from_slice(&joint[..places.len()]);
                pending.copy_from_slice(&joint[places.len()..]);
            }
        }
        for adjoint in adjoint {
            // A combination may miss nothing by rounding.
            *adjoint = if *adjoint < 0.0 { 0.0 } else { *adjoint };
        }
    }
}

impl InnerServices {
    /// The size of all adjoints, measured by the gaps.
    fn size(&self, places: Range<usize>, adjoint: &[f64]) -> f64 {
        weighted_sum(adjoint, &self.gap[places])
    }
}

/// Sums `|values| · weights`, four at a time: a single sum waits for itself at every step.
fn weighted_sum(values: &[f64], weights: &[f64]) -> f64 {
    let (fours, rest) = values.as_chunks::<4>();
    let (weights, weights_of_rest) = weights.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for (values, weights) in fours.iter().zip(weights) {
        for ((sum, value), weight) in sums.iter_mut().zip(values).zip(weights) {
            *sum += value.abs() * weight;
        }
    }
    let rest = rest.iter().zip(weights_of_rest);
    rest.fold(sums.iter().sum(), |sum, (value, weight)| sum + value.abs() * weight)
}
