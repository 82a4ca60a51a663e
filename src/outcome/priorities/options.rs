//! What is asked: budget, criterion, scenarios, and how far to search.

use crate::network::Network;
use crate::organisation::{Incident, Organisation, Scenario};
use crate::outcome::actions::Actions;
use crate::outcome::customers::parameters::DAYS_PER_YEAR;
use crate::quality::{Objective, ObjectiveError, SolveOptions};
use crate::unit::Weight;

/// What a set of actions is judged by: a number that is to be large.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Criterion {
    /// The mean quality of external customers, by population.
    Customers,
    /// The quality of the external customer served worst.
    WorstServed,
    /// How well the needs of departments are met: for each that depends on others the mean by weight
    /// times stated dependence, then the mean over these departments.
    Internal,
    /// Revenue a year with customers at rest, as a share of what it is today: of the customers that
    /// state a [revenue](crate::organisation::Revenue). Today is the baseline of the network asked.
    Revenue,
    /// A weighted sum of qualities; with weights that sum to 1 it is a quality.
    Weighted(Objective),
}

impl Criterion {
    /// The mean quality of external customers, by what each is worth: `(customer, weight by head)`,
    /// say revenue per head and year.
    ///
    /// The value is a quality, 0..=1, where a customer counts population times weight.
    ///
    /// # Errors
    ///
    /// [`ObjectiveError`] for ids and weights that do not fit, and
    /// where all of it sums to 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::outcome::Criterion;
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let network = Organisation::builder("Ferry")
    ///     .department(Department::new("deck"))
    ///     .customer(ExternalCustomer::person("tourists").population(300.0))
    ///     .customer(ExternalCustomer::business("freight").population(10.0))
    ///     .service(Service::new("seats", "deck", "tourists").dependence(1.0))
    ///     .build()?
    ///     .compile()?;
    /// let revenue = Criterion::by_head(&network, [("tourists", 40.0), ("freight", 1800.0)])?;
    /// assert_eq!(revenue.name(), "customers by weight per head");
    /// # Ok::<(), knockon::Error>(())
    /// ```
    pub fn by_head(
        network: &Network,
        weights: impl IntoIterator<Item = (impl AsRef<str>, f64)>,
    ) -> Result<Self, ObjectiveError> {
        let layout = network.layout();
        let mut worth = Vec::new();
        for (id, weight) in weights {
            let party = layout.known(id.as_ref()).map_err(ObjectiveError::Unknown)?;
            if !Weight::allows(weight) {
                let id = id.as_ref().to_owned();
                return Err(ObjectiveError::Weight { id, weight });
            }
            worth.push((id.as_ref().to_owned(), layout.population(party) * weight));
        }
        let total: f64 = worth.iter().map(|(_, worth)| worth).sum();
        if total == 0.0 {
            return Err(ObjectiveError::NoPopulation);
        }
        for (_, worth) in &mut worth {
            *worth /= total;
        }
        let name = "customers by weight per head";
        Objective::weighted(network, name, worth).map(Self::Weighted)
    }

    /// Returns what it is called.
    pub fn name(&self) -> &str {
        match self {
            Self::Customers => "all customers by head",
            Self::WorstServed => "the customer served worst",
            Self::Internal => "internal customers",
            Self::Revenue => "revenue at rest, of today's",
            Self::Weighted(objective) => objective.name(),
        }
    }
}

/// Criteria are equal where they say the same of the same network.
impl PartialEq for Criterion {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Weighted(one), Self::Weighted(two)) => {
                let weights = |objective: &Objective| {
                    let on = objective.network();
                    objective.weights_on(on).map(|weights| weights.iter().collect::<Vec<_>>())
                };
                one.name() == two.name()
                    && one.constant().to_bits() == two.constant().to_bits()
                    && one.network().is(two.network())
                    && weights(one) == weights(two)
            }
            (one, two) => std::mem::discriminant(one) == std::mem::discriminant(two),
        }
    }
}

/// How the values of several scenarios become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Robustness {
    /// Their mean, by weight.
    #[default]
    Mean,
    /// The worst of them.
    WorstCase,
    /// Minus the largest regret: by how much a set falls short of what is best in a scenario.
    Regret,
}

