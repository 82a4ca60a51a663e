//! Which actions first.

use std::fmt::Write;

use super::name::stated;
use super::number::percent;
use super::{Column, Points, list, plain, short, table};
use crate::organisation::Organisation;
use crate::outcome::{
    Action, Actions, Choice, ChoiceStatus, Criterion, FrontierPoint, RankedSet, Robustness,
    SearchMethod,
};

/// Describes a choice: what first, how certain that is, why, and what would have been chosen instead;
/// lists of up to `top`. The second criterion is that of the frontier, if one was asked for.
pub fn choice(
    organisation: &Organisation,
    actions: &Actions,
    choice: &Choice,
    second: Option<&Criterion>,
    top: usize,
) -> String {
    let said = Said { organisation, actions, choice, top };
    let mut text = said.head();
    text += &said.chosen();
    text += &said.instead();
    text += &said.who_gains();
    text += &said.scenarios();
    text += &said.frontier(second);
    text += &said.by_budget();
    for warning in &choice.warnings {
        let _ = writeln!(text, "\nNote: {}.", plain(warning));
    }
    text
}

struct Said<'a> {
    organisation: &'a Organisation,
    actions: &'a Actions,
    choice: &'a Choice,
    top: usize,
}

/// What an action is called.
fn name(actions: &Actions, id: &str) -> String {
    let action = actions.iter().find(|action| action.id() == id);
    plain(action.map_or(id, Action::name))
}

/// A set by the names of its actions.
pub(super) fn set(actions: &Actions, ids: &[String]) -> String {
    let names: Vec<String> = ids.iter().map(|id| name(actions, id)).collect();
    match names.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", list(most, most.len())),
    }
}

/// A value in points of 100.
pub(super) fn points(value: f64) -> String {
    Points::of_losses([]).quality(value)
}

