//! Shares of the variance against analytical ones.

use knockon::uncertainty::{Draws, DrawsError, Fixed, Input, Quantity, Uniform, VarianceShare};
use knockon::{Columns, Network, Rule, Scenario};

use crate::support::check::assert_near;
use crate::support::tolerance;

const DEPENDENCES: [f64; 3] = [0.9, 0.6, 0.3];
const ENDS: [(f64, f64); 3] = [(0.2, 1.0), (0.0, 0.9), (0.5, 1.0)];

/// Three departments that a fourth depends on.
fn network(rule: Rule, dependences: [f64; 3]) -> Network {
    let [one, two, three] = dependences;
    Network::from_columns(
        &Columns::new(4, 1)
            .unwrap()
            .department_rule(rule)
            .provider(&[0, 1, 2, 3])
            .consumer(&[3, 3, 3, 4])
            .dependence(&[one, two, three, 1.0]),
    )
    .unwrap()
}

fn draws() -> Draws {
    let input = |(place, (low, high)): (usize, (f64, f64))| {
        Input::capability(format!("d{place}"), Uniform::new(low, high).unwrap())
    };
    ENDS.into_iter().enumerate().map(input).fold(Draws::new(100).seed(5), Draws::input)
}

/// Asserts a share within four standard errors, which are small.
#[track_caller]
fn assert_share(share: &VarianceShare, first_order: f64, total: f64) {
    let name = &share.name;
    assert!(share.first_order_error < 0.02 && share.total_error < 0.02, "{share:?}");
    let allowed = |error: f64| 4.0 * error + 1e-9;
    assert_near(share.first_order, first_order, allowed(share.first_order_error), name);
    assert_near(share.total, total, allowed(share.total_error), name);
}

#[test]
fn shares_of_a_sum_are_those_of_its_terms() {
    let dependences = [0.5, 0.3, 0.2];
    let outcome = network(Rule::ADDITIVE, dependences).draws(&draws().variance(8_000)).unwrap();
    let variances: Vec<f64> = dependences
        .iter()
        .zip(ENDS)
        .map(|(dependence, (low, high))| (dependence * (high - low)).powi(2) / 12.0)
        .collect();
    let all: f64 = variances.iter().sum();
    for (place, variance) in variances.iter().enumerate() {
        let share = outcome.share(Quantity::Capability, format!("d{place}")).unwrap();
        assert_share(share, variance / all, variance / all);
    }
    let shares = outcome.shares.unwrap();
    assert!(shares.shares.is_sorted_by(|one, two| one.total >= two.total));
    assert_near(shares.standard_deviation, all.sqrt(), 0.02 * all.sqrt(), "deviation");
}

#[test]
fn shares_of_a_product_are_analytical() {
    let network = network(Rule::INDEPENDENT, DEPENDENCES);
    let outcome = network.draws(&draws().variance(20_000)).unwrap();
    // Factors x = 1 − α (1 − s), with V = Π (μ² + σ²) − Π μ².
    let factors: Vec<(f64, f64)> = DEPENDENCES
        .iter()
        .zip(ENDS)
        .map(|(dependence, (low, high))| {
            let mean = 1.0 - dependence * (1.0 - f64::midpoint(low, high));
            (mean * mean, (dependence * (high - low)).powi(2) / 12.0)
        })
        .collect();
    let squares: f64 = factors.iter().map(|(mean, variance)| mean + variance).product();
    let means: f64 = factors.iter().map(|(mean, _)| mean).product();
    let all = squares - means;
    for (place, (mean, variance)) in factors.iter().enumerate() {
        let share = outcome.share(Quantity::Capability, format!("d{place}")).unwrap();
        let first_order = variance * means / mean / all;
        let total = variance * squares / (mean + variance) / all;
        assert!(total > first_order + 0.001);
        assert_share(share, first_order, total);
    }
}

