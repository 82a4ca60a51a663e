//! What a scenario can set to a number.

use super::DependenceSlot;

/// A quantity that a scenario can set, by dense number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Parameter {
    /// Of a department.
    Capability(u32),
    /// Of a service, by row entry.
    Condition(u32),
    /// Of a need.
    Dependence(DependenceSlot),
    /// Of a department with staff.
    Agents(u32),
    /// Of a department's people.
    Skill(u32),
    /// Requests of an external customer per hour, by row entry.
    Demand(u32),
}
