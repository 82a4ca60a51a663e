//! A department or an external customer of a built organisation, and the roles it plays.

use std::fmt;
use std::hash::{Hash, Hasher};

use chrono::TimeDelta;
use indexmap::IndexMap;

use super::store::reachability;
use super::store::reachability::ServiceDirection;
use super::{
    Absence, Coefficient, CustomerKind, Department, Economics, Effort, Employment,
    ExternalCustomer, Failure, Loyalty, NONE, NeedRef, Organisation, Reserve, Revenue, Rule,
    ServiceRef, Staffing, StatedRange, Strain, Turnover, WordOfMouth,
};
use crate::id::{PartyId, UnknownId};
use crate::unit::{Ceiling, Population, Quality};

/// A party of an organisation: a department or an external customer.
///
/// Roles are derived from services. A department that provides one is a *supplier*, and one that
/// receives one an *internal customer*. A supplier that serves an external customer directly is
/// *front line*, any other *back office*.
///
/// # Examples
///
/// ```
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Bakery")
///     .department(Department::new("mill"))
///     .department(Department::new("oven"))
///     .customer(ExternalCustomer::person("shoppers"))
///     .service(Service::new("flour", "mill", "oven").dependence(0.9))
///     .service(Service::new("bread", "oven", "shoppers").dependence(1.0))
///     .build()?;
/// let mill = organisation.party("mill").unwrap();
/// assert!(mill.is_supplier() && mill.is_back_office());
/// let oven = organisation.party("oven").unwrap();
/// assert!(oven.is_supplier() && oven.is_front_line() && oven.is_internal_customer());
/// assert_eq!(mill.distance_to_customer(), Some(2));
/// let reached: Vec<_> = mill.all_customers().map(|party| party.id().as_str()).collect();
/// assert_eq!(reached, ["oven", "shoppers"]);
/// # Ok::<(), knockon::Invalid>(())
/// ```
#[derive(Clone, Copy)]
pub struct PartyRef<'a> {
    organisation: &'a Organisation,
    index: usize,
}

