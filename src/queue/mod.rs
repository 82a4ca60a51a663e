//! Queues: how long requests wait, and how many agents keep them from waiting.
//!
//! A department is a queue of requests before `n` agents. Requests arrive at random at a rate `λ`,
//! each keeps an agent busy for a random time of mean `1/μ`, and whoever finds all agents busy
//! waits in order of arrival:
//!
//! ```text
//!                                     ┌─> agent ─┐
//!   arrivals λ ──> ▪ ▪ ▪ ▪ waiting ───┼─> agent ─┼──> served
//!                      │              └─> agent ─┘
//!                      └─ those out of patience leave
//! ```
//!
//! | model | Kendall | stated as | what it says |
//! | --- | --- | --- | --- |
//! | Erlang C | M/M/n | [`Queue::new`] | everybody waits as long as it takes; overload never ends |
//! | Erlang A | M/M/n+M | [`Queue::patience`] | patience is exponential; overload makes people leave |
//! | Allen-Cunneen | G/G/n | [`Queue::variability`] | Erlang C with longer or shorter waits |
//! | Erlang B | M/M/n/n | [`erlang_b`] | nobody waits: who finds no agent free is lost |
//!
//! The answers are [`Queue::performance`] for means, [`Queue::within`] for the share of requests
//! served within a target, [`Queue::wait_percentile`] for how long it takes to serve a share, and
//! the other way round [`Queue::agents_for`] and [`Queue::target_for`].
//!
//! # Units
//!
//! Rates and times are in one unit of the caller's choice: with requests per hour, handling rates
//! are per hour, and waits, targets and patience are in hours.
//!
//! # Agents that are no whole number
//!
//! Half an agent is one who is there half of the time, or a team that grows step by step. Agents
//! may be any number above 0: the formulas of Erlang are continued by the integral
//!
//! ```text
//! 1 / B(n, a) = ∫₀^∞ e^(−t) (1 + t/a)^n dt             a = λ/μ: the offered load
//! ```
//!
//! which is Erlang's blocking probability `B` where `n` is whole. Between whole numbers everything
//! rises and falls as it does from one to the next.
//!
//! # How it is computed
//!
//! All models but the last are one: the mass `1 / B(n − 1, a)` that an agent is free, beside the
//! density of waits `λ e^E(x)` with
//!
//! ```text
//! E(x) = λ (1 − e^(−θ x)) / θ − n μ x        θ: the rate of losing patience; 0: E(x) = (λ − nμ) x
//! ```
//!
//! Probabilities are ratios of their integrals, by 24-node Gauss-Legendre panels from the peak
//! outwards: exact to 1e-14 for a hundredth of an agent as for a hundred thousand, at any load, and
//! to 1e-13 for a million.
//!
//! # References
//!
//! A. K. Erlang, *Solution of some problems in the theory of probabilities of significance in
//! automatic telephone exchanges*, Elektroteknikeren 13 (1917), formulas B and C. C. Palm,
//! *Research on telephone traffic carried by full availability groups*, Tele 1 (1957), for
//! patience; O. Garnett, A. Mandelbaum and M. Reiman, *Designing a call center with impatient
//! customers*, Manuf. Serv. Oper. Manag. 4 (2002) 208-227, and A. Mandelbaum and S. Zeltyn,
//! *Service engineering in action: the Palm/Erlang-A queue* (2007), whose integral `J` is that of
//! `e^E`. D. Jagerman, *Some properties of the Erlang loss function*, Bell Syst. Tech. J. 53 (1974)
//! 525-551, for agents that are no whole number. A. Allen, *Probability, statistics and queueing
//! theory* (1978), for the approximation of Allen and Cunneen.

mod erlang_a;
mod erlang_b;
mod erlang_c;
mod error;
mod figures;
mod fluid_flow;
mod least_count;
mod log_concave_integral;
mod performance;
mod service_level;
mod staffing;
mod wait;
mod wait_density;

pub use erlang_b::erlang_b;
pub use erlang_c::erlang_c;
pub use error::QueueError;
pub use performance::Performance;
pub use service_level::ServedWithin;

