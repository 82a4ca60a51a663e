//! What is known of every quality where values are known as ranges.
//!
//! Every rule is monotone in what it receives, in capability and in condition, and falls with a
//! dependence. The worst values together therefore give the worst quality of every party at once,
//! and the best the best: two solves bound everything, exactly.
//!
//! Under `fdna` a need contributes `α u + (1 − α) s`, which rises with the dependence `α` where the
//! need is met better than the department is able, `u > s`. There each term takes the end that is
//! worse (or better) at the state that comes out, and the state is solved for again until every
//! term has. Where no end is worse any more, the state is the least that any choice leads to. That
//! no choice leads to a better one than the best found takes a proof that it is the only one of
//! its kind, and is refused without.
//!
//! Where people's effort follows from how well several needs are met, quality may be greatest
//! between the ends of a dependence on one of them. No two ends enclose it, and the range is
//! refused.

pub(super) mod bracket;
mod effort;
mod extremes;

use std::ops::RangeInclusive;

use serde::Serialize;

use crate::id::PartyId;
use crate::network::Network;
use crate::organisation::{Invalid, Scenario};
use crate::quality::{Assessment, SolveOptions, Status};
use crate::unit::{Figure, Quality};
use extremes::{RangeEnd, settle, terms};

/// Values known as ranges.
///
/// # Examples
///
/// ```
/// use knockon::explain::Ranges;
///
/// let ranges = Ranges::new().capability("it", 0.4..=0.7).dependence("it-hr", 0.2..=0.6);
/// assert!(!ranges.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[must_use]
pub struct Ranges {
    scenario: Scenario,
    capabilities: Vec<(String, RangeInclusive<f64>)>,
    conditions: Vec<(String, RangeInclusive<f64>)>,
    dependences: Vec<(String, RangeInclusive<f64>)>,
    solve: SolveOptions,
}

impl Ranges {
    /// States no range yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets what holds for certain beside the ranges.
    pub fn under(mut self, scenario: Scenario) -> Self {
        self.scenario = scenario;
        self
    }

    /// States the range of a department's capability, within 0..=1.
    pub fn capability(mut self, department: impl Into<String>, range: RangeInclusive<f64>) -> Self {
        self.capabilities.push((department.into(), range));
        self
    }

    /// States the range of a service's condition, within 0..=1.
    pub fn condition(mut self, service: impl Into<String>, range: RangeInclusive<f64>) -> Self {
        self.conditions.push((service.into(), range));
        self
    }

    /// States the range of a dependence, within 0..=1: of a service that is a need of its own by
    /// its id, of a declared need as `consumer/need`.
    pub fn dependence(mut self, of: impl Into<String>, range: RangeInclusive<f64>) -> Self {
        self.dependences.push((of.into(), range));
        self
    }

    /// Sets how both ends are solved for.
    pub fn solve(mut self, solve: SolveOptions) -> Self {
        self.solve = solve;
        self
    }

    /// Whether nothing is a range.
    pub fn is_empty(&self) -> bool {
        self.capabilities.is_empty() && self.conditions.is_empty() && self.dependences.is_empty()
    }

    /// Finds a range whose ends are the wrong way round.
    fn check(&self) -> Result<(), RangeError> {
        let of = |what: &'static str, ranges: &[(String, RangeInclusive<f64>)]| {
            let reversed = ranges.iter().find(|(_, range)| range.start() > range.end());
            reversed.map(|(id, range)| RangeError::Reversed {
                what,
                id: id.clone(),
                from: *range.start(),
                to: *range.end(),
            })
        };
        let reversed = of("capability", &self.capabilities)
            .or_else(|| of("condition", &self.conditions))
            .or_else(|| of("dependence", &self.dependences));
        reversed.map_or(Ok(()), Err)
    }

    fn at(&self, end: RangeEnd) -> Scenario {
        let mut scenario = self.scenario.clone();
        for (department, range) in &self.capabilities {
            scenario = scenario.capability(department, end.of(range));
        }
        for (service, range) in &self.conditions {
            scenario = scenario.condition(service, end.of(range));
        }
        // Quality falls with a dependence.
        for (of, range) in &self.dependences {
            scenario = scenario.dependence(of, end.other().of(range));
        }
        scenario
    }
}

/// Why ranges have no bounds.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RangeError {
    /// A value at the end of a range does not fit the organisation.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A range ends before it begins.
    #[error(
        "the {what} of `{id}` ranges from `{from}` to `{to}`, where the lower end comes first",
        from = Figure(*.from),
        to = Figure(*.to)
    )]
    Reversed {
        /// What ranges.
        what: &'static str,
        /// Of which department or service.
        id: String,
        /// Where it begins.
        from: f64,
        /// Where it ends.
        to: f64,
    },
    /// The effort of a department follows from a dependence that ranges, and with it quality
    /// neither rises nor falls alone.
    #[error(
        "the dependence of `{id}` moves the effort of `{department}` one way and its losses the \
         other, so that no two ends bound it; set the capability of `{department}`, or give this \
         dependence one value"
    )]
    Effort {
        /// The service, or the need as `consumer/need`.
        id: String,
        /// The department whose people's effort follows.
        department: String,
    },
    /// Dependences of `fdna` parties range in cycles that may have several states.
    #[error(
        "dependences under `fdna` range where the state is not certified to be the only one, which \
         is needed to bound it from above"
    )]
    NotCertified,
    /// Dependences of `fdna` parties did not settle at an end each.
    #[error("the worst ends of the dependences under `fdna` did not settle in {rounds} rounds")]
    NotSettled {
        /// How many rounds were tried.
        rounds: u32,
    },
}

