//! Laws of customers over time on random coefficients and random trajectories.

use super::dynamics::{CustomerDynamics, GroupState};
use super::panjer::YearlyLoss;
use super::parameters::{CustomerParameters, DAYS_PER_YEAR};

const DAY: f64 = 1.0 / DAYS_PER_YEAR;

/// Numbers of 0..1 from a seed (Steele, Lea and Flood's `SplitMix64`).
struct RandomUniform(u64);

impl RandomUniform {
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / 9_007_199_254_740_992.0
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.next() * (high - low)
    }

    fn is(&mut self, chance: f64) -> bool {
        self.next() < chance
    }
}

/// Everything at random; the expectation adapts where that is asked for.
fn parameters(uniform: &mut RandomUniform, adapts: bool) -> CustomerParameters {
    let retention = uniform.between(0.3, 1.0);
    let departures = -retention.ln();
    let population = uniform.between(10.0, 1e6);
    CustomerParameters {
        population,
        revenue_per_year: uniform.between(1.0, 1000.0),
        margin: 1.0,
        spending_loss: uniform.next(),
        retention,
        departure_ratio: uniform.between(0.0, 5.0).exp(),
        won_per_year: uniform.is(0.3).then(|| uniform.between(0.0, 0.5) * population),
        curvature: if uniform.is(0.3) { 0.0 } else { uniform.between(-6.0, 6.0) },
        gain: uniform.next(),
        loss: uniform.next(),
        expectation_years: adapts.then(|| uniform.between(0.02, 3.0)),
        bad_news: uniform.between(-1.5, 2.0).exp(),
        elasticity: uniform.between(0.0, 2.0),
        memory_years: if uniform.is(0.3) { 0.0 } else { uniform.between(0.0, 2.0) },
        referrals_per_year: uniform.next() * departures,
        market: uniform.is(0.5).then(|| population * uniform.between(1.1, 10.0)),
    }
}

/// Qualities at the ends of straight lines of ten days.
fn trajectory(uniform: &mut RandomUniform) -> Vec<f64> {
    (0..30)
        .map(|_| if uniform.is(0.2) { uniform.next() } else { uniform.between(0.6, 1.0) })
        .collect()
}

fn follow(group: &CustomerDynamics, trajectory: &[f64]) -> GroupState {
    let mut state = group.start();
    for line in trajectory.windows(2) {
        let mut step = 0.0;
        while step < 5.0 {
            let at = |step: f64| line[0] + (line[1] - line[0]) * step / 5.0;
            group.step(&mut state, [at(step), at(step + 1.0)], 2.0 * DAY, 0.0);
            step += 1.0;
        }
    }
    state
}

#[test]
fn nobody_leaks_on_random_trajectories() {
    let mut uniform = RandomUniform(1);
    for round in 0..1000 {
        let adapts = uniform.is(0.5);
        let parameters = parameters(&mut uniform, adapts);
        let today = uniform.between(0.2, 1.0);
        let group = CustomerDynamics::new("group", parameters, today).unwrap();
        let state = follow(&group, &trajectory(&mut uniform));
        let balance = parameters.population + state.won - state.lost;
        let off = (state.customers - balance).abs() / state.lost.max(parameters.population);
        assert!(off < 1e-12, "round {round}: {off:e} of {parameters:?}");
        assert!(state.customers >= 0.0 && state.lost >= 0.0, "round {round}");
        assert!(state.won >= -1e-9 * parameters.population, "round {round}: {state:?}");
    }
}

#[test]
fn better_quality_never_means_fewer_customers() {
    let mut uniform = RandomUniform(2);
    for round in 0..1000 {
        let parameters = parameters(&mut uniform, false);
        let today = uniform.between(0.2, 1.0);
        let group = CustomerDynamics::new("group", parameters, today).unwrap();
        let worse = trajectory(&mut uniform);
        let better: Vec<f64> =
            worse.iter().map(|quality| quality + uniform.next() * (1.0 - quality)).collect();
        let (worse, better) = (follow(&group, &worse), follow(&group, &better));
        let tolerance = 1.0 + 1e-12;
        assert!(better.customers * tolerance >= worse.customers, "round {round}: {parameters:?}");
        assert!(better.revenue * tolerance >= worse.revenue, "round {round}: {parameters:?}");
        let rest = |quality| group.at_rest(quality, 0.0).revenue_per_year;
        let (low, high) = (rest(today * 0.8), rest(today * 0.9));
        let grows =
            high.is_none() || low.zip(high).is_some_and(|(low, high)| high * tolerance >= low);
        assert!(grows, "round {round}: {low:?} and {high:?} at rest");
    }
}

#[test]
fn rest_is_where_a_thousand_years_lead() {
    let mut uniform = RandomUniform(3);
    for round in 0..40 {
        let parameters = CustomerParameters {
            retention: uniform.between(0.3, 0.95),
            ..parameters(&mut uniform, true)
        };
        let departures = -parameters.retention.ln();
        let referrals_per_year = 0.3 * uniform.next() * departures;
        let parameters = CustomerParameters { referrals_per_year, ..parameters };
        let group = CustomerDynamics::new("group", parameters, 0.9).unwrap();
        let quality = uniform.between(0.1, 0.9);
        let mut state = group.start();
        while state.years < 1000.0 {
            group.step(&mut state, [quality, quality], 0.05, 0.0);
        }
        let rest = group.at_rest(quality, 0.0).revenue_per_year.unwrap();
        let mut year = state;
        group.step(&mut year, [quality, quality], 0.05, 0.0);
        let found = (year.revenue - state.revenue) / 0.05;
        assert!((found - rest).abs() <= 1e-6 * rest.max(1e-3), "round {round}: {found} and {rest}");
    }
}

