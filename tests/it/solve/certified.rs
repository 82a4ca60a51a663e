//! Certified values: figures of other implementations and of high-precision arithmetic, with their
//! origins in `tests/data`.

use knockon::explain::Objective;
use knockon::{
    Aggregation, Assessment, Criticality, Rule, Scenario, Substitution, Transfer, Uniqueness,
    Weighting,
};

use serde_json::Value;

use crate::support::check::{assert_near, baseline, lowers, qualities, solve_both};
use crate::support::reference::{Case, cases, entries, list, number, numbers, text};
use crate::support::statement::{Needed, Statement, Supply};
use crate::support::tolerance;

const AGGREGATION: &str = include_str!("../../data/aggregation.json");
const ORGANISATIONS: &str = include_str!("../../data/organisations.json");
const FDNA: &str = include_str!("../../data/fdna.json");
const INPUT_OUTPUT: &str = include_str!("../../data/input_output.json");

/// Aggregates through one customer that depends wholly on a department per input.
fn aggregated(p: f64, v: &[f64], x: &[f64]) -> f64 {
    let total: f64 = v.iter().sum();
    let is_mean = (total - 1.0).abs() < tolerance::CLOSED_FORM;
    let weighting =
        if is_mean { Weighting::Share { own_weight: Some(0.0) } } else { Weighting::Full };
    let mut statement = Statement::default();
    let inputs: Vec<_> = (0..x.len())
        .map(|i| statement.department(format!("input-{i}"), x[i], Rule::INDEPENDENT))
        .collect();
    let rule = Rule::Aggregation(Aggregation::new(p, weighting));
    let customer = statement.customer("customer", rule);
    for (&input, &weight) in inputs.iter().zip(v) {
        statement.serve(input, customer, 1.0).weight = weight;
    }
    baseline(&statement.organisation()).quality("customer").unwrap().get()
}

fn aggregation_case(case: &Case) {
    let (p, v) = (number(&case.inputs["p"]), numbers(&case.inputs["v"]));
    let x = numbers(&case.inputs["x"]);
    assert_near(aggregated(p, &v, &x), number(&case.outputs["A"]), case.tolerance, &case.id);
    if let Some(dual) = case.outputs.get("S_dual") {
        let losses: Vec<f64> = x.iter().map(|x| 1.0 - x).collect();
        let actual = 1.0 - aggregated(p, &v, &losses);
        assert_near(actual, number(dual), case.tolerance, &format!("dual of {}", case.id));
    }
}

#[test]
fn aggregation_of_every_order_and_weighting() {
    for (prefix, count) in [("agg-mean", 41), ("agg-tnorm", 31), ("agg-partial", 34)] {
        cases(AGGREGATION, prefix, count).iter().for_each(aggregation_case);
    }
}

#[test]
fn aggregation_of_tiny_and_huge_orders() {
    cases(AGGREGATION, "agg-extreme", 16).iter().for_each(aggregation_case);
}

#[test]
fn means_of_high_order_over_small_inputs_keep_their_digits() {
    cases(AGGREGATION, "agg-halves", 4).iter().for_each(aggregation_case);
}

/// Departments by name, with their capabilities, under one rule.
fn departments<'a>(
    capabilities: impl IntoIterator<Item = (&'a str, f64)>,
    rule: Rule,
) -> (Statement, impl Fn(&str) -> usize) {
    let mut statement = Statement::default();
    let mut names = Vec::new();
    for (name, capability) in capabilities {
        statement.department(name, capability, rule);
        names.push(name.to_owned());
    }
    (statement, move |name: &str| names.iter().position(|known| known == name).unwrap())
}

/// Checks both states of a statement, and that the library tells one state from two.
fn check_states(statement: &Statement, greatest: &[f64], least: &[f64], case: &Case) {
    let network = statement.organisation().compile().unwrap();
    let solved = solve_both(&network, &Scenario::new("as stated"));
    let states = [(qualities(&solved, statement), greatest), (lowers(&solved, statement), least)];
    for (actual, expected) in states {
        assert_eq!(actual.len(), expected.len(), "{}", case.id);
        for (index, (actual, expected)) in actual.iter().zip(expected).enumerate() {
            let what = format!("{} of {}", statement.parties[index].id, case.id);
            assert_near(*actual, *expected, case.tolerance, &what);
        }
    }
    let apart = greatest.iter().zip(least).any(|(high, low)| high - low > tolerance::APART);
    assert_eq!(solved.uniqueness() == Uniqueness::Multiple, apart, "{}", case.id);
}

