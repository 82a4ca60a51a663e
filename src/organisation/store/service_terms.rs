//! What few services state.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::organisation::{Criticality, Dependability, ServiceRanges, Transfer};

/// What a service states beyond its ends, its id, its name and its dependence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ServiceTerms {
    /// The declared need it is for; `None` where it is its own need.
    pub(crate) need: Option<Arc<str>>,
    pub(crate) weight: f64,
    pub(crate) condition: f64,
    /// Whether it runs unless a scenario starts it.
    pub(crate) running: bool,
    pub(crate) transfer: Transfer,
    pub(crate) criticality: Option<Criticality>,
    pub(crate) lag: TimeDelta,
    pub(crate) requests_per_job: f64,
    pub(crate) demand_per_hour: f64,
    pub(crate) retries: f64,
    /// `None` where requests take as long as the staffing of the provider says.
    pub(crate) handling_minutes: Option<f64>,
    /// The standard deviation of handling times over their mean.
    pub(crate) handling_variation: f64,
    /// Of its dependence and its condition, where any is stated.
    pub(crate) ranges: Option<Box<ServiceRanges>>,
    // Rare.
    pub(crate) dependability: Option<Box<Dependability>>,
}

impl ServiceTerms {
    /// Those of a service that states none.
    pub(crate) const PLAIN: Self = Self {
        need: None,
        weight: 1.0,
        condition: 1.0,
        running: true,
        transfer: Transfer::Identity,
        criticality: None,
        lag: TimeDelta::zero(),
        requests_per_job: 0.0,
        demand_per_hour: 0.0,
        retries: 0.0,
        handling_minutes: None,
        handling_variation: 1.0,
        ranges: None,
        dependability: None,
    };

    /// Whether it states how long its requests take, or how much that varies.
    #[expect(clippy::float_cmp, reason = "1 is what a service that states none has")]
    pub(crate) fn states_handling(&self) -> bool {
        self.handling_minutes.is_some() || self.handling_variation != 1.0
    }

    /// Whether it comes with requests.
    pub(crate) fn asks(&self) -> bool {
        self.requests_per_job > 0.0 || self.demand_per_hour > 0.0
    }
}
