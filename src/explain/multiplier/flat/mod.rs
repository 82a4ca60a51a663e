//! Rows that say everything, under rules with closed forms: most of any network.
//!
//! Every rule is a [`Law`]: it says what each input carries along the segment between two states,
//! and what its slopes are at one. Rows are short, so what counts is how few loops look at them.

mod customers;
mod even;
mod product;
#[cfg(test)]
mod tests;
mod weakest;

use std::ops::Range;

use super::combine::dependence_slope;
use super::settle::{LAST_PLACES, Parts, settle};
use super::split::RowSplit;
use super::work::Work;
use super::{Cause, Multipliers, OwnPart};
use crate::explain::comparison::Comparison;
use crate::grouped::dense;
use crate::network::{Aggregator, Layout};

pub(super) use customers::pass_on_mean;
use even::{Additive, Mean};
pub(super) use product::Moving;
use product::Product;
use weakest::Weakest;

/// Both states, looked up once for many rows.
#[derive(Clone, Copy)]
struct States<'a> {
    layout: &'a Layout,
    /// The qualities of all parties before and after.
    old: &'a [f64],
    new: &'a [f64],
    /// The capabilities of departments before and after.
    capability: (&'a [f64], &'a [f64]),
}

impl<'a> States<'a> {
    fn new(comparison: &'a Comparison) -> Self {
        let Comparison { network, before, after, .. } = comparison;
        Self {
            layout: network.layout(),
            old: before.quality(),
            new: after.quality(),
            capability: (&before.capability, &after.capability),
        }
    }

    #[inline]
    fn row(self, party: usize) -> Row<'a> {
        let entries = self.layout.row(party);
        let own = |capability: &[f64]| capability.get(party).copied().unwrap_or(1.0);
        Row {
            old: self.old,
            new: self.new,
            providers: &self.layout.provider[entries.clone()],
            dependences: &self.layout.dependence[entries],
            own: (own(self.capability.0), own(self.capability.1)),
            delivered: (self.old[party], self.new[party]),
        }
    }
}

/// The row at hand.
struct Row<'a> {
    /// The qualities of all parties before and after.
    old: &'a [f64],
    new: &'a [f64],
    providers: &'a [u32],
    dependences: &'a [f64],
    /// Own capability before and after.
    own: (f64, f64),
    /// The party's own quality before and after.
    delivered: (f64, f64),
}

impl Row<'_> {
    /// Provider and dependence of each service.
    fn services(&self) -> impl ExactSizeIterator<Item = (usize, f64)> {
        let providers = self.providers.iter().map(|&provider| provider as usize);
        providers.zip(self.dependences.iter().copied())
    }

    /// What is felt of each service before and after.
    fn felt(&self) -> impl ExactSizeIterator<Item = (f64, f64)> {
        self.services().map(|(provider, dependence)| {
            let felt = |quality: &[f64]| 1.0 - dependence * (1.0 - quality[provider]);
            (felt(self.old), felt(self.new))
        })
    }

    /// By how much what is felt of a service changed.
    #[inline]
    fn change(&self, provider: usize, dependence: f64) -> f64 {
        dependence * (self.new[provider] - self.old[provider])
    }
}

/// What the inputs of a row carry.
#[derive(Debug, Default, Clone, Copy)]
struct Carried {
    /// The multiplier of own capability.
    of_own: f64,
    /// What all services carry.
    received: Parts,
}

/// A rule with a closed form.
trait Law: Copy {
    /// Fills in, for each service, the multiplier of what is felt of it along the segment, scaled
    /// given the service's dependence.
    fn shares(
        self,
        row: &Row<'_>,
        work: &mut Work,
        scale: impl Fn(f64, f64) -> f64,
        to: &mut [f64],
    ) -> Carried;

