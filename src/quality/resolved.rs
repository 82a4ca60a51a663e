//! A scenario with its names resolved, whose values can be changed by position.
//!
//! Draws, searches and fits solve one network under thousands of scenarios that name the same
//! things. Resolved once, no text is hashed any more, and a value is replaced in place.

#![expect(clippy::indexing_slicing, reason = "positions are those of entries found, which stay")]

use std::fmt;
use std::sync::Arc;

use super::assessment::Assessment;
use super::solve::Workspace;
use super::solve_options::SolveOptions;
use crate::network::{DependenceSlot, Network, Overrides, Parameter, ValuePlace};
use crate::organisation::{Invalid, Scenario};
use crate::unit::{Agents, Ceiling, Dependence, OutOfRange, Quality, Rate};

/// A scenario as one network understands it.
///
/// Its values are numbered: capabilities first, then conditions, dependences, ceilings, agents,
/// skills, demands per hour, retries and readings, each in the order in which the scenario states them. What it
/// stops stays stopped, what it starts stays started. A clone is a scenario of its own.
///
/// # Examples
///
/// ```
/// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
/// use knockon::{SolveOptions, Workspace};
///
/// let organisation = Organisation::builder("Workshop")
///     .department(Department::new("lathe"))
///     .customer(ExternalCustomer::business("builders"))
///     .service(Service::new("parts", "lathe", "builders").dependence(0.5))
///     .build()?;
/// let network = organisation.compile()?;
/// let scenario = Scenario::new("draw").capability("lathe", 1.0).dependence("parts", 0.5);
/// let mut resolved = network.resolve(&scenario)?;
/// let (options, mut workspace) = (SolveOptions::default(), Workspace::new());
/// for (capability, dependence) in [(0.8, 0.5), (0.6, 0.4), (0.9, 0.7)] {
///     resolved.set_all(&[capability, dependence])?;
///     let after = resolved.solve_with(&options, &mut workspace);
///     let expected = 1.0 - dependence * (1.0 - capability);
///     assert!((after.quality("builders").unwrap().get() - expected).abs() < 1e-15);
///     workspace.recycle(after);
/// }
/// assert_eq!(resolved.set(0, 1.5).unwrap_err().to_string(), "quality `1.5` is outside 0..=1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Resolved {
    /// With the dependences that are set.
    network: Network,
    name: Arc<str>,
    overrides: Arc<Overrides>,
    /// Of each value where it stands.
    places: Arc<[ValuePlace]>,
}

/// Why values of a resolved scenario are refused.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolvedError {
    /// A value is outside its range.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// There is no value of that number.
    #[error("value `{index}` is asked for, where the scenario sets {count}")]
    NoSuchValue {
        /// The number asked for.
        index: usize,
        /// How many values there are.
        count: usize,
    },
    /// There are more or fewer values than the scenario sets.
    #[error("{given} values are given, where the scenario sets {count}")]
    Count {
        /// How many were given.
        given: usize,
        /// How many there are.
        count: usize,
    },
}

impl Network {
    /// Resolves a scenario once, for many solves with other values.
    ///
    /// # Errors
    ///
    /// [`Invalid`] as of [`solve`](Self::solve).
    ///
    /// # Complexity
    ///
    /// Time `O(n log n)` in what the scenario sets; linear in services where it sets a dependence.
    pub fn resolve(&self, scenario: &Scenario) -> Result<Resolved, Invalid> {
        let (overrides, places) = self.overrides_in_order(scenario)?;
        let network = self.with_dependences(&overrides);
        let name = scenario.name().into();
        Ok(Resolved { network, name, overrides: Arc::new(overrides), places: places.into() })
    }
}

impl Network {
    /// Takes what is resolved already, without values to change.
    pub(crate) fn take_resolved(&self, name: Arc<str>, overrides: Overrides) -> Resolved {
        let network = self.with_dependences(&overrides);
        Resolved { network, name, overrides: Arc::new(overrides), places: [].into() }
    }
}

impl Resolved {
    /// Takes values that are resolved already, none of which can be set by position.
    pub(crate) fn of_overrides(network: Network, overrides: Arc<Overrides>) -> Self {
        Self { network, name: Arc::default(), overrides, places: Arc::default() }
    }

    /// Returns the scenario's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns how many values it has.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether it has no value.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Returns the network it is solved on.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Of every dependence its number among the values and where it stands.
    pub(crate) fn dependences(&self) -> impl Iterator<Item = (usize, DependenceSlot)> {
        let numbered = self.places.iter().enumerate();
        numbered.filter_map(|(number, place)| match place.parameter {
            Parameter::Dependence(slot) => Some((number, slot)),
            _ => None,
        })
    }

    pub(crate) fn overrides(&self) -> &Arc<Overrides> {
        &self.overrides
    }

