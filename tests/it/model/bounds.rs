//! The ranges of stated numbers: what lies just inside is taken, what lies just outside is refused
//! wherever it can be stated.

use knockon::network::ColumnsError;
use knockon::organisation::ProblemCode;
use knockon::unit::{Agents, Population, Rate, Weight};
use knockon::{
    Aggregation, Columns, Criticality, Department, Effort, ExternalCustomer, Need, Network,
    Organisation, Rule, Scenario, Service, Staffing, Substitution, Transfer, Weighting,
};

use crate::support::check::check;

/// Two departments, a customer and one service between the departments.
fn with_service(rule: Rule, edit: impl FnOnce(Service) -> Service) -> Result<(), String> {
    let service = edit(Service::new("a-b", "a", "b").dependence(1.0));
    let built = Organisation::builder("bounds")
        .department(Department::new("a").capability(0.5))
        .department(Department::new("b").rule(rule))
        .customer(ExternalCustomer::new("x"))
        .service(service)
        .service(Service::new("b-x", "b", "x").dependence(1.0))
        .build();
    match built {
        Ok(organisation) => {
            let _ = check(organisation.compile().unwrap().baseline());
            Ok(())
        }
        Err(invalid) => Err(invalid.to_string()),
    }
}

/// A need of two services.
fn with_need(substitution: Substitution, weights: [f64; 2]) -> Result<(), String> {
    let [first, second] = weights;
    let served = |id: &str, provider: &str, weight| {
        Service::new(id, provider, "x").for_need("parts").weight(weight)
    };
    let built = Organisation::builder("bounds")
        .department(Department::new("a").capability(0.5))
        .department(Department::new("b").capability(0.0))
        .customer(ExternalCustomer::new("x"))
        .service(served("a-x", "a", first))
        .service(served("b-x", "b", second))
        .need(Need::new("x", "parts").dependence(1.0).substitution(substitution))
        .build();
    match built {
        Ok(organisation) => {
            let _ = check(organisation.compile().unwrap().baseline());
            Ok(())
        }
        Err(invalid) => Err(invalid.to_string()),
    }
}

const SHARE: Rule = Rule::Aggregation(Aggregation::new(1.0, Weighting::Share { own_weight: None }));

#[test]
fn checked_numbers_stand_apart_from_zero() {
    for (least, most, allows) in [
        (1e-100, 1e100, (|it| Weight::new(it).is_ok()) as fn(f64) -> bool),
        (1e-100, 1e100, |it| Population::new(it).is_ok()),
        (1e-9, 1e9, |it| Agents::new(it).is_ok()),
        (1e-12, 1e9, |it| Rate::new(it).is_ok()),
    ] {
        for inside in [0.0, -0.0, least, 1.0, most] {
            assert!(allows(inside), "{inside:e} of {least:e}..={most:e}");
        }
        let outside = [f64::NAN, f64::INFINITY, -least, 5e-324, least / 2.0, most * 2.0];
        for outside in outside {
            assert!(!allows(outside), "{outside:e} of {least:e}..={most:e}");
        }
    }
}

#[test]
fn transfers_are_bounded_in_steepness() {
    let taken =
        |transfer: Transfer| with_service(Rule::INDEPENDENT, |service| service.transfer(transfer));
    let table = |width: f64| Transfer::Table { points: vec![(0.0, 0.0), (width, 0.5), (1.0, 1.0)] };
    for inside in [
        Transfer::Ramp { from: 0.0, to: 1.001e-15 },
        Transfer::Power { exponent: 1e-9 },
        Transfer::Power { exponent: 1e9 },
        Transfer::Hill { n: 1e-9, threshold: 1e-6 },
        Transfer::Hill { n: 1e9, threshold: 1.0 },
        table(1.001e-15),
    ] {
        assert_eq!(taken(inside.clone()), Ok(()), "{inside:?}");
    }
    let place = "services[0].transfer";
    let said = "the transfer of service `a-b` has";
    for (outside, fault) in [
        (
            Transfer::Ramp { from: 0.0, to: 9e-16 },
            ": {said} a ramp from `0` to `9e-16`, where they lie at least 1e-15 apart",
        ),
        (
            Transfer::Power { exponent: 0.9e-9 },
            ".exponent: {said} exponent `0.0000000009`, where one in 1e-9..=1e9 is needed",
        ),
        (
            Transfer::Power { exponent: 1.1e9 },
            ".exponent: {said} exponent `1100000000`, where one in 1e-9..=1e9 is needed",
        ),
        (
            Transfer::Hill { n: 0.9e-9, threshold: 0.5 },
            ".n: {said} n `0.0000000009`, where one in 1e-9..=1e9 is needed",
        ),
        (
            Transfer::Hill { n: 1.1e9, threshold: 0.5 },
            ".n: {said} n `1100000000`, where one in 1e-9..=1e9 is needed",
        ),
        (
            Transfer::Hill { n: 2.0, threshold: 0.9e-6 },
            ".threshold: {said} threshold `9e-7`, where one in 1e-6..=1 is needed",
        ),
        (
            Transfer::Hill { n: 2.0, threshold: 1.5 },
            ".threshold: {said} threshold `1.5`, where one in 1e-6..=1 is needed",
        ),
        (
            table(9e-16),
            ".points: {said} quality `9e-16` after `0`, where qualities lie at least \
             1e-15 apart",
        ),
    ] {
        let expected = format!("{place}{}", fault.replace("{said}", said));
        assert_eq!(taken(outside), Err(expected));
    }
}