#[test]
fn seven_departments_and_customers_under_six_orders() {
    for case in cases(ORGANISATIONS, "org7-p", 6) {
        let inputs = &case.inputs;
        let capability = entries(&inputs["self_effectiveness"]).map(|(id, s)| (id, number(s)));
        let (mut statement, find) = departments(capability, Rule::full(number(&inputs["p"])));
        for (consumer, services) in entries(&inputs["edges_provider_strength"]) {
            for service in list(services) {
                let provider = find(&text(&service[0]));
                statement.serve(provider, find(consumer), number(&service[1]));
            }
        }
        let state = |name: &str| -> Vec<f64> {
            statement.parties.iter().map(|p| number(&case.outputs[name][&p.id])).collect()
        };
        check_states(&statement, &state("greatest_fixpoint"), &state("least_fixpoint"), &case);
        let solved = baseline(&statement.organisation());
        assert_eq!(case.outputs["unique"], true);
        assert_ne!(solved.uniqueness(), Uniqueness::Multiple, "{}", case.id);
        let customers = ["CUST_A", "CUST_B"].map(|id| solved.quality(id).unwrap().get());
        let mean = f64::midpoint(customers[0], customers[1]);
        let expected = number(&case.outputs["objective_mean_customers"]);
        assert_near(mean, expected, case.tolerance, &case.id);
        // Under the weakest-link rule the reference gives one of several gradients at its kinks.
        if number(&inputs["p"]).is_finite() {
            let expected = entries(&case.outputs["gradient_wrt_self_effectiveness"]);
            check_gradient(&solved, &[("CUST_A", 0.5), ("CUST_B", 0.5)], expected, &case);
        }
    }
}

fn check_gradient<'a>(
    solved: &Assessment,
    objective: &[(&str, f64)],
    expected: impl Iterator<Item = (&'a str, &'a Value)>,
    case: &Case,
) {
    let weights = objective.iter().copied();
    let objective = Objective::weighted(solved.network(), "objective", weights).unwrap();
    let sensitivity = solved.sensitivity(&objective).unwrap();
    for (department, gradient) in expected {
        let actual = sensitivity.birnbaum_importance(department).unwrap();
        let what = format!("gradient of {} in {department}", case.id);
        assert_near(actual, number(gradient), case.tolerance, &what);
    }
}

fn check_fixpoints(statement: &Statement, case: &Case) {
    let state = |name: &str| numbers(&case.outputs[name]);
    check_states(statement, &state("greatest_fixpoint"), &state("least_fixpoint"), case);
}

#[test]
fn three_departments_that_all_depend_on_each_other() {
    for (prefix, count, dependence) in [("tipping-3", 2, 1.0), ("contractive-3", 1, 0.4)] {
        for case in cases(ORGANISATIONS, prefix, count) {
            let capability = numbers(&case.inputs["s"]);
            let named = ["a", "b", "c"].into_iter().zip(capability);
            let (mut statement, _) = departments(named, Rule::INDEPENDENT);
            for (provider, consumer) in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)] {
                statement.serve(provider, consumer, dependence);
            }
            check_fixpoints(&statement, &case);
        }
    }
}

#[test]
fn two_departments_behind_a_soft_step() {
    for case in cases(ORGANISATIONS, "hill-bistable", 2) {
        let s = number(&case.inputs["s"]);
        let (mut statement, _) = departments([("a", s), ("b", s)], Rule::INDEPENDENT);
        for (provider, consumer) in [(0, 1), (1, 0)] {
            let transfer = Transfer::Hill { n: 4.0, threshold: 0.5 };
            let supply = Supply { transfer, ..Supply::plain(format!("s{provider}"), provider) };
            statement.service(supply, consumer, 1.0);
        }
        check_fixpoints(&statement, &case);
    }
}

#[test]
fn suppliers_that_stand_in_for_each_other() {
    for case in cases(ORGANISATIONS, "redundancy", 2) {
        let capability = numbers(&case.inputs["s"]);
        let named = ["a", "b", "c", "either", "two-of-three", "both"].into_iter().zip(capability);
        let (mut statement, _) = departments(named, Rule::INDEPENDENT);
        // The lesser of two, whatever the department's own capability.
        let weighting = Weighting::Share { own_weight: Some(0.0) };
        let order = f64::NEG_INFINITY;
        statement.parties[5].rule = Rule::Aggregation(Aggregation::new(order, weighting));
        let pooled = Substitution::Pooled { required: 2.0 };
        for (consumer, suppliers, substitution) in
            [(3, 0..2, Substitution::Independent), (4, 0..3, pooled)]
        {
            let supply = |provider| Supply::plain(format!("{provider}-{consumer}"), provider);
            statement.needs.push(Needed {
                consumer,
                name: Some("supplies".to_owned()),
                dependence: 0.8,
                weight: 1.0,
                substitution: Some(substitution),
                criticality: None,
                services: suppliers.map(supply).collect(),
            });
        }
        statement.serve(3, 5, 1.0);
        statement.serve(4, 5, 1.0);
        let expected = numbers(&case.outputs["q"]);
        check_states(&statement, &expected, &expected, &case);
        let solved = baseline(&statement.organisation());
        let ids = ["a", "b", "c", "either", "two-of-three", "both"];
        let gradient = ids.into_iter().zip(list(&case.outputs["gradient"]));
        check_gradient(&solved, &[("both", 1.0)], gradient, &case);
    }
}

