//! `Incident`: something that may happen to an organisation, for how long and how often.

use super::Scenario;

/// Statement of something that may happen: what it sets, for how many days, and how often.
///
/// # Examples
///
/// ```
/// use knockon::organisation::Incident;
///
/// // Once in five years, for three days.
/// let down = Incident::new("data centre down", 3.0).capability("it", 0.0).per_year(0.2);
/// assert_eq!(down.scenario().name(), "data centre down");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Incident {
    pub(crate) name: String,
    pub(crate) capabilities: Vec<(String, f64)>,
    pub(crate) conditions: Vec<(String, f64)>,
    pub(crate) agents: Vec<(String, f64)>,
    pub(crate) days: f64,
    pub(crate) per_year: Option<f64>,
}

impl Incident {
    /// States an incident that lasts so many days, above 0 and up to 3,652.5, and sets nothing yet.
    pub fn new(name: impl Into<String>, days: f64) -> Self {
        Self {
            name: name.into(),
            capabilities: Vec::new(),
            conditions: Vec::new(),
            agents: Vec::new(),
            days,
            per_year: None,
        }
    }

    /// Sets the capability of a department while it lasts, 0..=1.
    pub fn capability(mut self, department: impl Into<String>, capability: f64) -> Self {
        self.capabilities.push((department.into(), capability));
        self
    }

    /// Sets the condition of a service while it lasts, 0..=1.
    pub fn condition(mut self, service: impl Into<String>, condition: f64) -> Self {
        self.conditions.push((service.into(), condition));
        self
    }

    /// Sets how many agents a department with staff has while it lasts, 0 or 1e-9..=1e9.
    pub fn agents(mut self, department: impl Into<String>, agents: f64) -> Self {
        self.agents.push((department.into(), agents));
        self
    }

    /// Sets how often it happens in a year, 0..=1e6.
    pub fn per_year(mut self, rate: f64) -> Self {
        self.per_year = Some(rate);
        self
    }

    /// Whether it sets nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.capabilities.is_empty() && self.conditions.is_empty() && self.agents.is_empty()
    }

    /// Returns what it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns how many days it lasts.
    pub fn days(&self) -> f64 {
        self.days
    }

    /// Returns how often it happens in a year, where that is stated.
    pub fn rate(&self) -> Option<f64> {
        self.per_year
    }

    /// Returns the scenario in force while it lasts, of its name.
    pub fn scenario(&self) -> Scenario {
        let mut scenario = Scenario::new(&*self.name);
        scenario.capabilities.clone_from(&self.capabilities);
        scenario.conditions.clone_from(&self.conditions);
        scenario.agents.clone_from(&self.agents);
        scenario
    }
}
