//! Secants against what they stand for: mean slopes, worked out another way.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    EndValues, GaussLegendre, PartSums, SecantScratch, StageSegment, StateRow, at_least, clamp,
    combine, dependence_slope, evaluate, extreme, finite, general, integrate_or_slope, lowest,
    selection, times,
};
use crate::rule::{Aggregator, PlainRule};

/// Sums of a few dozen numbers up to 1.
const ROUNDED: f64 = 1e-13;

#[track_caller]
fn assert_near(actual: &[f64], expected: &[f64], what: &str) {
    assert_eq!(actual.len(), expected.len(), "{what}");
    let is_near = |(one, two): (&f64, &f64)| (one - two).abs() <= ROUNDED;
    assert!(actual.iter().zip(expected).all(is_near), "{what}: {actual:?} against {expected:?}");
}

/// The probability that at least `k` sources work, over all states of all sources.
fn at_least_of(k: usize, working: &[f64]) -> f64 {
    let of_state = |state: usize| {
        let chance =
            |(source, y): (usize, &f64)| if state >> source & 1 == 1 { *y } else { 1.0 - y };
        working.iter().enumerate().map(chance).product::<f64>()
    };
    (0..1_usize << working.len())
        .filter(|state| state.count_ones() as usize >= k)
        .map(of_state)
        .sum()
}

/// The secants by Simpson's rule, which is exact for slopes of degree 3, those of four sources.
fn at_least_secants(segment: StageSegment<'_>, k: usize) -> Vec<f64> {
    let slope = |input: usize, t: f64| {
        let mut working: Vec<f64> = (0..segment.len()).map(|input| segment.at(input, t)).collect();
        working[input] = 1.0;
        let with = at_least_of(k, &working);
        working[input] = 0.0;
        with - at_least_of(k, &working)
    };
    let mean = |input| (slope(input, 0.0) + 4.0 * slope(input, 0.5) + slope(input, 1.0)) / 6.0;
    (0..segment.len()).map(mean).collect()
}

#[test]
fn at_least_takes_the_mean_probability_of_being_pivotal() {
    let mut gauss = GaussLegendre::default();
    let mut secants = vec![7.0; 9]; // left by another stage
    for (before, after) in [
        ([0.9, 0.8, 0.6, 1.0], [0.2, 0.7, 0.9, 0.3]),
        ([0.9, 0.8, 0.6, 0.4], [0.9, 0.1, 0.6, 0.4]),
        ([0.9, 0.8, 0.6, 0.4], [0.9, 0.8, 0.6, 0.4]),
    ] {
        let segment = StageSegment { before: &before, after: &after };
        for k in 1..=4 {
            at_least(segment, k, &mut gauss, &mut secants);
            assert_near(&secants, &at_least_secants(segment, k), &format!("at least {k}"));
        }
    }
}

#[test]
fn a_clamp_has_a_slope_inside_alone() {
    // Towards lower quality: the lower bound keeps, the upper one lets go.
    let slopes = [-0.5, 0.0, 0.25, 1.0, 1.5].map(|z| clamp(z, z, 0.0, 1.0));
    assert_near(&slopes, &[0.0, 0.0, 1.0, 1.0, 0.0], "slopes");
    let secants = [(0.25, 0.75), (0.75, 0.25), (-1.0, 3.0), (0.5, 2.5), (-2.0, -1.0), (2.0, 3.0)];
    let secants = secants.map(|(before, after)| clamp(before, after, 0.0, 1.0));
    assert_near(&secants, &[1.0, 1.0, 0.25, 0.25, 0.0, 0.0], "secants");
    assert_near(&[clamp(0.0, 4.0, 1.0, 3.0)], &[0.5], "other bounds");
}

#[test]
fn quadrature_is_exact_with_as_few_nodes_as_can_be() {
    let mut gauss = GaussLegendre::default();
    for degree in [5, 0, 1, 2, 3, 12, 4] {
        let power = i32::try_from(degree).unwrap();
        let rule = gauss.exact_for(degree).to_vec();
        // n nodes are exact up to the degree 2 n − 1.
        let nodes = rule.len();
        assert!(2 * nodes > degree && 2 * nodes <= degree + 2, "{nodes} for degree {degree}");
        let integral: f64 = rule.iter().map(|(t, weight)| weight * t.powi(power)).sum();
        assert_near(&[integral], &[1.0 / f64::from(power + 1)], "a power");
        let (same, scratch) = gauss.with_scratch(degree);
        assert_eq!(same, rule);
        assert!(scratch.is_empty());
    }
    gauss.with_scratch(0).1.push(1.0);
    assert_eq!(gauss.with_scratch(3).1.len(), 1, "memory is kept");
    assert_eq!(gauss.exact_for(100_000).len(), 256);
}

