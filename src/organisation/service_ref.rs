//! A service of a built organisation.

use std::fmt;
use std::hash::{Hash, Hasher};

use chrono::TimeDelta;

use super::{
    Criticality, Dependability, Failure, NeedRef, Organisation, PartyRef, Service, ServiceTerms,
    Services, StatedRange, Transfer,
};
use crate::id::ServiceId;
use crate::organisation::NONE;
use crate::unit::{Dependence, Quality, Rate, Weight};

/// A service of an organisation.
#[derive(Clone, Copy)]
pub struct ServiceRef<'a> {
    organisation: &'a Organisation,
    index: usize,
}

impl<'a> ServiceRef<'a> {
    pub(crate) const fn new(organisation: &'a Organisation, index: usize) -> Self {
        Self { organisation, index }
    }

    fn services(self) -> &'a Services {
        &self.organisation.stated().services
    }

    #[expect(clippy::expect_used, reason = "references are made for indices that exist")]
    fn made_id(self) -> &'a ServiceId {
        let ids = self.organisation.stated().service_ids();
        ids.get(self.index).expect("a service's index lies within its organisation")
    }

    fn terms(self) -> &'a ServiceTerms {
        &self.services()[self.index]
    }

    fn end(self, column: &[u32]) -> PartyRef<'a> {
        let party = column.get(self.index).map_or(usize::MAX, |&party| party as usize);
        PartyRef::new(self.organisation, party)
    }

    /// Returns the id, stated or derived from the parties it joins.
    ///
    /// # Complexity
    ///
    /// Constant. The first time for an organisation, the ids of all its services are made: time
    /// and memory linear in services.
    pub fn id(self) -> &'a ServiceId {
        self.made_id()
    }

    /// Returns the name; the id where none is stated.
    pub fn name(self) -> &'a str {
        self.stated_name().unwrap_or_else(|| self.id().as_str())
    }

    /// Returns the name, if one is stated.
    pub fn stated_name(self) -> Option<&'a str> {
        self.services().name(self.index)
    }

    /// Returns the department that provides it.
    pub fn provider(self) -> PartyRef<'a> {
        self.end(&self.organisation.stated().links.provider)
    }

    /// Returns the party that receives it.
    pub fn consumer(self) -> PartyRef<'a> {
        self.end(&self.organisation.stated().links.consumer)
    }

    /// Returns the declared need it is for; `None` where it is its own need.
    pub fn need(self) -> Option<NeedRef<'a>> {
        let need = self.organisation.stated().links.need.get(self.index).copied()?;
        (need != NONE).then(|| NeedRef::new(self.organisation, need as usize))
    }

    /// Returns the dependence of the need it meets; `None` where nobody states one, and the service
    /// is open.
    pub fn dependence(self) -> Option<Dependence> {
        let stated = self.organisation.stated();
        let need = stated.links.need.get(self.index).copied().unwrap_or(NONE);
        let dependence = match stated.need_dependence.get(need as usize) {
            Some(&dependence) => dependence,
            None => self.services().dependence(self.index),
        };
        dependence.map(Dependence::checked)
    }

    /// Returns the dependence that the service itself states; that of a declared need may stand on
    /// the need, or on another of its services.
    pub fn stated_dependence(self) -> Option<Dependence> {
        self.services().dependence(self.index).map(Dependence::checked)
    }

    /// Returns how well the dependence that it states is known, if that is stated.
    pub fn dependence_range(self) -> Option<StatedRange> {
        self.terms().ranges.as_ref()?.dependence
    }

    /// Returns how well its condition is known, if that is stated.
    pub fn condition_range(self) -> Option<StatedRange> {
        self.terms().ranges.as_ref()?.condition
    }

    /// Returns the cap that it puts on its consumer's quality as a need of its own, if any.
    pub fn criticality(self) -> Option<Criticality> {
        self.terms().criticality
    }

    /// Returns its weight: of its need where it is its own, within the need otherwise.
    pub fn weight(self) -> Weight {
        Weight::checked(self.terms().weight)
    }

    /// Returns its own quality apart from its provider's.
    pub fn condition(self) -> Quality {
        Quality::checked(self.terms().condition)
    }

    /// Whether it runs unless a scenario stops it; one that does not has to be started.
    pub fn is_running(self) -> bool {
        self.terms().running
    }

    /// Returns how its provider's quality is felt.
    pub fn transfer(self) -> &'a Transfer {
        &self.terms().transfer
    }

    /// Returns how much later its consumer feels a change.
    pub fn lag(self) -> TimeDelta {
        self.terms().lag
    }

    /// Returns how many requests each job of the consuming department makes; 0 for a service to an
    /// external customer.
    pub fn requests_per_job(self) -> Rate {
        Rate::checked(self.terms().requests_per_job)
    }

    /// Returns how many requests the consuming external customer makes per hour; 0 for a service
    /// to a department.
    pub fn demand_per_hour(self) -> Rate {
        Rate::checked(self.terms().demand_per_hour)
    }

    /// Returns how many more requests each makes for all of the quality it misses.
    pub fn retries(self) -> Rate {
        Rate::checked(self.terms().retries)
    }

    /// Returns how many minutes one of its requests takes on average; `None` where it states none
    /// and the provider's staffing says.
    pub fn handling_minutes(self) -> Option<f64> {
        self.terms().handling_minutes
    }

    /// Returns the standard deviation of the handling times of its requests over their mean, 1
    /// where it states none.
    pub fn handling_variation(self) -> f64 {
        self.terms().handling_variation
    }

    /// Returns how often it, apart from its provider, fails; `None` where it never does.
    pub fn failure(self) -> Option<Failure> {
        Dependability::of(self.terms().dependability.as_deref()).failure
    }

    /// Returns the quality from which on it is good enough, if stated.
    pub fn threshold(self) -> Option<Quality> {
        Dependability::of(self.terms().dependability.as_deref()).threshold.map(Quality::checked)
    }

    /// Returns the chance that it is good enough which is aimed at, if stated.
    pub fn target(self) -> Option<f64> {
        Dependability::of(self.terms().dependability.as_deref()).target
    }
}

/// Two references are equal when they mean the same service of the same organisation.
impl PartialEq for ServiceRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.organisation.stated(), other.organisation.stated())
            && self.index == other.index
    }
}

impl Eq for ServiceRef<'_> {}

impl Hash for ServiceRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::from_ref(self.organisation.stated()).hash(state);
        self.index.hash(state);
    }
}

/// Takes the statement of a service with its id, ready to be edited.
impl From<ServiceRef<'_>> for Service {
    fn from(service: ServiceRef<'_>) -> Self {
        service.organisation.stated().service(service.index)
    }
}

impl fmt::Debug for ServiceRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ServiceRef")
            .field(&self.organisation.stated().service_id(self.index))
            .finish()
    }
}
