//! Mixtures of Beta distributions: what is believed about a share.
//!
//! A quantile of a mixture is asked for a few times and found by inversion, for shapes of any size.
//! [`BetaQuantile`](super::beta_quantile::BetaQuantile) tabulates one distribution instead, for
//! millions of draws.

use statrs::function::beta::{beta_reg, ln_beta};

use super::gauss_legendre::gauss_legendre;
use super::quantile::{invert, normal};
use super::series::real;

/// A mixture of Beta distributions, or a single one.
#[derive(Debug, Clone)]
pub(crate) struct BetaMixture {
    parts: Vec<WeightedBeta>,
    mean: f64,
    variance: f64,
}

/// One Beta(a, b) of a mixture.
#[derive(Debug, Clone, Copy)]
struct WeightedBeta {
    weight: f64,
    a: f64,
    b: f64,
    ln_beta: f64,
}

/// Distributions lighter than this share of the heaviest decide no digit of a quantile.
const LIGHT: f64 = 1e-8;

/// The largest of the smaller parameter up to which the continued fraction of the library settles within
/// its 140 terms.
const MOST_BY_FRACTION: f64 = 5_000.0;

impl BetaMixture {
    /// Mixes distributions given as weight, a and b, all above 0; there must be one.
    pub(crate) fn new(parts: impl IntoIterator<Item = (f64, f64, f64)>) -> Self {
        let mut parts: Vec<_> = parts
            .into_iter()
            .map(|(weight, a, b)| WeightedBeta { weight, a, b, ln_beta: 0.0 })
            .collect();
        let total: f64 = parts.iter().map(|part| part.weight).sum();
        let of_all = |value: &dyn Fn(&WeightedBeta) -> f64| {
            parts.iter().map(|part| part.weight * value(part)).sum::<f64>() / total
        };
        let mean = of_all(&|part| part.a / (part.a + part.b));
        let variance = of_all(&|part| {
            let size = part.a + part.b;
            let own = part.a / size;
            own * (1.0 - own) / (size + 1.0) + (own - mean).powi(2)
        });
        let heaviest = parts.iter().map(|part| part.weight).fold(0.0, f64::max);
        parts.retain(|part| part.weight >= LIGHT * heaviest);
        let total: f64 = parts.iter().map(|part| part.weight).sum();
        for part in &mut parts {
            part.weight /= total;
            part.ln_beta = ln_beta(part.a, part.b);
        }
        Self { parts, mean, variance }
    }

    /// The Beta distribution of a mean inside 0..1 and a variance; one that no Beta has is cut to
    /// what a Beta can have.
    pub(crate) fn of_moments(mean: f64, variance: f64) -> Self {
        let mean = mean.clamp(1e-12, 1.0 - 1e-12);
        let size = (mean * (1.0 - mean) / variance - 1.0).clamp(1e-6, 1e15);
        Self::new([(1.0, mean * size, (1.0 - mean) * size)])
    }

    pub(crate) fn mean(&self) -> f64 {
        self.mean
    }

    pub(crate) fn variance(&self) -> f64 {
        self.variance
    }

    /// The distribution function and the density inside 0..1.
    fn distribution(&self, x: f64) -> (f64, f64) {
        let (ln_x, ln_rest) = (x.ln(), (-x).ln_1p());
        let mut both = (0.0, 0.0);
        for part in &self.parts {
            let ln_density = (part.a - 1.0) * ln_x + (part.b - 1.0) * ln_rest - part.ln_beta;
            both.0 += part.weight * below(part.a, part.b, x);
            both.1 += part.weight * ln_density.exp();
        }
        both
    }

    /// Where the distribution function reaches `p`, inside 0..1.
    pub(crate) fn quantile(&self, p: f64) -> f64 {
        // A normal distribution of the logit with about these moments.
        let spread = self.variance.sqrt() / (self.mean * (1.0 - self.mean));
        let logit = (self.mean / (1.0 - self.mean)).ln() + normal(p) * spread;
        invert(p, (0.0, 1.0), 1.0 / (1.0 + (-logit).exp()), |x| self.distribution(x))
    }
}

/// The chance that Beta(a, b) is at most x.
pub(crate) fn below(a: f64, b: f64, x: f64) -> f64 {
    if a.min(b) <= MOST_BY_FRACTION { beta_reg(a, b, x) } else { by_quadrature(a, b, x) }
}

