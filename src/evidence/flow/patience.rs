//! How long people wait before they give up.

use crate::evidence::Estimate;
use crate::evidence::estimate::{check, check_confidence};
use crate::numerics::quantile::chi_squared;
use crate::organisation::Origin;
use crate::unit::OutOfRange;

/// Estimates the mean patience, the time after which people would give up, from all waits together.
///
/// Patience is exponential: its mean is the total wait, of those who were served as well, over how
/// many gave up. The interval is that of chi-squared with twice as many degrees of freedom. Nobody
/// gave up: the value is infinite, the lower end is not.
///
/// # Arguments
///
/// * `total_wait`: above 0, in any unit of time, which is that of the estimate.
/// * `abandoned`: how many gave up, 0 or more.
///
/// # Errors
///
/// [`OutOfRange`] for arguments outside their ranges.
///
/// # Examples
///
/// ```
/// use knockon::evidence::flow::patience;
///
/// let found = patience(1200.0, 10.0, 0.95)?;
/// assert_eq!(found.to_string(), "120 (70 to 250)");
/// # Ok::<(), knockon::OutOfRange>(())
/// ```
///
/// # References
///
/// A. Mandelbaum and S. Zeltyn, The impact of customers' patience on delay and abandonment, 2004.
pub fn patience(total_wait: f64, abandoned: f64, confidence: f64) -> Result<Estimate, OutOfRange> {
    check("total wait", total_wait, total_wait > 0.0, "above 0")?;
    check("number that gave up", abandoned, abandoned >= 0.0, "0 or more")?;
    check_confidence(confidence)?;
    let tail = 0.5 * (1.0 - confidence);
    let is_known = abandoned > 0.0;
    let freedom = 2.0 * if is_known { abandoned } else { 1.0 };
    let at = |p: f64| 2.0 * total_wait / chi_squared(p, freedom);
    Ok(Estimate {
        value: total_wait / abandoned,
        low: at(1.0 - tail),
        high: if is_known { at(tail) } else { f64::INFINITY },
        confidence,
        standard_deviation: total_wait / abandoned / abandoned.sqrt(),
        effective_number: abandoned,
        origin: Origin::Measured,
    })
}
