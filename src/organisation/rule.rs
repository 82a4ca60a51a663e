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

use std::fmt;
use std::str::FromStr;

use super::shortened::quoted;

/// The rule of a party: what makes of capability and needs the quality delivered.
///
/// The guide has the formula of every rule, and says when to choose which:
/// [rules](crate::guide::rules).
///
/// Rules are a closed set. What is said of an answer rests on more than a rule's value: a bound on
/// its slope proves that a cycle has one state, its value rounded outwards encloses that state, its
/// secants split a change into contributions that add up, and its derivative carries sensitivities
/// upstream. A closure has none of these, and nobody could check that it is monotone everywhere.
/// Between provider and need, where a curve of one's own is wanted most, a closure becomes a table
/// that has all of them: [`Transfer::sampled`](super::Transfer::sampled).
///
/// # Examples
///
/// ```
/// use knockon::{Aggregation, Rule, Weighting};
///
/// assert_eq!(Rule::ADDITIVE, Rule::full(1.0));
/// assert_eq!(Rule::MEAN, Rule::share(1.0));
/// let stubborn = Rule::Aggregation(Aggregation::new(-4.0, Weighting::Share { own_weight: Some(2.0) }));
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

/// An order and a weighting.
///
/// # Examples
///
/// ```
/// use knockon::{Aggregation, Rule, Weighting};
///
/// let mean = Aggregation::new(1.0, Weighting::Share { own_weight: None });
/// assert_eq!(Rule::Aggregation(mean), Rule::MEAN);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
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
    /// States an order and a weighting; both are checked with the whole organisation.
    pub const fn new(order: f64, weighting: Weighting) -> Self {
        Self { order, weighting }
    }

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

    /// States share weighting of an order, with an own weight of 0 or 1e-100..=1e100.
    pub const fn share_with_own_weight(order: f64, own_weight: f64) -> Self {
        let weighting = Weighting::Share { own_weight: Some(own_weight) };
        Self::Aggregation(Aggregation { order, weighting })
    }

    /// Finds a rule by its name, such as `weakest`; [`parse`](str::parse) reads every rule.
    pub fn named(name: impl AsRef<str>) -> Option<Self> {
        let name = name.as_ref();
        Self::NAMED.iter().find(|(known, _)| *known == name).map(|(_, rule)| *rule)
    }

    /// Returns the rule's name, if it has one.
    pub fn name(&self) -> Option<&'static str> {
        Self::NAMED.iter().find(|(_, rule)| rule == self).map(|(name, _)| *name)
    }
}

/// Writes the name, else `full(p)`, `share(p)` or `share(p, own w)` with the order `p` and the own
/// weight `w`; an order may be `inf` or `-inf`. [`Rule::from_str`] reads it back.
///
/// # Examples
///
/// ```
/// use knockon::Rule;
///
/// assert_eq!(Rule::WEAKEST.to_string(), "weakest");
/// assert_eq!(Rule::share_with_own_weight(-2.0, 0.5).to_string(), "share(-2, own 0.5)");
/// ```
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = self.name() {
            return f.pad(name);
        }
        let Self::Aggregation(Aggregation { order, weighting }) = self else { return Ok(()) };
        f.pad(&match weighting {
            Weighting::Full => format!("full({order})"),
            Weighting::Share { own_weight: None } => format!("share({order})"),
            Weighting::Share { own_weight: Some(own_weight) } => {
                format!("share({order}, own {own_weight})")
            }
        })
    }
}

/// A text that is no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "rule `{given}` is unknown, where {}, `full(p)`, `share(p)` or `share(p, own w)` is needed",
    NamedRules
)]
#[non_exhaustive]
pub struct UnknownRule {
    /// The text given.
    pub given: String,
}

/// The names of rules, as messages list them.
struct NamedRules;

impl fmt::Display for NamedRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, _)) in Rule::NAMED.iter().enumerate() {
            write!(f, "{}`{name}`", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

/// Reads what [`Display`](fmt::Display) writes; blanks around words do not count. Whether order and
/// own weight are in their ranges is checked with the organisation that states the rule.
///
/// # Errors
///
/// [`UnknownRule`] for any other text.
///
/// # Examples
///
/// ```
/// use knockon::Rule;
///
/// assert_eq!("mean".parse(), Ok(Rule::MEAN));
/// assert_eq!("full(-inf)".parse(), Ok(Rule::WEAKEST));
/// assert_eq!("share(0.5, own 2)".parse(), Ok(Rule::share_with_own_weight(0.5, 2.0)));
/// assert_eq!(
///     "worst".parse::<Rule>().unwrap_err().to_string(),
///     "rule `worst` is unknown, where `independent`, `additive`, `weakest`, `mean`, `fdna`, \
///      `full(p)`, `share(p)` or `share(p, own w)` is needed",
/// );
/// ```
impl FromStr for Rule {
    type Err = UnknownRule;

    fn from_str(text: &str) -> Result<Self, UnknownRule> {
        let text = text.trim();
        Self::named(text)
            .or_else(|| aggregation(text))
            .ok_or_else(|| UnknownRule { given: quoted(text).into_owned() })
    }
}

/// Reads an aggregation without a name.
fn aggregation(text: &str) -> Option<Rule> {
    let number = |text: &str| text.trim().parse().ok();
    let (weighting, settings) = text.strip_suffix(')')?.split_once('(')?;
    match (weighting.trim_end(), settings.split_once(',')) {
        ("full", None) => Some(Rule::full(number(settings)?)),
        ("share", None) => Some(Rule::share(number(settings)?)),
        ("share", Some((order, own))) => {
            let own_weight = own.trim_start().strip_prefix("own ")?;
            Some(Rule::share_with_own_weight(number(order)?, number(own_weight)?))
        }
        _ => None,
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
