//! Influences inside a cyclic component that contracts: what is passed on dies away.
//!
//! With the gaps `d` of the component's certificate, a vector of influences is measured by
//! `‖λ‖ = Σ dᵢ |λᵢ|`. Passing on what arrives shrinks it by `κ = max (J̄ d)ⱼ/dⱼ` at least, so that
//! of a pending `π` at most `‖π‖ / (1 − κ)` is still to come, all told.

use crate::network::{Cycle, Layout};

/// The services inside one component, side by side, so that a sweep reads nothing else; memory is
/// reused from one component to the next.
#[derive(Debug, Default)]
pub(super) struct Inner {
    /// Where each party's row starts; one more than there are parties.
    row_start: Vec<usize>,
    /// By place in the component.
    provider: Vec<u32>,
    multiplier: Vec<f64>,
    gap: Vec<f64>,
    /// How much of what arrives at each party counts.
    kept: Vec<f64>,
    /// What arrived at each party and was not passed on yet.
    pending: Vec<f64>,
}

/// A component passes on at most this share of what arrives, or is no contraction to rely on: the
/// sum of all rounds is at most a hundred times the first.
const LARGEST_CONTRACTION: f64 = 0.99;
/// Of all influence so much may be missing.
const MISSING: f64 = 1e-14;

impl Inner {
    /// Takes the services inside a certified component, given the multipliers of its rows, and
    /// returns its contraction; `None` where it is not certified, or contracts too little. Of
    /// what arrives at a party, only what it keeps counts.
    pub(super) fn take(
        &mut self,
        layout: &Layout,
        cycle: &Cycle,
        rows: &[f64],
        kept: impl Fn(usize) -> f64,
    ) -> Option<f64> {
        cycle.certificate?;
        let parties = cycle.parties();
        let inverse_gaps = &layout.inverse_gaps[cycle.first_gap as usize..][..parties.len()];
        self.gap.clear();
        self.gap.extend(inverse_gaps.iter().map(|inverse_gap| 1.0 / inverse_gap));
        // Room for all, of which services from outside are written over.
        self.provider.resize(self.provider.len().max(rows.len() + 1), 0);
        self.multiplier.resize(self.provider.len(), 0.0);
        self.row_start.clear();
        self.row_start.push(0);
        self.kept.clear();
        let first = layout.row(parties.start).start;
        let mut next = 0;
        let mut contraction = 0.0_f64;
        for (party, inverse_gap) in parties.clone().zip(inverse_gaps) {
            // Services from outside come first; of a detailed row they may be anywhere.
            let row = layout.inner_start[party] as usize..layout.row(party).end;
            let multipliers = &rows[row.start - first..row.end - first];
            let mut passed = 0.0;
            for (&provider, &multiplier) in layout.provider[row].iter().zip(multipliers) {
                let place = provider.wrapping_sub(cycle.start);
                self.provider[next] = place;
                self.multiplier[next] = multiplier;
                if let Some(gap) = self.gap.get(place as usize) {
                    passed += multiplier * gap;
                    next += 1;
                }
            }
            let kept = kept(party);
            let ratio = kept * passed * inverse_gap;
            // An infinite slope gives no number, what was left unexplained may have any sign.
            let is_sound = kept >= 0.0 && ratio.is_finite();
            contraction = contraction.max(if is_sound { ratio } else { f64::INFINITY });
            self.kept.push(kept);
            self.row_start.push(next);
        }
        (contraction <= LARGEST_CONTRACTION).then_some(contraction)
    }

    /// Replaces what arrives at each party from outside by its influence.
    ///
    /// Consumers come first, and what a party receives in a sweep it passes on in the same one
    /// wherever that is possible (Gauss-Seidel).
    pub(super) fn converge(&mut self, contraction: f64, influence: &mut [f64]) {
        let Self { row_start, provider, multiplier, gap, kept, pending } = self;
        pending.clear();
        pending.extend_from_slice(influence);
        influence.fill(0.0);
        let size = |values: &[f64]| weighted_sum(values, gap);
        let enough = MISSING * (1.0 - contraction);
        loop {
            for (place, influence) in influence.iter_mut().enumerate().rev() {
                let arrived = kept[place] * std::mem::take(&mut pending[place]);
                if arrived == 0.0 {
                    continue;
                }
                *influence += arrived;
                let row = row_start[place]..row_start[place + 1];
                for (&provider, multiplier) in provider[row.clone()].iter().zip(&multiplier[row]) {
                    pending[provider as usize] += multiplier * arrived;
                }
            }
            let missing = size(pending);
            // No number, where influence from downstream is infinite, is the end, too.
            if missing.is_nan() || missing <= (enough * size(influence)).max(f64::MIN_POSITIVE) {
                return;
            }
        }
    }
}

/// Adds the influences of a component's parties, which are solved for, to those of their providers
/// outside.
pub(super) fn pass_on(layout: &Layout, cycle: &Cycle, rows: &[f64], influence: &mut [f64]) {
    let first = layout.row(cycle.parties().start).start;
    for party in cycle.parties() {
        let passed = influence[party];
        let row = layout.row(party);
        // Services from outside come first; of a detailed row they may be anywhere.
        let inner_start = layout.inner_start[party] as usize;
        let is_mixed = inner_start == row.start;
        let row = if is_mixed { row } else { row.start..inner_start };
        let multipliers = &rows[row.start - first..row.end - first];
        for (&provider, multiplier) in layout.provider[row].iter().zip(multipliers) {
            if !is_mixed || !cycle.parties().contains(&(provider as usize)) {
                influence[provider as usize] += multiplier * passed;
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
    use crate::explain::multiplier::{Ask, Multipliers, OwnPart, Splitter};
    use crate::explain::share_flow::ShareFlow;
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
        let mut splitter = Splitter::new(comparison, Ask::Flow);
        let mut compared = 0;
        for block in &layout.blocks {
            let Some(cycle) = block.cycle.map(|cycle| &layout.cycles[cycle as usize]) else {
                continue;
            };
            let mut multipliers = Multipliers::default();
            layout.runs[block.runs()].iter().for_each(|run| splitter.flow(run, &mut multipliers));
            let flow = ShareFlow { comparison, cycle, rows: &multipliers.service, own };
            let mut inner = Inner::default();
            let taken = inner.take(layout, cycle, flow.rows, |party| flow.kept(party));
            let Some(contraction) = taken else { continue };
            let arriving: Vec<f64> = cycle.parties().map(|_| rng.random_range(0.0..1.0)).collect();
            let (mut iterated, mut factored) = (arriving.clone(), arriving);
            inner.converge(contraction, &mut iterated);
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
