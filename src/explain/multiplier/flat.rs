//! Rows that say everything, under rules with closed forms: most of any network.

use std::ops::Range;

use super::combine::dependence_slope;
use super::row::{Ask, RowSplit};
use crate::explain::comparison::Comparison;
use crate::explain::stage::{GaussLegendre, Segment, clamp, product};
use crate::grouped::dense;
use crate::network::Aggregator;

/// The row at hand.
pub(super) struct Row<'a> {
    pub(super) comparison: &'a Comparison,
    pub(super) party: usize,
    pub(super) entries: Range<usize>,
    pub(super) ask: Ask,
}

impl Row<'_> {
    fn providers(&self) -> &[u32] {
        &self.comparison.network.layout().provider[self.entries.clone()]
    }

    fn dependences(&self) -> &[f64] {
        &self.comparison.network.layout().dependence[self.entries.clone()]
    }

    /// Whether quality is above 0 on both sides, so that nothing was cut off.
    fn is_above_nothing(&self) -> bool {
        let Comparison { before, after, .. } = self.comparison;
        before.quality()[self.party] > 0.0 && after.quality()[self.party] > 0.0
    }
}

/// Whether a rule is one of those this file knows.
pub(super) fn has_closed_form(aggregator: Aggregator) -> bool {
    matches!(aggregator, Aggregator::Product | Aggregator::Additive | Aggregator::Mean { .. })
}

/// Splits a plain row that no scenario touches, under a rule with a closed form, and returns the
/// multiplier of own capability.
pub(super) fn split(
    row: &Row<'_>,
    aggregator: Aggregator,
    gauss: &mut GaussLegendre,
    (before, after): (&mut Vec<f64>, &mut Vec<f64>),
    of_felt: &mut Vec<f64>,
    split: &mut RowSplit,
) -> f64 {
    let sides = row.comparison;
    let own = (sides.before.own(row.party), sides.after.own(row.party));
    let (old, new) = (sides.before.quality(), sides.after.quality());
    match aggregator {
        Aggregator::Product => {
            before.clear();
            after.clear();
            before.push(own.0);
            after.push(own.1);
            for (&provider, &dependence) in row.providers().iter().zip(row.dependences()) {
                before.push(1.0 - dependence * (1.0 - old[provider as usize]));
                after.push(1.0 - dependence * (1.0 - new[provider as usize]));
            }
            product(Segment { before, after }, gauss, of_felt);
        }
        Aggregator::Additive => {
            let kept = if row.is_above_nothing() {
                1.0
            } else {
                let felt = row.providers().iter().zip(row.dependences());
                let (mut left, mut left_after) = (own.0, own.1);
                for (&provider, &dependence) in felt {
                    left -= dependence * (1.0 - old[provider as usize]);
                    left_after -= dependence * (1.0 - new[provider as usize]);
                }
                clamp(left, left_after, 0.0, 1.0)
            };
            of_felt.clear();
            of_felt.resize(row.entries.len() + 1, kept);
        }
        Aggregator::Mean { own: own_weight } => {
            let total = mean_weight(own_weight, row.entries.len());
            of_felt.clear();
            of_felt.resize(row.entries.len() + 1, 1.0 / total);
            of_felt[0] = if total > 0.0 { own_weight / total } else { 1.0 };
        }
        _ => debug_assert!(false, "rules are asked for by `has_closed_form`"),
    }
    for ((service, &dependence), &of_felt) in
        split.service.iter_mut().zip(row.dependences()).zip(&of_felt[1..])
    {
        *service = of_felt * dependence;
    }
    if row.ask == Ask::Flow {
        return of_felt[0];
    }
    let columns = row.providers().iter().zip(row.dependences()).zip(&of_felt[1..]);
    for (place, ((&provider, &dependence), &of_felt)) in columns.enumerate() {
        let provided = new[provider as usize];
        let mean_provided = f64::midpoint(old[provider as usize], provided);
        split.condition[place] = of_felt * dependence * mean_provided;
        split.dependence[place] = of_felt * dependence_slope(aggregator, provided, own.1);
    }
    of_felt[0]
}

/// The weights of a plain mean together.
pub(super) fn mean_weight(own_weight: f64, need_count: usize) -> f64 {
    own_weight + f64::from(dense(need_count))
}