#[test]
fn a_year_loses_what_enumeration_says() {
    let exact = YearlyLoss::of(&[(0.5, 10.0), (0.2, 25.0)]).unwrap();
    assert!(exact.is_exact && (exact.step - 5.0).abs() < 1e-12);
    for (chance, expected) in [(0.5, 10.0), (0.9, 25.0), (0.95, 35.0), (0.99, 50.0)] {
        assert!((exact.quantile(chance) - expected).abs() < 1e-12, "{chance}");
    }
    // Without a common measure, against counts enumerated.
    let losses = [(0.7, std::f64::consts::PI), (0.3, 10.0_f64.sqrt() * 2.0)];
    let grid = YearlyLoss::of(&losses).unwrap();
    assert!(!grid.is_exact);
    let poisson = |rate: f64, count: u32| {
        let factorial: f64 = (1..=count).map(f64::from).product();
        (-rate).exp() * rate.powi(i32::try_from(count).unwrap()) / factorial
    };
    let mut all = Vec::new();
    for one in 0..30 {
        for two in 0..30 {
            let loss = f64::from(one) * losses[0].1 + f64::from(two) * losses[1].1;
            all.push((loss, poisson(losses[0].0, one) * poisson(losses[1].0, two)));
        }
    }
    all.sort_by(|one, two| one.0.total_cmp(&two.0));
    for chance in [0.3, 0.6, 0.9, 0.97, 0.995] {
        let mut sum = 0.0;
        let expected = all.iter().find(|(_, of)| {
            sum += of;
            sum >= chance
        });
        let off = (grid.quantile(chance) - expected.unwrap().0).abs();
        assert!(off <= 10.0 * grid.step, "{chance}: off by {off} at steps of {}", grid.step);
    }
    assert!(YearlyLoss::of(&[(0.0, 10.0)]).is_none());
    assert!(YearlyLoss::of(&[(1000.0, 10.0)]).is_none());
}

/// A made-up group, and what three months at a lower quality cost it.
type Static = ([f64; 9], f64, [f64; 3]);

/// Population, revenue, retention, ratio, referrals, bad news, elasticity, memory, spending loss;
/// quality for 90 days; customers then and after three years, revenue lost.
const THREE_MONTHS: [Static; 4] = [
    (
        [120_000.0, 420.0, 0.85, 4.0, 0.02, 2.0, 0.4, 0.5, 0.3],
        0.765_902_532_569_346_4,
        [117_849.947_034_568_7, 118_174.589_316_232_8, 3_447_881.082_667_649],
    ),
    (
        [35_000.0, 360.0, 0.7, 6.0, 0.05, 3.0, 0.6, 0.25, 0.5],
        0.643_396_196_193_444_2,
        [31_847.357_873_030_76, 33_339.059_865_839_27, 3_191_574.135_502_822],
    ),
    (
        [180.0, 24_000.0, 0.88, 5.0, 0.01, 2.0, 0.3, 1.0, 0.2],
        0.810_564_652_189_067_6,
        [177.824_444_116_126_8, 178.092_258_721_627_4, 186_593.238_691_308_6],
    ),
    (
        [24.0, 55_000.0, 0.92, 3.0, 0.0, 1.0, 0.0, 1.0, 0.1],
        0.861_891_305_093_486_2,
        [23.920_167_269_995_33, 23.936_544_776_190_51, 15_830.589_344_621_51],
    ),
];

#[test]
fn three_months_cost_what_series_of_high_order_say() {
    for (given, quality, [after, at_the_end, lost]) in THREE_MONTHS {
        let [population, revenue_per_year, retention, departure_ratio, ..] = given;
        let [.., referrals_per_year, bad_news, elasticity, memory_years, spending_loss] = given;
        let parameters = CustomerParameters {
            population,
            revenue_per_year,
            margin: 1.0,
            spending_loss,
            retention,
            departure_ratio,
            won_per_year: None,
            curvature: 0.0,
            gain: 0.0,
            loss: 0.0,
            expectation_years: None,
            bad_news,
            elasticity,
            memory_years,
            referrals_per_year,
            market: None,
        };
        let group = CustomerDynamics::new("group", parameters, 1.0).unwrap();
        let mut state = group.start();
        let run = |days: f64, quality: f64, state: &mut GroupState| {
            let mut step = 0.0;
            while step < 8.0 * days {
                group.step(state, [quality, quality], DAY / 8.0, 0.0);
                step += 1.0;
            }
        };
        run(90.0, quality, &mut state);
        assert!((state.customers / after - 1.0).abs() < 1e-8);
        run(1095.75 - 90.0, 1.0, &mut state);
        assert!((state.customers / at_the_end - 1.0).abs() < 1e-8);
        let found = 3.0 * population * revenue_per_year - state.revenue;
        assert!((found / lost - 1.0).abs() < 1e-5, "{found} instead of {lost}");
    }
}
