//! `CustomerGroup`: what became of one group of customers.

use serde::Serialize;

use super::band::Band;

/// How many customers a group has at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CustomersAt {
    /// Time since the start.
    pub years: f64,
    /// How many there are.
    pub customers: f64,
}

/// What became of one group of customers.
#[derive(Debug, Clone, Serialize)]
#[must_use]
pub struct CustomerGroup {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) today: f64,
    pub(super) quality_today: f64,
    pub(super) lowest_quality: f64,
    pub(super) fewest: CustomersAt,
    pub(super) end: CustomersAt,
    pub(super) won: f64,
    pub(super) lost: f64,
    /// `None` where the group states no revenue.
    pub(super) money: Option<GroupMoney>,
    /// From when on the last quality is held, in years, where that is before the end.
    pub(super) held_from: Option<f64>,
    /// Whether the run ended because customers could not be counted any more.
    pub(super) is_unlimited: bool,
    #[serde(skip)]
    pub(super) points: Vec<CustomersAt>,
}

/// What a group spent, and would have spent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct GroupMoney {
    /// Revenue a year, today.
    pub per_year_today: f64,
    /// Revenue over the whole time.
    pub revenue: f64,
    /// The same had nothing happened.
    pub revenue_without: f64,
    /// Revenue lost: the difference.
    pub lost: f64,
    /// Of that, while something marked lasted.
    pub lost_while: Option<f64>,
    /// Margin lost, discounted to today.
    pub discounted_margin_lost: f64,
    /// Between which numbers the revenue lost lies.
    pub band: Band,
    /// The same of the discounted margin.
    pub discounted_band: Band,
}

impl CustomerGroup {
    /// Returns the customer's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the customer's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns how many there are today.
    pub fn today(&self) -> f64 {
        self.today
    }

    /// Returns today's quality.
    pub fn quality_today(&self) -> f64 {
        self.quality_today
    }

    /// Returns the lowest quality on the way.
    pub fn lowest_quality(&self) -> f64 {
        self.lowest_quality
    }

    /// Returns how many there are at an instant, on straight lines between steps.
    ///
    /// # Complexity
    ///
    /// Logarithmic in the number of steps.
    pub fn customers_at(&self, years: f64) -> f64 {
        let after = self.points.partition_point(|point| point.years <= years);
        let Some(before) = after.checked_sub(1).map(|before| self.points[before]) else {
            return self.today;
        };
        match self.points.get(after) {
            None => before.customers,
            Some(next) => {
                let share = (years - before.years) / (next.years - before.years);
                before.customers + share * (next.customers - before.customers)
            }
        }
    }

    /// Returns how many there are after every step.
    pub fn points(&self) -> &[CustomersAt] {
        &self.points
    }

    /// Returns when there are fewest, and how many.
    pub fn fewest(&self) -> CustomersAt {
        self.fewest
    }

    /// Returns how many there are at the end.
    pub fn end(&self) -> CustomersAt {
        self.end
    }

    /// Returns how many came.
    pub fn won(&self) -> f64 {
        self.won
    }

    /// Returns how many left: customers at the end are those at the start, and those who came, without
    /// these.
    pub fn lost(&self) -> f64 {
        self.lost
    }

    /// Returns the money; `None` where no revenue is stated.
    pub fn money(&self) -> Option<GroupMoney> {
        self.money
    }

    /// Returns the revenue lost against today going on; `None` where no revenue is stated.
    pub fn revenue_lost(&self) -> Option<f64> {
        self.money.map(|money| money.lost)
    }

    /// Returns from when on, in years, the last known quality was held; `None` where it was known to
    /// the end.
    pub fn held_from(&self) -> Option<f64> {
        self.held_from
    }

    /// Whether customers grew beyond what can be counted, where the run ended.
    pub fn is_unlimited(&self) -> bool {
        self.is_unlimited
    }
}
