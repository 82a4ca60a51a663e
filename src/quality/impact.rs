//! What changed between two assessments, and for whom.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::assessment::{Assessment, Uniqueness};
use super::proof::Proof;
use super::status::Status;
use crate::id::PartyId;
use crate::network::PartyIx;
use crate::unit::{Population, Quality};

/// The difference between two assessments: of one network under two scenarios, or of two
/// organisations, compared by id.
///
/// # Examples
///
/// ```
/// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
///
/// let organisation = Organisation::builder("Clinic")
///     .department(Department::new("lab"))
///     .customer(ExternalCustomer::person("inpatients").population(100.0))
///     .customer(ExternalCustomer::person("outpatients").population(300.0))
///     .service(Service::new("wards", "lab", "inpatients").dependence(0.8))
///     .service(Service::new("counter", "lab", "outpatients").dependence(0.4))
///     .build()?;
/// let network = organisation.compile()?;
/// let after = network.solve(&Scenario::new("lab at half").capability("lab", 0.5))?;
/// let impact = after.compared_with(&network.baseline())?;
///
/// let worst = impact.customers().next().unwrap();
/// assert_eq!(worst.name(), "inpatients");
/// assert!((worst.change() - -0.4).abs() < 1e-15);
/// assert!((impact.totals().unwrap().change - -0.25).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Cheap to clone; it owns all it needs. As a document it is a
/// [report](crate::report::AssessmentDocument).
#[derive(Clone)]
#[must_use]
pub struct Impact {
    compared: Arc<Compared>,
}

/// Everything an impact holds.
struct Compared {
    before: Assessment,
    after: Assessment,
    customers: Vec<Pair>,
    departments: Vec<Pair>,
    added: Vec<PartyId>,
    removed: Vec<PartyId>,
}

/// One party in both assessments.
#[derive(Debug, Clone, Copy)]
struct Pair {
    before: PartyIx,
    after: PartyIx,
}

/// A change by which parties are sorted, the worst first.
#[derive(PartialEq)]
struct Worst(f64);

impl Eq for Worst {}

impl PartialOrd for Worst {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Worst {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// Why two assessments cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the two assessments are of organisations that share no department and no external customer, \
     where one id in common is needed"
)]
pub struct UnrelatedNetworks;

/// External customers together, weighted by their population in the later assessment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Totals {
    /// How many people or organisations there are.
    pub population: f64,
    /// Their mean quality before.
    pub baseline: f64,
    /// Their mean quality after.
    pub quality: f64,
    /// The change of their mean quality.
    pub change: f64,
}

impl Assessment {
    /// Compares this state, the later one, with an earlier one such as the baseline: of the same
    /// network, or of one whose parties share ids.
    ///
    /// # Errors
    ///
    /// [`UnrelatedNetworks`] where the networks have no department and no external customer in
    /// common.
    ///
    /// # Complexity
    ///
    /// Time `O(n log n)` and memory `O(n)` in parties.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::quality::UnrelatedNetworks;
    /// use knockon::{Department, Organisation};
    ///
    /// let clinic = Organisation::builder("Clinic").department(Department::new("lab")).build()?;
    /// let ferry = Organisation::builder("Ferry").department(Department::new("bridge")).build()?;
    /// let (clinic, ferry) = (clinic.compile()?, ferry.compile()?);
    /// let refused = ferry.baseline().compared_with(&clinic.baseline());
    /// assert_eq!(refused.unwrap_err(), UnrelatedNetworks);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compared_with(&self, before: &Self) -> Result<Impact, UnrelatedNetworks> {
        let (old, new) = (before.network(), self.network());
        let mut impact = Compared {
            before: before.clone(),
            after: self.clone(),
            customers: Vec::new(),
            departments: Vec::new(),
            added: Vec::new(),
            removed: Vec::new(),
        };
        let same = old.is(new);
        let (from, to) = (old.layout(), new.layout());
        let counterpart = |party: PartyIx| {
            if same { Some(party) } else { from.counterpart(party, to) }
        };
        let mut met = vec![false; to.party_count()];
        for &before in from.in_stated_order() {
            let Some(after) = counterpart(before) else {
                impact.removed.push(from.party_id(before));
                continue;
            };
            met[after] = true;
            let pairs = if from.is_department(before) {
                &mut impact.departments
            } else {
                &mut impact.customers
            };
            pairs.push(Pair { before, after });
        }
        let added = to.in_stated_order().iter().filter(|&&party| !met[party]);
        impact.added = added.map(|&party| to.party_id(party)).collect();

        let is_nothing_shared = impact.customers.is_empty() && impact.departments.is_empty();
        if is_nothing_shared && !same {
            return Err(UnrelatedNetworks);
        }
        for pairs in [&mut impact.customers, &mut impact.departments] {
            pairs.sort_by_cached_key(|pair| {
                Worst(self.quality_of(pair.after) - before.quality_of(pair.before))
            });
        }
        Ok(Impact { compared: Arc::new(impact) })
    }
}

impl Impact {
    /// Returns the earlier assessment.
    pub fn before(&self) -> &Assessment {
        &self.compared.before
    }

    /// Returns the later assessment.
    pub fn after(&self) -> &Assessment {
        &self.compared.after
    }

    /// Returns the worse status of the two solves.
    pub fn status(&self) -> Status {
        self.compared.before.status().max(self.compared.after.status())
    }