/// A cost without digits that say nothing.
fn amount(cost: f64) -> String {
    let text = format!("{cost:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl Said<'_> {
    fn with_unit(&self, cost: f64) -> String {
        match self.choice.unit.as_str() {
            "" => amount(cost),
            unit => format!("{} {}", amount(cost), plain(unit)),
        }
    }

    fn name(&self, id: &str) -> String {
        name(self.actions, id)
    }

    fn set(&self, actions: &[String]) -> String {
        set(self.actions, actions)
    }

    fn head(&self) -> String {
        let Self { organisation, actions, choice, .. } = self;
        let budget = match choice.budget {
            Some(budget) => format!("budget {}", self.with_unit(budget)),
            None => "no limit".to_owned(),
        };
        let across = match (choice.robustness, choice.scenarios.len()) {
            (Robustness::Regret, 0 | 1) => ", least regret".to_owned(),
            (_, 0 | 1) => String::new(),
            (Robustness::WorstCase, count) => format!(" in the worst of {count} scenarios"),
            (Robustness::Regret, count) => format!(", least regret over {count} scenarios"),
            (_, count) => format!(", mean of {count} scenarios"),
        };
        let name = plain(organisation.name());
        let count = actions.len();
        let today = points(choice.today);
        let criterion = plain(&choice.criterion);
        format!(
            "{name}: {count} actions, {budget}, {criterion}{across} at {today} points today\n\n"
        )
    }

    fn certainty(&self) -> String {
        let Choice { status, method, solves, .. } = self.choice;
        match (status, method) {
            (ChoiceStatus::Optimal, SearchMethod::Enumeration) => {
                format!("No affordable set is better: every one was tried, in {solves} solves.")
            }
            (ChoiceStatus::Optimal, _) => {
                format!("No affordable set is better: proved in {solves} solves.")
            }
            (ChoiceStatus::Within { gap }, _) => format!(
                "No affordable set is better by more than {} points, after {solves} solves.",
                Points::of_losses([*gap]).quality(*gap)
            ),
            (ChoiceStatus::BestFound, _) => format!(
                "This is the best set found in {solves} solves; nothing bounds what others could \
                 bring."
            ),
        }
    }

    fn chosen(&self) -> String {
        let choice = self.choice;
        if choice.chosen.is_empty() {
            return format!("Nothing: no affordable set brings more. {}\n", self.certainty());
        }
        let ids: Vec<String> = choice.actions().map(str::to_owned).collect();
        let mut text = format!(
            "First: {}, cost {}: {} points. {}\n",
            self.set(&ids),
            amount(choice.cost),
            points(choice.value),
            self.certainty()
        );
        let columns = [
            Column::Text("action"),
            Column::Number("cost"),
            Column::Number("alone"),
            Column::Number("last"),
            Column::Number("share"),
        ];
        let gains =
            choice.chosen.iter().flat_map(|chosen| [chosen.alone, chosen.last, chosen.share]);
        let digits = Points::of_losses(gains.filter(|gain| gain.abs() > LEAST_SHOWN));
        let row = |chosen: &crate::outcome::ChosenAction| {
            vec![
                short(&chosen.name),
                amount(chosen.cost),
                digits.change(chosen.alone),
                digits.change(chosen.last),
                digits.change(chosen.share),
            ]
        };
        text += &table(&columns, choice.chosen.iter().map(row), self.top.max(choice.chosen.len()));
        if choice.chosen.len() > 1 {
            let (sum, gain) = (choice.sum_alone, choice.gain());
            let (alone, together) = (digits.quality(sum), digits.quality(gain));
            let _ = if alone == together {
                writeln!(text, "They add up: alone as together they bring {together} points.")
            } else if sum < gain {
                writeln!(
                    text,
                    "They complement each other: alone they sum to {alone} points, together they \
                     bring {together}."
                )
            } else {
                writeln!(
                    text,
                    "They overlap: alone they sum to {alone} points, together they bring {together}."
                )
            };
        }
        text
    }

    fn ranked(&self, set: &RankedSet) -> String {
        format!("{} ({})", self.set(&set.actions), points(set.value))
    }

    /// What else could be chosen, and what rules of thumb would choose.
    fn instead(&self) -> String {
        let choice = self.choice;
        let mut text = String::new();
        if !choice.next.is_empty() {
            let next: Vec<String> = choice.next.iter().map(|set| self.ranked(set)).collect();
            let of = if choice.next_is_complete { "" } else { " of those tried" };
            let _ = write!(text, "Next best{of}: {}.", list(&next, self.top));
            if let Some(next) = &choice.next_budget {
                let _ = write!(
                    text,
                    " The choice changes at a budget of {}, to {}.",
                    self.with_unit(next.budget),
                    self.ranked(&next.set)
                );
            }
            text.push('\n');
        }
        let shares: Vec<String> = choice
            .rules_of_thumb
            .iter()
            .filter_map(|rule| {
                let share = rule.share_of_gain?;
                Some(format!("{} {:.0} %", rule.rule, 100.0 * share))
            })
            .collect();
        if !shares.is_empty() {
            let gain = Points::of_change(choice.gain()).quality(choice.gain());
            let shares = list(&shares, shares.len());
            let _ = writeln!(
                text,
                "Rules of thumb would have brought, of these {gain} points: {shares}."
            );
        }
        let could: Vec<String> = choice
            .rejected
            .iter()
            .filter_map(|rejected| {
                let cost = rejected.chosen_up_to_cost?;
                Some(format!("{} at {}", self.name(&rejected.action), amount(cost)))
            })
            .collect();
        if !could.is_empty() {
            let _ = writeln!(text, "Chosen if it cost no more: {}.", list(&could, self.top));
        }
        text
    }

    fn who_gains(&self) -> String {
        let choice = self.choice;
        let mut text = String::new();
        let gains = choice.customers.iter().filter(|it| it.quality - it.today > LEAST_SHOWN);
        let gains: Vec<String> = gains
            .map(|it| {
                let name = stated(self.organisation, it.customer.as_str());
                format!("{name} {} -> {}", points(it.today), points(it.quality))
            })
            .collect();
        if !gains.is_empty() {
            let _ = writeln!(text, "\nWho gains: {}.", list(&gains, self.top));
        }
        let chains: Vec<String> = choice
            .chains
            .iter()
            .map(|share| format!("{} ({})", plain(&share.chain.to_string()), percent(share.share)))
            .collect();
        if !chains.is_empty() {
            let _ = writeln!(text, "Most of it comes along: {}.", list(&chains, self.top.min(3)));
        }
        text
    }

    fn scenarios(&self) -> String {
        let choice = self.choice;
        if choice.scenarios.len() < 2 {
            return String::new();
        }
        let columns = [
            Column::Text("scenario"),
            Column::Number("weight"),
            Column::Number("today"),
            Column::Number("with these"),
        ];
        let row = |scenario: &crate::outcome::ScenarioGain| {
            vec![
                short(&scenario.scenario),
                percent(scenario.weight),
                points(scenario.today),
                points(scenario.value),
            ]
        };
        let rows = choice.scenarios.iter().map(row);
        format!("\n{}", table(&columns, rows, self.top))
    }

    fn frontier(&self, second: Option<&Criterion>) -> String {
        let (choice, Some(second)) = (self.choice, second) else { return String::new() };
        let (one, two) = (plain(&choice.criterion), plain(second.name()));
        let mut text = format!("\nFrontier of {one} and {two}:\n");
        let columns = [
            Column::Number("first"),
            Column::Number("second"),
            Column::Number("cost"),
            Column::Text("actions"),
        ];
        let row = |point: &FrontierPoint| {
            vec![
                points(point.set.value),
                points(point.second),
                amount(point.set.cost),
                self.set(&point.set.actions),
            ]
        };
        text += &table(&columns, choice.frontier.iter().map(row), usize::MAX);
        let is_open = |point: &FrontierPoint| point.status != ChoiceStatus::Optimal;
        if choice.frontier.iter().any(is_open) {
            text += "Not every set of it is proved: some may be worse by both than another.\n";
        }
        if let [best, .., last] = choice.frontier.as_slice() {
            let _ = writeln!(
                text,
                "The last {} points of {two} cost {} of {one}.",
                points(last.second - best.second),
                points(best.set.value - last.set.value)
            );
        }
        text
    }

    fn by_budget(&self) -> String {
        let choice = self.choice;
        if choice.by_budget.is_empty() {
            return String::new();
        }
        let columns =
            [Column::Number("budget from"), Column::Number("points"), Column::Text("actions")];
        let row = |step: &crate::outcome::BudgetStep| {
            vec![amount(step.budget), points(step.set.value), self.set(&step.set.actions)]
        };
        format!("\n{}", table(&columns, choice.by_budget.iter().map(row), usize::MAX))
    }
}

/// A gain below this shows in none of the digits.
const LEAST_SHOWN: f64 = 5e-6;