#[test]
fn steep_slopes_are_integrated_to_the_change() {
    // √x + 2 y: the slope of the root has no bound at 0, its secant from 0 to x is 1 / √x.
    let slopes = |inputs: &[f64], slopes: &mut [f64]| {
        slopes[0] = 0.5 / inputs[0].sqrt();
        slopes[1] = 2.0;
    };
    let of = |before: [f64; 2], after: [f64; 2]| {
        integrate_or_slope(StageSegment { before: &before, after: &after }, slopes)
    };
    let near = |secants: Vec<f64>, root: f64| {
        let [of_root, of_line] = secants[..] else { panic!("{secants:?}") };
        assert!((of_root - root).abs() < 1e-6 * root && (of_line - 2.0).abs() < 1e-9);
    };
    near(of([0.0, 0.5], [0.25, 0.5]), 2.0);
    near(of([0.25, 0.1], [0.0, 0.5]), 2.0);
    near(of([0.25, 0.5], [0.25, 0.5]), 1.0);
    near(of([0.16, 0.5], [0.64, 0.5]), 0.4 / 0.48);
    assert_near(
        &[finite(0.5), finite(f64::INFINITY), finite(f64::NAN)],
        &[0.5, 0.0, 0.0],
        "finite",
    );
    assert_near(&[times(0.0, f64::INFINITY), times(0.5, 3.0)], &[0.0, 1.5], "products");
    assert!(times(0.5, f64::INFINITY) >= f64::INFINITY);
}

/// Shares of a rank: the segment is cut wherever two lines cross, and in each part the order at its
/// middle holds. Lines must not tie.
fn rank_shares(segment: StageSegment<'_>, rank: usize) -> Vec<f64> {
    let slope = |input: usize| segment.after[input] - segment.before[input];
    let mut cuts = vec![0.0, 1.0];
    for one in 0..segment.len() {
        for two in 0..one {
            let crossing = (segment.before[two] - segment.before[one]) / (slope(one) - slope(two));
            cuts.extend((0.0..1.0).contains(&crossing).then_some(crossing));
        }
    }
    cuts.sort_by(f64::total_cmp);
    let mut shares = vec![0.0; segment.len()];
    for cut in cuts.windows(2) {
        let middle = f64::midpoint(cut[0], cut[1]);
        let mut order: Vec<usize> = (0..segment.len()).collect();
        order.sort_by(|&one, &two| segment.at(two, middle).total_cmp(&segment.at(one, middle)));
        shares[order[rank]] += cut[1] - cut[0];
    }
    shares
}

#[test]
fn selection_gives_each_input_its_part_of_the_segment() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let (mut shares, mut least) = (vec![7.0], vec![7.0]);
    let mut changed_often = 0;
    for count in [1, 2, 3, 5, 30] {
        for _ in 0..8 {
            let mut ends = || (0..count).map(|_| rng.random_range(0.0..1.0)).collect::<Vec<f64>>();
            let (before, after) = (ends(), ends());
            let segment = StageSegment { before: &before, after: &after };
            for rank in [0, count / 2, count - 1] {
                selection(segment, rank, &mut shares);
                let expected = rank_shares(segment, rank);
                assert_near(&shares, &expected, &format!("rank {rank} of {segment:?}"));
                changed_often += usize::from(expected.iter().filter(|&&of| of > 0.0).count() > 8);
            }
            lowest(segment, &mut least).unwrap();
            assert_near(&least, &shares, &format!("the least of {segment:?}"));
        }
    }
    assert!(changed_often > 0, "no segment was halved");
}

