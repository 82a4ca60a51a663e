//! `CustomerDynamics`: the rates of one group of customers, relative to what they are today, and one
//! step of it.
//!
//! ```text
//! expectation    dE/dt = (q − E)/τ_E
//! reputation     dR/dt = (V − R)/τ_R
//! departures     h = δ·ρ^(s_today − s)                          δ = −ln(retention)
//! won            A = A_today·(R/R_today)^ε     b = b_today·V/V_today     G = (M − N)/(M − N_today)
//! customers      dN/dt = (A + b·N)·G − h·N
//! spending       B = (1 − w(1 − s)) / (1 − w(1 − s_today))
//! ```
//!
//! Expectation and reputation relax exactly towards straight lines; all rates are those of the middle
//! of a step, which makes it of second order. A step is split where quality crosses the expectation,
//! where satisfaction has its kink.

use super::error::OutcomeError;
use super::growth::Growth;
use super::parameters::CustomerParameters;
use super::relaxation::{crossing, relaxed};
use super::satisfaction::{SatisfactionCurve, voice};

/// More customers than this are called unlimited.
const MOST_CUSTOMERS: f64 = 1e15;

/// One group of customers: its rates, each as it is today times how satisfaction has changed it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CustomerDynamics {
    pub(super) parameters: CustomerParameters,
    pub(super) curve: SatisfactionCurve,
    pub(super) quality_today: f64,
    pub(super) satisfaction_today: f64,
    pub(super) voice_today: f64,
    /// δ: departures per customer and year.
    pub(super) departures_today: f64,
    /// A: new customers a year.
    pub(super) won_today: f64,
}

/// One group of customers at an instant, and what came of it since the start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct GroupState {
    /// Time since the start.
    pub(crate) years: f64,
    /// How many there are.
    pub(crate) customers: f64,
    /// The quality they are used to, 0..=1.
    pub(crate) expectation: f64,
    /// The share of good among what is remembered, 0..=1.
    pub(crate) reputation: f64,
    /// How many have come.
    pub(crate) won: f64,
    /// How many have left.
    pub(crate) lost: f64,
    /// What they have spent.
    pub(crate) revenue: f64,
    /// What they have spent, discounted to the start.
    pub(crate) discounted_revenue: f64,
    /// Whether there are more than can be counted: nothing changes any more then.
    pub(crate) is_unlimited: bool,
}

/// What holds while satisfaction and reputation are what they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct GroupRates {
    pub(super) growth: Growth,
    /// h.
    pub(super) departures: f64,
    /// B.
    pub(super) spending: f64,
}

impl CustomerDynamics {
    /// Takes the coefficients of a group, and its quality today.
    ///
    /// # Errors
    ///
    /// Where reputation or referrals count and nothing good is said today: there is nothing to
    /// compare with. Where nobody is won today to balance those who leave.
    pub(crate) fn new(
        id: &str,
        parameters: CustomerParameters,
        quality_today: f64,
    ) -> Result<Self, OutcomeError> {
        let CustomerParameters { population, curvature, gain, loss, bad_news, .. } = parameters;
        let curve = SatisfactionCurve { curvature, gain, loss };
        let satisfaction_today = curve.satisfaction(quality_today, quality_today);
        let voice_today = voice(satisfaction_today, bad_news);
        let hears = parameters.elasticity > 0.0 || parameters.referrals_per_year > 0.0;
        if hears && voice_today <= 0.0 {
            return Err(OutcomeError::NothingGoodSaid { id: id.into() });
        }
        // −0 becomes 0.
        let departures_today = 0.0 - parameters.retention.ln();
        let balance = departures_today - parameters.referrals_per_year;
        if parameters.won_per_year.is_none() && balance < 0.0 {
            return Err(OutcomeError::GrowsToday {
                id: id.into(),
                referrals: parameters.referrals_per_year,
                departures: departures_today,
            });
        }
        let won_today = parameters.won_per_year.unwrap_or(balance * population);
        Ok(Self {
            parameters,
            curve,
            quality_today,
            satisfaction_today,
            voice_today,
            departures_today,
            won_today,
        })
    }

    /// Today.
    pub(crate) fn start(&self) -> GroupState {
        GroupState {
            years: 0.0,
            customers: self.parameters.population,
            expectation: self.quality_today,
            reputation: self.voice_today,
            won: 0.0,
            lost: 0.0,
            revenue: 0.0,
            discounted_revenue: 0.0,
            is_unlimited: false,
        }
    }

    pub(super) fn voice(&self, satisfaction: f64) -> f64 {
        voice(satisfaction, self.parameters.bad_news)
    }

