//! What matters most: derivatives of an objective in everything that is stated.

use serde::Serialize;

use super::comparison::Comparison;
use super::influence::Adjoint;
use super::multiplier::Multipliers;
use super::objective::Objective;
use crate::id::{PartyId, ServiceId};
use crate::quality::Assessment;

/// Whether derivatives exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SensitivityStatus {
    /// All derivatives are finite.
    Finite,
    /// The state is at the edge of tipping: the least fall of some capability brings a component
    /// down, so that its derivative is infinite. No derivative is given.
    Infinite,
}

/// The derivatives of an objective at a solved state, by one adjoint pass.
///
/// At kinks they are those towards lower quality; ties share equally. The derivative in a
/// capability is known as Birnbaum importance.
///
/// # Examples
///
/// ```
/// use knockon::explain::{Objective, Sensitivity};
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Dairy")
///     .department(Department::new("cooling"))
///     .department(Department::new("bottling").capability(0.9))
///     .customer(ExternalCustomer::person("breakfasts"))
///     .service(Service::new("cold", "cooling", "bottling").dependence(0.5))
///     .service(Service::new("milk", "bottling", "breakfasts").dependence(0.8))
///     .build()?;
/// let network = organisation.compile()?;
/// let breakfasts = Objective::party(&network, "breakfasts")?;
/// let sensitivity = Sensitivity::of(&network.baseline(), &breakfasts);
/// // 0.8 · 0.9 · 0.5 · ∂cooling, and 0.8 · 1 · ∂bottling.
/// assert!((sensitivity.capability("cooling").unwrap() - 0.36).abs() < 1e-15);
/// assert!((sensitivity.birnbaum_importance("bottling").unwrap() - 0.8).abs() < 1e-15);
/// // A dependence costs what is missing: 0.1 of bottling's quality.
/// assert!((sensitivity.dependence("milk").unwrap() - -0.1).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
///
/// Z. Birnbaum, *On the importance of different components in a multicomponent system*, in
/// Multivariate Analysis II (1969) 581-592.
#[derive(Debug, Clone)]
#[must_use]
pub struct Sensitivity {
    assessment: Assessment,
    objective: String,
    status: SensitivityStatus,
    /// By dense department.
    capability: Vec<f64>,
    /// By row entry.
    condition: Vec<f64>,
    /// By row entry.
    dependence: Vec<f64>,
}

/// One department's derivative.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CapabilitySensitivity {
    /// The department.
    pub department: PartyId,
    /// ∂objective/∂capability, 0 or more.
    pub derivative: f64,
}

/// One service's derivatives.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ServiceSensitivity {
    /// The service.
    pub service: ServiceId,
    /// ∂objective/∂condition, 0 or more.
    pub condition: f64,
    /// ∂objective/∂dependence of the need it meets, 0 or less except under `fdna`.
    pub dependence: f64,
}

impl Sensitivity {
    /// Differentiates an objective at a solved state.
    ///
    /// # Complexity
    ///
    /// Time linear in parties and services, and `O(n³)` for each cyclic component of up to 500
    /// departments that the objective depends on.
    pub fn of(assessment: &Assessment, objective: &Objective) -> Self {
        let comparison = Comparison::at(assessment);
        let multipliers = Multipliers::slopes(&comparison);
        let mut adjoint = Adjoint::new(comparison, multipliers);
        let weights = objective.weights_on(assessment.network());
        let influence = adjoint.influence(&weights);
        let status = match influence {
            Ok(_) => SensitivityStatus::Finite,
            Err(_) => SensitivityStatus::Infinite,
        };
        let mut sensitivity = Self {
            assessment: assessment.clone(),
            objective: objective.name().to_owned(),
            status,
            capability: Vec::new(),
            condition: Vec::new(),
            dependence: Vec::new(),
        };
        if let (Ok(influence), Some(slopes)) = (influence, adjoint.multipliers.slopes.take()) {
            let layout = assessment.network().layout();
            sensitivity.capability = slopes.capability;
            sensitivity.condition = slopes.condition;
            sensitivity.dependence = slopes.dependence;
            for party in 0..layout.party_count() {
                let influence = influence.of(crate::grouped::dense(party));
                if let Some(capability) = sensitivity.capability.get_mut(party) {
                    *capability *= influence;
                }
                for entry in layout.row(party) {
                    sensitivity.condition[entry] *= influence;
                    sensitivity.dependence[entry] *= influence;
                }
            }
        }
        sensitivity
    }

    /// Returns the state that was differentiated.
    pub fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    /// Returns what the objective is called.
    pub fn objective(&self) -> &str {
        &self.objective
    }

    /// Whether the derivatives are finite.
    pub fn status(&self) -> SensitivityStatus {
        self.status
    }

    /// Returns ∂objective/∂capability of a department, 0 or more; `None` for anything else, and
    /// where derivatives are infinite.
    pub fn capability(&self, department: &str) -> Option<f64> {
        let layout = self.assessment.network().layout();
        let stated = layout.names.find_party(department)?;
        self.capability.get(layout.dense_of[stated] as usize).copied()
    }

    /// Returns the Birnbaum importance of a department: its [`capability`](Self::capability)
    /// derivative.
    pub fn birnbaum_importance(&self, department: &str) -> Option<f64> {
        self.capability(department)
    }

    /// Returns ∂objective/∂condition of a service, 0 or more.
    pub fn condition(&self, service: &str) -> Option<f64> {
        self.condition.get(self.entry(service)?).copied()
    }

    /// Returns ∂objective/∂dependence of the need that a service meets.
    pub fn dependence(&self, service: &str) -> Option<f64> {
        self.dependence.get(self.entry(service)?).copied()
    }

    /// Returns all departments, largest derivative first, ties as stated; none where derivatives
    /// are infinite.
    pub fn departments(&self) -> Vec<CapabilitySensitivity> {
        let layout = self.assessment.network().layout();
        let stated = layout.dense_of.iter().take(self.capability.len()).enumerate();
        let mut lines: Vec<_> = stated
            .map(|(stated, &party)| CapabilitySensitivity {
                department: layout.names.party_id(stated),
                derivative: self.capability[party as usize],
            })
            .collect();
        lines.sort_by(|one, two| two.derivative.total_cmp(&one.derivative));
        lines
    }

    /// Returns all services, largest derivative in condition first, ties as stated; none where
    /// derivatives are infinite.
    pub fn services(&self) -> Vec<ServiceSensitivity> {
        let layout = self.assessment.network().layout();
        let mut lines: Vec<_> = (0..self.condition.len())
            .map(|service| {
                let entry = layout.row_of_service(service) as usize;
                ServiceSensitivity {
                    service: layout.names.service_id(service),
                    condition: self.condition[entry],
                    dependence: self.dependence[entry],
                }
            })
            .collect();
        lines.sort_by(|one, two| two.condition.total_cmp(&one.condition));
        lines
    }

    /// The derivative in each department's capability, by dense number.
    pub(crate) fn dense_capability(&self) -> &[f64] {
        &self.capability
    }

    /// The derivative in each row entry's condition.
    pub(crate) fn dense_condition(&self) -> &[f64] {
        &self.condition
    }

    fn entry(&self, service: &str) -> Option<usize> {
        let layout = self.assessment.network().layout();
        let stated = layout.names.find_service(service)?;
        Some(layout.row_of_service(stated) as usize)
    }
}
