//! Figures worked out at forty digits, and those of the hierarchies in doubles on their grid, by other
//! programs than the library.

#![expect(clippy::unreadable_literal, reason = "figures as other programs print them")]

use knockon::evidence::Estimate;
use knockon::evidence::condition::{
    Count, Feedback, effective_number, feedback, hierarchy, jeffreys, servqual, survey, two_levels,
    wilson,
};
use knockon::evidence::flow::{
    Handling, HandlingTime, arrival_rate, lag, patience, requests_per_job,
};
use knockon::evidence::judgement::{
    Comparison, Judged, JudgedRange, episode, pairwise, pool, remaining, three_point,
};
use knockon::{OutOfRange, Transfer};

use crate::support::check::assert_close;

const CONFIDENCE: f64 = 0.95;

/// Asserts value, low and high.
fn assert_estimate(found: &Estimate, expected: [f64; 3], tolerance: f64, what: &str) {
    let found = [found.value, found.low, found.high];
    for ((name, found), expected) in ["value", "low", "high"].iter().zip(found).zip(expected) {
        assert_close(found, expected, tolerance, &format!("{name} of {what}"));
    }
}

#[test]
fn shares_of_wilson_and_jeffreys() {
    let found = wilson(9.0, 10.0, CONFIDENCE).unwrap();
    assert_estimate(
        &found,
        [0.7889868800548443, 0.5958499732047615, 0.9821237869049271],
        1e-12,
        "wilson-9-10",
    );
    let found = wilson(47.0, 50.0, CONFIDENCE).unwrap();
    assert_estimate(
        &found,
        [0.9086070563813221, 0.8378290831116183, 0.979385029651026],
        1e-12,
        "wilson-47-50",
    );
    let found = wilson(5.0, 5.0, CONFIDENCE).unwrap();
    assert_estimate(&found, [0.7827587676084126, 0.5655175352168251, 1.0], 1e-12, "wilson-5-5");
    let found = jeffreys(0.0, 5.0, CONFIDENCE).unwrap();
    assert_estimate(&found, [0.08333333333333333, 0.0, 0.3793771422990394], 1e-11, "jeffreys-0-5");
    let found = jeffreys(5.0, 5.0, CONFIDENCE).unwrap();
    assert_estimate(&found, [0.9166666666666666, 0.6206228577009606, 1.0], 1e-11, "jeffreys-5-5");
}

/// Counts as (met, of how many).
fn counts<const N: usize>(counts: [(f64, f64); N]) -> [Count; N] {
    counts.map(|(met, total)| Count { met, total })
}

#[test]
fn hierarchies_on_their_grid() {
    let found = hierarchy(
        &counts([(9.0, 10.0), (3.0, 5.0), (0.0, 1.0), (18.0, 20.0), (7.0, 12.0)]),
        CONFIDENCE,
    )
    .unwrap();
    assert_close(found.mean, 0.7068964131351754, 1e-7, "mean");
    assert_close(found.strength, 13.058711605368277, 1e-7 * found.strength, "strength");
    for (found, expected) in found.estimates.iter().zip([
        [0.8051268928040777, 0.600319950070435, 0.9642884888815693],
        [0.6807845084309019, 0.36286830848192997, 0.8938961888269721],
        [0.6327807941264041, 0.13055783555230205, 0.9052588173742087],
        [0.830189196770226, 0.6662938496737749, 0.9571350655987936],
        [0.6555127557325073, 0.40475248944115316, 0.8442592815263699],
    ]) {
        assert_estimate(found, expected, 1e-7, "hierarchy-one-level");
    }
    let found =
        hierarchy(&counts([(5.0, 5.0), (5.0, 5.0), (5.0, 5.0), (5.0, 5.0)]), CONFIDENCE).unwrap();
    assert_close(found.mean, 0.9293088404089791, 1e-7, "mean");
    assert_close(found.strength, 4.492133243313118, 1e-7 * found.strength, "strength");
    for (found, expected) in found.estimates.iter().zip([
        [0.9722833563941697, 0.8107042719380844, 0.9999999999999996],
        [0.9722833563941697, 0.8107042719380844, 0.9999999999999996],
        [0.9722833563941697, 0.8107042719380844, 0.9999999999999996],
        [0.9722833563941697, 0.8107042719380844, 0.9999999999999996],
    ]) {
        assert_estimate(found, expected, 1e-7, "hierarchy-all-met");
    }
    let counts =
        counts([(9.0, 10.0), (4.0, 5.0), (0.0, 2.0), (15.0, 30.0), (2.0, 3.0), (1.0, 1.0)]);
    let found = two_levels(&[0, 0, 0, 1, 1, 2], &counts, 3, CONFIDENCE).unwrap();
    assert_close(found.mean, 0.63014493290213, 1e-6, "mean of all");
    assert_close(found.provider_strength, 22.67090631295036, 1e-5, "strength");
    assert_close(found.service_strength, 11.177388348513173, 1e-5, "strength");
    for (found, expected) in
        found.providers.iter().zip([0.668267845721848, 0.5935276254680351, 0.6599880221960693])
    {
        assert_close(found.value, expected, 1e-6, "provider");
    }
    for (found, expected) in found.services.iter().zip([
        [0.7822349989236257, 0.5319109975428051, 0.9681270499435475],
        [0.7159586675110401, 0.43450228826555337, 0.9466868747645569],
        [0.529463522190287, 0.08544324453223817, 0.8434979799643121],
        [0.5291658708361391, 0.3596728612781326, 0.7007738169991256],
        [0.613558147985855, 0.2918981065324959, 0.9028092066084263],
        [0.7041678815678136, 0.2914714220195527, 0.9956141517627732],
    ]) {
        assert_estimate(found, expected, 1e-6, "service");
    }
}