/// What a party was stated as.
enum Statement<'a> {
    Department(&'a Department),
    Customer(&'a ExternalCustomer),
}

impl<'a> PartyRef<'a> {
    pub(crate) const fn new(organisation: &'a Organisation, index: usize) -> Self {
        Self { organisation, index }
    }

    #[expect(clippy::expect_used, reason = "references are made for indices that exist")]
    fn statement(self) -> Statement<'a> {
        let parties = &self.organisation.stated().parties;
        match self.index.checked_sub(parties.departments.len()) {
            None => parties.departments.get(self.index).map(Statement::Department),
            Some(customer) => parties.customers.get(customer).map(Statement::Customer),
        }
        .expect("a party's index lies within its organisation")
    }

    /// The party's number: departments first, then customers, in the order stated.
    pub(crate) const fn index(self) -> usize {
        self.index
    }

    /// Returns the id.
    pub fn id(self) -> &'a PartyId {
        match self.statement() {
            Statement::Department(department) => &department.id,
            Statement::Customer(customer) => &customer.id,
        }
    }

    /// Returns the name; the id where none is stated.
    pub fn name(self) -> &'a str {
        self.stated_name().unwrap_or_else(|| self.id().as_str())
    }

    /// Returns the name, if one is stated.
    pub fn stated_name(self) -> Option<&'a str> {
        match self.statement() {
            Statement::Department(department) => department.name.as_deref(),
            Statement::Customer(customer) => customer.name.as_deref(),
        }
    }

    /// Whether it is a department, rather than an external customer.
    pub fn is_department(self) -> bool {
        self.index < self.organisation.department_count()
    }

    /// Returns a department's stated capability, 1 where it follows from skill, staffing or effort;
    /// `None` for an external customer.
    pub fn capability(self) -> Option<Quality> {
        match self.statement() {
            Statement::Department(department) => Some(Quality::checked(department.capability)),
            Statement::Customer(..) => None,
        }
    }

    /// Returns how well a department's capability is known, if that is stated.
    pub fn capability_range(self) -> Option<StatedRange> {
        match self.statement() {
            Statement::Department(department) => department.capability_range.as_deref().copied(),
            Statement::Customer(..) => None,
        }
    }

    /// Returns a department's stated skill; `None` for an external customer and where none is
    /// stated.
    pub fn skill(self) -> Option<Quality> {
        self.department().and_then(|department| department.skill).map(Quality::checked)
    }

    /// Returns who answers a department's requests; `None` for an external customer and where no
    /// staffing is stated.
    pub fn staffing(self) -> Option<&'a Staffing> {
        self.department().and_then(|department| department.staffing.as_deref())
    }

    /// Returns how hard a department's people work for how well they are served; `None` for an
    /// external customer and where nothing is stated.
    pub fn effort(self) -> Option<Effort> {
        self.department().and_then(|department| department.effort.as_deref().copied())
    }

    /// Returns how many of a department's people quit and how others take their place, if that is
    /// stated.
    pub fn turnover(self) -> Option<&'a Turnover> {
        self.employment()?.turnover.as_ref()
    }

    /// Returns how many of a department's people are away, if that is stated.
    pub fn absence(self) -> Option<Absence> {
        self.employment()?.absence
    }

    /// Returns how load takes from how satisfied a department's people are, if that is stated.
    pub fn strain(self) -> Option<Strain> {
        self.employment()?.strain
    }

    /// Returns a department's crisis reserve, if that is stated.
    pub fn reserve(self) -> Option<Reserve> {
        self.employment()?.reserve
    }

    /// Returns how many per cent more posts 1 % more revenue brings a department, if that is stated.
    pub fn budget_elasticity(self) -> Option<Coefficient> {
        self.employment()?.budget_elasticity
    }

    pub(crate) fn employment(self) -> Option<&'a Employment> {
        self.department()?.employment.as_deref()
    }

    /// Returns how quickly it gets worse: the time constant of the way down, zero where it does so
    /// at once.
    pub fn degradation_time(self) -> TimeDelta {
        self.organisation.stated().inertia(self.index).degradation
    }

    /// Returns how quickly it gets better: the time constant of the way up, zero where it does so
    /// at once.
    pub fn recovery_time(self) -> TimeDelta {
        self.organisation.stated().inertia(self.index).recovery
    }

    /// Returns how often a department fails; `None` where it never does.
    pub fn failure(self) -> Option<Failure> {
        self.organisation.stated().parties.dependability(self.index).failure
    }

    /// Returns the quality from which on it is good enough, if stated.
    pub fn threshold(self) -> Option<Quality> {
        self.organisation.stated().parties.dependability(self.index).threshold.map(Quality::checked)
    }

    /// Returns the chance that it is good enough which is aimed at, if stated.
    pub fn target(self) -> Option<f64> {
        self.organisation.stated().parties.dependability(self.index).target
    }

    /// What a department was stated as.
    fn department(self) -> Option<&'a Department> {
        match self.statement() {
            Statement::Department(department) => Some(department),
            Statement::Customer(..) => None,
        }
    }

    /// Returns an external customer's ceiling; `None` for a department.
    pub fn ceiling(self) -> Option<Ceiling> {
        match self.statement() {
            Statement::Department(_) => None,
            Statement::Customer(customer) => Some(Ceiling::checked(customer.ceiling)),
        }
    }

    /// Returns how well an external customer's ceiling is known, if that is stated.
    pub fn ceiling_range(self) -> Option<StatedRange> {
        match self.statement() {
            Statement::Department(_) => None,
            Statement::Customer(customer) => customer.ceiling_range.as_deref().copied(),
        }
    }

    /// Returns an external customer's population; `None` for a department.
    pub fn population(self) -> Option<Population> {
        match self.statement() {
            Statement::Department(..) => None,
            Statement::Customer(customer) => Some(Population::checked(customer.population)),
        }
    }

    /// Returns what an external customer is, if stated.
    pub fn kind(self) -> Option<CustomerKind> {
        match self.statement() {
            Statement::Department(..) => None,
            Statement::Customer(customer) => customer.kind,
        }
    }

    /// Returns what one customer of an external customer spends, if that is stated.
    pub fn revenue(self) -> Option<Revenue> {
        self.economics().revenue
    }

    /// Returns how many of an external customer stay and why they leave, if that is stated.
    pub fn loyalty(self) -> Option<Loyalty> {
        self.economics().loyalty
    }

    /// Returns what an external customer says of the organisation, if that is stated.
    pub fn word_of_mouth(self) -> Option<WordOfMouth> {
        self.economics().word_of_mouth
    }

    fn economics(self) -> Economics {
        match self.statement() {
            Statement::Department(..) => Economics::default(),
            Statement::Customer(customer) => {
                customer.economics.as_deref().copied().unwrap_or_default()
            }
        }
    }

    /// Returns the department whose people an external customer is too, if stated.
    pub fn also_department(self) -> Option<Self> {
        match self.statement() {
            Statement::Department(..) => None,
            Statement::Customer(customer) => {
                customer.also_department.as_deref().and_then(|id| self.organisation.party(id))
            }
        }
    }

    /// Returns the rule it follows, stated or default.
    pub fn rule(self) -> Rule {
        self.organisation.stated().rule(self.index)
    }

    /// Returns the rule it states; `None` where the organisation's default serves.
    pub fn stated_rule(self) -> Option<Rule> {
        self.organisation.stated().parties.stated_rule(self.index)
    }

    /// Returns the labels.
    pub fn labels(self) -> &'a IndexMap<String, String> {
        match self.statement() {
            Statement::Department(department) => department.labels.all(),
            Statement::Customer(customer) => customer.labels.all(),
        }
    }

    /// Returns the department this one is part of, if any.
    pub fn part_of(self) -> Option<Self> {
        let whole = self.organisation.stated().links.part_of.get(self.index).copied()?;
        (whole != NONE).then_some(Self { index: whole as usize, ..self })
    }

    /// Returns the departments that are directly part of this one.
    pub fn parts(self) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator {
        let links = &self.organisation.stated().links;
        links.parts.of(self.index).iter().map(move |&part| Self { index: part as usize, ..self })
    }

    /// Returns the services it provides, in the order stated.
    pub fn services_provided(
        self,
    ) -> impl DoubleEndedIterator<Item = ServiceRef<'a>> + ExactSizeIterator {
        let services = self.organisation.stated().links.provided.of(self.index);
        services.iter().map(move |&service| ServiceRef::new(self.organisation, service as usize))
    }

    /// Returns the services it receives, in the order stated.
    pub fn services_received(
        self,
    ) -> impl DoubleEndedIterator<Item = ServiceRef<'a>> + ExactSizeIterator {
        let services = self.organisation.stated().links.received.of(self.index);
        services.iter().map(move |&service| ServiceRef::new(self.organisation, service as usize))
    }

    /// Returns the needs declared for it, in the order stated; a service that names none of them is
    /// a need of its own.
    pub fn needs(self) -> impl DoubleEndedIterator<Item = NeedRef<'a>> + ExactSizeIterator {
        let needs = self.organisation.stated().links.needs_of.of(self.index);
        needs.iter().map(move |&need| NeedRef::new(self.organisation, need as usize))
    }

    /// Returns the departments that serve it directly, each once, by services that run; as do all
    /// below.
    pub fn suppliers(self) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator {
        self.neighbours(ServiceDirection::Upstream)
    }

    /// Returns the parties it serves directly, internal and external, each once.
    pub fn customers(self) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator {
        self.neighbours(ServiceDirection::Downstream)
    }

    /// Returns every department whose quality reaches it, in the order of the statement.
    ///
    /// It is among them itself where it lies on a cycle.
    ///
    /// # Complexity
    ///
    /// Time linear in parties and services.
    pub fn all_suppliers(self) -> impl DoubleEndedIterator<Item = Self> {
        self.reached(ServiceDirection::Upstream)
    }

    /// Returns every party its quality reaches, internal and external, in the order of the
    /// statement.
    ///
    /// It is among them itself where it lies on a cycle.
    ///
    /// # Complexity
    ///
    /// Time linear in parties and services.
    pub fn all_customers(self) -> impl DoubleEndedIterator<Item = Self> {
        self.reached(ServiceDirection::Downstream)
    }

    /// Whether it provides a service that runs, to whomever: whether it is among anybody's
    /// [`suppliers`](Self::suppliers).
    pub fn is_supplier(self) -> bool {
        self.customers().next().is_some()
    }

    /// Whether it is a department that receives a service that runs.
    pub fn is_internal_customer(self) -> bool {
        self.is_department() && self.suppliers().next().is_some()
    }

    /// Whether it serves an external customer directly.
    pub fn is_front_line(self) -> bool {
        self.customers().any(|customer| !customer.is_department())
    }

    /// Whether it is a supplier of departments alone: it serves no external customer directly.
    pub fn is_back_office(self) -> bool {
        self.is_supplier() && !self.is_front_line()
    }

    /// Returns the number of services on the shortest path to an external customer: 0 for an
    /// external customer itself, 1 for the front line, `None` where no path leads outside.
    ///
    /// # Complexity
    ///
    /// Time linear in parties and services.
    pub fn distance_to_customer(self) -> Option<u32> {
        reachability::distance_to_customer(self.organisation.stated(), self.index)
    }

    fn neighbours(
        self,
        direction: ServiceDirection,
    ) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator {
        let mut parties: Vec<u32> =
            reachability::neighbours(self.organisation.stated(), self.index, direction).collect();
        parties.sort_unstable();
        parties.dedup();
        parties.into_iter().map(move |index| Self { index: index as usize, ..self })
    }

    fn reached(self, direction: ServiceDirection) -> impl DoubleEndedIterator<Item = Self> {
        let reached = reachability::reached(self.organisation.stated(), self.index, direction);
        let chosen =
            move |(index, reached): (usize, bool)| reached.then_some(Self { index, ..self });
        reached.into_iter().enumerate().filter_map(chosen)
    }
}

