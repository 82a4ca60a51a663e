//! What is refused, and what is broken off.

use std::ops::ControlFlow;

use knockon::uncertainty::{Beta, Draws, Fixed, Input, Uniform};
use knockon::{
    Columns, ErrorKind, Network, Objective, OnProgress, Rule, Scenario, SolveOptions, Status,
};

/// Two departments in a cycle, the second of which serves a customer.
fn cycle() -> Network {
    Network::from_columns(
        &Columns::new(2, 1)
            .unwrap()
            .department_rule(Rule::INDEPENDENT)
            .provider(&[0, 1, 1])
            .consumer(&[1, 0, 2])
            .dependence(&[0.5, 0.5, 1.0]),
    )
    .unwrap()
}

fn known() -> Uniform {
    Uniform::new(0.2, 0.8).unwrap()
}

#[track_caller]
fn refuse(draws: &Draws, kind: ErrorKind, message: &str) {
    let refused = cycle().draws(draws).unwrap_err();
    assert_eq!(refused.to_string(), message);
    assert_eq!(knockon::Error::from(refused).kind(), kind);
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let draws = || Draws::new(10).dependence("s0", known());
    let nothing = "nothing is drawn: state what is known of a dependence, capability, condition or \
                   ceiling";
    refuse(&Draws::new(10), ErrorKind::InvalidStatement, nothing);
    let one = Draws::new(1).dependence("s0", known());
    refuse(&one, ErrorKind::InvalidValue, "1 draws are outside 2..=4294967294");
    refuse(&draws().variance(3), ErrorKind::InvalidValue, "3 draws are outside 16..=4294967294");
    let message = "capability[\"it\"]: `it` is not a department";
    refuse(&draws().capability("it", known()), ErrorKind::UnknownId, message);
    let twice = draws().dependence("s0", known());
    let message = "dependence[\"s0\"]: the dependence of `s0` is set twice";
    refuse(&twice, ErrorKind::InvalidStatement, message);
    let wide = draws().capability("d0", Uniform::new(0.5, 1.5).unwrap());
    let message = "capability[\"d0\"]: capability `1.5` of `d0` is outside 0..=1";
    refuse(&wide, ErrorKind::InvalidValue, message);
    let low = draws().ceiling("c0", Uniform::new(0.0, 0.5).unwrap());
    let message = "ceiling[\"c0\"]: ceiling `0` of `c0` is outside 1e-100..=1";
    refuse(&low, ErrorKind::InvalidValue, message);
    let percent = draws().percentiles([50.0, 100.5]);
    refuse(&percent, ErrorKind::InvalidValue, "percentile `100.5` is outside 0..=100");
    let threshold = draws().threshold(-0.1);
    refuse(&threshold, ErrorKind::InvalidValue, "threshold `-0.1` is outside 0..=1");
    let change = "a threshold of change needs a scenario on top of what is drawn";
    refuse(&draws().change_threshold(-0.1), ErrorKind::InvalidStatement, change);
    let change = draws().under(Scenario::new("x")).change_threshold(2.0);
    refuse(&change, ErrorKind::InvalidValue, "threshold of change `2` is outside -1..=1");
    let party = draws().parties(["c1"]);
    let message = "`c1` is not a department or an external customer";
    refuse(&party, ErrorKind::UnknownId, message);
    let top = draws().under(Scenario::new("x").capability("d9", 0.5));
    refuse(&top, ErrorKind::UnknownId, "capability[\"d9\"]: `d9` is not a department");
}

#[test]
fn values_kept_are_bounded() {
    let draws = Draws::new(1_000).dependence("s0", known()).max_values(1_999);
    assert_eq!(cycle().draws(&draws).unwrap().draws, 1_000);
    let message = "percentiles over these draws keep 2000 values, where 1999 are allowed; ask for \
                   fewer parties or fewer draws";
    refuse(&draws.clone().percentiles([50.0]), ErrorKind::TooLarge, message);
    let message = "shares of the variance over these draws keep 3000 values, where 1999 are \
                   allowed; ask for fewer parties or fewer draws";
    refuse(&draws.variance(1_000), ErrorKind::TooLarge, message);
}

#[test]
fn shares_have_to_be_asked_for() {
    let draws = Draws::new(10).dependence("s0", known());
    let outcome = cycle().draws(&draws).unwrap();
    let quantity = outcome.inputs[0].quantity;
    let refused = outcome.share(quantity, "s0").unwrap_err().to_string();
    assert_eq!(refused, "shares of the variance were not asked for");
    let outcome = cycle().draws(&draws.capability("d0", Fixed(0.5)).variance(16)).unwrap();
    let refused = outcome.share(knockon::uncertainty::Quantity::Capability, "d0").unwrap_err();
    let expected = "the capability of `d0` has no share: it does not vary in these draws";
    assert_eq!(refused.to_string(), expected);
}

#[test]
fn customers_without_population_need_an_objective() {
    let network = Network::from_columns(&Columns::new(1, 0).unwrap()).unwrap();
    let draws = Draws::new(20).capability("d0", known());
    let refused = network.draws(&draws).unwrap_err().to_string();
    assert_eq!(refused, "there are no external customers");
    let draws = draws.objective(Objective::party(&network, "d0").unwrap());
    let outcome = network.draws(&draws).unwrap();
    assert!(outcome.parties.is_empty() && outcome.objective.is_some());
}

#[test]
fn certificates_hold_at_the_largest_dependences() {
    let certified = |most: f64| {
        let known = Uniform::new(0.1, most).unwrap();
        let draws = Draws::new(200).dependence("s0", known).dependence("s1", known);
        cycle().draws(&draws).unwrap()
    };
    let calm = certified(0.9);
    assert!(calm.is_certified);
    assert!(calm.inputs.iter().all(|input| input.largest > 0.85 && input.largest <= 0.9));
    let full = Input::dependence("s0", Fixed(1.0));
    let other = Input::dependence("s1", Fixed(1.0));
    let draws = Draws::new(20).input(full).input(other).capability("d0", known());
    let full = cycle().draws(&draws).unwrap();
    assert!(!full.is_certified);
}

#[test]
fn a_run_that_is_broken_off_keeps_what_it_has() {
    let statement = |count: u64| {
        OnProgress::new(move |progress| {
            if progress.evaluations < count {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })
    };
    let outcome = |count: u64| {
        let solve = SolveOptions::default().on_progress(statement(count));
        let draws = Draws::new(3_000_000).capability("d0", Beta::new(2.0, 3.0).unwrap());
        cycle().draws(&draws.solve(solve).variance(1_000)).unwrap()
    };
    // Numbers drawn to find the largest count as well, three million of them.
    let some = outcome(4 << 20);
    assert_eq!(some.status, Status::Stopped);
    assert!(some.draws > 0 && some.draws < some.asked, "{}", some.draws);
    assert!(some.objective.is_some() && some.shares.is_none());
    let none = outcome(0);
    assert!(none.draws < some.draws);
}
