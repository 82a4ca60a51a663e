//! What the equations ask of a number.

use std::fmt::Debug;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A real number, as exactly as its type holds it.
pub trait Number:
    Copy
    + Debug
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// The step, relative to a value, below which an iteration has arrived.
    const LAST_STEP: f64;

    /// Takes a float as it is.
    #[must_use]
    fn of(value: f64) -> Self;

    /// Returns the nearest float.
    fn get(self) -> f64;

    /// Returns `e^self`.
    #[must_use]
    fn exp(self) -> Self;

    /// Returns `e^self − 1`, exact where that is small.
    #[must_use]
    fn exp_m1(self) -> Self;

    /// Returns the natural logarithm of a number above 0.
    #[must_use]
    fn ln(self) -> Self;

    /// Returns `ln(1 + self)`, exact where that is small.
    #[must_use]
    fn ln_1p(self) -> Self;

    /// Returns the absolute value.
    #[must_use]
    fn abs(self) -> Self {
        if self < Self::of(0.0) { -self } else { self }
    }

    /// Returns the smaller one.
    #[must_use]
    fn least(self, other: Self) -> Self {
        if other < self { other } else { self }
    }

    /// Returns the larger one.
    #[must_use]
    fn greatest(self, other: Self) -> Self {
        if other > self { other } else { self }
    }

    /// Keeps it within 0..=1.
    #[must_use]
    fn unit(self) -> Self {
        self.greatest(Self::of(0.0)).least(Self::of(1.0))
    }

    /// Returns `self^exponent` of a number of 0 or more; `0^0` is 1, and `0` to a negative exponent
    /// is a mistake of the caller.
    #[must_use]
    fn pow(self, exponent: Self) -> Self {
        let (zero, one) = (Self::of(0.0), Self::of(1.0));
        if exponent == zero {
            one
        } else if self <= zero {
            zero
        } else if exponent == one {
            self
        } else {
            (exponent * self.ln()).exp()
        }
    }
}

impl Number for f64 {
    const LAST_STEP: f64 = 4e-16;

    fn of(value: f64) -> Self {
        value
    }

    fn get(self) -> f64 {
        self
    }

    fn exp(self) -> Self {
        self.exp()
    }

    fn exp_m1(self) -> Self {
        self.exp_m1()
    }

    fn ln(self) -> Self {
        self.ln()
    }

    fn ln_1p(self) -> Self {
        self.ln_1p()
    }

    fn pow(self, exponent: Self) -> Self {
        self.powf(exponent)
    }
}
