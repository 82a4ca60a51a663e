//! What is wrong with a statement, where, and what would have been right.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Rule;
use super::shortened::{quoted, shortened};

/// One thing that keeps an organisation, a scenario or a plan from being used.
///
/// Serialises with its `code`, its `place` as text, and its `message`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    code: ProblemCode,
    #[serde(serialize_with = "as_text")]
    place: Place,
    message: String,
}

/// The kinds of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProblemCode {
    /// An id is empty.
    EmptyId,
    /// An id, a need's name or a scenario entry is given twice.
    Duplicate,
    /// An id names nothing that exists.
    Unknown,
    /// A number is not finite or out of its range.
    OutOfRange,
    /// An external customer stands where a department must.
    CustomerAsProvider,
    /// Departments are part of each other in a cycle.
    PartOfCycle,
    /// The dependence of one need is stated more than once.
    DependenceTwice,
    /// A need of several services does not say how they stand in for each other.
    SubstitutionMissing,
    /// A transfer's settings do not make a non-decreasing map that ends in (1, 1).
    Transfer,
    /// A substitution's `k` or `required` does not fit the need's services.
    Substitution,
    /// An order is not a number, or above 1 under full weighting.
    Order,
    /// A setting has no effect under the rule or substitution that applies.
    IgnoredSetting,
    /// Every weight of a weighted mean is 0.
    NoWeight,
    /// A consumer's rule cannot lose just the dependence total of a table.
    DependenceTotal,
    /// A failure states its chance twice, in part or not at all.
    Failure,
    /// A department's staffing lacks what its service level is made of.
    StaffingIncomplete,
    /// Requests of one department that leave when they wait too long take different times, or times
    /// that are not exponential.
    PatienceWithMix,
    /// What is stated of customers over time has nothing to compare with, or no limit.
    Outcome,
    /// A scenario sets a department that only groups others.
    OnlyParts,
    /// A state is that of another network.
    AnotherNetwork,
    /// There are more parties, services or needs than a dense index can name.
    TooMany,
    /// The words of a document mean nothing here, such as an unknown rule name.
    Unreadable,
}

/// The part of a statement that a place lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Section {
    /// The organisation as a whole.
    Organisation,
    /// The organisation's default rules.
    Defaults,
    /// The departments.
    Departments,
    /// The external customers.
    Customers,
    /// The services.
    Services,
    /// The declared needs.
    Needs,
    /// What may happen to the organisation.
    Incidents,
    /// The common causes.
    CommonCauses,
    /// The parties removed from a statement.
    WithoutParty,
    /// The services removed from a statement.
    WithoutService,
    /// The departments replaced in a statement.
    ReplaceDepartment,
    /// The external customers replaced in a statement.
    ReplaceCustomer,
    /// The services replaced in a statement.
    ReplaceService,
    /// A scenario as a whole.
    Scenario,
    /// The capabilities a scenario sets.
    Capability,
    /// The conditions a scenario sets.
    Condition,
    /// The services a scenario stops.
    StopServices,
    /// The services a scenario starts.
    StartServices,
    /// The dependences a scenario sets.
    Dependence,
    /// The factors a scenario applies to the stated agents of single departments.
    AgentsFactor,
    /// The factor a scenario applies to the stated agents of all others.
    AgentsFactorOfAll,
    /// The ceilings a scenario sets.
    Ceiling,
    /// The retries a scenario sets.
    Retries,
    /// The chances of being up that a scenario sets.
    Availability,
    /// What a scenario says was observed.
    Observed,
    /// The agents a scenario sets.
    Agents,
    /// The skills a scenario sets.
    Skill,
    /// The demand a scenario sets.
    DemandPerHour,
    /// How long a timeline lasts.
    Span,
    /// How long its steps are.
    Step,
    /// How far a step of it may be off.
    Tolerance,
    /// The scenario a timeline starts under.
    StartingUnder,
    /// The qualities a timeline starts at.
    StartingAt,
    /// The end of another timeline that a timeline starts from.
    StartingFrom,
    /// The worst state, which a timeline starts in.
    StartingLow,
    /// Where steps of a timeline end.
    StepEnds,
    /// The services of which a timeline tells the mean.
    Watch,
    /// What happens in a timeline.
    Events,
    /// Who is hired in a timeline.
    Hires,
    /// The time constants a timeline sets.
    TimeConstants,
    /// The share of its quality below which a customer feels a change.
    FeltBelow,
    /// The parties whose qualities a timeline keeps.
    Keep,
    /// By how much departments count for segments of external customers.
    Exposure,
    /// The actions to choose from.
    Actions,
    /// Groups of which one action at most is taken.
    Exclusive,
    /// What actions need.
    Requires,
    /// How a mapping makes ids of keys.
    Ids,
    /// What a mapping says of parties.
    Parties,
    /// What a mapping says of relations.
    Relations,
}

