//! How the sets of a choice compare where numbers are drawn.

use serde::Serialize;

use super::action_set::ActionSet;
use super::choice::{Choice, RankedSet};
use super::error::ChoiceError;
use super::evaluate::{CompiledCriterion, Evaluator};
use super::goal::{Combined, Goal, TIE};
use super::options::{ChoiceOptions, Robustness};
use super::problem::ActionProblem;
use super::scenario_base::scenarios_of;
use crate::network::Network;
use crate::quality::Status;
use crate::uncertainty::Draws;

/// The share of draws in which a set is worth less than its [`worst_5`](DrawnSet::worst_5).
const WORST: f64 = 0.05;

/// The sets of a choice where numbers are drawn, the set chosen first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
#[must_use]
pub struct DrawnChoice {
    /// How often numbers were drawn.
    pub draws: usize,
    /// The seed of the draws.
    pub seed: u64,
    /// The set chosen, then the next best ones, in the order of the choice.
    pub sets: Vec<DrawnSet>,
    /// The worst of all solves'.
    pub solve_status: Status,
}

/// A set of actions where numbers are drawn.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DrawnSet {
    /// The set, and its value as stated.
    #[serde(flatten)]
    pub set: RankedSet,
    /// In which share of the draws it is the best of these sets, 0..=1; of those that tie the first.
    pub share_best: f64,
    /// Its mean value.
    pub mean: f64,
    /// By how much it falls short of the best of these sets, on average.
    pub mean_regret: f64,
    /// The smallest of its values that one draw in twenty does not exceed.
    pub worst_5: f64,
}

impl Network {
    /// Compares the sets of a choice where numbers are drawn: the set chosen, and the
    /// [next best](Choice::next). All are evaluated on the same draws.
    ///
    /// What is drawn stands in place of what is stated; of an action that sets the same number the
    /// better of both counts, and what a scenario sets stays as it sets it.
    ///
    /// # Arguments
    ///
    /// * `options`: what was asked for the choice; ask for some fifty
    ///   [next sets](ChoiceOptions::runners_up), as what is best in some draws may be any of them.
    /// * `choice`: what was chosen.
    /// * `draws`: numbers, seed and how often they are drawn, 200 times, say.
    ///
    /// # Errors
    ///
    /// [`ChoiceError`] as for the choice, and for drawn numbers that do not fit the network;
    /// [`ChoiceError::NothingDrawn`] where there are none.
    ///
    /// # Complexity
    ///
    /// A solve for every set, scenario and draw, sixteen sets side by side.
    ///
    /// # Examples
    ///
    /// Two customers of a department each; nobody knows how much the first depends on its own:
    ///
    /// ```
    /// use knockon::outcome::{Action, Actions, ChoiceOptions};
    /// use knockon::uncertainty::{Draws, Uniform};
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let network = Organisation::builder("Two lines")
    ///     .department(Department::new("a").capability(0.5))
    ///     .department(Department::new("b").capability(0.5))
    ///     .customer(ExternalCustomer::new("of-a"))
    ///     .customer(ExternalCustomer::new("of-b"))
    ///     .service(Service::new("sa", "a", "of-a").dependence(0.6))
    ///     .service(Service::new("sb", "b", "of-b").dependence(0.5))
    ///     .build()?
    ///     .compile()?;
    /// let raise = |id: &str| Action::new(id).cost(1.0).capability(id, 1.0);
    /// let actions = Actions::builder().action(raise("a")).action(raise("b")).build()?;
    /// let options = ChoiceOptions::within(1.0, actions);
    /// let choice = network.choose(&options)?;
    /// let draws = Draws::new(400).dependence("sa", Uniform::new(0.4, 0.8)?);
    /// let drawn = network.choice_under_draws(&options, &choice, &draws)?;
    /// // `a` comes first as stated, and wherever the dependence is above 0.5: in three of four draws.
    /// assert_eq!(drawn.sets[0].set.actions, ["a"]);
    /// assert!((drawn.sets[0].share_best - 0.75).abs() < 0.06);
    /// assert!(drawn.sets[0].mean_regret < drawn.sets[1].mean_regret);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn choice_under_draws(
        &self,
        options: &ChoiceOptions,
        choice: &Choice,
        draws: &Draws,
    ) -> Result<DrawnChoice, ChoiceError> {
        if draws.inputs().next().is_none() {
            return Err(ChoiceError::NothingDrawn);
        }
        let scenarios = scenarios_of(options);
        let problem = ActionProblem::new(self, options)?.under(draws, &scenarios)?;
        let judged = vec![CompiledCriterion::new(&options.criterion, &problem)?];
        let mut evaluator = Evaluator::new(&problem, judged, options);
        let ranked = ranked_sets(choice);
        let sets: Vec<ActionSet> = ranked.iter().map(|set| numbered(options, set)).collect();
        evaluator.evaluate(&sets);
        let mut by_set = Vec::with_capacity(sets.len());
        for set in &sets {
            by_set.push(evaluator.values(set, 0));
        }
        let by_draw = by_draw(&by_set, scenarios.len(), &problem, options.robustness);
        Ok(DrawnChoice {
            draws: by_draw.len(),
            seed: draws.first_seed(),
            sets: ranked
                .into_iter()
                .enumerate()
                .map(|(place, set)| drawn_set(set, place, &by_draw))
                .collect(),
            solve_status: options.solve.status_of(evaluator.status),
        })
    }
}

