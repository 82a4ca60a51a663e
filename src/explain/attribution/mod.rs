//! Whose share of a change it is, by re-solving the scenario's parts.
//!
//! [Contributions](super::Contributions) follow a change along the services it came by, and cost
//! one pass. Two other splits ask the whole organisation again instead:
//!
//! ```text
//!            everything changed ●                     ● everything changed
//!                    ╱    ╲                         ╱
//!               it ●        ● hr                 ╱     straight from before to after:
//!                    ╲    ╱                   ╱        Aumann-Shapley
//!        nothing changed ●                   ● nothing changed
//!        every order: Shapley
//! ```
//!
//! * [`Impact::shapley`]: the mean effect of switching a source on, over all orders.
//! * [`Impact::aumann_shapley`]: the integral of its derivative while all sources move
//!   together.
//!
//! Next to a share stand two effects that need not sum to anything. Where either of two failures
//! suffices, each [alone](Share::one_at_a_time) does it all and [leaving one
//! out](Share::leave_one_out) spares nothing; where both are needed it is the other way round.

pub(super) mod aumann_shapley;
pub(super) mod coalition;
pub(super) mod shapley;
mod straight_path;

use serde::Serialize;

use super::attribution::coalition::{CoalitionSolver, Players};
use super::attribution::shapley::ShapleyOptions;
use super::source::Source;
use crate::id::{ServiceId, UnknownId};
use crate::quality::Objective;
use crate::quality::{Impact, Status};

/// How a change was split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AttributionMethod {
    /// Shapley values from every part of the scenario.
    Shapley,
    /// Shapley values from random orders; shares have standard errors.
    SampledShapley,
    /// The integral along the straight path.
    AumannShapley,
}

/// One source's share of a change, and what it does alone and last.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Share {
    /// What changed.
    #[serde(flatten)]
    pub source: Source,
    /// Its part of the objective's change.
    pub change: f64,
    /// The standard error of `change`; 0 where it was not sampled.
    pub standard_error: f64,
    /// The objective's change if only this source had changed.
    pub one_at_a_time: f64,
    /// What of the objective's change is missing if all but this source had changed.
    pub leave_one_out: f64,
}

/// A place on the straight path between two scenarios at which the organisation tips.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TippingPoint {
    /// How far along the path it lies, 0..=1, to a billionth of it.
    pub at: f64,
    /// What the objective changes by there.
    pub change: f64,
}

/// The change of an objective, split over everything a scenario sets.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
#[must_use]
pub struct Attribution {
    /// What the objective is called.
    pub objective: String,
    /// How the change was split.
    pub method: AttributionMethod,
    /// The objective's change.
    pub change: f64,
    /// Of every capability, condition and stopped service that either scenario sets: departments
    /// as stated, then services as stated. What was set to the value it had has no share.
    pub shares: Vec<Share>,
    /// Where the organisation tips between before and after, in order; of Aumann-Shapley values
    /// alone. Each is a share of its own: there the objective has no derivative.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tipping_points: Vec<TippingPoint>,
    /// The change less the sum of all shares and tipping points: rounding, and for Aumann-Shapley what
    /// quadrature left over.
    pub residual: f64,
    /// The worst status of all solves.
    pub status: Status,
    /// How many states were solved.
    pub evaluations: u64,
}

impl Attribution {
    /// The same with tipping points on the way.
    fn with(mut self, tipping_points: Vec<TippingPoint>) -> Self {
        self.residual -= tipping_points.iter().map(|point| point.change).sum::<f64>();
        self.tipping_points = tipping_points;
        self
    }
}

/// Why a change cannot be split by re-solving.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AttributionError {
    /// The two assessments are of different networks: a change of structure has no parts to solve.
    #[error("the two assessments are of different networks, where two of one network are needed")]
    DifferentNetworks,
    /// The objective asks about a party that the network lacks.
    #[error(transparent)]
    Unknown(#[from] UnknownId),
    /// A service that stops has no path from running to stopped: its transfer feels something even
    /// where nothing is provided.
    #[error(
        "service `{service}` stops at a jump: its transfer is above 0 at quality 0, where one that \
         is 0 is needed"
    )]
    Jump {
        /// The service.
        service: ServiceId,
    },
}

impl Impact {
    /// Splits an objective's change by Shapley values of the game whose players are the scenario's
    /// sources: a coalition is worth the objective with these sources changed and the others as
    /// before.
    ///
    /// # Arguments
    ///
    /// * `options`: exact up to 16 sources upstream that differ unless set; beyond, random orders.
    ///
    /// # Returns
    ///
    /// Shares that sum to the change but for rounding; sampled ones with a standard error each.
    ///
    /// # Errors
    ///
    /// [`AttributionError::DifferentNetworks`], and [`AttributionError::Unknown`] where the
    /// objective asks about a party that the network lacks.
    ///
    /// # Complexity
    ///
    /// `2ⁿ` solves for `n` sources that differ and are upstream of the objective, or `2 (n − 1)`
    /// for every pair of random orders.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::explain::{Objective, ShapleyOptions};
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
    /// let split = impact.shapley(&crowd, &ShapleyOptions::default())?;
    /// // The crowd feels the product: 0.5 · 0.8 − 1 = −(0.5 + 0.4)/2 − (0.2 + 0.1)/2.
    /// assert!((split.shares[0].change - -0.45).abs() < 1e-15);
    /// assert!((split.shares[1].change - -0.15).abs() < 1e-15);
    /// assert!((split.shares[1].one_at_a_time - -0.2).abs() < 1e-15);
    /// assert!((split.shares[1].leave_one_out - -0.1).abs() < 1e-15);
    ///
    /// let elsewhere = organisation.to_builder().build()?.compile()?.baseline();
    /// let impact = network.solve(&tired)?.compared_with(&elsewhere)?;
    /// assert!(impact.shapley(&crowd, &ShapleyOptions::default()).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # References
    ///
    /// As [`shapley_values`](super::shapley_values).
    pub fn shapley(
        &self,
        objective: &Objective,
        options: &ShapleyOptions,
    ) -> Result<Attribution, AttributionError> {
        let sources = Players::of(self)?;
        let weights = objective.weights_on(self.after().network())?;
        let players = sources.players(&weights);
        let mut parts = CoalitionSolver::new(self, weights, &options.solve);
        let split = sources.shapley(&players, &mut parts, options);
        let mut shares = sources.shares();
        for (player, &source) in players.iter().enumerate() {
            let share = &mut shares[source];
            share.change = split.values[player];
            share.standard_error = split.standard_errors[player];
            share.one_at_a_time = split.one_at_a_time[player];
            share.leave_one_out = split.leave_one_out[player];
        }
        let method = if split.exact {
            AttributionMethod::Shapley
        } else {
            AttributionMethod::SampledShapley
        };
        // Known without the game, should that be broken off.
        let change = if options.solve.is_stopped() { parts.change(self) } else { split.total };
        Ok(parts.attribution(objective, method, change, shares))
    }
}