/// Which element of a section a place means.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Element {
    /// The section itself.
    Whole,
    /// An element by its position, from 0, in the order of builder calls or of the file.
    Index(usize),
    /// An element by its key.
    Key(String),
    /// A line of a table, from 1.
    Line(u64),
}

/// Where a problem lies, such as `services[3].dependence`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    section: Section,
    element: Element,
    field: &'static str,
}

impl Place {
    pub(crate) const fn new(section: Section, index: usize, field: &'static str) -> Self {
        Self { section, element: Element::Index(index), field }
    }

    pub(crate) const fn whole(section: Section, field: &'static str) -> Self {
        Self { section, element: Element::Whole, field }
    }

    pub(crate) fn key(section: Section, key: &str) -> Self {
        Self { section, element: Element::Key(key.to_owned()), field: "" }
    }

    /// Returns the part of the statement.
    pub fn section(&self) -> Section {
        self.section
    }

    /// Returns the element of that part.
    pub fn element(&self) -> &Element {
        &self.element
    }

    /// Returns the field of the element, dotted where nested; empty for the element itself.
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// Says the same of another element: a table's line in place of an index.
    #[cfg_attr(not(feature = "csv"), expect(dead_code, reason = "tables alone have lines"))]
    pub(crate) fn at_line(&self, line: u64) -> Self {
        Self { section: self.section, element: Element::Line(line), field: self.field }
    }
}

impl Section {
    /// The section's key in a document.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Defaults => "defaults",
            Self::Departments => "departments",
            Self::Customers => "customers",
            Self::Services => "services",
            Self::Needs => "needs",
            Self::Incidents => "incidents",
            Self::CommonCauses => "common_causes",
            Self::WithoutParty => "without_party",
            Self::WithoutService => "without_service",
            Self::ReplaceDepartment => "replace_department",
            Self::ReplaceCustomer => "replace_customer",
            Self::ReplaceService => "replace_service",
            Self::Scenario => "scenario",
            Self::Capability => "capability",
            Self::Condition => "condition",
            Self::Dependence => "dependence",
            Self::Ceiling => "ceiling",
            Self::Retries => "retries",
            Self::Availability => "availability",
            Self::Observed => "observed",
            Self::StopServices => "stop_services",
            Self::StartServices => "start_services",
            Self::Agents => "agents",
            Self::AgentsFactor => "agents_factor",
            Self::AgentsFactorOfAll => "agents_factor_of_all",
            Self::Skill => "skill",
            Self::DemandPerHour => "demand_per_hour",
            Self::Span => "span",
            Self::Step => "step",
            Self::Tolerance => "tolerance",
            Self::StartingUnder => "starting_under",
            Self::StartingAt => "starting_at",
            Self::StartingFrom => "starting_from",
            Self::StartingLow => "starting_low",
            Self::StepEnds => "step_ends",
            Self::Watch => "watch",
            Self::Events => "events",
            Self::Hires => "hires",
            Self::TimeConstants => "time_constants",
            Self::FeltBelow => "felt_below",
            Self::Keep => "keep",
            Self::Exposure => "exposure",
            Self::Actions => "actions",
            Self::Exclusive => "exclusive",
            Self::Requires => "requires",
            Self::Ids => "ids",
            Self::Parties => "parties",
            Self::Relations => "relations",
        }
    }
}

