//! Inputs and own parts that add up to the change.

use super::Cause;
use crate::explain::state_pair::StatePair;
use crate::network::PartyIx;
use crate::rule::secant::{PartSums, times};

/// Less than this share of a party's change may be left over by rounding and quadrature where the
/// equation itself may have changed, too.
const NOISE: f64 = 1e-9;
/// The rounding of a party's own equation, a few units in the last place of qualities up to 1.
pub(super) const LAST_PLACES: f64 = 8.0 * f64::EPSILON;
/// A change smaller than this is rounding altogether.
const CHANGE_ROUNDING: f64 = 1e-14;

/// Makes inputs and own parts, which sum up to `carried`, add up to a party's change, but for what it
/// was read to deliver beyond its equation, and returns a factor that all secants of services take
/// besides.
///
/// What quadrature and rounding leave over is spread over the parts in proportion. Where the
/// equation itself may have changed, or a solve had not converged, what is more than rounding is a
/// part of its own.
pub(super) fn settle(
    pair: &StatePair,
    party: PartyIx,
    carried: PartSums,
    service: &mut [f64],
    own: &mut Vec<(Cause, f64)>,
) -> f64 {
    let change = pair.change(party) - pair.read_part(party).unwrap_or(0.0);
    let PartSums { sum, size } = carried;
    let left = change - sum;
    let is_noise =
        pair.is_settled || left.abs() <= NOISE * change.abs().max(size) + CHANGE_ROUNDING;
    if !is_noise || left.abs() >= size {
        if left.abs() > CHANGE_ROUNDING {
            own.push((Cause::Structure(party), left));
        }
        return 1.0;
    }
    if let Some(factor) = carried.scaled_to(change) {
        for (_, part) in own {
            *part *= factor;
        }
        return factor;
    }
    if left.abs() <= LAST_PLACES {
        return 1.0;
    }
    let share = left / size;
    let layout = pair.network.layout();
    for (secant, &provider) in service.iter_mut().zip(&layout.providers()[layout.row(party)]) {
        let received = times(pair.provided_change[provider as usize], *secant);
        *secant *= 1.0 + received.signum() * share;
    }
    for (_, part) in own {
        *part *= 1.0 + part.signum() * share;
    }
    1.0
}