#[test]
fn inputs_that_are_one_split_their_part() {
    // The second and third are one line, and lie below the first from the middle on.
    let (before, after) = ([0.5, 1.0, 1.0, 2.0], [0.5, 0.0, 0.0, 2.0]);
    let segment = StageSegment { before: &before, after: &after };
    let mut shares = Vec::new();
    selection(segment, 3, &mut shares);
    assert_near(&shares, &[0.5, 0.25, 0.25, 0.0], "the lowest rank");
    lowest(segment, &mut shares).unwrap();
    assert_near(&shares, &[0.5, 0.25, 0.25, 0.0], "the least");
    // All meet at the start: from there on the steepest is the least, and the flattest the largest.
    let (before, after) = ([0.5, 0.5, 0.5], [0.4, 0.2, 0.3]);
    let segment = StageSegment { before: &before, after: &after };
    for (rank, expected) in [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]].iter().enumerate() {
        selection(segment, rank, &mut shares);
        assert_near(&shares, expected, &format!("rank {rank}"));
    }
    lowest(segment, &mut shares).unwrap();
    assert_near(&shares, &[0.0, 1.0, 0.0], "the steepest");
    // Nothing moves: those that are the least split it all.
    let still = [0.3, 0.8, 0.3];
    lowest(StageSegment { before: &still, after: &still }, &mut shares).unwrap();
    assert_near(&shares, &[0.5, 0.0, 0.5], "nothing moves");
}

#[test]
fn the_least_is_left_to_selection_where_it_changes_often() {
    // Tangents of the parabola t (1 − t), each the least for as long as the others.
    let tangents = |parts: u32| {
        let at = |part: u32| (f64::from(part) + 0.5) / f64::from(parts);
        let before: Vec<f64> = (0..parts).map(|part| at(part) * at(part)).collect();
        let after: Vec<f64> =
            (0..parts).map(|part| at(part) * at(part) + 1.0 - 2.0 * at(part)).collect();
        (before, after)
    };
    let mut shares = Vec::new();
    let (before, after) = tangents(8);
    assert!(lowest(StageSegment { before: &before, after: &after }, &mut shares).is_some());
    assert_near(&shares, &[0.125; 8], "eight parts");
    let (before, after) = tangents(9);
    let segment = StageSegment { before: &before, after: &after };
    assert!(lowest(segment, &mut shares).is_none());
    selection(segment, 8, &mut shares);
    assert_near(&shares, &[1.0 / 9.0; 9], "nine parts");
    // Eight that rise, and a level: where the segment is halved, nothing but the level is left.
    let (mut before, mut after) = tangents(20);
    before.truncate(8);
    after.truncate(8);
    let segment = StageSegment { before: &before, after: &after };
    let level = segment.at(7, 8.0 / 20.0);
    before.push(level);
    after.push(level);
    selection(StageSegment { before: &before, after: &after }, 8, &mut shares);
    let mut expected = [1.0 / 20.0; 9];
    expected[8] = 12.0 / 20.0;
    assert_near(&shares, &expected, "a level at the end");
}

#[test]
fn only_inputs_of_a_weight_are_selected() {
    let (before, after) = ([0.9, 0.1, 0.5], [0.9, 0.1, 0.7]);
    let segment = StageSegment { before: &before, after: &after };
    let mut shares = Vec::new();
    extreme(segment, &[1.0, 0.0, 2.0], 1, &mut shares);
    assert_near(&shares, &[0.0, 0.0, 1.0], "the lower of two");
    extreme(segment, &[1.0, 0.0, 2.0], 9, &mut shares);
    assert_near(&shares, &[0.0, 0.0, 1.0], "no rank lies below the lowest");
    extreme(segment, &[1.0, 0.0, 2.0], 0, &mut shares);
    assert_near(&shares, &[1.0, 0.0, 0.0], "the higher of two");
    extreme(segment, &[0.0; 3], 1, &mut shares);
    assert_near(&shares, &[1.0, 0.0, 0.0], "own capability without any");
}

#[test]
fn parts_are_scaled_where_all_have_one_sign() {
    let of = |parts: &[f64]| {
        let mut sums = PartSums::default();
        for &part in parts {
            sums.take(part);
        }
        sums
    };
    assert_eq!(of(&[0.25, 0.5]).scaled_to(1.125), Some(1.5));
    assert_eq!(of(&[-0.25, -0.5]).scaled_to(-0.375), Some(0.5));
    assert_eq!(of(&[0.25, 0.5]).scaled_to(1.5), None, "twice the sum");
    assert_eq!(of(&[0.25, 0.5]).scaled_to(-0.25), None, "the other way");
    assert_eq!(of(&[0.75, -0.25]).scaled_to(0.5), None, "of two signs");
}

