//! Who works in a department, and what its requests ask of them.

use serde::{Deserialize, Serialize};

/// Statement of a department's staff: with it, capability follows from how many requests arrive.
///
/// A department with staff is a waiting line of `agents` who take `handling_minutes` per request.
/// The share of requests it serves in time, times [skill](crate::Department::skill) and
/// [`Effort`](crate::Effort), is its capability, in the place of a stated one.
///
/// # Examples
///
/// ```
/// use knockon::{Department, ServiceLevel, Staffing};
///
/// // Eight people, 30 minutes a request; whoever waits 15 minutes at most is well served.
/// let it = Department::new("it").staffing(Staffing::new(8.0, 30.0).target_wait_minutes(15.0));
/// // Callers give up after 4 minutes on average; whoever is answered at all is well served.
/// let support = Department::new("support").staffing(
///     Staffing::new(12.5, 6.0).patience_minutes(4.0).service_level(ServiceLevel::Served),
/// );
/// # let _ = (it, support);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct Staffing {
    /// How many people, or full-time equivalents, answer requests, 0 or 1e-9..=1e9.
    pub agents: f64,
    /// How long one of them, at full effort, takes for a request on average, 1e-9..=1e9 minutes; of
    /// requests with services that state no
    /// [`handling_minutes`](crate::Service::handling_minutes) of their own.
    pub handling_minutes: f64,
    /// How long a request may wait and still be well served, 0..=1e9 minutes;
    /// [`ServiceLevel::WithinTarget`] needs it.
    pub target_wait_minutes: Option<f64>,
    /// How long a request waits before it is given up, on average, 1e-9..=1e9 minutes;
    /// `None` where all wait for ever. [`ServiceLevel::Served`] needs it.
    pub patience_minutes: Option<f64>,
    /// Which share of requests counts as well served.
    pub service_level: ServiceLevel,
    /// The share of [`agents`](Self::agents) that does not answer requests at any time, on breaks,
    /// ill or in training, from 0 to below 1; 0 unless set.
    pub shrinkage: f64,
    /// The largest share of their time that agents who answer may be asked for, above 0 and up to
    /// 1: [`Network::agents_for`](crate::Network::agents_for) keeps the arrivals at or below this
    /// share of what the agents can handle. It changes nothing else; `None` where any share is
    /// allowed.
    pub occupancy_cap: Option<f64>,
}

/// Which share of all requests is a department's service level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ServiceLevel {
    /// Those served after a wait of at most the target.
    #[default]
    WithinTarget,
    /// Those served at all: 1 − abandonment. It degrades smoothly, which loops of demand are
    /// better stated with.
    Served,
}

impl Staffing {
    /// States how many answer requests, and how many minutes each takes.
    pub const fn new(agents: f64, handling_minutes: f64) -> Self {
        Self {
            agents,
            handling_minutes,
            target_wait_minutes: None,
            patience_minutes: None,
            service_level: ServiceLevel::WithinTarget,
            shrinkage: 0.0,
            occupancy_cap: None,
        }
    }

    /// Sets how long a request may wait and still be well served.
    pub const fn target_wait_minutes(mut self, minutes: f64) -> Self {
        self.target_wait_minutes = Some(minutes);
        self
    }

    /// Sets how long a request waits before it is given up, on average.
    pub const fn patience_minutes(mut self, minutes: f64) -> Self {
        self.patience_minutes = Some(minutes);
        self
    }

    /// Sets which share of agents does not answer requests at any time.
    pub const fn shrinkage(mut self, shrinkage: f64) -> Self {
        self.shrinkage = shrinkage;
        self
    }

    /// Sets the largest share of their time that agents who answer may be asked for.
    pub const fn occupancy_cap(mut self, occupancy_cap: f64) -> Self {
        self.occupancy_cap = Some(occupancy_cap);
        self
    }

    /// Sets which share of requests counts as well served.
    pub const fn service_level(mut self, service_level: ServiceLevel) -> Self {
        self.service_level = service_level;
        self
    }
}