    /// Returns the values, in their order.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = f64> + ExactSizeIterator {
        self.places.iter().map(|&place| self.value_at(place))
    }

    /// Replaces a value by its number. Nothing is changed where it is refused.
    ///
    /// # Errors
    ///
    /// [`ResolvedError::OutOfRange`], [`ResolvedError::NoSuchValue`].
    ///
    /// # Complexity
    ///
    /// Constant time, for a dependence linear in those that are set; besides, a copy of what is set
    /// where an assessment still shares it, and that of certifying all cycles while a dependence is
    /// above the stated one. [`set_all`](Self::set_all) pays for these once.
    pub fn set(&mut self, index: usize, value: f64) -> Result<(), ResolvedError> {
        let count = self.places.len();
        let place = *self.places.get(index).ok_or(ResolvedError::NoSuchValue { index, count })?;
        place.check(value)?;
        if let Some(dependence) = self.put(place, value) {
            self.network.set_dependences([dependence]);
        }
        Ok(())
    }

    /// Replaces all values. Nothing is changed where one of them is refused.
    ///
    /// # Errors
    ///
    /// [`ResolvedError::OutOfRange`], [`ResolvedError::Count`].
    ///
    /// # Complexity
    ///
    /// Time `O(n log n)` in values; cycles are certified once where dependences above the stated ones
    /// are among them.
    pub fn set_all(&mut self, values: &[f64]) -> Result<(), ResolvedError> {
        let (given, count) = (values.len(), self.places.len());
        if given != count {
            return Err(ResolvedError::Count { given, count });
        }
        let places = Arc::clone(&self.places);
        for (place, &value) in places.iter().zip(values) {
            place.check(value)?;
        }
        let put = |(place, &value): (&ValuePlace, &f64)| self.put(*place, value);
        let dependences: Vec<_> = places.iter().zip(values).filter_map(put).collect();
        self.network.set_dependences(dependences);
        Ok(())
    }

    /// Solves it.
    pub fn solve(&self) -> Assessment {
        self.solve_with(&SolveOptions::default(), &mut Workspace::new())
    }

    /// Solves it with options, reusing memory.
    ///
    /// # Complexity
    ///
    /// As [`Network::solve`].
    pub fn solve_with(&self, options: &SolveOptions, workspace: &mut Workspace) -> Assessment {
        let overrides = Arc::clone(&self.overrides);
        self.network.run_resolved(Arc::clone(&self.name), overrides, options, workspace)
    }

    /// What it overrides, with other values, which are in their ranges.
    #[cfg(feature = "draws")]
    pub(crate) fn overrides_at(&self, values: impl IntoIterator<Item = f64>) -> Overrides {
        let mut overrides = (*self.overrides).clone();
        for (&ValuePlace { parameter, position }, value) in self.places.iter().zip(values) {
            overrides.replace(parameter, position, value);
        }
        overrides
    }

    /// Where the dependences among its values stand, by the numbers of the values.
    #[cfg(feature = "draws")]
    pub(crate) fn dependence_slots(&self) -> impl Iterator<Item = (usize, DependenceSlot)> {
        self.places.iter().enumerate().filter_map(|(index, place)| match place.parameter {
            Parameter::Dependence(slot) => Some((index, slot)),
            _ => None,
        })
    }

    fn value_at(&self, ValuePlace { parameter, position }: ValuePlace) -> f64 {
        match parameter {
            Parameter::Condition(_) => {
                self.overrides.services[position].1.condition().unwrap_or(0.0)
            }
            _ => self.overrides.values[position].1,
        }
    }

    /// Replaces a value; returns a dependence, which the network is yet to follow.
    fn put(
        &mut self,
        ValuePlace { parameter, position }: ValuePlace,
        value: f64,
    ) -> Option<(DependenceSlot, Option<f64>)> {
        Arc::make_mut(&mut self.overrides).replace(parameter, position, value);
        match parameter {
            Parameter::Dependence(slot) => Some((slot, Some(value))),
            _ => None,
        }
    }
}

impl ValuePlace {
    /// Whether a value is in the range of what it is of.
    fn check(self, value: f64) -> Result<(), OutOfRange> {
        match self.parameter {
            Parameter::Capability(_)
            | Parameter::Condition(_)
            | Parameter::Skill(_)
            | Parameter::Delivered(_) => Quality::new(value).map(drop),
            Parameter::Dependence(_) => Dependence::new(value).map(drop),
            Parameter::Agents(_) => Agents::new(value).map(drop),
            Parameter::Ceiling(_) => Ceiling::new(value).map(drop),
            Parameter::Demand(_) | Parameter::Retries(_) => Rate::new(value).map(drop),
        }
    }
}

impl fmt::Debug for Resolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolved")
            .field("name", &self.name)
            .field("values", &self.len())
            .finish_non_exhaustive()
    }
}
