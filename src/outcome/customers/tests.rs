//! Formulas against values to fifty digits, and steps against series of high order.

#![expect(clippy::excessive_precision, reason = "values as the other program printed them")]

use super::dynamics::{CustomerDynamics, GroupState};
use super::growth::Growth;
use super::parameters::{CustomerParameters, DAYS_PER_YEAR};
use super::rest::Resting;
use super::satisfaction::{SatisfactionCurve, voice};

const FORMULA: f64 = 1e-14;
const CLOSED_FORM: f64 = 1e-12;

fn close(what: &str, found: f64, expected: f64, tolerance: f64) {
    let off = (found - expected).abs() / expected.abs().max(f64::MIN_POSITIVE);
    let is_close = off <= tolerance || (expected.abs() <= 0.0 && found.abs() <= tolerance);
    assert!(is_close, "{what}: {found} instead of {expected}, off by {off:e}");
}

/// Nothing reacts.
fn neutral() -> CustomerParameters {
    CustomerParameters {
        population: 100_000.0,
        revenue_per_year: 420.0,
        margin: 1.0,
        spending_loss: 0.0,
        retention: 0.85,
        departure_ratio: 1.0,
        won_per_year: None,
        curvature: 0.0,
        gain: 0.0,
        loss: 0.0,
        expectation_years: None,
        bad_news: 1.0,
        elasticity: 0.0,
        memory_years: 0.0,
        referrals_per_year: 0.0,
        market: None,
    }
}

/// Everything reacts.
fn everything() -> CustomerParameters {
    CustomerParameters {
        revenue_per_year: 50.0,
        retention: (-0.25_f64).exp(),
        departure_ratio: 6.0,
        referrals_per_year: 0.08,
        market: Some(400_000.0),
        bad_news: 3.0,
        elasticity: 0.4,
        memory_years: 0.5,
        curvature: 1.5,
        gain: 0.1,
        loss: 0.4,
        expectation_years: Some(1.0),
        spending_loss: 0.3,
        ..neutral()
    }
}

fn dynamics(parameters: CustomerParameters, quality_today: f64) -> CustomerDynamics {
    CustomerDynamics::new("group", parameters, quality_today).unwrap()
}

#[test]
fn curves_bend_by_their_curvature() {
    for (curvature, quality, expected) in [
        (2.0, 0.5, 0.731_058_578_630_004_88),
        (-2.0, 0.5, 0.268_941_421_369_995_12),
        (0.0, 0.37, 0.37),
        (1e-9, 0.3, 0.300_000_000_105),
        (-1e-12, 0.9, 0.899_999_999_999_955),
        (50.0, 0.02, 0.632_120_558_828_557_68),
        (700.0, 0.01, 0.999_088_118_034_445_5),
        (-700.0, 1.0, 1.0),
        (3.0, 1.0, 1.0),
        (3.0, 0.0, 0.0),
    ] {
        let curve = SatisfactionCurve { curvature, gain: 0.0, loss: 0.0 };
        close("curve", curve.curve(quality), expected, FORMULA);
    }
}

#[test]
fn satisfaction_blends_quality_and_expectation() {
    for (quality, expectation, [curvature, gain, loss], expected) in [
        (0.8, 1.0, [0.0, 0.0, 0.0], 0.8),
        (0.8, 1.0, [0.0, 0.0, 0.5], 0.72),
        (0.8, 0.6, [0.0, 0.25, 0.5], 0.81),
        (0.8, 1.0, [1.5, 0.1, 0.4], 0.827_553_461_418_463_2),
        (0.0, 1.0, [2.0, 0.2, 1.0], 0.0),
        (1.0, 0.7, [-1.0, 0.3, 0.6], 1.0),
    ] {
        let curve = SatisfactionCurve { curvature, gain, loss };
        close("satisfaction", curve.satisfaction(quality, expectation), expected, FORMULA);
    }
}

#[test]
fn the_dissatisfied_are_heard_more_often() {
    for (bad_news, satisfaction, expected) in [
        (1.0, 0.8, 0.8),
        (3.0, 0.9, 0.75),
        (3.0, 0.5, 0.25),
        (0.5, 0.5, 2.0 / 3.0),
        (3.0, 0.0, 0.0),
        (3.0, 1.0, 1.0),
    ] {
        close("voice", voice(satisfaction, bad_news), expected, FORMULA);
    }
}

