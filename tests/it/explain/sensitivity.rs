//! Sensitivities against differences.

use knockon::explain::{Objective, SensitivityStatus};
use knockon::{
    Assessment, Department, ExternalCustomer, Need, Organisation, Rule, Service, Status,
    Substitution,
};

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

/// Of two independent sources with the weight one half, 1 − (1 − a)^½ (1 − b)^½ of the need is met:
/// where one gives all there is, the least fall of it is felt without bound.
#[test]
fn the_first_fall_of_a_full_source_of_half_a_weight_has_no_bound() {
    let sensitivity = |capability: [f64; 2], asked: &str| {
        let need = Need::new("c", "n").dependence(1.0).substitution(Substitution::Independent);
        let network = Organisation::builder("Two sources")
            .department(Department::new("a").capability(capability[0]))
            .department(Department::new("b").capability(capability[1]))
            .department(Department::new("z"))
            .customer(ExternalCustomer::new("c"))
            .customer(ExternalCustomer::new("d"))
            .need(need)
            .service(Service::between("a", "c").for_need("n").weight(0.5))
            .service(Service::between("b", "c").for_need("n").weight(0.5))
            .service(Service::between("z", "d").dependence(0.1))
            .build()
            .unwrap()
            .compile()
            .unwrap();
        let objective = Objective::party(&network, asked).unwrap();
        network.baseline().sensitivity(&objective).unwrap()
    };
    let steep = sensitivity([1.0, 0.5], "c");
    assert_eq!(steep.status(), SensitivityStatus::Infinite);
    assert_eq!(steep.capability("b"), None);
    // Those who do not depend on it have derivatives.
    let others = sensitivity([1.0, 0.5], "d");
    assert_eq!(others.status(), SensitivityStatus::Finite);
    assert!((others.capability("z").unwrap() - 0.1).abs() < 1e-15);
    // With both full, one alone takes nothing away.
    let both = sensitivity([1.0, 1.0], "c");
    assert_eq!((both.status(), both.capability("a")), (SensitivityStatus::Finite, Some(0.0)));
    // Below that it is (1 − b)^½ / (2 (1 − a)^½).
    let inside = sensitivity([0.75, 0.5], "c").capability("a").unwrap();
    assert!((inside - 0.5 * (0.5_f64 / 0.25).sqrt()).abs() < 1e-12);
}
