//! The equation of customers over slices, for engines that call it from within their queries.

use super::customer_rule::CustomerRule;
use super::error::SqlError;
use crate::organisation::{Rule, Substitution, Transfer};
use crate::rule::{Aggregator, FeltNeeds, criticality, substitution, transfer};
use crate::unit::{OutOfRange, Quality, Weight};

/// The equation of a [`CustomerRule`], stage by stage, as customers in memory have it.
///
/// SQL says most rules in its own words; an engine that can call Rust has every rule here, the chance
/// that at least `k` services work included, with the digits of a solve.
///
/// ```text
/// received   y = h(condition · quality)
/// need met   u = met(y, service weights)
/// felt       x = 1 − dependence · (1 − u)
/// quality    q = ceiling · min(combined(x, weights), caps(u))
/// ```
///
/// # Examples
///
/// ```
/// use knockon::io::sql::CustomerRule;
/// use knockon::{Rule, Substitution};
///
/// let rule = CustomerRule::default()
///     .rule(Rule::WEAKEST)
///     .substitution(Substitution::IndependentAtLeast { k: 2 });
/// let kernel = rule.kernel()?;
/// // Two of three, each of which works half of the time: 3/8 + 1/8.
/// assert_eq!(kernel.met(&mut [0.5, 0.5, 0.5], &[1.0, 1.0, 1.0])?, 0.5);
/// assert_eq!(kernel.combined(&[0.25, 0.5], &[1.0, 1.0])?, 0.5);
/// assert_eq!(
///     kernel.received(1.5).unwrap_err().to_string(),
///     "quality `1.5` is outside 0..=1"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerKernel {
    rule: CustomerRule,
}

impl CustomerRule {
    /// Checks the rule, and returns its equation.
    ///
    /// # Errors
    ///
    /// [`SqlError::OutOfRange`] and [`SqlError::Transfer`]; what SQL cannot say is not refused.
    pub fn kernel(&self) -> Result<CustomerKernel, SqlError> {
        self.check_ranges()?;
        Ok(CustomerKernel { rule: self.clone() })
    }
}

impl CustomerKernel {
    /// Returns the rule.
    pub const fn rule(&self) -> &CustomerRule {
        &self.rule
    }

    /// Evaluates what is received of `condition · quality`, 0..=1.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for a number outside 0..=1.
    pub fn received(&self, quality: f64) -> Result<f64, OutOfRange> {
        Ok(match &self.rule.transfer {
            Transfer::Identity => Quality::new(quality)?.get(),
            curve => transfer::felt(curve, Quality::new(quality)?.get()),
        })
    }

    /// Evaluates how well a need is met by what is received on each of its services, whose weights
    /// within the need are `weights`; 0 without services, and where a rank exceeds their number.
    ///
    /// `received` is scratch: its order may change.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for what is received outside 0..=1, a weight outside its range, slices of two
    /// lengths, and more than [`Substitution::MAX_AT_LEAST_SERVICES`] services where their number
    /// is limited.
    ///
    /// # Complexity
    ///
    /// Linear in services; services × `k` for the chance that at least `k` work.
    pub fn met(&self, received: &mut [f64], weights: &[f64]) -> Result<f64, OutOfRange> {
        check_lengths(received.len(), weights.len())?;
        check_all("quality received", received, Quality::allows, Quality::RANGE)?;
        check_all("weight of a service", weights, Weight::allows, Weight::RANGE)?;
        let counted = self.rule.substitution.counting(received.len());
        match counted {
            Substitution::KthBest { k } | Substitution::IndependentAtLeast { k }
                if k as usize > received.len() =>
            {
                return Ok(0.0);
            }
            Substitution::IndependentAtLeast { .. } => check_count(received.len())?,
            _ => {}
        }
        Ok(substitution::met(Some(counted), received, weights.iter().copied()))
    }

    /// Combines what is felt of needs, given by how much is lost of each: `dependence · (1 − met)`. Own
    /// capability of a customer is 1. Without needs nothing is lost.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for a loss outside 0..=1, a weight outside its range, and slices of two lengths.
    ///
    /// # Complexity
    ///
    /// Linear in needs.
    #[expect(clippy::float_cmp, reason = "a weight of exactly 1 is as if it was not stated")]
    pub fn combined(&self, losses: &[f64], weights: &[f64]) -> Result<f64, OutOfRange> {
        check_lengths(losses.len(), weights.len())?;
        check_all("loss of a need", losses, Quality::allows, Quality::RANGE)?;
        check_all("weight of a need", weights, Weight::allows, Weight::RANGE)?;
        Ok(combine(self.rule.rule, losses, weights, weights.iter().all(|&weight| weight == 1.0)))
    }

    /// Evaluates what quality is capped at, given how well a need is met; nothing caps it beyond 1.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for a number outside 0..=1.
    pub fn cap(&self, met: f64) -> Result<f64, OutOfRange> {
        let met = Quality::new(met)?.get();
        let cap = self.rule.criticality.map(|of_need| criticality::cap(of_need, met));
        Ok(cap.map_or(1.0, |cap| cap.min(1.0)))
    }
}

/// Combines needs of a customer, whose dependences no rule asks about where own capability is 1.
fn combine(rule: Rule, losses: &[f64], weights: &[f64], unit_weights: bool) -> f64 {
    let needs = FeltNeeds {
        loss: losses,
        dependence: losses,
        weight: if unit_weights { &[] } else { weights },
    };
    Aggregator::new(rule, false, unit_weights).combine(1.0, needs)
}

/// Refuses weights that are not as many as the numbers they are of.
pub(super) fn check_lengths(numbers: usize, weights: usize) -> Result<(), OutOfRange> {
    if numbers == weights {
        return Ok(());
    }
    let value = f64::from(u32::try_from(weights).unwrap_or(u32::MAX));
    Err(OutOfRange { what: "number of weights", value, range: "as many as there are numbers" })
}

fn check_count(services: usize) -> Result<(), OutOfRange> {
    const { assert!(Substitution::MAX_AT_LEAST_SERVICES == 1_000, "the message names it") };
    if services <= Substitution::MAX_AT_LEAST_SERVICES {
        return Ok(());
    }
    let value = f64::from(u32::try_from(services).unwrap_or(u32::MAX));
    Err(OutOfRange { what: "number of services of a need", value, range: "1..=1000" })
}

pub(super) fn check_all(
    what: &'static str,
    values: &[f64],
    allows: impl Fn(f64) -> bool,
    range: &'static str,
) -> Result<(), OutOfRange> {
    match values.iter().find(|&&value| !allows(value)) {
        None => Ok(()),
        Some(&value) => Err(OutOfRange { what, value, range }),
    }
}
