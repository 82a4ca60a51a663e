//! What is known of a number: a distribution.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::beta::Beta;
use super::distribution_error::{DistributionError, check_range};
use crate::numerics::beta_quantile::BetaQuantile;

/// A number that is known for certain.
///
/// # Examples
///
/// ```
/// use knockon::uncertainty::{Distribution, Fixed};
///
/// assert_eq!(Distribution::from(Fixed(0.4)).mean(), 0.4);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fixed(pub f64);

/// A number of which only the ends are known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uniform {
    low: f64,
    high: f64,
}

/// A number whose ends are known, and where between them it most likely lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Triangular {
    low: f64,
    mode: f64,
    high: f64,
}

/// What is known of a number.
///
/// Every draw is the inverse distribution function at one uniform number, so that numbers drawn
/// [together](super::Draws::together) are high together.
///
/// It prints and parses as `beta(0.6, 0.4..0.8)` (mean and 95 % interval), `beta(3, 2)` (shape
/// parameters), `triangular(0.2, 0.5, 0.9)`, `uniform(0.2..0.8)` and `fixed(0.5)`, and serialises as
/// that text.
///
/// # Examples
///
/// ```
/// use knockon::uncertainty::{Beta, Distribution, Triangular, Uniform};
///
/// let known: Distribution = "triangular(0.2, 0.5, 0.8)".parse()?;
/// assert_eq!(known, Triangular::new(0.2, 0.5, 0.8)?.into());
/// assert!((known.mean() - 0.5).abs() < 1e-15);
/// assert_eq!(known.to_string(), "triangular(0.2, 0.5, 0.8)");
/// let shapes: Distribution = "beta(3, 2)".parse()?;
/// assert_eq!(shapes, Beta::new(3.0, 2.0)?.into());
///
/// let refused = Uniform::new(0.9, 0.4).unwrap_err().to_string();
/// assert_eq!(refused, "a range from `0.9` to `0.4`, where the lower end comes first");
/// let refused = "gamma(2, 3)".parse::<Distribution>().unwrap_err().to_string();
/// assert!(refused.starts_with("`gamma(2, 3)` is no distribution"));
/// # Ok::<(), knockon::uncertainty::DistributionError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Distribution {
    /// A Beta distribution.
    Beta(Beta),
    /// A triangular distribution.
    Triangular(Triangular),
    /// A uniform distribution.
    Uniform(Uniform),
    /// One value.
    Fixed(Fixed),
}

impl Uniform {
    /// States that a number lies anywhere between two.
    ///
    /// # Errors
    ///
    /// [`DistributionError`] for ends that are not finite, or the wrong way round.
    pub fn new(low: f64, high: f64) -> Result<Self, DistributionError> {
        check_range(low, high)?;
        Ok(Self { low, high })
    }
}

impl Triangular {
    /// States the ends of a number, and where it most likely lies.
    ///
    /// # Errors
    ///
    /// [`DistributionError`] for numbers that are not finite, ends the wrong way round, and a mode
    /// outside them.
    pub fn new(low: f64, mode: f64, high: f64) -> Result<Self, DistributionError> {
        check_range(low, high)?;
        if !(low..=high).contains(&mode) {
            return Err(DistributionError::Outside { what: "mode", value: mode, low, high });
        }
        Ok(Self { low, mode, high })
    }

    fn at(self, chance: f64) -> f64 {
        let Self { low, mode, high } = self;
        let (width, rise, fall) = (high - low, mode - low, high - mode);
        let at = if chance * width <= rise {
            low + (chance * width * rise).sqrt()
        } else {
            high - ((1.0 - chance) * width * fall).sqrt()
        };
        at.clamp(low, high)
    }
}

impl Distribution {
    /// Returns the mean.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Beta(beta) => beta.mean(),
            Self::Triangular(Triangular { low, mode, high }) => (low + mode + high) / 3.0,
            Self::Uniform(Uniform { low, high }) => f64::midpoint(low, high),
            Self::Fixed(Fixed(value)) => value,
        }
    }

    /// Returns the standard deviation.
    pub fn standard_deviation(&self) -> f64 {
        match *self {
            Self::Beta(beta) => beta.standard_deviation(),
            Self::Triangular(Triangular { low, mode, high }) => {
                let (rise, fall) = (mode - low, high - mode);
                ((rise * rise + rise * fall + fall * fall) / 18.0).sqrt()
            }
            Self::Uniform(Uniform { low, high }) => (high - low) / 12.0_f64.sqrt(),
            Self::Fixed(_) => 0.0,
        }
    }

    /// Returns what the numbers lie within.
    pub fn support(&self) -> RangeInclusive<f64> {
        match *self {
            Self::Beta(_) => 0.0..=1.0,
            Self::Triangular(Triangular { low, high, .. })
            | Self::Uniform(Uniform { low, high }) => low..=high,
            Self::Fixed(Fixed(value)) => value..=value,
        }
    }

    /// Whether it is one value.
    pub fn is_fixed(&self) -> bool {
        let support = self.support();
        support.start() >= support.end()
    }
}