#[test]
fn values_and_rows_say_what_moves() {
    let mut values = EndValues::default();
    values.push((0.25, 0.75));
    values.push((0.5, 0.5));
    assert_eq!((values.segment().len(), values.segment().moving()), (2, 1));
    assert_near(&[values.segment().at(0, 0.0), values.segment().at(0, 0.5)], &[0.25, 0.5], "at");
    values.complement();
    assert_eq!(
        (values.segment().before, values.segment().after),
        (&[0.75, 0.5][..], &[0.25, 0.5][..])
    );
    values.clear();
    assert_eq!(values.segment().len(), 0);

    let row = StateRow {
        old: &[1.0, 0.5],
        new: &[0.25, 0.5],
        providers: &[1, 0],
        dependences: &[0.5, 0.75],
        own: (1.0, 1.0),
        delivered: (1.0, 1.0),
    };
    assert_eq!(row.services().collect::<Vec<_>>(), [(1, 0.5), (0, 0.75)]);
    assert_eq!(row.felt().collect::<Vec<_>>(), [(0.75, 0.75), (1.0, 0.4375)]);
    assert_near(&[row.change(1, 0.5), row.change(0, 0.75)], &[0.0, -0.5625], "what is felt");

    // Own capability first, then what is felt of each service.
    let split = |scratch: &mut SecantScratch| {
        let StageSegment { before, after } = scratch.inputs.segment();
        assert_eq!((before, after), (&[1.0, 0.75, 1.0][..], &[1.0, 0.75, 0.4375][..]));
        scratch.combined = vec![0.5, 2.0, 4.0];
    };
    let (mut scratch, mut to) = (SecantScratch::default(), [0.0; 2]);
    let carried =
        general(&row, &mut scratch, |secant, dependence| secant * dependence, &mut to, split);
    assert_near(&to, &[2.0 * 0.5, 4.0 * 0.75], "by service");
    let PartSums { sum, size } = carried.received;
    assert_near(&[carried.of_own, sum, size], &[0.5, -4.0 * 0.5625, 4.0 * 0.5625], "in all");
}

#[test]
fn secants_times_changes_add_up_to_the_change() {
    let weights = [1.0, 0.5, 2.0];
    let (before, after) = ([0.9, 0.8, 1.0, 0.7], [0.6, 0.9, 0.95, 0.6]);
    let segment = StageSegment { before: &before, after: &after };
    let mut gauss = GaussLegendre::default();
    let mut secants = vec![7.0];
    for aggregator in [
        Aggregator::Plain(PlainRule::Product),
        Aggregator::Plain(PlainRule::Additive),
        Aggregator::Plain(PlainRule::Weakest),
        Aggregator::Plain(PlainRule::Mean { own_weight: 0.5 }),
        Aggregator::Full { order: 0.5 },
        Aggregator::Full { order: -2.0 },
        Aggregator::Share { order: 2.0, own_weight: 0.5 },
        Aggregator::Fdna,
    ] {
        let weights = match aggregator {
            Aggregator::Plain(PlainRule::Product | PlainRule::Additive | PlainRule::Weakest) => {
                [1.0; 3]
            }
            _ => weights,
        };
        // What is felt of a need is then what is met of it.
        let dependence = [1.0; 3];
        combine(aggregator, segment, &weights, &dependence, &mut gauss, &mut secants);
        let value = |inputs: &[f64]| evaluate(aggregator, inputs, &weights, &dependence);
        let sum: f64 = (0..4).map(|input| secants[input] * (after[input] - before[input])).sum();
        let change = value(&after) - value(&before);
        assert!((sum - change).abs() < 1e-12, "{aggregator:?}: {sum} of {change}");
    }
    let product =
        evaluate(Aggregator::Plain(PlainRule::Product), &[0.5, 0.25, 0.5], &[], &[1.0, 1.0]);
    assert_near(&[product], &[0.0625], "a product");
    // What is felt is 1 − α (1 − u); own capability has no part in it but where it fills the gap.
    assert_near(&[dependence_slope(Aggregator::Fdna, 0.25, 0.75)], &[-0.5], "filled");
    assert_near(&[dependence_slope(Aggregator::Full { order: 0.5 }, 0.25, 0.75)], &[-0.75], "lost");
}
