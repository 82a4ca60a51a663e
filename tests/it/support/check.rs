//! What holds of every assessment; no test looks at one that was not checked here.

use knockon::{
    Assessment, Network, Organisation, Scenario, SolveOptions, Status, Uniqueness, Workspace,
};

use crate::support::statement::Statement;
use crate::support::tolerance;

/// Checks an assessment against the equations and against itself, and hands it back.
pub(crate) fn check(assessment: Assessment) -> Assessment {
    let residual = assessment.verify();
    assert!((0.0..=1.0).contains(&residual), "residual {residual}");
    if assessment.status() == Status::Converged {
        assert!(residual <= tolerance::VERIFY, "residual {residual:e} of a converged assessment");
    }
    for party in assessment.parties() {
        let quality = party.quality().get();
        assert!((0.0..=1.0).contains(&quality), "quality {quality} of {}", party.id());
        if let Some(lower) = party.lower() {
            assert!(lower.get() <= quality + tolerance::UPSIDE_DOWN, "{lower:?} above {quality}");
        }
    }
    match assessment.uniqueness() {
        Uniqueness::Certified if assessment.status() == Status::Converged => {
            assert!(assessment.error_bound().is_none_or(|bound| (0.0..=1.0).contains(&bound)));
        }
        Uniqueness::Multiple => {
            assert!(gap(&assessment) > 0.0, "two states that are the same");
        }
        _ => {}
    }
    assessment
}

/// Compiles an organisation and checks its baseline.
pub(crate) fn baseline(organisation: &Organisation) -> Assessment {
    check(organisation.compile().unwrap().baseline())
}

/// Solves a scenario and checks the assessment.
pub(crate) fn solve(network: &Network, scenario: &Scenario) -> Assessment {
    check(network.solve(scenario).unwrap())
}

/// Solves a scenario for both its best and its worst state and checks the assessment.
pub(crate) fn solve_both(network: &Network, scenario: &Scenario) -> Assessment {
    let options = SolveOptions::default().lower_state(true);
    check(network.solve_with(scenario, &options, &mut Workspace::default()).unwrap())
}

/// The qualities of a statement's parties, in its order.
pub(crate) fn qualities(assessment: &Assessment, statement: &Statement) -> Vec<f64> {
    let quality = |id: &str| assessment.quality(id).expect("a party has a quality").get();
    statement.parties.iter().map(|party| quality(&party.id)).collect()
}

/// The lower qualities of a statement's parties, in its order.
pub(crate) fn lowers(assessment: &Assessment, statement: &Statement) -> Vec<f64> {
    let lower = |id: &str| assessment.lower(id).expect("the lower state was asked for").get();
    statement.parties.iter().map(|party| lower(&party.id)).collect()
}

/// The largest distance between an assessment's two states.
pub(crate) fn gap(assessment: &Assessment) -> f64 {
    let gap = |party: knockon::quality::PartyQuality<'_>| {
        party.lower().map(|lower| party.quality().get() - lower.get())
    };
    assessment.parties().filter_map(gap).fold(0.0, f64::max)
}

/// Asserts that two states are equal bit for bit.
#[track_caller]
pub(crate) fn assert_same_bits(one: &[f64], two: &[f64], what: &str) {
    let bits = |state: &[f64]| state.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(one), bits(two), "{what}: {one:?} against {two:?}");
}

/// Asserts that a number is near another.
#[track_caller]
pub(crate) fn assert_near(actual: f64, expected: f64, tolerance: f64, what: &str) {
    let deviation = (actual - expected).abs();
    assert!(
        deviation <= tolerance,
        "{what}: {actual} where {expected} is expected, {deviation:e} apart"
    );
}

/// Asserts that a number is near another, relative to that.
#[track_caller]
pub(crate) fn assert_close(actual: f64, expected: f64, tolerance: f64, what: &str) {
    assert_near(actual, expected, tolerance * expected.abs(), what);
}
