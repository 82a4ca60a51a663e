//! Sensitivities against differences.

use knockon::explain::{Objective, SensitivityStatus};
use knockon::{Assessment, Rule, Status};

use crate::support::check::baseline;
use crate::support::contributions::mean_objective;
use crate::support::random::{self, Temper};
use crate::support::statement::Statement;
use crate::support::tolerance;

/// The step of a difference quotient: its error is about this, that of the solve over it.
const STEP: f64 = 1e-6;

/// The mean quality of all parties.
fn mean(assessment: &Assessment) -> f64 {
    let count: f64 = assessment.qualities().map(|_| 1.0).sum();
    assessment.qualities().sum::<f64>() / count
}

/// The difference quotients downwards and upwards, where the number may be varied both ways and
/// they agree: elsewhere there is a kink.
fn quotient(statement: &Statement, here: f64, vary: impl Fn(&mut Statement, f64)) -> Option<f64> {
    let at = |step: f64| {
        let mut varied = statement.clone();
        vary(&mut varied, step);
        let solved = baseline(&varied.organisation());
        (solved.status() == Status::Converged).then(|| (mean(&solved) - here) / step)
    };
    let (down, up) = (at(-STEP)?, at(STEP)?);
    let smooth = (down - up).abs() <= tolerance::DERIVATIVES * (1.0 + down.abs());
    smooth.then(|| f64::midpoint(down, up))
}

#[test]
fn derivatives_are_limits_of_differences() {
    let mut compared = [0; 3];
    for seed in 0..150 {
        let statement = random::statement(seed, 6, Temper::Calm);
        let solved = baseline(&statement.organisation());
        if solved.status() != Status::Converged {
            continue;
        }
        let sensitivity = solved.sensitivity(&mean_objective(&solved)).unwrap();
        if sensitivity.status() == SensitivityStatus::Infinite {
            continue;
        }
        let here = mean(&solved);
        let mut compare = |kind: usize, derivative: f64, quotient: Option<f64>, what: &str| {
            let Some(quotient) = quotient else { return };
            let allowed = tolerance::DERIVATIVES * (1.0 + quotient.abs());
            assert!((derivative - quotient).abs() <= allowed, "{derivative} {quotient} {what}");
            compared[kind] += 1;
        };
        let inside = |value: f64| value > 2.0 * STEP && value < 1.0 - 2.0 * STEP;
        for (party, stated) in statement.parties.iter().enumerate() {
            if stated.is_customer || !inside(stated.capability) {
                continue;
            }
            let derivative = sensitivity.capability(&stated.id).unwrap();
            let quotient =
                quotient(&statement, here, |varied, step| varied.parties[party].capability += step);
            compare(0, derivative, quotient, &format!("seed {seed}, capability of {}", stated.id));
        }
        for (index, need) in statement.needs.iter().enumerate() {
            for (place, supply) in need.services.iter().enumerate() {
                let what = format!("seed {seed}, service {}", supply.id);
                if inside(supply.condition) {
                    let quotient = quotient(&statement, here, |varied, step| {
                        varied.needs[index].services[place].condition += step;
                    });
                    compare(1, sensitivity.condition(&supply.id).unwrap(), quotient, &what);
                }
                if inside(need.dependence) {
                    let quotient = quotient(&statement, here, |varied, step| {
                        varied.needs[index].dependence += step;
                    });
                    compare(2, sensitivity.dependence(&supply.id).unwrap(), quotient, &what);
                }
            }
        }
    }
    assert!(compared.iter().all(|&count| count > 100), "{compared:?}");
}

#[test]
fn the_edge_of_tipping_has_no_derivative() {
    let mut statement = Statement::default();
    for id in ["a", "b"] {
        statement.department(id, 1.0, Rule::INDEPENDENT);
    }
    statement.serve(0, 1, 1.0);
    statement.serve(1, 0, 1.0);
    let solved = baseline(&statement.organisation());
    let objective = Objective::party(solved.network(), "a").unwrap();
    let sensitivity = solved.sensitivity(&objective).unwrap();
    assert_eq!(sensitivity.status(), SensitivityStatus::Infinite);
    assert_eq!(sensitivity.capability("a"), None);
    assert!(sensitivity.departments().is_empty());
}
