//! Influences inside cyclic components that contract: what is passed on dies away.
//!
//! With the gaps `d` of a component's certificate, a vector of influences is measured by
//! `‖λ‖ = Σ dᵢ |λᵢ|`. Passing on what arrives shrinks it by `κ = max (J̄ d)ⱼ/dⱼ` at least, so that
//! of a pending `π` at most `‖π‖ / (1 − κ)` is still to come, all told. Where `κ` is next to 1, as
//! in a long ring, the same is worked out for whole sweeps: each leaves at most `κₛ ‖π‖` pending, and
//! makes at most `τ ‖π‖` arrive, so that at most `τ ‖π‖ / (1 − κₛ)` is still to come.
//!
//! As in the forward solve, small components of one level are swept by turns, since inside each
//! every influence waits for the one before; and those that have not settled after ten sweeps are
//! accelerated.

use std::ops::Range;

use super::inner::{Decay, Inner};
use super::multiplier::Factored;
use crate::network::{Cycle, Layout};
use crate::quality::Anderson;

/// Components of one level that contract; memory is reused.
#[derive(Debug, Default)]
pub(super) struct Contraction {
    inner: Inner,
    components: Vec<Component>,
    /// The influence of each party of a component so far, then what is pending.
    joint: Vec<f64>,
    anderson: Anderson,
}

#[derive(Debug)]
struct Component {
    places: Range<usize>,
    /// It has converged once pending is at most this share of all influence.
    enough: f64,
    /// That share.
    enough_pending: f64,
    is_open: bool,
}

/// A component whose rounds leave more than this is no contraction to rely on; nor is one to be
/// looked at in sweeps, unless everybody at once leaves more.
const LARGEST_CONTRACTION: f64 = 0.99;
/// The same of sweeps, which are accelerated.
const LARGEST_IN_SWEEPS: f64 = 0.999;
/// Of all influence so much may be missing.
const MISSING: f64 = 1e-14;
/// A component that has not settled after so many sweeps is accelerated.
const PLAIN_SWEEPS: usize = 10;
/// So often; from there on sweeps are left to themselves.
const MOST_ACCELERATED: usize = 200;

impl Contraction {
    /// Forgets the components before.
    pub(super) fn clear(&mut self) {
        self.inner.clear();
        self.components.clear();
    }

    /// Takes a component, which follows those before, given the multipliers of its rows. Of what
    /// arrives at a party, only what it keeps counts. False where the component is not certified,
    /// or contracts too little: its influence is left as it is.
    pub(super) fn take(
        &mut self,
        layout: &Layout,
        cycle: &Cycle,
        rows: &Factored<'_>,
        kept: impl Fn(usize) -> f64,
    ) -> bool {
        if cycle.certificate.is_none() {
            return false;
        }
        let (places, at_once) = self.inner.pack(layout, cycle, rows, kept);
        let to_come = if at_once.contraction <= LARGEST_CONTRACTION {
            at_once.to_come()
        } else {
            let in_sweeps = self.inner.decay_in_sweeps(places.clone());
            if in_sweeps.contraction.is_nan() || in_sweeps.contraction > LARGEST_IN_SWEEPS {
                return false;
            }
            in_sweeps.to_come()
        };
        self.components.push(Component {
            places,
            enough: MISSING / to_come,
            enough_pending: 0.0,
            is_open: true,
        });
        true
    }

