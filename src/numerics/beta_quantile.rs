//! The inverse of the incomplete beta function, tabulated once for many evaluations.
//!
//! With `y = ln x/(1 − x)` the density of a Beta distribution is log-concave and smooth, whatever
//! its shape, and with `t = ln u/(1 − u)` the quantile `y(t)` is smooth and ends in straight lines:
//!
//! ```text
//! ln g(y) = α ln σ(y) + β ln σ(−y) − ln B(α, β)        σ(y) = 1 / (1 + e^−y)
//! dy/dt   = u (1 − u) / g(y)
//! ```
//!
//! The mass below each knot is summed up from the nearer tail by Gauss-Legendre quadrature, which
//! gives `t` there with all its digits; between knots `y` is the quintic with the same value, slope
//! and curvature at both ends.

use std::sync::LazyLock;

use super::gauss_legendre::gauss_legendre;

/// Quantiles of a Beta distribution.
#[derive(Debug, Clone)]
pub(crate) struct BetaQuantile {
    knots: Vec<Knot>,
}

/// A point of `y(t)`, with its first two derivatives.
#[derive(Debug, Clone, Copy)]
struct Knot {
    t: f64,
    y: f64,
    slope: f64,
    curvature: f64,
}

impl BetaQuantile {
    /// Tabulates a distribution whose shape parameters are within 1e-2..=1e9.
    ///
    /// Time and memory some 800 knots, each of a few exponentials.
    pub(crate) fn new(alpha: f64, beta: f64) -> Self {
        let lower = Tail::new(alpha, beta);
        let upper = Tail::new(beta, alpha);
        let total = lower.mass() + upper.mass();
        let mut knots: Vec<Knot> = lower.knots(total).collect();
        // The upper tail is the lower one of the mirrored distribution; both end at the mode.
        knots.pop();
        let mirrored = |knot: Knot| Knot {
            t: -knot.t,
            y: -knot.y,
            slope: knot.slope,
            curvature: -knot.curvature,
        };
        let upper: Vec<Knot> = upper.knots(total).map(mirrored).collect();
        knots.extend(upper.into_iter().rev());
        Self { knots }
    }

    /// The quantile at a chance inside 0..1, no nearer to its ends than 1e-17.
    ///
    /// The odds `x/(1 − x)` are within 1e-8 of the exact ones, relative to them, and within 1e-9/α
    /// where a shape parameter α is below 0.1.
    pub(crate) fn at(&self, chance: f64) -> f64 {
        let t = chance.ln() - (-chance).ln_1p();
        let last = self.knots.len() - 2;
        let after = self.knots.partition_point(|knot| knot.t <= t);
        let place = after.saturating_sub(1).min(last);
        let y = between(&self.knots[place], &self.knots[place + 1], t);
        sigmoid(y)
    }
}

/// The quintic between two knots.
fn between(from: &Knot, to: &Knot, t: f64) -> f64 {
    let width = to.t - from.t;
    let s = (t - from.t) / width;
    let rise = to.y - from.y;
    let (slope, to_slope) = (from.slope * width, to.slope * width);
    let half = 0.5 * width * width;
    let (curvature, to_curvature) = (from.curvature * half, to.curvature * half);
    let gap = rise - slope - curvature;
    let slopes = to_slope - slope - 2.0 * curvature;
    let curvatures = to_curvature - curvature;
    let third = 10.0 * gap - 4.0 * slopes + curvatures;
    let fourth = -15.0 * gap + 7.0 * slopes - 2.0 * curvatures;
    let fifth = 6.0 * gap - 3.0 * slopes + curvatures;
    from.y + s * (slope + s * (curvature + s * (third + s * (fourth + s * fifth))))
}

fn sigmoid(y: f64) -> f64 {
    1.0 / (1.0 + (-y).exp())
}

/// `ln σ(y)`.
fn ln_sigmoid(y: f64) -> f64 {
    if y > 0.0 { -(-y).exp().ln_1p() } else { y - y.exp().ln_1p() }
}

/// The distribution below its mode, from the tail up.
struct Tail {
    alpha: f64,
    beta: f64,
    /// Of each knot `y`, the density there over that at the mode, and the mass below it.
    knots: Vec<(f64, f64, f64)>,
}

/// How far below that of the mode the logarithm of the density is where a table begins.
const DEPTH: f64 = 45.0;
/// By about which share the mass grows from knot to knot.
const GROWTH: f64 = 0.15;
/// Below this `σ(y)` is `e^y`, and the density is as good as an exponential.
const STRAIGHT: f64 = -40.0;
/// The widest step elsewhere.
const WIDEST: f64 = 0.5;

static NODES: LazyLock<Vec<(f64, f64)>> = LazyLock::new(|| gauss_legendre(6));

