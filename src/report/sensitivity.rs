//! What matters most, as one document.

use serde::Serialize;

use crate::explain::{
    CapabilitySensitivity, DerivativeSide, Objective, PeopleSensitivity, SensitivityStatus,
    ServiceSensitivity,
};
use crate::id::UnknownId;
use crate::quality::{Assessment, Proof};

/// What an objective at a solved state hangs on: its derivatives, in points per point.
///
/// # Examples
///
/// ```
/// use knockon::explain::{DerivativeSide, Objective, SensitivityStatus};
/// use knockon::report::SensitivityDocument;
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("crew").capability(0.5))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("crossing", "crew", "passengers").dependence(1.0))
///     .build()?;
/// let network = organisation.compile()?;
/// let passengers = Objective::party(&network, "passengers")?;
/// let document = SensitivityDocument::new("Ferry", &network.baseline(), &passengers)?;
/// assert_eq!(document.status, SensitivityStatus::Finite);
/// assert_eq!(document.side, DerivativeSide::LowerQuality);
/// assert_eq!((document.objective.as_str(), document.value), ("passengers", 0.5));
/// assert_eq!(document.departments[0].derivative, 1.0);
/// // The crossing at half carries half of what it should: that is what dependence on it costs.
/// assert_eq!(document.services[0].dependence, -0.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SensitivityDocument {
    /// Always `knockon/sensitivity`.
    pub format: &'static str,
    /// Always 1.
    pub version: u32,
    /// What the organisation is called.
    pub organisation: String,
    /// What the objective is called.
    pub objective: String,
    /// What proves the state that is differentiated.
    pub proof: Proof,
    /// Whether derivatives are finite.
    pub status: SensitivityStatus,
    /// On which side of the solved state derivatives hold.
    pub side: DerivativeSide,
    /// The objective at the solved state.
    pub value: f64,
    /// Every department, largest derivative first; none where derivatives are infinite.
    pub departments: Vec<CapabilitySensitivity>,
    /// Departments whose capability follows from skill, staff or effort, largest derivative in
    /// agents first; none where derivatives are infinite.
    pub people: Vec<PeopleSensitivity>,
    /// Every service, largest derivative in condition first; none where derivatives are infinite.
    pub services: Vec<ServiceSensitivity>,
}

impl SensitivityDocument {
    /// Differentiates an objective at a solved state, and writes it down.
    ///
    /// # Complexity
    ///
    /// As [`Assessment::sensitivity`].
    ///
    /// # Errors
    ///
    /// [`UnknownId`] where the objective asks about a party that the assessment's network lacks.
    pub fn new(
        organisation: impl Into<String>,
        assessment: &Assessment,
        objective: &Objective,
    ) -> Result<Self, UnknownId> {
        let sensitivity = assessment.sensitivity(objective)?;
        Ok(Self {
            format: "knockon/sensitivity",
            version: 1,
            organisation: organisation.into(),
            objective: sensitivity.objective().to_owned(),
            proof: assessment.proof(),
            status: sensitivity.status(),
            side: sensitivity.side(),
            // An empty sum is -0.
            value: objective.value(assessment)? + 0.0,
            departments: sensitivity.departments(),
            people: sensitivity.people(),
            services: sensitivity.services(),
        })
    }
}
