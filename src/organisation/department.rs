//! An internal unit that provides services.

use chrono::TimeDelta;

use super::{Effort, Inertia, Labels, Rule, Staffing};
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
    pub(crate) skill: Option<f64>,
    // Rare, so apart: most departments of large organisations state none of them.
    pub(crate) staffing: Option<Box<Staffing>>,
    pub(crate) effort: Option<Box<Effort>>,
    pub(crate) inertia: Option<Box<Inertia>>,
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
            skill: None,
            staffing: None,
            effort: None,
            inertia: None,
            labels: Labels::default(),
        }
    }

    /// Names it for people; the id serves otherwise.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the quality it would deliver if all it receives were as good as normal, 0..=1.
    ///
    /// A department that states [skill](Self::skill), [staffing](Self::staffing) or
    /// [effort](Self::effort) states no capability: it follows from these.
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

    /// Sets the quality of its work with enough people at full effort, 0..=1; 1 unless set.
    ///
    /// Capability is `skill · effort · service level` then, of which staffing and effort state the
    /// other two.
    pub fn skill(mut self, skill: f64) -> Self {
        self.skill = Some(skill);
        self
    }

    /// States who answers its requests: capability follows from the load.
    pub fn staffing(mut self, staffing: Staffing) -> Self {
        self.staffing = Some(Box::new(staffing));
        self
    }

    /// States how hard its people work for how well they are served.
    pub fn effort(mut self, effort: Effort) -> Self {
        self.effort = Some(Box::new(effort));
        self
    }

    /// Sets how quickly what it delivers gets worse: the time constant τ of the way down, after
    /// which `1 − 1/e`, 63%, of a sudden fall is felt; whole seconds up to
    /// [`MAX_LAG`](super::Service::MAX_LAG), zero (at once) unless set. Only
    /// [timelines](crate::Network::timeline) ask for it.
    pub fn degrades_within(mut self, time: TimeDelta) -> Self {
        self.inertia = Inertia::of(self.inertia.as_deref()).degrading(time);
        self
    }

    /// Sets how quickly what it delivers gets better: the time constant of the way up, as
    /// [`degrades_within`](Self::degrades_within) is that of the way down.
    pub fn recovers_within(mut self, time: TimeDelta) -> Self {
        self.inertia = Inertia::of(self.inertia.as_deref()).recovering(time);
        self
    }

    /// Attaches a label, replacing one of the same key.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(key.into(), value.into());
        self
    }

    /// Whether capability follows from skill, staffing or effort, rather than being stated.
    pub(crate) fn has_computed_capability(&self) -> bool {
        self.skill.is_some() || self.staffing.is_some() || self.effort.is_some()
    }
}