/// An operability network on a scale of 0 to 100; who states no self-effectiveness has 100.
fn operability(case: &Case) -> Statement {
    let inputs = &case.inputs;
    let nodes: Vec<String> = list(&inputs["nodes"]).iter().map(text).collect();
    let own = &inputs["roots_or_self_effectiveness"];
    let capability = |id: &str| own.get(id).map_or(1.0, |own| number(own) / 100.0);
    let named = nodes.iter().map(|id| (id.as_str(), capability(id)));
    let (mut statement, find) = departments(named, Rule::Fdna);
    for edge in list(&inputs["edges"]) {
        let ends = ["feeder", "receiver"].map(|end| find(&text(&edge[end])));
        let need = statement.serve(ends[0], ends[1], number(&edge["alpha"]));
        need.criticality = Some(Criticality::floor(number(&edge["beta"]) / 100.0));
    }
    statement
}

#[test]
fn functional_dependency_networks() {
    for case in cases(FDNA, "fdna-", 13) {
        let statement = operability(&case);
        let percent = |values: Vec<f64>| values.iter().map(|v| v / 100.0).collect::<Vec<_>>();
        if let Some(operability) = case.outputs.get("operability") {
            let of = |id: &str| number(&operability[id]);
            let expected = percent(statement.parties.iter().map(|p| of(&p.id)).collect());
            check_states(&statement, &expected, &expected, &case);
        } else {
            let state = |name: &str| percent(numbers(&case.outputs[name]));
            check_states(&statement, &state("greatest_fixpoint"), &state("least_fixpoint"), &case);
        }
    }
}

/// The losses of an inoperability model: losses add, diagonal entries are services to oneself.
fn losses(case: &Case) -> Vec<f64> {
    let mut statement = Statement::default();
    for (index, own_loss) in numbers(&case.inputs["c_star"]).into_iter().enumerate() {
        statement.department(format!("sector-{index}"), 1.0 - own_loss, Rule::ADDITIVE);
    }
    for (consumer, row) in list(&case.inputs["A_star"]).iter().enumerate() {
        for (provider, dependence) in numbers(row).into_iter().enumerate() {
            statement.serve(provider, consumer, dependence);
        }
    }
    let solved = baseline(&statement.organisation());
    qualities(&solved, &statement).iter().map(|quality| 1.0 - quality).collect()
}

fn assert_all_near(actual: &[f64], expected: &[f64], tolerance: f64, what: &str) {
    assert_eq!(actual.len(), expected.len(), "{what}");
    actual.iter().zip(expected).for_each(|(a, e)| assert_near(*a, *e, tolerance, what));
}

#[test]
fn inoperability_of_two_sectors() {
    let case = &cases(INPUT_OUTPUT, "iim-lh", 1)[0];
    let actual = losses(case);
    assert_all_near(&actual, &numbers(&case.outputs["q_published"]), case.tolerance, &case.id);
    let computed = numbers(&case.outputs["q_computed"]);
    assert_all_near(&actual, &computed, tolerance::VERIFY, &case.id);
}

#[test]
fn losses_are_clipped_inside_the_iteration() {
    let case = &cases(INPUT_OUTPUT, "iim-clip", 1)[0];
    let inside = numbers(&case.outputs["clip_inside"]);
    assert_ne!(inside, numbers(&case.outputs["clip_after"]));
    assert_all_near(&losses(case), &inside, case.tolerance, &case.id);
}

#[test]
fn cascading_functionality_of_networks() {
    for case in cases(INPUT_OUTPUT, "nci-leontief", 2) {
        let functionality = entries(&case.inputs["functionality"]);
        let (mut statement, find) =
            departments(functionality.map(|(id, s)| (id, number(s))), Rule::ADDITIVE);
        for edge in list(&case.inputs["edges"]) {
            let ends = [0, 1].map(|end: usize| find(&text(&edge[end])));
            statement.serve(ends[0], ends[1], number(&edge[2]));
        }
        let expected = entries(&case.outputs["cascading_functionality"]);
        let expected: Vec<f64> = expected.map(|(_, value)| number(value)).collect();
        check_states(&statement, &expected, &expected, &case);
    }
}
