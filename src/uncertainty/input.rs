//! Which number is uncertain, and what is known of it.

use std::fmt;
use std::ops::RangeInclusive;

use serde::Serialize;

use super::distribution::Distribution;
use crate::organisation::Scenario;

/// A kind of number that can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Quantity {
    /// What a department could do on its own, 0..=1.
    Capability,
    /// How well one service runs, 0..=1.
    Condition,
    /// How much a consumer depends on a need, 0..=1.
    Dependence,
    /// What an external customer reports with everything right, 1e-100..=1.
    Ceiling,
}

impl Quantity {
    /// Every kind, in the order in which a resolved scenario numbers its values.
    pub(super) const ALL: [Self; 4] =
        [Self::Capability, Self::Condition, Self::Dependence, Self::Ceiling];

    /// Sets a number in a scenario.
    pub(super) fn set(self, scenario: Scenario, id: &str, value: f64) -> Scenario {
        match self {
            Self::Capability => scenario.capability(id, value),
            Self::Condition => scenario.condition(id, value),
            Self::Dependence => scenario.dependence(id, value),
            Self::Ceiling => scenario.ceiling(id, value),
        }
    }

    /// How many numbers of this kind a scenario sets.
    pub(super) fn count_in(self, scenario: &Scenario) -> usize {
        match self {
            Self::Capability => scenario.capabilities().len(),
            Self::Condition => scenario.conditions().len(),
            Self::Dependence => scenario.dependences().len(),
            Self::Ceiling => scenario.ceilings().len(),
        }
    }

    /// Whether a scenario decides a number of this kind.
    pub(super) fn is_set(self, scenario: &Scenario, id: &str) -> bool {
        let among =
            |mut set: Box<dyn Iterator<Item = (&str, f64)> + '_>| set.any(|(of, _)| of == id);
        match self {
            Self::Capability => among(Box::new(scenario.capabilities())),
            Self::Condition => {
                among(Box::new(scenario.conditions()))
                    || scenario.stopped_services().any(|of| of == id)
            }
            Self::Dependence => among(Box::new(scenario.dependences())),
            Self::Ceiling => among(Box::new(scenario.ceilings())),
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Capability => "capability",
            Self::Condition => "condition",
            Self::Dependence => "dependence",
            Self::Ceiling => "ceiling",
        })
    }
}

/// What a ceiling is at least.
pub(super) const SMALLEST_CEILING: f64 = 1e-100;

/// A number of an organisation with what is known of it.
///
/// # Examples
///
/// ```
/// use knockon::uncertainty::{Input, Uniform};
///
/// let input = Input::capability("it", Uniform::new(0.4, 0.8)?);
/// assert_eq!(input.to_string(), "capability of `it`");
/// # Ok::<(), knockon::uncertainty::DistributionError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Input {
    /// Which kind of number.
    pub quantity: Quantity,
    /// Of which department, service, need (`consumer/need`) or external customer.
    pub id: String,
    /// What is known of it.
    pub distribution: Distribution,
}

impl Input {
    /// What its values lie within.
    pub(super) fn support(&self) -> RangeInclusive<f64> {
        let support = self.distribution.support();
        match (self.quantity, self.distribution) {
            // A Beta distribution has no draw at 0, only some that are next to it.
            (Quantity::Ceiling, Distribution::Beta(_)) => SMALLEST_CEILING..=*support.end(),
            _ => support,
        }
    }

    fn new(
        quantity: Quantity,
        id: impl Into<String>,
        distribution: impl Into<Distribution>,
    ) -> Self {
        Self { quantity, id: id.into(), distribution: distribution.into() }
    }

    /// States what is known of a department's capability, within 0..=1.
    pub fn capability(department: impl Into<String>, known: impl Into<Distribution>) -> Self {
        Self::new(Quantity::Capability, department, known)
    }

    /// States what is known of the condition of a service, within 0..=1.
    pub fn condition(service: impl Into<String>, known: impl Into<Distribution>) -> Self {
        Self::new(Quantity::Condition, service, known)
    }

    /// States what is known of the dependence on a service, or on a declared need
    /// (`consumer/need`), within 0..=1.
    pub fn dependence(service_or_need: impl Into<String>, known: impl Into<Distribution>) -> Self {
        Self::new(Quantity::Dependence, service_or_need, known)
    }

    /// States what is known of the ceiling of an external customer, within 1e-100..=1.
    pub fn ceiling(customer: impl Into<String>, known: impl Into<Distribution>) -> Self {
        Self::new(Quantity::Ceiling, customer, known)
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of `{}`", self.quantity, self.id)
    }
}
