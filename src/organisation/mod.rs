//! What the user states: departments, external customers, services, needs, rules and scenarios.
//!
//! ```text
//! Organisation::builder(..) ── build() ──> Organisation ── compile() ──> Network
//!        ^                                     │
//!        └───────────── to_builder() ──────────┘
//! ```
//!
//! An [`Organisation`] is immutable: an edit goes through [`Organisation::to_builder`] and gives a
//! new one, a what-if of values is a [`Scenario`]. Statements ([`Department`],
//! [`ExternalCustomer`], [`Service`], [`Need`]) take plain numbers and text and are checked
//! together by [`OrganisationBuilder::build`], which reports every problem with its place. What is
//! read back ([`PartyRef`], [`ServiceRef`], [`NeedRef`]) carries checked numbers.
//!
//! Who is an internal customer, a supplier or the front line is never stated: it follows from the
//! services. See [`PartyRef`].

mod absence;
mod builder;
mod coefficient;
mod common_cause;
mod customer;
mod department;
mod dependability;
mod economics;
mod edit;
mod effort;
mod employment;
mod failure;
mod incident;
mod inertia;
mod invalid;
mod labels;
mod loyalty;
pub(crate) mod near;
mod need;
mod need_ref;
mod origin;
mod party;
mod problem;
mod reserve;
mod revenue;
mod rule;
mod sampled;
mod scenario;
mod service;
mod service_ref;
mod shortened;
mod staffing;
mod stated_range;
pub(crate) mod store;
mod strain;
mod substitution;
mod transfer;
mod turnover;
mod validate;
mod valuation;
mod warnings;
mod word_of_mouth;

use std::sync::Arc;

pub(crate) use crate::numerics::csr::NONE;
pub use absence::Absence;
pub use builder::OrganisationBuilder;
pub use coefficient::Coefficient;
pub use common_cause::CommonCause;
pub use customer::{CustomerKind, ExternalCustomer};
pub use department::Department;
pub(crate) use dependability::Dependability;
pub(crate) use economics::Economics;
pub use effort::Effort;
pub(crate) use employment::Employment;
pub use failure::{Failure, FailureChance};
pub use incident::Incident;
pub(crate) use inertia::Inertia;
pub use invalid::Invalid;
pub(crate) use invalid::Problems;
pub(crate) use labels::Labels;
pub use loyalty::Loyalty;
pub use need::{Criticality, Need};
pub use need_ref::NeedRef;
pub use origin::Origin;
pub use party::PartyRef;
pub use problem::{Element, Place, Problem, ProblemCode, Section, Warning, WarningCode};
pub use reserve::Reserve;
pub use revenue::Revenue;
pub use rule::{Aggregation, Defaults, Rule, UnknownRule, Weighting};
pub use sampled::SampledError;
pub use scenario::Scenario;
pub use service::Service;
pub use service_ref::ServiceRef;
pub(crate) use shortened::quoted;
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
pub(crate) use shortened::shortened;
pub use staffing::{ServiceLevel, Staffing};
pub(crate) use stated_range::ServiceRanges;
pub use stated_range::StatedRange;
pub(crate) use store::draft::Draft;
pub(crate) use store::endpoints::{Endpoints, SharedPairs};
#[cfg(feature = "csv")]
pub(crate) use store::interner::SEPARATOR;
#[cfg(feature = "csv")]
pub(crate) use store::own_ids::OwnIds;
pub(crate) use store::service_statements::ServiceStatements;
pub(crate) use store::service_terms::ServiceTerms;
pub(crate) use store::services::Services;
#[cfg(feature = "csv")]
pub(crate) use store::sparse::Sparse;
pub(crate) use store::stated::{Links, Stated};
pub use strain::Strain;
pub use substitution::Substitution;
pub use transfer::Transfer;
pub use turnover::Turnover;
pub(crate) use validate::{customer_faults, department_faults};
pub(crate) use valuation::Valuation;
pub(crate) use warnings::Warnings;
pub use word_of_mouth::WordOfMouth;

/// Departments, external customers and the services that join them, checked and immutable.
///
/// Cheap to clone: clones share what is stated.
///
/// # Examples
///
/// ```
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Corner shop")
///     .department(Department::new("owner"))
///     .customer(ExternalCustomer::person("neighbours").population(800.0))
///     .service(Service::new("sales", "owner", "neighbours").dependence(1.0))
///     .build()?;
/// let owner = organisation.party("owner").unwrap();
/// assert!(owner.is_front_line());
/// assert_eq!(owner.distance_to_customer(), Some(1));
/// # Ok::<(), knockon::Invalid>(())
/// ```
#[derive(Debug, Clone)]
pub struct Organisation {
    stated: Arc<Stated>,
}

/// Two organisations are equal when the same things are stated in the same order.
impl PartialEq for Organisation {
    fn eq(&self, other: &Self) -> bool {
        let (one, two) = (&*self.stated, &*other.stated);
        one.name == two.name
            && one.defaults == two.defaults
            && one.parties == two.parties
            && one.services == two.services
            && one.links.provider == two.links.provider
            && one.links.consumer == two.links.consumer
            && one.needs == two.needs
            && one.valuation == two.valuation
            && one.common_causes == two.common_causes
    }
}

impl Organisation {
    /// Starts a statement.
    pub fn builder(name: impl Into<String>) -> OrganisationBuilder {
        OrganisationBuilder::default().name(name)
    }

    fn from_stated(stated: Stated) -> Self {
        Self { stated: Arc::new(stated) }
    }

