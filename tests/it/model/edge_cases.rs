//! The smallest organisations, loops of one, and scenarios that cannot be meant.

use knockon::organisation::{Element, Problem, ProblemCode};
use knockon::{
    Columns, Department, ExternalCustomer, Need, Network, Organisation, Rule, Scenario, Service,
    SolveOptions, Status, Transfer, Uniqueness, Workspace,
};

use crate::support::check::{assert_near, baseline, check, solve, solve_both};
use crate::support::random;
use crate::support::statement::{Shock, Statement, Supply};
use crate::support::tolerance;

#[test]
fn an_empty_organisation_has_an_empty_answer() {
    let solved = baseline(&Organisation::builder("nobody").build().unwrap());
    assert_eq!(solved.parties().len(), 0);
    assert_eq!(solved.iterations(), 0);
    assert_eq!(solved.status(), Status::Converged);
    assert_eq!(solved.uniqueness(), Uniqueness::Certified);
    assert!(solved.quality("anybody").is_none());
    let impact = solved.compared_with(&solved).unwrap();
    assert_eq!((impact.customers().len(), impact.departments().len()), (0, 0));
}

#[test]
fn a_department_alone_delivers_its_capability_under_every_rule() {
    let alone = Department::new("alone").capability(0.3);
    let orders = [f64::NEG_INFINITY, -20.0, -1e-3, 0.0, 1e-3, 1.0];
    let rules = orders.map(Rule::full).into_iter().chain(orders.map(Rule::share));
    for rule in rules.chain([Rule::Fdna, Rule::share(20.0), Rule::share(f64::INFINITY)]) {
        let organisation =
            Organisation::builder("one").department(alone.clone().rule(rule)).build().unwrap();
        let solved = baseline(&organisation);
        let quality = solved.quality("alone").unwrap().get();
        assert_near(quality, 0.3, tolerance::CLOSED_FORM, &format!("{rule:?}"));
        assert_eq!(solved.iterations(), 1);
        assert_eq!(solved.error_bound(), Some(0.0));
    }
}

#[test]
fn a_sole_proprietor_is_felt_directly() {
    let organisation = Organisation::builder("Cobbler")
        .department(Department::new("owner"))
        .customer(ExternalCustomer::person("regulars"))
        .customer(ExternalCustomer::person("passers-by"))
        .service(Service::between("owner", "regulars").dependence(0.5))
        .build()
        .unwrap();
    let network = organisation.compile().unwrap();
    let after = solve(&network, &Scenario::new("in bed").capability("owner", 0.0));
    assert_near(after.quality("regulars").unwrap().get(), 0.5, 0.0, "regulars");
    // Nobody serves them, so nothing can be missing.
    assert_near(after.quality("passers-by").unwrap().get(), 1.0, 0.0, "passers-by");
}

#[test]
fn a_need_without_service_is_unmet() {
    let organisation = Organisation::builder("Harbour")
        .department(Department::new("port"))
        .need(Need::new("port", "pilots").dependence(0.4))
        .build()
        .unwrap();
    let quality = baseline(&organisation).quality("port").unwrap().get();
    assert_near(quality, 0.6, tolerance::CLOSED_FORM, "port");
}

/// Capability 0.8, dependence ½ on itself: each rule's equation solved by hand.
#[test]
fn a_department_that_serves_itself() {
    for (rule, expected) in [
        (Rule::INDEPENDENT, 0.4 / 0.6),    // q = 0.8 (½ + ½ q)
        (Rule::ADDITIVE, 0.3 / 0.5),       // q = 0.8 − ½ (1 − q)
        (Rule::WEAKEST, 0.8),              // q = min(0.8, ½ + ½ q)
        (Rule::MEAN, 0.65 / 0.75),         // q = (0.8 + ½ + ½ q) / 2
        (Rule::Fdna, 0.8),                 // q = ½ q + ½ · 0.8
        (Rule::share(f64::INFINITY), 1.0), // q = max(0.8, ½ + ½ q)
    ] {
        let mut statement = Statement::default();
        let me = statement.department("me", 0.8, rule);
        statement.serve(me, me, 0.5);
        let network = statement.organisation().compile().unwrap();
        let solved = solve_both(&network, &Scenario::new("as stated"));
        assert_near(solved.quality("me").unwrap().get(), expected, tolerance::VERIFY, "itself");
        assert_eq!(solved.uniqueness(), Uniqueness::Certified, "{rule:?}");
        assert_eq!(network.cycle_sizes().collect::<Vec<_>>(), [1]);
    }
}

/// `q = (½ + ½ q)²` touches the diagonal at 1, its one solution, so that the way up to it never
/// ends: that is no second equilibrium.
#[test]
fn a_state_that_is_approached_for_ever_is_not_a_second_one() {
    let mut statement = Statement::default();
    let me = statement.department("me", 1.0, Rule::INDEPENDENT);
    statement.serve(me, me, 0.5);
    statement.serve(me, me, 0.5);
    let network = statement.organisation().compile().unwrap();
    let options = SolveOptions::default().lower_state(true).max_sweeps(1_000);
    let solved = network.solve_with(&Scenario::default(), &options, &mut Workspace::new());
    let solved = check(solved.unwrap());
    assert_near(solved.quality("me").unwrap().get(), 1.0, 0.0, "greatest");
    assert_eq!(solved.status(), Status::NotConverged);
    assert_eq!(solved.uniqueness(), Uniqueness::NotChecked);
    assert!(solved.lower("me").unwrap().get() < 1.0);
}