/// What to choose from, within which budget, and how far to search.
///
/// # Examples
///
/// ```
/// use knockon::Scenario;
/// use knockon::outcome::{Action, Actions, ChoiceOptions, Robustness};
///
/// let actions = Actions::builder().action(Action::new("a").capability("it", 0.9)).build()?;
/// let options = ChoiceOptions::within(200.0, actions)
///     .scenario(Scenario::new("normal"), 0.8)
///     .scenario(Scenario::new("flu").agents_factor_of_all(0.8), 0.2)
///     .robustness(Robustness::WorstCase);
/// assert_eq!((options.scenarios.len(), options.max_nodes), (2, 100_000));
/// # Ok::<(), knockon::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct ChoiceOptions {
    /// What can be done.
    pub actions: Actions,
    /// What it may cost together, 0 or more; infinite for no limit.
    pub budget: f64,
    /// What a set is judged by; all customers by head unless set.
    pub criterion: Criterion,
    /// What may hold, with weights; what is stated, unless set.
    pub scenarios: Vec<(Scenario, f64)>,
    /// How scenarios become one value.
    pub robustness: Robustness,
    /// A second criterion, for a frontier of the two; none unless set.
    pub frontier: Option<Criterion>,
    /// Whether the best set is sought at every budget up to this one.
    pub by_budget: bool,
    /// How many next best sets are listed; 3 unless set.
    pub runners_up: usize,
    /// Up to how many actions every set is tried; 16 unless set, at most 20. Large organisations,
    /// and those with staff, try fewer.
    pub max_enumerated: usize,
    /// How many nodes the search opens at most; 100,000 unless set.
    pub max_nodes: usize,
    /// How many services the search evaluates at most, where each solve counts as one evaluation of
    /// every service; 20,000 million unless set.
    pub max_evaluations: u64,
    /// The search ends where the bound leaves at most this share of the gain; 0 unless set.
    pub gap: f64,
    /// How to solve. A search that is broken off returns the best it found.
    pub solve: SolveOptions,
}

impl ChoiceOptions {
    /// Chooses among actions within a budget.
    pub fn within(budget: f64, actions: Actions) -> Self {
        Self {
            actions,
            budget,
            criterion: Criterion::Customers,
            scenarios: Vec::new(),
            robustness: Robustness::Mean,
            frontier: None,
            by_budget: false,
            runners_up: 3,
            max_enumerated: 16,
            max_nodes: 100_000,
            max_evaluations: 20_000_000_000,
            gap: 0.0,
            solve: SolveOptions::default(),
        }
    }

    /// Sets what a set is judged by.
    pub fn criterion(mut self, criterion: Criterion) -> Self {
        self.criterion = criterion;
        self
    }

    /// Adds a scenario that may hold, with its weight.
    pub fn scenario(mut self, scenario: Scenario, weight: f64) -> Self {
        self.scenarios.push((scenario, weight));
        self
    }

    /// Adds the incidents that an organisation states with a rate, each weighted by the share of time
    /// for which it lasts, and the state as stated for the rest: the value is then an expected one.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::organisation::Incident;
    /// use knockon::outcome::{Action, Actions, ChoiceOptions};
    /// use knockon::{Department, Organisation};
    ///
    /// let organisation = Organisation::builder("Ferry")
    ///     .department(Department::new("deck"))
    ///     .incident(Incident::new("storm", 36.525).capability("deck", 0.2).per_year(2.0))
    ///     .build()?;
    /// let actions = Actions::builder().action(Action::new("a").capability("deck", 1.0)).build()?;
    /// let options = ChoiceOptions::within(1.0, actions).under_incidents(&organisation);
    /// assert!((options.scenarios[0].1 - 0.8).abs() < 1e-15);
    /// # Ok::<(), knockon::Invalid>(())
    /// ```
    pub fn under_incidents(mut self, organisation: &Organisation) -> Self {
        let share = |incident: &Incident| Some(incident.rate()? * incident.days() / DAYS_PER_YEAR);
        let shares: f64 = organisation.incidents().iter().filter_map(share).sum();
        self.scenarios.push((Scenario::new("as stated"), (1.0 - shares).max(0.0)));
        for incident in organisation.incidents() {
            if let Some(share) = share(incident) {
                self.scenarios.push((incident.scenario(), share));
            }
        }
        self
    }

    /// Sets how scenarios become one value.
    pub fn robustness(mut self, robustness: Robustness) -> Self {
        self.robustness = robustness;
        self
    }

    /// Asks for the sets of which none is better by both criteria.
    pub fn frontier(mut self, second: Criterion) -> Self {
        self.frontier = Some(second);
        self
    }

    /// Sets whether the best set is sought at every budget up to this one.
    pub fn by_budget(mut self, by_budget: bool) -> Self {
        self.by_budget = by_budget;
        self
    }

    /// Sets how many next best sets are listed.
    pub fn runners_up(mut self, runners_up: usize) -> Self {
        self.runners_up = runners_up;
        self
    }

    /// Sets up to how many actions every set is tried.
    pub fn max_enumerated(mut self, max_enumerated: usize) -> Self {
        self.max_enumerated = max_enumerated;
        self
    }

    /// Sets how many nodes the search opens at most.
    pub fn max_nodes(mut self, max_nodes: usize) -> Self {
        self.max_nodes = max_nodes;
        self
    }

    /// Sets how many services the search evaluates at most.
    pub fn max_evaluations(mut self, max_evaluations: u64) -> Self {
        self.max_evaluations = max_evaluations;
        self
    }

    /// Sets which share of the gain may be left open.
    pub fn gap(mut self, gap: f64) -> Self {
        self.gap = gap;
        self
    }

    /// Sets how to solve.
    pub fn solve(mut self, solve: SolveOptions) -> Self {
        self.solve = solve;
        self
    }
}
