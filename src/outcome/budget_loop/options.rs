//! `BudgetLoopOptions`: how long the loop is followed, from where, and what happens meanwhile.

use std::ops::Range;

use chrono::TimeDelta;
use serde::Serialize;

use crate::organisation::Scenario;
use crate::quality::SolveOptions;

/// How the loop of revenue, budget, people, quality and customers is followed.
///
/// # Examples
///
/// ```
/// use chrono::TimeDelta;
/// use knockon::Scenario;
/// use knockon::outcome::{BudgetLoopOptions, Settling};
///
/// let short = Scenario::new("IT three short").agents("it", 7.0);
/// let options = BudgetLoopOptions::years(10.0)
///     .during(TimeDelta::zero()..TimeDelta::days(182), short)
///     .settling(Settling::AtRest);
/// # let _ = options;
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct BudgetLoopOptions {
    /// How long the loop is followed, above 0 and up to 100 years of 365.25 days.
    pub years: f64,
    /// How long a period is, after which people, customers and budgets are looked at: a day to ten
    /// years; a quarter of a year unless set.
    pub period: TimeDelta,
    /// The time constant by which budgets follow revenue, 0 to 100 years; a year unless set. With
    /// zero a budget is what the period before brings.
    pub delay: TimeDelta,
    /// The budget elasticity of departments with staff that state none, 0..=10; 0 unless set.
    pub elasticity: f64,
    /// Where it starts.
    pub start: LoopStart,
    /// How quality follows within a period.
    pub settling: Settling,
    /// How states are solved, and who may break the loop off.
    pub solve: SolveOptions,
    pub(super) events: Vec<LoopEvent>,
}

/// A scenario in force for some time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LoopEvent {
    pub(super) from: TimeDelta,
    /// `None` for good.
    pub(super) to: Option<TimeDelta>,
    pub(super) scenario: Scenario,
}

/// Where a loop starts: history decides where it ends where two ends are possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LoopStart {
    /// In the best state, with all who are there today.
    #[default]
    Today,
    /// In the worst state that is consistent with every rule, with all who are there today.
    Collapse,
}

/// How quality follows within a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Settling {
    /// By a timeline that goes on where the period before ended, with lags, time constants, waiting
    /// lines and crisis reserves.
    #[default]
    OverTime,
    /// At once: a period is the best state at rest of its people and customers. Everything is taken
    /// to settle within a period, and there is no crisis reserve.
    AtRest,
}

/// A quarter of a year.
const QUARTER: TimeDelta = TimeDelta::minutes(131_490);
const YEAR: TimeDelta = TimeDelta::minutes(525_960);

impl BudgetLoopOptions {
    /// Follows the loop for some years, in which nothing happens yet.
    pub fn years(years: f64) -> Self {
        Self {
            years,
            period: QUARTER,
            delay: YEAR,
            elasticity: 0.0,
            start: LoopStart::Today,
            settling: Settling::OverTime,
            solve: SolveOptions::default(),
            events: Vec::new(),
        }
    }

    /// Sets [`period`](Self::period).
    pub fn period(mut self, period: TimeDelta) -> Self {
        self.period = period;
        self
    }

    /// Sets [`delay`](Self::delay).
    pub fn delay(mut self, delay: TimeDelta) -> Self {
        self.delay = delay;
        self
    }

    /// Sets [`elasticity`](Self::elasticity).
    pub fn elasticity(mut self, elasticity: f64) -> Self {
        self.elasticity = elasticity;
        self
    }

    /// Sets [`start`](Self::start).
    pub fn starting(mut self, start: LoopStart) -> Self {
        self.start = start;
        self
    }

    /// Sets [`settling`](Self::settling).
    pub fn settling(mut self, settling: Settling) -> Self {
        self.settling = settling;
        self
    }

    /// Sets [`solve`](Self::solve).
    pub fn solve(mut self, solve: SolveOptions) -> Self {
        self.solve = solve;
        self
    }

    /// Puts a scenario in force from the start of a window to its end.
    ///
    /// Agents and demand that it sets are those of as many people and customers as there are today:
    /// fewer people or customers take their share from them.
    pub fn during(mut self, window: Range<TimeDelta>, scenario: Scenario) -> Self {
        self.events.push(LoopEvent { from: window.start, to: Some(window.end), scenario });
        self
    }

    /// Puts a scenario in force from an instant on, for good.
    pub fn from(mut self, at: TimeDelta, scenario: Scenario) -> Self {
        self.events.push(LoopEvent { from: at, to: None, scenario });
        self
    }
}
