//! Influences inside cyclic components that contract: what is passed on dies away.
//!
//! With the gaps `d` of a component's certificate, a vector of influences is measured by
//! `‖λ‖ = Σ dᵢ |λᵢ|`. Passing on what arrives shrinks it by `κ = max (J̄ d)ⱼ/dⱼ` at least, so that
//! of a pending `π` at most `‖π‖ / (1 − κ)` is still to come, all told.
//!
//! Consumers come first, and what a party receives in a sweep it passes on in the same one wherever
//! that is possible (Gauss-Seidel). Pending after a sweep is what went to parties that had their
//! turn: a fixed share of what arrived at each, summed up on the way.
//!
//! As in the forward solve, small components of one level are swept by turns: inside each, every
//! influence waits for the one before.

use std::ops::Range;

use super::multiplier::Factored;
use crate::grouped::dense;
use crate::network::{Cycle, Layout};

/// The services inside components of one level, side by side, so that a sweep reads nothing else;
/// memory is reused.
#[derive(Debug, Default)]
pub(super) struct Inner {
    /// By place.
    parties: Vec<Packed>,
    /// Services beyond the first two of each party.
    further: Vec<Link>,
    gap: Vec<f64>,
    /// What arrived at each party and was not passed on yet.
    pending: Vec<f64>,
    components: Vec<Component>,
}

/// A party of a component.
#[derive(Debug, Clone, Copy)]
struct Packed {
    /// Two of its services from inside, most often all: a loop over so few costs more than it does.
    first: [Link; 2],
    /// Where the others are.
    further: (u32, u32),
    /// How much of what arrives goes to parties that had their turn, measured by their gaps.
    delayed: f64,
    /// How much of what arrives counts.
    kept: f64,
}

/// A service from inside.
#[derive(Debug, Clone, Copy)]
struct Link {
    multiplier: f64,
    /// The provider's place.
    provider: u32,
}

#[derive(Debug)]
struct Component {
    places: Range<usize>,
    contraction: f64,
    /// It has converged once at most this is pending.
    enough: f64,
    is_open: bool,
}

/// A component passes on at most this share of what arrives, or is no contraction to rely on: the
/// sum of all rounds is at most a hundred times the first.
const LARGEST_CONTRACTION: f64 = 0.99;
/// Of all influence so much may be missing.
const MISSING: f64 = 1e-14;

impl Inner {
    /// Forgets the components before.
    pub(super) fn clear(&mut self) {
        self.parties.clear();
        self.further.clear();
        self.gap.clear();
        self.components.clear();
    }

    /// Takes the services inside a component, which follows those before, given the multipliers of
    /// its rows. Of what arrives at a party, only what it keeps counts. False where the component
    /// is not certified, or contracts too little: its influence is left as it is.
    pub(super) fn pack(
        &mut self,
        layout: &Layout,
        cycle: &Cycle,
        rows: &Factored<'_>,
        kept: impl Fn(usize) -> f64,
    ) -> bool {
        let parties = cycle.parties();
        let base = self.parties.len();
        let inverse_gaps = layout.inverse_gaps_of(cycle);
        self.gap.extend(inverse_gaps.iter().map(|inverse_gap| 1.0 / inverse_gap));
        let gap = &self.gap[base..];
        let mut contraction = 0.0_f64;
        for (place, (party, inverse_gap)) in parties.clone().zip(inverse_gaps).enumerate() {
            let entries = layout.inner_start[party] as usize..layout.row(party).end;
            let (of_row, of_service) = rows.of(party, entries.clone());
            let kept = kept(party);
            let of_row = kept * of_row;
            let (mut passed, mut delayed) = (0.0, 0.0);
            let services = layout.provider[entries].iter().zip(of_service);
            let mut links = services.filter_map(|(&provider, of_service)| {
                // Of a detailed row, services from outside may be anywhere.
                let provider = provider.wrapping_sub(cycle.start);
                let gap = gap.get(provider as usize)?;
                let multiplier = of_row * of_service;
                passed += multiplier * gap;
                delayed += if provider as usize >= place { multiplier * gap } else { 0.0 };
                Some(Link { multiplier, provider: provider + dense(base) })
            });
            let nothing = Link { multiplier: 0.0, provider: dense(base + place) };
            let mut next = || links.next().unwrap_or(nothing);
            let first = [next(), next()];
            let start = dense(self.further.len());
            self.further.extend(links);
            let further = (start, dense(self.further.len()));
            self.parties.push(Packed { first, further, delayed, kept });
            let ratio = passed * inverse_gap;
            // An infinite slope gives no number.
            let is_sound = kept >= 0.0 && ratio.is_finite();
            contraction = contraction.max(if is_sound { ratio } else { f64::INFINITY });
        }
        let is_contracting = cycle.certificate.is_some() && contraction <= LARGEST_CONTRACTION;
        if is_contracting {
            let places = base..self.parties.len();
            self.components.push(Component { places, contraction, enough: 0.0, is_open: true });
        }
        is_contracting
    }

