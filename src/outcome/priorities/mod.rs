//! Which actions first, within a budget.
//!
//! ```text
//! choose S:  cost(S) ≤ budget, requirements, exclusive groups
//! maximise   f(S) = Σ_ω weight_ω · value(state under scenario ω with S)     or the least of them, or minus the largest regret
//! ```
//!
//! `f` rises with every action that only improves, for the best state does. It is neither submodular
//! nor supermodular: actions along a chain complement each other, substitutes overlap, and under the
//! weakest link only both of a pair help. So a greedy choice can be as bad as can be, and no
//! guarantee for greedy choices applies; the best values by budget are not concave, and the best sets
//! are not nested.
//!
//! Few actions are tried in every combination. More are searched: greedy by cost and plainly,
//! exchange, then [`branch`] and [`bound`], which ends with the best set or with how much better one
//! could be at most. Where an action worsens something as well, no bound holds, and the best set
//! found is said to be that and no more.

#![expect(
    clippy::indexing_slicing,
    reason = "actions, scenarios and parties are numbered densely by the problem at hand"
)]

mod action_set;
mod bound;
mod branch;
mod by_budget;
mod choice;
mod enumerate;
mod error;
mod evaluate;
mod exchange;
mod frontier;
mod goal;
mod greedy;
mod knapsack;
mod lever;
mod options;
mod problem;
mod realise;
mod revenue;
mod rules_of_thumb;
mod scenario_base;
mod search;
mod slope_box;
#[cfg(feature = "draws")]
mod under_draws;
mod why;

pub use choice::{
    BudgetStep, Choice, ChoiceStatus, ChosenAction, CustomerGain, FrontierPoint, NextBudget,
    RankedSet, RejectedAction, RuleOfThumb, ScenarioGain, SearchMethod,
};
pub use error::ChoiceError;
pub use options::{ChoiceOptions, Criterion, Robustness};
#[cfg(feature = "draws")]
pub use under_draws::{DrawnChoice, DrawnSet};

use action_set::ActionSet;
use enumerate::{consistent_sets, evaluate_all};
use evaluate::{CompiledCriterion, Evaluator};
use goal::{Combined, Goal, Ranked, TIE};
use problem::ActionProblem;
use search::{goal_of, method, search, status};

use crate::network::Network;

/// Up to so many actions sets beyond the budget are tried as well, to say what more money would buy.
const FEW_ACTIONS: usize = 12;

