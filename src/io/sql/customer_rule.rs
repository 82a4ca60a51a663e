//! The equation that all customers of a table share.

use super::error::SqlError;
use crate::organisation::{Aggregation, Criticality, Rule, Substitution, Transfer, Weighting};
use crate::unit::Weight;

/// Orders nearer to 0 lose digits in SQL, which has no logarithm of 1 + x.
const LEAST_ORDER: f64 = 1e-3;
/// Exponents of transfers beyond this are steps that no number tells apart.
const LARGEST_EXPONENT: f64 = 1e3;

/// The equation that all customers of a table share: how what is received is felt, how services stand
/// in for each other, how needs combine.
///
/// # Examples
///
/// ```
/// use knockon::io::sql::CustomerRule;
/// use knockon::{Rule, Transfer};
///
/// let rule = CustomerRule::default().rule(Rule::WEAKEST).transfer(Transfer::Power { exponent: 2.0 });
/// assert_eq!(rule.rule, Rule::WEAKEST);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct CustomerRule {
    /// How needs combine; `mean` unless set.
    pub rule: Rule,
    /// How what a service provides is felt; as provided unless set.
    pub transfer: Transfer,
    /// How the services of one need stand in for each other; the best counts unless set.
    pub substitution: Substitution,
    /// What quality is capped at, given how well a need is met; at nothing unless set.
    pub criticality: Option<Criticality>,
}

impl Default for CustomerRule {
    fn default() -> Self {
        Self {
            rule: Rule::MEAN,
            transfer: Transfer::Identity,
            substitution: Substitution::BestOf,
            criticality: None,
        }
    }
}

impl CustomerRule {
    /// Sets [`rule`](Self::rule).
    pub const fn rule(mut self, rule: Rule) -> Self {
        self.rule = rule;
        self
    }

    /// Sets [`transfer`](Self::transfer).
    pub fn transfer(mut self, transfer: Transfer) -> Self {
        self.transfer = transfer;
        self
    }

    /// Sets [`substitution`](Self::substitution).
    pub const fn substitution(mut self, substitution: Substitution) -> Self {
        self.substitution = substitution;
        self
    }

    /// Sets [`criticality`](Self::criticality).
    pub const fn criticality(mut self, criticality: Criticality) -> Self {
        self.criticality = Some(criticality);
        self
    }

    /// Refuses what is out of range, and what SQL cannot say.
    pub(super) fn check(&self) -> Result<(), SqlError> {
        self.check_ranges()?;
        if let Rule::Aggregation(Aggregation { order, .. }) = self.rule
            && order.abs() > 0.0
            && order.abs() < LEAST_ORDER
        {
            return Err(SqlError::NotInSql { what: "an order next to 0, nearer than 0.001," });
        }
        if let Transfer::Power { exponent: steep } | Transfer::Hill { n: steep, .. } = self.transfer
            && steep > LARGEST_EXPONENT
        {
            return Err(SqlError::NotInSql { what: "a transfer of an exponent above 1000" });
        }
        match self.substitution {
            Substitution::IndependentAtLeast { .. }
            | Substitution::IndependentAtLeastShare { .. } => {
                Err(SqlError::NotInSql { what: "the chance that at least k services work" })
            }
            _ => Ok(()),
        }
    }

    /// Refuses what is out of range.
    pub(super) fn check_ranges(&self) -> Result<(), SqlError> {
        self.check_rule()?;
        if let Some(fault) = self.transfer.fault() {
            return Err(SqlError::Transfer { message: fault.message });
        }
        self.check_substitution()?;
        if let Some(Criticality { floor, slope }) = self.criticality {
            check("floor of a criticality", floor, 0.0..=1.0, "0..=1")?;
            check("slope of a criticality", slope, 0.0..=1e15, "0..=1e15")?;
        }
        Ok(())
    }

    fn check_rule(&self) -> Result<(), SqlError> {
        let Rule::Aggregation(Aggregation { order, weighting }) = self.rule else { return Ok(()) };
        let range = match weighting {
            Weighting::Full => f64::NEG_INFINITY..=1.0,
            Weighting::Share { .. } => f64::NEG_INFINITY..=f64::INFINITY,
        };
        if order.is_nan() || !range.contains(&order) || !Aggregation::tells_from_zero(order) {
            let range = "the orders of its weighting";
            return Err(SqlError::OutOfRange { what: "order", value: order, range });
        }
        if let Weighting::Share { own_weight: Some(weight) } = weighting
            && !Weight::allows(weight)
        {
            let (what, range) = ("own weight", Weight::RANGE);
            return Err(SqlError::OutOfRange { what, value: weight, range });
        }
        Ok(())
    }

    fn check_substitution(&self) -> Result<(), SqlError> {
        match self.substitution {
            Substitution::BestOf | Substitution::Independent => Ok(()),
            Substitution::KthBest { k } | Substitution::IndependentAtLeast { k } => {
                check("k of a substitution", f64::from(k), 1.0..=1e9, "1..=1e9")
            }
            Substitution::KthBestShare { at_least_share: share }
            | Substitution::IndependentAtLeastShare { at_least_share: share } => {
                check("share of a substitution", share, f64::MIN_POSITIVE..=1.0, "above 0 to 1")
            }
            Substitution::Pooled { required } => {
                check("what a pool requires", required, 1e-100..=1e100, "1e-100..=1e100")
            }
        }
    }
}

/// Refuses a number outside its range.
pub(super) fn check(
    what: &'static str,
    value: f64,
    allowed: std::ops::RangeInclusive<f64>,
    range: &'static str,
) -> Result<(), SqlError> {
    if allowed.contains(&value) { Ok(()) } else { Err(SqlError::OutOfRange { what, value, range }) }
}