    /// Replaces what arrives at each packed party from outside by its influence.
    pub(super) fn converge(&mut self, influence: &mut [f64]) {
        self.pending.clear();
        self.pending.extend_from_slice(influence);
        for component in &self.components {
            influence[component.places.clone()].fill(0.0);
        }
        let mut components = std::mem::take(&mut self.components);
        let mut is_first = true;
        let mut is_open = true;
        while is_open {
            is_open = false;
            for component in components.iter_mut().filter(|component| component.is_open) {
                let places = component.places.clone();
                let missing = self.sweep(places.clone(), influence);
                if is_first {
                    let size = weighted_sum(&influence[places.clone()], &self.gap[places]);
                    let enough = MISSING * (1.0 - component.contraction) * size;
                    component.enough = enough.max(f64::MIN_POSITIVE);
                }
                // No number, where influence from downstream is infinite, is the end, too.
                component.is_open = missing > component.enough;
                is_open |= component.is_open;
            }
            is_first = false;
        }
        for component in &components {
            let places = component.places.clone();
            for (influence, party) in
                influence[places.clone()].iter_mut().zip(&self.parties[places])
            {
                *influence *= party.kept;
            }
        }
        self.components = components;
    }

    /// Passes on what is pending, and returns what is pending then.
    fn sweep(&mut self, places: Range<usize>, influence: &mut [f64]) -> f64 {
        let Self { parties, further, pending, .. } = self;
        let mut missing = 0.0;
        let swept = parties[places.clone()].iter().zip(&mut influence[places.clone()]);
        for (place, (party, influence)) in places.zip(swept).rev() {
            let arrived = std::mem::take(&mut pending[place]);
            *influence += arrived;
            missing += party.delayed * arrived;
            for link in &party.first {
                pending[link.provider as usize] += link.multiplier * arrived;
            }
            for link in &further[party.further.0 as usize..party.further.1 as usize] {
                pending[link.provider as usize] += link.multiplier * arrived;
            }
        }
        missing
    }
}

/// Adds the influences of a component's parties, which are solved for, to those of their providers
/// outside.
pub(super) fn pass_on(layout: &Layout, cycle: &Cycle, rows: &Factored<'_>, influence: &mut [f64]) {
    for party in cycle.parties() {
        let row = layout.row(party);
        let inner_start = layout.inner_start[party] as usize;
        if inner_start > row.start {
            rows.pass_on_some(party, row.start..inner_start, influence);
            continue;
        }
        // A detailed row, of which services from outside may be anywhere, or one without any.
        for entry in row {
            if !cycle.parties().contains(&(layout.provider[entry] as usize)) {
                rows.pass_on_some(party, entry..entry + 1, influence);
            }
        }
    }
}

/// Sums `values · weights`, four at a time: a single sum waits for itself at every step.
fn weighted_sum(values: &[f64], weights: &[f64]) -> f64 {
    let (fours, rest) = values.as_chunks::<4>();
    let (weights, weights_of_rest) = weights.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for (values, weights) in fours.iter().zip(weights) {
        for ((sum, value), weight) in sums.iter_mut().zip(values).zip(weights) {
            *sum += value * weight;
        }
    }
    let rest = rest.iter().zip(weights_of_rest);
    rest.fold(sums.iter().sum(), |sum, (value, weight)| sum + value * weight)
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::Inner;
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
            let mut inner = Inner::default();
            let is_lost = |party| own.is_some() && is_noise(comparison.change(party));
            if !inner.pack(layout, cycle, &rows, |party| f64::from(u8::from(!is_lost(party)))) {
                continue;
            }
            let arriving: Vec<f64> = cycle.parties().map(|_| rng.random_range(0.0..1.0)).collect();
            let (mut iterated, mut factored) = (arriving.clone(), arriving);
            inner.converge(&mut iterated);
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
