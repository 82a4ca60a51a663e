//! How long requests take until they are resolved, those still open among them.

use serde::Serialize;

use crate::evidence::Estimate;
use crate::evidence::estimate::{check, check_confidence};
use crate::numerics::quantile::normal;
use crate::numerics::series::real;
use crate::organisation::Origin;
use crate::unit::OutOfRange;

/// A request and how long it has been open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HandlingTime {
    /// From opened to resolved, or to today, in hours or another unit; 0 or more.
    pub time: f64,
    /// Whether it was resolved then; one that is still open counts as at risk until today.
    pub is_resolved: bool,
}

/// The share of requests that is still open after a time (Kaplan and Meier).
///
/// The mean of resolved requests alone is too small: those that take long are still open. On a log of
/// a help desk it was a third too small.
///
/// # Examples
///
/// ```
/// use knockon::evidence::flow::{Handling, HandlingTime};
///
/// let times = [(5.0, true), (8.0, true), (8.0, false), (12.0, true), (15.0, false)];
/// let times = times.map(|(time, is_resolved)| HandlingTime { time, is_resolved });
/// let handling = Handling::new(&times)?;
/// // 5 of 5 are open, then 4/5; of 4 at risk one is resolved at 8: 3/5; of 2 one at 12: 3/10.
/// let open: Vec<_> = handling.steps().iter().map(|step| step.still_open).collect();
/// assert!((open[2] - 0.3).abs() < 1e-15);
/// assert_eq!(handling.time_of(0.5), Some(12.0));
/// # Ok::<(), knockon::OutOfRange>(())
/// ```
///
/// # References
///
/// E. Kaplan and P. Meier, Nonparametric estimation from incomplete observations, 1958;
/// M. Greenwood, The errors of sampling of the survivorship tables, 1926.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Handling {
    steps: Vec<HandlingStep>,
    requests: usize,
    still_open: usize,
    usual_horizon: f64,
    /// The longest time that anything has been open.
    longest: f64,
}

/// A time at which requests were resolved.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct HandlingStep {
    /// The time since a request was opened.
    pub time: f64,
    /// How many were open so long.
    pub at_risk: f64,
    /// How many of these were resolved then.
    pub resolved: f64,
    /// The share of all requests that takes longer.
    pub still_open: f64,
    /// The standard error of that share, by Greenwood.
    pub standard_error: f64,
}

/// How many have to be at risk where the usual horizon ends.
const FEWEST_AT_RISK: usize = 10;

impl Handling {
    /// Takes requests in any order.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for no requests, and times below 0.
    ///
    /// # Complexity
    ///
    /// Sorts the requests.
    pub fn new(requests: &[HandlingTime]) -> Result<Self, OutOfRange> {
        check("number of requests", real(requests.len()), !requests.is_empty(), "1 or more")?;
        for request in requests {
            check("handling time", request.time, request.time >= 0.0, "0 or more")?;
        }
        let mut sorted = requests.to_vec();
        // Of those at one time the resolved ones come first.
        sorted.sort_by(|a, b| a.time.total_cmp(&b.time).then(b.is_resolved.cmp(&a.is_resolved)));
        let (mut steps, mut still_open, mut greenwood) = (Vec::new(), 1.0, 0.0);
        let mut before = 0;
        for tied in sorted.chunk_by(|a, b| a.time.total_cmp(&b.time).is_eq()) {
            let at_risk = real(sorted.len() - before);
            let resolved = real(tied.iter().filter(|request| request.is_resolved).count());
            before += tied.len();
            if resolved <= 0.0 {
                continue;
            }
            still_open *= 1.0 - resolved / at_risk;
            greenwood += resolved / (at_risk * (at_risk - resolved));
            // Where nobody is left the share is 0, and its error by this formula as well.
            let standard_error = if still_open > 0.0 { still_open * greenwood.sqrt() } else { 0.0 };
            steps.push(HandlingStep {
                time: tied[0].time,
                at_risk,
                resolved,
                still_open,
                standard_error,
            });
        }
        let longest = sorted[sorted.len() - 1].time;
        let usual = sorted.len().checked_sub(FEWEST_AT_RISK).map_or(longest, |at| sorted[at].time);
        Ok(Self {
            steps,
            requests: sorted.len(),
            still_open: sorted.iter().filter(|request| !request.is_resolved).count(),
            usual_horizon: usual,
            longest,
        })
    }

