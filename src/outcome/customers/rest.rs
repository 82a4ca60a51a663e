//! Where a group comes to rest under a quality that stays, and what a point of it is worth then.

use serde::Serialize;

use super::dynamics::{CustomerDynamics, GroupRates};
use super::growth::Growth;
use super::satisfaction::voice_slope;

/// How many customers there are in the end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Resting {
    /// So many.
    At(f64),
    /// More and more: nothing limits them.
    Growing,
    /// None: everybody leaves in the end.
    Vanishing,
}

/// A group at rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CustomersAtRest {
    pub(crate) satisfaction: f64,
    pub(crate) voice: f64,
    /// Per customer and year.
    pub(crate) departures: f64,
    pub(crate) customers: Resting,
    /// `None` where the group grows without limit.
    pub(crate) revenue_per_year: Option<f64>,
    /// Discounted margin of one customer from now on; `None` where it is infinite.
    pub(crate) lifetime_value: Option<f64>,
    /// ∂(revenue a year)/∂q; `None` where the group grows without limit. Infinite where the least
    /// good that is said wins back customers.
    pub(crate) worth: Option<f64>,
}

impl CustomerDynamics {
    /// The group at rest under a quality that stays. The expectation is that quality where it
    /// adapts, and today's otherwise.
    pub(crate) fn at_rest(&self, quality: f64, discount: f64) -> CustomersAtRest {
        let adapts = self.parameters.expectation_years.is_some();
        let expectation = if adapts { quality } else { self.quality_today };
        let satisfaction = self.curve.satisfaction(quality, expectation);
        let voice = self.voice(satisfaction);
        let GroupRates { growth, departures, spending } = self.rates(satisfaction, voice);
        let number = growth.at_rest(self.parameters.population);
        let customers = match number {
            None => Resting::Growing,
            Some(number) if number <= 0.0 && self.parameters.population > 0.0 => Resting::Vanishing,
            Some(number) => Resting::At(number),
        };
        let per_customer = self.parameters.revenue_per_year * spending;
        let leaving = departures + discount;
        let margin = self.parameters.margin * per_customer;
        let worth = number.map(|number| {
            let slope = if adapts {
                self.curve.adapted_slope(quality)
            } else {
                self.curve.satisfaction_slope(quality, expectation)
            };
            slope * self.worth_of_satisfaction(satisfaction, growth, number)
        });
        CustomersAtRest {
            satisfaction,
            voice,
            departures,
            customers,
            revenue_per_year: number.map(|number| number * per_customer),
            lifetime_value: (leaving > 0.0).then(|| margin / leaving),
            worth,
        }
    }

    /// ∂(revenue a year)/∂s.
    fn worth_of_satisfaction(&self, satisfaction: f64, growth: Growth, customers: f64) -> f64 {
        let parameters = &self.parameters;
        let voice = self.voice(satisfaction);
        let voice_slope = voice_slope(satisfaction, parameters.bad_news);
        let won_slope = if parameters.elasticity > 0.0 {
            let relative = (voice / self.voice_today).powf(parameters.elasticity - 1.0);
            self.won_today * parameters.elasticity * relative * voice_slope / self.voice_today
        } else {
            0.0
        };
        let referrals_slope = self.referrals(voice_slope);
        let departures_slope = -self.departures(satisfaction) * parameters.departure_ratio.ln();
        let change = self.growth(won_slope, referrals_slope, departures_slope);
        let customers_slope = growth.rest_slope(customers, change);
        let kept_today = 1.0 - parameters.spending_loss * (1.0 - self.satisfaction_today);
        let spending_slope =
            if kept_today > 0.0 { parameters.spending_loss / kept_today } else { 0.0 };
        parameters.revenue_per_year
            * (customers_slope * self.spending(satisfaction) + customers * spending_slope)
    }
}
