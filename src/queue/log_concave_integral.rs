//! Integrals of log-concave functions over intervals of a line, by panels from an anchor outwards.

#![expect(
    clippy::indexing_slicing,
    reason = "arrays are indexed below lengths that are part of their types"
)]

use std::sync::LazyLock;

use crate::numerics::gauss_legendre::gauss_legendre;

/// Nodes of one panel.
const PANEL_NODES: usize = 24;

/// The first panel spans so many standard deviations, or e-foldings where the function falls
/// steadily; every further one is wider by a factor, so that two cover most intervals. With panels
/// a quarter as wide certified figures come out no nearer.
const FIRST_DEVIATIONS: f64 = 4.0;
const FIRST_FOLDINGS: f64 = 10.4;
const PANEL_GROWTH: f64 = 3.0;

/// Where the integrand has fallen by so many e-foldings, to 1e-18 of its peak, the rest is nothing.
const NEGLIGIBLE_EFOLDS: f64 = 41.4;

/// The function rises above its anchor by fewer e-foldings than this. Where rates are so far apart
/// that the anchor is rounded to many deviations from the peak, nothing overflows for that.
const HIGHEST: f64 = 1.0;

/// Nodes on 0..=1 and their weights.
static RULE: LazyLock<([f64; PANEL_NODES], [f64; PANEL_NODES])> = LazyLock::new(|| {
    let mut rule = ([0.0; PANEL_NODES], [0.0; PANEL_NODES]);
    for (place, (node, weight)) in gauss_legendre(PANEL_NODES).into_iter().enumerate() {
        rule.0[place] = node;
        rule.1[place] = weight;
    }
    rule
});

/// How far a function has fallen at a distance `z` from its anchor, in e-foldings:
///
/// ```text
/// drop(z) = drain · z − flow · (1 − e^(−rate z)) / rate
///         = slope · z + flow · rate · z² ψ(rate z)         slope = drain − flow
///
/// ψ(y) = (e^(−y) − 1 + y) / y²                             ψ(0) = 1/2
/// ```
///
/// A queue's integrands are `e^(−drop)` and the one that *fades*, `e^(−drop − rate z)`. The second
/// form keeps every digit near the anchor, the first far from it.
///
/// The anchor is meant to be the peak of the fading integrand, or the end of the interval nearest
/// to it. The other one rises above its anchor by less than one e-folding then.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exponent {
    pub(super) drain: f64,
    /// Of the sign of the rate, which makes the function log-concave.
    pub(super) flow: f64,
    pub(super) rate: f64,
    pub(super) slope: f64,
}

/// A point at which integrands are evaluated.
#[derive(Debug, Clone, Copy)]
pub(super) struct QuadratureNode {
    /// Its signed distance `z` from the anchor.
    pub(super) distance: f64,
    /// `e^(−rate z)`.
    pub(super) fade: f64,
    /// `(1 − e^(−rate z)) / rate`.
    pub(super) rise: f64,
    /// How far the function has fallen.
    drop: f64,
}

/// Below this `ψ` is its series, as the closed form cancels; above, the series takes too long.
const SERIES_BELOW: f64 = 0.5;

/// The coefficients `(−1)ᵏ / (k + 2)!` of `ψ`, highest first: enough for every digit.
const SERIES: [f64; 13] = {
    let mut series = [0.0; 13];
    let (mut coefficient, mut next) = (0.5, 3.0);
    let mut place = series.len();
    while place > 0 {
        place -= 1;
        series[place] = coefficient;
        coefficient /= -next;
        next += 1.0;
    }
    series
};

/// `ψ` of several arguments nearer to 0 than [`SERIES_BELOW`], side by side.
fn psi<const N: usize>(y: [f64; N]) -> [f64; N] {
    let mut psi = [0.0; N];
    for coefficient in SERIES {
        for (psi, y) in psi.iter_mut().zip(y) {
            *psi = *psi * y + coefficient;
        }
    }
    psi
}

impl Exponent {
    /// How far the function has fallen at a distance.
    pub(super) fn drop(self, distance: f64) -> f64 {
        self.node(distance).drop
    }

    fn node(self, distance: f64) -> QuadratureNode {
        let y = self.rate * distance;
        if y.abs() < SERIES_BELOW { self.near(distance, psi([y])[0]) } else { self.far(distance) }
    }

    fn near(self, distance: f64, psi: f64) -> QuadratureNode {
        let y = self.rate * distance;
        let mean = 1.0 - y * psi;
        let drop = self.slope * distance + self.flow * y * distance * psi;
        QuadratureNode {
            distance,
            fade: 1.0 - y * mean,
            rise: distance * mean,
            drop: drop.max(-HIGHEST),
        }
    }

    fn far(self, distance: f64) -> QuadratureNode {
        let fade = (-self.rate * distance).exp();
        let rise = (1.0 - fade) / self.rate;
        let drop = self.drain * distance - self.flow * rise;
        QuadratureNode { distance, fade, rise, drop: drop.max(-HIGHEST) }
    }

    /// Integrates moments of the function over `before` ahead of the anchor and `beyond` after it,
    /// which may be infinite: the function times what `moments` makes of each node.
    #[inline]
    pub(super) fn integrate<const M: usize>(
        self,
        before: f64,
        beyond: f64,
        moments: impl Fn(QuadratureNode) -> [f64; M],
    ) -> [f64; M] {
        let first = (FIRST_DEVIATIONS / (self.flow * self.rate).sqrt())
            .min(FIRST_FOLDINGS / (self.slope + self.rate).abs());
        let mut sums = [0.0; M];
        for (interval, sign) in [(beyond, 1.0), (before, -1.0)] {
            let (mut from, mut width) = (0.0, first);
            while from < interval {
                width = width.min(interval - from);
                self.panel(sign * from, sign * width, &moments, &mut sums);
                from += width;
                if self.drop(sign * from) > NEGLIGIBLE_EFOLDS {
                    break;
                }
                width *= PANEL_GROWTH;
            }
        }
        sums
    }

    /// Adds the moments over one panel.
    #[inline]
    fn panel<const M: usize>(
        self,
        from: f64,
        width: f64,
        moments: &impl Fn(QuadratureNode) -> [f64; M],
        sums: &mut [f64; M],
    ) {
        let (places, weights) = &*RULE;
        let distances = places.map(|place| from + width * place);
        let nodes = if (self.rate * (from + width)).abs() < SERIES_BELOW {
            let psi = psi(distances.map(|distance| self.rate * distance));
            std::array::from_fn(|i| self.near(distances[i], psi[i]))
        } else {
            distances.map(|distance| self.node(distance))
        };
        for (node, weight) in nodes.into_iter().zip(weights) {
            let height = width.abs() * weight * (-node.drop).exp();
            for (sum, moment) in sums.iter_mut().zip(moments(node)) {
                *sum += height * moment;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Exponent;

    #[test]
    fn a_panel_beyond_the_series_keeps_its_digits() {
        // Nearly flat, so that one panel spans all of 0..=1.25: the integral of e^z over it.
        let flat = Exponent { drain: -1e-300, flow: -1e-300, rate: -1.0, slope: 0.0 };
        let [integral] = flat.integrate(0.0, 1.25, |node| [node.fade]);
        assert!((integral / 1.25_f64.exp_m1() - 1.0).abs() < 1e-14, "{integral}");
    }
}