impl Tail {
    fn new(alpha: f64, beta: f64) -> Self {
        let mode = (alpha / beta).ln();
        let ln_density = |y: f64| alpha * ln_sigmoid(y) + beta * ln_sigmoid(-y);
        let peak = ln_density(mode);
        let density = |y: f64| (ln_density(y) - peak).exp();
        let mut y = beginning(mode, |y| peak - ln_density(y));
        let mut height = density(y);
        let mut mass = height / (alpha - (alpha + beta) * sigmoid(y));
        let mut knots = vec![(y, height, mass)];
        while y < mode {
            let widest = if y < STRAIGHT { STRAIGHT - y + WIDEST } else { WIDEST };
            let next = mode.min(y + widest.min(GROWTH * mass / height));
            let width = next - y;
            if width <= 0.0 {
                break;
            }
            let nodes = NODES.iter().map(|(node, weight)| weight * density(y + node * width));
            mass += width * nodes.sum::<f64>();
            (y, height) = (next, density(next));
            knots.push((y, height, mass));
        }
        Self { alpha, beta, knots }
    }

    fn mass(&self) -> f64 {
        self.knots.last().map_or(0.0, |&(_, _, mass)| mass)
    }

    /// The knots, given the mass of both sides.
    fn knots(&self, total: f64) -> impl Iterator<Item = Knot> + '_ {
        self.knots.iter().map(move |&(y, height, mass)| {
            let rest = total - mass;
            let slope = mass / height * (rest / total);
            let falls = self.alpha - (self.alpha + self.beta) * sigmoid(y);
            let curvature = slope * ((rest - mass) / total - falls * slope);
            Knot { t: (mass / rest).ln(), y, slope, curvature }
        })
    }
}

/// Where the density is [`DEPTH`] below the mode.
fn beginning(mode: f64, depth: impl Fn(f64) -> f64) -> f64 {
    let mut reach = 1e-6;
    while depth(mode - reach) < DEPTH {
        reach *= 2.0;
    }
    let (mut deep, mut shallow) = (mode - reach, mode - 0.5 * reach);
    for _ in 0..20 {
        let middle = 0.5 * (deep + shallow);
        if depth(middle) < DEPTH { shallow = middle } else { deep = middle }
    }
    deep
}

#[cfg(test)]
mod tests {
    use super::BetaQuantile;

    const CHANCES: [f64; 9] = [1e-16, 1e-9, 1e-3, 0.025, 0.3, 0.5, 0.9, 0.975, 1.0 - 1e-12];

    /// Asserts odds, relative to those expected, of a distribution with a shape parameter.
    #[track_caller]
    fn assert_near(shape: f64, x: f64, expected: f64, what: &str) {
        let odds = |x: f64| x / (1.0 - x);
        let error = (odds(x) / odds(expected) - 1.0).abs();
        assert!(
            error < 1e-8_f64.max(1e-9 / shape),
            "{what}: {x:e}, where {expected:e} is exact, off by {error:e}"
        );
    }

    #[test]
    fn shapes_with_exact_quantiles_are_inverted() {
        for shape in [0.02, 0.5, 1.0, 3.0, 40.0] {
            let (power, mirrored) = (BetaQuantile::new(shape, 1.0), BetaQuantile::new(1.0, shape));
            for chance in CHANCES {
                let expected = chance.powf(1.0 / shape);
                if expected > 0.0 && expected < 1.0 - 1e-9 {
                    assert_near(
                        shape,
                        power.at(chance),
                        expected,
                        &format!("x^{shape} at {chance}"),
                    );
                }
                let expected = -((-chance).ln_1p() / shape).exp_m1();
                if expected > 0.0 && expected < 1.0 - 1e-9 {
                    assert_near(
                        shape,
                        mirrored.at(chance),
                        expected,
                        &format!("(1-x)^{shape}, {chance}"),
                    );
                }
            }
        }
        // The arcsine distribution.
        let arcsine = BetaQuantile::new(0.5, 0.5);
        for chance in CHANCES {
            let expected = (std::f64::consts::FRAC_PI_2 * chance).sin().powi(2);
            if expected < 1.0 - 1e-9 {
                assert_near(0.5, arcsine.at(chance), expected, &format!("arcsine at {chance}"));
            }
        }
        // Beta(2, 2): 3x² − 2x³ = u.
        let smooth = BetaQuantile::new(2.0, 2.0);
        for chance in CHANCES {
            let x = smooth.at(chance);
            assert!((x * x * (3.0 - 2.0 * x) / chance - 1.0).abs() < 1e-7, "{chance}: {x}");
        }
    }

    #[test]
    fn quantiles_never_fall() {
        for (alpha, beta) in [(0.01, 3.0), (0.6, 0.4), (2.0, 5.0), (3e4, 2e4), (1e9, 1e3)] {
            let quantile = BetaQuantile::new(alpha, beta);
            let mut before = 0.0;
            for step in 1..100_000 {
                let x = quantile.at(f64::from(step) * 1e-5);
                assert!(x >= before, "Beta({alpha}, {beta}) at {step}e-5: {x} after {before}");
                before = x;
            }
        }
    }
}
