//! Values that replace stated ones.

/// A what-if of values: capabilities, conditions and stopped services that replace what is stated.
///
/// Values replace, they never multiply; naming one thing twice is an error. Names are checked when
/// the scenario is solved. A change of structure is made on the organisation instead, with
/// [`Organisation::to_builder`](super::Organisation::to_builder).
///
/// # Examples
///
/// ```
/// use knockon::Scenario;
///
/// let scenario = Scenario::new("flu week")
///     .capability("it", 0.5)
///     .condition("it-hr", 0.2)
///     .stop_service("night-shuttle");
/// assert_eq!(scenario.name(), "flu week");
/// assert!(!scenario.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[must_use]
pub struct Scenario {
    pub(crate) name: String,
    pub(crate) capabilities: Vec<(String, f64)>,
    pub(crate) conditions: Vec<(String, f64)>,
    pub(crate) stopped: Vec<String>,
}

impl Scenario {
    /// States a scenario that changes nothing yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Sets a department's capability, 0..=1.
    pub fn capability(mut self, department: impl Into<String>, capability: f64) -> Self {
        self.capabilities.push((department.into(), capability));
        self
    }

    /// Sets a service's condition, 0..=1.
    pub fn condition(mut self, service: impl Into<String>, condition: f64) -> Self {
        self.conditions.push((service.into(), condition));
        self
    }

    /// Stops a service: nothing is received on it, while the need it meets stays.
    pub fn stop_service(mut self, service: impl Into<String>) -> Self {
        self.stopped.push(service.into());
        self
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.capabilities.is_empty() && self.conditions.is_empty() && self.stopped.is_empty()
    }

    /// Returns the capabilities it sets, by department, in the order stated.
    pub fn capabilities(&self) -> impl ExactSizeIterator<Item = (&str, f64)> {
        self.capabilities.iter().map(|(id, value)| (id.as_str(), *value))
    }

    /// Returns the conditions it sets, by service, in the order stated.
    pub fn conditions(&self) -> impl ExactSizeIterator<Item = (&str, f64)> {
        self.conditions.iter().map(|(id, value)| (id.as_str(), *value))
    }

    /// Returns the services it stops, in the order stated.
    pub fn stopped_services(&self) -> impl ExactSizeIterator<Item = &str> {
        self.stopped.iter().map(String::as_str)
    }
}