    /// Adds warnings that a reader found before the statement was built.
    #[cfg_attr(not(feature = "csv"), expect(dead_code, reason = "tables alone warn on reading"))]
    pub(crate) fn map_warnings(self, map: impl FnOnce(Vec<Warning>) -> Vec<Warning>) -> Self {
        match Arc::try_unwrap(self.stated) {
            Ok(mut stated) => {
                stated.warnings = map(stated.warnings);
                Self::from_stated(stated)
            }
            Err(shared) => Self { stated: shared },
        }
    }

    pub(crate) fn stated(&self) -> &Stated {
        &self.stated
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.stated.name
    }

    /// Returns the rules of parties that state none.
    pub fn defaults(&self) -> Defaults {
        self.stated.defaults
    }

    /// Returns what was odd but harmless when it was built: up to ten warnings of each kind, and one
    /// that counts the rest of its kind.
    pub fn warnings(&self) -> &[Warning] {
        &self.stated.warnings
    }

    /// Returns the statement, ready to be edited and built again.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in parties and declared needs. Services are shared until one is added,
    /// replaced or removed; the first such edit takes time and memory linear in all of them.
    pub fn to_builder(&self) -> OrganisationBuilder {
        let Stated { name, defaults, parties, needs, common_causes, valuation, .. } = &*self.stated;
        OrganisationBuilder {
            name: name.clone(),
            defaults: *defaults,
            departments: parties.departments.clone(),
            customers: parties.customers.clone(),
            services: ServiceStatements::AsStated(Arc::clone(&self.stated)),
            needs: needs.clone(),
            valuation: valuation.clone(),
            common_causes: common_causes.clone(),
            problems: Problems::default(),
        }
    }

    /// Returns how many departments there are.
    pub fn department_count(&self) -> usize {
        self.stated.parties.departments.len()
    }

    /// Returns how many external customers there are.
    pub fn customer_count(&self) -> usize {
        self.stated.parties.customers.len()
    }

    /// Returns how many services there are.
    pub fn service_count(&self) -> usize {
        self.stated.services.len()
    }

    /// Returns the departments, in the order stated.
    pub fn departments(&self) -> impl DoubleEndedIterator<Item = PartyRef<'_>> + ExactSizeIterator {
        (0..self.department_count()).map(|index| PartyRef::new(self, index))
    }

    /// Returns the external customers, in the order stated.
    pub fn customers(&self) -> impl DoubleEndedIterator<Item = PartyRef<'_>> + ExactSizeIterator {
        let first = self.department_count();
        (0..self.customer_count()).map(move |index| PartyRef::new(self, first + index))
    }

    /// Returns departments and external customers, in the order stated.
    pub fn parties(&self) -> impl DoubleEndedIterator<Item = PartyRef<'_>> + ExactSizeIterator {
        (0..self.stated.party_count()).map(|index| PartyRef::new(self, index))
    }

    /// Returns the services, in the order stated.
    pub fn services(&self) -> impl DoubleEndedIterator<Item = ServiceRef<'_>> + ExactSizeIterator {
        (0..self.service_count()).map(|index| ServiceRef::new(self, index))
    }

    /// Returns the declared needs, in the order stated.
    pub fn needs(&self) -> impl DoubleEndedIterator<Item = NeedRef<'_>> + ExactSizeIterator {
        (0..self.stated.needs.len()).map(|index| NeedRef::new(self, index))
    }

    /// Returns the common causes, in the order stated.
    pub fn common_causes(&self) -> &[CommonCause] {
        &self.stated.common_causes
    }

    /// Returns what may happen, in the order stated.
    pub fn incidents(&self) -> &[Incident] {
        &self.stated.valuation.incidents
    }

    /// Returns the discount per year, 0..=10, if one is stated.
    pub fn discount(&self) -> Option<Coefficient> {
        self.stated.valuation.discount
    }

    /// Returns the currency of all money, if it is stated.
    pub fn currency(&self) -> Option<&str> {
        self.stated.valuation.currency.as_deref()
    }

    /// Returns which dependences nobody states: services that are needs of their own by id, then
    /// declared needs as `consumer/name`. Such services are *open*. An organisation with open
    /// services is read, written, measured and fitted like any other;
    /// [`compile`](Self::compile) refuses it.
    ///
    /// # Complexity
    ///
    /// Time linear in services and needs.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let organisation = Organisation::builder("Corner shop")
    ///     .department(Department::new("owner"))
    ///     .customer(ExternalCustomer::person("neighbours"))
    ///     .service(Service::new("sales", "owner", "neighbours"))
    ///     .build()?;
    /// assert_eq!(organisation.open_dependences(), ["sales"]);
    /// assert!(organisation.compile().is_err());
    /// # Ok::<(), knockon::Invalid>(())
    /// ```
    pub fn open_dependences(&self) -> Vec<String> {
        let Stated { services, links, needs, need_dependence, .. } = self.stated();
        let own_need = links.need.iter().enumerate().filter(|&(_, &need)| need == NONE);
        let open = own_need.filter(|&(service, _)| services.dependence(service).is_none());
        let open = open.map(|(service, _)| self.stated().service_id(service).to_string());
        let declared = needs.iter().zip(need_dependence).filter(|(_, stated)| stated.is_none());
        open.chain(declared.map(|(need, _)| format!("{}/{}", need.consumer, need.name))).collect()
    }

    /// Finds a department or an external customer.
    pub fn party(&self, id: impl AsRef<str>) -> Option<PartyRef<'_>> {
        let id = id.as_ref();
        self.stated.parties.find(id).map(|index| PartyRef::new(self, index))
    }

    /// Finds a service.
    pub fn service(&self, id: impl AsRef<str>) -> Option<ServiceRef<'_>> {
        let id = id.as_ref();
        self.stated.service_index(id).map(|index| ServiceRef::new(self, index))
    }
}
