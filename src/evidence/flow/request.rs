//! How many requests to a provider one job of a department takes.

use crate::evidence::Estimate;
use crate::evidence::condition::jeffreys;
use crate::evidence::estimate::{check, check_confidence};
use crate::numerics::quantile::chi_squared;
use crate::organisation::Origin;
use crate::unit::OutOfRange;

/// Estimates the share of a department's jobs that it passed on to a provider: `passed_on` of
/// `jobs`, with the interval of Jeffreys.
///
/// At most 1, it is also where a dependence starts from before anything is fitted: a department needs
/// nobody whom it never asks.
///
/// # Errors
///
/// [`OutOfRange`] for counts that are none, no jobs, and a confidence outside 0..1.
///
/// # Examples
///
/// ```
/// use knockon::evidence::flow::requests_per_job;
///
/// let found = requests_per_job(36.0, 120.0, 0.95)?;
/// assert_eq!(found.as_share().to_string(), "30 % (22 to 39 %)");
/// # Ok::<(), knockon::OutOfRange>(())
/// ```
pub fn requests_per_job(
    passed_on: f64,
    jobs: f64,
    confidence: f64,
) -> Result<Estimate, OutOfRange> {
    check("number of jobs", jobs, jobs > 0.0, "above 0")?;
    Ok(Estimate { value: passed_on / jobs, ..jeffreys(passed_on, jobs, confidence)? })
}

/// Estimates how many requests a provider gets for each of a department's: `requests` / `jobs`, which
/// may exceed 1, with the interval of independent requests.
///
/// # Errors
///
/// [`OutOfRange`] for requests below 0, no jobs, and a confidence outside 0..1.
///
/// # Examples
///
/// ```
/// use knockon::evidence::flow::requests_per_request;
///
/// let found = requests_per_request(250.0, 100.0, 0.95)?;
/// assert_eq!(found.to_string(), "2.50 (2.20 to 2.83)");
/// # Ok::<(), knockon::OutOfRange>(())
/// ```
pub fn requests_per_request(
    requests: f64,
    jobs: f64,
    confidence: f64,
) -> Result<Estimate, OutOfRange> {
    check("number of jobs", jobs, jobs > 0.0, "above 0")?;
    check("number of requests", requests, requests >= 0.0, "0 or more")?;
    check_confidence(confidence)?;
    let tail = 0.5 * (1.0 - confidence);
    let low = if requests > 0.0 { 0.5 * chi_squared(tail, 2.0 * requests) } else { 0.0 };
    Ok(Estimate {
        value: requests / jobs,
        low: low / jobs,
        high: 0.5 * chi_squared(1.0 - tail, 2.0 * (requests + 1.0)) / jobs,
        confidence,
        standard_deviation: requests.sqrt() / jobs,
        effective_number: jobs,
        origin: Origin::Measured,
    })
}
