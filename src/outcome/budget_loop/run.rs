//! From a network and options to the loop.

use chrono::TimeDelta;

use super::department::{DepartmentOverYears, LoopPeriod, settled};
use super::ending::{CoursePoint, LoopEnding};
use super::options::{BudgetLoopOptions, LoopStart};
use super::part::{in_force, parts};
use super::quality::{PartQuality, QualitySource};
use super::result::{BudgetLoop, LoopCustomer, LoopPoint};
use super::rule_of_thumb::elasticity_limit;
use super::years::{time_of, years_of};
use crate::id::PartyId;
use crate::network::{Network, Overrides};
use crate::organisation::{Invalid, Organisation, PartyRef, Place, Problem, ProblemCode, Section};
use crate::outcome::customers::all_or_refused;
use crate::outcome::customers::dynamics::{CustomerDynamics, GroupState};
use crate::outcome::customers::parameters::{CustomerParameters, DAYS_PER_YEAR};
use crate::outcome::customers::stated::stated_customers;
use crate::outcome::staff::RestingState;
use crate::outcome::{CoefficientCounts, OutcomeError};
use crate::quality::{Status, Workspace};

/// The longest loop, and the longest delay.
const MOST_YEARS: f64 = 100.0;
const SHORTEST_PERIOD: TimeDelta = TimeDelta::days(1);
const LONGEST_PERIOD: TimeDelta = TimeDelta::days(3_653);
const MOST_ELASTICITY: f64 = 10.0;

impl Network {
    /// Follows the loop of revenue, budget, people, quality and customers over years.
    ///
    /// Customers who leave ask for less and pay less; posts follow revenue by the [budget
    /// elasticity](crate::Department::budget_elasticity); fewer people serve worse, and so on.
    /// Without any elasticity the loop is open: people stay as many as they are, but for
    /// [turnover](crate::Department::turnover) and [absence](crate::Department::absence).
    ///
    /// # Arguments
    ///
    /// - `options`: how long, in which periods, from where, and what happens meanwhile.
    ///
    /// # Returns
    ///
    /// Revenue, customers and people at the end of every period, and where the loop leads. Without
    /// anything that happens everything stays as it is today, whatever the elasticity, from
    /// [`LoopStart::Today`].
    ///
    /// # Errors
    ///
    /// [`OutcomeError`] where no customer states a revenue, an option is out of its range, people
    /// quit and nobody is hired today, or a scenario does not fit.
    ///
    /// # Complexity
    ///
    /// Per period that of a timeline of at least 64 steps, or of a solve.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::organisation::{Loyalty, Revenue};
    /// use knockon::outcome::{BudgetLoopOptions, LoopEnding, Settling};
    /// use knockon::{Department, ExternalCustomer, Organisation, Service, Staffing};
    ///
    /// let callers = ExternalCustomer::person("callers")
    ///     .population(10_000.0)
    ///     .revenue(Revenue::per_year(50.0))
    ///     .loyalty(Loyalty::retention(0.8).departure_ratio(4.0));
    /// let network = Organisation::builder("Help line")
    ///     .department(
    ///         Department::new("desk")
    ///             .staffing(Staffing::new(12.0, 6.0).target_wait_minutes(1.0))
    ///             .budget_elasticity(1.0),
    ///     )
    ///     .customer(callers)
    ///     .service(Service::new("calls", "desk", "callers").dependence(0.8).demand_per_hour(90.0))
    ///     .build()?
    ///     .compile()?;
    /// // Today stays as it is, whatever the elasticity.
    /// let budget_loop = network.budget_loop(&BudgetLoopOptions::years(3.0).settling(Settling::AtRest))?;
    /// assert_eq!(budget_loop.ending, LoopEnding::Steady);
    /// assert!((budget_loop.points.last().unwrap().revenue_share - 1.0).abs() < 1e-9);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn budget_loop(&self, options: &BudgetLoopOptions) -> Result<BudgetLoop, OutcomeError> {
        let span = check(options)?;
        let network = self.stated();
        let Some(organisation) = network.layout().names().organisation().cloned() else {
            return Err(OutcomeError::NoRevenue { what: "the budget loop" });
        };
        let mut run = LoopRun::new(&network, &organisation, options)?;
        let mut source = QualitySource::new(&network, options);
        for part in parts(span, options.period, &options.events) {
            let shares: Vec<(String, f64)> =
                run.groups.iter().map(|group| (group.id.to_string(), group.share())).collect();
            let scenario =
                in_force(&organisation, &options.events, part, &run.departments, &shares);
            let quality = source.follow(part.to - part.from, scenario, &run.departments)?;
            let is_stopped = quality.status == Status::Stopped;
            if !is_stopped {
                run.follow(years_of(part.to - part.from), years_of(part.to), &quality);
            }
            run.status = run.status.max(quality.status);
            if is_stopped || run.is_unlimited() {
                break;
            }
        }
        Ok(run.finished(options))
    }
}

