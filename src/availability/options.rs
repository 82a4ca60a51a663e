//! What is asked, and why it is refused.

use super::target::TARGET_RANGE;
use crate::id::UnknownId;
use crate::organisation::{Invalid, Scenario};
use crate::quality::SolveOptions;
use crate::time::Subject;
use crate::unit::Figure;

/// Whose availability is asked about, and how far states are followed.
///
/// # Examples
///
/// ```
/// use knockon::availability::AvailabilityOptions;
///
/// let options = AvailabilityOptions::default().party("shoppers").threshold(0.5).order(2);
/// assert_eq!(options.max_states, 1 << 20);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
#[must_use]
pub struct AvailabilityOptions {
    /// Whom it is asked about: parties, or services, of which it is what is received. All external
    /// customers, and whoever states a target, unless set.
    pub subjects: Vec<Subject>,
    /// The quality from which on it is good enough, above 0 and up to 1; what each states, or its
    /// quality with everything up less 1e-9, unless set.
    pub threshold: Option<f64>,
    /// What holds in every state; nothing changed unless set.
    pub scenario: Scenario,
    /// The largest number of events in a cut set, 1..=6; 3 unless set. Where cut sets of more
    /// events may exist, the answer says so.
    pub order: usize,
    /// How many cut sets of one subject are listed at most, the most probable first; 1,000 unless
    /// set.
    pub max_cut_sets: usize,
    /// How many states of one subject are looked at; 2²⁰ unless set.
    pub max_states: usize,
    /// How wide bounds may stay: 1e-9 unless set, and always a millionth of the unavailability.
    pub tolerance: f64,
    /// How many nodes a decision diagram may have; 2²⁰ unless set, and no diagram is made for 0.
    pub max_nodes: usize,
    /// How many pairs of states are drawn where bounds stay wider than 1e-4; 50,000 unless set, and
    /// bounds stay as they are for 0.
    pub sample_pairs: usize,
    /// What the draws start from; 1 unless set.
    pub seed: u64,
    /// How every state is solved.
    pub solve: SolveOptions,
}

impl Default for AvailabilityOptions {
    fn default() -> Self {
        Self {
            subjects: Vec::new(),
            threshold: None,
            scenario: Scenario::default(),
            order: 3,
            max_cut_sets: 1_000,
            max_states: 1 << 20,
            tolerance: 1e-9,
            max_nodes: 1 << 20,
            sample_pairs: 50_000,
            seed: 1,
            solve: SolveOptions::default(),
        }
    }
}

impl AvailabilityOptions {
    /// Asks about a party, beside those asked about already.
    pub fn party(mut self, id: impl Into<String>) -> Self {
        self.subjects.push(Subject::Party(id.into()));
        self
    }

    /// Asks about what is received on a service, beside those asked about already.
    pub fn service(mut self, id: impl Into<String>) -> Self {
        self.subjects.push(Subject::Service(id.into()));
        self
    }

    /// Sets the quality from which on it is good enough, whatever is stated.
    pub fn threshold(mut self, quality: f64) -> Self {
        self.threshold = Some(quality);
        self
    }

    /// Sets what holds in every state.
    pub fn under(mut self, scenario: Scenario) -> Self {
        self.scenario = scenario;
        self
    }

    /// Sets [`order`](Self::order).
    pub fn order(mut self, order: usize) -> Self {
        self.order = order;
        self
    }

    /// Sets [`max_cut_sets`](Self::max_cut_sets).
    pub fn max_cut_sets(mut self, max_cut_sets: usize) -> Self {
        self.max_cut_sets = max_cut_sets;
        self
    }

    /// Sets [`max_states`](Self::max_states).
    pub fn max_states(mut self, max_states: usize) -> Self {
        self.max_states = max_states;
        self
    }

    /// Sets [`tolerance`](Self::tolerance).
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Sets [`max_nodes`](Self::max_nodes).
    pub fn max_nodes(mut self, max_nodes: usize) -> Self {
        self.max_nodes = max_nodes;
        self
    }

    /// Sets [`sample_pairs`](Self::sample_pairs).
    pub fn sample_pairs(mut self, sample_pairs: usize) -> Self {
        self.sample_pairs = sample_pairs;
        self
    }

    /// Sets what the draws start from.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets how every state is solved.
    pub fn solve(mut self, solve: SolveOptions) -> Self {
        self.solve = solve;
        self
    }

    /// The largest order of cut sets.
    const MOST_ORDER: usize = 6;

    /// Checks numbers that stand for themselves.
    pub(super) fn check(&self) -> Result<(), AvailabilityError> {
        if let Some(threshold) = self.threshold
            && !(threshold > 0.0 && threshold <= 1.0)
        {
            return Err(AvailabilityError::Threshold { threshold });
        }
        if !(1..=Self::MOST_ORDER).contains(&self.order) {
            return Err(AvailabilityError::Order { order: self.order });
        }
        if !(self.tolerance >= 0.0 && self.tolerance <= 1.0) {
            return Err(AvailabilityError::Tolerance { tolerance: self.tolerance });
        }
        Ok(())
    }
}

/// Why availability cannot be worked out.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AvailabilityError {
    /// The scenario does not fit the network.
    #[error(transparent)]
    Scenario(#[from] Invalid),
    /// An id is not one of the network.
    #[error(transparent)]
    Unknown(#[from] UnknownId),
    /// The threshold is out of range.
    #[error(
        "threshold `{threshold}` is outside {TARGET_RANGE}",
        threshold = Figure(*.threshold)
    )]
    Threshold {
        /// The threshold.
        threshold: f64,
    },
    /// The order of cut sets is out of range.
    #[error("order `{order}` is outside 1..=6")]
    Order {
        /// The order.
        order: usize,
    },
    /// The tolerance is out of range.
    #[error("tolerance `{tolerance}` is outside 0..=1", tolerance = Figure(*.tolerance))]
    Tolerance {
        /// The tolerance.
        tolerance: f64,
    },
    /// The organisation states too many events.
    #[error(
        "{count} departments, services and common causes can fail, more than {most}: leave out those \
         that hardly ever do, or compile the part of the organisation that is asked about"
    )]
    TooManyEvents {
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
}
