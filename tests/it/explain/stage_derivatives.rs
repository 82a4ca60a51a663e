//! Derivatives of single stages at ties and bounds, held to values by hand.

use knockon::explain::Objective;
use knockon::{Aggregation, Criticality, Rule, Substitution, Transfer, Weighting};

use super::stages::{separate, substitutes};
use crate::support::check::{assert_near, baseline};
use crate::support::statement::Statement;
use crate::support::tolerance;

/// Derivatives of the maker's quality in its own capability and that of every source.
fn derivatives(statement: &Statement, capabilities: &[f64]) -> Vec<f64> {
    let mut statement = statement.clone();
    for (party, &capability) in statement.parties.iter_mut().zip(capabilities) {
        party.capability = capability;
    }
    let solved = baseline(&statement.organisation());
    let maker = Objective::party(solved.network(), "maker").unwrap();
    let sensitivity = solved.sensitivity(&maker).unwrap();
    statement.parties.iter().map(|party| sensitivity.capability(&party.id).unwrap()).collect()
}

fn assert_derivatives(statement: &Statement, capabilities: &[f64], expected: &[f64], what: &str) {
    let derivatives = derivatives(statement, capabilities);
    for (derivative, expected) in derivatives.iter().zip(expected) {
        let what = format!("{what}: {derivatives:?}");
        assert_near(*derivative, *expected, tolerance::CLOSED_FORM, &what);
    }
}

#[test]
fn derivatives_at_ties_are_shared_equally() {
    let third = 1.0 / 3.0;
    let tied = [1.0, 0.5, 0.7, 0.7, 0.7, 0.9];
    for (substitution, expected) in [
        (Substitution::BestOf, [0.9, 0.0, 0.0, 0.0, 0.0, 1.0]),
        (Substitution::KthBest { k: 3 }, [0.7, 0.0, third, third, third, 0.0]),
        (Substitution::KthBest { k: 4 }, [0.7, 0.0, third, third, third, 0.0]),
        (Substitution::KthBest { k: 5 }, [0.5, 1.0, 0.0, 0.0, 0.0, 0.0]),
    ] {
        let what = format!("{substitution:?}");
        assert_derivatives(&substitutes(substitution, &[1.0; 5]), &tied, &expected, &what);
    }
    let weakest = separate(Rule::WEAKEST, &[1.0, 1.0, 1.0]);
    assert_derivatives(&weakest, &[0.6, 0.6, 0.8, 0.6], &[third, third, 0.0, third], "weakest");
    let own_weight = Some(1.0);
    let weighting = Weighting::Share { own_weight };
    let best = Rule::Aggregation(Aggregation::new(f64::INFINITY, weighting));
    let best = separate(best, &[2.0, 0.5]);
    assert_derivatives(&best, &[0.6, 0.8, 0.8], &[0.0, 0.5, 0.5], "the best, whatever its weight");
}

#[test]
fn derivatives_at_bounds_are_those_towards_lower_quality() {
    let pooled = substitutes(Substitution::Pooled { required: 1.0 }, &[1.0, 1.0]);
    assert_derivatives(&pooled, &[1.0, 0.5, 0.5], &[1.0, 1.0, 1.0], "just enough");
    assert_derivatives(&pooled, &[1.0, 0.5, 0.75], &[1.0, 0.0, 0.0], "more than enough");
    assert_derivatives(&pooled, &[1.0, 0.0, 0.0], &[0.0, 0.0, 0.0], "nothing at all");
    let additive = separate(Rule::ADDITIVE, &[1.0, 1.0]);
    assert_derivatives(&additive, &[1.0, 1.0, 1.0], &[1.0; 3], "nothing lost");
    assert_derivatives(&additive, &[1.0, 0.5, 0.5], &[0.0; 3], "just all lost");
    assert_derivatives(&additive, &[0.5, 0.5, 0.25], &[0.0; 3], "more than all lost");

    let table = Transfer::Table { points: vec![(0.25, 0.5), (0.5, 0.75), (1.0, 1.0)] };
    let ramp = Transfer::Ramp { from: 0.25, to: 0.75 };
    for (transfer, at, expected) in [
        (&ramp, 0.75, 2.0),
        (&ramp, 0.25, 0.0),
        (&ramp, 1.0, 0.0),
        (&table, 1.0, 0.5),
        (&table, 0.5, 1.0),
        (&table, 0.25, 0.0),
    ] {
        let mut statement = separate(Rule::ADDITIVE, &[1.0]);
        statement.needs[0].dependence = 0.5;
        statement.needs[0].services[0].transfer = transfer.clone();
        assert_derivatives(
            &statement,
            &[1.0, at],
            &[1.0, 0.5 * expected],
            &format!("{transfer:?}"),
        );
    }
}

#[test]
fn derivatives_at_caps_share_only_with_caps_that_bind() {
    let capped = |rule: Rule, dependence: f64, floor: f64, slope: f64| {
        let mut statement = separate(rule, &[1.0]);
        statement.needs[0].dependence = dependence;
        statement.needs[0].criticality = Some(Criticality::floor(floor).slope(slope));
        statement
    };
    // A cap that begins to bind right here.
    let just = capped(Rule::INDEPENDENT, 0.5, 0.25, 0.75);
    assert_derivatives(&just, &[1.0, 1.0], &[0.5, 0.5 * 0.5 + 0.5 * 0.75], "cap at 1");
    // Caps above 1 cap nothing: full health is no tie.
    let above = capped(Rule::INDEPENDENT, 0.5, 0.25, 1.0);
    assert_derivatives(&above, &[1.0, 1.0], &[1.0, 0.5], "cap above 1");
    let above = capped(Rule::Fdna, 0.25, 0.5, 1.0);
    assert_derivatives(&above, &[1.0, 1.0], &[0.75, 0.25], "fdna in full health");
    let below = capped(Rule::Fdna, 0.25, 0.25, 0.5);
    assert_derivatives(&below, &[1.0, 1.0], &[0.0, 0.5], "cap below");
}