/// The ring has one state, 0, which the way down to it never quite reaches; a customer who feels
/// the fifth root of what is left does not make that a second state.
#[test]
fn what_an_iteration_leaves_is_not_magnified_into_a_second_state() {
    let mut statement = Statement::default();
    let ring = ["a", "b"].map(|id| statement.department(id, 0.5, Rule::INDEPENDENT));
    let customer = statement.customer("customer", Rule::MEAN);
    statement.serve(ring[0], ring[1], 1.0);
    statement.serve(ring[1], ring[0], 1.0);
    let transfer = Transfer::Power { exponent: 0.2 };
    statement.service(Supply { transfer, ..Supply::plain("felt", ring[0]) }, customer, 1.0);
    let network = statement.organisation().compile().unwrap();
    assert!(!network.is_certified());
    let solved = solve_both(&network, &Scenario::new("as stated"));
    assert_eq!(solved.uniqueness(), Uniqueness::Computed);
    assert_eq!(solved.lower("customer"), solved.quality("customer"));
}

/// IT, HR and a customer, with HR split into parts that alone are served.
fn shop() -> Network {
    Organisation::builder("Shop")
        .department(Department::new("it"))
        .department(Department::new("hr"))
        .department(Department::new("payroll").part_of("hr"))
        .department(Department::new("hiring").part_of("hr"))
        .customer(ExternalCustomer::person("shoppers"))
        .service(Service::new("it-payroll", "it", "payroll").dependence(0.5))
        .service(Service::new("it-shoppers", "it", "shoppers").dependence(0.5))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

/// The problems of a scenario, as code and key.
fn problems(scenario: &Scenario) -> Vec<(ProblemCode, String)> {
    let invalid = shop().solve(scenario).unwrap_err();
    let key = |problem: &Problem| match problem.place().element() {
        Element::Key(key) => key.clone(),
        other => panic!("{other:?} where a key is expected"),
    };
    invalid.problems().iter().map(|problem| (problem.code(), key(problem))).collect()
}

#[test]
fn a_scenario_reports_everything_that_is_wrong_with_it() {
    let scenario = Scenario::new("all wrong")
        .capability("itt", 0.5)
        .capability("it", f64::NAN)
        .capability("shoppers", 0.5)
        .capability("hiring", 0.5)
        .capability("hiring", 0.5)
        .condition("it-payrol", 0.5)
        .condition("it-payroll", f64::INFINITY)
        .condition("it-shoppers", -0.1)
        .stop_service("nothing");
    let expected = [
        (ProblemCode::Unknown, "itt"),
        (ProblemCode::OutOfRange, "it"),
        (ProblemCode::Unknown, "shoppers"),
        (ProblemCode::Duplicate, "hiring"),
        (ProblemCode::Unknown, "it-payrol"),
        (ProblemCode::OutOfRange, "it-payroll"),
        (ProblemCode::OutOfRange, "it-shoppers"),
        (ProblemCode::Unknown, "nothing"),
    ];
    assert_eq!(problems(&scenario), expected.map(|(code, key)| (code, key.to_owned())));
}

#[test]
fn a_service_cannot_be_stopped_and_set() {
    for scenario in [
        Scenario::new("both").condition("it-payroll", 0.5).stop_service("it-payroll"),
        Scenario::new("twice").condition("it-payroll", 0.5).condition("it-payroll", 0.5),
        Scenario::new("stopped twice").stop_service("it-payroll").stop_service("it-payroll"),
    ] {
        let expected = (ProblemCode::Duplicate, "it-payroll".to_owned());
        assert_eq!(problems(&scenario), [expected], "{}", scenario.name());
    }
}

#[test]
fn a_department_of_parts_alone_names_them() {
    let scenario = Scenario::new("HR at half").capability("hr", 0.5);
    assert_eq!(problems(&scenario), [(ProblemCode::OnlyParts, "hr".to_owned())]);
    let message = shop().solve(&scenario).unwrap_err().to_string();
    assert!(message.contains("`payroll`") && message.contains("`hiring`"), "{message}");
}

/// A ring that loses a little more with every sweep.
fn slow_ring() -> Network {
    let mut statement = Statement::default();
    let ends = ["a", "b"].map(|id| statement.department(id, 0.9, Rule::INDEPENDENT));
    statement.serve(ends[0], ends[1], 0.5);
    statement.serve(ends[1], ends[0], 0.5);
    statement.organisation().compile().unwrap()
}

#[test]
fn running_out_of_sweeps_is_a_status() {
    let network = slow_ring();
    let settled = solve(&network, &Scenario::default());
    let options = SolveOptions::default().max_sweeps(1);
    let solved = network.solve_with(&Scenario::default(), &options, &mut Workspace::new());
    let solved = check(solved.unwrap());
    assert_eq!((solved.status(), solved.iterations()), (Status::NotConverged, 1));
    assert!(solved.residual() > 0.01 && solved.verify() > 0.01, "{solved:?}");
    let refused = solved.converged().unwrap_err();
    assert_eq!(refused.iterations, 1);
    assert_eq!(refused.residual.to_bits(), solved.residual().to_bits());
    for id in ["a", "b"] {
        let [early, late] = [&solved, &settled].map(|s| s.quality(id).unwrap().get());
        assert!(late < early && early < 1.0, "{id}: {early} before {late}");
        let bound = solved.error_bound().expect("the ring is certified");
        assert!(early - late <= bound, "{} apart, bound {bound}", early - late);
    }
}

#[test]
fn no_sweep_at_all_leaves_the_best_state() {
    let options = SolveOptions::default().max_sweeps(0);
    let solved = slow_ring().solve_with(&Scenario::default(), &options, &mut Workspace::new());
    let solved = check(solved.unwrap());
    assert_eq!(solved.status(), Status::NotConverged);
    assert!(solved.residual() > 0.0);
    assert_eq!(solved.error_bound(), None);
}

#[test]
fn whatever_was_solved_before_a_component_begins_at_one() {
    let network = slow_ring();
    let mut workspace = Workspace::new();
    let options = SolveOptions::default();
    let before = network.solve_with(&Scenario::default(), &options, &mut workspace).unwrap();
    assert!(before.qualities().all(|quality| quality < 0.9));
    workspace.recycle(before);
    let unswept = options.max_sweeps(0);
    let solved = network.solve_with(&Scenario::default(), &unswept, &mut workspace).unwrap();
    assert!(solved.qualities().all(|quality| quality.to_bits() == 1.0_f64.to_bits()));
}

/// A bistable ring that was brought down comes up again once the cause is gone: an answer never
/// starts from an earlier, lower state.
#[test]
fn a_tipped_ring_recovers_with_its_cause() {
    let statement = random::hill_ring(3);
    let network = statement.organisation().compile().unwrap();
    let shock = Shock { capabilities: vec![(0, 0.2)], ..Shock::default() };
    let mut workspace = Workspace::new();
    let options = SolveOptions::default();
    let mut solve = |scenario: &Scenario| {
        check(network.solve_with(scenario, &options, &mut workspace).unwrap())
    };
    let healthy = solve(&Scenario::default());
    let down = solve(&statement.scenario(&shock));
    let again = solve(&Scenario::default());
    let first = &statement.parties[0].id;
    assert!(healthy.quality(first).unwrap().get() > 0.8);
    assert!(down.quality(first).unwrap().get() < 0.01);
    assert_eq!(again.quality(first), healthy.quality(first));
}

#[test]
fn columns_say_the_same_as_statements() {
    let (provider, consumer) = ([0, 1, 1, 2, 0], [1, 0, 2, 3, 4]);
    let dependence = [0.5, 0.4, 0.9, 0.3, 0.7];
    let columns = Columns::new(3, 2)
        .unwrap()
        .capability(&[0.9, 0.8, 1.0])
        .provider(&provider)
        .consumer(&consumer)
        .dependence(&dependence);
    let mut statement = Statement::default();
    for (index, capability) in [0.9, 0.8, 1.0].into_iter().enumerate() {
        statement.department(format!("d{index}"), capability, Rule::INDEPENDENT);
    }
    for index in 0..2 {
        statement.customer(format!("c{index}"), Rule::MEAN);
    }
    for ((provider, consumer), dependence) in provider.into_iter().zip(consumer).zip(dependence) {
        statement.serve(provider as usize, consumer as usize, dependence);
    }
    let scenario = Scenario::new("one of each").capability("d1", 0.3).stop_service("s2");
    let columns = solve(&Network::from_columns(&columns).unwrap(), &scenario);
    let stated = solve(&statement.organisation().compile().unwrap(), &scenario);
    for party in &statement.parties {
        assert_eq!(columns.quality(&party.id), stated.quality(&party.id), "{}", party.id);
    }
}

/// A service that stands still is felt even through a buffer that would hide any condition.
#[test]
fn a_stopped_service_delivers_nothing_whatever_its_transfer() {
    let mut statement = Statement::default();
    let [it, hr] = ["it", "hr"].map(|id| statement.department(id, 1.0, Rule::INDEPENDENT));
    let transfer = Transfer::Table { points: vec![(0.0, 0.6), (1.0, 1.0)] };
    statement.service(Supply { transfer, ..Supply::plain("it-hr", it) }, hr, 1.0);
    let network = statement.organisation().compile().unwrap();
    let zero = solve(&network, &Scenario::new("condition 0").condition("it-hr", 0.0));
    assert_near(zero.quality("hr").unwrap().get(), 0.6, tolerance::CLOSED_FORM, "condition 0");
    let stopped = solve(&network, &Scenario::new("stopped").stop_service("it-hr"));
    assert_near(stopped.quality("hr").unwrap().get(), 0.0, 0.0, "stopped");
}