pub(crate) use fluid_flow::Flow;
pub(crate) use service_level::QueueLoad;
pub(crate) use staffing::keeps_cap;

/// Requests that arrive, agents who handle them, and how long those who wait are patient.
///
/// # Examples
///
/// A help desk gets 24 calls an hour, and one agent handles 30 an hour: busy four fifths of the
/// time, with callers waiting eight minutes on average (Bronson 1982, example 23.3).
///
/// ```
/// use knockon::queue::Queue;
///
/// let performance = Queue::new(24.0, 30.0, 1.0)?.performance();
/// assert!((performance.utilisation - 0.8).abs() < 1e-15);
/// assert!((performance.mean_wait - 8.0 / 60.0).abs() < 1e-15); // hours
/// assert!((performance.mean_number_in_system - 4.0).abs() < 1e-14);
///
/// let error = Queue::new(24.0, 0.0, 1.0).unwrap_err();
/// assert_eq!(error.to_string(), "service rate `0` is outside 1e-50..=1e50");
/// # Ok::<(), knockon::queue::QueueError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[must_use]
pub struct Queue {
    arrival_rate: f64,
    service_rate: f64,
    agents: f64,
    patience: Option<f64>,
    /// Squared coefficients of variation of times between arrivals and of handling times.
    variability: (f64, f64),
    shrinkage: f64,
    occupancy_cap: f64,
}

impl Queue {
    /// States an Erlang C queue: random arrivals and handling times, endless patience.
    ///
    /// # Arguments
    ///
    /// - `arrival_rate`: requests per unit of time, 0..=1e50.
    /// - `service_rate`: requests one busy agent handles per unit of time, 1e-50..=1e50.
    /// - `agents`: 1e-50..=1e50, whole or not.
    ///
    /// # Errors
    ///
    /// [`QueueError`] for the first number out of range, NaN included.
    pub fn new(arrival_rate: f64, service_rate: f64, agents: f64) -> Result<Self, QueueError> {
        if !(0.0..=LARGEST).contains(&arrival_rate) {
            return Err(QueueError::ArrivalRate { arrival_rate });
        }
        if !(LEAST..=LARGEST).contains(&service_rate) {
            return Err(QueueError::ServiceRate { service_rate });
        }
        let queue = Self {
            arrival_rate,
            service_rate,
            agents: LEAST,
            patience: None,
            variability: (1.0, 1.0),
            shrinkage: 0.0,
            occupancy_cap: f64::INFINITY,
        };
        queue.with_agents(agents)
    }

    /// Replaces the number of agents.
    ///
    /// # Errors
    ///
    /// [`QueueError::Agents`] outside 1e-50..=1e50.
    pub fn with_agents(self, agents: f64) -> Result<Self, QueueError> {
        check_agents(agents)?;
        Ok(Self { agents, ..self })
    }

    /// States that requests leave unserved once they have waited longer than their patience, which
    /// is exponential with this mean, 1e-50..=1e50 (Erlang A).
    ///
    /// # Errors
    ///
    /// [`QueueError::Patience`] out of range; [`QueueError::PatienceAndVariability`] where a
    /// variability other than 1 is stated, as no formula has both.
    pub fn patience(self, mean: f64) -> Result<Self, QueueError> {
        if !(LEAST..=LARGEST).contains(&mean) {
            return Err(QueueError::Patience { patience: mean });
        }
        Self { patience: Some(mean), ..self }.consistent()
    }

    /// States how much times between arrivals and handling times vary, as squared coefficients of
    /// variation, each variance over mean²: 0 for a fixed time, 1 for a random one (the default).
    ///
    /// Waits are those of Erlang C times `(arrivals + handling) / 2`, while as many requests wait
    /// at all (Allen and Cunneen). Where arrivals are random and the agent is one, the mean wait is
    /// exact (Pollaczek and Khinchine); else it is an approximation.
    ///
    /// # Errors
    ///
    /// [`QueueError::Variability`] outside 0..=1e50; [`QueueError::PatienceAndVariability`] where a
    /// patience is stated and one of the two is not 1.
    ///
    /// # Examples
    ///
    /// Handling times without variation halve the wait of random ones.
    ///
    /// ```
    /// use knockon::queue::Queue;
    ///
    /// let random = Queue::new(4.0, 5.0, 1.0)?;
    /// let fixed = random.variability(1.0, 0.0)?;
    /// assert!((random.performance().mean_wait - 0.8).abs() < 1e-15);
    /// assert!((fixed.performance().mean_wait - 0.4).abs() < 1e-15);
    /// # Ok::<(), knockon::queue::QueueError>(())
    /// ```
    pub fn variability(self, arrivals: f64, handling: f64) -> Result<Self, QueueError> {
        for variability in [arrivals, handling] {
            if !(0.0..=LARGEST).contains(&variability) {
                return Err(QueueError::Variability { variability });
            }
        }
        Self { variability: (arrivals, handling), ..self }.consistent()
    }

