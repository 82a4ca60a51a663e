//! Figures of a queue in units of handling times: shares, their slopes, mean waits.

/// A share with its derivatives in the offered load, in the agents and in the logarithm of the
/// service rate.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Slopes {
    pub(super) share: f64,
    pub(super) by_load: f64,
    pub(super) by_agents: f64,
    pub(super) by_speed: f64,
}

/// How requests wait and leave, on average.
#[derive(Debug, Clone, Copy)]
pub(super) struct WaitingFigures {
    /// The share of arrivals that finds no agent free.
    pub(super) probability: f64,
    /// The mean wait of all arrivals until they are served or leave, in handling times.
    pub(super) mean: f64,
    /// The share of arrivals that is served.
    pub(super) served: f64,
    /// The share of arrivals that leaves.
    pub(super) abandonment: f64,
}

/// The share of one part in two, from the smaller of them; one of them may be infinite.
pub(super) fn share_of(part: f64, rest: f64) -> f64 {
    if rest < part { 1.0 - rest / (part + rest) } else { part / (part + rest) }
}
