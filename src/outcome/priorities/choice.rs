//! What is chosen, how certain that is, and why.

use serde::Serialize;

use super::options::Robustness;
use crate::explain::ChainShare;
use crate::id::PartyId;
use crate::organisation::Scenario;
use crate::quality::Status;

/// The best set of actions within a budget that was found, with what bounds any other.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
#[must_use]
pub struct Choice {
    /// What a set is judged by.
    pub criterion: String,
    /// How scenarios became one value.
    pub robustness: Robustness,
    /// The unit of costs; empty where none is stated.
    pub unit: String,
    /// What actions may cost together; `None` without a limit.
    pub budget: Option<f64>,
    /// How certain it is that no set is better.
    #[serde(flatten)]
    pub status: ChoiceStatus,
    /// How it was found.
    pub method: SearchMethod,
    /// No set within the budget has a larger value; `None` where no bound is known.
    pub bound: Option<f64>,
    /// The value with nothing done.
    pub today: f64,
    /// The value with the set chosen.
    pub value: f64,
    /// What the set costs.
    pub cost: f64,
    /// The set, in the order stated; empty where nothing helps, or nothing is affordable.
    pub chosen: Vec<ChosenAction>,
    /// What the actions gain each alone, summed: less than what they gain together where they
    /// complement each other, more where they overlap.
    pub sum_alone: f64,
    /// The next best sets, the best first.
    pub next: Vec<RankedSet>,
    /// Whether every set was tried, so that no other comes before these; else they are the best of
    /// those that were tried.
    pub next_is_complete: bool,
    /// The least budget above this one at which another set is chosen; `None` where there is none, or
    /// where not every set was tried, or regret was asked for.
    pub next_budget: Option<NextBudget>,
    /// Actions that are not chosen.
    pub rejected: Vec<RejectedAction>,
    /// What rules of thumb would have chosen.
    pub rules_of_thumb: Vec<RuleOfThumb>,
    /// External customers who gain most, by population times quality gained; up to twenty.
    pub customers: Vec<CustomerGain>,
    /// The chains through which all customers gain most, in the scenario of the largest weight; up to
    /// five.
    pub chains: Vec<ChainShare>,
    /// Each scenario by itself.
    pub scenarios: Vec<ScenarioGain>,
    /// The sets of which none is better by both criteria, the best by the first criterion first;
    /// empty unless asked for.
    pub frontier: Vec<FrontierPoint>,
    /// The best set at every budget up to this one at which it changes; empty unless asked for.
    pub by_budget: Vec<BudgetStep>,
    /// What is odd about the actions.
    pub warnings: Vec<String>,
    /// How many states were solved for, of every scenario.
    pub solves: u64,
    /// The worst of all solves'.
    pub solve_status: Status,
    #[serde(skip)]
    pub(super) realised: Vec<Scenario>,
}

/// How certain it is that no set is better.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChoiceStatus {
    /// No set within the budget is better, but for rounding.
    Optimal,
    /// No set is better by more than the gap, in the criterion's own units.
    Within {
        /// The bound less the value.
        gap: f64,
    },
    /// Nothing bounds what others could bring: actions worsen something as well and not every set was
    /// tried, the search was broken off, or the least regret is not proved.
    BestFound,
}

/// How a set was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SearchMethod {
    /// Every set was to be tried.
    Enumeration,
    /// Greedy choice, exchange, and branch and bound.
    BranchAndBound,
    /// Greedy choice and exchange alone.
    Exchange,
}

/// An action that is chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ChosenAction {
    /// The action.
    pub action: String,
    /// What it is called.
    pub name: String,
    /// What it costs.
    pub cost: f64,
    /// What it gains alone, with the actions that it needs.
    pub alone: f64,
    /// What is missing without it, and without those that need it.
    pub last: f64,
    /// Its Shapley share of what all gain together; shares sum to that.
    pub share: f64,
    /// The standard error of the share; 0 where every order was counted.
    pub share_standard_error: f64,
}

/// An action that is not chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RejectedAction {
    /// The action.
    pub action: String,
    /// What it costs.
    pub cost: f64,
    /// What it would gain alone, with the actions that it needs.
    pub alone: f64,
    /// The most it may cost for a set with it to be chosen; `None` where it would not be even for
    /// nothing, or where not every set was tried.
    pub chosen_up_to_cost: Option<f64>,
}

/// A set with its cost and value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RankedSet {
    /// The actions, in the order stated.
    pub actions: Vec<String>,
    /// What they cost.
    pub cost: f64,
    /// The value with them.
    pub value: f64,
}

/// The next budget at which another set is chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct NextBudget {
    /// The budget.
    pub budget: f64,
    /// What is chosen there.
    #[serde(flatten)]
    pub set: RankedSet,
}

/// What a rule of thumb would have chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RuleOfThumb {
    /// The rule.
    pub rule: String,
    /// What it chooses.
    #[serde(flatten)]
    pub set: RankedSet,
    /// Its gain over that of the set chosen; `None` where nothing is gained.
    pub share_of_gain: Option<f64>,
}

/// What an external customer gains.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CustomerGain {
    /// The customer.
    pub customer: PartyId,
    /// Its population.
    pub population: f64,
    /// Its quality with nothing done: the mean over scenarios, by weight.
    pub today: f64,
    /// Its quality with the set chosen.
    pub quality: f64,
}

/// A scenario by itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ScenarioGain {
    /// What it is called.
    pub scenario: String,
    /// Its share of all weights.
    pub weight: f64,
    /// The value with nothing done.
    pub today: f64,
    /// The value with the set chosen.
    pub value: f64,
    /// The best value of any set in this scenario alone; only where regret was asked for.
    pub best: Option<f64>,
}

/// A set of a frontier.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FrontierPoint {
    /// The set, and its value by the first criterion.
    #[serde(flatten)]
    pub set: RankedSet,
    /// Its value by the second criterion.
    pub second: f64,
    /// How certain it is that no set is better by both.
    #[serde(flatten)]
    pub status: ChoiceStatus,
}

/// The best set from a budget on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BudgetStep {
    /// From this budget on, which is what the set costs.
    pub budget: f64,
    /// The set.
    #[serde(flatten)]
    pub set: RankedSet,
    /// How certain it is that no set within that budget is better.
    #[serde(flatten)]
    pub status: ChoiceStatus,
}

impl Choice {
    /// Returns what the set gains.
    pub fn gain(&self) -> f64 {
        self.value - self.today
    }

    /// Returns what is left of the budget; `None` without a limit.
    pub fn left(&self) -> Option<f64> {
        self.budget.map(|budget| budget - self.cost)
    }

    /// Returns the ids of the actions chosen, in the order stated.
    pub fn actions(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.chosen.iter().map(|chosen| chosen.action.as_str())
    }

    /// Returns every scenario with the set chosen in force, to solve and explain.
    pub fn realised(&self) -> &[Scenario] {
        &self.realised
    }
}
