//! A share of what was counted: the intervals of Wilson and of Jeffreys.

use crate::evidence::Estimate;
use crate::evidence::estimate::{check, check_confidence, check_count, quantiles_of};
use crate::numerics::beta::BetaMixture;
use crate::numerics::quantile::normal;
use crate::organisation::Origin;
use crate::unit::OutOfRange;

/// Returns the interval of Wilson for a share, `met` of `n`.
///
/// ```text
/// centre = (met + z²/2) / (n + z²)
/// half   = z √(met (n − met) / n + z²/4) / (n + z²)
/// ```
///
/// `z` is the quantile of the normal distribution. The value is the centre of the interval, not
/// the raw share.
///
/// # Arguments
///
/// * `met`: how many met their target, 0..=`n`; weights may make it a real number.
/// * `n`: how many there were, above 0.
/// * `confidence`: inside 0..1, usually 0.95.
///
/// # Errors
///
/// [`OutOfRange`] for arguments outside their ranges.
///
/// # Examples
///
/// ```
/// use knockon::evidence::condition::wilson;
///
/// let share = wilson(9.0, 10.0, 0.95)?;
/// assert!((share.low - 0.596).abs() < 1e-3 && (share.high - 0.982).abs() < 1e-3);
/// # Ok::<(), knockon::OutOfRange>(())
/// ```
///
/// # References
///
/// E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927.
pub fn wilson(met: f64, n: f64, confidence: f64) -> Result<Estimate, OutOfRange> {
    check_count(met, n)?;
    check("number of tickets", n, n > 0.0, "above 0")?;
    check_confidence(confidence)?;
    let z = normal(f64::midpoint(1.0, confidence));
    let squared = z * z;
    let value = (met + 0.5 * squared) / (n + squared);
    let half = z * (met * (n - met) / n + 0.25 * squared).sqrt() / (n + squared);
    Ok(Estimate {
        value,
        low: if met > 0.0 { value - half } else { 0.0 },
        high: if met < n { value + half } else { 1.0 },
        confidence,
        standard_deviation: half / z,
        effective_number: n,
        origin: Origin::Measured,
    })
}

/// Returns the estimate of Jeffreys for a share, `met` of `n`: the mean and the equal-tailed interval
/// of Beta(met + ½, n − met + ½). The interval reaches 0 where none met its target, and 1 where all
/// did.
///
/// # Arguments
///
/// * `met`: how many met their target, 0..=`n`; weights may make it a real number.
/// * `n`: how many there were, 0 or more.
/// * `confidence`: inside 0..1, usually 0.95.
///
/// # Errors
///
/// [`OutOfRange`] for arguments outside their ranges.
///
/// # Examples
///
/// ```
/// use knockon::evidence::condition::jeffreys;
///
/// let share = jeffreys(5.0, 5.0, 0.95)?;
/// assert!((share.value - 5.5 / 6.0).abs() < 1e-15);
/// assert_eq!(share.as_share().to_string(), "92 % (62 to 100 %)");
/// # Ok::<(), knockon::OutOfRange>(())
/// ```
///
/// # References
///
/// L. D. Brown, T. T. Cai and A. `DasGupta`, Interval estimation for a binomial proportion, 2001.
pub fn jeffreys(met: f64, n: f64, confidence: f64) -> Result<Estimate, OutOfRange> {
    check_count(met, n)?;
    check_confidence(confidence)?;
    let beta = BetaMixture::new([(1.0, met + 0.5, n - met + 0.5)]);
    let mut estimate = quantiles_of(&beta, confidence, n, Origin::Measured);
    if met <= 0.0 {
        estimate.low = 0.0;
    }
    if met >= n {
        estimate.high = 1.0;
    }
    Ok(estimate)
}