/// Two references are equal when they mean the same party of the same organisation.
impl PartialEq for PartyRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.organisation.stated(), other.organisation.stated())
            && self.index == other.index
    }
}

impl Eq for PartyRef<'_> {}

impl Hash for PartyRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::from_ref(self.organisation.stated()).hash(state);
        self.index.hash(state);
    }
}

/// Takes the statement of a department, ready to be edited; [`UnknownId`] for an external customer.
impl TryFrom<PartyRef<'_>> for Department {
    type Error = UnknownId;

    fn try_from(party: PartyRef<'_>) -> Result<Self, UnknownId> {
        let department = party.department().cloned();
        department.ok_or_else(|| UnknownId::department(party.id().as_str()))
    }
}

/// Takes the statement of an external customer, ready to be edited; [`UnknownId`] for a department.
impl TryFrom<PartyRef<'_>> for ExternalCustomer {
    type Error = UnknownId;

    fn try_from(party: PartyRef<'_>) -> Result<Self, UnknownId> {
        match party.statement() {
            Statement::Customer(customer) => Ok(customer.clone()),
            Statement::Department(department) => Err(UnknownId::customer(department.id.as_str())),
        }
    }
}

impl fmt::Debug for PartyRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PartyRef").field(self.id()).finish()
    }
}