/// The range of every party's quality.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Bounds {
    lower: Assessment,
    upper: Assessment,
}

/// The range of one party's quality.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PartyBounds {
    /// The party.
    pub id: PartyId,
    /// The worst it can be.
    pub lower: Quality,
    /// The best it can be.
    pub upper: Quality,
}

impl Bounds {
    /// Returns the state in which everything is as bad as it can be.
    pub fn lower(&self) -> &Assessment {
        &self.lower
    }

    /// Returns the state in which everything is as good as it can be.
    pub fn upper(&self) -> &Assessment {
        &self.upper
    }

    /// Returns the worse status of the two solves.
    ///
    /// Where one is not [converged](Status::Converged) it stopped above the state it was going to:
    /// the upper bound holds all the same, the lower one may be too high.
    pub fn status(&self) -> Status {
        self.lower.status().max(self.upper.status())
    }

    /// Returns the range of one party's quality.
    pub fn of(&self, id: impl AsRef<str>) -> Option<PartyBounds> {
        let id = id.as_ref();
        let (lower, upper) = (self.lower.quality(id)?, self.upper.quality(id)?);
        let layout = self.lower.network().layout();
        let id = layout.party_id(layout.find(id)?);
        Some(PartyBounds::between(id, lower, upper))
    }

    /// Returns the range of every party: departments first, then external customers, as stated.
    pub fn parties(&self) -> impl DoubleEndedIterator<Item = PartyBounds> + ExactSizeIterator {
        let ends = self.lower.parties().zip(self.upper.parties());
        ends.map(|(lower, upper)| {
            PartyBounds::between(lower.id(), lower.quality(), upper.quality())
        })
    }
}

impl PartyBounds {
    /// Takes the two ends in order: where nothing that ranges matters, what two solves leave of a
    /// cycle may put them the other way round.
    fn between(id: PartyId, one: Quality, two: Quality) -> Self {
        Self {
            id,
            lower: if one <= two { one } else { two },
            upper: if one <= two { two } else { one },
        }
    }
}

impl Network {
    /// Bounds every quality where values are known as ranges.
    ///
    /// # Returns
    ///
    /// The least and the greatest quality of every party over all values in the ranges. Both are
    /// reached, for all parties at once.
    ///
    /// # Errors
    ///
    /// [`RangeError`] for names and numbers that do not fit, and for dependences that have no worse
    /// end: where effort follows from them ([`RangeError::Effort`]), or under `fdna` where the
    /// state is not certified to be the only one.
    ///
    /// # Complexity
    ///
    /// Two solves; with `fdna` parties whose dependences range a few, until the ends settle.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::explain::Ranges;
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let network = Organisation::builder("Clinic")
    ///     .department(Department::new("lab"))
    ///     .customer(ExternalCustomer::person("patients"))
    ///     .service(Service::new("tests", "lab", "patients").dependence(0.5))
    ///     .build()?
    ///     .compile()?;
    /// let ranges = Ranges::new().capability("lab", 0.4..=0.9).dependence("tests", 0.5..=0.8);
    /// let patients = network.range(&ranges)?.of("patients").unwrap();
    /// // 1 − 0.8 · 0.6 and 1 − 0.5 · 0.1.
    /// assert!((patients.lower.get() - 0.52).abs() < 1e-15);
    /// assert!((patients.upper.get() - 0.95).abs() < 1e-15);
    ///
    /// let reversed = network.range(&Ranges::new().capability("lab", 0.9..=0.4)).unwrap_err();
    /// let expected =
    ///     "the capability of `lab` ranges from `0.9` to `0.4`, where the lower end comes first";
    /// assert_eq!(reversed.to_string(), expected);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn range(&self, ranges: &Ranges) -> Result<Bounds, RangeError> {
        ranges.check()?;
        let [worst, best] = [RangeEnd::Low, RangeEnd::High].map(|end| ranges.at(end));
        let (mut low, mut high) = (self.resolve(&worst)?, self.resolve(&best)?);
        let terms = terms(&low, ranges);
        effort::check(&low, &worst, &terms)?;
        Ok(Bounds {
            lower: settle(&mut low, &terms, ranges, RangeEnd::Low)?,
            upper: settle(&mut high, &terms, ranges, RangeEnd::High)?,
        })
    }
}