#[test]
fn criticalities_are_bounded_in_steepness() {
    let taken = |slope| {
        with_service(Rule::INDEPENDENT, |service| {
            service.criticality(Criticality::floor(0.0).slope(slope))
        })
    };
    assert_eq!((taken(0.0), taken(1e15)), (Ok(()), Ok(())));
    for outside in [-1.0, 2e15, f64::INFINITY, f64::NAN] {
        let said = taken(outside).unwrap_err();
        let expected = format!(
            "services[0].criticality.slope: criticality slope `{outside}` of service `a-b` is \
             outside 0..=1e15"
        );
        assert_eq!(said, expected);
    }
}

#[test]
fn weights_are_bounded_by_what_they_do() {
    let taken = |rule, weight| with_service(rule, |service| service.weight(weight));
    assert_eq!(taken(Rule::INDEPENDENT, 1e15), Ok(()));
    assert_eq!(taken(SHARE, 1e100), Ok(()));
    assert_eq!(
        taken(Rule::INDEPENDENT, 2e15).unwrap_err(),
        "services[0].weight: weight `2000000000000000` of service `a-b` is above 1e15, the most \
         where it is an exponent, as under the full weighting of `b`"
    );
    let said = taken(SHARE, 5e-101).unwrap_err();
    assert!(said.ends_with("of service `a-b` is outside 0 or 1e-100..=1e100"), "{said}");
    assert_eq!(with_need(Substitution::Independent, [1e15, 1.0]), Ok(()));
    assert_eq!(
        with_need(Substitution::Independent, [1.0, 2e15]).unwrap_err(),
        "services[1].weight: weight `2000000000000000` of service `b-x` is above 1e15, the most \
         where it is an exponent, as in the substitution `independent` of need `parts` of `x`"
    );
}

#[test]
fn required_amounts_are_bounded_by_the_largest_weight() {
    let taken = |required, weights| with_need(Substitution::Pooled { required }, weights);
    assert_eq!(taken(1e-15, [1.0, 1.0]), Ok(()));
    assert_eq!(taken(1e-115, [1e-100, 1e-100]), Ok(()));
    assert_eq!(taken(2e100, [1e100, 1e100]), Ok(()));
    assert_eq!(
        taken(0.5e-3, [1e12, 1.0]).unwrap_err(),
        "needs[0].substitution.required: required `0.0005` of need `parts` of `x` is below 1e-15 \
         of 1000000000000, the largest of its services' weights"
    );
    assert_eq!(
        taken(2.5, [1.0, 1.0]).unwrap_err(),
        "needs[0].substitution.required: required `2.5` of need `parts` of `x` is not above 0 and \
         at most 2, the sum of its services' weights"
    );
}

/// A capability of 0 counts, however small its own weight is beside the others'.
#[test]
fn an_own_weight_next_to_nothing_still_counts() {
    let quality = |order, own_weight, weight| {
        let weighting = Weighting::Share { own_weight: Some(own_weight) };
        let organisation = Organisation::builder("an own weight next to nothing")
            .department(Department::new("a").capability(0.5))
            .department(
                Department::new("b")
                    .capability(0.0)
                    .rule(Rule::Aggregation(Aggregation::new(order, weighting))),
            )
            .service(Service::new("a-b", "a", "b").dependence(1.0).weight(weight))
            .build()?;
        let baseline = check(organisation.compile().unwrap().baseline());
        Ok::<f64, knockon::Invalid>(baseline.quality("b").unwrap().get())
    };
    for order in [0.0, -1e-100, -2.0, f64::NEG_INFINITY] {
        let with_zero = quality(order, 1e-100, 1e100).unwrap();
        assert!(with_zero.abs() < 1e-300, "{order:e}: {with_zero}");
    }
    // Of an order above 0 a share of 1e-200 is too little to tell, exactly: 0.5 (1 − 1e-200)^(1e99).
    let above = quality(1e-99, 1e-100, 1e100).unwrap();
    assert!((above - 0.5).abs() < 1e-15, "{above}");
    for order in [1e-150, -1e-150, 9e-101] {
        let said = quality(order, 1.0, 1.0).unwrap_err().to_string();
        assert!(said.ends_with("is neither 0 nor at least 1e-100 away from it"), "{said}");
    }
    for own_weight in [5e-324, 1e-230, -1.0, f64::NAN] {
        let invalid = quality(0.5, own_weight, 1e100).unwrap_err();
        let codes: Vec<_> =
            invalid.problems().iter().map(knockon::organisation::Problem::code).collect();
        assert_eq!(codes, [ProblemCode::OutOfRange], "{own_weight:e}");
    }
}

