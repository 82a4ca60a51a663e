//! How available everybody is, as one document.

use serde::Serialize;

use crate::availability::{Availability, SubjectAvailability, TargetComposition};
use crate::quality::Status;

/// How likely everybody's quality is good enough.
///
/// # Examples
///
/// ```
/// use knockon::availability::AvailabilityOptions;
/// use knockon::report::AvailabilityDocument;
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("deck").available(0.99))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("crossing", "deck", "passengers").dependence(0.8))
///     .build()?;
/// let found = organisation.compile()?.availability(&AvailabilityOptions::default())?;
/// let document = AvailabilityDocument::new("Ferry", &found);
/// assert!((document.subjects[0].chance.value - 0.99).abs() < 1e-15);
/// assert!((document.subjects[0].expected_quality.value - 0.992).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AvailabilityDocument {
    /// Always `knockon/availability`.
    pub format: &'static str,
    /// Always 1.
    pub version: u32,
    /// What the organisation is called.
    pub organisation: String,
    /// The worst of all states'.
    pub status: Status,
    /// Those asked about, in their order.
    pub subjects: Vec<SubjectAvailability>,
    /// How targets fit together.
    pub targets: Vec<TargetComposition>,
}

impl AvailabilityDocument {
    /// Writes down what was found.
    pub fn new(organisation: &str, found: &Availability) -> Self {
        let Availability { subjects, targets, status, .. } = found.clone();
        Self {
            format: "knockon/availability",
            version: 1,
            organisation: organisation.to_owned(),
            status,
            subjects,
            targets,
        }
    }
}
