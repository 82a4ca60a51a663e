//! The substitution stage: what is received on the services of one need into how well it is met.

use crate::network::EdgeDetail;
use crate::organisation::Substitution;
use crate::rule::secant::{EndValues, GaussLegendre};
use crate::rule::substitution;

/// Secants from what is received on each service, which this may overwrite, to how well the need
/// is met; slopes downwards where both ends are one state.
pub(super) fn substitute(
    substitution: Option<Substitution>,
    details: &[EdgeDetail],
    received: &mut EndValues,
    is_one_state: bool,
    gauss: &mut GaussLegendre,
    secants: &mut Vec<f64>,
) {
    let weights = details.iter().map(|detail| detail.weight);
    substitution::secants(substitution, weights.clone(), received, gauss, secants);
    if is_one_state {
        substitution::slopes_down(substitution, &weights, received, secants);
    }
}
