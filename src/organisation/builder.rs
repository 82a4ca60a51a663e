//! Collects statements and hands them to validation.

use indexmap::IndexSet;

use super::store::interner::{Interned, Interner};
use super::{
    Coefficient, CommonCause, Defaults, Department, Draft, Endpoints, ExternalCustomer, Incident,
    Invalid, Links, Need, Organisation, Place, Problem, ProblemCode, Problems, Rule, Section,
    Service, ServiceStatements, Stated, Valuation, validate,
};
use crate::id::UnknownId;

/// Collects what is stated of an organisation; [`build`](Self::build) checks the whole.
///
/// # Examples
///
/// Every problem is reported at once, with its place and what would have been right:
///
/// ```
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let invalid = Organisation::builder("Harbour & Vine")
///     .department(Department::new("it").capability(1.4))
///     .customer(ExternalCustomer::person("shoppers"))
///     .service(Service::new("it-shoppers", "itt", "shoppers").dependence(0.5))
///     .build()
///     .unwrap_err();
/// assert_eq!(
///     invalid.to_string(),
///     "departments[0].capability: capability `1.4` of department `it` is outside 0..=1\n\
///      services[0].provider: provider `itt` of service `it-shoppers` is not a department; \
///      did you mean `it`?",
/// );
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct OrganisationBuilder {
    pub(crate) name: String,
    pub(crate) defaults: Defaults,
    pub(crate) departments: Vec<Department>,
    pub(crate) customers: Vec<ExternalCustomer>,
    pub(crate) services: ServiceStatements,
    pub(crate) needs: Vec<Need>,
    pub(crate) valuation: Valuation,
    pub(crate) common_causes: Vec<CommonCause>,
    /// What was to be removed or replaced and is not there.
    pub(crate) problems: Problems,
}

impl OrganisationBuilder {
    /// Sets the organisation's name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the rule of departments that state none.
    pub fn default_department_rule(mut self, rule: Rule) -> Self {
        self.defaults.department = rule;
        self
    }

    /// Sets the rule of external customers that state none.
    pub fn default_customer_rule(mut self, rule: Rule) -> Self {
        self.defaults.customer = rule;
        self
    }

    /// Adds a department.
    pub fn department(mut self, department: Department) -> Self {
        self.departments.push(department);
        self
    }

    /// Adds departments.
    pub fn departments(mut self, departments: impl IntoIterator<Item = Department>) -> Self {
        self.departments.extend(departments);
        self
    }

    /// Adds an external customer.
    pub fn customer(mut self, customer: ExternalCustomer) -> Self {
        self.customers.push(customer);
        self
    }

    /// Adds external customers.
    pub fn customers(mut self, customers: impl IntoIterator<Item = ExternalCustomer>) -> Self {
        self.customers.extend(customers);
        self
    }

    /// Adds a service.
    pub fn service(mut self, service: Service) -> Self {
        self.services.list().push(service);
        self
    }

    /// Adds services.
    pub fn services(mut self, services: impl IntoIterator<Item = Service>) -> Self {
        self.services.list().extend(services);
        self
    }

    /// Declares a need.
    pub fn need(mut self, need: Need) -> Self {
        self.needs.push(need);
        self
    }

    /// Declares needs.
    pub fn needs(mut self, needs: impl IntoIterator<Item = Need>) -> Self {
        self.needs.extend(needs);
        self
    }

    /// Adds a common cause.
    pub fn common_cause(mut self, cause: CommonCause) -> Self {
        self.common_causes.push(cause);
        self
    }

    /// Adds something that may happen.
    pub fn incident(mut self, incident: Incident) -> Self {
        self.valuation.incidents.push(incident);
        self
    }

    /// Adds what may happen.
    pub fn incidents(mut self, incidents: impl IntoIterator<Item = Incident>) -> Self {
        self.valuation.incidents.extend(incidents);
        self
    }

    /// Sets the discount of money to come, per year, 0..=10; 0 unless set.
    pub fn discount(mut self, discount: impl Into<Coefficient>) -> Self {
        self.valuation.discount = Some(discount.into());
        self
    }

