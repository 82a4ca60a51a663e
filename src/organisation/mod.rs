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

mod builder;
mod customer;
mod department;
mod edit;
mod effort;
mod inertia;
mod invalid;
mod labels;
mod need;
mod need_ref;
mod party;
mod problem;
mod rule;
mod scenario;
mod service;
mod service_ref;
mod shortened;
mod staffing;
pub(crate) mod store;
mod substitution;
mod transfer;
mod validate;
mod warnings;

use std::sync::Arc;

pub(crate) use crate::numerics::csr::NONE;
pub use builder::OrganisationBuilder;
pub use customer::{CustomerKind, ExternalCustomer};
pub use department::Department;
pub use effort::Effort;
pub(crate) use inertia::Inertia;
pub use invalid::Invalid;
pub(crate) use invalid::Problems;
pub(crate) use labels::Labels;
pub use need::{Criticality, Need};
pub use need_ref::NeedRef;
pub use party::PartyRef;
pub use problem::{Element, Place, Problem, ProblemCode, Section, Warning, WarningCode};
pub use rule::{Aggregation, Defaults, Rule, UnknownRule, Weighting};
pub use scenario::Scenario;
pub use service::Service;
pub use service_ref::ServiceRef;
#[cfg(any(feature = "json", feature = "csv"))]
pub(crate) use shortened::shortened;
pub use staffing::{ServiceLevel, Staffing};
pub(crate) use store::draft::Draft;
pub(crate) use store::endpoints::{Endpoints, SharedPairs};
pub(crate) use store::service_terms::ServiceTerms;
pub(crate) use store::services::Services;
#[cfg(feature = "csv")]
pub(crate) use store::sparse::Sparse;
pub(crate) use store::stated::{Links, Stated};
pub use substitution::Substitution;
pub use transfer::Transfer;
pub(crate) use validate::{customer_faults, department_faults};
pub(crate) use warnings::Warnings;

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
    pub fn to_builder(&self) -> OrganisationBuilder {
        let Stated { name, defaults, parties, services, needs, .. } = &*self.stated;
        OrganisationBuilder {
            name: name.clone(),
            defaults: *defaults,
            departments: parties.departments.clone(),
            customers: parties.customers.clone(),
            services: (0..services.len()).map(|index| self.stated.service(index)).collect(),
            needs: needs.clone(),
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
