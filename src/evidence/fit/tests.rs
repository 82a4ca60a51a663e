//! Certified fits, and fits of series whose truth is known.

use super::draw::draw;
use super::effective::{Planning, Reliability, calibrated, effective_length};
use super::equation::{Equation, EquationScratch, StatedNeed};
use super::normal::Normal;
use super::problem::{FitProblem, FitRows, Prior};
use super::residual_scale::ResidualScale;
use super::solve::solve;
use super::step::{StepOutcome, least_squares};
use super::two_stage::first_stage;
use crate::numerics::series::{mean, variance};
use crate::organisation::{Criticality, Rule};

const PLAIN: StatedNeed = StatedNeed { weight: 1.0, dependence: 1.0, criticality: None };

/// The problem of one party with one level, with no prior and nothing fixed.
fn of_party(equation: Equation, met: Vec<f64>, observed: Vec<f64>) -> FitProblem {
    let (needs, rows) = (equation.need_count(), observed.len());
    let block = FitRows {
        equation,
        parameter_of: (0..needs).collect(),
        met,
        observed,
        weight: vec![1.0; rows],
        level_of: vec![0; rows],
    };
    let (prior, fixed, counted) = (vec![None; needs], vec![None; needs], vec![None; needs]);
    FitProblem {
        blocks: vec![block],
        level_count: 1,
        highest_level: 1.0,
        residual_scale: ResidualScale::Quality,
        prior,
        fixed,
        counted,
    }
}

/// A problem of a department.
fn problem(rule: Rule, met: &[&[f64]], observed: &[f64]) -> FitProblem {
    let needs = met.first().map_or(0, |row| row.len());
    let equation = Equation::new(rule, true, &vec![PLAIN; needs]);
    of_party(equation, met.concat(), observed.to_vec())
}

fn fitted(problem: &FitProblem, variance: f64) -> StepOutcome {
    least_squares(problem, problem.start(), variance, &mut EquationScratch::default())
}

/// The sum of squares, and what is believed.
fn objective(problem: &FitProblem, found: &StepOutcome, variance: f64) -> f64 {
    let mut normal = Normal::of(problem, &found.point, &mut EquationScratch::default());
    normal.add_priors(problem, &found.point, variance);
    normal.squares
}

fn assert_near(found: &[f64], expected: &[f64], tolerance: f64, of: &str) {
    assert_eq!(found.len(), expected.len(), "{of}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= tolerance, "{of}: {found} for {expected}");
    }
}

const TWO: [&[f64]; 8] = [
    &[1.0, 1.0],
    &[0.95, 0.9],
    &[0.8, 1.0],
    &[0.9, 0.7],
    &[1.0, 0.85],
    &[0.6, 0.95],
    &[0.85, 0.8],
    &[0.97, 0.92],
];
const QUALITY: [f64; 8] = [0.96, 0.9, 0.86, 0.86, 0.92, 0.72, 0.83, 0.94];

/// Cases `fit-exact-one-need`, `fit-two-needs-order0`, `fit-two-needs-order1`,
/// `fit-two-needs-order-1`, `fit-bound`.
#[test]
fn fits_reach_certified_values() {
    let one: [&[f64]; 4] = [&[1.0], &[0.8], &[0.5], &[0.9]];
    let of_one = problem(Rule::INDEPENDENT, &one, &[0.9, 0.828, 0.72, 0.864]);
    let exact = fitted(&of_one, 0.0);
    assert_near(&exact.point.levels, &[0.9], 1e-8, "exact");
    assert_near(&exact.point.parameters, &[0.4], 1e-8, "exact");
    assert!(exact.converged && objective(&of_one, &exact, 0.0) < 1e-25);

    let cases = [
        (
            0.0,
            0.960_546_519_932_652_8,
            [0.591_040_010_924_680_1, 0.209_119_071_922_677_87],
            0.000_866_319_671_342_593,
            -73.045_584_989_567_13,
        ),
        (
            1.0,
            0.959_703_977_177_378_8,
            [0.561_053_868_098_674_3, 0.188_467_863_735_526_1],
            0.000_863_634_838_060_077_2,
            -73.070_416_490_497_3,
        ),
        (
            -1.0,
            0.961_114_371_856_525,
            [0.615_388_685_068_488, 0.230_500_735_607_068_13],
            0.000_860_515_185_793_288,
            -73.099_366_692_074_54,
        ),
    ];
    for (order, level, dependences, squares, likelihood) in cases {
        let problem = problem(Rule::full(order), &TWO, &QUALITY);
        let found = fitted(&problem, 0.0);
        let reached = objective(&problem, &found, 0.0);
        assert_near(&found.point.levels, &[level], 1e-7, "level");
        assert_near(&found.point.parameters, &dependences, 1e-7, "dependences");
        assert!((reached - squares).abs() < 1e-10, "{order}: {reached}");
        assert!((8.0 * (reached / 8.0).ln() - likelihood).abs() < 1e-7, "{order}");
    }

    let bound: [&[f64]; 6] =
        [&[1.0, 1.0], &[0.9, 0.9], &[0.8, 0.95], &[0.7, 0.75], &[0.95, 0.85], &[0.6, 0.8]];
    let quality = [0.95, 0.91, 0.86, 0.84, 0.93, 0.78];
    let found = fitted(&problem(Rule::INDEPENDENT, &bound, &quality), 0.0);
    assert_near(&found.point.levels, &[0.950_175_438_596_491_2], 1e-7, "bound");
    assert_near(&found.point.parameters, &[0.432_053_175_775_480_1, 0.0], 1e-7, "bound");
}