    /// Sets the currency of all money.
    pub fn currency(mut self, currency: impl Into<String>) -> Self {
        self.valuation.currency = Some(currency.into());
        self
    }

    /// Removes the department or external customer of an id, and every service and need that
    /// names it, what incidents set of it, and its place in common causes; [`build`](Self::build) reports an
    /// id that nothing stated so far has.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let organisation = Organisation::builder("Harbour & Vine")
    ///     .department(Department::new("it"))
    ///     .department(Department::new("hr"))
    ///     .customer(ExternalCustomer::person("shoppers"))
    ///     .service(Service::between("it", "hr").dependence(0.5))
    ///     .service(Service::between("it", "shoppers").dependence(0.9))
    ///     .build()?;
    /// let smaller = organisation.to_builder().without_party("hr").build()?;
    /// assert_eq!((smaller.department_count(), smaller.service_count()), (1, 1));
    ///
    /// let misspelt = organisation.to_builder().without_party("hrr").without_service("it>hrr");
    /// assert_eq!(
    ///     misspelt.build().unwrap_err().to_string(),
    ///     "without_party[\"hrr\"]: `hrr` is not a department or an external customer\n\
    ///      without_service[\"it>hrr\"]: `it>hrr` is not a service",
    /// );
    /// # Ok::<(), knockon::Invalid>(())
    /// ```
    pub fn without_party(mut self, id: impl AsRef<str>) -> Self {
        let id = id.as_ref();
        let before = self.statement_count();
        self.departments.retain(|department| department.id != *id);
        self.customers.retain(|customer| customer.id != *id);
        if self.names_services() {
            let gone = self.services.list().iter().filter(|service| service.joins(id));
            let gone: IndexSet<String> = gone.flat_map(Service::known_ids).collect();
            self.forget(|_| false, |service| gone.contains(service));
        }
        self.forget(|department| department == id, |_| false);
        self.services.list().retain(|service| !service.joins(id));
        self.needs.retain(|need| *need.consumer != *id);
        if self.statement_count() == before {
            self.missing(Section::WithoutParty, id, &UnknownId::party(id));
        }
        self
    }

    /// Removes the service of an id, stated or [derived](Service::between);
    /// [`build`](Self::build) reports an id that nothing stated so far has.
    ///
    /// One of a stated id goes before one whose derived id is the same. A service that has a name
    /// is found by `provider>consumer>name` also where it is the only one of its pair, or the only
    /// one left.
    ///
    /// # Complexity
    ///
    /// Time linear in services.
    pub fn without_service(mut self, id: impl AsRef<str>) -> Self {
        let id = id.as_ref();
        let mut is_of_id = self.services_of(id).into_iter();
        let before = self.services.len();
        self.services.list().retain(|_| !is_of_id.next().unwrap_or(false));
        self.forget(|_| false, |service| service == id);
        if self.services.len() == before {
            self.missing(Section::WithoutService, id, &UnknownId::service(id));
        }
        self
    }

    /// Of each service whether an id is its own, stated or derived: a stated id goes first.
    pub(super) fn services_of(&mut self, id: &str) -> Vec<bool> {
        let services = self.services.list();
        let states = |service: &Service| service.id.as_ref().is_some_and(|stated| *stated == *id);
        let stating: Vec<_> = services.iter().map(states).collect();
        if stating.contains(&true) {
            return stating;
        }
        let is_alone = services.iter().filter(|service| service.is_of_pair(id)).count() == 1;
        let derives = |service: &Service| {
            let has_id_of_pair = service.is_of_pair(id)
                && (is_alone || service.name.is_none())
                && service.id.is_none();
            has_id_of_pair || service.is_named_by(id)
        };
        services.iter().map(derives).collect()
    }

    /// Whether a common cause, an incident or a department names a service.
    pub(super) fn names_services(&self) -> bool {
        let hires = |department: &Department| {
            let turnover = department.employment.as_ref().and_then(|it| it.turnover.as_ref());
            turnover.is_some_and(|turnover| turnover.hired_through.is_some())
        };
        self.common_causes.iter().any(|cause| !cause.services.is_empty())
            || self.valuation.incidents.iter().any(|incident| !incident.conditions.is_empty())
            || self.departments.iter().any(hires)
    }

