//! Rows that say everything, under rules with closed forms: most of any network.

use std::ops::Range;

use super::combine::dependence_slope;
use super::row::{RowSplit, Work};
use super::{Cause, Multipliers, OwnPart, settle};
use crate::explain::comparison::Comparison;
use crate::explain::stage::{clamp, product};
use crate::grouped::dense;
use crate::network::{Aggregator, Layout};

/// Both states, looked up once for many rows.
#[derive(Clone, Copy)]
struct States<'a> {
    layout: &'a Layout,
    /// The qualities of all parties before and after.
    old: &'a [f64],
    new: &'a [f64],
    /// The capabilities of departments before and after.
    capability: (&'a [f64], &'a [f64]),
    is_one_state: bool,
}

impl<'a> States<'a> {
    fn new(comparison: &'a Comparison) -> Self {
        let Comparison { network, before, after, is_one_state, .. } = comparison;
        Self {
            layout: network.layout(),
            old: before.quality(),
            new: after.quality(),
            capability: (&before.capability, &after.capability),
            is_one_state: *is_one_state,
        }
    }

    fn row(self, party: usize) -> Row<'a> {
        let entries = self.layout.row(party);
        let own = |capability: &[f64]| capability.get(party).copied().unwrap_or(1.0);
        Row {
            states: self,
            party,
            providers: &self.layout.provider[entries.clone()],
            dependences: &self.layout.dependence[entries],
            own: (own(self.capability.0), own(self.capability.1)),
        }
    }
}

/// The row at hand.
struct Row<'a> {
    states: States<'a>,
    party: usize,
    providers: &'a [u32],
    dependences: &'a [f64],
    /// Own capability before and after.
    own: (f64, f64),
}

impl Row<'_> {
    /// Provider and dependence of each service.
    fn services(&self) -> impl ExactSizeIterator<Item = (usize, f64)> {
        let providers = self.providers.iter().map(|&provider| provider as usize);
        providers.zip(self.dependences.iter().copied())
    }
}

/// Whether a rule is one of those this file knows.
pub(super) fn has_closed_form(aggregator: Aggregator) -> bool {
    matches!(aggregator, Aggregator::Product | Aggregator::Additive | Aggregator::Mean { .. })
}

/// Appends the multipliers of plain parties that no scenario touches, under a rule with a closed
/// form, and what changed at them.
pub(super) fn flow(
    comparison: &Comparison,
    aggregator: Aggregator,
    parties: Range<usize>,
    work: &mut Work,
    to: &mut Multipliers,
) {
    let states = States::new(comparison);
    let row_start = &states.layout.row_start[parties.start..=parties.end];
    let begin = to.service.len();
    to.service.resize(begin + (row_start[parties.len()] - row_start[0]) as usize, 0.0);
    let mut services = &mut to.service[begin..];
    let mut own_parts = Vec::new();
    for party in parties {
        let row = states.row(party);
        let (service, others) = services.split_at_mut(row.providers.len());
        services = others;
        let of_capability = of_felt(&row, aggregator, work, service);
        for (multiplier, dependence) in service.iter_mut().zip(row.dependences) {
            *multiplier *= dependence;
        }
        if comparison.is_one_state {
            continue;
        }
        let change = of_capability * (row.own.1 - row.own.0);
        if change != 0.0 {
            own_parts.push((Cause::Capability(dense(party)), change));
        }
        settle(comparison, party, service, &mut own_parts);
        to.own.extend(own_parts.drain(..).map(|(cause, change)| OwnPart {
            party: dense(party),
            cause,
            change,
        }));
    }
}

/// Splits one such party, with slopes in conditions and dependences where there is room for them,
/// and returns the multiplier of own capability.
pub(super) fn split(
    comparison: &Comparison,
    aggregator: Aggregator,
    party: usize,
    work: &mut Work,
    split: &mut RowSplit,
) -> f64 {
    let row = States::new(comparison).row(party);
    let of_capability = of_felt(&row, aggregator, work, &mut split.service);
    let States { old, new, .. } = row.states;
    let slopes = split.condition.iter_mut().zip(&mut split.dependence);
    for ((slopes, of_felt), (provider, dependence)) in
        slopes.zip(&split.service).zip(row.services())
    {
        let (of_condition, of_dependence) = slopes;
        let mean_provided = f64::midpoint(old[provider], new[provider]);
        *of_condition = of_felt * dependence * mean_provided;
        *of_dependence = of_felt * dependence_slope(aggregator, new[provider], row.own.1);
    }
    for (multiplier, dependence) in split.service.iter_mut().zip(row.dependences) {
        *multiplier *= dependence;
    }
    of_capability
}

