//! Revenue at rest, as a share of today's: what the criterion of revenue judges by.

use super::error::ChoiceError;
use crate::network::{Network, PartyIx};
use crate::outcome::customers::all_or_refused;
use crate::outcome::customers::dynamics::CustomerDynamics;
use crate::outcome::customers::stated::stated_customers;
use crate::outcome::{CoefficientCounts, OutcomeError};

/// The customers that state a revenue, and what they spend today.
#[derive(Debug)]
pub(super) struct RevenueAtRest {
    groups: Vec<(PartyIx, CustomerDynamics)>,
    today: f64,
    coefficients: CoefficientCounts,
}

impl RevenueAtRest {
    /// Takes what customers of a network state; today is its baseline.
    pub(super) fn new(network: &Network) -> Result<Self, ChoiceError> {
        let layout = network.layout();
        let baseline = network.baseline();
        let quality = baseline.dense_qualities();
        let (mut today, mut coefficients) = (0.0, CoefficientCounts::default());
        let customers = layout.customers_as_stated().iter().zip(stated_customers(network));
        let with_revenue = customers.filter(|(_, stated)| stated.revenue.is_some());
        let groups = with_revenue.map(|(&party, stated)| {
            coefficients.add(&stated);
            let id = layout.party_id(party);
            let parameters = stated.values();
            let dynamics = CustomerDynamics::new(id.as_str(), parameters, quality[party])?;
            // Customers rise with quality, so that none grows without limit if none does at its best.
            if dynamics.at_rest(1.0, 0.0).revenue_per_year.is_none() {
                return Err(OutcomeError::Growing { id: id.to_string() });
            }
            today += parameters.population * parameters.revenue_per_year;
            Ok((party, dynamics))
        });
        let groups = all_or_refused(groups)?;
        if today <= 0.0 {
            return Err(OutcomeError::NoRevenue { what: "the objective `revenue`" }.into());
        }
        Ok(Self { groups, today, coefficients })
    }

    /// What revenue rests on, in words; nothing where it follows from qualities alone.
    pub(super) fn caveat(&self) -> Option<String> {
        let CoefficientCounts { assumed, .. } = self.coefficients;
        let total = self.coefficients.total();
        (total > 0).then(|| {
            format!(
                "revenue at rest follows from {total} coefficients of customers, of which {assumed} are \
                 assumed; how far that can be off is what their ranges say"
            )
        })
    }

    /// Revenue a year at rest under some qualities, as a share of today's.
    pub(super) fn of(&self, quality: &[f64]) -> f64 {
        let revenue: f64 = self
            .groups
            .iter()
            .filter_map(|(party, group)| group.at_rest(quality[*party], 0.0).revenue_per_year)
            .sum();
        revenue / self.today
    }
}