    /// Takes departments and services that go out of common causes and incidents; one that thereby
    /// says nothing goes too.
    fn forget(
        &mut self,
        is_department_gone: impl Fn(&str) -> bool,
        is_service_gone: impl Fn(&str) -> bool,
    ) {
        self.valuation.without(&is_department_gone, &is_service_gone);
        self.common_causes.retain_mut(|cause| {
            let changes = cause.without(&is_department_gone, &is_service_gone);
            !(changes && cause.names_nobody())
        });
    }

    /// How many parties, services and needs are stated.
    fn statement_count(&self) -> usize {
        self.departments.len() + self.customers.len() + self.services.len() + self.needs.len()
    }

    /// Notes that what is to be removed is not there.
    pub(super) fn missing(&mut self, section: Section, id: &str, unknown: &UnknownId) {
        let place = Place::key(section, id);
        self.problems.push(Problem::new(ProblemCode::Unknown, place, unknown.to_string()));
    }

    /// Replaces the rule of every party, stated or default: departments and external customers
    /// alike.
    pub fn with_rule_everywhere(mut self, rule: Rule) -> Self {
        self.defaults = Defaults { department: rule, customer: rule };
        for department in &mut self.departments {
            department.rule = None;
        }
        for customer in &mut self.customers {
            customer.rule = None;
        }
        self
    }

    /// Checks everything and makes the organisation.
    ///
    /// # Errors
    ///
    /// [`Invalid`] with every problem there is: what was to be removed and is not there, then
    /// the rest in the order of the statement. Oddities that harm
    /// nothing are [warnings](Organisation::warnings) on the organisation.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in departments, customers, services and needs.
    pub fn build(mut self) -> Result<Organisation, Invalid> {
        validate::check_counts([
            self.departments.len().saturating_add(self.customers.len()),
            self.services.len(),
            self.needs.len(),
        ])?;
        let problems = std::mem::take(&mut self.problems);
        Draft::from(self).build(problems)
    }
}

impl From<OrganisationBuilder> for Draft {
    fn from(builder: OrganisationBuilder) -> Self {
        let OrganisationBuilder {
            name,
            defaults,
            departments,
            customers,
            services,
            needs,
            valuation,
            common_causes,
            problems: _,
        } = builder;
        let mut interner = Interner::default();
        let mut draft = Self {
            name,
            defaults,
            departments: Interned::of(departments, |stated| &stated.id, &mut interner),
            customers: Interned::of(customers, |stated| &stated.id, &mut interner),
            interner,
            needs,
            valuation,
            common_causes,
            ..Self::default()
        };
        match services {
            ServiceStatements::Listed(services) => {
                for service in services {
                    draft.add_service(service);
                }
            }
            ServiceStatements::AsStated(stated) => draft.restate_services(&stated),
        }
        draft
    }
}

impl Draft {
    /// States all services of an organisation again, between parties of the same ids.
    fn restate_services(&mut self, stated: &Stated) {
        let Self { interner, .. } = self;
        let ids = (0..stated.party_count()).filter_map(|party| stated.parties.id(party));
        let numbers: Vec<u32> = ids.map(|id| interner.number(id.as_str())).collect();
        let Links { provider, consumer, .. } = &stated.links;
        self.ends = Endpoints { provider: provider.clone(), consumer: consumer.clone() };
        self.ends.renumber(&numbers);
        self.services = stated.services.restated();
    }

    fn add_service(&mut self, stated: Service) {
        let Service { id, name, provider, consumer, dependence, mut terms } = stated;
        self.push_ends(&provider, &consumer);
        let service = self.services.push(dependence);
        if let Some(name) = name {
            self.services.set_name(service, self.names.shared(&name));
        }
        if let Some(id) = id {
            self.services.set_id(service, id.as_str(), &provider, &consumer);
        }
        terms.need = terms.need.map(|need| self.names.shared(&need));
        self.services.set_terms(service, terms);
    }
}
