//! Rows that say everything, under rules with closed forms: most of any network.

use std::ops::Range;

use super::combine::dependence_slope;
use super::row::RowSplit;
use crate::explain::comparison::Comparison;
use crate::explain::stage::{GaussLegendre, Segment, clamp, product};
use crate::network::Aggregator;

/// The row at hand.
pub(super) struct Row<'a> {
    pub(super) comparison: &'a Comparison,
    pub(super) party: usize,
    pub(super) row: Range<usize>,
}

impl Row<'_> {
    fn providers(&self) -> &[u32] {
        &self.comparison.network.layout().provider[self.row.clone()]
    }

    fn dependences(&self) -> &[f64] {
        &self.comparison.network.layout().dependence[self.row.clone()]
    }

    /// Whether quality is above 0 on both sides, so that nothing was cut off.
    fn is_above_nothing(&self) -> bool {
        let Comparison { before, after, .. } = self.comparison;
        before.quality()[self.party] > 0.0 && after.quality()[self.party] > 0.0
    }
}

/// Splits a plain row that no scenario touches, and returns the multiplier of own capability;
/// `None` under a rule without a closed form.
pub(super) fn split(
    row: &Row<'_>,
    aggregator: Aggregator,
    gauss: &mut GaussLegendre,
    (before, after): (&mut Vec<f64>, &mut Vec<f64>),
    of_felt: &mut Vec<f64>,
    split: &mut RowSplit,
) -> Option<f64> {
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
            of_felt.resize(row.row.len() + 1, kept);
        }
        Aggregator::Mean { own: own_weight } => {
            let count = f64::from(crate::grouped::dense(row.row.len()));
            let total = own_weight + count;
            of_felt.clear();
            of_felt.resize(row.row.len() + 1, 1.0 / total);
            of_felt[0] = if total > 0.0 { own_weight / total } else { 1.0 };
        }
        _ => return None,
    }
    let columns = row.providers().iter().zip(row.dependences()).zip(&of_felt[1..]);
    for (place, ((&provider, &dependence), &of_felt)) in columns.enumerate() {
        let provided = new[provider as usize];
        let of_received = of_felt * dependence;
        split.service[place] = of_received;
        split.condition[place] = of_received * f64::midpoint(old[provider as usize], provided);
        split.dependence[place] = of_felt * dependence_slope(aggregator, provided, own.1);
    }
    Some(of_felt[0])
}
