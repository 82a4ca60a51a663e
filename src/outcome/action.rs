//! One thing that can be done, its cost, and the stated values it changes.

use std::fmt;

use crate::unit::Figure;

/// Something one can do, at a cost, that changes stated values.
///
/// A change *sets* a value or *adds* to it. A scenario that names the same value overrides what is
/// set; what is added comes on top of it. Of two actions that set one value the better counts.
///
/// # Examples
///
/// ```
/// use knockon::outcome::Action;
///
/// let action = Action::new("it+1").named("One more in IT").cost(65.0).add_agents("it", 1.0);
/// assert_eq!(action.changes()[0].to_string(), "it.agents+1");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Action {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) cost: f64,
    pub(crate) changes: Vec<ActionChange>,
}

/// A value that an action changes.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ActionChange {
    /// What of it is changed.
    pub kind: ChangeKind,
    /// The department, the service, or the need as `consumer/need`.
    pub of: String,
    /// What it is set to, or what is added; 1 where a service is started.
    pub value: f64,
}

/// What an action changes of a department, a service or a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeKind {
    /// Sets a department's capability.
    Capability,
    /// Adds to a department's capability, at most to 1.
    AddCapability,
    /// Sets a department's agents.
    Agents,
    /// Adds to a department's agents.
    AddAgents,
    /// Sets a department's skill.
    Skill,
    /// Adds to a department's skill, at most to 1.
    AddSkill,
    /// Sets a service's condition.
    Condition,
    /// Lowers the dependence on a need.
    Dependence,
    /// Sets a customer's requests per hour on a service.
    DemandPerHour,
    /// Sets a service's retries.
    Retries,
    /// Starts a service that is stated not to run: a stand-in.
    StartService,
}

impl ChangeKind {
    /// Every kind.
    pub(crate) const ALL: [Self; 11] = [
        Self::Capability,
        Self::AddCapability,
        Self::Agents,
        Self::AddAgents,
        Self::Skill,
        Self::AddSkill,
        Self::Condition,
        Self::Dependence,
        Self::DemandPerHour,
        Self::Retries,
        Self::StartService,
    ];

    /// The key of a document, and in messages.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Capability => "capability",
            Self::AddCapability => "add_capability",
            Self::Agents => "agents",
            Self::AddAgents => "add_agents",
            Self::Skill => "skill",
            Self::AddSkill => "add_skill",
            Self::Condition => "condition",
            Self::Dependence => "dependence",
            Self::DemandPerHour => "demand_per_hour",
            Self::Retries => "retries",
            Self::StartService => "start_services",
        }
    }

    /// Whether it adds to a value.
    pub(crate) const fn adds(self) -> bool {
        matches!(self, Self::AddCapability | Self::AddAgents | Self::AddSkill)
    }

    /// The key of what it sets or adds to.
    pub(crate) fn value_key(self) -> &'static str {
        self.key().trim_start_matches("add_")
    }
}

impl ActionChange {
    pub(crate) fn new(kind: ChangeKind, of: impl Into<String>, value: f64) -> Self {
        Self { kind, of: of.into(), value }
    }
}

/// Writes `it.agents+1`, `hosting.dependence=0.3`, `night-shuttle.running`.
impl fmt::Display for ActionChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, of, value } = self;
        let value = Figure(*value);
        match kind {
            ChangeKind::StartService => write!(f, "{of}.running"),
            kind if kind.adds() => write!(f, "{of}.{}+{value}", kind.value_key()),
            kind => write!(f, "{of}.{}={value}", kind.key()),
        }
    }
}

impl Action {
    /// States an action that costs nothing and changes nothing yet.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: String::new(), cost: 0.0, changes: Vec::new() }
    }

    /// Sets what it is called; its id unless set.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets its cost, 0 or more, in the unit of the budget.
    pub fn cost(mut self, cost: f64) -> Self {
        self.cost = cost;
        self
    }

    /// Sets the capability of a department, 0..=1, which is not to follow from staff or effort.
    pub fn capability(self, department: impl Into<String>, capability: f64) -> Self {
        self.change(ChangeKind::Capability, department, capability)
    }

    /// Adds to the capability of a department, at most to 1.
    pub fn add_capability(self, department: impl Into<String>, capability: f64) -> Self {
        self.change(ChangeKind::AddCapability, department, capability)
    }

    /// Sets how many agents a department with staff has.
    pub fn agents(self, department: impl Into<String>, agents: f64) -> Self {
        self.change(ChangeKind::Agents, department, agents)
    }

    /// Adds agents to a department with staff.
    pub fn add_agents(self, department: impl Into<String>, agents: f64) -> Self {
        self.change(ChangeKind::AddAgents, department, agents)
    }

    /// Sets the skill of a department with staff or effort, 0..=1.
    pub fn skill(self, department: impl Into<String>, skill: f64) -> Self {
        self.change(ChangeKind::Skill, department, skill)
    }

    /// Adds to the skill of a department with staff or effort, at most to 1.
    pub fn add_skill(self, department: impl Into<String>, skill: f64) -> Self {
        self.change(ChangeKind::AddSkill, department, skill)
    }

    /// Sets the condition of a service, 0..=1.
    pub fn condition(self, service: impl Into<String>, condition: f64) -> Self {
        self.change(ChangeKind::Condition, service, condition)
    }

    /// Lowers the dependence on a need, 0..=1: a service's id, or `consumer/need`.
    pub fn dependence(self, service_or_need: impl Into<String>, dependence: f64) -> Self {
        self.change(ChangeKind::Dependence, service_or_need, dependence)
    }

    /// Sets how many requests an external customer makes per hour on a service.
    pub fn demand_per_hour(self, service: impl Into<String>, requests: f64) -> Self {
        self.change(ChangeKind::DemandPerHour, service, requests)
    }

    /// Sets how many more requests each makes on a service for all of the quality it misses.
    pub fn retries(self, service: impl Into<String>, retries: f64) -> Self {
        self.change(ChangeKind::Retries, service, retries)
    }

    /// Starts a service that is stated not to run: a stand-in.
    pub fn start_service(self, service: impl Into<String>) -> Self {
        self.change(ChangeKind::StartService, service, 1.0)
    }

    pub(crate) fn change(mut self, kind: ChangeKind, of: impl Into<String>, value: f64) -> Self {
        self.changes.push(ActionChange::new(kind, of, value));
        self
    }

    /// Returns its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns what it is called.
    pub fn name(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }

    /// Returns its cost.
    pub const fn cost_stated(&self) -> f64 {
        self.cost
    }

    /// Returns what it changes, in the order stated.
    pub fn changes(&self) -> &[ActionChange] {
        &self.changes
    }
}