#[test]
fn departures_follow_satisfaction_lost_since_today() {
    for (retention, ratio, today, now, expected) in [
        (0.85, 4.0, 1.0, 0.8, 0.214_445_013_122_656_27),
        (0.7, 6.0, 0.97, 0.6, 0.692_131_419_000_959_5),
        (1.0, 10.0, 1.0, 0.0, 0.0),
        (0.88, 5.0, 0.9, 1.0, 0.108_829_652_596_796_08),
    ] {
        let parameters = CustomerParameters { retention, departure_ratio: ratio, ..neutral() };
        let found = dynamics(parameters, today).departures(now);
        close("departures", found, expected, FORMULA);
    }
    let second = CustomerParameters { retention: 0.7, departure_ratio: 6.0, ..neutral() };
    let kept = (-dynamics(second, 0.97).departures(0.6)).exp();
    close("retention", kept, 0.500_508_138_809_737_43, FORMULA);
}

#[test]
fn one_formula_grows_declines_saturates_and_rests() {
    for (start, [inflow, rate, crowding], years, end, integral) in [
        (1000.0, [200.0, -0.2, 0.0], 1.0, 1000.0, 1000.0),
        (1000.0, [50.0, 0.3, 1e-4], 5.0, 2_289.581_498_536_857, 8_308.922_920_286_908),
        (1000.0, [0.0, 0.0, 1e-3], 2.0, 1000.0 / 3.0, 1_098.612_288_668_109_7),
        (1.0, [100.0, 2.0, 2e-3], 40.0, 1_047.722_557_505_166_1, 40_352.515_329_503_23),
        (1000.0, [30.0, -1e-13, 0.0], 7.0, 1_209.999_999_999_226_5, 7_734.999_999_997_378),
        (
            1e5,
            [20_000.0, -0.25, 1e-7],
            0.002_737_907_006_988_5,
            99_983.578_628_306_73,
            273.768_217_834_876_84,
        ),
    ] {
        let growth = Growth { inflow, rate, crowding };
        close("customers", growth.after(start, years), end, FORMULA);
        close("customer-years", growth.customer_years(start, years), integral, CLOSED_FORM);
    }
}

#[test]
fn groups_come_to_rest_where_the_closed_forms_say() {
    let only_retention = CustomerParameters { departure_ratio: 4.0, ..neutral() };
    let spoken = CustomerParameters { elasticity: 0.5, bad_news: 3.0, ..only_retention };
    let nothing_works =
        CustomerParameters { departure_ratio: 8.0, elasticity: 0.4, bad_news: 2.0, ..neutral() };
    let discount = 1.08_f64.ln();
    for (parameters, [today, quality], [satisfaction, voice, departures], customers, money) in [
        (
            only_retention,
            [1.0, 0.8],
            [0.8, 0.8, 0.214_445_013_122_656_27],
            75_785.828_325_519_9,
            [31_830_047.896_718_36, 1_441.287_831_401_803_7],
        ),
        (
            spoken,
            [1.0, 0.8],
            [0.8, 4.0 / 7.0, 0.214_445_013_122_656_27],
            57_288.701_329_245_79,
            [24_061_254.558_283_233, 1_441.287_831_401_803_7],
        ),
        (
            everything(),
            [0.97, 0.8],
            [0.899_514_631_976_590_4, 0.748_989_633_950_183_9, 0.292_311_350_537_769],
            74_339.094_371_696_68,
            [3_619_258.808_466_832_3, 131.842_531_952_993_22],
        ),
        (
            everything(),
            [0.97, 0.97],
            [0.986_780_019_990_628_4, 0.961_361_656_236_190_7, 0.25],
            1e5,
            [5e6, 152.923_418_112_015_34],
        ),
        (
            neutral(),
            [1.0, 0.1],
            [0.1, 0.1, 0.162_518_929_497_774_91],
            1e5,
            [42e6, 1_753.800_114_841_589_6],
        ),
        (
            nothing_works,
            [1.0, 0.0],
            [0.0, 0.0, 1.300_151_435_982_199_3],
            0.0,
            [0.0, 304.985_981_158_830_01],
        ),
    ] {
        let rest = dynamics(parameters, today).at_rest(quality, discount);
        close("satisfaction", rest.satisfaction, satisfaction, CLOSED_FORM);
        close("voice", rest.voice, voice, CLOSED_FORM);
        close("departures", rest.departures, departures, CLOSED_FORM);
        match rest.customers {
            Resting::At(found) => close("customers", found, customers, CLOSED_FORM),
            other => assert!(other == Resting::Vanishing && customers <= 0.0, "{other:?}"),
        }
        close("revenue", rest.revenue_per_year.unwrap(), money[0], CLOSED_FORM);
        close("lifetime value", rest.lifetime_value.unwrap(), money[1], CLOSED_FORM);
    }
    let brings =
        CustomerParameters { referrals_per_year: 0.3, won_per_year: Some(1.0), ..neutral() };
    let growing = dynamics(brings, 1.0).at_rest(1.0, 0.0);
    assert_eq!((growing.customers, growing.revenue_per_year), (Resting::Growing, None));
}