impl Network {
    /// Chooses the actions that bring most within a budget.
    ///
    /// # Arguments
    ///
    /// * `options`: actions, budget, criterion and scenarios.
    ///
    /// # Returns
    ///
    /// The best set, with the status of that claim: optimal, within a gap, or best found. Of sets
    /// whose values are nearer than 1e-12 the cheaper is chosen, and of these the one with the
    /// actions stated first; where not every set was tried, of those that were.
    ///
    /// # Errors
    ///
    /// [`ChoiceError`] for actions and scenarios that do not fit the network, and for a criterion
    /// that has nobody to judge by.
    ///
    /// # Complexity
    ///
    /// A solve for every set and scenario, sixteen side by side, where every set is tried; else
    /// exchange takes up to 5,000 solves a round, and branch and bound four solves and two adjoint
    /// passes a node and scenario.
    ///
    /// # Examples
    ///
    /// Under the weakest link neither of two helps alone, so that greedy choices take the third:
    ///
    /// ```
    /// use knockon::outcome::{Action, Actions, ChoiceOptions, ChoiceStatus};
    /// use knockon::{Department, ExternalCustomer, Organisation, Rule, Service};
    ///
    /// let network = Organisation::builder("Two halves")
    ///     .department(Department::new("a").capability(0.5))
    ///     .department(Department::new("b").capability(0.5))
    ///     .department(Department::new("joint").rule(Rule::WEAKEST))
    ///     .department(Department::new("shop").capability(0.9))
    ///     .customer(ExternalCustomer::new("many").population(9.0))
    ///     .customer(ExternalCustomer::new("few"))
    ///     .service(Service::new("aj", "a", "joint").dependence(1.0))
    ///     .service(Service::new("bj", "b", "joint").dependence(1.0))
    ///     .service(Service::new("jm", "joint", "many").dependence(1.0))
    ///     .service(Service::new("sf", "shop", "few").dependence(1.0))
    ///     .build()?
    ///     .compile()?;
    /// let actions = Actions::builder()
    ///     .action(Action::new("a to 90").cost(1.0).capability("a", 0.9))
    ///     .action(Action::new("b to 90").cost(1.0).capability("b", 0.9))
    ///     .action(Action::new("shop to 100").cost(1.0).capability("shop", 1.0))
    ///     .build()?;
    /// let choice = network.choose(&ChoiceOptions::within(2.0, actions))?;
    /// assert_eq!(choice.actions().collect::<Vec<_>>(), ["a to 90", "b to 90"]);
    /// assert_eq!(choice.status, ChoiceStatus::Optimal);
    /// assert!((choice.value - 0.9).abs() < 1e-15);
    /// assert!((choice.rules_of_thumb[0].set.value - 0.55).abs() < 1e-15);
    /// # Ok::<(), knockon::Error>(())
    /// ```
    ///
    /// # References
    ///
    /// A. Land and A. Doig, *An automatic method of solving discrete programming problems*,
    /// Econometrica 28 (1960) 497-520; on greedy choices G. Nemhauser, L. Wolsey and M. Fisher, *An
    /// analysis of approximations for maximizing submodular set functions*, Math. Program. 14 (1978)
    /// 265-294, whose guarantee does not apply here.
    pub fn choose(&self, options: &ChoiceOptions) -> Result<Choice, ChoiceError> {
        let problem = ActionProblem::new(self, options)?;
        let criteria = [Some(&options.criterion), options.frontier.as_ref()];
        let judged = criteria.into_iter().flatten();
        let judged = judged.map(|criterion| CompiledCriterion::new(criterion, &problem));
        let judged = judged.collect::<Result<Vec<_>, _>>()?;
        let mut evaluator = Evaluator::new(&problem, judged, options);
        let all = consistent_sets(&problem, options.max_enumerated);
        Ok(choose(&mut evaluator, all.as_deref(), options))
    }
}

fn choose(
    evaluator: &mut Evaluator<'_>,
    all: Option<&[ActionSet]>,
    options: &ChoiceOptions,
) -> Choice {
    let problem = evaluator.problem;
    let (goal, regret_is_known) = goal_of(evaluator, 0, all, options);
    let nothing = goal.rank(evaluator, &problem.none());
    let today = nothing.value;
    let searched = search(evaluator, &goal, all, options);
    let best = searched.best.clone().unwrap_or(nothing);
    let mut certain = status(&searched, best.value);
    if !regret_is_known || evaluator.is_stopped() {
        certain = ChoiceStatus::BestFound;
    }
    // Of few actions every set is known, whatever it costs.
    let beyond = all.filter(|_| options.by_budget || problem.count() <= FEW_ACTIONS);
    let beyond = beyond.filter(|all| evaluate_all(evaluator, all));
    // The regret of a larger budget is against other sets.
    let next_budget = beyond.filter(|_| options.robustness != Robustness::Regret);
    let next_budget =
        next_budget.and_then(|all| by_budget::next_step(evaluator, &goal, all, &best));
    let rules = rules_of_thumb::rules_of_thumb(evaluator, &goal, options);
    let gain = best.value - today;
    let mut rules_of_thumb = Vec::new();
    for (rule, set) in rules {
        let ranked = goal.rank(evaluator, &set);
        rules_of_thumb.push(RuleOfThumb {
            rule: rule.to_owned(),
            share_of_gain: (gain > TIE).then(|| (ranked.value - today) / gain),
            set: why::ranked_set(options, &ranked),
        });
    }
    let chosen = why::chosen(evaluator, &goal, &best, today, options);
    let rejected = why::rejected(evaluator, &goal, &best, today, beyond, options);
    let regret = match &goal.combined {
        Combined::Regret(best) => Some(best.as_slice()),
        _ => None,
    };
    let gains = why::gains(evaluator, &goal, &best, regret);
    let next = why::runners_up(evaluator, &goal, &best, options.runners_up);
    let by_budget =
        if options.by_budget { by_budget::steps(evaluator, all, options) } else { Vec::new() };
    let frontier = frontier_of(evaluator, &goal, regret_is_known, all, options);
    let bound = (certain != ChoiceStatus::BestFound).then_some(searched.bound);
    let mut warnings = warnings(evaluator, &goal, bound.is_some(), options);
    for (what, count) in [("frontier", frontier.len()), ("budgets", by_budget.len())] {
        if count >= by_budget::MOST_STEPS {
            warnings.push(format!("the list of the {what} ends after {count}; there are more"));
        }
    }
    Choice {
        criterion: options.criterion.name().to_owned(),
        robustness: options.robustness,
        unit: options.actions.unit().to_owned(),
        budget: options.budget.is_finite().then_some(options.budget),
        status: certain,
        method: method(evaluator, all),
        bound,
        today,
        value: best.value,
        cost: best.cost,
        sum_alone: 0.0 + chosen.iter().map(|chosen| chosen.alone).sum::<f64>(),
        chosen,
        next: next.iter().map(|ranked| why::ranked_set(options, ranked)).collect(),
        next_is_complete: all.is_some() && bound.is_some(),
        next_budget: next_budget.map(|ranked| NextBudget {
            budget: ranked.cost,
            set: why::ranked_set(options, &ranked),
        }),
        rejected,
        rules_of_thumb,
        customers: gains.customers,
        chains: gains.chains,
        scenarios: gains.scenarios,
        frontier,
        by_budget: by_budget
            .iter()
            .map(|(ranked, status)| BudgetStep {
                budget: ranked.cost,
                set: why::ranked_set(options, ranked),
                status: *status,
            })
            .collect(),
        warnings,
        solves: evaluator.solves,
        solve_status: options.solve.status_of(evaluator.status),
        realised: realise::realise(evaluator, &best.set),
    }
}