/// The same where both parameters are large: the density, relative to that of its mode, over twelve
/// standard deviations to either side.
fn by_quadrature(a: f64, b: f64, x: f64) -> f64 {
    const REACH: u32 = 12;
    let mode = (a - 1.0) / (a + b - 2.0);
    let deviation = (mode * (1.0 - mode) / (a + b)).sqrt();
    let rule = gauss_legendre(16);
    let relative = |at: f64| {
        let away = at - mode;
        ((a - 1.0) * (away / mode).ln_1p() + (b - 1.0) * (-away / (1.0 - mode)).ln_1p()).exp()
    };
    let integral = |from: f64, to: f64| {
        let panels = f64::from(2 * REACH);
        let width = (to - from) / panels;
        let panel = |start: f64| -> f64 {
            rule.iter().map(|(node, weight)| weight * relative(start + width * node)).sum()
        };
        width * (0..2 * REACH).map(|at| panel(from + width * f64::from(at))).sum::<f64>()
    };
    let reach = f64::from(REACH) * deviation;
    let (low, high) = ((mode - reach).max(0.0), (mode + reach).min(1.0));
    if x <= low {
        return 0.0;
    }
    if x >= high {
        return 1.0;
    }
    // The shorter side is integrated, so that tails keep their digits.
    let whole = integral(low, high);
    if x < mode { integral(low, x) / whole } else { 1.0 - integral(x, high) / whole }
}

/// The middles of `count` intervals of equal probability.
pub(crate) fn midpoints(distribution: &BetaMixture, count: usize) -> Vec<f64> {
    (0..count).map(|at| distribution.quantile((real(at) + 0.5) / real(count))).collect()
}

#[cfg(test)]
mod tests {
    use super::{BetaMixture, below, by_quadrature};
    use statrs::function::beta::beta_reg;

    #[test]
    fn moments_and_quantiles_of_one_distribution() {
        // Beta(2, 1): the density 2x, so that x² is the distribution function.
        let beta = BetaMixture::new([(3.0, 2.0, 1.0)]);
        assert!((beta.mean() - 2.0 / 3.0).abs() < 1e-15);
        assert!((beta.variance() - 1.0 / 18.0).abs() < 1e-15);
        for p in [0.001, 0.025, 0.5, 0.975, 0.999] {
            assert!((beta.quantile(p) - p.sqrt()).abs() < 1e-14, "{p}");
        }
        // Half of it Beta(2, 1), half Beta(1, 2): the uniform distribution.
        let uniform = BetaMixture::new([(1.0, 2.0, 1.0), (1.0, 1.0, 2.0)]);
        assert!((uniform.quantile(0.3) - 0.3).abs() < 1e-14);
        assert!((uniform.variance() - 1.0 / 12.0).abs() < 1e-15);
        let moments = BetaMixture::of_moments(0.3, 0.01);
        assert!((moments.mean() - 0.3).abs() < 1e-14 && (moments.variance() - 0.01).abs() < 1e-14);
    }

    #[test]
    fn extreme_parameters_stay_in_range() {
        for (a, b) in [(1e-6, 1e-6), (1e-9, 3.0), (1e7, 1e-3), (4e7, 6e7), (1e15, 1e15)] {
            let beta = BetaMixture::new([(1.0, a, b)]);
            let (low, high) = (beta.quantile(0.025), beta.quantile(0.975));
            assert!(
                (0.0..=1.0).contains(&low) && low <= high && high <= 1.0,
                "{a} {b}: {low} {high}"
            );
        }
    }

    /// Where both ways hold, they agree; and large ones agree with the normal distribution.
    #[test]
    fn quadrature_continues_the_fraction() {
        for (a, b, x) in [(4000.0, 6000.0, 0.4), (4000.0, 6000.0, 0.39), (9000.0, 4900.0, 0.66)] {
            assert!((beta_reg(a, b, x) - by_quadrature(a, b, x)).abs() < 1e-11, "{a} {b} {x}");
        }
        assert!((below(1e8, 1e8, 0.5) - 0.5).abs() < 1e-12);
        let one_above = 0.5 + 0.5 / (2e8_f64 + 1.0).sqrt();
        assert!((below(1e8, 1e8, one_above) - 0.841_344_746_068_543).abs() < 1e-8);
    }
}
