//! What several people say together.

use super::Judged;
use crate::numerics::series::real;

/// Pools judgements of one number (a linear opinion pool): the mean of means, and as variance the
/// mean variance and the variance of the means. `None` of nobody.
///
/// People who disagree leave more doubt than each of them has.
///
/// # Examples
///
/// ```
/// use knockon::evidence::judgement::{Judged, pool};
///
/// let experts = [Judged::new(0.5, 0.15), Judged::new(0.7, 0.15), Judged::new(0.4, 0.2)];
/// let found = pool(&experts).unwrap();
/// assert!((found.mean - 1.6 / 3.0).abs() < 1e-15);
/// assert!((found.standard_deviation - 0.2095).abs() < 1e-4);
/// assert_eq!(pool(&[]), None);
/// ```
///
/// # References
///
/// M. Stone, The opinion pool, 1961.
pub fn pool(judgements: &[Judged]) -> Option<Judged> {
    let count = real(judgements.len());
    let mean_of =
        |value: &dyn Fn(&Judged) -> f64| judgements.iter().map(value).sum::<f64>() / count;
    let mean = mean_of(&|judged| judged.mean);
    let variance =
        mean_of(&|judged| judged.standard_deviation.powi(2) + (judged.mean - mean).powi(2));
    (count > 0.0).then(|| Judged::new(mean, variance.sqrt()))
}
