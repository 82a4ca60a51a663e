//! What a consumer needs, met by one service or by several that can stand in for each other.

use std::sync::Arc;

use super::{StatedRange, Substitution};

/// Statement of a need that several services may meet.
///
/// # Examples
///
/// ```
/// use knockon::{Criticality, Need, Substitution};
///
/// let freight = Need::new("warehouse", "freight")
///     .dependence(0.8)
///     .substitution(Substitution::KthBest { k: 1 })
///     .criticality(Criticality::floor(0.2).slope(1.0));
/// # let _ = freight;
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Need {
    pub(crate) consumer: Arc<str>,
    pub(crate) name: String,
    pub(crate) dependence: Option<f64>,
    // Rare.
    pub(crate) dependence_range: Option<Box<StatedRange>>,
    pub(crate) weight: f64,
    pub(crate) substitution: Option<Substitution>,
    pub(crate) criticality: Option<Criticality>,
}

/// A cap on the consumer's quality: with the need met to `u`, at most `floor + slope · u`, kept
/// within 0..=1.
///
/// # Examples
///
/// ```
/// use knockon::Criticality;
///
/// let cap = Criticality::floor(0.2).slope(0.5);
/// assert_eq!((cap.floor, cap.slope), (0.2, 0.5));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Criticality {
    /// The cap β where the need is wholly unmet, 0..=1.
    pub floor: f64,
    /// How much κ the cap rises with the need met, 0..=1e15.
    pub slope: f64,
}

impl Criticality {
    /// States a cap of slope 1, the criticality of functional dependency network analysis.
    pub const fn floor(floor: f64) -> Self {
        Self { floor, slope: 1.0 }
    }

    /// Sets how much the cap rises with the need met, 0..=1e15; 1 unless set.
    #[must_use]
    pub const fn slope(mut self, slope: f64) -> Self {
        self.slope = slope;
        self
    }
}

impl Need {
    /// States a need of a party, by a name unique to that party.
    pub fn new(consumer: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            consumer: consumer.into().into(),
            name: name.into(),
            dependence: None,
            dependence_range: None,
            weight: 1.0,
            substitution: None,
            criticality: None,
        }
    }

    /// Sets the share of the consumer's quality that is lost when the need is wholly unmet, 0..=1.
    pub fn dependence(mut self, dependence: f64) -> Self {
        self.dependence = Some(dependence);
        self
    }

    /// States how well its dependence is known.
    pub fn dependence_range(mut self, range: StatedRange) -> Self {
        self.dependence_range = Some(Box::new(range));
        self
    }

    /// Sets how much the need counts beside the consumer's others, 0 or 1e-100..=1e100; at most 1e15
    /// under full weighting, where it is an exponent.
    pub fn weight(mut self, weight: f64) -> Self {
        self.weight = weight;
        self
    }

    /// Sets how its services stand in for each other; a need of two or more must state it.
    pub fn substitution(mut self, substitution: Substitution) -> Self {
        self.substitution = Some(substitution);
        self
    }

    /// Caps the consumer's quality by how well the need is met.
    pub fn criticality(mut self, criticality: Criticality) -> Self {
        self.criticality = Some(criticality);
        self
    }
}
