//! What incidents cost: value at risk, expected loss, and the loss of a year.

use chrono::TimeDelta;
use serde::Serialize;

use super::band::Band;
use super::base::CustomerBase;
use super::counts::CoefficientCounts;
use super::error::{OutcomeError, check_option};
use super::options::BaseOptions;
use super::parameters::{CoefficientKind, DAYS_PER_YEAR};
use super::ranking::departments_by_loss;
use super::stated::stated_customers;
use super::trajectory::{QualityTrajectories, customer_qualities};
use super::yearly::{RatedIncident, YearlyRisk, yearly};
use crate::network::Network;
use crate::organisation::Incident;
use crate::quality::SolveOptions;
use crate::time::TimelinePlan;
use crate::unit::Quality;

/// How many departments are asked about unless all are.
const DEPARTMENTS: usize = 20;

/// Of which incidents value at risk is asked, and within which time.
///
/// # Examples
///
/// ```
/// use knockon::organisation::Incident;
/// use knockon::outcome::RiskOptions;
///
/// let down = Incident::new("data centre down", 3.0).capability("it", 0.0).per_year(0.2);
/// let options = RiskOptions::of([down]).years(5.0);
/// assert_eq!((options.incidents.len(), options.base.years), (1, 5.0));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct RiskOptions {
    /// The incidents; those that the organisation states unless set, and without those the twenty
    /// departments of largest worth in turn.
    pub incidents: Vec<Incident>,
    /// The capability of each department that is asked about where no incident is stated; half
    /// unless set.
    pub capability: f64,
    /// For how many days; 30 unless set.
    pub days: f64,
    /// Whether every department is asked about where no incident is stated.
    pub all: bool,
    /// How customers are followed; over three years unless set.
    pub base: BaseOptions,
    /// How states are solved.
    pub solve: SolveOptions,
}

impl Default for RiskOptions {
    fn default() -> Self {
        Self {
            incidents: Vec::new(),
            capability: 0.5,
            days: 30.0,
            all: false,
            base: BaseOptions::years(3.0),
            solve: SolveOptions::default(),
        }
    }
}

impl RiskOptions {
    /// Asks of some incidents.
    pub fn of(incidents: impl IntoIterator<Item = Incident>) -> Self {
        Self { incidents: incidents.into_iter().collect(), ..Self::default() }
    }

    /// Sets at what capability, 0..=1, and for how many days, above 0 and up to 3,652.5, each
    /// department is asked about where no incident is stated.
    pub fn each_department(mut self, capability: f64, days: f64) -> Self {
        (self.capability, self.days) = (capability, days);
        self
    }

    /// Asks of every department, where no incident is stated.
    pub fn all(mut self, all: bool) -> Self {
        self.all = all;
        self
    }

    /// Sets within how many years losses count, above 0 and up to 100.
    pub fn years(mut self, years: f64) -> Self {
        self.base.years = years;
        self
    }

    /// Sets the discount per year.
    pub fn discount(mut self, discount: f64) -> Self {
        self.base.discount = Some(discount);
        self
    }

    /// Sets how customers are followed.
    pub fn base(mut self, base: BaseOptions) -> Self {
        self.base = base;
        self
    }

    /// Sets how states are solved.
    pub fn solve(mut self, solve: SolveOptions) -> Self {
        self.solve = solve;
        self
    }
}

/// What incidents cost.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
#[must_use]
pub struct RiskReport {
    /// Within how many years.
    pub years: f64,
    /// Every incident, the dearest first.
    pub incidents: Vec<IncidentRisk>,
    /// How many departments were not asked about.
    pub departments_left_out: usize,
    /// What all incidents with a rate cost in a year; `None` where none has one.
    pub yearly: Option<YearlyRisk>,
    /// Where the coefficients come from.
    pub coefficients: CoefficientCounts,
    /// The coefficient that moves the value at risk of the dearest incident most.
    pub widest: Option<CoefficientKind>,
    /// Whether the dearest incident is that at the low and at the high ends of all bands, too.
    pub first_is_certain: bool,
    /// What is odd.
    pub warnings: Vec<String>,
}

