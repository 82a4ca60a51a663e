//! Checked numbers: each type is a finite `f64` known to lie in its range.
//!
//! Builders and scenarios take plain `f64`; what comes back out of a built organisation or a
//! solved assessment is one of these types, so a reader never has to ask whether a number was
//! checked.
//!
//! Checked numbers are totally ordered and can be hashed: none is NaN, and −0 becomes 0 when one is
//! made. They compare with plain `f64` (`quality < 0.9`), serialise as plain numbers, and are
//! checked again when they are deserialised.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

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

/// A number with at most four decimals, and with more where four would show a whole number that it
/// is not: then as many as show two digits of the distance from that whole number.
struct FewDecimals(f64);

impl fmt::Display for FewDecimals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Where the digits of numbers below 1 end.
        const MOST_DECIMALS: u8 = 17;
        let text = format!("{:.4}", self.0);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        let whole = self.0.round();
        let distance = (self.0 - whole).abs();
        if distance <= 0.0 {
            return write!(f, "{}", self.0);
        }
        if text.contains('.') {
            return f.write_str(text);
        }
        if whole.abs() <= 0.0 && distance < 1e-5 {
            return write!(f, "{:.1e}", self.0);
        }
        // Below the first digit of the distance one more is shown.
        let decimals = (5..MOST_DECIMALS)
            .find(|&decimals| distance * 10_f64.powi(i32::from(decimals)) >= 9.5)
            .unwrap_or(MOST_DECIMALS);
        let text = format!("{:.*}", usize::from(decimals), self.0);
        f.write_str(text.trim_end_matches('0'))
    }
}

/// Turns −0 into 0, so that equal numbers have equal bits.
const fn positive_zero(value: f64) -> f64 {
    value + 0.0
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
        #[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
        #[serde(into = "f64", try_from = "f64")]
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
                    Ok(Self(positive_zero(value)))
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
                Self(positive_zero(value))
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

        /// Writes at most four decimals, more where four would show a whole number that it is not;
        /// a precision is followed where one is given, and `get` has every digit.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                if f.precision().is_some() {
                    fmt::Display::fmt(&self.0, f)
                } else {
                    f.pad_integral(true, "", &FewDecimals(self.0).to_string())
                }
            }
        }

        impl Eq for $name {}

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                self.0.total_cmp(&other.0)
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.to_bits().hash(state);
            }
        }

        impl PartialEq<f64> for $name {
            fn eq(&self, other: &f64) -> bool {
                self.0 == *other
            }
        }

        impl PartialOrd<f64> for $name {
            fn partial_cmp(&self, other: &f64) -> Option<Ordering> {
                self.0.partial_cmp(other)
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
    use super::{Figure, Population, Quality};

    #[test]
    fn few_decimals_hide_no_loss() {
        let shown = |value| Quality::new(value).unwrap().to_string();
        let qualities = [1.0, 0.0, 0.5, 0.12345, 0.99996, 0.999_949, 0.999_999_999_99, 0.00004];
        let expected = ["1", "0", "0.5", "0.1235", "0.99996", "0.9999", "0.99999999999", "0.00004"];
        assert_eq!(qualities.map(shown), expected);
        assert_eq!(shown(1.0 - f64::EPSILON / 2.0), "0.99999999999999989");
        assert_eq!([2.5e-7, 1e-300].map(shown), ["2.5e-7", "1.0e-300"]);
        let shown = |value| Population::new(value).unwrap().to_string();
        let populations = [1e100, 120_000.0, 3.000_01, 1e15 + 0.5];
        let ten_duotrigintillion = format!("1{}", "0".repeat(100));
        let expected = [&*ten_duotrigintillion, "120000", "3.00001", "1000000000000000.5"];
        assert_eq!(populations.map(shown), expected);
        assert_eq!(
            format!("{:>8}|{:.2}", Quality::new(0.5).unwrap(), Quality::FULL),
            "     0.5|1.00"
        );
    }

    #[test]
    fn numbers_are_ordered_and_compare_with_plain_ones() {
        let quality = |value| Quality::new(value).unwrap();
        assert!(quality(0.2) < quality(0.3) && quality(0.2) < 0.3 && quality(0.3) >= 0.3);
        assert!(quality(0.5) == 0.5);
        assert_eq!(quality(0.5).partial_cmp(&f64::NAN), None);
        assert!(quality(-0.0).get().is_sign_positive());
        assert!(Quality::checked(-0.0).get().is_sign_positive());
        assert_eq!(quality(-0.0).cmp(&quality(0.0)), std::cmp::Ordering::Equal);
    }

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