    /// States which share of agents does not answer requests at any time, on breaks, ill or in
    /// training, from 0 to below 1: of `n` agents, `n (1 − shrinkage)` answer.
    ///
    /// # Errors
    ///
    /// [`QueueError::Shrinkage`] out of range.
    ///
    /// # Examples
    ///
    /// Of ten agents with a shrinkage of 0.3, seven answer.
    ///
    /// ```
    /// use knockon::queue::Queue;
    ///
    /// let ten = Queue::new(6.0, 1.0, 10.0)?.shrinkage(0.3)?;
    /// assert_eq!(ten.within(1.0)?, Queue::new(6.0, 1.0, 7.0)?.within(1.0)?);
    /// # Ok::<(), knockon::queue::QueueError>(())
    /// ```
    pub fn shrinkage(self, shrinkage: f64) -> Result<Self, QueueError> {
        if !(0.0..1.0).contains(&shrinkage) {
            return Err(QueueError::Shrinkage { shrinkage });
        }
        Ok(Self { shrinkage, ..self })
    }

    /// States the largest share of their time that agents who answer may be asked for, above 0 and
    /// up to 1: [`agents_for`](Self::agents_for) and
    /// [`fractional_agents_for`](Self::fractional_agents_for) keep `λ / (n μ)` at or below it. It
    /// changes nothing else.
    ///
    /// # Errors
    ///
    /// [`QueueError::OccupancyCap`] out of range.
    pub fn occupancy_cap(self, occupancy_cap: f64) -> Result<Self, QueueError> {
        if !(occupancy_cap > 0.0 && occupancy_cap <= 1.0) {
            return Err(QueueError::OccupancyCap { occupancy_cap });
        }
        Ok(Self { occupancy_cap, ..self })
    }

    /// Returns the number of agents, those who do not answer among them.
    pub fn agents(&self) -> f64 {
        self.agents
    }

    /// Returns the offered load `λ/μ`: how many agents would be busy if nobody ever waited.
    pub fn offered_load(&self) -> f64 {
        self.arrival_rate / self.service_rate
    }

    /// Refuses patience together with times that are not random.
    fn consistent(self) -> Result<Self, QueueError> {
        let (arrivals, handling) = self.variability;
        let is_random = arrivals.to_bits() == RANDOM && handling.to_bits() == RANDOM;
        if self.patience.is_some() && !is_random {
            return Err(QueueError::PatienceAndVariability { arrivals, handling });
        }
        Ok(self)
    }

    /// The queue as solvers have it.
    fn load(&self) -> QueueLoad {
        QueueLoad {
            arrival_rate: self.arrival_rate,
            service_rate: self.service_rate,
            agents: self.agents * (1.0 - self.shrinkage),
            abandonment_rate: self.patience.map_or(0.0, f64::recip),
            wait_factor: f64::midpoint(self.variability.0, self.variability.1),
        }
    }
}

/// The range of rates, agents and patience: what follows from them stays finite.
const LEAST: f64 = 1e-50;
const LARGEST: f64 = 1e50;

/// The variability of random times, 1.
const RANDOM: u64 = 1_f64.to_bits();

/// Refuses numbers of agents out of range.
fn check_agents(agents: f64) -> Result<(), QueueError> {
    if (LEAST..=LARGEST).contains(&agents) {
        Ok(())
    } else {
        Err(QueueError::Agents { agents, range: "1e-50..=1e50" })
    }
}
