//! `RestingBase`: every group at rest, and what a point of quality is worth in money.

use serde::Serialize;

use super::dynamics::CustomerDynamics;
use super::error::{OutcomeError, all_or_refused};
use super::parameters::CoefficientKind;
use super::rest::Resting;
use super::stated::{name_of, stated_customers};
use super::trajectory::{QualityTrajectories, customer_qualities};
use crate::network::Network;
use crate::organisation::{Coefficient, Organisation};
use crate::quality::{Assessment, Objective};

/// Every group of customers at rest under qualities that stay.
///
/// # Examples
///
/// Balanced and without word of mouth, customers at rest are ρ^(s − s today) of today's:
///
/// ```
/// use knockon::organisation::{Loyalty, Revenue};
/// use knockon::outcome::{CustomerBase, Resting};
/// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
///
/// let riders = ExternalCustomer::person("riders").population(1000.0);
/// let network = Organisation::builder("Line 4")
///     .department(Department::new("trains"))
///     .customer(riders.loyalty(Loyalty::retention(0.8).departure_ratio(4.0))
///         .revenue(Revenue::per_year(100.0)))
///     .service(Service::new("rides", "trains", "riders").dependence(1.0))
///     .build()?
///     .compile()?;
/// let worse = network.solve(&Scenario::new("works").capability("trains", 0.5))?;
/// let rest = CustomerBase::at_rest(&worse)?;
/// let Resting::At(riders) = rest.groups()[0].customers else { panic!() };
/// assert!((riders - 500.0).abs() < 1e-9);
///
/// // A whole of quality is worth ln 4 of the revenue, today.
/// let worth = CustomerBase::at_rest(&network.baseline())?.worth()?;
/// let trains = network.baseline().sensitivity(&worth)?.capability("trains").unwrap();
/// assert!((trains - 100_000.0 * 4.0_f64.ln()).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Serialize)]
#[must_use]
pub struct RestingBase {
    #[serde(skip)]
    network: Network,
    groups: Vec<RestingGroup>,
}

/// One group at rest.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RestingGroup {
    /// The customer's id.
    pub id: String,
    /// The customer's name.
    pub name: String,
    /// The quality that stays.
    pub quality: f64,
    /// Satisfaction, 0..=1.
    pub satisfaction: f64,
    /// The share of good among what is said, 0..=1.
    pub voice: f64,
    /// Departures per customer and year.
    pub departures_per_year: f64,
    /// How many customers there are in the end.
    pub customers: Resting,
    /// Revenue a year; `None` where no revenue is stated, or customers grow without limit.
    pub revenue_per_year: Option<f64>,
    /// Discounted margin of one customer from now on; `None` where no revenue is stated, or it is
    /// infinite.
    pub lifetime_value: Option<f64>,
    /// By how much revenue a year rises with a whole of quality, ∂(revenue)/∂q.
    pub worth: Option<f64>,
}

impl RestingBase {
    /// With the coefficients at their values.
    pub(super) fn of(assessment: &Assessment) -> Result<Self, OutcomeError> {
        Self::with(assessment, |_, coefficient| coefficient.value)
    }

    /// With every coefficient at the lower ends of its range, or at the upper.
    pub(crate) fn at_ends(assessment: &Assessment) -> Result<[Self; 2], OutcomeError> {
        let low = Self::with(assessment, |_, coefficient| coefficient.low())?;
        Ok([low, Self::with(assessment, |_, coefficient| coefficient.high())?])
    }

    fn with(
        assessment: &Assessment,
        choose: fn(CoefficientKind, Coefficient) -> f64,
    ) -> Result<Self, OutcomeError> {
        let network = assessment.network();
        let today = QualityTrajectories::new(network);
        let discount = network.layout().names().organisation().and_then(Organisation::discount);
        let discount = discount.map_or(0.0, |stated| stated.value.ln_1p());
        let customers = stated_customers(network).into_iter().zip(customer_qualities(assessment));
        let groups = customers.enumerate().map(|(customer, (stated, quality))| {
            let id = today.id(customer);
            let quality_today = today.today[customer];
            let dynamics = CustomerDynamics::new(&id, stated.at(choose), quality_today)?;
            let rest = dynamics.at_rest(quality, discount);
            let has_revenue = stated.revenue.is_some();
            Ok(RestingGroup {
                name: name_of(network, customer).into_owned(),
                id,
                quality,
                satisfaction: rest.satisfaction,
                voice: rest.voice,
                departures_per_year: rest.departures,
                customers: rest.customers,
                revenue_per_year: rest.revenue_per_year.filter(|_| has_revenue),
                lifetime_value: rest.lifetime_value.filter(|_| has_revenue),
                worth: rest.worth.filter(|_| has_revenue),
            })
        });
        Ok(Self { network: network.clone(), groups: all_or_refused(groups)? })
    }

    /// Returns every group, in the order stated.
    pub fn groups(&self) -> &[RestingGroup] {
        &self.groups
    }

    /// Returns the revenue a year of all groups that state one; `None` where none does, and where
    /// one grows without limit.
    pub fn revenue_per_year(&self) -> Option<f64> {
        let with_revenue = self.groups.iter().filter(|group| self.states_revenue(group));
        let mut all = with_revenue.map(|group| group.revenue_per_year).peekable();
        all.peek()?;
        all.sum()
    }

    fn states_revenue(&self, group: &RestingGroup) -> bool {
        let organisation = self.network.layout().names().organisation();
        let party = organisation.and_then(|it| it.party(&group.id));
        party.is_some_and(|party| party.revenue().is_some())
    }

    /// The worth of quality in money: an objective whose weights are what revenue a year, at rest,
    /// rises by with a whole of each customer's quality. Its
    /// [sensitivity](Assessment::sensitivity) says what a whole of a department's capability is
    /// worth a year.
    ///
    /// Where quality is just what is expected, weights are those of a quality that falls.
    ///
    /// # Errors
    ///
    /// [`OutcomeError`] where nobody states a revenue, a group grows without limit, or a weight is
    /// beyond what objectives allow.
    pub fn worth(&self) -> Result<Objective, OutcomeError> {
        let with_revenue: Vec<_> =
            self.groups.iter().filter(|group| self.states_revenue(group)).collect();
        if with_revenue.is_empty() {
            return Err(OutcomeError::NoRevenue { what: "the worth of quality" });
        }
        let weights = with_revenue.into_iter().map(|group| {
            let growing = || OutcomeError::Growing { id: group.id.clone() };
            Ok((group.id.as_str(), group.worth.ok_or_else(growing)?))
        });
        Ok(Objective::weighted(&self.network, "revenue a year", all_or_refused(weights)?)?)
    }
}
