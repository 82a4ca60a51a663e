//! Checked numbers: each type is a finite `f64` known to lie in its range.
//!
//! Builders and scenarios take plain `f64`; what comes back out of a built organisation or a
//! solved assessment is one of these types, so a reader never has to ask whether a number was
//! checked.

use std::fmt;

use serde::Serialize;

/// A number that lies outside the range its type allows.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{what} `{value}` is outside {range}", value = Figure(*.value))]
#[non_exhaustive]
pub struct OutOfRange {
    /// What the number was meant to be, such as `quality`.
    pub what: &'static str,
    /// The number given.
    pub value: f64,
    /// The range allowed, such as `0..=1`.
    pub range: &'static str,
}

/// A number as messages show it: with an exponent where its digits would be mostly zeros.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figure(pub(crate) f64);

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.abs();
        let is_plain = size.is_nan() || (1e-5..1e16).contains(&size) || size <= 0.0;
        if is_plain { write!(f, "{}", self.0) } else { write!(f, "{:e}", self.0) }
    }
}

macro_rules! checked_number {
    ($(#[$doc:meta])* $name:ident, $what:literal, $low:literal..=$high:literal, $range:literal) => {
        checked_number! { $(#[$doc])* $name, $what, $low or $low..=$high, $range }
    };
    (
        $(#[$doc:meta])*
        $name:ident, $what:literal, $also:literal or $low:literal..=$high:literal, $range:literal
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(f64);

        impl $name {
            /// The range allowed, as messages word it.
            pub(crate) const RANGE: &'static str = $range;

            /// Checks a number.
            ///
            /// # Errors
            ///
            #[doc = concat!("[`OutOfRange`] for anything outside ", $range, ", NaN and infinities included.")]
            pub const fn new(value: f64) -> Result<Self, OutOfRange> {
                if Self::allows(value) {
                    Ok(Self(value))
                } else {
                    Err(OutOfRange { what: $what, value, range: $range })
                }
            }

            /// Whether a number lies in the range.
            pub(crate) const fn allows(value: f64) -> bool {
                value == $also || value >= $low && value <= $high
            }

            /// Wraps a number that validation or a kernel has already bounded.
            pub(crate) const fn checked(value: f64) -> Self {
                debug_assert!(Self::allows(value));
                Self(value)
            }

            /// Returns the plain number.
            pub const fn get(self) -> f64 {
                self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        /// Writes at most four decimals unless a precision is given; `get` has every digit.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                if f.precision().is_some() {
                    fmt::Display::fmt(&self.0, f)
                } else {
                    fmt::Display::fmt(&((self.0 * 1e4).round() / 1e4), f)
                }
            }
        }

        impl From<$name> for f64 {
            fn from(number: $name) -> Self {
                number.0
            }
        }

        impl TryFrom<f64> for $name {
            type Error = OutOfRange;

            fn try_from(value: f64) -> Result<Self, OutOfRange> {
                Self::new(value)
            }
        }
    };
}

checked_number! {
    /// How good something is: 1 is as good as normal, 0 is nothing at all.
    ///
    /// Capability, condition, need met and delivered quality are all qualities.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::unit::Quality;
    ///
    /// let quality = Quality::new(0.25)?;
    /// assert_eq!(quality.get(), 0.25);
    /// assert_eq!(quality.loss(), 0.75);
    /// assert_eq!(Quality::new(1.7).unwrap_err().to_string(), "quality `1.7` is outside 0..=1");
    /// # Ok::<(), knockon::unit::OutOfRange>(())
    /// ```
    Quality, "quality", 0.0..=1.0, "0..=1"
}

checked_number! {
    /// The share of a consumer's quality that is lost when a need is wholly unmet, 0..=1.
    Dependence, "dependence", 0.0..=1.0, "0..=1"
}

checked_number! {
    /// What an external customer reports with everything right: 1e-100..=1, so that what it would
    /// experience follows from what it reports.
    Ceiling, "ceiling", 1e-100..=1.0, "1e-100..=1"
}

checked_number! {
    /// How much one input counts beside the others: 0, or 1e-100..=1e100 so that sums stay finite
    /// and the share of any weight in a sum stays above 0.
    Weight, "weight", 0.0 or 1e-100..=1e100, "0 or 1e-100..=1e100"
}

checked_number! {
    /// How many people or organisations an external customer stands for: 0, or 1e-100..=1e100 so
    /// that sums stay finite and the share of any population in a sum stays above 0.
    Population, "population", 0.0 or 1e-100..=1e100, "0 or 1e-100..=1e100"
}

checked_number! {
    /// How many people, or full-time equivalents, answer requests: 0, or 1e-9..=1e9.
    Agents, "agents", 0.0 or 1e-9..=1e9, "0 or 1e-9..=1e9"
}

checked_number! {
    /// How often something happens, per hour, per job or per request: 0, or 1e-12..=1e9.
    Rate, "rate", 0.0 or 1e-12..=1e9, "0 or 1e-12..=1e9"
}

/// The steepest that any stated number may make a map whose slope is bounded: a loss below the last
/// place of a quality cannot become a loss of everything.
pub(crate) const STEEPEST: f64 = 1e15;

impl Quality {
    /// As good as normal.
    pub const FULL: Self = Self(1.0);
    /// Nothing at all.
    pub const NONE: Self = Self(0.0);

    /// Returns what is missing to full quality, `1 − q`.
    pub const fn loss(self) -> f64 {
        1.0 - self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Figure;

    #[test]
    fn figures_show_what_their_digits_say() {
        let shown = [0.0, 1.0, -0.25, 1e-5, 1.5e-7, -1e-300, 1e15, 1e16, f64::NAN, f64::INFINITY]
            .map(|value| Figure(value).to_string());
        let expected = [
            "0",
            "1",
            "-0.25",
            "0.00001",
            "1.5e-7",
            "-1e-300",
            "1000000000000000",
            "1e16",
            "NaN",
            "inf",
        ];
        assert_eq!(shown, expected);
    }
}