#[test]
fn surveys_on_equal_steps() {
    let found = survey(&[0.0, 0.0, 1.0, 3.0, 6.0], None, CONFIDENCE).unwrap();
    assert_estimate(
        &found,
        [0.8409090909090909, 0.6982091582420951, 0.9436493799895755],
        1e-10,
        "survey-csat5-10",
    );
    assert_close(found.standard_deviation, 0.063609301605101, 1e-10, "survey-csat5-10");
    let found = survey(&[0.0, 0.0, 0.0, 0.0, 5.0], None, CONFIDENCE).unwrap();
    assert_estimate(
        &found,
        [0.9166666666666666, 0.6741594496649604, 0.9993294180658443],
        1e-10,
        "survey-csat5-all-fives",
    );
    assert_close(found.standard_deviation, 0.0890870806374748, 1e-10, "survey-csat5-all-fives");
    let found = survey(&[0.0, 0.0, 1.0, 3.0, 6.0], Some(20.0), CONFIDENCE).unwrap();
    assert_estimate(
        &found,
        [0.8409090909090909, 0.7435606293309412, 0.9184939509554441],
        1e-10,
        "survey-csat5-finite-20",
    );
    assert_close(found.standard_deviation, 0.044978568511507264, 1e-10, "survey-csat5-finite-20");
    let found = survey(&[0.0, 1.0, 0.0, 2.0, 3.0, 4.0, 2.0], None, CONFIDENCE).unwrap();
    assert_estimate(
        &found,
        [0.6923076923076923, 0.5582317437986622, 0.8116387869273901],
        1e-10,
        "survey-ces7-12",
    );
    assert_close(found.standard_deviation, 0.06501186574834743, 1e-10, "survey-ces7-12");
    assert_close(effective_number(&[1.0, 1.0, 2.0, 0.5]), 3.24, 1e-14, "Kish");
    let found = servqual(&[(7.0, 6.0), (5.0, 6.0), (6.0, 3.0)], 7.0).unwrap();
    assert_close(found.mean_gap, -1.0, 1e-14, "gap");
    assert_close(found.shortfall_quality, 7.0 / 9.0, 1e-14, "shortfall");
    assert_close(found.performance_quality, 2.0 / 3.0, 1e-14, "performance");
}

#[test]
fn feedback_of_three_channels() {
    let rows = [
        (0, 0, 0.8),
        (0, 0, 0.7),
        (0, 1, 0.4),
        (0, 1, 0.5),
        (0, 1, 0.3),
        (1, 0, 0.9),
        (1, 1, 0.7),
        (1, 1, 0.6),
        (1, 2, 0.8),
    ]
    .map(|(party, channel, score)| Feedback { party, channel, score, weight: 1.0 });
    let found = feedback(&rows, 2, 0, &[0.2, 0.3, 0.3]).unwrap();
    assert_close(found.mean, 0.7385747504537206, 1e-9, "mean");
    assert_close(found.parties[0].value, 0.7035220054446462, 1e-9, "shop");
    assert_close(found.parties[1].value, 0.773627495462795, 1e-9, "web");
    assert_close(found.parties[0].standard_deviation, 0.10561590170653726, 1e-9, "shop");
    assert_close(found.parties[1].standard_deviation, 0.11608401738636971, 1e-9, "web");
    assert_close(found.channels[1].offset, -0.128646778584392, 1e-9, "forum");
    assert_close(found.channels[2].offset, 0.00527450090744104, 1e-9, "chat");
}

