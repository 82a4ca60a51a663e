//! `Estimate`: a number with its interval, and what stands behind it.

use std::fmt;

use serde::Serialize;

use crate::numerics::beta::BetaMixture;
use crate::organisation::{Origin, StatedRange};
use crate::unit::OutOfRange;

/// The confidence of intervals unless another is asked for.
pub(crate) const CONFIDENCE: f64 = 0.95;

/// A number that evidence gives, with an interval that holds the true one at a stated confidence.
///
/// Its unit is that of what is estimated: shares and qualities are 0..=1, rates are per hour or per
/// period, times are hours.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Estimate {
    /// The estimate itself.
    pub value: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval; infinite where the evidence gives none.
    pub high: f64,
    /// How often intervals made like this one hold the true number, such as 0.95.
    pub confidence: f64,
    /// The standard deviation of what is believed about the number.
    pub standard_deviation: f64,
    /// How many independent observations stand behind it: tickets, answers, periods. Weights and
    /// ageing make it a real number; 0 where nothing was observed.
    pub effective_number: f64,
    /// Where the number comes from.
    pub origin: Origin,
}

/// Refuses a number unless it is as it should be.
pub(crate) fn check(
    what: &'static str,
    value: f64,
    is_right: bool,
    range: &'static str,
) -> Result<(), OutOfRange> {
    if is_right && value.is_finite() { Ok(()) } else { Err(OutOfRange { what, value, range }) }
}

/// Refuses a confidence outside 0..1.
pub(crate) fn check_confidence(confidence: f64) -> Result<(), OutOfRange> {
    check("confidence", confidence, confidence > 0.0 && confidence < 1.0, "0..1, without its ends")
}

/// Refuses a count of what met its target that is none, or larger than the whole.
pub(crate) fn check_count(met: f64, n: f64) -> Result<(), OutOfRange> {
    check("number of tickets", n, n >= 0.0, "0 or more")?;
    check("number that met their target", met, met >= 0.0 && met <= n, "0 to the number of tickets")
}

/// The mean of a distribution of a share, with its equal-tailed interval.
pub(crate) fn quantiles_of(
    believed: &BetaMixture,
    confidence: f64,
    effective_number: f64,
    origin: Origin,
) -> Estimate {
    let tail = 0.5 * (1.0 - confidence);
    Estimate {
        value: believed.mean(),
        low: believed.quantile(tail),
        high: believed.quantile(1.0 - tail),
        confidence,
        standard_deviation: believed.variance().sqrt(),
        effective_number,
        origin,
    }
}

impl Estimate {
    /// The interval as it is stated beside a number, with the origin.
    ///
    /// It holds the value, also where a distribution is so skewed that its interval does not.
    pub fn stated_range(&self) -> StatedRange {
        StatedRange::new(self.low.min(self.value)..=self.high.max(self.value), self.origin)
    }

    /// Prints a share of 0..=1 in per cent with its interval: `83 % (70 to 94 %)`.
    pub fn as_share(&self) -> impl fmt::Display + use<> {
        let Self { value, low, high, .. } = *self;
        // One digit more where whole per cents would show nothing, or everything.
        let is_narrow = high - low < 0.02;
        let decimals = usize::from(is_narrow);
        format!(
            "{:.decimals$} % ({:.decimals$} to {:.decimals$} %)",
            100.0 * value,
            100.0 * low,
            100.0 * high
        )
    }
}

/// Writes three significant digits: `13.0 (8.9 to 17.1)`.
impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = |number: f64| -> usize {
            let size = number.abs().max(1e-3);
            [100.0, 10.0, 1.0].iter().filter(|limit| size < **limit).count()
        };
        let decimals = digits(self.value);
        write!(f, "{:.decimals$} ({:.decimals$} to {:.decimals$})", self.value, self.low, self.high)
    }
}
