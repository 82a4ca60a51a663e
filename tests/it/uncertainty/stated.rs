//! Numbers that state their range are drawn from what it says.

use knockon::organisation::{Origin, StatedRange};
use knockon::uncertainty::{Draws, Quantity};
use knockon::{Department, ExternalCustomer, Need, Organisation, Service, Staffing, Substitution};

fn range(low: f64, high: f64, origin: Origin) -> StatedRange {
    StatedRange::new(low..=high, origin)
}

#[test]
fn every_stated_range_is_drawn() {
    let judged = Origin::Judged;
    let organisation = Organisation::builder("Works")
        .department(Department::new("a").capability(0.9).capability_range(range(
            0.5,
            1.0,
            Origin::Assumed,
        )))
        .department(Department::new("b"))
        .customer(ExternalCustomer::new("c").ceiling(1.0).ceiling_range(range(0.9, 1.0, judged)))
        .need(
            Need::new("b", "n")
                .dependence(0.3)
                .dependence_range(range(0.2, 0.5, Origin::Measured))
                .substitution(Substitution::BestOf),
        )
        .service(Service::new("s", "a", "b").for_need("n").condition_range(range(0.4, 1.0, judged)))
        .service(
            Service::new("stand-in", "a", "b")
                .for_need("n")
                .running(false)
                .condition(0.8)
                .condition_range(range(0.7, 0.9, judged)),
        )
        .service(
            Service::new("t", "b", "c").dependence(0.6).dependence_range(range(0.6, 0.6, judged)),
        )
        .build()
        .unwrap();
    let draws = Draws::from_stated(&organisation).count(300);
    let inputs: Vec<(Quantity, &str, String)> = draws
        .inputs()
        .map(|input| (input.quantity, input.id.as_str(), input.distribution.to_string()))
        .collect();
    let expected = [
        (Quantity::Capability, "a", "triangular(0.5, 0.9, 1)"),
        // At an end of its interval there is no Beta distribution.
        (Quantity::Condition, "s", "triangular(0.4, 1, 1)"),
        (Quantity::Dependence, "t", "triangular(0.6, 0.6, 0.6)"),
        (Quantity::Dependence, "b/n", "beta(0.3, 0.2..0.5)"),
        (Quantity::Ceiling, "c", "triangular(0.9, 1, 1)"),
    ];
    let expected: Vec<_> =
        expected.into_iter().map(|(of, id, known)| (of, id, known.to_owned())).collect();
    assert_eq!(inputs, expected);
    let outcome = organisation.compile().unwrap().draws(&draws).unwrap();
    assert_eq!(outcome.draws, 300);
    assert!(outcome.objective.unwrap().quality.standard_deviation > 0.0);
}

#[test]
fn a_range_needs_the_number_that_it_is_of() {
    let judged = range(0.4, 0.8, Origin::Judged);
    let desk = Department::new("desk").staffing(Staffing::new(5.0, 6.0).target_wait_minutes(2.0));
    let invalid = Organisation::builder("Works")
        .department(desk.capability_range(range(0.5, 1.0, Origin::Judged)))
        .department(Department::new("b"))
        .need(Need::new("b", "n").dependence_range(judged))
        .service(Service::new("s", "desk", "b").for_need("n").dependence(0.6))
        .build()
        .unwrap_err();
    let problems: Vec<String> = invalid.problems().iter().map(ToString::to_string).collect();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems.iter().any(|problem| {
        problem
            == "needs[0].dependence: need `n` of `b` states the range of a dependence, and no \
                    dependence"
    }));
    assert!(problems.iter().any(|problem| problem.starts_with("departments[0].capability: ")));
}

#[test]
fn an_organisation_without_ranges_draws_nothing() {
    let organisation =
        Organisation::builder("One").department(Department::new("a")).build().unwrap();
    assert_eq!(Draws::from_stated(&organisation).inputs().count(), 0);
}
