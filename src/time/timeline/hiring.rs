//! People who are asked for, and who come once they are found.

use chrono::TimeDelta;

use super::instant::{NEVER, length, time};
use super::resolve::Hiring;
use crate::id::{PartyId, ServiceId};

/// People who were asked for in a timeline.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Hired {
    /// The service they were asked for on.
    pub service: ServiceId,
    /// The department they are for.
    pub department: PartyId,
    /// How many.
    pub agents: f64,
    /// When they were asked for; before zero where an earlier timeline, which this one
    /// [continues](super::TimelinePlan::starting_from), asked for them.
    pub asked: TimeDelta,
    /// When they came; `None` where they had not by the end.
    pub arrived: Option<TimeDelta>,
}

/// Nanoseconds beyond every timeline.
const FAR: f64 = 4e18;

/// What has been done for those who are asked for.
#[derive(Debug, Clone)]
pub(super) struct HiringProgress {
    pub(super) hiring: Hiring,
    /// Nanoseconds at full quality yet to be done.
    open: f64,
    /// What is received, at the start of the step.
    received: f64,
    arrived: i64,
}

impl HiringProgress {
    pub(super) fn new(hiring: Hiring) -> Self {
        Self { hiring, open: length(hiring.lag), received: 0.0, arrived: NEVER }
    }

    /// The same search, with instants counted from another.
    pub(super) fn counted_from(&self, origin: i64) -> Self {
        let mut search = self.clone();
        search.hiring.at -= origin;
        search
    }

    /// Whether people are being looked for at an instant.
    fn is_on(&self, at: i64) -> bool {
        self.arrived == NEVER && self.hiring.at <= at
    }

    /// Looks at what is received at the start of a step, and says when people come if that lasts.
    pub(super) fn expect(&mut self, at: i64, received: f64) -> i64 {
        if !self.is_on(at) {
            return NEVER;
        }
        self.received = received;
        let rest = (self.open / received).ceil();
        #[expect(clippy::cast_possible_truncation, reason = "a whole number of that size")]
        let instant = |rest: f64| at.saturating_add(rest as i64);
        if rest < FAR { instant(rest) } else { NEVER }
    }

    /// Goes on to the end of a step, where something else may be received; whether people come.
    pub(super) fn advance(&mut self, [from, to]: [i64; 2], received: f64) -> bool {
        /// Less than this is nothing: a nanosecond, as instants are no finer.
        const LEAST_DURATION: f64 = 1.0;
        if !self.is_on(from) {
            return false;
        }
        self.open -= 0.5 * (self.received + received) * length(to - from);
        let has_come = self.open < LEAST_DURATION;
        if has_come {
            self.arrived = to;
        }
        has_come
    }

    /// Whether people come at the instant they are asked for.
    pub(super) fn comes_at_once(&mut self, at: i64) -> bool {
        let comes = self.is_on(at) && self.open <= 0.0;
        if comes {
            self.arrived = at;
        }
        comes
    }

    pub(super) fn has_arrived(&self) -> bool {
        self.arrived != NEVER
    }

    pub(super) fn hired(&self, service: ServiceId, department: PartyId) -> Hired {
        Hired {
            service,
            department,
            agents: self.hiring.agents,
            asked: TimeDelta::nanoseconds(self.hiring.at),
            arrived: time(self.arrived),
        }
    }
}