    /// Returns the worse of what proves the two states.
    ///
    /// # Complexity
    ///
    /// As [`Assessment::proof`], twice.
    pub fn proof(&self) -> Proof {
        self.compared.before.proof().and(self.compared.after.proof())
    }

    /// Returns the worse uniqueness of the two solves.
    pub fn uniqueness(&self) -> Uniqueness {
        self.compared.before.uniqueness().max(self.compared.after.uniqueness())
    }

    /// Returns the larger number of sweeps of the two solves.
    pub fn iterations(&self) -> u32 {
        self.compared.before.iterations().max(self.compared.after.iterations())
    }

    /// Returns the larger residual of the two solves.
    pub fn residual(&self) -> f64 {
        self.compared.before.residual().max(self.compared.after.residual())
    }

    /// Returns what every external customer feels, worst first, ties as stated; the unchanged are
    /// among them.
    pub fn customers(&self) -> impl DoubleEndedIterator<Item = Felt<'_>> + ExactSizeIterator {
        self.compared.customers.iter().map(|&pair| Felt { impact: self, pair })
    }

    /// Returns how every department's delivered quality changes, worst first, ties as stated.
    pub fn departments(&self) -> impl DoubleEndedIterator<Item = Felt<'_>> + ExactSizeIterator {
        self.compared.departments.iter().map(|&pair| Felt { impact: self, pair })
    }

    /// Returns one party's change; `None` of one that is not in both.
    ///
    /// # Complexity
    ///
    /// Constant on average.
    pub fn of(&self, id: impl AsRef<str>) -> Option<Felt<'_>> {
        let [from, to] = [self.before(), self.after()].map(Assessment::network);
        let after = to.layout().find(id.as_ref())?;
        let before =
            if from.is(to) { after } else { to.layout().counterpart(after, from.layout())? };
        Some(Felt { impact: self, pair: Pair { before, after } })
    }

    /// Returns the parties that only the later organisation has.
    pub fn added(&self) -> &[PartyId] {
        &self.compared.added
    }

    /// Returns the parties that only the earlier organisation has, and those that changed between
    /// department and external customer.
    pub fn removed(&self) -> &[PartyId] {
        &self.compared.removed
    }

    /// Returns the means over the external customers of both assessments, weighted by population;
    /// `None` where the populations sum to 0.
    pub fn totals(&self) -> Option<Totals> {
        let mut totals = Totals { population: 0.0, baseline: 0.0, quality: 0.0, change: 0.0 };
        for felt in self.customers() {
            let population = felt.population().get();
            totals.population += population;
            totals.baseline += population * felt.baseline().get();
            totals.quality += population * felt.quality().get();
        }
        if totals.population <= 0.0 {
            return None;
        }
        totals.baseline /= totals.population;
        totals.quality /= totals.population;
        totals.change = totals.quality - totals.baseline;
        Some(totals)
    }
}

/// Two impacts are equal where they compare equal assessments.
impl PartialEq for Impact {
    fn eq(&self, other: &Self) -> bool {
        let Compared { before, after, .. } = &*self.compared;
        *before == other.compared.before && *after == other.compared.after
    }
}

impl fmt::Debug for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Impact")
            .field("before", &self.compared.before)
            .field("after", &self.compared.after)
            .field("totals", &self.totals())
            .finish_non_exhaustive()
    }
}

/// One party's line of an [`Impact`].
///
/// Serialises with its id as `customer` or `department`, and with `baseline`, `quality` and
/// `change`.
#[derive(Clone, Copy)]
pub struct Felt<'a> {
    impact: &'a Impact,
    pair: Pair,
}

impl<'a> Felt<'a> {
    /// Returns the id.
    pub fn id(&self) -> PartyId {
        self.impact.compared.after.network().layout().party_id(self.pair.after)
    }

    /// Returns the name.
    pub fn name(&self) -> Cow<'a, str> {
        self.impact.compared.after.network().layout().party_name(self.pair.after)
    }

    /// Returns the population of an external customer; 1 for a department.
    pub fn population(&self) -> Population {
        let layout = self.impact.compared.after.network().layout();
        Population::checked(layout.population(self.pair.after))
    }

    /// Returns the quality before.
    pub fn baseline(&self) -> Quality {
        Quality::checked(self.impact.compared.before.quality_of(self.pair.before))
    }

    /// Returns the quality after.
    pub fn quality(&self) -> Quality {
        Quality::checked(self.impact.compared.after.quality_of(self.pair.after))
    }

    /// Returns quality after minus quality before, −1..=1: negative where it falls.
    pub fn change(&self) -> f64 {
        self.quality().get() - self.baseline().get()
    }
}

impl fmt::Debug for Felt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Felt")
            .field("id", &self.id())
            .field("baseline", &self.baseline())
            .field("quality", &self.quality())
            .finish()
    }
}

impl Serialize for Felt<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let after = &self.impact.compared.after;
        let is_department = after.network().layout().is_department(self.pair.after);
        let mut felt = serializer.serialize_struct("Felt", 4)?;
        felt.serialize_field(if is_department { "department" } else { "customer" }, &self.id())?;
        felt.serialize_field("baseline", &self.baseline())?;
        felt.serialize_field("quality", &self.quality())?;
        felt.serialize_field("change", &self.change())?;
        felt.end()
    }
}
