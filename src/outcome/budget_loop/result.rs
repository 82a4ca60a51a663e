//! `BudgetLoop`: what came of the loop, period by period.

use serde::Serialize;

use super::ending::LoopEnding;
use super::options::{LoopStart, Settling};
use crate::id::PartyId;
use crate::outcome::CoefficientCounts;
use crate::quality::Status;

/// What came of revenue, budgets, people, quality and customers over years.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
#[must_use]
pub struct BudgetLoop {
    /// Where it started.
    pub start: LoopStart,
    /// How quality followed within a period.
    pub settling: Settling,
    /// How long a period is.
    pub period_days: f64,
    /// Where it leads.
    pub ending: LoopEnding,
    /// Whether all states converged, or it was broken off.
    pub status: Status,
    /// Revenue a year, today.
    pub revenue_today: f64,
    /// The budget elasticity beyond which such a loop runs away, where quality is agents per
    /// customer: that of the mean customer, by revenue. Infinite where quality brings nothing.
    pub elasticity_limit: f64,
    /// How many coefficients of staff and customers it rests on, by where they come from.
    pub coefficients: CoefficientCounts,
    /// Today, and the end of every period or part of one.
    pub points: Vec<LoopPoint>,
}

/// How things stand at an instant.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LoopPoint {
    /// Years since the start.
    pub years: f64,
    /// Revenue a year, on average since the point before.
    pub revenue: f64,
    /// The same as a share of today's.
    pub revenue_share: f64,
    /// Whether the organisation leads to a worse state than its people and customers allow, or a
    /// department has lost its people.
    pub has_collapsed: bool,
    /// External customers, in the order stated.
    pub customers: Vec<LoopCustomer>,
    /// Departments with staff, in the order stated.
    pub departments: Vec<LoopDepartment>,
}

/// A group of customers at an instant.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LoopCustomer {
    /// The customer.
    pub id: PartyId,
    /// How many there are.
    pub customers: f64,
    /// The quality they experience, 0..=1.
    pub quality: f64,
    /// Revenue a year of the group, on average since the point before.
    pub revenue: f64,
}

/// The people of a department at an instant.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LoopDepartment {
    /// The department.
    pub id: PartyId,
    /// The posts there is money for.
    pub posts: f64,
    /// How many of them are filled, or more than there is money for.
    pub filled: f64,
    /// How many agents answer requests for the next period, absence taken off, unless a scenario
    /// says otherwise.
    pub agents: f64,
    /// How satisfied they were on average since the point before, 0..=1.
    pub satisfaction: f64,
    /// What is left of their crisis reserve, 0..=1.
    pub reserve: f64,
}

impl BudgetLoop {
    /// Returns revenue as a share of today's on average over the period that an instant lies in;
    /// the last one beyond the end.
    ///
    /// # Complexity
    ///
    /// Logarithmic in the number of points.
    #[must_use]
    pub fn revenue_share_at(&self, years: f64) -> f64 {
        let after = self.points.partition_point(|point| point.years < years);
        let point = self.points.get(after).or(self.points.last());
        point.map_or(1.0, |point| point.revenue_share)
    }

    /// Returns the least revenue of a period, as a share of today's, and when that period ended.
    #[must_use]
    pub fn least_revenue(&self) -> (f64, f64) {
        let least = self.points.iter().map(|point| (point.revenue_share, point.years));
        least.reduce(|one, two| if two.0 < one.0 { two } else { one }).unwrap_or((1.0, 0.0))
    }
}
