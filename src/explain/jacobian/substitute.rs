//! The substitution stage: what is received on the services of one need into how well it is met.

use super::row_secants::times;
use super::scratch::EndValues;
use crate::explain::stage::{
    GaussLegendre, StageSegment, at_least, fractional_product, product, selection,
};
use crate::network::EdgeDetail;
use crate::organisation::Substitution;

/// Multipliers from what is received on each service, which this may overwrite, to how well the
/// need is met.
pub(super) fn substitute(
    substitution: Option<Substitution>,
    details: &[EdgeDetail],
    received: &mut EndValues,
    gauss: &mut GaussLegendre,
    secants: &mut Vec<f64>,
) {
    secants.clear();
    match substitution {
        _ if details.is_empty() => {}
        None => secants.push(1.0),
        Some(Substitution::BestOf) => selection(received.segment(), 0, secants),
        Some(Substitution::KthBest { k }) => {
            selection(received.segment(), k as usize - 1, secants);
        }
        Some(Substitution::IndependentAtLeast { k }) => {
            at_least(received.segment(), k as usize, gauss, secants);
        }
        Some(Substitution::Pooled { required }) => {
            let of_pooled = of_pooled(received.segment(), details, required);
            secants.extend(details.iter().map(|detail| times(detail.weight, of_pooled)));
        }
        Some(Substitution::Independent) => {
            received.complement();
            if details.iter().all(|detail| detail.weight.to_bits() == 1.0_f64.to_bits()) {
                product(received.segment(), gauss, secants);
            } else {
                let weights: Vec<f64> = details.iter().map(|detail| detail.weight).collect();
                *secants = fractional_product(received.segment(), &weights);
            }
        }
    }
}

/// The secant of what is pooled: the secant is taken over the pool, since over a small enough
/// `required` that is beyond all numbers. At nothing pooled there is no slope downwards.
fn of_pooled(received: StageSegment<'_>, details: &[EdgeDetail], required: f64) -> f64 {
    let pooled = |received: &[f64]| -> f64 {
        received.iter().zip(details).map(|(y, detail)| detail.weight * y).sum()
    };
    let (before, after) = (pooled(received.before), pooled(received.after));
    let met = |pooled: f64| (pooled / required).min(1.0);
    if before.to_bits() != after.to_bits() {
        (met(after) - met(before)) / (after - before)
    } else if before > 0.0 && before <= required {
        1.0 / required
    } else {
        0.0
    }
}
