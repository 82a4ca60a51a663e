//! Gauss-Legendre quadrature, exact for polynomials of a degree below twice its nodes.

use std::f64::consts::PI;

use super::csr::ix;

/// Returns nodes on 0..=1, ascending, and their weights, which sum to 1.
///
/// The nodes are the roots of the Legendre polynomial, by Newton's method from Chebyshev's guesses.
pub(crate) fn gauss_legendre(nodes: usize) -> Vec<(f64, f64)> {
    let count = f64::from(ix(nodes));
    let mut rule = Vec::with_capacity(nodes);
    let mut place = 0.75;
    for _ in 0..nodes {
        let mut x = (PI * place / (count + 0.5)).cos();
        let mut slope = 1.0;
        for _ in 0..100 {
            let (value, derivative) = legendre(nodes, x);
            slope = derivative;
            let step = value / derivative;
            x -= step;
            if step.abs() < 1e-16 {
                break;
            }
        }
        rule.push((0.5 * (1.0 - x), 1.0 / ((1.0 - x * x) * slope * slope)));
        place += 1.0;
    }
    rule
}

/// The Legendre polynomial of a degree and its derivative at `x` inside −1..1, by recurrence.
fn legendre(degree: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (1.0, x);
    let mut n = 1.0;
    for _ in 1..degree {
        let next = ((2.0 * n + 1.0) * x * value - n * before) / (n + 1.0);
        before = value;
        value = next;
        n += 1.0;
    }
    (value, n * (x * value - before) / (x * x - 1.0))
}

#[cfg(test)]
mod tests {
    use super::gauss_legendre;

    #[test]
    fn polynomials_are_integrated_exactly_up_to_the_degree_promised() {
        for nodes in 1..=32 {
            let rule = gauss_legendre(nodes);
            assert!(rule.windows(2).all(|pair| pair[0].0 < pair[1].0), "{nodes} nodes ascend");
            let error = |degree: usize| {
                let degree = i32::try_from(degree).unwrap();
                let integral: f64 = rule.iter().map(|(x, weight)| weight * x.powi(degree)).sum();
                (integral * f64::from(degree + 1) - 1.0).abs()
            };
            for degree in 0..2 * nodes {
                assert!(error(degree) < 1e-13, "degree {degree} by {nodes} nodes");
            }
        }
        let too_few = gauss_legendre(3).iter().map(|(x, weight)| weight * x.powi(6)).sum::<f64>();
        assert!((too_few - 1.0 / 7.0).abs() > 1e-5, "degree 6 is beyond 3 nodes");
    }
}
