//! What rules of thumb would choose: to show what they miss.

use super::action_set::ActionSet;
use super::evaluate::Evaluator;
use super::goal::Goal;
use super::greedy::{GreedyOrder, greedy, in_order};
use super::options::{ChoiceOptions, Criterion};
use crate::explain::Sensitivity;
use crate::network::{DeptIx, Parameter, put};
use crate::outcome::action::{Action, ActionChange, ChangeKind};
use crate::quality::Objective;
use crate::unit::Quality;

/// The rules, with the sets that they choose.
pub(super) fn rules_of_thumb(
    evaluator: &mut Evaluator<'_>,
    goal: &Goal,
    options: &ChoiceOptions,
) -> Vec<(&'static str, ActionSet)> {
    let mut rules = vec![
        ("most per cost first", greedy(evaluator, goal, GreedyOrder::PerCost)),
        ("most first", greedy(evaluator, goal, GreedyOrder::Plain)),
    ];
    let critical = by_criticality(evaluator, goal, options);
    rules.push(("most critical department first", in_order(evaluator, &critical)));
    if let Some(order) = by_derivative(evaluator, options) {
        rules.push(("largest derivative per cost first", in_order(evaluator, &order)));
    }
    rules
}

/// Sorts actions by a merit, the largest first, as stated where that is equal.
fn by_merit(merits: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..merits.len()).collect();
    order.sort_by(|&one, &two| merits[two].total_cmp(&merits[one]));
    order
}

/// Actions by what the loss of the department costs whose equation they change: the one of a
/// service's consumer, or its provider's where that is an external customer.
fn by_criticality(
    evaluator: &mut Evaluator<'_>,
    goal: &Goal,
    options: &ChoiceOptions,
) -> Vec<usize> {
    let mut known: indexmap::IndexMap<DeptIx, f64> = indexmap::IndexMap::new();
    let mut merits = Vec::new();
    for action in options.actions.iter() {
        let department = action.changes().iter().find_map(|change| department(evaluator, change));
        let Some(department) = department else {
            merits.push(f64::NEG_INFINITY);
            continue;
        };
        let merit = if let Some(&merit) = known.get(&department) {
            merit
        } else {
            let merit = -without(evaluator, goal, department);
            known.insert(department, merit);
            merit
        };
        merits.push(merit);
    }
    by_merit(&merits)
}

fn department(evaluator: &Evaluator<'_>, change: &ActionChange) -> Option<DeptIx> {
    let layout = evaluator.layout();
    let of = change.of.as_str();
    if let Some(department) = layout.find_department(of) {
        return Some(department);
    }
    if let Some(entry) = layout.find_service(of) {
        let consumer = layout.department(layout.consumer(entry));
        return consumer.or(Some(layout.provider(entry)));
    }
    let (consumer, _) = of.split_once('/')?;
    layout.find_department(consumer)
}

/// The value today without a department.
fn without(evaluator: &mut Evaluator<'_>, goal: &Goal, department: DeptIx) -> f64 {
    let problem = evaluator.problem;
    let mut values = Vec::new();
    for scenario in 0..problem.scenarios.len() {
        let mut overrides = problem.overrides(scenario, &problem.none());
        put(&mut overrides.values, Parameter::Capability(department), Some(0.0));
        let solved = evaluator.solve_for(scenario, overrides);
        values.push(evaluator.judged[goal.criterion].of(&solved));
        evaluator.recycle(solved);
    }
    goal.combine(problem, &values)
}

/// Actions by the derivative of what they change times by how much, per cost; `None` for criteria
/// without derivatives.
fn by_derivative(evaluator: &mut Evaluator<'_>, options: &ChoiceOptions) -> Option<Vec<usize>> {
    let network = &evaluator.problem.network;
    let objective = match &options.criterion {
        Criterion::Customers => Objective::customers(network).ok()?,
        Criterion::Weighted(objective) => objective.clone(),
        Criterion::WorstServed | Criterion::Internal | Criterion::Revenue => return None,
    };
    let mut merits = vec![0.0; options.actions.len()];
    for scenario in 0..evaluator.problem.scenarios.len() {
        let today = evaluator.solve(scenario, &evaluator.problem.none());
        let sensitivity = today.sensitivity(&objective).ok()?;
        let weight = evaluator.problem.scenarios[scenario].weight;
        for (merit, action) in merits.iter_mut().zip(options.actions.iter()) {
            *merit += weight * estimate(evaluator, &sensitivity, action);
        }
    }
    for (merit, action) in merits.iter_mut().zip(options.actions.iter()) {
        *merit /= action.cost.max(f64::MIN_POSITIVE);
    }
    Some(by_merit(&merits))
}

/// What an action gains as far as derivatives tell.
fn estimate(evaluator: &Evaluator<'_>, sensitivity: &Sensitivity, action: &Action) -> f64 {
    let assessment = sensitivity.assessment();
    let layout = evaluator.layout();
    let stated = |of: Option<Parameter>| of.map_or(0.0, |of| layout.stated_value(of));
    let gain = |change: &ActionChange| {
        let of = change.of.as_str();
        let (department, entry) = (layout.find_department(of), layout.find_service(of));
        let (derivative, from) = match change.kind {
            ChangeKind::Capability | ChangeKind::AddCapability => {
                let from = assessment.capability(of).map_or(0.0, Quality::get);
                (sensitivity.capability(of), from)
            }
            ChangeKind::Agents | ChangeKind::AddAgents => {
                (sensitivity.agents(of), stated(department.map(Parameter::Agents)))
            }
            ChangeKind::Skill | ChangeKind::AddSkill => {
                (sensitivity.skill(of), stated(department.map(Parameter::Skill)))
            }
            ChangeKind::Condition => {
                (sensitivity.condition(of), stated(entry.map(Parameter::Condition)))
            }
            ChangeKind::Dependence => {
                let slot = entry.map(|entry| layout.slot_of(entry));
                (sensitivity.dependence(of), stated(slot.map(Parameter::Dependence)))
            }
            ChangeKind::DemandPerHour => {
                (sensitivity.demand_per_hour(of), stated(entry.map(Parameter::Demand)))
            }
            ChangeKind::Retries => (sensitivity.retries(of), stated(entry.map(Parameter::Retries))),
            ChangeKind::StartService => (None, 0.0),
        };
        let step = if change.kind.adds() { change.value } else { change.value - from };
        derivative.unwrap_or(0.0) * step
    };
    action.changes().iter().map(gain).sum()
}
