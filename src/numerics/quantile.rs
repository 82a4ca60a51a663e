//! Quantiles: where a distribution function reaches a probability.

use statrs::function::{beta, erf, gamma};

/// Finds where a distribution function on `low..=high` reaches `p`: Newton's steps from `start`, and
/// a halving wherever a step leaves the bracket or does not halve the gap.
///
/// `distribution` returns the function and its density.
pub(crate) fn invert(
    p: f64,
    (mut low, mut high): (f64, f64),
    start: f64,
    distribution: impl Fn(f64) -> (f64, f64),
) -> f64 {
    let mut x = if start > low && start < high { start } else { f64::midpoint(low, high) };
    let mut last_gap = f64::INFINITY;
    for _ in 0..200 {
        let (reached, density) = distribution(x);
        let gap = reached - p;
        if gap < 0.0 {
            low = x;
        } else {
            high = x;
        }
        let step = x - gap / density;
        let is_quick = gap.abs() < 0.5 * last_gap;
        let next =
            if is_quick && step > low && step < high { step } else { f64::midpoint(low, high) };
        if (next - x).abs() <= 1e-16 * x.abs() {
            return next;
        }
        last_gap = gap.abs();
        x = next;
    }
    x
}

/// The quantile of the standard normal distribution.
pub(crate) fn normal(p: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erf::erfc_inv(2.0 * p)
}

/// The quantile of Student's t distribution, for `p` of one half or more.
pub(crate) fn student(p: f64, freedom: f64) -> f64 {
    let (a, b) = (0.5 * freedom, 0.5);
    let ln_beta = beta::ln_beta(a, b);
    let distribution = |t: f64| {
        let tail = 0.5 * beta::beta_reg(a, b, freedom / t.mul_add(t, freedom));
        let ln_density =
            -0.5 * (freedom + 1.0) * (t * t / freedom).ln_1p() - 0.5 * freedom.ln() - ln_beta;
        (1.0 - tail, ln_density.exp())
    };
    invert(p, (0.0, upper_end(1.0, |t| distribution(t).0 >= p)), normal(p), distribution)
}

/// The quantile of the chi-squared distribution.
pub(crate) fn chi_squared(p: f64, freedom: f64) -> f64 {
    let shape = 0.5 * freedom;
    let ln_gamma = gamma::ln_gamma(shape);
    let distribution = |x: f64| {
        let half = 0.5 * x;
        (gamma::gamma_lr(shape, half), 0.5 * ((shape - 1.0) * half.ln() - half - ln_gamma).exp())
    };
    // Wilson and Hilferty (1931).
    let spread = 2.0 / (9.0 * freedom);
    let start = freedom * (1.0 - spread + normal(p) * spread.sqrt()).powi(3);
    invert(p, (0.0, upper_end(freedom, |x| distribution(x).0 >= p)), start, distribution)
}

/// The first of a start, doubled over and over, that is far enough.
fn upper_end(start: f64, is_enough: impl Fn(f64) -> bool) -> f64 {
    let mut end = start;
    while !is_enough(end) && end < 1e300 {
        end *= 2.0;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::{chi_squared, normal, student};

    /// Quantiles as tables print them.
    #[test]
    fn quantiles_of_tables() {
        for (found, expected) in [
            (normal(0.975), 1.959_963_984_540_054),
            (normal(0.5), 0.0),
            (student(0.975, 1.0), 12.706_204_736_174_7),
            (student(0.975, 7.0), 2.364_624_251_592_785),
            (student(0.95, 120.0), 1.657_650_899_366_49),
            (chi_squared(0.975, 20.0), 34.169_606_902_838_3),
            (chi_squared(0.025, 2.0), 0.050_635_615_968_579_8),
            (chi_squared(0.95, 1.0), 3.841_458_820_694_124),
            (chi_squared(0.5, 1e5), 99_999.333_335_308_7),
        ] {
            assert!(
                (found - expected).abs() < 1e-10 * expected.abs().max(1.0),
                "{found} {expected}"
            );
        }
    }
}
