//! `ShiftedBetaGeometric`: retention of contract customers, which rises with tenure.

use crate::unit::OutOfRange;

/// Contract customers who each end their contract at every renewal with a chance of their own, drawn
/// from a Beta distribution: those who leave easily are gone first, so that retention rises with
/// tenure.
///
/// ```text
/// retention in period t    r_t = (β + t − 1) / (α + β + t − 1)
/// survival to t            S_t = r_1 r_2 … r_t
/// ```
///
/// # Examples
///
/// ```
/// use knockon::outcome::ShiftedBetaGeometric;
///
/// let high_end = ShiftedBetaGeometric::new(0.668, 3.806)?;
/// assert!((high_end.survival(1) - 3.806 / 4.474).abs() < 1e-15);
/// assert!((high_end.survival(7) - 0.488944620894).abs() < 1e-12);
/// assert!(high_end.retention(12) > high_end.retention(1));
/// assert!((high_end.discounted_lifetime(0.1)? - 5.922596407613).abs() < 1e-11);
/// # Ok::<(), knockon::Error>(())
/// ```
///
/// # References
///
/// P. Fader and B. Hardie, *How to project customer retention*, J. Interactive Marketing 21 (2007)
/// 76-90; and *Customer-base valuation in a contractual setting*, Marketing Science 29 (2010) 85-93.
#[derive(Debug, Clone, Copy, PartialEq)]
#[must_use]
pub struct ShiftedBetaGeometric {
    alpha: f64,
    beta: f64,
}

impl ShiftedBetaGeometric {
    /// Takes the parameters of the Beta distribution of the chance to leave, each 1e-6..=1e6.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for a parameter outside.
    pub fn new(alpha: f64, beta: f64) -> Result<Self, OutOfRange> {
        for (what, value) in [("alpha", alpha), ("beta", beta)] {
            if !(1e-6..=1e6).contains(&value) {
                return Err(OutOfRange { what, value, range: "1e-6..=1e6" });
            }
        }
        Ok(Self { alpha, beta })
    }

    /// Returns the share of those there after `period − 1` renewals who renew in a period, from 1
    /// on.
    pub fn retention(self, period: u32) -> f64 {
        let before = f64::from(period.saturating_sub(1));
        (self.beta + before) / (self.alpha + self.beta + before)
    }

    /// Returns the share of customers who are there after so many renewals.
    ///
    /// # Complexity
    ///
    /// Linear in the renewals.
    pub fn survival(self, renewals: u32) -> f64 {
        (1..=renewals).map(|period| self.retention(period)).product()
    }

    /// Returns the discounted number of periods that a new customer pays for, the first at once and
    /// without discount.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for a discount outside 1e-3..=10: nearer to 0 the sum does not come to an end.
    pub fn discounted_lifetime(self, discount: f64) -> Result<f64, OutOfRange> {
        Ok(1.0 + self.discounted_sum(1, discount)? / (1.0 + discount))
    }

    /// Returns the discounted number of periods that a customer has still to pay for who has renewed
    /// so many times and is about to renew again; that renewal is not discounted.
    ///
    /// # Errors
    ///
    /// As of [`discounted_lifetime`](Self::discounted_lifetime).
    pub fn discounted_residual_lifetime(
        self,
        renewals: u32,
        discount: f64,
    ) -> Result<f64, OutOfRange> {
        self.discounted_sum(renewals.saturating_add(1), discount)
    }

    /// `Σ S_t / S_(first − 1) (1 + i)^(first − t)`, from the first on: a hypergeometric series.
    fn discounted_sum(self, first: u32, discount: f64) -> Result<f64, OutOfRange> {
        if !(1e-3..=10.0).contains(&discount) {
            let range = "1e-3..=10";
            return Err(OutOfRange { what: "discount", value: discount, range });
        }
        let (mut sum, mut term) = (0.0, 1.0 + discount);
        let mut period = first;
        while term > f64::EPSILON * 1e-3 * sum {
            term *= self.retention(period) / (1.0 + discount);
            sum += term;
            period = period.saturating_add(1);
        }
        Ok(sum)
    }
}