#[test]
fn handling_times_with_open_requests() {
    let times = [
        (5.0, true),
        (8.0, true),
        (8.0, false),
        (12.0, true),
        (15.0, false),
        (20.0, true),
        (20.0, true),
        (30.0, false),
    ];
    let times = times.map(|(time, is_resolved)| HandlingTime { time, is_resolved });
    let handling = Handling::new(&times).unwrap();
    let expected = [
        [5.0, 8.0, 1.0, 0.875, 0.11692679333668567],
        [8.0, 7.0, 1.0, 0.75, 0.15309310892394862],
        [12.0, 5.0, 1.0, 0.6, 0.1816590212458495],
        [20.0, 3.0, 2.0, 0.2, 0.17416467303484176],
    ];
    assert_eq!(handling.steps().len(), expected.len());
    for (step, expected) in handling.steps().iter().zip(expected) {
        let found = [step.time, step.at_risk, step.resolved, step.still_open, step.standard_error];
        for (found, expected) in found.into_iter().zip(expected) {
            assert_close(found, expected, 1e-12, "step");
        }
    }
    assert_eq!(handling.time_of(0.5), Some(20.0));
    let mean = handling.mean_to(30.0, CONFIDENCE).unwrap();
    assert_close(mean.value, 17.425, 1e-12, "mean to 30");
    // The mean of those that are resolved would be 13.
    assert!(mean.value > 13.0 + 4.0);
}

#[test]
fn rates_of_arrivals_patience_and_requests() {
    let found = patience(1200.0, 10.0, CONFIDENCE).unwrap();
    assert_estimate(&found, [120.0, 70.23785807148519, 250.2404030288142], 1e-9, "patience");
    let found = arrival_rate(&[12.0, 7.0, 15.0, 9.0, 22.0, 10.0, 13.0, 8.0], CONFIDENCE).unwrap();
    assert_estimate(&found.rate, [12.0, 7.953402117650906, 16.046597882349094], 1e-10, "arrivals");
    assert_close(found.dispersion, 1.9523809523809523, 1e-12, "dispersion");
    let found = requests_per_job(36.0, 120.0, CONFIDENCE).unwrap();
    assert_estimate(&found, [0.3, 0.22350187334709576, 0.38601413717923255], 1e-10, "requests");
}

/// A provider and its consumer, three periods apart.
const PROVIDER: [f64; 48] = [
    0.93, 0.9682, 0.8603, 0.8673, 0.9523, 0.942, 0.8558, 0.8539, 0.9421, 0.8907, 0.8807, 0.8708,
    0.9231, 0.9059, 0.8565, 0.9473, 0.9738, 0.8843, 0.8602, 0.9095, 0.8968, 0.8601, 0.8844, 0.9791,
    0.9297, 0.8262, 0.9406, 0.9584, 0.9004, 0.8775, 0.942, 0.9107, 0.8548, 0.9082, 0.9383, 0.8814,
    0.8409, 0.9333, 0.9457, 0.8622, 0.8636, 0.9463, 0.961, 0.874, 0.9016, 0.9206, 0.9443, 0.881,
];
const CONSUMER: [f64; 48] = [
    0.95, 0.951, 0.9481, 0.9194, 0.9316, 0.8874, 0.883, 0.9313, 0.9187, 0.8848, 0.878, 0.9244,
    0.8971, 0.8934, 0.8896, 0.9116, 0.908, 0.8786, 0.9287, 0.9336, 0.899, 0.8799, 0.9103, 0.8983,
    0.8854, 0.8941, 0.9401, 0.9175, 0.8656, 0.9244, 0.9269, 0.9064, 0.8879, 0.9264, 0.9038, 0.8843,
    0.9037, 0.9225, 0.8927, 0.8744, 0.9192, 0.9223, 0.8872, 0.8819, 0.9282, 0.9275, 0.8941, 0.8995,
];

#[test]
fn lag_of_two_series() {
    let found = lag(&PROVIDER, &CONSUMER, 8).unwrap();
    assert_eq!(found.lag, Some(3));
    assert_close(found.threshold, 0.3692189177225181, 1e-9, "threshold");
    assert_close(found.provider_autocorrelation, -0.059856894980102715, 1e-9, "provider");
    assert_close(found.consumer_autocorrelation, 0.14341931068789998, 1e-9, "consumer");
    let expected = [
        0.09971602773290197,
        -0.6411705453387213,
        0.09555269804866588,
        0.9603365706716289,
        -0.2533546008212668,
        -0.6928267682900818,
        0.37826210421339307,
        0.5498746568636771,
        -0.5121515301636256,
    ];
    for (found, expected) in found.correlations.into_iter().zip(expected) {
        assert_close(found, expected, 1e-9, "correlation");
    }
}