    /// Replaces what arrives at each party that was taken from outside by its influence.
    pub(super) fn converge(&mut self, influence: &mut [f64]) {
        let Self { inner, components, .. } = self;
        inner.pending.clear();
        inner.pending.extend_from_slice(influence);
        for component in &*components {
            influence[component.places.clone()].fill(0.0);
        }
        for sweep in 0..PLAIN_SWEEPS {
            let mut is_open = false;
            for component in components.iter_mut().filter(|component| component.is_open) {
                let places = component.places.clone();
                let influence = &mut influence[places.clone()];
                let missing = inner.sweep(places.clone(), influence);
                if sweep == 0 {
                    // All influence only grows from here on.
                    let size = inner.size(places, influence);
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
                self.accelerate(component, influence);
            }
            let places = component.places.clone();
            self.inner.keep(places.clone(), &mut influence[places]);
        }
        self.components = components;
    }

    /// Goes on with a component that has not settled. What is pending follows from the influence so
    /// far by a linear equation, so a combination of several states has the same combination
    /// pending, and nothing is lost to rounding however little that is.
    fn accelerate(&mut self, component: &Component, influence: &mut [f64]) {
        let Self { inner, joint, anderson, .. } = self;
        let places = &component.places;
        let influence = &mut influence[places.clone()];
        anderson.forget();
        for sweep in 1.. {
            let missing = inner.sweep(places.clone(), influence);
            let enough = component.enough * inner.size(places.clone(), influence);
            // No number, where influence from downstream is infinite, is the end, too.
            if missing.is_nan() || missing <= enough.max(f64::MIN_POSITIVE) {
                return;
            }
            if sweep <= MOST_ACCELERATED {
                let pending = &mut inner.pending[places.clone()];
                joint.clear();
                joint.extend_from_slice(influence);
                joint.extend_from_slice(pending);
                anderson.combine(joint, pending, missing);
                influence.copy_from_slice(&joint[..places.len()]);
                pending.copy_from_slice(&joint[places.len()..]);
            }
        }
    }
}

impl Decay {
    /// All that is still to come of what is pending, of that.
    fn to_come(self) -> f64 {
        self.round / (1.0 - self.contraction)
    }
}

impl Inner {
    /// All influence, measured by the gaps.
    fn size(&self, places: Range<usize>, influence: &[f64]) -> f64 {
        weighted_sum(influence, &self.gap[places])
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

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::Contraction;
    use crate::explain::comparison::Comparison;
    use crate::explain::multiplier::{Multipliers, OwnPart};
    use crate::explain::share_flow::{ShareFlow, is_noise};
    use crate::network::{Columns, Network};
    use crate::organisation::{Rule, Scenario};

    const DEPARTMENTS: u32 = 40;

    fn network(rng: &mut ChaCha8Rng, rule: Rule) -> Network {
        let (mut provider, mut consumer, mut dependence) = (Vec::new(), Vec::new(), Vec::new());
        for department in 0..DEPARTMENTS {
            for _ in 0..3 {
                provider.push(rng.random_range(0..DEPARTMENTS));
                consumer.push(department);
                dependence.push(rng.random_range(0.0..0.3));
            }
        }
        let capability: Vec<f64> = (0..DEPARTMENTS).map(|_| rng.random_range(0.7..1.0)).collect();
        let columns = Columns {
            department_rule: rule,
            capability: &capability,
            provider: &provider,
            consumer: &consumer,
            dependence: &dependence,
            ..Columns::new(DEPARTMENTS as usize, 0)
        };
        Network::from_columns(&columns).unwrap()
    }

    /// Compares an iteration with a factorisation in every component that contracts, and returns
    /// how many do.
    fn compare(comparison: &Comparison, own: Option<&[OwnPart]>, rng: &mut ChaCha8Rng) -> usize {
        let layout = comparison.network.layout();
        let multipliers = Multipliers::new(comparison);
        let mut compared = 0;
        for block in &layout.blocks {
            let Some(cycle) = block.cycle.map(|cycle| &layout.cycles[cycle as usize]) else {
                continue;
            };
            let rows = multipliers.rows(layout, cycle.parties());
            let flow =
                ShareFlow { comparison, cycle, rows: &rows.multipliers(cycle.parties()), own };
            let mut contraction = Contraction::default();
            let is_lost = |party| own.is_some() && is_noise(comparison.change(party));
            if !contraction.take(layout, cycle, &rows, |party| f64::from(u8::from(!is_lost(party))))
            {
                continue;
            }
            let arriving: Vec<f64> = cycle.parties().map(|_| rng.random_range(0.0..1.0)).collect();
            let (mut iterated, mut factored) = (arriving.clone(), arriving);
            contraction.converge(&mut iterated);
            flow.solve(&OnceLock::new(), &mut factored).unwrap();
            for (one, two) in iterated.iter().zip(&factored) {
                assert!((one - two).abs() <= 1e-11 * (1.0 + two), "{one} {two}");
            }
            compared += 1;
        }
        compared
    }

    #[test]
    fn iterations_agree_with_factors() {
        let (mut slopes, mut shares) = (0, 0);
        for seed in 0..60 {
            let rng = &mut ChaCha8Rng::seed_from_u64(seed);
            let rule = if seed % 2 == 0 { Rule::ADDITIVE } else { Rule::INDEPENDENT };
            let network = network(rng, rule);
            let before = network.baseline();
            slopes += compare(&Comparison::at(&before), None, rng);
            let fall = (0..4).fold(Scenario::new("fall"), |fall, department| {
                fall.capability(format!("d{department}"), rng.random_range(0.0..0.7))
            });
            let after = network.solve(&fall).unwrap();
            let comparison = Comparison::new(&after.impact_on(&before));
            let own = Multipliers::new(&comparison).own;
            shares += compare(&comparison, Some(&own), rng);
        }
        assert!(slopes > 40 && shares > 40, "{slopes} {shares}");
    }
}
