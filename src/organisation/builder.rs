//! Collects statements and hands them to validation.

use super::{
    Defaults, Department, Draft, ExternalCustomer, Invalid, Need, Organisation, Rule, Service,
    validate,
};

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
///      services[0].provider: provider `itt` of service `it-shoppers` is not a stated department",
/// );
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct OrganisationBuilder {
    pub(crate) name: String,
    pub(crate) defaults: Defaults,
    pub(crate) departments: Vec<Department>,
    pub(crate) customers: Vec<ExternalCustomer>,
    pub(crate) services: Vec<Service>,
    pub(crate) needs: Vec<Need>,
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
        self.services.push(service);
        self
    }

    /// Adds services.
    pub fn services(mut self, services: impl IntoIterator<Item = Service>) -> Self {
        self.services.extend(services);
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

    /// Removes the department or external customer of an id, and every service and need that
    /// names it.
    pub fn without_party(mut self, id: &str) -> Self {
        self.departments.retain(|department| department.id != *id);
        self.customers.retain(|customer| customer.id != *id);
        self.services.retain(|service| *service.provider != *id && *service.consumer != *id);
        self.needs.retain(|need| *need.consumer != *id);
        self
    }

    /// Removes the service of an id.
    pub fn without_service(mut self, id: &str) -> Self {
        self.services.retain(|service| service.id.as_ref().is_none_or(|stated| *stated != *id));
        self
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
    /// [`Invalid`] with every problem there is, in the order of the statement. Oddities that harm
    /// nothing are [warnings](Organisation::warnings) on the organisation.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in departments, customers, services and needs.
    pub fn build(self) -> Result<Organisation, Invalid> {
        validate::check_counts([
            self.departments.len().saturating_add(self.customers.len()),
            self.services.len(),
            self.needs.len(),
        ])?;
        Draft::from(self).build(Vec::new())
    }
}
