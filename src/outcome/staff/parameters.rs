//! `StaffParameters`: what a department states of its people, as plain numbers.

use crate::organisation::Employment;

/// Days of a year in every rate.
const DAYS_PER_YEAR: f64 = 365.25;

/// The coefficients of a department as plain numbers, times in years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct StaffParameters {
    /// Posts filled today.
    pub(crate) agents: f64,
    /// Quits per person and year, today.
    pub(crate) quits: f64,
    pub(crate) quit_ratio: f64,
    /// Hires per vacancy and year; `None` where vacancies are filled at once.
    pub(crate) hires: Option<f64>,
    pub(crate) learning_years: f64,
    /// The share of skill that a newcomer lacks.
    pub(crate) shortfall: f64,
    /// The share of people who are away today.
    pub(crate) absence: f64,
    pub(crate) absence_ratio: f64,
}

impl StaffParameters {
    /// What a department of so many agents states, at its values.
    pub(crate) fn of(agents: f64, employment: Option<&Employment>) -> Self {
        let turnover = employment.and_then(|it| it.turnover.as_ref());
        let absence = employment.and_then(|it| it.absence);
        Self {
            agents,
            quits: turnover.map_or(0.0, |it| it.quits_per_year.value),
            quit_ratio: turnover.map_or(1.0, |it| it.ratio.value),
            hires: turnover.and_then(|it| it.hires_per_vacancy_year).map(|it| it.value),
            learning_years: turnover.map_or(0.0, |it| it.learning_days.value / DAYS_PER_YEAR),
            shortfall: turnover.map_or(0.0, |it| it.shortfall.value),
            absence: absence.map_or(0.0, |it| it.share.value),
            absence_ratio: absence.map_or(1.0, |it| it.ratio.value),
        }
    }
}