#[test]
fn every_door_has_the_same_ranges() {
    // Columns.
    let columns = Columns::new(1, 1).unwrap().population(&[5e-324]);
    let refused = Network::from_columns(&columns).unwrap_err();
    assert!(matches!(refused, ColumnsError::OutOfRange { column: "population", row: 0, .. }));
    let weighting = Weighting::Share { own_weight: Some(5e-324) };
    let rule = Rule::Aggregation(Aggregation::new(1.0, weighting));
    let columns = Columns::new(1, 1).unwrap().department_rule(rule);
    let refused = Network::from_columns(&columns).unwrap_err();
    assert!(matches!(refused, ColumnsError::OwnWeight { parties: "departments", .. }));

    // Statements and scenarios of people and requests.
    let desk = |agents: f64, rate: f64, retries: f64, reaction: f64| {
        Organisation::builder("desk")
            .department(
                Department::new("desk")
                    .staffing(Staffing::new(agents, 2.0).target_wait_minutes(5.0))
                    .effort(Effort::default().reaction(reaction)),
            )
            .customer(ExternalCustomer::new("callers").population(rate))
            .service(
                Service::new("calls", "desk", "callers")
                    .dependence(1.0)
                    .demand_per_hour(rate)
                    .retries(retries),
            )
            .build()
    };
    let network = desk(1e-9, 1e-12, 1e-12, 1e-12).unwrap().compile().unwrap();
    let _ = check(network.baseline());
    for (given, refused) in [
        (desk(1e-10, 1.0, 1.0, 1.0), "agents `1e-10`"),
        (desk(1.0, 1e-13, 1.0, 1.0), "demand_per_hour `1e-13`"),
        (desk(1.0, 1.0, 1e-13, 1.0), "retries `1e-13`"),
        (desk(1.0, 1.0, 1.0, 1e-13), "effort reaction `1e-13`"),
    ] {
        let said = given.unwrap_err().to_string();
        assert!(said.contains(refused), "{said}");
    }
    for scenario in [
        Scenario::new("agents").agents("desk", 1e-10),
        Scenario::new("demand").demand_per_hour("calls", 1e-13),
    ] {
        let refused = network.solve(&scenario).unwrap_err();
        assert_eq!(refused.problems()[0].code(), ProblemCode::OutOfRange);
    }
}

#[test]
fn limits_are_those_that_constants_name() {
    let second = chrono::TimeDelta::seconds(1);
    let lagging = |lag| with_service(Rule::INDEPENDENT, |service| service.lag(lag));
    assert_eq!(lagging(Service::MAX_LAG), Ok(()));
    assert!(lagging(Service::MAX_LAG + second).is_err());

    let most = Substitution::MAX_AT_LEAST_SERVICES;
    let of_many = |count: usize| {
        let need = Need::new("x", "parts").dependence(0.5);
        let served = |place| Service::new(format!("s{place}"), "a", "x").for_need("parts");
        Organisation::builder("bounds")
            .department(Department::new("a"))
            .customer(ExternalCustomer::new("x"))
            .need(need.substitution(Substitution::IndependentAtLeast { k: 1 }))
            .services((0..count).map(served))
            .build()
    };
    assert!(of_many(most).is_ok() && of_many(most + 1).is_err());
}

#[test]
fn a_scenario_reads_back_the_demand_it_sets() {
    let busy = Scenario::new("busy").demand_per_hour("calls", 3.0).demand_per_hour("mail", 0.5);
    let read: Vec<_> = busy.demands_per_hour().collect();
    assert_eq!(read, [("calls", 3.0), ("mail", 0.5)]);
    let built = Organisation::builder("desk")
        .department(
            Department::new("desk").staffing(Staffing::new(2.0, 6.0).target_wait_minutes(10.0)),
        )
        .customer(ExternalCustomer::new("callers"))
        .service(Service::new("calls", "desk", "callers").dependence(1.0).demand_per_hour(1.0))
        .service(Service::new("mail", "desk", "callers").dependence(0.1).demand_per_hour(1.0))
        .build()
        .unwrap();
    let network = built.compile().unwrap();
    let arrivals = |scenario: &Scenario| {
        network.solve(scenario).unwrap().workload("desk").unwrap().arrivals_per_hour
    };
    assert!((arrivals(&busy) - 3.5).abs() < crate::support::tolerance::CLOSED_FORM);
}