/// Checks the numbers of the options; how long the loop is followed.
fn check(options: &BudgetLoopOptions) -> Result<TimeDelta, OutcomeError> {
    let BudgetLoopOptions { years, period, delay, elasticity, .. } = *options;
    let refused = |what, value, range| Err(OutcomeError::Option { what, value, range });
    if !(years > 0.0 && years <= MOST_YEARS) {
        return refused("years", years, "0..=100, 0 excluded");
    }
    if !(SHORTEST_PERIOD..=LONGEST_PERIOD).contains(&period) {
        let days = years_of(period) * DAYS_PER_YEAR;
        return refused("period in days", days, "1..=3653");
    }
    if !(TimeDelta::zero()..=time_of(MOST_YEARS)).contains(&delay) {
        return refused("delay in years", years_of(delay), "0..=100");
    }
    if !(0.0..=MOST_ELASTICITY).contains(&elasticity) {
        return refused("budget elasticity", elasticity, "0..=10");
    }
    let span = time_of(years).max(TimeDelta::seconds(1));
    for event in &options.events {
        if event.from < TimeDelta::zero() || event.from >= span {
            let what = "start of a scenario in years";
            return refused(what, years_of(event.from), "0 up to before the end of the loop");
        }
        if let Some(to) = event.to.filter(|&to| to <= event.from) {
            let what = "end of a scenario in years";
            return refused(what, years_of(to), "what follows its start");
        }
        if let Some((id, _)) = event.scenario.readings().next() {
            let message = format!(
                "`{id}` is observed, where a scenario says what happens over years: set its capability"
            );
            let place = Place::key(Section::Observed, id);
            let problem = Problem::new(ProblemCode::IgnoredSetting, place, message);
            return Err(OutcomeError::Invalid(Invalid::new(problem)));
        }
    }
    Ok(span)
}

/// A group of customers in the loop.
struct Group {
    id: PartyId,
    parameters: CustomerParameters,
    dynamics: CustomerDynamics,
    state: GroupState,
    quality: f64,
    /// Revenue a year.
    revenue: f64,
}

impl Group {
    /// Customers as a share of those today; exactly 1 where nothing moves them.
    fn share(&self) -> f64 {
        let today = self.parameters.population;
        if today > 0.0 { settled(self.state.customers / today) } else { 1.0 }
    }
}

/// The loop on its way.
struct LoopRun {
    groups: Vec<Group>,
    departments: Vec<DepartmentOverYears>,
    coefficients: CoefficientCounts,
    revenue_today: f64,
    /// Revenue a year, smoothed.
    smoothed: f64,
    delay: f64,
    points: Vec<LoopPoint>,
    status: Status,
}

impl LoopRun {
    fn new(
        network: &Network,
        organisation: &Organisation,
        options: &BudgetLoopOptions,
    ) -> Result<Self, OutcomeError> {
        let today =
            network.run(String::new(), Overrides::default(), &options.solve, &mut Workspace::new());
        let mut coefficients = CoefficientCounts::default();
        let layout = network.layout();
        let customers = stated_customers(network).into_iter().zip(layout.customers_as_stated());
        let groups = customers.map(|(stated, &party)| {
            coefficients.add(&stated);
            let (id, parameters) = (layout.party_id(party), stated.values());
            let quality = today.quality_of(party);
            let dynamics = CustomerDynamics::new(id.as_str(), parameters, quality)?;
            let state = dynamics.start();
            let revenue = parameters.population * parameters.revenue_per_year;
            Ok(Group { id, parameters, dynamics, state, quality, revenue })
        });
        let groups = all_or_refused(groups)?;
        // The sum of no numbers is −0.
        let revenue_today = 0.0 + groups.iter().map(|group| group.revenue).sum::<f64>();
        if revenue_today <= 0.0 {
            return Err(OutcomeError::NoRevenue { what: "the budget loop" });
        }
        let state = RestingState { assessment: &today, is_low: false };
        let staffed = organisation.parties().filter_map(|party| Some((party, party.staffing()?)));
        let departments = staffed.map(|(party, staffing)| {
            if let Some(employment) = party.employment() {
                employment.coefficients().for_each(|it| coefficients.count(it));
            }
            let id = party.id().as_str();
            let at_rest = [state.satisfaction(id), state.hiring(id, hired_through(party))];
            DepartmentOverYears::new(party, staffing.agents, options.elasticity, at_rest)
        });
        let departments = all_or_refused(departments)?;
        let mut run = Self {
            groups,
            departments,
            coefficients,
            revenue_today,
            smoothed: revenue_today,
            delay: years_of(options.delay),
            points: Vec::new(),
            status: today.status(),
        };
        let has_collapsed = options.start == LoopStart::Collapse;
        run.note(0.0, revenue_today, has_collapsed);
        Ok(run)
    }

