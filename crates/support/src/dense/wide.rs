//! Numbers of about 31 digits: unevaluated sums of two floats.

use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Neg, Sub};

use super::number::Number;

/// `high + low`, with `|low|` at most half a unit in the last place of `high`.
///
/// # References
///
/// T. Dekker, *A floating-point technique for extending the available precision*, Numer. Math. 18
/// (1971) 224-242; D. Knuth, *The Art of Computer Programming* 2, section 4.2.2, for the sum.
#[derive(Debug, Clone, Copy)]
pub struct Wide {
    high: f64,
    low: f64,
}

/// `ln 2` to 32 digits.
const LN_2: Wide = Wide { high: std::f64::consts::LN_2, low: 2.319_046_813_846_299_6e-17 };

impl Wide {
    /// Adds two floats exactly.
    fn sum(one: f64, two: f64) -> Self {
        let high = one + two;
        let two_part = high - one;
        Self { high, low: (one - (high - two_part)) + (two - two_part) }
    }

    /// Multiplies two floats exactly, as long as nothing overflows or is lost below all floats.
    fn product(one: f64, two: f64) -> Self {
        let high = one * two;
        let ((a, b), (c, d)) = (split(one), split(two));
        Self { high, low: ((a * c - high) + a * d + b * c) + b * d }
    }

    /// Doubles or halves exactly, `exponent` times.
    fn scale(self, exponent: i32) -> Self {
        // In two steps: half the exponent is within range where the whole is not.
        let half = exponent / 2;
        let (one, two) = (2.0_f64.powi(half), 2.0_f64.powi(exponent - half));
        Self { high: self.high * one * two, low: self.low * one * two }
    }
}

/// A float as the sum of two of 26 bits.
fn split(value: f64) -> (f64, f64) {
    const FACTOR: f64 = 134_217_729.0; // 2^27 + 1
    let scaled = FACTOR * value;
    let high = scaled - (scaled - value);
    (high, value - high)
}

impl Add for Wide {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        if !(self.high + other.high).is_finite() {
            return Self::of(self.high + other.high);
        }
        let (high, low) = (Self::sum(self.high, other.high), Self::sum(self.low, other.low));
        let first = Self::sum(high.high, high.low + low.high);
        Self::sum(first.high, first.low + low.low)
    }
}

impl Neg for Wide {
    type Output = Self;

    fn neg(self) -> Self {
        Self { high: -self.high, low: -self.low }
    }
}

impl Sub for Wide {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Wide {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        if !(self.high * other.high).is_finite() {
            return Self::of(self.high * other.high);
        }
        let product = Self::product(self.high, other.high);
        Self::sum(product.high, product.low + (self.high * other.low + self.low * other.high))
    }
}

impl Div for Wide {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let digit = |rest: Self| Self::of(rest.high / other.high);
        let first = digit(self);
        let rest = self - first * other;
        let second = digit(rest);
        let third = digit(rest - second * other);
        first + second + third
    }
}

impl PartialEq for Wide {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Wide {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let ordering = self.high.partial_cmp(&other.high)?;
        Some(ordering.then(self.low.partial_cmp(&other.low)?))
    }
}

impl Number for Wide {
    const LAST_STEP: f64 = 1e-26;

    fn of(value: f64) -> Self {
        Self { high: value, low: 0.0 }
    }

    fn get(self) -> f64 {
        self.high + self.low
    }

    fn exp(self) -> Self {
        self.exp_m1_if(false)
    }

    fn exp_m1(self) -> Self {
        self.exp_m1_if(true)
    }

    /// By Newton's method from the float's logarithm, which doubles its digits.
    fn ln(self) -> Self {
        // Below this the exponential that corrects it is beyond all floats: as good as nothing.
        if self.high < 1e-290 {
            return Self::of(f64::NEG_INFINITY);
        }
        let first = Self::of(self.high.ln());
        first + (self * (-first).exp() - Self::of(1.0))
    }

    /// By Newton's method on `e^y − 1`, which keeps the relative digits of a small number.
    fn ln_1p(self) -> Self {
        let first = Self::of(self.high.ln_1p());
        let reached = first.exp_m1();
        first + (self - reached) / (reached + Self::of(1.0))
    }
}

impl Wide {
    /// By Taylor's series after taking out powers of two and halving eight times.
    fn exp_m1_if(self, less_one: bool) -> Self {
        const HALVINGS: i32 = 8;
        const TERMS: u32 = 14;
        let one = Self::of(1.0);
        if self.high < -745.0 {
            return if less_one { -one } else { Self::of(0.0) };
        }
        #[expect(clippy::cast_possible_truncation, reason = "an exponent of a float is small")]
        let twos = (self.high / LN_2.high).round() as i32;
        let reduced = (self - LN_2 * Self::of(f64::from(twos))).scale(-HALVINGS);
        let series = |next: Self, term: u32| reduced / Self::of(f64::from(term)) * (one + next);
        let mut less = (1..=TERMS).rev().fold(Self::of(0.0), series);
        for _ in 0..HALVINGS {
            less = less * (less + Self::of(2.0)); // (1 + x)² − 1
        }
        match (twos, less_one) {
            (0, true) => less,
            (_, true) => (one + less).scale(twos) - one,
            (_, false) => (one + less).scale(twos),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a sum of floats is a number to 30 digits.
    fn assert_is(value: Wide, high: f64, low: f64) {
        let off = (value - (Wide::of(high) + Wide::of(low))).get();
        assert!(off.abs() <= 1e-30 * high.abs().max(1.0), "{value:?} is {off:e} off");
    }

    #[test]
    fn exponentials_and_logarithms_have_thirty_digits() {
        assert_is(Wide::of(1.0).exp(), std::f64::consts::E, 1.445_646_891_729_250_1e-16);
        assert_is(Wide::of(2.0).ln(), std::f64::consts::LN_2, 2.319_046_813_846_299_6e-17);
        for x in [1e-12, 1e-5, 0.1, 0.5, 0.99, 1.0, 3.0, 40.0] {
            let x = Wide::of(x);
            assert_is(x.exp().ln(), x.high, 0.0);
            assert_is(x.ln().exp() / x, 1.0, 0.0);
            assert_is(x.ln_1p().exp_m1() / x, 1.0, 0.0);
        }
    }

    #[test]
    fn powers_of_nothing_are_nothing() {
        let nothing = Wide::of(0.0).ln() * Wide::of(0.3) + Wide::of(0.5).ln();
        assert_is(nothing.exp(), 0.0, 0.0);
        assert_is(Wide::of(0.0).pow(Wide::of(3.1)), 0.0, 0.0);
        assert_is(Wide::of(1e-312).pow(Wide::of(0.3)), 0.0, 0.0);
    }

    #[test]
    fn quotients_undo_products() {
        let third = Wide::of(1.0) / Wide::of(3.0);
        assert_is(third * Wide::of(3.0), 1.0, 0.0);
        assert_is(third + third + third, 1.0, 0.0);
        assert_is(Wide::of(0.3).pow(Wide::of(0.25)).pow(Wide::of(4.0)), 0.3, 0.0);
    }
}