/// The set chosen, then the next ones.
fn ranked_sets(choice: &Choice) -> Vec<RankedSet> {
    let actions = choice.actions().map(str::to_owned).collect();
    let chosen = RankedSet { actions, cost: choice.cost, value: choice.value };
    std::iter::once(chosen).chain(choice.next.iter().cloned()).collect()
}

/// A set by the numbers of its actions.
fn numbered(options: &ChoiceOptions, set: &RankedSet) -> ActionSet {
    let all = options.actions.actions.iter().enumerate();
    let taken = all.filter(|(_, action)| set.actions.iter().any(|id| id == action.id()));
    taken.fold(ActionSet::none(options.actions.len()), |set, (number, _)| set.with(number))
}

/// Of every draw the value of every set, given their values in every scenario of every draw.
fn by_draw(
    by_set: &[Vec<f64>],
    count: usize,
    problem: &ActionProblem,
    robustness: Robustness,
) -> Vec<Vec<f64>> {
    let draws = problem.scenarios.len() / count;
    let of_draw = |draw: usize| {
        let values: Vec<&[f64]> =
            by_set.iter().map(|values| &values[draw * count..(draw + 1) * count]).collect();
        // The best of these sets in each scenario.
        let best = |scenario: usize| {
            values.iter().map(|values| values[scenario]).fold(f64::NEG_INFINITY, f64::max)
        };
        let goal = match robustness {
            Robustness::Regret => Goal::new(0, Combined::Regret((0..count).map(best).collect())),
            simple => Goal::simple(0, simple),
        };
        // Scenarios weigh alike in every draw.
        values.iter().map(|values| goal.combine(problem, values)).collect()
    };
    (0..draws).map(of_draw).collect()
}

/// What is said of one of the sets.
fn drawn_set(set: RankedSet, place: usize, by_draw: &[Vec<f64>]) -> DrawnSet {
    let count = by_draw.len();
    let most = |values: &[f64]| values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let is_first = |values: &&Vec<f64>| {
        let most = most(values);
        values.iter().position(|value| *value >= most - TIE) == Some(place)
    };
    let mut values: Vec<f64> = by_draw.iter().map(|values| values[place]).collect();
    values.sort_by(f64::total_cmp);
    let regrets = by_draw.iter().map(|values| most(values) - values[place]);
    DrawnSet {
        set,
        share_best: share(by_draw.iter().filter(is_first).count(), count),
        mean: mean(values.iter().copied()),
        mean_regret: mean(regrets),
        worst_5: values[rank(WORST, count)],
    }
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len();
    (0.0 + values.sum::<f64>()) * share(1, count)
}

#[expect(clippy::cast_precision_loss, reason = "counts of draws are exact")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// The place, in order, of the smallest value that a share of them does not exceed.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place among so many"
)]
fn rank(share: f64, count: usize) -> usize {
    ((share * count as f64).ceil() as usize).clamp(1, count) - 1
}
