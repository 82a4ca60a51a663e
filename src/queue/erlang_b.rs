//! Erlang B: nobody waits, and who finds no agent free is lost.

use super::wait_density::ScaledQueue;
use super::{LARGEST, QueueError};

/// Returns the probability that all agents are busy where nobody waits (Erlang B).
///
/// ```text
/// 1 / B(n, a) = ∫₀^∞ e^(−t) (1 + t/a)^n dt        n whole: B = aⁿ/n! / Σₖ aᵏ/k!, k = 0..=n
/// ```
///
/// # Arguments
///
/// - `offered_load`: arrivals per mean handling time `a`, 0..=1e100.
/// - `agents`: `n`, 0..=1e50, whole or not.
///
/// # Errors
///
/// [`QueueError::OfferedLoad`] and [`QueueError::Agents`] out of range.
///
/// # Complexity
///
/// Constant time.
///
/// # Examples
///
/// ```
/// use knockon::queue::erlang_b;
///
/// assert!((erlang_b(2.0, 2.0)? - 0.4).abs() < 1e-15); // 2 / (1 + 2 + 2)
/// assert!(erlang_b(-2.0, 2.0).is_err());
/// # Ok::<(), knockon::queue::QueueError>(())
/// ```
///
/// # References
///
/// Erlang (1917); D. Jagerman, *Some properties of the Erlang loss function*, Bell Syst. Tech. J.
/// 53 (1974) 525-551.
pub fn erlang_b(offered_load: f64, agents: f64) -> Result<f64, QueueError> {
    check_load(offered_load)?;
    if !(0.0..=LARGEST).contains(&agents) {
        return Err(QueueError::Agents { agents, range: "0..=1e50" });
    }
    if offered_load <= 0.0 {
        return Ok(if agents > 0.0 { 0.0 } else { 1.0 });
    }
    let free = ScaledQueue::new(offered_load, agents + 1.0, 0.0).free();
    Ok((-free.scale).exp() / free.masses[0])
}

/// Refuses offered loads out of range.
pub(super) fn check_load(offered_load: f64) -> Result<(), QueueError> {
    if (0.0..=ScaledQueue::LARGEST_LOAD).contains(&offered_load) {
        Ok(())
    } else {
        Err(QueueError::OfferedLoad { offered_load })
    }
}