/// What one incident costs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct IncidentRisk {
    /// What it is called; the department's name where none is stated.
    pub name: String,
    /// How long it lasts.
    pub days: f64,
    /// How often it happens in a year, where that is stated.
    pub per_year: Option<f64>,
    /// Revenue lost within the horizon, against today going on.
    pub value_at_risk: f64,
    /// Of that, while the incident lasts.
    pub while_it_lasts: f64,
    /// Of that, afterwards: slow recovery, and customers who stay away.
    pub afterwards: f64,
    /// Margin lost, discounted to the start of the incident.
    pub discounted_margin: f64,
    /// Between which numbers the value at risk lies.
    pub band: Band,
    /// Rate times value at risk, where the rate is stated.
    pub expected_loss_per_year: Option<f64>,
    /// By customer, as stated, of those that state a revenue.
    pub customers: Vec<CustomerRisk>,
}

/// What an incident costs with one customer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CustomerRisk {
    /// The customer's id.
    pub id: String,
    /// Revenue lost.
    pub value_at_risk: f64,
    /// Of that, while the incident lasts.
    pub while_it_lasts: f64,
    /// How many customers fewer there are at the end.
    pub fewer_customers: f64,
}

impl Network {
    /// Works out what incidents cost: their value at risk is the revenue that is lost within a
    /// horizon if the incident happens today. It is **not** a quantile, as finance's value at risk
    /// is: quantiles of a year's loss stand in [`YearlyRisk`].
    ///
    /// Each incident is followed through time, with lags, backlogs and slow recovery, from the
    /// baseline, and customers along it; the loss is against today going on.
    ///
    /// # Errors
    ///
    /// [`OutcomeError`] for incidents that do not fit the network, options out of range, and where
    /// no customer states a revenue.
    ///
    /// # Complexity
    ///
    /// A [timeline](Self::timeline) over the horizon for every incident, and customers as of
    /// [`CustomerBase::over`].
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::organisation::{Incident, Loyalty, Revenue};
    /// use knockon::outcome::RiskOptions;
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let riders = ExternalCustomer::person("riders").population(1000.0);
    /// let network = Organisation::builder("Line 4")
    ///     .department(Department::new("trains"))
    ///     .customer(riders.loyalty(Loyalty::retention(0.8).departure_ratio(4.0))
    ///         .revenue(Revenue::per_year(100.0)))
    ///     .service(Service::new("rides", "trains", "riders").dependence(1.0))
    ///     .incident(Incident::new("strike", 30.0).capability("trains", 0.0).per_year(0.5))
    ///     .build()?
    ///     .compile()?;
    /// let risk = network.value_at_risk(&RiskOptions::default())?;
    /// let strike = &risk.incidents[0];
    /// assert!(strike.afterwards > 5.0 * strike.while_it_lasts);
    /// assert_eq!(risk.yearly.unwrap().expected_loss, 0.5 * strike.value_at_risk);
    /// # Ok::<(), knockon::Error>(())
    /// ```
    pub fn value_at_risk(&self, options: &RiskOptions) -> Result<RiskReport, OutcomeError> {
        if stated_customers(self).iter().all(|stated| stated.revenue.is_none()) {
            return Err(OutcomeError::NoRevenue { what: "value at risk" });
        }
        let years = options.base.years;
        check_option("years", years, years > 0.0 && years <= 100.0, "0..=100, and above 0")?;
        let today = customer_qualities(&self.baseline());
        let (incidents, departments_left_out) = self.asked_incidents(options)?;
        let mut found = Vec::with_capacity(incidents.len());
        let mut coefficients = CoefficientCounts::default();
        for incident in &incidents {
            let base = self.follow_incident(incident, &today, options)?;
            coefficients = base.coefficients();
            found.push((incident_risk(incident, &base), base.widest()));
        }
        found.sort_by(|(one, _), (two, _)| two.value_at_risk.total_cmp(&one.value_at_risk));
        let widest = found.first().and_then(|(_, widest)| *widest);
        let incidents: Vec<IncidentRisk> = found.into_iter().map(|(risk, _)| risk).collect();
        let first_is_certain = incidents.first().is_some_and(|first| {
            let mut others = incidents.iter().skip(1);
            others
                .all(|other| other.band.low <= first.band.low && other.band.high <= first.band.high)
        });
        let rated = incidents.iter().filter_map(|risk| {
            let years = risk.days / DAYS_PER_YEAR;
            let (loss, band) = (risk.value_at_risk, risk.band);
            Some(RatedIncident { rate: risk.per_year?, loss, band, years })
        });
        let (yearly, warnings) = yearly(&rated.collect::<Vec<_>>());
        Ok(RiskReport {
            years,
            incidents,
            departments_left_out,
            yearly,
            coefficients,
            widest,
            first_is_certain,
            warnings,
        })
    }