/// Case `fit-with-prior`.
#[test]
fn a_prior_counts_as_much_as_noise_says() {
    let mut problem = problem(Rule::INDEPENDENT, &TWO, &QUALITY);
    problem.prior.fill(Some(Prior { mean: 0.5, standard_deviation: 0.15 }));
    let found = fitted(&problem, 0.02 * 0.02);
    assert_near(&found.point.levels, &[0.966_566_911_172_804], 1e-7, "level");
    let expected = [0.584_355_390_083_714_6, 0.271_518_593_034_439_65];
    assert_near(&found.point.parameters, &expected, 1e-7, "dependences");
    assert!((objective(&problem, &found, 0.02 * 0.02) - 0.002_182_581_953_433_919).abs() < 1e-10);
}

/// Case `fit-with-incident`; `incident-alone` is the same without readings.
#[test]
fn an_episode_is_a_row_of_its_own_weight() {
    let mut rows = TWO.to_vec();
    rows.push(&[0.0, 1.0]);
    let mut quality = QUALITY.to_vec();
    quality.push(0.58);
    let mut problem = problem(Rule::INDEPENDENT, &rows, &quality);
    problem.blocks[0].weight[8] = (0.02_f64 / 0.05).powi(2);
    let found = fitted(&problem, 0.0);
    assert_near(&found.point.levels, &[0.949_710_519_486_172_8], 1e-7, "level");
    let expected = [0.486_773_173_487_336_9, 0.204_765_218_518_493_77];
    assert_near(&found.point.parameters, &expected, 1e-7, "dependences");
    assert!((objective(&problem, &found, 0.0) - 0.003_638_658_764_274_835_6).abs() < 1e-10);
}

/// Case `share-harmonic`: times that add.
#[test]
fn weights_of_a_mean_share_one() {
    let met: [&[f64]; 4] = [&[1.0, 1.0], &[0.5, 1.0], &[1.0, 0.25], &[0.8, 0.5]];
    let quality = [1.0, 1.0 / 1.4, 1.0 / 1.3, 1.0 / 1.2];
    for is_department in [true, false] {
        let equation = Equation::new(Rule::share(-1.0), is_department, &[PLAIN, PLAIN]);
        let problem = of_party(equation, met.concat(), quality.to_vec());
        let found = fitted(&problem, 0.0);
        assert!(found.converged);
        assert_near(&found.point.parameters, &[0.4, 0.1], 1e-8, "weights");
        assert_near(&found.point.levels, &[1.0], 1e-7, "own level");
    }
}

/// A mean whose inputs take all weight: single moves cannot leave the bound of the sum.
#[test]
fn weights_move_along_the_bound_of_their_sum() {
    let met: [&[f64]; 5] = [&[1.0, 1.0], &[0.5, 1.0], &[1.0, 0.25], &[0.8, 0.5], &[0.2, 0.3]];
    let quality: Vec<f64> = met.iter().map(|u| 0.7 * u[0] + 0.3 * u[1]).collect();
    let equation = Equation::new(Rule::MEAN, false, &[PLAIN, PLAIN]);
    let problem = of_party(equation, met.concat(), quality);
    let found = fitted(&problem, 0.0);
    assert_near(&found.point.parameters, &[0.7, 0.3], 1e-8, "weights");
}

