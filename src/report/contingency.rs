//! Losses one by one, as one document.

use serde::Serialize;

use crate::explain::{Contingencies, Loss};
use crate::id::PartyId;
use crate::quality::{Proof, Status};
use crate::unit::Quality;

/// What is lost when departments or services are lost in turn.
///
/// # Examples
///
/// ```
/// use knockon::explain::ContingencyOptions;
/// use knockon::report::ContingencyDocument;
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("deck"))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("crossing", "deck", "passengers").dependence(0.8))
///     .build()?;
/// let losses = organisation.compile()?.contingency(&ContingencyOptions::default())?;
/// let document = ContingencyDocument::new("Ferry", &losses, None);
/// assert_eq!(document.losses[0].lost.id(), "deck");
/// assert!((document.losses[0].loss - 0.8).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ContingencyDocument {
    /// Always `knockon/contingency`.
    pub format: &'static str,
    /// Always 1.
    pub version: u32,
    /// What the organisation is called.
    pub organisation: String,
    /// The worst of all solves'.
    pub status: Status,
    /// What proves the state without a loss.
    pub proof: Proof,
    /// What the objective lacks without a loss.
    pub base_loss: f64,
    /// The external customers whose changes every loss tells, as stated; left out unless changes were
    /// asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub customers: Vec<PartyId>,
    /// The losses listed, worst first.
    pub losses: Vec<Loss>,
    /// How many others lose no more than the last listed.
    pub unlisted: usize,
}

impl ContingencyDocument {
    /// Writes down the losses listed. With the customer given whose quality was the objective, that one
    /// alone can be hit.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in losses.
    pub fn new(organisation: &str, contingencies: &Contingencies, customer: Option<&str>) -> Self {
        let mut losses = contingencies.losses().to_vec();
        if let Some(customer) = customer.and_then(|id| contingencies.baseline().party(id)) {
            for loss in &mut losses {
                let hit = loss.worst_hit.take().filter(|_| loss.loss > 0.0);
                let quality = Quality::new((customer.quality().get() - loss.loss).clamp(0.0, 1.0));
                loss.worst_hit = hit.zip(quality.ok()).map(|(mut hit, quality)| {
                    (hit.customer, hit.quality, hit.change) = (customer.id(), quality, -loss.loss);
                    hit
                });
            }
        }
        let tells_changes = losses.iter().any(|loss| !loss.changes.is_empty());
        let parties = contingencies.baseline().parties().filter(|party| !party.is_department());
        let customers =
            if tells_changes { parties.map(|it| it.id()).collect() } else { Vec::new() };
        Self {
            format: "knockon/contingency",
            version: 1,
            organisation: organisation.to_owned(),
            status: contingencies.status(),
            proof: contingencies.baseline().proof(),
            base_loss: contingencies.base_loss(),
            customers,
            losses,
            unlisted: contingencies.unlisted(),
        }
    }
}