    /// What is asked about, and how many departments are not.
    fn asked_incidents(
        &self,
        options: &RiskOptions,
    ) -> Result<(Vec<Incident>, usize), OutcomeError> {
        if !options.incidents.is_empty() {
            return Ok((options.incidents.clone(), 0));
        }
        let organisation = self.layout().names().organisation();
        let stated = organisation.map_or(&[][..], |organisation| organisation.incidents());
        if !stated.is_empty() {
            return Ok((stated.to_vec(), 0));
        }
        let RiskOptions { capability, days, .. } = *options;
        let is_quality = Quality::allows(capability);
        check_option("capability", capability, is_quality, Quality::RANGE)?;
        let departments = departments_by_loss(self, capability, &options.solve)?;
        let count = if options.all { departments.len() } else { DEPARTMENTS };
        let left_out = departments.len().saturating_sub(count);
        let less =
            |(id, name): (String, String)| Incident::new(name, days).capability(id, capability);
        Ok((departments.into_iter().take(count).map(less).collect(), left_out))
    }

    fn follow_incident(
        &self,
        incident: &Incident,
        today: &[f64],
        options: &RiskOptions,
    ) -> Result<CustomerBase, OutcomeError> {
        let days = incident.days();
        check_option("days", days, days > 0.0 && days <= 3652.5, "0..=3652.5, and above 0")?;
        let years = options.base.years;
        let until = duration(days);
        let all_customers =
            self.layout().customers().map(|party| self.layout().party_id(party).to_string());
        let plan = TimelinePlan::lasting(duration(years * DAYS_PER_YEAR))
            .solve(options.solve.clone())
            .during(TimeDelta::zero()..until, incident.scenario())
            .keep_none()
            .keep(all_customers);
        let timeline = self.timeline(&plan).map_err(|source| OutcomeError::Incident {
            name: incident.name().to_owned(),
            source,
        })?;
        let trajectories = QualityTrajectories::after(today.to_vec(), &timeline)
            .map_err(crate::quality::ObjectiveError::from)?;
        let mark = (days / DAYS_PER_YEAR).min(years);
        CustomerBase::marked(&trajectories, &options.base, Some(mark))
    }
}

fn duration(days: f64) -> TimeDelta {
    #[expect(clippy::cast_possible_truncation, reason = "at most a hundred years of seconds")]
    TimeDelta::seconds((days * 86_400.0).round() as i64)
}

fn incident_risk(incident: &Incident, base: &CustomerBase) -> IncidentRisk {
    let mut customers = Vec::new();
    for group in base.groups() {
        let Some(money) = group.money() else { continue };
        customers.push(CustomerRisk {
            id: group.id().to_owned(),
            value_at_risk: money.lost,
            while_it_lasts: money.lost_while.unwrap_or(money.lost),
            fewer_customers: group.today() - group.end().customers,
        });
    }
    let lost: f64 = customers.iter().map(|customer| customer.value_at_risk).sum();
    let lost_while: f64 = customers.iter().map(|customer| customer.while_it_lasts).sum();
    let money = base.money();
    IncidentRisk {
        name: incident.name().to_owned(),
        days: incident.days(),
        per_year: incident.rate(),
        value_at_risk: lost,
        while_it_lasts: lost_while,
        afterwards: lost - lost_while,
        discounted_margin: money.map_or(0.0, |money| money.discounted_margin_lost),
        band: money.map_or(Band::exact(lost), |money| money.band),
        expected_loss_per_year: incident.rate().map(|rate| rate * lost),
        customers,
    }
}
