//! `CustomerParameters`: what a group states, as plain numbers; each coefficient at its value or at
//! an end of its range.

use crate::organisation::{Coefficient, Loyalty, Revenue, WordOfMouth};

/// Days of a year in every rate.
pub(crate) const DAYS_PER_YEAR: f64 = 365.25;

/// The coefficients of a group, in the order in which they are stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CoefficientKind {
    /// Revenue of one customer in a year.
    Revenue,
    /// The share of revenue that is margin.
    Margin,
    /// The share of spending that is lost at satisfaction 0.
    SpendingLoss,
    /// The share of customers who are there after a year.
    Retention,
    /// How many times as many leave at a whole point of satisfaction less.
    DepartureRatio,
    /// New customers a year.
    WonPerYear,
    /// How satisfaction bends over quality.
    Curvature,
    /// What quality above the expectation adds.
    Gain,
    /// What quality below the expectation takes.
    Loss,
    /// The time constant of expectation.
    ExpectationDays,
    /// How many times as often the dissatisfied speak.
    BadNews,
    /// How much reputation brings.
    Elasticity,
    /// The time constant of reputation.
    MemoryDays,
    /// Customers that a customer brings.
    Referrals,
    /// How many customers there can be.
    Market,
}

impl CoefficientKind {
    /// Every coefficient.
    pub(crate) const ALL: [Self; 15] = [
        Self::Revenue,
        Self::Margin,
        Self::SpendingLoss,
        Self::Retention,
        Self::DepartureRatio,
        Self::WonPerYear,
        Self::Curvature,
        Self::Gain,
        Self::Loss,
        Self::ExpectationDays,
        Self::BadNews,
        Self::Elasticity,
        Self::MemoryDays,
        Self::Referrals,
        Self::Market,
    ];

    /// The words of texts and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Revenue => "revenue",
            Self::Margin => "margin",
            Self::SpendingLoss => "spending loss",
            Self::Retention => "retention",
            Self::DepartureRatio => "departure ratio",
            Self::WonPerYear => "customers won a year",
            Self::Curvature => "curvature",
            Self::Gain => "gain",
            Self::Loss => "loss",
            Self::ExpectationDays => "time constant of expectation",
            Self::BadNews => "bad-news ratio",
            Self::Elasticity => "reputation elasticity",
            Self::MemoryDays => "memory of reputation",
            Self::Referrals => "referral rate",
            Self::Market => "market",
        }
    }
}

/// What a group states of money, loyalty and word of mouth, with neutral settings for the rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct StatedCustomers {
    pub(crate) population: f64,
    pub(crate) revenue: Option<Revenue>,
    pub(crate) loyalty: Loyalty,
    pub(crate) word_of_mouth: WordOfMouth,
}

impl StatedCustomers {
    /// A coefficient; `None` where the group states none, and where that is neutral by itself.
    pub(crate) fn coefficient(&self, kind: CoefficientKind) -> Option<Coefficient> {
        let Self { revenue, loyalty, word_of_mouth, .. } = self;
        match kind {
            CoefficientKind::Revenue => revenue.map(|revenue| revenue.per_year),
            CoefficientKind::Margin => revenue.map(|revenue| revenue.margin),
            CoefficientKind::SpendingLoss => revenue.map(|revenue| revenue.spending_loss),
            CoefficientKind::Retention => Some(loyalty.retention),
            CoefficientKind::DepartureRatio => Some(loyalty.departure_ratio),
            CoefficientKind::WonPerYear => loyalty.won_per_year,
            CoefficientKind::Curvature => Some(loyalty.curvature),
            CoefficientKind::Gain => Some(loyalty.gain),
            CoefficientKind::Loss => Some(loyalty.loss),
            CoefficientKind::ExpectationDays => loyalty.expectation_days,
            CoefficientKind::BadNews => Some(word_of_mouth.bad_news),
            CoefficientKind::Elasticity => Some(word_of_mouth.elasticity),
            CoefficientKind::MemoryDays => Some(word_of_mouth.memory_days),
            CoefficientKind::Referrals => Some(word_of_mouth.referrals_per_year),
            CoefficientKind::Market => word_of_mouth.market,
        }
    }

    /// The coefficients at their values.
    pub(crate) fn values(&self) -> CustomerParameters {
        self.at(|_, coefficient| coefficient.value)
    }

    /// The coefficients at what a choice makes of each.
    pub(crate) fn at(
        &self,
        choose: impl Fn(CoefficientKind, Coefficient) -> f64,
    ) -> CustomerParameters {
        let chosen = |kind| self.coefficient(kind).map(|stated| choose(kind, stated));
        let or = |kind, neutral| chosen(kind).unwrap_or(neutral);
        let years = |days: f64| days / DAYS_PER_YEAR;
        CustomerParameters {
            population: self.population,
            revenue_per_year: or(CoefficientKind::Revenue, 0.0),
            margin: or(CoefficientKind::Margin, 1.0),
            spending_loss: or(CoefficientKind::SpendingLoss, 0.0),
            retention: or(CoefficientKind::Retention, 1.0),
            departure_ratio: or(CoefficientKind::DepartureRatio, 1.0),
            won_per_year: chosen(CoefficientKind::WonPerYear),
            curvature: or(CoefficientKind::Curvature, 0.0),
            gain: or(CoefficientKind::Gain, 0.0),
            loss: or(CoefficientKind::Loss, 0.0),
            expectation_years: chosen(CoefficientKind::ExpectationDays).map(years),
            bad_news: or(CoefficientKind::BadNews, 1.0),
            elasticity: or(CoefficientKind::Elasticity, 0.0),
            memory_years: years(or(CoefficientKind::MemoryDays, 0.0)),
            referrals_per_year: or(CoefficientKind::Referrals, 0.0),
            market: chosen(CoefficientKind::Market),
        }
    }
}

/// The coefficients of a group as plain numbers, times in years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CustomerParameters {
    pub(crate) population: f64,
    pub(crate) revenue_per_year: f64,
    pub(crate) margin: f64,
    pub(crate) spending_loss: f64,
    pub(crate) retention: f64,
    pub(crate) departure_ratio: f64,
    pub(crate) won_per_year: Option<f64>,
    pub(crate) curvature: f64,
    pub(crate) gain: f64,
    pub(crate) loss: f64,
    /// `None` where the expectation never adapts.
    pub(crate) expectation_years: Option<f64>,
    pub(crate) bad_news: f64,
    pub(crate) elasticity: f64,
    pub(crate) memory_years: f64,
    pub(crate) referrals_per_year: f64,
    pub(crate) market: Option<f64>,
}
