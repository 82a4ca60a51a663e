//! Why a queue, or a question about one, is refused.

use crate::unit::Figure;

/// A number that a queue cannot be made of, or be asked about.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum QueueError {
    /// The arrival rate is out of range.
    #[error(
        "arrival rate `{arrival_rate}` is outside 0..=1e50",
        arrival_rate = Figure(*.arrival_rate)
    )]
    ArrivalRate {
        /// Requests per unit of time.
        arrival_rate: f64,
    },
    /// The service rate is out of range.
    #[error(
        "service rate `{service_rate}` is outside 1e-50..=1e50",
        service_rate = Figure(*.service_rate)
    )]
    ServiceRate {
        /// Requests per unit of time and busy agent.
        service_rate: f64,
    },
    /// The number of agents is out of range.
    #[error("number of agents `{agents}` is outside {range}", agents = Figure(*.agents))]
    Agents {
        /// How many.
        agents: f64,
        /// The range allowed.
        range: &'static str,
    },
    /// The mean patience is out of range.
    #[error("mean patience `{patience}` is outside 1e-50..=1e50", patience = Figure(*.patience))]
    Patience {
        /// In units of time.
        patience: f64,
    },
    /// A squared coefficient of variation is out of range.
    #[error("squared coefficient of variation `{variability}` is outside 0..=1e50")]
    Variability {
        /// Variance over mean².
        variability: f64,
    },
    /// Patience is stated together with times that are not random.
    #[error(
        "with a mean patience, squared coefficients of variation must be 1, \
         not `{arrivals}` of arrivals and `{handling}` of handling"
    )]
    PatienceAndVariability {
        /// That of times between arrivals.
        arrivals: f64,
        /// That of handling times.
        handling: f64,
    },
    /// The shrinkage is out of range.
    #[error("shrinkage `{shrinkage}` is not from 0 to below 1", shrinkage = Figure(*.shrinkage))]
    Shrinkage {
        /// The share of agents that does not answer.
        shrinkage: f64,
    },
    /// The occupancy cap is out of range.
    #[error(
        "occupancy cap `{occupancy_cap}` is not above 0 and at most 1",
        occupancy_cap = Figure(*.occupancy_cap)
    )]
    OccupancyCap {
        /// The largest share of their time that agents may be asked for.
        occupancy_cap: f64,
    },
    /// A time to wait is negative or no number.
    #[error("wait `{wait}` is outside 0..=inf")]
    Wait {
        /// In units of time.
        wait: f64,
    },
    /// A share of requests is out of range.
    #[error("share `{share}` is outside 0..=1", share = Figure(*.share))]
    Share {
        /// Of all arrivals.
        share: f64,
    },
    /// A share to be reached is not between 0 and 1.
    #[error("share `{share}` to be reached is not above 0 and below 1", share = Figure(*.share))]
    Level {
        /// Of all arrivals.
        share: f64,
    },
    /// No number of agents that a queue may have reaches a share.
    #[error(
        "a share of `{share}` is not reached by any number of agents up to 1e50",
        share = Figure(*.share)
    )]
    OutOfReach {
        /// Of all arrivals.
        share: f64,
    },
    /// The offered load of a formula is out of range.
    #[error("offered load `{offered_load}` is outside 0..=1e100")]
    OfferedLoad {
        /// Arrivals per mean handling time.
        offered_load: f64,
    },
}
