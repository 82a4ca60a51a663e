//! What would remain if a provider stopped altogether.

use super::Judged;
use super::three_point::LEAST_DEVIATION;
use crate::evidence::estimate::check;
use crate::organisation::Transfer;
use crate::unit::OutOfRange;

/// What the answer says of a service.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RemainingSays {
    /// The dependence: 1 less what remains.
    pub dependence: f64,
    /// How a loss of the provider is felt: a buffer absorbs the first part of it.
    pub transfer: Transfer,
}

impl RemainingSays {
    /// The dependence as one person's judgement, with a standard deviation of 0.15.
    pub fn judged(&self) -> Judged {
        Judged::new(self.dependence, LEAST_DEVIATION)
    }
}

/// Turns the answer to "if they stopped altogether, what share of your usual quality would remain,
/// once your buffer is used up?" into a dependence.
///
/// # Arguments
///
/// * `remaining`: 0..=1.
/// * `buffer`: the share of a loss that is not felt, 0 or more and below 1.
///
/// # Errors
///
/// [`OutOfRange`] for arguments outside their ranges.
///
/// # Examples
///
/// ```
/// use knockon::Transfer;
/// use knockon::evidence::judgement::remaining;
///
/// let found = remaining(0.3, 0.2)?;
/// assert!((found.dependence - 0.7).abs() < 1e-15);
/// assert_eq!(found.transfer, Transfer::Ramp { from: 0.0, to: 0.8 });
/// # Ok::<(), knockon::OutOfRange>(())
/// ```
///
/// # References
///
/// P. Garvey and C. Pinto, Introduction to functional dependency network analysis, 2009.
pub fn remaining(remaining: f64, buffer: f64) -> Result<RemainingSays, OutOfRange> {
    check("what remains", remaining, (0.0..=1.0).contains(&remaining), "0..=1")?;
    check("buffer", buffer, (0.0..1.0).contains(&buffer), "0 or more and below 1")?;
    let transfer = if buffer > 0.0 {
        Transfer::Ramp { from: 0.0, to: 1.0 - buffer }
    } else {
        Transfer::Identity
    };
    Ok(RemainingSays { dependence: 1.0 - remaining, transfer })
}