#[test]
fn slopes_are_those_of_the_value() {
    let mut scratch = EquationScratch::default();
    let cap = StatedNeed { criticality: Some(Criticality::floor(0.2).slope(0.5)), ..PLAIN };
    let rules = [
        Rule::INDEPENDENT,
        Rule::ADDITIVE,
        Rule::full(-1.0),
        Rule::full(0.3),
        Rule::Fdna,
        Rule::MEAN,
        Rule::share(-1.0),
        Rule::share(0.0),
        Rule::share(3.0),
    ];
    for rule in rules {
        for is_department in [true, false] {
            for needs in [[PLAIN, PLAIN], [PLAIN, cap]] {
                let equation = Equation::new(rule, is_department, &needs);
                for met in [[0.9, 0.7], [0.95, 0.4]] {
                    let at = [0.85, 0.3, 0.2];
                    let mut slopes = [0.0; 3];
                    equation.slopes(at[0], &at[1..], &met, &mut scratch, &mut slopes);
                    for (number, slope) in slopes.into_iter().enumerate() {
                        let mut value = |by: f64| {
                            let mut at = at;
                            at[number] += by;
                            equation.value(at[0], &at[1..], &met, &mut scratch)
                        };
                        let quotient = (value(1e-6) - value(-1e-6)) / 2e-6;
                        assert!(
                            (slope - quotient).abs() < 1e-7,
                            "{rule} {number}: {slope} {quotient}"
                        );
                    }
                }
            }
        }
    }
}

/// Cases `effective-length`, `reliability`, `planning-0.05-0.02`, `planning-0.10-0.02`.
#[test]
fn lengths_and_reliabilities_as_certified() {
    let residuals =
        [0.02, 0.015, -0.01, -0.02, 0.005, 0.01, -0.005, -0.015, 0.0, 0.02, -0.01, -0.01];
    let provider = [0.9, 0.88, 0.86, 0.9, 0.93, 0.95, 0.91, 0.87, 0.85, 0.9, 0.92, 0.94];
    let effective = effective_length(&residuals, std::iter::once(&provider[..]));
    assert!((effective - 9.082_287_049_475_145).abs() < 1e-12, "{effective}");

    let shares = [0.9, 0.8, 0.95, 0.7, 0.85, 0.9, 0.75, 0.95];
    let share = Reliability::of(&shares, &[50.0; 8]).share;
    assert!((share - 0.714_285_714_285_714_3).abs() < 1e-12, "{share}");
    let expected = [0.885_714_285_714_285_7, 0.814_285_714_285_714_3, 0.921_428_571_428_571_4];
    let drawn: Vec<f64> =
        shares[..3].iter().map(|&value| calibrated(value, mean(&shares), share)).collect();
    assert_near(&drawn, &expected, 1e-12, "calibrated");

    for (deviation, periods, visible) in [
        (0.05, 112.275_357_030_512_74, 0.262_779_682_189_282_8),
        (0.1, 31.068_839_257_628_184, 0.131_389_841_094_641_4),
    ] {
        let planning = Planning {
            provider_deviation: deviation,
            noise_deviation: 0.02,
            level: 0.85,
            residual_autocorrelation: 0.3,
            provider_autocorrelation: 0.4,
            parameters: 4.0,
        };
        assert!((planning.periods_for(0.1) - periods).abs() < 1e-10);
        assert!((planning.visible_after(36.0) - visible).abs() < 1e-10);
    }
}

