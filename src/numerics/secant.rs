//! Where a rising function of one number meets it, by the secant.
//!
//! ```text
//! g = f(x)        next x = g + (g − x) · s / (1 − s),    s = Δg / Δx
//! ```
//!
//! Exact after two evaluations where the function is a straight line. Only for functions with one
//! such number in [0, 1] for certain, which lies between an argument and its value: a next one
//! beyond what is so known is not taken, but the value itself.

/// An estimated slope above this says too little about where the line meets the diagonal.
const STEEPEST: f64 = 1.0 - 1e-9;
/// After so many evaluations values are taken as they come.
const PATIENCE: u32 = 50;

/// The evaluations so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Secant {
    /// The last argument and its value.
    last: Option<(f64, f64)>,
    /// What the number sought lies between.
    low: f64,
    high: f64,
    evaluations: u32,
}

impl Secant {
    /// Before the first evaluation.
    pub(crate) const NEW: Self = Self { last: None, low: 0.0, high: 1.0, evaluations: 0 };

    /// Takes an argument with its value, and returns the next argument.
    #[inline]
    pub(crate) fn next(&mut self, argument: f64, value: f64) -> f64 {
        let bound = if value <= argument { &mut self.high } else { &mut self.low };
        *bound = value;
        self.evaluations += 1;
        let Some((last_argument, last_value)) = self.last.replace((argument, value)) else {
            return value;
        };
        let slope = (value - last_value) / (argument - last_argument);
        if self.evaluations > PATIENCE || !(0.0..=STEEPEST).contains(&slope) {
            return value;
        }
        let next = value + (value - argument) * slope / (1.0 - slope);
        if (self.low..=self.high).contains(&next) { next } else { value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often a function is evaluated until an argument is its value.
    fn evaluations(function: impl Fn(f64) -> f64) -> (u32, f64) {
        let mut secant = Secant::NEW;
        let mut argument = 1.0;
        for evaluation in 1..10_000 {
            let value = function(argument);
            if (value - argument).abs() <= 1e-15 {
                return (evaluation, value);
            }
            argument = secant.next(argument, value);
        }
        panic!("it does not settle");
    }

    #[test]
    fn a_straight_line_takes_three() {
        for (intercept, slope) in [(0.3, 0.5), (0.05, 0.9), (0.01, 0.5), (0.7, 0.0)] {
            let (count, found) = evaluations(|x| intercept + slope * x);
            assert!(count <= 3, "{count} evaluations of {intercept} + {slope} x");
            assert!((found - intercept / (1.0 - slope)).abs() <= 1e-13);
        }
    }

    #[test]
    fn a_curve_takes_a_few() {
        let curve = |x: f64| 0.6 * (0.5 + 0.5 * x).powi(2) + 0.05;
        let (count, found) = evaluations(curve);
        assert!(count <= 9, "{count} evaluations");
        assert!((found - curve(found)).abs() <= 1e-15);
    }

    #[test]
    fn a_kink_is_passed() {
        // Steep above 0.5, flat below: the line from above points far below where they meet.
        let kinked = |x: f64| if x > 0.5 { 0.4 + 0.99 * (x - 0.5) } else { 0.4 };
        assert_eq!(evaluations(kinked).1.to_bits(), 0.4_f64.to_bits());
        // Flat above, steep below.
        let kinked = |x: f64| if x > 0.5 { 0.4 } else { 0.01 + 0.78 * x };
        let (count, found) = evaluations(kinked);
        assert!(count < 10, "{count} evaluations");
        assert!((found - 0.01 / 0.22).abs() <= 1e-14, "{found}");
    }

    #[test]
    fn what_lies_beyond_is_not_taken() {
        let mut secant = Secant::NEW;
        assert_eq!(secant.next(1.0, 0.8).to_bits(), 0.8_f64.to_bits());
        // From below: the number lies above 0.5.
        assert_eq!(secant.next(0.4, 0.5).to_bits(), next_of_line(1.0, 0.8, 0.4, 0.5).to_bits());
        // A falling value gives no line.
        assert_eq!(secant.next(0.3, 0.6).to_bits(), 0.6_f64.to_bits());
        // It lies above 0.6: a steep line from above does not know.
        let mut secant = Secant::NEW;
        for (argument, value) in [(0.5, 0.6), (1.0, 0.99)] {
            secant.next(argument, value);
        }
        assert!(next_of_line(1.0, 0.99, 0.9, 0.8905) < 0.6);
        assert_eq!(secant.next(0.9, 0.8905).to_bits(), 0.8905_f64.to_bits());
    }

    fn next_of_line(x0: f64, g0: f64, x1: f64, g1: f64) -> f64 {
        let slope = (g1 - g0) / (x1 - x0);
        g1 + (g1 - x1) * slope / (1.0 - slope)
    }
}
