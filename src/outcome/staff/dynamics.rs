//! `StaffDynamics`: the rates of one department's people, relative to what they are today, and one
//! step of them.
//!
//! ```text
//! quits      z = z_today·ratio^(σ_today − σ)            absence  x = min(1, x_today·ratio_x^(σ_today − σ))
//! posts      dA/dt = f·y·(E − A)₊ − z·A                 y: what is received of those who hire
//! newcomers  dv/dt = hires − (1/τ + z)·v                skill factor 1 − shortfall·v/A
//! at rest    A = E·f·y/(f·y + z)                        v/A = z·τ/(1 + z·τ)
//! ```
//!
//! Over a step σ, y and the posts E stay as they are, and both equations are solved exactly: posts
//! that are vacant close in on rest by the rate `f·y + z`, posts beyond those there are money for
//! are lost by quits alone, and the one goes over into the other within a step.

use super::parameters::StaffParameters;

/// The people of one department: each rate as it is today times how satisfaction has changed it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct StaffDynamics {
    parameters: StaffParameters,
    satisfaction_today: f64,
    /// E today: as many posts as keep the agents there are.
    pub(crate) posts_today: f64,
}

/// The people of one department at an instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct StaffState {
    /// A: posts filled.
    pub(crate) filled: f64,
    /// v: newcomers among those who fill them.
    pub(crate) newcomers: f64,
}

impl StaffDynamics {
    /// Takes the coefficients of a department, how satisfied its people are today, and what is
    /// received today of those who hire; `None` where people quit, vacancies are not filled at once
    /// and nobody is hired: such a department cannot be at rest.
    pub(crate) fn new(
        parameters: StaffParameters,
        satisfaction_today: f64,
        hiring_today: f64,
    ) -> Option<Self> {
        let posts_today = match parameters.hires {
            Some(hires) if parameters.quits > 0.0 => {
                let filling = hires * hiring_today;
                if filling <= 0.0 {
                    return None;
                }
                parameters.agents * (1.0 + parameters.quits / filling)
            }
            _ => parameters.agents,
        };
        Some(Self { parameters, satisfaction_today, posts_today })
    }

    /// Today.
    pub(crate) fn start(&self) -> StaffState {
        let filled = self.parameters.agents;
        StaffState { filled, newcomers: filled * self.newcomers_at_rest(self.parameters.quits) }
    }

    /// z, per person and year.
    pub(crate) fn quits(&self, satisfaction: f64) -> f64 {
        let StaffParameters { quits, quit_ratio, .. } = self.parameters;
        quits * quit_ratio.powf(self.satisfaction_today - satisfaction)
    }

    /// x, 0..=1.
    pub(crate) fn absence(&self, satisfaction: f64) -> f64 {
        let StaffParameters { absence, absence_ratio, .. } = self.parameters;
        (absence * absence_ratio.powf(self.satisfaction_today - satisfaction)).min(1.0)
    }

    /// v/A at rest.
    pub(super) fn newcomers_at_rest(&self, quits: f64) -> f64 {
        let learning = quits * self.parameters.learning_years;
        learning / (1.0 + learning)
    }

    /// Where people come to rest with so many posts.
    pub(crate) fn at_rest(&self, posts: f64, satisfaction: f64, hiring: f64) -> StaffState {
        let quits = self.quits(satisfaction);
        let filled = match self.parameters.hires {
            Some(hires) if quits > 0.0 => posts * (hires * hiring / (hires * hiring + quits)),
            _ => posts,
        };
        StaffState { filled, newcomers: filled * self.newcomers_at_rest(quits) }
    }

    /// The agents that answer requests, compared with those stated: `A·(1 − x)/(1 − x_today)`.
    pub(crate) fn agents(&self, state: StaffState, satisfaction: f64) -> f64 {
        let there = (1.0 - self.absence(satisfaction)) / (1.0 - self.parameters.absence);
        state.filled * there
    }

    /// By how much skill is more or less than today's, as a factor.
    pub(crate) fn skill_factor(&self, state: StaffState) -> f64 {
        let today = self.newcomers_at_rest(self.parameters.quits);
        let share = if state.filled > 0.0 { state.newcomers / state.filled } else { today };
        let kept = |share: f64| 1.0 - self.parameters.shortfall * share;
        kept(share) / kept(today)
    }

    /// Goes on for some years in which satisfaction, hiring and posts stay as they are.
    pub(crate) fn step(
        &self,
        state: &mut StaffState,
        posts: f64,
        satisfaction: f64,
        hiring: f64,
        years: f64,
    ) {
        let quits = self.quits(satisfaction);
        let Some(hires) = self.parameters.hires else {
            self.refill(state, posts, quits, years);
            return;
        };
        let mut left = years;
        if state.filled > posts {
            // Posts beyond the budget are lost by quits alone.
            let until = if quits > 0.0 && posts > 0.0 {
                (state.filled / posts).ln() / quits
            } else {
                f64::INFINITY
            };
            let first = left.min(until);
            self.learn(state, 0.0, 0.0, quits, quits, first);
            state.filled =
                if until <= left { posts } else { state.filled * (-quits * first).exp() };
            left -= first;
        }
        let filling = hires * hiring;
        let rate = filling + quits;
        if left <= 0.0 || rate <= 0.0 {
            return;
        }
        let rest = posts * (filling / rate);
        let distance = rest - state.filled;
        self.learn(state, filling * (posts - rest), filling * distance, rate, quits, left);
        state.filled += distance * -(-rate * left).exp_m1();
    }

    /// Goes on where vacancies are filled at once, and posts that are cut go at once.
    fn refill(&self, state: &mut StaffState, posts: f64, quits: f64, years: f64) {
        if posts >= state.filled {
            let hired = posts - state.filled;
            state.newcomers += if self.parameters.learning_years > 0.0 { hired } else { 0.0 };
        } else if state.filled > 0.0 {
            state.newcomers *= posts / state.filled;
        }
        state.filled = posts;
        self.learn(state, quits * posts, 0.0, quits, quits, years);
    }

    /// Lets newcomers learn while `steady + fading·e^(−rate·t)` are hired a year.
    fn learn(
        &self,
        state: &mut StaffState,
        steady: f64,
        fading: f64,
        rate: f64,
        quits: f64,
        years: f64,
    ) {
        if self.parameters.learning_years <= 0.0 {
            state.newcomers = 0.0;
            return;
        }
        let leaving = 1.0 / self.parameters.learning_years + quits;
        let kept = (-leaving * years).exp();
        let gap = (leaving - rate) * years;
        // (e^(−rate·t) − e^(−leaving·t)) / (leaving − rate), which is t·e^(−rate·t) where both agree.
        let overlap = if gap.abs() < 1e-8 {
            years * (-rate * years).exp() * (1.0 - 0.5 * gap)
        } else {
            ((-rate * years).exp() - kept) / (leaving - rate)
        };
        state.newcomers = state.newcomers * kept
            + steady / leaving * -(-leaving * years).exp_m1()
            + fading * overlap;
    }
}
