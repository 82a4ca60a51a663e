//! How hard people work for how well they are served.

/// Statement of a department's discretionary effort: well-served people do more than they must,
/// badly served ones as much as it takes to keep the job.
///
/// ```text
/// e = 1 + reaction · (sat − reference), kept within floor..=1
/// ```
///
/// with `sat` the internal service quality: the mean of how well the department's needs are met,
/// weighted by weight and dependence; 1 for one that receives nothing. Effort speeds handling up
/// and down, and capability with it.
///
/// # Examples
///
/// ```
/// use knockon::{Department, Effort};
///
/// // Served at 0.8, people put in 1 + 0.5 · (0.8 − 1) = 0.9 of what they can.
/// let wards = Department::new("wards").effort(Effort::default().reaction(0.5));
/// # let _ = wards;
/// ```
///
/// # References
///
/// J. Heskett and others, *Putting the service-profit chain to work*, Harvard Business Review
/// (1994): internal service quality drives employees, who drive what customers get.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct Effort {
    /// The least effort, whatever is received, 0..=1; 0 unless set.
    pub floor: f64,
    /// How much effort changes where internal service quality changes by 1, δ, 0 or 1e-12..=1e9; 0
    /// unless set, which is effort 1 always. At 0.5 a fall by 0.2 costs 0.1 of effort.
    pub reaction: f64,
    /// The internal service quality from which on effort is full, 0..=1; 1 unless set.
    pub reference: f64,
}

impl Default for Effort {
    fn default() -> Self {
        Self { floor: 0.0, reaction: 0.0, reference: 1.0 }
    }
}

impl Effort {
    /// Sets [`floor`](Self::floor).
    pub const fn floor(mut self, floor: f64) -> Self {
        self.floor = floor;
        self
    }

    /// Sets [`reaction`](Self::reaction).
    pub const fn reaction(mut self, reaction: f64) -> Self {
        self.reaction = reaction;
        self
    }

    /// Sets [`reference`](Self::reference).
    pub const fn reference(mut self, reference: f64) -> Self {
        self.reference = reference;
        self
    }
}