/// Follows straight lines of quality in steps of so many years.
fn follow(
    dynamics: &CustomerDynamics,
    segments: &[(f64, [f64; 2])],
    longest: f64,
) -> Vec<GroupState> {
    let mut state = dynamics.start();
    let mut after = Vec::new();
    for &(years, [from, to]) in segments {
        let count = (years / longest).ceil().max(1.0);
        let mut step = 0.0;
        while step < count {
            let at = |step: f64| from + (to - from) * (step / count);
            dynamics.step(&mut state, [at(step), at(step + 1.0)], years / count, 0.0);
            step += 1.0;
        }
        after.push(state);
    }
    after
}

/// Customers, expectation, reputation, won, lost and revenue.
type Expected = [f64; 6];

/// Straight lines of quality, by how many years each lasts, and the state at the end.
type Expectations = (&'static [(f64, [f64; 2])], Expected);

const TRAJECTORIES: [Expectations; 3] = [
    (
        &[(1.0, [0.8, 0.8])],
        [
            91_476.452_400_815_82,
            0.862_539_504_999_145,
            0.721_856_591_936_861_2,
            21_394.964_461_424_823,
            29_918.512_060_609_01,
            4_590_261.037_193_476,
        ],
    ),
    (
        &[(0.25, [0.6, 0.6]), (2.0, [0.97, 0.97])],
        [
            95_863.024_649_380_61,
            0.958_923_658_290_343_1,
            0.957_374_818_948_428_9,
            54_082.879_754_194_696,
            58_219.855_105_014_08,
            10_576_564.416_648_295,
        ],
    ),
    (
        &[(0.5, [0.97, 0.7]), (0.5, [0.7, 0.85])],
        [
            91_424.716_351_596_03,
            0.860_830_855_926_033_2,
            0.717_117_602_047_586,
            21_577.160_176_073_553,
            30_152.443_824_477_52,
            4_619_265.998_851_141,
        ],
    ),
];

#[test]
fn trajectories_are_followed_to_second_order() {
    let group = dynamics(everything(), 0.97);
    let errors = |step: f64| {
        TRAJECTORIES.map(|(segments, expected)| {
            let state = *follow(&group, segments, step).last().unwrap();
            let GroupState { customers, expectation, reputation, won, lost, revenue, .. } = state;
            let found = [customers, expectation, reputation, won, lost, revenue];
            let mut off = [0.0; 6];
            for (off, (found, expected)) in off.iter_mut().zip(found.into_iter().zip(expected)) {
                *off = (found / expected - 1.0).abs();
            }
            off
        })
    };
    let (days, hours) = (errors(1.0 / DAYS_PER_YEAR), errors(0.125 / DAYS_PER_YEAR));
    for [customers, expectation, reputation, won, lost, revenue] in days {
        assert!(customers < 1e-7 && revenue < 3e-7 && won < 2e-6 && lost < 2e-6, "{days:?}");
        assert!(expectation < 1e-13 && reputation < 5e-7, "{days:?}");
    }
    assert!(hours.iter().flatten().all(|off| *off < 3e-8), "{hours:?}");
    for ([two, ..], [one, ..]) in errors(1.0 / 16.0).into_iter().zip(errors(1.0 / 32.0)) {
        assert!((two / one).log2() >= 1.9, "order {}", (two / one).log2());
    }
}

#[test]
fn one_pulse_costs_what_the_closed_form_says() {
    for (ratio, quality, days, [at_its_end, at_the_end, customer_years]) in [
        (
            8.0,
            0.4,
            91.3125,
            [11_390.638_180_266_002, 219.323_341_192_357_88, 57_321.700_301_589_28],
        ),
        (4.0, 0.0, 30.0, [4_769.710_337_578_815, 88.807_220_700_473_57, 23_602.541_933_465_416]),
    ] {
        let parameters = CustomerParameters {
            retention: (-0.2_f64).exp(),
            departure_ratio: ratio,
            revenue_per_year: 1.0,
            ..neutral()
        };
        let pulse = days / DAYS_PER_YEAR;
        let segments = [(pulse, [quality, quality]), (20.0 - pulse, [1.0, 1.0])];
        let states = follow(&dynamics(parameters, 1.0), &segments, 1.0);
        close("at its end", 1e5 - states[0].customers, at_its_end, CLOSED_FORM);
        close("at the end", 1e5 - states[1].customers, at_the_end, CLOSED_FORM);
        close("customer-years", 20.0 * 1e5 - states[1].revenue, customer_years, CLOSED_FORM);
    }
}

#[test]
fn bass_diffusion_is_a_special_case() {
    let market = 1e6;
    let parameters = CustomerParameters {
        population: 0.0,
        retention: 1.0,
        won_per_year: Some(0.03 * market),
        referrals_per_year: 0.38,
        market: Some(market),
        ..neutral()
    };
    let group = dynamics(parameters, 1.0);
    let mut most = (0.0, 0.0);
    for (years, adopters) in [
        (1.0, 35_758.164_256_441_63),
        (5.0, 331_198.642_491_373_46),
        (10.0, 812_803.221_221_346_2),
        (20.0, 996_259.414_502_416_2),
    ] {
        let state = follow(&group, &[(years, [1.0, 1.0])], years)[0];
        close("adopters", state.customers, adopters, CLOSED_FORM);
        close("all were won", state.won, adopters, CLOSED_FORM);
    }
    // Most join in the year in which half of those who would follow others have joined.
    let mut state = group.start();
    while state.years < 10.0 {
        let before = state;
        group.step(&mut state, [1.0, 1.0], 1e-3, 0.0);
        let pace = state.customers - before.customers;
        if pace > most.0 {
            most = (pace, 0.5 * (before.years + state.years));
        }
    }
    assert!((most.1 - 6.192_619_197_703_112).abs() < 2e-3, "{most:?}");
}

#[test]
fn nothing_changes_by_default_in_a_century() {
    for parameters in [neutral(), CustomerParameters { retention: 1.0, ..neutral() }] {
        let group = dynamics(parameters, 0.98);
        let mut state = group.start();
        let (mut day, step) = (0.0, 1.0 / DAYS_PER_YEAR);
        while day < 36_525.0 {
            let quality = if day % 2.0 < 1.0 { [0.1, 0.9] } else { [0.9, 0.1] };
            group.step(&mut state, quality, step, 0.0);
            day += 1.0;
        }
        close("customers", state.customers, 1e5, 1e-15);
        close("revenue", state.revenue, 100.0 * 42e6, 1e-11);
    }
}

#[test]
fn today_is_the_reference_and_not_quality_one() {
    let group = dynamics(everything(), 0.97);
    let state = follow(&group, &[(10.0, [0.97, 0.97])], 1.0 / DAYS_PER_YEAR)[0];
    close("customers", state.customers, 1e5, 1e-12);
    close("revenue", state.revenue, 5e7, 1e-11);
}

#[test]
fn referrals_without_a_market_end_as_unlimited() {
    let parameters =
        CustomerParameters { referrals_per_year: 50.0, won_per_year: Some(1.0), ..neutral() };
    let group = dynamics(parameters, 1.0);
    let mut state = group.start();
    group.step(&mut state, [1.0, 1.0], 0.1, 0.0);
    assert!(!state.is_unlimited && state.customers > 1e7);
    group.step(&mut state, [1.0, 1.0], 10.0, 0.0);
    assert!(state.is_unlimited && state.customers < 1e15);
}

#[test]
fn worth_equals_finite_differences() {
    let fixed = CustomerParameters { expectation_years: None, ..everything() };
    let free = CustomerParameters { market: None, won_per_year: Some(30_000.0), ..fixed };
    for (parameters, quality) in
        [(everything(), 0.8), (everything(), 0.97), (fixed, 0.8), (fixed, 0.99), (free, 0.9)]
    {
        let group = dynamics(parameters, 0.97);
        let revenue = |quality| group.at_rest(quality, 0.0).revenue_per_year.unwrap();
        let width = 1e-5;
        let expected = (revenue(quality + width) - revenue(quality - width)) / (2.0 * width);
        close("worth", group.at_rest(quality, 0.0).worth.unwrap(), expected, 2e-6);
    }
    // Balanced, without a market, today at satisfaction 1.
    let parameters = CustomerParameters {
        departure_ratio: 4.0,
        bad_news: 2.0,
        elasticity: 0.4,
        referrals_per_year: 0.02,
        spending_loss: 0.3,
        ..neutral()
    };
    let departures = -(0.85_f64.ln());
    let expected =
        42e6 * (0.4 * 2.0 + (departures * 4.0_f64.ln() + 0.02 * 2.0) / (departures - 0.02) + 0.3);
    close("worth", dynamics(parameters, 1.0).at_rest(1.0, 0.0).worth.unwrap(), expected, 1e-12);
}
