//! `TruncatedNormal`: a normal distribution kept within bounds.

use statrs::function::erf::{erfc, erfc_inv};

use crate::numerics::quantile::normal;

/// A normal distribution cut to `low..=high`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TruncatedNormal {
    centre: f64,
    deviation: f64,
    low: f64,
    high: f64,
}

/// From how many deviations on a tail is exponential to within the last digits.
const EXPONENTIAL: f64 = 25.0;

impl TruncatedNormal {
    pub(crate) fn new(centre: f64, deviation: f64, (low, high): (f64, f64)) -> Self {
        Self { centre, deviation, low, high }
    }

    fn ends(&self) -> (f64, f64) {
        ((self.low - self.centre) / self.deviation, (self.high - self.centre) / self.deviation)
    }

    /// Where the distribution function reaches `p`, from the nearer tail.
    pub(crate) fn quantile(&self, p: f64) -> f64 {
        if self.high <= self.low || self.deviation <= 0.0 {
            return self.centre.clamp(self.low, self.high.max(self.low));
        }
        let (a, b) = self.ends();
        let standard = if a > 0.0 {
            upper_quantile(a, b, p)
        } else if b < 0.0 {
            -upper_quantile(-b, -a, 1.0 - p)
        } else {
            // Half the tail beyond x, from either side.
            let (below_a, above_b) = (tail(-a), tail(b));
            let mass = 1.0 - below_a - above_b;
            let below = below_a + p * mass;
            if below < 0.5 { normal(below) } else { -normal(above_b + (1.0 - p) * mass) }
        };
        (self.centre + self.deviation * standard).clamp(self.low, self.high)
    }

    /// Mean and variance.
    pub(crate) fn moments(&self) -> (f64, f64) {
        if self.high <= self.low || self.deviation <= 0.0 {
            return (self.quantile(0.5), 0.0);
        }
        let (a, b) = self.ends();
        let density = |x: f64| (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let mass = if a > 0.0 { tail(a) - tail(b) } else { 1.0 - tail(-a) - tail(b) };
        if mass < 1e-12 {
            // All of it lies at the nearer bound, in a tail.
            let at = self.quantile(0.5);
            return (at, (self.quantile(0.84) - self.quantile(0.16)).powi(2) / 4.0);
        }
        let shift = (density(a) - density(b)) / mass;
        let moment = (a * density(a) - b * density(b)) / mass;
        let variance = self.deviation.powi(2) * (1.0 + moment - shift * shift);
        (self.centre + self.deviation * shift, variance.max(0.0))
    }

    /// The shortest interval of a confidence: around the centre, or up to a bound it would cross.
    pub(crate) fn shortest(&self, confidence: f64) -> (f64, f64) {
        // Of a density with one peak the shortest interval is the symmetric one, else the one at the
        // bound that the symmetric one crosses.
        let symmetric = |reach: f64| (self.centre - reach, self.centre + reach);
        let rest = 1.0 - confidence;
        let mass = {
            let (a, b) = self.ends();
            1.0 - tail(-a) - tail(b)
        };
        let reach = -normal(0.5 * (1.0 - confidence * mass)) * self.deviation;
        let (low, high) = symmetric(reach);
        if low >= self.low && high <= self.high {
            (low, high)
        } else if self.centre - self.low <= self.high - self.centre {
            (self.low, self.quantile(confidence))
        } else {
            (self.quantile(rest), self.high)
        }
    }
}

/// The standard normal mass above `x`.
fn tail(x: f64) -> f64 {
    0.5 * erfc(x * std::f64::consts::FRAC_1_SQRT_2)
}

/// A quantile between two ends above 0.
fn upper_quantile(a: f64, b: f64, p: f64) -> f64 {
    if a > EXPONENTIAL {
        let kept = -(-a * (b - a)).exp_m1();
        return a - (-p * kept).ln_1p() / a;
    }
    let above = tail(a) + p * (tail(b) - tail(a));
    (std::f64::consts::SQRT_2 * erfc_inv(2.0 * above)).clamp(a, b)
}

/// The shortest interval that holds a share of draws, which are sorted.
pub(crate) fn shortest_of(sorted: &[f64], confidence: f64) -> (f64, f64) {
    let count = crate::numerics::series::real(sorted.len());
    let held =
        crate::evidence::fit::rank((confidence * count).ceil()).clamp(1, sorted.len().max(1));
    let spans = sorted.iter().zip(sorted.iter().skip(held - 1));
    let width = |(low, high): &(&f64, &f64)| **high - **low;
    let shortest = spans.min_by(|one, other| width(one).total_cmp(&width(other)));
    shortest.map_or((f64::NAN, f64::NAN), |(low, high)| (*low, *high))
}

#[cfg(test)]
mod tests {
    use super::{TruncatedNormal, shortest_of};

    /// Case `truncated-dependence`.
    #[test]
    fn dependence_at_its_bound_is_at_most() {
        let dependence = TruncatedNormal::new(0.05, 0.2, (0.0, 1.0));
        let (mean, variance) = dependence.moments();
        assert!((mean - 0.179_166_413_506_481_66).abs() < 1e-9, "{mean}");
        assert!((variance.sqrt() - 0.129_830_800_731_980_4).abs() < 1e-9);
        let (low, high) = dependence.shortest(0.95);
        assert!(low.abs() < 1e-15 && (high - 0.426_346_175_611_890_8).abs() < 1e-9, "{high}");
        assert!((1.0 - 12.0 * variance - 0.797_727_558_175_513_6).abs() < 1e-9);
    }

    /// Case `carry-through`: quality 1 − α/2 falls in the dependence, so that quantiles carry over.
    #[test]
    fn quantiles_carry_through_one_service() {
        let dependence = TruncatedNormal::new(0.05, 0.2, (0.0, 1.0));
        let quality = |p: f64| 1.0 - 0.5 * dependence.quantile(1.0 - p);
        let expected = [
            (0.5, 0.922_373_967_148_679_7),
            (0.025, 0.757_908_104_988_451_8),
            (0.975, 0.996_146_734_099_664_3),
        ];
        for (p, expected) in expected {
            assert!((quality(p) - expected).abs() < 1e-9, "{p}: {}", quality(p));
        }
    }

    #[test]
    fn tails_stay_within_bounds() {
        for (centre, deviation) in
            [(-3.0, 0.01), (7.0, 0.05), (-0.1, 0.02), (0.5, 1e-9), (2.0, 1e-12)]
        {
            let cut = TruncatedNormal::new(centre, deviation, (0.0, 1.0));
            let mut last = 0.0;
            for at in 0..=100 {
                let x = cut.quantile(f64::from(at) / 100.0);
                assert!((0.0..=1.0).contains(&x) && x >= last, "{centre} {deviation}: {x}");
                last = x;
            }
        }
        assert!((TruncatedNormal::new(2.0, 1.0, (0.4, 0.4)).quantile(0.9) - 0.4).abs() < 1e-15);
    }

    #[test]
    fn shortest_interval_of_draws_reaches_the_bound() {
        let draws: Vec<f64> = (0..=100).map(|at| f64::from(at * at) / 10_000.0).collect();
        let (low, high) = shortest_of(&draws, 0.95);
        assert!(low.abs() < 1e-15 && (high - 0.9025).abs() < 0.03, "{high}");
    }
}
