//! How dependences are fitted.

use crate::progress::OnProgress;

/// Which needs are of one class before anything is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClassBy {
    /// Services of one provider.
    #[default]
    Provider,
    /// Services of one name.
    Service,
    /// None: every need stands alone.
    Nothing,
}

/// Which periods have a level of their own. Without that a rhythm that provider and consumer share
/// passes for dependence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlotBy {
    /// Hours of the day.
    Hour,
    /// Days of the week.
    Weekday,
    /// Months of the year.
    Month,
}

/// How dependences are fitted.
///
/// # Examples
///
/// ```
/// use knockon::evidence::fit::{ClassBy, FitOptions};
///
/// let options = FitOptions::default().class_by(ClassBy::Nothing).seed(7);
/// assert_eq!((options.seed, options.draws), (7, 2_000));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct FitOptions {
    /// The orders that are tried besides the stated one; unless given 1, 0, −1 and −∞, for a mean 1,
    /// 0, −1 and −2. A single one keeps the rules as they are stated.
    pub orders: Option<Vec<f64>>,
    /// Which needs learn from each other; those of one provider unless set.
    pub class_by: ClassBy,
    /// Whether needs of one class have one dependence, fitted together, rather than learn from each
    /// other: for the shortest histories.
    pub common: bool,
    /// Which periods have a level of their own; all have one unless set.
    pub slot_by: Option<SlotBy>,
    /// The confidence of intervals, inside 0..1; 0.95 unless set.
    pub confidence: f64,
    /// How many draws; 2,000 unless set.
    pub draws: usize,
    /// What all draws start from.
    pub seed: u64,
    /// What is asked, now and then, whether to go on; nothing unless set.
    pub on_progress: Option<OnProgress>,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self {
            orders: None,
            class_by: ClassBy::Provider,
            common: false,
            slot_by: None,
            confidence: 0.95,
            draws: 2_000,
            seed: 0,
            on_progress: None,
        }
    }
}

impl FitOptions {
    /// Sets which orders are tried; an empty list tries none but the stated ones.
    pub fn orders(mut self, orders: impl IntoIterator<Item = f64>) -> Self {
        self.orders = Some(orders.into_iter().collect());
        self
    }

    /// Sets which needs learn from each other.
    pub fn class_by(mut self, class_by: ClassBy) -> Self {
        self.class_by = class_by;
        self
    }

    /// Gives needs of one class one dependence.
    pub fn common(mut self) -> Self {
        self.common = true;
        self
    }

    /// Sets which periods have a level of their own.
    pub fn slot_by(mut self, slot_by: SlotBy) -> Self {
        self.slot_by = Some(slot_by);
        self
    }

    /// Sets the confidence of intervals.
    pub fn confidence(mut self, confidence: f64) -> Self {
        self.confidence = confidence;
        self
    }

    /// Sets how many draws are made.
    pub fn draws(mut self, draws: usize) -> Self {
        self.draws = draws;
        self
    }

    /// Sets what all draws start from.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets what is asked whether to go on.
    pub fn on_progress(mut self, on_progress: OnProgress) -> Self {
        self.on_progress = Some(on_progress);
        self
    }
}
