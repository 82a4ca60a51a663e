//! An internal unit that provides services.

use chrono::TimeDelta;

use super::{
    Absence, Coefficient, Dependability, Effort, Employment, Failure, Inertia, Labels, Reserve,
    Rule, Staffing, StatedRange, Strain, Turnover,
};
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
    pub(crate) capability_range: Option<Box<StatedRange>>,
    pub(crate) rule: Option<Rule>,
    pub(crate) skill: Option<f64>,
    // Rare, so apart: most departments of large organisations state none of them.
    pub(crate) staffing: Option<Box<Staffing>>,
    pub(crate) effort: Option<Box<Effort>>,
    pub(crate) inertia: Option<Box<Inertia>>,
    pub(crate) employment: Option<Box<Employment>>,
    pub(crate) dependability: Option<Box<Dependability>>,
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
            capability_range: None,
            rule: None,
            skill: None,
            staffing: None,
            effort: None,
            inertia: None,
            employment: None,
            dependability: None,
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

    /// States how well its capability is known.
    pub fn capability_range(mut self, range: StatedRange) -> Self {
        self.capability_range = Some(Box::new(range));
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

    /// States the chance that it is up, above 0 and up to 1; always unless stated.
    /// [`fails`](Self::fails) states more.
    pub fn available(self, availability: f64) -> Self {
        self.fails(Failure::available(availability))
    }

    /// States how often it fails, and what is left of it then. Only
    /// [availability](crate::Network::availability) asks for it.
    pub fn fails(mut self, failure: Failure) -> Self {
        Dependability::set(&mut self.dependability, |it| it.failure = Some(failure));
        self
    }

    /// Sets the quality from which on it is good enough, above 0 and up to 1; all that it delivers
    /// with everything up, less 1e-9, unless set.
    pub fn threshold(mut self, quality: f64) -> Self {
        Dependability::set(&mut self.dependability, |it| it.threshold = Some(quality));
        self
    }

    /// Sets the chance that it is good enough which is aimed at, above 0 and below 1.
    pub fn target(mut self, chance: f64) -> Self {
        Dependability::set(&mut self.dependability, |it| it.target = Some(chance));
        self
    }

    /// States how many of its people quit, and how others take their place; nobody does otherwise.
    pub fn turnover(mut self, turnover: Turnover) -> Self {
        self.employment.get_or_insert_default().turnover = Some(turnover);
        self
    }

    /// States how many of its people are away, and why more are; always as many otherwise.
    pub fn absence(mut self, absence: Absence) -> Self {
        self.employment.get_or_insert_default().absence = Some(absence);
        self
    }

    /// States how load takes from how satisfied its people are; it takes nothing otherwise.
    pub fn strain(mut self, strain: Strain) -> Self {
        self.employment.get_or_insert_default().strain = Some(strain);
        self
    }

    /// States its crisis reserve: how much faster its people work for some time when more arrives
    /// than they can do; no faster otherwise.
    pub fn reserve(mut self, reserve: Reserve) -> Self {
        self.employment.get_or_insert_default().reserve = Some(reserve);
        self
    }

    /// Sets how many per cent more posts 1 % more revenue brings, 0..=10; 0, no matter how the
    /// organisation does, unless set. Only the [budget loop](crate::Network::budget_loop) asks for
    /// it.
    pub fn budget_elasticity(mut self, elasticity: impl Into<Coefficient>) -> Self {
        self.employment.get_or_insert_default().budget_elasticity = Some(elasticity.into());
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
