//! Shares of a change by the integral along the straight path between two scenarios.

use super::coalition::{CoalitionSolver, Players, SourceSetting};
use super::straight_path::{Move, Path};
use super::{Attribution, AttributionError, AttributionMethod};
use crate::network::{EdgeIx, Layout, Parameter, ServiceState};
use crate::quality::{Impact, Objective, SolveOptions, kernel};

/// How to integrate along the path.
///
/// # Examples
///
/// ```
/// use knockon::explain::AumannShapleyOptions;
///
/// let options = AumannShapleyOptions::default().max_panels(16).tolerance(1e-6);
/// assert_eq!(options.max_panels, 16);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct AumannShapleyOptions {
    /// Into how many panels of 16 nodes the path may be cut; 64 unless set.
    pub max_panels: u32,
    /// What quadrature may leave over, relative to the change; 1e-10 unless set.
    pub tolerance: f64,
    /// How the states on the path are solved.
    pub solve: SolveOptions,
}

impl Default for AumannShapleyOptions {
    fn default() -> Self {
        Self { max_panels: 64, tolerance: 1e-10, solve: SolveOptions::default() }
    }
}

impl AumannShapleyOptions {
    /// Sets into how many panels the path may be cut.
    pub fn max_panels(mut self, max_panels: u32) -> Self {
        self.max_panels = max_panels;
        self
    }

    /// Sets what quadrature may leave over, relative to the change.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Sets how the states on the path are solved.
    pub fn solve(mut self, solve: SolveOptions) -> Self {
        self.solve = solve;
        self
    }
}

impl Impact {
    /// Splits an objective's change by the Aumann-Shapley value: all sources move together along
    /// the straight path from before to after, and each gets the integral of its derivative.
    ///
    /// ```text
    /// φᵢ = (afterᵢ − beforeᵢ) ∫₀¹ ∂f/∂xᵢ( before + t (after − before) ) dt
    /// ```
    ///
    /// The path is cut into panels of 16 Gauss-Legendre nodes with one adjoint pass each. The
    /// objective is solved at the ends of every panel, too, and the panel whose shares miss its
    /// change by most is halved until the rest is small: kinks are closed in on. Where halving leaves
    /// as much as before, the organisation tips on the way: that place is found by bisection on the
    /// objective alone, and what it changes there is a [tipping point](Attribution::tipping_points) of its own.
    ///
    /// # Arguments
    ///
    /// * `impact`: two assessments of one network. A service that stops takes its condition
    ///   straight to 0, where its transfer feels nothing.
    ///
    /// # Returns
    ///
    /// Shares that sum to the change, with the [tipping points](Attribution::tipping_points), but for the
    /// [`residual`](Attribution::residual). A jump, where the organisation tips, has no derivative,
    /// and so no share of it is any one source's.
    ///
    /// # Errors
    ///
    /// [`AttributionError::DifferentNetworks`], and [`AttributionError::Jump`] where a service
    /// that stops or starts has a transfer above 0 at 0.
    ///
    /// # Complexity
    ///
    /// 17 solves and 16 adjoint passes for each panel, `2 · max_panels` of them at most, two solves
    /// for every source, and some thirty for every tipping point.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::explain::{AumannShapleyOptions, Objective};
    /// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
    ///
    /// let organisation = Organisation::builder("Relay")
    ///     .department(Department::new("first"))
    ///     .department(Department::new("second"))
    ///     .customer(ExternalCustomer::new("crowd"))
    ///     .service(Service::new("baton", "first", "second").dependence(1.0))
    ///     .service(Service::new("finish", "second", "crowd").dependence(1.0))
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// let tired = Scenario::new("tired").capability("first", 0.5).capability("second", 0.8);
    /// let impact = network.solve(&tired)?.compared_with(&network.baseline())?;
    /// let crowd = Objective::party(&network, "crowd")?;
    ///
    /// let options = AumannShapleyOptions::default();
    /// let split = impact.aumann_shapley(&crowd, &options)?;
    /// // A product of two: −0.5 · (1 + 0.8)/2 and −0.2 · (1 + 0.5)/2.
    /// assert!((split.shares[0].change - -0.45).abs() < 1e-13);
    /// assert!((split.shares[1].change - -0.15).abs() < 1e-13);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # References
    ///
    /// R. Aumann and L. Shapley, *Values of Non-Atomic Games* (1974); as integrated gradients: M.
    /// Sundararajan, A. Taly and Q. Yan, *Axiomatic attribution for deep networks*, ICML 2017. Here
    /// completeness steers the quadrature, panel by panel.
    pub fn aumann_shapley(
        &self,
        objective: &Objective,
        options: &AumannShapleyOptions,
    ) -> Result<Attribution, AttributionError> {
        let sources = Players::of(self)?;
        let differing = sources.differing();
        let network = self.after().network();
        let moves = differing
            .iter()
            .map(|&index| Move::of(sources.settings[index], network.layout()))
            .collect::<Result<Vec<_>, _>>()?;
        let weights = objective.weights_on(network)?;
        let mut parts = CoalitionSolver::new(self, weights.clone(), &options.solve);
        let nobody = parts.value(sources.part(|_| false));
        let everyone = parts.value(sources.part(|_| true));
        let mut path = Path::new(moves, sources.unmoved(), objective.name(), weights, parts);
        let (integrals, tipping_points) = path.integrate((nobody, everyone), options);

        let mut shares = sources.shares();
        for (&source, &change) in differing.iter().zip(&integrals) {
            let alone = path.parts.value(sources.part(|index| index == source));
            let without = path.parts.value(sources.part(|index| index != source));
            let share = &mut shares[source];
            share.change = change;
            share.one_at_a_time = alone - nobody;
            share.leave_one_out = everyone - without;
        }
        let method = AttributionMethod::AumannShapley;
        Ok(path
            .parts
            .attribution(objective, method, everyone - nobody, shares)
            .with(tipping_points))
    }
}

impl Move {
    fn of(setting: SourceSetting, layout: &Layout) -> Result<Self, AttributionError> {
        match setting {
            SourceSetting::Value { of, before, after } => {
                Ok(Self { of, before: before.value, after: after.value })
            }
            SourceSetting::Service { entry, before, after } => {
                let condition = |received| match received {
                    ServiceState::Running(condition) => Ok(condition),
                    ServiceState::Stopped if feels_nothing_at_0(layout, entry) => Ok(0.0),
                    ServiceState::Stopped => {
                        Err(AttributionError::Jump { service: layout.service_id(entry) })
                    }
                };
                let (before, after) = (condition(before)?, condition(after)?);
                Ok(Self { of: Parameter::Condition(entry), before, after })
            }
        }
    }
}

/// Whether a service that is stopped is as good as one of condition 0.
fn feels_nothing_at_0(layout: &Layout, entry: EdgeIx) -> bool {
    let is_asked_alike = layout.demand().is_none() || !layout.stands_by(entry);
    is_asked_alike
        && layout.row_detail(entry).is_none_or(|detail| kernel::felt(&detail.transfer, 0.0) <= 0.0)
}
