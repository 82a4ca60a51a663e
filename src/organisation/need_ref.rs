//! A declared need of a built organisation.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::{Criticality, Need, Organisation, PartyRef, ServiceRef, StatedRange, Substitution};
use crate::unit::{Dependence, Weight};

/// A declared need of an organisation, which several services may meet.
///
/// # Examples
///
/// ```
/// use knockon::{Department, ExternalCustomer, Need, Organisation, Service, Substitution};
///
/// let organisation = Organisation::builder("Two hauliers")
///     .department(Department::new("rail"))
///     .department(Department::new("road"))
///     .customer(ExternalCustomer::business("mill"))
///     .need(Need::new("mill", "freight").dependence(0.8).substitution(Substitution::BestOf))
///     .service(Service::new("by rail", "rail", "mill").for_need("freight"))
///     .service(Service::new("by road", "road", "mill").for_need("freight"))
///     .build()?;
/// let freight = organisation.needs().next().unwrap();
/// assert_eq!((freight.consumer().id().as_str(), freight.name()), ("mill", "freight"));
/// assert_eq!(freight.dependence().unwrap(), 0.8);
/// assert_eq!(freight.services().len(), 2);
/// # Ok::<(), knockon::Invalid>(())
/// ```
#[derive(Clone, Copy)]
pub struct NeedRef<'a> {
    organisation: &'a Organisation,
    index: usize,
}

impl<'a> NeedRef<'a> {
    pub(crate) const fn new(organisation: &'a Organisation, index: usize) -> Self {
        Self { organisation, index }
    }

    #[expect(clippy::expect_used, reason = "references are made for indices that exist")]
    fn statement(self) -> &'a Need {
        let needs = &self.organisation.stated().needs;
        needs.get(self.index).expect("a need's index lies within its organisation")
    }

    /// Returns the party that has the need.
    pub fn consumer(self) -> PartyRef<'a> {
        let party = self.organisation.stated().party_index(&self.statement().consumer);
        PartyRef::new(self.organisation, party.unwrap_or(usize::MAX))
    }

    /// Returns the name, unique among the consumer's needs.
    pub fn name(self) -> &'a str {
        &self.statement().name
    }

    /// Returns the share of the consumer's quality that is lost when the need is wholly unmet;
    /// `None` where the need is open.
    pub fn dependence(self) -> Option<Dependence> {
        let dependence = self.organisation.stated().need_dependence.get(self.index);
        dependence.copied().flatten().map(Dependence::checked)
    }

    /// Returns the dependence that the need itself states; `None` where one of its services does.
    pub fn stated_dependence(self) -> Option<Dependence> {
        self.statement().dependence.map(Dependence::checked)
    }

    /// Returns how well the dependence that it states is known, if that is stated.
    pub fn dependence_range(self) -> Option<StatedRange> {
        self.statement().dependence_range.as_deref().copied()
    }

    /// Returns how much it counts beside the consumer's other needs.
    pub fn weight(self) -> Weight {
        Weight::checked(self.statement().weight)
    }

    /// Returns how its services stand in for each other, if stated.
    pub fn substitution(self) -> Option<Substitution> {
        self.statement().substitution
    }

    /// Returns the cap that it puts on its consumer's quality, if any.
    pub fn criticality(self) -> Option<Criticality> {
        self.statement().criticality
    }

    /// Returns the services that may meet it, in the order stated.
    pub fn services(self) -> impl DoubleEndedIterator<Item = ServiceRef<'a>> + ExactSizeIterator {
        let services = self.organisation.stated().links.of_need.of(self.index);
        services.iter().map(move |&service| ServiceRef::new(self.organisation, service as usize))
    }
}

/// Two references are equal when they mean the same need of the same organisation.
impl PartialEq for NeedRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.organisation.stated(), other.organisation.stated())
            && self.index == other.index
    }
}

impl Eq for NeedRef<'_> {}

impl Hash for NeedRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::from_ref(self.organisation.stated()).hash(state);
        self.index.hash(state);
    }
}

/// Takes the statement of a need, ready to be edited.
impl From<NeedRef<'_>> for Need {
    fn from(need: NeedRef<'_>) -> Self {
        need.statement().clone()
    }
}

impl fmt::Debug for NeedRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Need { consumer, name, .. } = self.statement();
        f.debug_tuple("NeedRef").field(consumer).field(name).finish()
    }
}
