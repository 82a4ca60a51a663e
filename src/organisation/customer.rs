//! A person, business or organisation outside.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{
    Dependability, Economics, Inertia, Labels, Loyalty, Revenue, Rule, StatedRange, WordOfMouth,
};
use crate::id::PartyId;

/// Statement of an external customer, or of a segment of many alike.
///
/// # Examples
///
/// ```
/// use knockon::ExternalCustomer;
///
/// let shoppers = ExternalCustomer::person("shoppers").named("Shoppers").population(120_000.0);
/// let staff = ExternalCustomer::person("staff-shop").also_department("warehouse");
/// # let _ = (shoppers, staff);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct ExternalCustomer {
    pub(crate) id: PartyId,
    pub(crate) name: Option<Box<str>>,
    pub(crate) kind: Option<CustomerKind>,
    pub(crate) population: f64,
    pub(crate) ceiling: f64,
    pub(crate) also_department: Option<Box<str>>,
    pub(crate) rule: Option<Rule>,
    // Rare.
    pub(crate) ceiling_range: Option<Box<StatedRange>>,
    pub(crate) inertia: Option<Box<Inertia>>,
    pub(crate) economics: Option<Box<Economics>>,
    pub(crate) dependability: Option<Box<Dependability>>,
    pub(crate) labels: Labels,
}

/// What an external customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CustomerKind {
    /// A person, or a segment of persons.
    Person,
    /// A business.
    Business,
    /// Another organisation: an authority, a charity, a school.
    Organisation,
}

impl ExternalCustomer {
    /// States a customer of no stated kind, population 1.
    pub fn new(id: impl Into<String>) -> Self {
        Self::keyed(PartyId::new(id.into()))
    }

    /// States one that shares the text of its id.
    pub(crate) fn keyed(id: PartyId) -> Self {
        Self {
            id,
            name: None,
            kind: None,
            population: 1.0,
            ceiling: 1.0,
            also_department: None,
            rule: None,
            ceiling_range: None,
            inertia: None,
            economics: None,
            dependability: None,
            labels: Labels::default(),
        }
    }

    /// States a person or a segment of persons.
    pub fn person(id: impl Into<String>) -> Self {
        Self::new(id).kind(CustomerKind::Person)
    }

    /// States a business.
    pub fn business(id: impl Into<String>) -> Self {
        Self::new(id).kind(CustomerKind::Business)
    }

    /// States an organisation outside.
    pub fn organisation(id: impl Into<String>) -> Self {
        Self::new(id).kind(CustomerKind::Organisation)
    }

    /// Names it for people; the id serves otherwise.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into().into());
        self
    }

    /// Sets what it is.
    pub fn kind(mut self, kind: CustomerKind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// Sets how many it stands for, 0 or 1e-100..=1e100; totals are weighted by it.
    pub fn population(mut self, population: f64) -> Self {
        self.population = population;
        self
    }

    /// Sets its ceiling, 1e-100..=1: the quality it reports with everything right, by which
    /// whatever it would experience is multiplied; 1 unless set.
    pub fn ceiling(mut self, ceiling: f64) -> Self {
        self.ceiling = ceiling;
        self
    }

    /// States how well its ceiling is known.
    pub fn ceiling_range(mut self, range: StatedRange) -> Self {
        self.ceiling_range = Some(Box::new(range));
        self
    }

    /// Labels it with the department whose people are this customer too.
    pub fn also_department(mut self, department: impl Into<String>) -> Self {
        self.also_department = Some(department.into().into());
        self
    }

    /// States its rule; the organisation's default for customers serves otherwise.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rule = Some(rule);
        self
    }

    /// Sets how quickly a customer comes to see that things got worse: the time constant of the way
    /// down, as [`Department::degrades_within`](super::Department::degrades_within).
    pub fn degrades_within(mut self, time: TimeDelta) -> Self {
        self.inertia = Inertia::of(self.inertia.as_deref()).degrading(time);
        self
    }

    /// Sets how quickly a customer comes to see that things got better, as
    /// [`Department::recovers_within`](super::Department::recovers_within).
    pub fn recovers_within(mut self, time: TimeDelta) -> Self {
        self.inertia = Inertia::of(self.inertia.as_deref()).recovering(time);
        self
    }

    /// Sets the quality from which on it is good enough for it, above 0 and up to 1; what it
    /// experiences with everything up, less 1e-9, unless set.
    pub fn threshold(mut self, quality: f64) -> Self {
        Dependability::set(&mut self.dependability, |it| it.threshold = Some(quality));
        self
    }

    /// Sets the chance that it is good enough which is aimed at, above 0 and below 1.
    pub fn target(mut self, chance: f64) -> Self {
        Dependability::set(&mut self.dependability, |it| it.target = Some(chance));
        self
    }

    /// States what one customer spends; no money is said of the group otherwise.
    pub fn revenue(mut self, revenue: Revenue) -> Self {
        self.economics.get_or_insert_default().revenue = Some(revenue);
        self
    }

    /// States how many stay, and what makes them leave; quality makes nobody leave otherwise.
    pub fn loyalty(mut self, loyalty: Loyalty) -> Self {
        self.economics.get_or_insert_default().loyalty = Some(loyalty);
        self
    }

    /// States what they say, and whom that brings; it brings nobody otherwise.
    pub fn word_of_mouth(mut self, word_of_mouth: WordOfMouth) -> Self {
        self.economics.get_or_insert_default().word_of_mouth = Some(word_of_mouth);
        self
    }

    /// Both statements together, where one states nothing but its economics, or both differ in
    /// these alone; `None` where they contradict each other.
    pub(super) fn completed_by(&self, other: &Self) -> Option<Self> {
        let economics = |one: &Self| one.economics.as_deref().copied().unwrap_or_default();
        let bare = |one: &Self| Self { economics: None, ..one.clone() };
        let nothing = Self::keyed(self.id.clone());
        let of_whom = if bare(other) == nothing || bare(other) == bare(self) {
            self
        } else if bare(self) == nothing {
            other
        } else {
            return None;
        };
        let joined = economics(self).joined(economics(other))?;
        Some(Self { economics: joined.boxed(), ..of_whom.clone() })
    }

    /// Attaches a label, replacing one of the same key.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(key.into(), value.into());
        self
    }
}
