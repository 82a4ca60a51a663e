//! Substitutions: how well several services together meet one need.

use crate::organisation::Substitution;

/// Evaluates how well a need is met by what is received on its services.
///
/// `received` is scratch: its order may change. `weights` are those of the services within the
/// need. A need without services is unmet.
pub(crate) fn met(
    substitution: Option<Substitution>,
    received: &mut [f64],
    weights: impl Iterator<Item = f64>,
) -> f64 {
    if received.is_empty() {
        return 0.0;
    }
    let met = match substitution {
        None => received[0],
        Some(Substitution::BestOf) => received.iter().copied().fold(0.0, f64::max),
        Some(Substitution::KthBest { k }) => {
            let rank = k as usize - 1;
            let (_, kth, _) = received.select_nth_unstable_by(rank, |one, two| two.total_cmp(one));
            *kth
        }
        Some(Substitution::Independent) => independent(received, weights),
        Some(Substitution::IndependentAtLeast { k }) => at_least(received, k as usize),
        Some(Substitution::Pooled { required }) => {
            let pooled: f64 = received.iter().zip(weights).map(|(y, weight)| weight * y).sum();
            (pooled / required).min(1.0)
        }
    };
    debug_assert!((0.0..=1.0).contains(&met), "{substitution:?} is met to {met}");
    met
}

/// `1 − Π (1 − y)^w`.
#[expect(clippy::float_cmp, reason = "a weight of exactly 1 needs no power")]
fn independent(received: &[f64], weights: impl Iterator<Item = f64>) -> f64 {
    let missing = received.iter().zip(weights).fold(1.0, |missing, (y, weight)| {
        missing * if weight == 1.0 { 1.0 - y } else { (1.0 - y).powf(weight) }
    });
    1.0 - missing
}

/// The probability that at least `k` of independent services work.
///
/// Counts successes one service at a time; only counts below `k` are kept, so time is `O(n k)` and
/// the counts overwrite nothing that is still needed.
fn at_least(received: &[f64], k: usize) -> f64 {
    let mut exactly = vec![0.0; k];
    exactly[0] = 1.0;
    let mut reached = 0.0;
    for &y in received {
        reached += exactly[k - 1] * y;
        for count in (1..k).rev() {
            exactly[count] = exactly[count] * (1.0 - y) + exactly[count - 1] * y;
        }
        exactly[0] *= 1.0 - y;
    }
    reached.clamp(0.0, 1.0)
}