/// The inverse of a distribution function.
#[derive(Debug, Clone)]
pub(crate) enum Quantile {
    Beta(BetaQuantile),
    Triangular(Triangular),
    Uniform(Uniform),
    Fixed(f64),
}

impl Quantile {
    pub(crate) fn new(distribution: &Distribution) -> Self {
        match *distribution {
            Distribution::Beta(beta) => Self::Beta(beta.quantile()),
            Distribution::Triangular(triangular) => Self::Triangular(triangular),
            Distribution::Uniform(uniform) => Self::Uniform(uniform),
            Distribution::Fixed(Fixed(value)) => Self::Fixed(value),
        }
    }

    /// The number below which it lies with a chance inside 0..1; it never falls with the chance.
    pub(crate) fn at(&self, chance: f64) -> f64 {
        match self {
            Self::Beta(beta) => beta.at(chance),
            Self::Triangular(triangular) => triangular.at(chance),
            Self::Uniform(Uniform { low, high }) => (low + chance * (high - low)).min(*high),
            Self::Fixed(value) => *value,
        }
    }
}

impl From<Beta> for Distribution {
    fn from(beta: Beta) -> Self {
        Self::Beta(beta)
    }
}

impl From<Triangular> for Distribution {
    fn from(triangular: Triangular) -> Self {
        Self::Triangular(triangular)
    }
}

impl From<Uniform> for Distribution {
    fn from(uniform: Uniform) -> Self {
        Self::Uniform(uniform)
    }
}

impl From<Fixed> for Distribution {
    fn from(fixed: Fixed) -> Self {
        Self::Fixed(fixed)
    }
}

impl fmt::Display for Distribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Beta(beta) => beta.fmt(f),
            Self::Triangular(Triangular { low, mode, high }) => {
                write!(f, "triangular({low}, {mode}, {high})")
            }
            Self::Uniform(Uniform { low, high }) => write!(f, "uniform({low}..{high})"),
            Self::Fixed(Fixed(value)) => write!(f, "fixed({value})"),
        }
    }
}

impl FromStr for Distribution {
    type Err = DistributionError;

    fn from_str(text: &str) -> Result<Self, DistributionError> {
        let refused = || DistributionError::Text { text: text.to_owned() };
        let inner = text.trim().strip_suffix(')').ok_or_else(refused)?;
        let (name, arguments) = inner.split_once('(').ok_or_else(refused)?;
        let number = |text: &str| {
            // `40%` is 0.4.
            let (digits, whole) = match text.trim().strip_suffix('%') {
                Some(digits) => (digits, 100.0),
                None => (text, 1.0),
            };
            digits.trim().parse::<f64>().map(|number| number / whole).map_err(|_| refused())
        };
        let range = |text: &str| match text.split_once("..") {
            Some((low, high)) => Ok((number(low)?, number(high.trim_start_matches('='))?)),
            None => Err(refused()),
        };
        let arguments: Vec<&str> = arguments.split(',').collect();
        match (name.trim(), arguments.as_slice()) {
            ("beta", [mean, interval]) if interval.contains("..") => {
                let (low, high) = range(interval)?;
                Ok(Beta::with_interval(number(mean)?, low..=high)?.into())
            }
            ("beta", [alpha, beta]) => Ok(Beta::new(number(alpha)?, number(beta)?)?.into()),
            ("triangular", [low, mode, high]) => {
                Ok(Triangular::new(number(low)?, number(mode)?, number(high)?)?.into())
            }
            ("uniform", [ends]) => {
                let (low, high) = range(ends)?;
                Ok(Uniform::new(low, high)?.into())
            }
            ("fixed", [value]) => {
                let value = number(value)?;
                check_range(value, value)?;
                Ok(Fixed(value).into())
            }
            _ => Err(refused()),
        }
    }
}

impl Serialize for Distribution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
