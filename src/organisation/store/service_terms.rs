//! What few services state.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::organisation::{Criticality, Transfer};

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
    };

    /// Whether it comes with requests.
    pub(crate) fn asks(&self) -> bool {
        self.requests_per_job > 0.0 || self.demand_per_hour > 0.0
    }
}