    /// Fills in the slopes at the later state likewise, and returns that in own capability.
    fn slopes(self, row: &Row<'_>, scale: impl Fn(f64, f64) -> f64, to: &mut [f64]) -> f64;

    /// Adds an influence times the slopes at the later state to the influence of each provider.
    #[inline]
    fn pass_on(self, row: &Row<'_>, passed: f64, work: &mut Work, influence: &mut [f64]) {
        pass_on_each(self, row, passed, work, influence);
    }
}

/// Passes on an influence by slopes that are made first.
fn pass_on_each<L: Law>(
    law: L,
    row: &Row<'_>,
    passed: f64,
    work: &mut Work,
    influence: &mut [f64],
) {
    let slopes = &mut work.slopes;
    slopes.resize(slopes.len().max(row.providers.len()), 0.0);
    let slopes = &mut slopes[..row.providers.len()];
    law.slopes(row, |of_felt, dependence| of_felt * dependence, slopes);
    for (&provider, slope) in row.providers.iter().zip(slopes) {
        influence[provider as usize] += *slope * passed;
    }
}

/// What a stage of any shape carries: `split` makes multipliers, first that of own capability, of
/// the inputs at hand.
fn general(
    row: &Row<'_>,
    work: &mut Work,
    scale: impl Fn(f64, f64) -> f64,
    to: &mut [f64],
    split: impl FnOnce(&mut Work),
) -> Carried {
    work.inputs.clear();
    work.inputs.push(row.own);
    for felt in row.felt() {
        work.inputs.push(felt);
    }
    split(work);
    let mut received = Parts::default();
    let multipliers = &work.combined[1..];
    for ((to, of_felt), (provider, dependence)) in
        to.iter_mut().zip(multipliers).zip(row.services())
    {
        *to = scale(*of_felt, dependence);
        received.take(of_felt * row.change(provider, dependence));
    }
    Carried { of_own: work.combined[0], received }
}

/// Runs a block with `$law` the law of an aggregator, or another where it has none.
macro_rules! with_law {
    ($aggregator:expr, |$law:ident| $flat:expr, else $other:expr) => {
        match $aggregator {
            Aggregator::Product => {
                let $law = Product;
                $flat
            }
            Aggregator::Additive => {
                let $law = Additive;
                $flat
            }
            Aggregator::Weakest => {
                let $law = Weakest;
                $flat
            }
            Aggregator::Mean { own } => {
                let $law = Mean { own };
                $flat
            }
            Aggregator::Full { .. } | Aggregator::Share { .. } | Aggregator::Fdna => $other,
        }
    };
}

/// Whether a rule is one of those this module knows.
pub(super) fn has_closed_form(aggregator: Aggregator) -> bool {
    with_law!(aggregator, |_law| true, else false)
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
    with_law!(
        aggregator,
        |law| if comparison.is_one_state {
            slopes_of(law, comparison, parties, to);
        } else {
            shares_of(law, comparison, parties, work, to);
        },
        else debug_assert!(false, "rules are asked for by `has_closed_form`")
    );
}

/// Makes room for the rows of consecutive parties, and returns it.
fn room<'a>(layout: &Layout, parties: &Range<usize>, service: &'a mut Vec<f64>) -> &'a mut [f64] {
    let begin = service.len();
    let entries = layout.row_start[parties.end] - layout.row_start[parties.start];
    service.resize(begin + entries as usize, 0.0);
    &mut service[begin..]
}

fn slopes_of<L: Law>(law: L, comparison: &Comparison, parties: Range<usize>, to: &mut Multipliers) {
    let states = States::new(comparison);
    let mut services = room(states.layout, &parties, &mut to.service);
    for party in parties {
        let row = states.row(party);
        let (service, others) = services.split_at_mut(row.providers.len());
        services = others;
        law.slopes(&row, |of_felt, dependence| of_felt * dependence, service);
    }
}

fn shares_of<L: Law>(
    law: L,
    comparison: &Comparison,
    parties: Range<usize>,
    work: &mut Work,
    to: &mut Multipliers,
) {
    let states = States::new(comparison);
    let mut services = room(states.layout, &parties, &mut to.service);
    let mut own_parts = Vec::new();
    for party in parties {
        let row = states.row(party);
        let (service, others) = services.split_at_mut(row.providers.len());
        services = others;
        let scale = |of_felt: f64, dependence: f64| of_felt * dependence;
        let Carried { of_own, mut received } = law.shares(&row, work, scale, service);
        let own_change = of_own * (row.own.1 - row.own.0);
        received.take(own_change);
        let left = (row.delivered.1 - row.delivered.0) - received.sum;
        if own_change == 0.0 && left.abs() <= LAST_PLACES {
            continue;
        }
        if own_change != 0.0 {
            own_parts.push((Cause::Capability(dense(party)), own_change));
        }
        settle(comparison, party, received, service, &mut own_parts);
        to.own.extend(own_parts.drain(..).map(|(cause, change)| OwnPart {
            party: dense(party),
            cause,
            change,
        }));
    }
}

/// Passes on the influence of plain parties that no scenario touches, under a rule with a closed
/// form and by the slopes at one state, consumers first.
pub(super) fn pass_on_slopes(
    comparison: &Comparison,
    aggregator: Aggregator,
    parties: Range<usize>,
    work: &mut Work,
    influence: &mut [f64],
) {
    let states = States::new(comparison);
    with_law!(
        aggregator,
        |law| for party in parties.rev() {
            let passed = influence[party];
            if passed != 0.0 {
                law.pass_on(&states.row(party), passed, work, influence);
            }
        },
        else debug_assert!(false, "rules are asked for by `has_closed_form`")
    );
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
    let as_felt = |of_felt: f64, _| of_felt;
    let of_own = with_law!(
        aggregator,
        |law| if comparison.is_one_state {
            law.slopes(&row, as_felt, &mut split.service)
        } else {
            law.shares(&row, work, as_felt, &mut split.service).of_own
        },
        else {
            debug_assert!(false, "rules are asked for by `has_closed_form`");
            0.0
        }
    );
    let slopes = split.condition.iter_mut().zip(&mut split.dependence);
    for ((slopes, of_felt), (provider, dependence)) in
        slopes.zip(&split.service).zip(row.services())
    {
        let (of_condition, of_dependence) = slopes;
        let mean_provided = f64::midpoint(row.old[provider], row.new[provider]);
        *of_condition = of_felt * dependence * mean_provided;
        *of_dependence = of_felt * dependence_slope(aggregator, row.new[provider], row.own.1);
    }
    for (multiplier, dependence) in split.service.iter_mut().zip(row.dependences) {
        *multiplier *= dependence;
    }
    of_own
}
