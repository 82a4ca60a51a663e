//! The state that a timeline ends in, for another one to start from.

use std::fmt;
use std::sync::Arc;

use super::snapshot::Snapshot;
use crate::network::{Network, PartyIx};
use crate::organisation::Inertia;
use crate::quality::Status;

/// The state that a timeline ends in: qualities, waiting lines, what lags still have in store, what
/// is in force and for how long, people who are being looked for, and time constants.
///
/// Another timeline of the same network [starts from it](super::TimelinePlan::starting_from). It is
/// cheap to clone, and equal to its clones alone.
///
/// # Examples
///
/// ```
/// use chrono::TimeDelta;
/// use knockon::time::TimelinePlan;
/// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
///
/// let network = Organisation::builder("Ferry")
///     .department(Department::new("ferry"))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(
///         Service::new("crossing", "ferry", "passengers")
///             .dependence(0.8)
///             .lag(TimeDelta::hours(12)),
///     )
///     .build()?
///     .compile()?;
/// let strike = Scenario::new("strike").capability("ferry", 0.0);
/// let day = TimelinePlan::lasting(TimeDelta::days(1)).step(TimeDelta::hours(1));
/// let first = network.timeline(&day.clone().from(TimeDelta::hours(18), strike))?;
/// assert_eq!(first.quality("passengers").unwrap(), 1.0);
///
/// // The strike lasts, and is felt twelve hours after it began.
/// let second = network.timeline(&day.starting_from(first.end()))?;
/// let passengers = second.disruption("passengers").unwrap();
/// assert_eq!(passengers.first_felt, Some(TimeDelta::hours(6)));
/// assert!((passengers.deepest.get() - 0.2).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct TimelineEnd {
    kept: Arc<KeptAtEnd>,
}

/// What a timeline that continues needs to know.
pub(super) struct KeptAtEnd {
    /// With the dependences of the scenario the first timeline started under.
    pub(super) network: Network,
    /// Time constants that replaced stated ones.
    pub(super) inertia: Vec<(PartyIx, Inertia)>,
    /// Whether the first timeline began in the best state, and nobody came since.
    pub(super) nothing_lasts: bool,
    /// That of the state the first timeline began in.
    pub(super) start_status: Status,
    pub(super) snapshot: Snapshot,
}

impl TimelineEnd {
    pub(super) fn new(kept: KeptAtEnd) -> Self {
        Self { kept: Arc::new(kept) }
    }

    pub(super) fn kept(&self) -> &KeptAtEnd {
        &self.kept
    }

    /// Returns the network.
    pub fn network(&self) -> &Network {
        &self.kept.network
    }
}

/// Two are equal where one is a clone of the other.
impl PartialEq for TimelineEnd {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.kept, &other.kept)
    }
}

impl fmt::Debug for TimelineEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimelineEnd").field("network", self.network()).finish_non_exhaustive()
    }
}
