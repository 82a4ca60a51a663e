//! `Turnover`: how many of a department's people quit, and how others take their place.

use super::Coefficient;

/// Statement of how many of a department's people quit, and how others take their place.
///
/// With σ how satisfied they are, compared with today:
///
/// ```text
/// quits      z = quits_per_year · ratio^(σ today − σ)
/// posts      dA/dt = hires_per_vacancy_year · hiring · (E − A)₊ − z · A
/// newcomers  dv/dt = hires − (1/learning + z) · v          skill · (1 − shortfall · v/A)
/// ```
///
/// `E` are the posts there are money for, of which `A` are filled, and `hiring` is what the
/// department receives on the service that finds people, its lag ago. Today is at rest: the posts
/// are as many as keep the stated agents.
///
/// Only the [budget loop](crate::Network::budget_loop) asks for it.
///
/// # Examples
///
/// ```
/// use knockon::organisation::Turnover;
/// use knockon::{Department, Staffing};
///
/// // 15 % quit a year, three times as many at satisfaction 0; newcomers learn for half a year.
/// let turnover = Turnover::per_year(0.15)
///     .ratio(3.0)
///     .hired_through("it-hiring")
///     .hires_per_vacancy_year(4.0)
///     .learning_days(180.0)
///     .shortfall(0.3);
/// let staffing = Staffing::new(8.0, 30.0).target_wait_minutes(15.0);
/// let it = Department::new("it").staffing(staffing).turnover(turnover);
/// # let _ = it;
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct Turnover {
    /// How many of its people quit in a year today, per person, 0..=100.
    pub quits_per_year: Coefficient,
    /// How many times as many quit when satisfaction is a whole 1 lower, 1..=1e6; 1 unless set.
    pub ratio: Coefficient,
    /// The service to the department that finds people; `None` where they are found as well as
    /// ever.
    pub hired_through: Option<String>,
    /// How many people are hired in a year for a vacant post, where hiring is received in full,
    /// 1e-9..=1e6; `None` where vacancies are filled at once.
    pub hires_per_vacancy_year: Option<Coefficient>,
    /// The mean time for which a newcomer learns, 0..=36525 days; 0 unless set.
    pub learning_days: Coefficient,
    /// The share of skill that a newcomer lacks, 0..=1; 0 unless set.
    pub shortfall: Coefficient,
}

impl Turnover {
    /// States how many of its people quit in a year today, per person.
    pub fn per_year(quits: impl Into<Coefficient>) -> Self {
        Self {
            quits_per_year: quits.into(),
            ratio: Coefficient::new(1.0),
            hired_through: None,
            hires_per_vacancy_year: None,
            learning_days: Coefficient::new(0.0),
            shortfall: Coefficient::new(0.0),
        }
    }

    /// Sets how many times as many quit when satisfaction is a whole 1 lower.
    pub fn ratio(mut self, ratio: impl Into<Coefficient>) -> Self {
        self.ratio = ratio.into();
        self
    }

    /// Sets the service to the department that finds people.
    pub fn hired_through(mut self, service: impl Into<String>) -> Self {
        self.hired_through = Some(service.into());
        self
    }

    /// Sets how many people are hired in a year for a vacant post.
    pub fn hires_per_vacancy_year(mut self, hires: impl Into<Coefficient>) -> Self {
        self.hires_per_vacancy_year = Some(hires.into());
        self
    }

    /// Sets the mean time, in days, for which a newcomer learns.
    pub fn learning_days(mut self, days: impl Into<Coefficient>) -> Self {
        self.learning_days = days.into();
        self
    }

    /// Sets the share of skill that a newcomer lacks.
    pub fn shortfall(mut self, shortfall: impl Into<Coefficient>) -> Self {
        self.shortfall = shortfall.into();
        self
    }
}
