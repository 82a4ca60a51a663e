//! An internal unit that provides services.

use super::{Labels, Rule};
use crate::id::PartyId;

/// Statement of a department: a division, a team or one person.
///
/// Setters take plain numbers and text; [`build`](super::OrganisationBuilder::build) checks them.
///
/// # Examples
///
/// ```
/// use knockon::{Department, Rule};
///
/// let it = Department::new("it")
///     .named("IT")
///     .capability(0.9)
///     .part_of("operations")
///     .rule(Rule::WEAKEST)
///     .label("owner", "J. Weaver");
/// # let _ = it;
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Department {
    pub(crate) id: PartyId,
    pub(crate) name: Option<String>,
    pub(crate) capability: f64,
    pub(crate) part_of: Option<String>,
    pub(crate) rule: Option<Rule>,
    pub(crate) labels: Labels,
}

impl Department {
    /// States a department of capability 1.
    pub fn new(id: impl Into<String>) -> Self {
        Self::keyed(PartyId::new(id.into()))
    }

    /// States one that shares the text of its id.
    pub(crate) fn keyed(id: PartyId) -> Self {
        Self {
            id,
            name: None,
            capability: 1.0,
            part_of: None,
            rule: None,
            labels: Labels::default(),
        }
    }

    /// Names it for people; the id serves otherwise.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the quality it would deliver if all it receives were as good as normal, 0..=1.
    pub fn capability(mut self, capability: f64) -> Self {
        self.capability = capability;
        self
    }

    /// Groups it under another department, for reports; quality does not flow along it.
    pub fn part_of(mut self, department: impl Into<String>) -> Self {
        self.part_of = Some(department.into());
        self
    }

    /// States its rule; the organisation's default for departments serves otherwise.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rule = Some(rule);
        self
    }

    /// Attaches a label, replacing one of the same key.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(key.into(), value.into());
        self
    }
}
