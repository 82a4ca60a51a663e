//! Whose trouble was read, as a document.

use serde::Serialize;

use crate::explain::{CauseOrder, CustomerCheck, RootCause, RootCauses};
use crate::id::PartyId;
use crate::organisation::{Organisation, Scenario};
use crate::quality::{Inference, ReadParty};
use crate::unit::Quality;

/// What readings say: whose trouble they hold, what no capability explains, and cycles that hold
/// themselves down.
///
/// # Examples
///
/// ```
/// use knockon::report::CausesDocument;
/// use knockon::{Department, ExternalCustomer, Objective, Organisation, Scenario, Service};
///
/// let organisation = Organisation::builder("Host and application")
///     .department(Department::new("host").named("Host"))
///     .department(Department::new("app"))
///     .customer(ExternalCustomer::new("users"))
///     .service(Service::new("host-app", "host", "app").dependence(1.0))
///     .service(Service::new("app-users", "app", "users").dependence(1.0))
///     .build()?;
/// let network = organisation.compile()?;
/// let read = Scenario::new("monitors").observed("host", 0.9).observed("app", 0.9);
/// let inference = network.infer(&read)?;
/// let causes = inference.root_causes(&Objective::customers(&network)?)?;
/// let document = CausesDocument::new(&organisation, &inference, &causes);
/// assert_eq!(document.causes.len(), 1);
/// assert_eq!(document.causes[0].name, "Host");
/// assert!(document.unexplained.is_empty() && document.self_sustaining.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CausesDocument {
    /// The departments in trouble of their own, the worst for customers first.
    pub causes: Vec<CauseLine>,
    /// What they are ordered by.
    pub causes_ordered_by: CauseOrder,
    /// The departments that deliver more than what they receive explains.
    pub better: Vec<ReadingLine>,
    /// The departments whose readings no capability explains.
    pub unexplained: Vec<ReadingLine>,
    /// The cycles that hold themselves down.
    pub self_sustaining: Vec<SelfSustainingLine>,
    /// External customers who report something else than what they receive.
    pub checks: Vec<CheckLine>,
    /// The scenario that explains the readings, for what-if.
    pub explained_by: Scenario,
}

/// A department in trouble of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CauseLine {
    /// What it is called.
    pub name: String,
    /// What was read of it.
    #[serde(flatten)]
    pub cause: RootCause,
}

/// A reading that departs from what follows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReadingLine {
    /// The department.
    pub department: PartyId,
    /// What it is called.
    pub name: String,
    /// What was read.
    pub observed: Quality,
    /// What its equation gives, by its capability and what it receives.
    pub expected: Quality,
    /// The reading less that.
    pub own_part: f64,
    /// How large that may be and be noise.
    pub tolerance: f64,
}

/// A cycle that holds itself down.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SelfSustainingLine {
    /// Everybody in it.
    pub departments: Vec<PartyId>,
    /// Those that were read.
    pub readings: Vec<HeldReading>,
}

/// A department of a cycle that holds itself down.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct HeldReading {
    /// The department.
    pub department: PartyId,
    /// What it is called.
    pub name: String,
    /// What was read.
    pub observed: Quality,
    /// What would be with the capabilities that explain the readings.
    pub otherwise: Quality,
}

/// An external customer who reports something else than what they receive.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CheckLine {
    /// What it is called.
    pub name: String,
    /// What was read.
    #[serde(flatten)]
    pub check: CustomerCheck,
}

impl CausesDocument {
    /// Says what an inference and its root causes do.
    pub fn new(organisation: &Organisation, inference: &Inference, causes: &RootCauses) -> Self {
        let name = |id: &PartyId| {
            let party = organisation.party(id.as_str());
            party.map_or_else(|| id.to_string(), |party| party.name().to_owned())
        };
        let line = |read: &ReadParty| ReadingLine {
            department: read.id().clone(),
            name: name(read.id()),
            observed: read.quality(),
            expected: read.expected(),
            own_part: read.own_part(),
            tolerance: read.tolerance(),
        };
        let held = |(id, observed, otherwise): &(PartyId, Quality, Quality)| HeldReading {
            department: id.clone(),
            name: name(id),
            observed: *observed,
            otherwise: *otherwise,
        };
        let cycles = inference.self_sustaining().iter();
        let causes_listed = causes.causes.iter();
        let checks = causes.checks.iter();
        Self {
            causes: causes_listed
                .map(|cause| CauseLine { name: name(&cause.department), cause: cause.clone() })
                .collect(),
            causes_ordered_by: causes.order,
            better: inference.better().map(line).collect(),
            unexplained: inference.unexplained().map(|(read, _)| line(read)).collect(),
            self_sustaining: cycles
                .map(|cycle| SelfSustainingLine {
                    departments: cycle.departments.clone(),
                    readings: cycle.readings.iter().map(held).collect(),
                })
                .collect(),
            checks: checks
                .map(|check| CheckLine { name: name(&check.customer), check: check.clone() })
                .collect(),
            explained_by: inference.scenario().clone(),
        }
    }
}