#[test]
fn a_group_has_one_share() {
    let known = Uniform::new(0.2, 1.0).unwrap();
    let group = ["d0", "d1"].map(|id| Input::capability(id, known));
    let draws = Draws::new(100).together("bad year", group).capability("d2", known);
    let outcome = network(Rule::ADDITIVE, [0.4, 0.2, 0.4]).draws(&draws.variance(4_000)).unwrap();
    let shares = &outcome.shares.as_ref().unwrap().shares;
    assert_eq!(shares.len(), 2);
    assert_eq!(shares[0].name, "bad year");
    // 0.6² against 0.4².
    assert_share(&shares[0], 0.36 / 0.52, 0.36 / 0.52);
    let refused = outcome.share(Quantity::Capability, "d1").unwrap_err();
    let expected = "the capability of `d1` is drawn together with others as `bad year`, which has \
                    one share";
    assert_eq!(refused.to_string(), expected);
    assert!(outcome.share(Quantity::Capability, "d2").is_ok());
    let refused = outcome.share(Quantity::Capability, "d3").unwrap_err();
    assert!(matches!(refused, DrawsError::NotDrawn { .. }), "{refused}");
}

#[test]
fn what_changes_nothing_has_no_share() {
    let network = network(Rule::WEAKEST, [1.0, 1.0, 0.0]);
    let known = Uniform::new(0.2, 0.4).unwrap();
    let draws = Draws::new(50).capability("d0", known).capability("d2", known);
    let outcome = network.draws(&draws.variance(500)).unwrap();
    let share = outcome.share(Quantity::Capability, "d2").unwrap();
    assert_near(share.total, 0.0, tolerance::ROUNDED, "total");
    assert_near(share.first_order, 0.0, 5.0 * share.first_order_error, "first order");
    let without = network.draws(&Draws::new(50).capability("d2", known).variance(16)).unwrap();
    let share = without.share(Quantity::Capability, "d2").unwrap();
    assert_near(share.total + share.first_order, 0.0, 0.0, "of nothing");
}

/// Sums of many equal values are off by their last places, and that is no variance.
#[test]
fn a_constant_below_1_has_no_variance() {
    let network = network(Rule::WEAKEST, [0.9, 0.7, 0.0]);
    let known = Uniform::new(0.2, 0.4).unwrap();
    let draws = Draws::new(50).capability("d0", Fixed(0.9)).capability("d2", known);
    let outcome = network.draws(&draws.variance(500)).unwrap();
    let shares = outcome.shares.as_ref().unwrap();
    assert_near(shares.standard_deviation, 0.0, 0.0, "deviation");
    let share = outcome.share(Quantity::Capability, "d2").unwrap();
    assert_near(share.total + share.first_order, 0.0, 0.0, "of nothing");
}

#[test]
fn a_group_of_one_is_that_one() {
    let network = network(Rule::INDEPENDENT, [1.0, 1.0, 0.0]);
    let known = Uniform::new(0.5, 1.0).unwrap();
    let draws = Draws::new(50).together("year", [Input::capability("d0", known)]).variance(100);
    let outcome = network.draws(&draws).unwrap();
    assert!(outcome.share(Quantity::Capability, "d0").unwrap().total > 0.5);
}

#[test]
fn a_change_has_shares_of_its_own() {
    // What a fall of d0 costs depends on how much is left of d1, and not on d0 itself.
    let network = network(Rule::INDEPENDENT, [1.0, 1.0, 0.0]);
    let top = Scenario::new("d0 falls").capability("d0", 0.5);
    let known = Uniform::new(0.5, 1.0).unwrap();
    let draws = Draws::new(50).capability("d1", known).under(top).variance(500);
    let outcome = network.draws(&draws).unwrap();
    for shares in [outcome.shares, outcome.change_shares] {
        assert_near(shares.unwrap().shares[0].total, 1.0, 0.2, "the only one");
    }
}