#[test]
fn judgements_become_numbers() {
    let found = three_point(0.2, 0.5, 0.9, JudgedRange::Absolute).unwrap();
    assert_close(found.mean, 0.5166666666666667, 1e-12, "mean");
    assert_close(found.stated_deviation, 0.11666666666666667, 1e-12, "deviation");
    assert_close(found.standard_deviation, 0.15, 1e-12, "deviation");
    let (a, b) = found.beta().unwrap();
    assert_close(a, 8.962585034013605, 1e-12 * a, "a");
    assert_close(b, 8.384353741496598, 1e-12 * b, "b");
    let found = three_point(0.2, 0.5, 0.9, JudgedRange::P5P95).unwrap();
    assert_close(found.mean, 0.5166666666666667, 1e-12, "mean");
    assert_close(found.stated_deviation, 0.21278489116911914, 1e-12, "deviation");
    assert_close(found.standard_deviation, 0.21278489116911914, 1e-12, "deviation");
    let experts = [(0.5, 0.15), (0.7, 0.15), (0.4, 0.2)].map(|(mean, sd)| Judged::new(mean, sd));
    let found = pool(&experts).unwrap();
    assert_close(found.mean, 0.5333333333333333, 1e-12, "mean");
    assert_close(found.standard_deviation, 0.20949675149960892, 1e-12, "deviation");
    let found = remaining(0.3, 0.2).unwrap();
    assert_close(found.dependence, 0.7, 1e-14, "dependence");
    assert_eq!(found.transfer, Transfer::Ramp { from: 0.0, to: 0.8 });
    assert_close(episode(0.25, 0.64, 0.0).unwrap().dependence, 0.48, 1e-14, "dependence");
    let distance = Judged::new(0.62, 0.08).distance(&Judged::new(0.25, 0.15));
    assert_close(distance, 2.176470588235294, 1e-12, "distance");
}

#[test]
fn comparisons_become_weights() {
    let compare = |first, second, ratio| Comparison { first, second, ratio };
    let found = pairwise(3, &[compare(0, 1, 3.0), compare(0, 2, 5.0), compare(1, 2, 2.0)]).unwrap();
    for (found, expected) in
        found.weights.iter().zip([0.6483290138222367, 0.2296507940626371, 0.12202019211512621])
    {
        assert_close(*found, expected, 1e-12, "weight");
    }
    for (found, expected) in
        found.weights.iter().zip([0.5186632110577893, 0.18372063525010968, 0.09761615369210097])
    {
        assert_close(0.8 * found, expected, 1e-12, "dependence");
    }
    assert_close(found.lambda_max, 3.00369459806364, 1e-12, "lambda");
    assert_close(found.consistency_ratio, 0.003184998330723756, 1e-12, "ratio");
}

#[test]
fn arguments_outside_their_ranges_are_refused() {
    let refusals: [(Result<Estimate, OutOfRange>, &str); 9] = [
        (
            wilson(3.0, 0.0, CONFIDENCE),
            "number that met their target `3` is outside 0 to the number of tickets",
        ),
        (wilson(0.0, 0.0, CONFIDENCE), "number of tickets `0` is outside above 0"),
        (jeffreys(1.0, 2.0, 1.0), "confidence `1` is outside 0..1, without its ends"),
        (
            jeffreys(f64::NAN, 2.0, CONFIDENCE),
            "number that met their target `NaN` is outside 0 to the number of tickets",
        ),
        (survey(&[1.0], None, CONFIDENCE), "number of steps `1` is outside 2 or more"),
        (
            survey(&[5.0, 5.0], Some(3.0), CONFIDENCE),
            "population `3` is outside at least as many as answered",
        ),
        (patience(0.0, 1.0, CONFIDENCE), "total wait `0` is outside above 0"),
        (requests_per_job(1.0, 0.0, CONFIDENCE), "number of jobs `0` is outside above 0"),
        (
            arrival_rate(&[], CONFIDENCE).map(|found| found.rate),
            "number of periods `0` is outside 1 or more",
        ),
    ];
    for (refused, message) in refusals {
        assert_eq!(refused.unwrap_err().to_string(), message);
    }
}
