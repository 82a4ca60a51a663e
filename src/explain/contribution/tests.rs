//! When shares add up, and whose the rest is.

use indexmap::IndexMap;

use super::{Cause, Contribution, Contributions, Explanation, Split};
use crate::explain::Source;
use crate::id::PartyId;
use crate::network::{DeptIx, Parameter, PartyIx};
use crate::organisation::{Department, ExternalCustomer, Organisation, Scenario, Service};
use crate::quality::Status;

fn share(source: Source, change: f64) -> Contribution {
    Contribution { source, change, standard_error: 0.0 }
}

fn of_it() -> Source {
    Source::Capability(PartyId::new("it"))
}

fn split(change: f64, contributions: Vec<Contribution>) -> Contributions {
    Contributions {
        objective: "users".to_owned(),
        change,
        contributions,
        split: Split::Tipped,
        seed: None,
        status: Status::Converged,
        allowed: 1e-9,
    }
}

#[test]
fn what_no_share_explains_is_the_organisations() {
    let mut found = split(-0.5, vec![share(of_it(), -0.2), share(Source::Organisation, -0.1)]);
    found.leave_rest();
    assert_eq!(found.contributions.len(), 2);
    assert!((found.contributions[1].change - -0.3).abs() < 1e-15);
    assert!(found.adds_up() && found.split == Split::Unexplained);

    let mut found = split(-0.5, vec![share(of_it(), -0.2)]);
    found.leave_rest();
    assert_eq!(found.contributions[1].source, Source::Organisation);
    assert!((found.contributions[1].change - -0.3).abs() < 1e-15);

    let mut found = split(-0.5, vec![share(of_it(), -0.5 + 5e-10)]);
    found.leave_rest();
    assert_eq!((found.contributions.len(), found.split), (1, Split::Tipped));
}

fn explanation() -> Explanation {
    let organisation = Organisation::builder("One")
        .departments(["it", "hr"].map(Department::new))
        .customer(ExternalCustomer::new("users"))
        .service(Service::new("tools", "it", "users").dependence(0.5))
        .service(Service::new("people", "hr", "users").dependence(0.5))
        .build()
        .unwrap();
    let network = organisation.compile().unwrap();
    let after = network.solve(&Scenario::new("it").capability("it", 0.4)).unwrap();
    after.compared_with(&network.baseline()).unwrap().explain()
}

#[test]
fn shares_are_followed_where_they_sum_and_none_is_beyond_all_there_is() {
    let explanation = explanation();
    let value = |department: usize| Cause::Value(Parameter::Capability(DeptIx::new(department)));
    let checked = |shares: &[(Cause, f64)], change| {
        let shares: IndexMap<Cause, f64> = shares.iter().copied().collect();
        explanation.checked(shares, change, 1.0)
    };
    assert!(checked(&[(value(0), -0.2), (value(1), -0.1)], -0.3).is_ok());
    assert!(checked(&[(value(0), -1.0), (value(1), 0.7)], -0.3).is_ok());
    // They miss the change.
    assert!(checked(&[(value(0), -0.2), (value(1), -0.1)], -0.4).is_err());
    assert!(checked(&[(value(0), f64::NAN), (value(1), -0.1)], -0.4).is_err());
    // They offset each other with more than all the quality there is.
    assert_eq!(checked(&[(value(0), -1.5), (value(1), 1.2)], -0.3), Err(Split::Steep));
    // Of an equation something is left, though both states are settled.
    let left = Cause::Structure(PartyIx::new(2));
    assert_eq!(checked(&[(value(0), -0.2), (left, -0.1)], -0.3), Err(Split::Steep));
    assert!(checked(&[(value(0), -0.3), (left, 1e-13)], -0.3).is_ok());
    // A share alone is the change to the bit.
    let alone = checked(&[(value(0), -0.3 + 1e-12)], -0.3).unwrap();
    assert_eq!(alone[0].to_bits(), (-0.3_f64).to_bits());
}