fn frontier_of(
    evaluator: &mut Evaluator<'_>,
    goal: &Goal,
    is_known: bool,
    all: Option<&[ActionSet]>,
    options: &ChoiceOptions,
) -> Vec<FrontierPoint> {
    if options.frontier.is_none() {
        return Vec::new();
    }
    let (second, second_is_known) = goal_of(evaluator, 1, all, options);
    let points = frontier::frontier(evaluator, [goal, &second], all, options);
    let is_known = is_known && second_is_known && !evaluator.is_stopped();
    let point = |(ranked, second, status): &(Ranked, f64, ChoiceStatus)| FrontierPoint {
        set: why::ranked_set(options, ranked),
        second: *second,
        status: if is_known { *status } else { ChoiceStatus::BestFound },
    };
    points.iter().map(point).collect()
}

/// What is odd about the actions.
fn warnings(
    evaluator: &mut Evaluator<'_>,
    goal: &Goal,
    is_bounded: bool,
    options: &ChoiceOptions,
) -> Vec<String> {
    let problem = evaluator.problem;
    let id = |action: usize| options.actions.actions[action].id();
    let caveats = evaluator.judged.iter().filter_map(CompiledCriterion::caveat);
    let mut warnings: Vec<String> = caveats.collect();
    for action in problem.mixed.iter() {
        let so = if is_bounded {
            "; every set was tried"
        } else {
            ", so that nothing bounds what other sets could bring"
        };
        warnings.push(format!("action `{}` may also worsen something{so}", id(action)));
    }
    for (one, two) in problem.set_twice() {
        warnings.push(format!(
            "actions `{}` and `{}` set one value and do not exclude each other; of both the better counts",
            id(one),
            id(two)
        ));
    }
    let nothing_affordable =
        (0..problem.count()).all(|action| problem.added(&problem.none(), action).is_none());
    if nothing_affordable && problem.count() > 0 {
        warnings.push("no action is affordable".to_owned());
    }
    if problem.mixed.is_empty() && !evaluator.is_over() {
        let all = ActionSet::all(problem.count());
        let without = |action: usize| problem.taken_out(&all, action);
        let sets: Vec<_> = (0..problem.count()).map(without).collect();
        evaluator.evaluate(&sets);
        let with_all = goal.value(evaluator, &all);
        let today = goal.value(evaluator, &problem.none());
        for (action, set) in sets.iter().enumerate() {
            let alone = problem.needed[action].clone();
            let is_idle = with_all - goal.value(evaluator, set) <= TIE
                && goal.value(evaluator, &alone) - today <= TIE;
            if is_idle {
                warnings.push(format!(
                    "action `{}` changes nothing by itself, nor beside all others",
                    id(action)
                ));
            }
        }
    }
    warnings
}