impl Section {
    /// The table that states the section, where tables do.
    pub(crate) const fn table(self) -> &'static str {
        match self {
            Self::Services | Self::Needs => "edges",
            Self::Actions => "actions",
            Self::Exposure => "exposure",
            _ => "nodes",
        }
    }
}

/// Writes a place in the words of messages.
fn as_text<S: Serializer>(place: &Place, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(place)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.element {
            Element::Whole => f.write_str(self.section.key())?,
            Element::Index(index) => write!(f, "{}[{index}]", self.section.key())?,
            Element::Key(key) => write!(f, "{}[{:?}]", self.section.key(), quoted(key))?,
            Element::Line(line) => write!(f, "{}, line {line}", self.section.table())?,
        }
        match (&self.element, self.field) {
            (_, "") => Ok(()),
            (Element::Line(_), field) => write!(f, ", {field}"),
            (_, field) => write!(f, ".{field}"),
        }
    }
}

impl Problem {
    pub(crate) fn new(code: ProblemCode, place: Place, message: impl Into<String>) -> Self {
        Self { code, place, message: shortened(message) }
    }

    /// Says that a name is that of no rule; `owner` is whose rule it was to be.
    pub(crate) fn unknown_rule(name: &str, place: Place, owner: &str) -> Self {
        let known: Vec<_> = Rule::NAMED.iter().map(|(known, _)| format!("`{known}`")).collect();
        let message = format!(
            "rule `{name}` of {owner} is unknown, where one of {} is needed",
            known.join(", ")
        );
        Self::new(ProblemCode::Unreadable, place, message)
    }

    /// Returns the kind of problem.
    pub fn code(&self) -> ProblemCode {
        self.code
    }

    /// Returns where it lies.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Returns the sentence that names what was given and what would have been right.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Says the same of another place.
    pub(crate) fn moved_to(self, place: Place) -> Self {
        Self { place, ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Something odd that does not keep an organisation from being used.
///
/// Serialises as a [`Problem`] does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Warning {
    code: WarningCode,
    #[serde(serialize_with = "as_text")]
    place: Place,
    message: String,
}

/// The kinds of warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WarningCode {
    /// A department serves itself.
    SelfService,
    /// A department serves nobody and has no parts.
    ServesNobody,
    /// Nobody serves an external customer.
    Unserved,
    /// No service meets a declared need, so it is wholly unmet.
    NeedWithoutService,
    /// No service that runs meets a need, so it is wholly unmet until a scenario starts one.
    NotRunning,
    /// A weight other than 1 under full weighting, where it is an exponent.
    WeightUnderFull,
    /// A department states staff whom nobody asks for anything.
    NoRequests,
    /// A table names a parent that is no row; it becomes a department.
    UnknownParent,
    /// Departments of a table depend on each other in a cycle, and a dependence total of 1 passes on
    /// every loss in full.
    TotalOnCycle,
    /// Two services of a need that counts them as independent share a supplier upstream.
    SharedSupplier,
    /// Departments can supply each other with nothing coming in, so that they stay up whatever happens
    /// outside.
    SelfSupply,
}

impl Warning {
    pub(crate) fn new(code: WarningCode, place: Place, message: impl Into<String>) -> Self {
        Self { code, place, message: shortened(message) }
    }

    /// Returns the kind of warning.
    pub fn code(&self) -> WarningCode {
        self.code
    }

    /// Returns where it lies.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Returns the sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    #[cfg_attr(not(feature = "csv"), expect(dead_code, reason = "tables alone move places"))]
    pub(crate) fn moved_to(self, place: Place) -> Self {
        Self { place, ..self }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}
