//! An event that takes several elements down together.

/// Statement of a common cause: a site, a supplier, a release that takes departments and services
/// down together. It happens by chance, apart from everything else.
///
/// # Examples
///
/// ```
/// use knockon::organisation::CommonCause;
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Port")
///     .departments(["crane", "gate"].map(Department::new))
///     .customer(ExternalCustomer::business("shippers"))
///     .service(Service::new("unloading", "crane", "shippers").dependence(1.0))
///     .service(Service::new("entry", "gate", "shippers").dependence(1.0))
///     .common_cause(CommonCause::new("storm", 0.01).department("crane").service("entry"))
///     .build()?;
/// assert_eq!(organisation.common_causes().len(), 1);
/// # Ok::<(), knockon::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct CommonCause {
    /// Its id, unique among common causes.
    pub id: String,
    /// Its name for people; the id serves otherwise.
    pub name: Option<String>,
    /// The chance that it holds at an instant, 0..1.
    pub probability: f64,
    /// The departments it takes down, by id.
    pub departments: Vec<String>,
    /// The services it takes down, by id.
    pub services: Vec<String>,
}

impl CommonCause {
    /// States a cause that takes nobody down yet.
    pub fn new(id: impl Into<String>, probability: f64) -> Self {
        let (departments, services) = (Vec::new(), Vec::new());
        Self { id: id.into(), name: None, probability, departments, services }
    }

    /// Names it for people.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Adds a department that it takes down: to what is left of it
    /// [when down](super::Failure::when_down), nothing unless stated.
    pub fn department(mut self, id: impl Into<String>) -> Self {
        self.departments.push(id.into());
        self
    }

    /// Adds a service that it takes down.
    pub fn service(mut self, id: impl Into<String>) -> Self {
        self.services.push(id.into());
        self
    }

    /// Returns the name, or the id.
    pub fn title(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }

    /// Takes members away; whether it named any of them.
    pub(super) fn without(
        &mut self,
        is_department_gone: impl Fn(&str) -> bool,
        is_service_gone: impl Fn(&str) -> bool,
    ) -> bool {
        let before = self.departments.len() + self.services.len();
        self.departments.retain(|id| !is_department_gone(id));
        self.services.retain(|id| !is_service_gone(id));
        self.departments.len() + self.services.len() < before
    }

    pub(super) fn names_nobody(&self) -> bool {
        self.departments.is_empty() && self.services.is_empty()
    }
}