    /// Follows customers, people and budgets over a part of a period.
    fn follow(&mut self, years: f64, end: f64, quality: &PartQuality) {
        for (group, trajectory) in self.groups.iter_mut().zip(&quality.trajectories) {
            let before = group.state.revenue;
            for &(years, qualities) in trajectory {
                group.dynamics.step(&mut group.state, qualities, years, 0.0);
                group.quality = qualities[1];
            }
            group.revenue = (group.state.revenue - before) / years;
        }
        for (department, &[satisfaction, hiring, reserve]) in
            self.departments.iter_mut().zip(&quality.staff)
        {
            department.follow(LoopPeriod { end, years, satisfaction, hiring, reserve });
        }
        let revenue = 0.0 + self.groups.iter().map(|group| group.revenue).sum::<f64>();
        let caught_up = if self.delay > 0.0 { -(-years / self.delay).exp_m1() } else { 1.0 };
        self.smoothed += caught_up * (revenue - self.smoothed);
        for department in &mut self.departments {
            department.budget(self.smoothed / self.revenue_today);
        }
        self.note(end, revenue, quality.has_tipped);
    }

    fn is_unlimited(&self) -> bool {
        self.groups.iter().any(|group| group.state.is_unlimited)
    }

    fn note(&mut self, years: f64, revenue: f64, has_tipped: bool) {
        let customer = |group: &Group| LoopCustomer {
            id: group.id.clone(),
            customers: group.state.customers,
            quality: group.quality,
            revenue: group.revenue,
        };
        let is_empty = self.departments.iter().any(DepartmentOverYears::has_nobody);
        self.points.push(LoopPoint {
            years,
            revenue,
            revenue_share: revenue / self.revenue_today,
            has_collapsed: has_tipped || is_empty,
            customers: self.groups.iter().map(customer).collect(),
            departments: self.departments.iter().map(DepartmentOverYears::point).collect(),
        });
    }

    /// The limit of the mean customer, by revenue.
    fn limit(&self) -> f64 {
        let mean = |of: fn(&CustomerParameters) -> f64| {
            let weighted = self.groups.iter().map(|group| {
                let CustomerParameters { population, revenue_per_year, .. } = group.parameters;
                population * revenue_per_year * of(&group.parameters)
            });
            weighted.sum::<f64>() / self.revenue_today
        };
        let sensitivity = mean(|it| it.departure_ratio.ln() + it.elasticity * it.bad_news);
        elasticity_limit(sensitivity.exp(), 0.0, 1.0, mean(|it| it.spending_loss))
    }

    fn finished(self, options: &BudgetLoopOptions) -> BudgetLoop {
        let ending = if self.status == Status::Stopped {
            LoopEnding::BrokenOff
        } else {
            let trajectory = self.points.iter().map(|point| CoursePoint {
                years: point.years,
                revenue_share: point.revenue_share,
                has_collapsed: point.has_collapsed,
            });
            LoopEnding::of(&trajectory.collect::<Vec<_>>())
        };
        BudgetLoop {
            start: options.start,
            settling: options.settling,
            period_days: years_of(options.period) * DAYS_PER_YEAR,
            ending,
            status: self.status,
            revenue_today: self.revenue_today,
            elasticity_limit: self.limit(),
            coefficients: self.coefficients,
            points: self.points,
        }
    }
}

fn hired_through(party: PartyRef<'_>) -> Option<&str> {
    party.employment()?.turnover.as_ref()?.hired_through.as_deref()
}