    /// Returns the times at which requests were resolved, ascending.
    pub fn steps(&self) -> &[HandlingStep] {
        &self.steps
    }

    /// Returns how many requests there are.
    pub fn requests(&self) -> usize {
        self.requests
    }

    /// Returns how many are still open.
    pub fn still_open(&self) -> usize {
        self.still_open
    }

    /// Returns the longest time that at least ten requests have been open, the usual horizon of
    /// [`mean_to`](Self::mean_to); the longest of all where there are fewer.
    pub(crate) fn usual_horizon(&self) -> f64 {
        self.usual_horizon
    }

    /// Returns the time after which a share of requests, inside 0..=1, is resolved; `None` where so
    /// many have not been yet. One half gives the median.
    pub fn time_of(&self, share: f64) -> Option<f64> {
        let step = self.steps.iter().find(|step| 1.0 - step.still_open >= share - 1e-12);
        step.map(|step| step.time)
    }

    /// Returns the time after which a share is resolved with its interval: times at which that share
    /// lies within the error of Greenwood, on the scale of ln(−ln). The upper end is infinite where
    /// it was not reached.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for a confidence outside 0..1.
    pub fn quantile(&self, share: f64, confidence: f64) -> Result<Option<Estimate>, OutOfRange> {
        check_confidence(confidence)?;
        let Some(value) = self.time_of(share) else { return Ok(None) };
        let z = normal(f64::midpoint(1.0, confidence));
        let (mut low, mut high) = (0.0, f64::INFINITY);
        for step in &self.steps {
            let (lower, upper) = step.interval(z);
            // Surely fewer are resolved before; surely more are after.
            if lower > 1.0 - share {
                low = step.time;
            }
            if upper < 1.0 - share {
                high = step.time;
                break;
            }
        }
        Ok(Some(Estimate {
            value,
            low: low.min(value),
            high: high.max(value),
            confidence,
            standard_deviation: if high.is_finite() { (high - low) / (2.0 * z) } else { high },
            effective_number: real(self.requests - self.still_open),
            origin: Origin::Measured,
        }))
    }

    /// Returns the mean time until resolved or until a horizon, whichever is first, with its
    /// standard error by Greenwood.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for a horizon of 0 or less, or beyond the longest time, and a confidence outside
    /// 0..1.
    pub fn mean_to(&self, horizon: f64, confidence: f64) -> Result<Estimate, OutOfRange> {
        check_confidence(confidence)?;
        let is_right = horizon > 0.0 && horizon <= self.longest;
        check("horizon", horizon, is_right, "above 0, at most the longest time")?;
        // From the horizon back, so that the area beyond each step is known there.
        let (mut area, mut variance) = (0.0, 0.0);
        let mut until = horizon;
        for step in self.steps.iter().rev().filter(|step| step.time < horizon) {
            area += step.still_open * (until - step.time);
            until = step.time;
            let left = step.at_risk - step.resolved;
            if left > 0.0 {
                variance += area * area * step.resolved / (step.at_risk * left);
            }
        }
        let value = area + until;
        let reach = normal(f64::midpoint(1.0, confidence)) * variance.sqrt();
        Ok(Estimate {
            value,
            low: (value - reach).max(0.0),
            high: (value + reach).min(horizon),
            confidence,
            standard_deviation: variance.sqrt(),
            effective_number: real(self.requests - self.still_open),
            origin: Origin::Measured,
        })
    }
}

impl HandlingStep {
    /// The interval of the share that is still open, on the scale of ln(−ln).
    fn interval(&self, z: f64) -> (f64, f64) {
        let open = self.still_open;
        if open <= 0.0 || open >= 1.0 {
            return (open, open);
        }
        let reach = z * self.standard_error / (open * -open.ln());
        (open.powf(reach.exp()), open.powf((-reach).exp()))
    }
}