/// Fills in the multiplier of what is felt of each service, and returns that of own capability.
fn of_felt(row: &Row<'_>, aggregator: Aggregator, work: &mut Work, of_felt: &mut [f64]) -> f64 {
    match aggregator {
        Aggregator::Product if row.states.is_one_state => product_slopes(row, of_felt),
        Aggregator::Product => {
            let States { old, new, .. } = row.states;
            work.inputs.clear();
            work.inputs.push(row.own);
            for (provider, dependence) in row.services() {
                let felt = |quality: &[f64]| 1.0 - dependence * (1.0 - quality[provider]);
                work.inputs.push((felt(old), felt(new)));
            }
            product(work.inputs.segment(), &mut work.gauss, &mut work.combined);
            of_felt.copy_from_slice(&work.combined[1..]);
            work.combined[0]
        }
        Aggregator::Additive => {
            let kept = kept(row);
            of_felt.fill(kept);
            kept
        }
        Aggregator::Mean { own } => {
            let total = mean_weight(own, row.providers.len());
            of_felt.fill(1.0 / total);
            if total > 0.0 { own / total } else { 1.0 }
        }
        _ => {
            debug_assert!(false, "rules are asked for by `has_closed_form`");
            0.0
        }
    }
}

/// The slopes of a product at one state: the product of all inputs but each.
fn product_slopes(row: &Row<'_>, of_felt: &mut [f64]) -> f64 {
    let (quality, own) = (row.states.new, row.own.1);
    let mut felt_product = 1.0;
    for (felt, (provider, dependence)) in of_felt.iter_mut().zip(row.services()) {
        *felt = 1.0 - dependence * (1.0 - quality[provider]);
        felt_product *= *felt;
    }
    if felt_product >= f64::MIN_POSITIVE {
        let product = own * felt_product;
        for felt in of_felt {
            *felt = product / *felt;
        }
        return felt_product;
    }
    // Some input is next to nothing: all ahead of each times all behind it.
    let mut behind = 1.0;
    for place in (0..of_felt.len()).rev() {
        let (ahead, from) = of_felt.split_at_mut(place);
        let felt = std::mem::replace(&mut from[0], own * behind * ahead.iter().product::<f64>());
        behind *= felt;
    }
    behind
}

/// The multiplier of a sum of losses: 1 where quality is above 0 on both sides, so that nothing is
/// cut off.
fn kept(row: &Row<'_>) -> f64 {
    let States { old, new, .. } = row.states;
    if old[row.party] > 0.0 && new[row.party] > 0.0 {
        return 1.0;
    }
    let left = |own: f64, quality: &[f64]| {
        row.services()
            .fold(own, |left, (provider, dependence)| left - dependence * (1.0 - quality[provider]))
    };
    clamp(left(row.own.0, old), left(row.own.1, new), 0.0, 1.0)
}

/// The weights of a plain mean together.
fn mean_weight(own_weight: f64, need_count: usize) -> f64 {
    own_weight + f64::from(dense(need_count))
}

/// Adds the influence of consecutive parties under a plain mean to that of their providers: what
/// they pass on depends on no state. All receive as many services.
pub(super) fn pass_on_mean(
    layout: &Layout,
    own_weight: f64,
    parties: Range<usize>,
    influence: &[f64],
    to: &mut [f64],
) {
    let entries = layout.row_start[parties.start] as usize..layout.row_start[parties.end] as usize;
    let count = entries.len() / parties.len().max(1);
    let of_felt = 1.0 / mean_weight(own_weight, count);
    let (providers, dependences) = (&layout.provider[entries.clone()], &layout.dependence[entries]);
    // Loops of constant length for what most customers receive.
    match count {
        0 => {}
        1 => scatter(
            providers.as_chunks::<1>().0,
            dependences.as_chunks::<1>().0,
            influence,
            of_felt,
            to,
        ),
        2 => scatter(
            providers.as_chunks::<2>().0,
            dependences.as_chunks::<2>().0,
            influence,
            of_felt,
            to,
        ),
        3 => scatter(
            providers.as_chunks::<3>().0,
            dependences.as_chunks::<3>().0,
            influence,
            of_felt,
            to,
        ),
        4 => scatter(
            providers.as_chunks::<4>().0,
            dependences.as_chunks::<4>().0,
            influence,
            of_felt,
            to,
        ),
        _ => scatter(
            providers.chunks_exact(count),
            dependences.chunks_exact(count),
            influence,
            of_felt,
            to,
        ),
    }
}

/// Adds `influence · of_felt · dependence` to the provider of every service, row by row.
fn scatter<'a>(
    providers: impl IntoIterator<Item = &'a (impl AsRef<[u32]> + ?Sized + 'a)>,
    dependences: impl IntoIterator<Item = &'a (impl AsRef<[f64]> + ?Sized + 'a)>,
    influence: &[f64],
    of_felt: f64,
    to: &mut [f64],
) {
    for ((providers, dependences), influence) in
        providers.into_iter().zip(dependences).zip(influence)
    {
        let of_row = influence * of_felt;
        for (&provider, dependence) in providers.as_ref().iter().zip(dependences.as_ref()) {
            to[provider as usize] += of_row * dependence;
        }
    }
}