    /// h.
    pub(super) fn departures(&self, satisfaction: f64) -> f64 {
        let lost = self.satisfaction_today - satisfaction;
        self.departures_today * self.parameters.departure_ratio.powf(lost)
    }

    /// A, which does not ask for a reputation today where reputation does not count.
    pub(super) fn won(&self, reputation: f64) -> f64 {
        if self.parameters.elasticity > 0.0 {
            self.won_today * (reputation / self.voice_today).powf(self.parameters.elasticity)
        } else {
            self.won_today
        }
    }

    /// b.
    pub(super) fn referrals(&self, voice: f64) -> f64 {
        let today = self.parameters.referrals_per_year;
        if today > 0.0 { today * (voice / self.voice_today) } else { 0.0 }
    }

    /// B; 1 where today's satisfaction leaves nothing to spend.
    pub(super) fn spending(&self, satisfaction: f64) -> f64 {
        let kept = |satisfaction: f64| 1.0 - self.parameters.spending_loss * (1.0 - satisfaction);
        let today = kept(self.satisfaction_today);
        if today > 0.0 { kept(satisfaction) / today } else { 1.0 }
    }

    /// Makes rates of customers won, referred and leaving.
    pub(super) fn growth(&self, won: f64, referrals: f64, departures: f64) -> Growth {
        match self.parameters.market {
            None => Growth { inflow: won, rate: referrals - departures, crowding: 0.0 },
            Some(market) => {
                let room_today = market - self.parameters.population;
                let share = market / room_today;
                Growth {
                    inflow: won * share,
                    rate: referrals * share - won / room_today - departures,
                    crowding: referrals / room_today,
                }
            }
        }
    }

    pub(super) fn rates(&self, satisfaction: f64, reputation: f64) -> GroupRates {
        let departures = self.departures(satisfaction);
        let referrals = self.referrals(self.voice(satisfaction));
        GroupRates {
            growth: self.growth(self.won(reputation), referrals, departures),
            departures,
            spending: self.spending(satisfaction),
        }
    }

    /// Goes on for some years, in which quality moves in a straight line. `discount` is continuous,
    /// per year.
    ///
    /// One call is one step, or two where quality crosses the expectation. Steps of a day give
    /// customers to about 1e-7.
    pub(crate) fn step(
        &self,
        state: &mut GroupState,
        [from, to]: [f64; 2],
        years: f64,
        discount: f64,
    ) {
        if state.is_unlimited || years <= 0.0 {
            return;
        }
        let split = if self.curve.has_kink() {
            crossing(state.expectation, [from, to], years, self.parameters.expectation_years)
        } else {
            None
        };
        if let Some(first) = split {
            let between = from + (to - from) * (first / years);
            self.smooth_step(state, [from, between], first, discount);
            self.smooth_step(state, [between, to], years - first, discount);
        } else {
            self.smooth_step(state, [from, to], years, discount);
        }
    }

    /// A step over which quality does not cross the expectation.
    fn smooth_step(&self, state: &mut GroupState, [from, to]: [f64; 2], years: f64, discount: f64) {
        if state.is_unlimited {
            return;
        }
        let middle = 0.5 * (from + to);
        let memory = self.parameters.expectation_years;
        let expect = |to, years| relaxed(state.expectation, [from, to], years, memory);
        let (expected_middle, expected_end) = (expect(middle, 0.5 * years), expect(to, years));
        let satisfaction = |quality, expectation| self.curve.satisfaction(quality, expectation);
        let voice = |quality, expectation| self.voice(satisfaction(quality, expectation));
        let said = [voice(from, state.expectation), voice(to, expected_end)];
        let satisfied = satisfaction(middle, expected_middle);
        let memory = Some(self.parameters.memory_years);
        let said_middle = [said[0], self.voice(satisfied)];
        let reputation_middle = relaxed(state.reputation, said_middle, 0.5 * years, memory);

        let GroupRates { growth, departures, spending } = self.rates(satisfied, reputation_middle);
        let customers = growth.after(state.customers, years);
        if customers.is_nan() || customers > MOST_CUSTOMERS {
            state.is_unlimited = true;
            return;
        }
        let customer_years = growth.customer_years(state.customers, years);
        let lost = departures * customer_years;
        let spent = self.parameters.revenue_per_year * spending * customer_years;
        state.lost += lost;
        state.won += (customers - state.customers) + lost;
        state.revenue += spent;
        state.discounted_revenue += spent * (-discount * (state.years + 0.5 * years)).exp();
        state.customers = customers;
        state.expectation = expected_end;
        state.reputation = relaxed(state.reputation, said, years, memory);
        state.years += years;
    }
}
