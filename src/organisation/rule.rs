//! How a party's own capability and its needs combine into the quality it delivers.
//!
//! ```text
//! A(x; v, p) = ( 1 − Σ vᵢ (1 − xᵢᵖ) )₊ ^(1/p)     p = 0: Π xᵢ^vᵢ     p = −∞: min over vᵢ > 0
//! ```
//!
//! The order `p` says how losses meet: at 0 they compound like independent mishaps, at 1 they add,
//! at −∞ the worst input decides. The weighting says whether every input counts in full (an
//! internal supplier whose loss is lost whatever the others do) or as a share of a mean (a
//! customer who weighs several experiences).
//!
//! Rule of thumb: under [`Weighting::Full`] say it with dependence, under [`Weighting::Share`]
//! with weight.

/// The rule of a party: what makes of capability and needs the quality delivered.
///
/// # Examples
///
/// ```
/// use knockon::{Aggregation, Rule, Weighting};
///
/// assert_eq!(Rule::ADDITIVE, Rule::full(1.0));
/// assert_eq!(Rule::MEAN, Rule::share(1.0));
/// let stubborn = Rule::Aggregation(Aggregation {
///     order: -4.0,
///     weighting: Weighting::Share { own_weight: Some(2.0) },
/// });
/// assert_eq!(stubborn.name(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Rule {
    /// Weighted Schweizer-Sklar aggregation, the CES family of economics.
    Aggregation(Aggregation),
    /// Functional dependency network analysis with self-effectiveness:
    /// `q = min( mean_g(α u + (1 − α) s), criticality caps )`.
    ///
    /// With every capability at 1 this is the form of Garvey and Pinto, *Introduction to
    /// Functional Dependency Network Analysis* (2009); with stated capabilities that of Guariniello
    /// and `DeLaurentis` (2013). A need's criticality floor is β.
    Fdna,
}

/// An order and a weighting: all that an aggregation is, so that it is written out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aggregation {
    /// The order `p`: up to 1 under [`Weighting::Full`], any number or ±∞ under
    /// [`Weighting::Share`]; 0, or at least 1e-100 away from it.
    pub order: f64,
    /// How inputs count.
    pub weighting: Weighting,
}

/// How own capability and needs count in an aggregation.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Weighting {
    /// Own capability has weight 1, a need its stated weight (1 unless stated): every loss counts
    /// in full.
    Full,
    /// Own weight and need weights are scaled to sum to 1: a weighted mean of the order.
    Share {
        /// The weight of own capability before scaling; `None` is 1 for a department and 0 for an
        /// external customer.
        own_weight: Option<f64>,
    },
}

impl Aggregation {
    /// Whether an order is 0, or so far from it that powers tell the two apart.
    pub(crate) fn tells_from_zero(order: f64) -> bool {
        const LEAST_ORDER: f64 = 1e-100;
        order.abs() >= LEAST_ORDER || order.abs() <= 0.0
    }
}

impl Rule {
    /// Losses compound like independent mishaps: full weighting, order 0.
    pub const INDEPENDENT: Self = Self::full(0.0);
    /// Losses add, as in Leontief, inoperability input-output and linear `DebtRank` models: full
    /// weighting, order 1.
    pub const ADDITIVE: Self = Self::full(1.0);
    /// The worst input decides: full weighting, order −∞.
    pub const WEAKEST: Self = Self::full(f64::NEG_INFINITY);
    /// The weighted mean of what is felt: share weighting, order 1.
    pub const MEAN: Self = Self::share(1.0);

    /// The rules that have a name, with it.
    pub const NAMED: [(&'static str, Self); 5] = [
        ("independent", Self::INDEPENDENT),
        ("additive", Self::ADDITIVE),
        ("weakest", Self::WEAKEST),
        ("mean", Self::MEAN),
        ("fdna", Self::Fdna),
    ];

    /// States full weighting of an order, at most 1.
    pub const fn full(order: f64) -> Self {
        Self::Aggregation(Aggregation { order, weighting: Weighting::Full })
    }

    /// States share weighting of an order, with the own weight usual for the party's kind.
    pub const fn share(order: f64) -> Self {
        Self::Aggregation(Aggregation { order, weighting: Weighting::Share { own_weight: None } })
    }

    /// Finds a rule by its name, such as `weakest`.
    pub fn named(name: impl AsRef<str>) -> Option<Self> {
        let name = name.as_ref();
        Self::NAMED.iter().find(|(known, _)| *known == name).map(|(_, rule)| *rule)
    }

    /// Returns the rule's name, if it has one.
    pub fn name(&self) -> Option<&'static str> {
        Self::NAMED.iter().find(|(_, rule)| rule == self).map(|(name, _)| *name)
    }
}

/// The rules that hold for parties that state none.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Defaults {
    /// For departments; [`Rule::INDEPENDENT`] unless stated.
    pub department: Rule,
    /// For external customers; [`Rule::MEAN`] unless stated.
    pub customer: Rule,
}

impl Default for Defaults {
    fn default() -> Self {
        Self { department: Rule::INDEPENDENT, customer: Rule::MEAN }
    }
}