/// Case `cycle-two-stage`: the plain fit of a party inside a cycle is biased.
#[test]
fn two_stages_undo_a_cycle() {
    let consumer = [
        0.8502, 0.9192, 0.8459, 0.8112, 0.85, 0.8467, 0.8368, 0.9244, 0.8301, 0.846, 0.9395, 0.848,
        0.8722, 0.8301, 0.8591, 0.855, 0.8256, 0.8561, 0.8073, 0.8599, 0.7929, 0.8272, 0.8551,
        0.8378,
    ];
    let partner = [
        0.847, 0.8752, 0.7989, 0.8298, 0.8434, 0.8457, 0.7978, 0.8989, 0.807, 0.8207, 0.9281,
        0.8248, 0.8562, 0.8458, 0.838, 0.8418, 0.8632, 0.8669, 0.797, 0.8694, 0.8455, 0.8147,
        0.8772, 0.8589,
    ];
    let own = [
        0.93, 0.951, 0.911, 0.868, 0.898, 0.861, 0.934, 1.0, 0.896, 0.887, 0.964, 0.955, 0.937,
        0.865, 0.928, 0.979, 0.836, 0.898, 0.797, 0.84, 0.801, 0.914, 0.841, 0.949,
    ];
    let outside = [
        0.933, 0.905, 0.719, 0.877, 0.916, 0.929, 0.798, 0.882, 0.842, 0.855, 1.0, 0.855, 0.917,
        0.991, 0.873, 0.911, 0.929, 0.925, 0.822, 0.926, 1.0, 0.796, 0.989, 0.93,
    ];
    let fit = |partner: &[f64]| {
        let met: Vec<[f64; 2]> = partner.iter().zip(own).map(|(&one, own)| [one, own]).collect();
        let met: Vec<&[f64]> = met.iter().map(|row| &row[..]).collect();
        let found = fitted(&problem(Rule::INDEPENDENT, &met, &consumer), 0.0);
        [found.point.levels[0], found.point.parameters[0], found.point.parameters[1]]
    };
    let naive = [0.985_392_553_715_487_2, 0.666_612_325_467_253_7, 0.378_733_100_121_426];
    assert_near(&fit(&partner), &naive, 1e-6, "naive");
    let stage = first_stage(&partner, &[&own], &[&outside]).unwrap();
    assert_near(
        &stage.fitted[..2],
        &[0.865_573_145_319_838_4, 0.860_075_002_862_851_5],
        1e-9,
        "partner",
    );
    assert!(stage.f > 10.0);
    let two_stage = [0.955_918_286_887_344_5, 0.465_902_634_561_232_7, 0.413_775_509_519_849_76];
    assert_near(&fit(&stage.fitted), &two_stage, 1e-6, "two stages");
    assert_eq!(first_stage(&partner, &[&own], &[]), None);
}

/// Numbers that hardly anything tells apart are found, not approached for ever.
#[test]
fn needs_that_nearly_move_together_are_settled() {
    let x = |at: u32| 0.8 + 0.01 * f64::from(at * 7 % 19);
    let met: Vec<[f64; 2]> =
        (0..60).map(|at| [x(at), x(at) + 2e-4 * f64::from(at * 11 % 5)]).collect();
    let noise = |at: usize| if at.is_multiple_of(3) { 2e-5 } else { -1e-5 };
    let quality: Vec<f64> = (met.iter().enumerate())
        .map(|(at, u)| 0.9 * (1.0 - 0.3 * (1.0 - u[0])) * (1.0 - 0.4 * (1.0 - u[1])) + noise(at))
        .collect();
    let met: Vec<&[f64]> = met.iter().map(|row| &row[..]).collect();
    let problem = problem(Rule::INDEPENDENT, &met, &quality);
    let found = fitted(&problem, 0.0);
    let normal = Normal::of(&problem, &found.point, &mut EquationScratch::default());
    assert!(found.converged, "{found:?}");
    assert!(normal.gradient.iter().all(|slope| slope.abs() < 1e-13), "{:?}", normal.gradient);
    assert!(found.point.parameters.iter().all(|at| (0.01..0.99).contains(at)), "{found:?}");
}

/// Case `collinear`: two providers always move together, so that their sum alone is known.
#[test]
fn parts_of_what_fails_together_are_not_told_apart() {
    let met: [&[f64]; 4] = [&[0.9, 0.9], &[0.8, 0.8], &[1.0, 1.0], &[0.7, 0.7]];
    let met: Vec<&[f64]> = met.iter().copied().cycle().take(40).collect();
    let noise = |at: usize| if at.is_multiple_of(3) { 0.003 } else { -0.0015 };
    let quality: Vec<f64> =
        met.iter().enumerate().map(|(at, u)| 0.9 - 0.45 * (1.0 - u[0]) + noise(at)).collect();
    let problem = problem(Rule::ADDITIVE, &met, &quality);
    let mut scratch = EquationScratch::default();
    let solved = solve(&problem, None, &mut scratch);
    let normal = Normal::of(&solved.problem, &solved.point, &mut scratch);
    let draws = draw(&solved.problem, &solved.point, &normal, 40.0, 2000, (7, 0));
    let (one, other) = (draws.of(0), draws.of(1));
    let sum: Vec<f64> = one.iter().zip(&other).map(|(a, b)| a + b).collect();
    let spread = |of: &[f64]| variance(of).sqrt();
    assert!(spread(&one) > 0.1 && spread(&sum) < 0.01, "{} {}", spread(&one), spread(&sum));
    assert!((mean(&sum) - 0.45).abs() < 0.02, "{}", mean(&sum));
}
