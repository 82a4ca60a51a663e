//! Single stages: every multiplier is the Aumann-Shapley split of its stage.
//!
//! That shares sum to the change says little about each: what a wrong multiplier leaves over is
//! spread over all of them. Here source departments feed one stage directly, and the share of each
//! is held to the mean slope of the stage along the straight segment, found from values alone.

use knockon::explain::{Contributions, Objective};
use knockon::{Aggregation, Criticality, Network, Rule, Substitution, Transfer, Weighting};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::mean_slope::{Way, ends, for_random_ends, mean_slopes};
use crate::support::check::{assert_near, solve};
use crate::support::statement::{Needed, Shock, Statement, Supply};
use crate::support::tolerance;

/// The party that is fed, always the first of its statement.
const MAKER: usize = 0;

/// A maker with a source department per input, and no services yet.
fn sources(rule: Rule, count: usize) -> Statement {
    let mut statement = Statement::default();
    statement.department("maker", 1.0, rule);
    for source in 1..=count {
        statement.department(format!("source-{source}"), 1.0, Rule::INDEPENDENT);
    }
    statement
}

/// A maker that needs every source by itself, wholly.
pub(super) fn separate(rule: Rule, weights: &[f64]) -> Statement {
    let mut statement = sources(rule, weights.len());
    for (source, &weight) in weights.iter().enumerate() {
        statement.serve(source + 1, MAKER, 1.0).weight = weight;
    }
    statement
}

/// A maker of whose one need all sources are substitutes.
pub(super) fn substitutes(substitution: Substitution, weights: &[f64]) -> Statement {
    let mut statement = sources(Rule::INDEPENDENT, weights.len());
    let supply = |(source, &weight): (usize, &f64)| Supply {
        weight,
        ..Supply::plain(format!("s{source}"), source + 1)
    };
    statement.needs.push(Needed {
        consumer: MAKER,
        name: Some("need".to_owned()),
        dependence: 1.0,
        weight: 1.0,
        substitution: Some(substitution),
        criticality: None,
        services: weights.iter().enumerate().map(supply).collect(),
    });
    statement
}

/// What every source contributes at the maker.
fn contributions(network: &Network, statement: &Statement, shock: &Shock) -> Contributions {
    let solved = solve(network, &statement.scenario(shock));
    let maker = Objective::party(network, "maker").unwrap();
    solved.compared_with(&network.baseline()).unwrap().explain().contributions(&maker).unwrap()
}

fn share(contributions: &Contributions, kind: &str, id: &str) -> f64 {
    let of = |source: &knockon::explain::Source| source.kind() == kind && source.id() == id;
    let shares = contributions.contributions.iter().filter(|share| of(&share.source));
    shares.map(|share| share.change).sum()
}

/// Moves the capabilities of the maker and its sources, and returns what each contributes.
fn shares(statement: &Statement, before: &[f64], after: &[f64]) -> Vec<f64> {
    let mut statement = statement.clone();
    for (party, &capability) in statement.parties.iter_mut().zip(before) {
        party.capability = capability;
    }
    let network = statement.organisation().compile().unwrap();
    let capabilities = after.iter().copied().enumerate().collect();
    let shock = Shock { capabilities, ..Shock::default() };
    let contributions = contributions(&network, &statement, &shock);
    let of =
        |party: &crate::support::statement::Party| share(&contributions, "capability", &party.id);
    statement.parties.iter().map(of).collect()
}

/// Holds the shares of the maker's own capability and of its sources to a stage of all of them.
fn compare(
    statement: &Statement,
    before: &[f64],
    after: &[f64],
    stage: &dyn Fn(&[f64]) -> f64,
    what: &str,
) {
    let slopes = mean_slopes(before, after, stage);
    for (input, share) in shares(statement, before, after).into_iter().enumerate() {
        let expected = slopes[input] * (after[input] - before[input]);
        assert_near(share, expected, tolerance::STAGES, &format!("{what}, input {input}"));
    }
}

/// Holds the shares of substitutes to how well they meet their need.
fn compare_substitutes(
    substitution: Substitution,
    weights: &[f64],
    (before, after): (&[f64], &[f64]),
    met: &dyn Fn(&[f64]) -> f64,
    what: &str,
) {
    let with_maker = |sources: &[f64]| [&[1.0], sources].concat();
    let statement = substitutes(substitution, weights);
    let what = format!("{substitution:?} {weights:?}, {what}");
    let stage = |inputs: &[f64]| met(&inputs[1..]);
    compare(&statement, &with_maker(before), &with_maker(after), &stage, &what);
}

fn count(items: &[f64]) -> u32 {
    u32::try_from(items.len()).unwrap()
}

fn ranked(inputs: &[f64], rank: usize) -> f64 {
    let mut sorted = inputs.to_vec();
    sorted.sort_by(|one, two| two.total_cmp(one));
    sorted[rank]
}

/// Of all subsets of sources, at least `k` large, the probability that just these work.
fn at_least(inputs: &[f64], k: u32) -> f64 {
    let subsets = (0..1_u32 << inputs.len()).filter(|subset| subset.count_ones() >= k);
    let probability = |subset: u32| -> f64 {
        let works = |index: usize| subset >> index & 1 == 1;
        let one = |(index, y): (usize, &f64)| if works(index) { *y } else { 1.0 - y };
        inputs.iter().enumerate().map(one).product()
    };
    subsets.map(probability).sum()
}

#[test]
fn substitutes_of_a_rank_carry_what_they_are_chosen_for() {
    for_random_ends(0.0, |_, before, after, what| {
        let (ends, ones) = ((before, after), vec![1.0; before.len()]);
        compare_substitutes(Substitution::BestOf, &ones, ends, &|y| ranked(y, 0), what);
        for k in 1..=count(before) {
            let kth = |y: &[f64]| ranked(y, k as usize - 1);
            compare_substitutes(Substitution::KthBest { k }, &ones, ends, &kth, what);
        }
    });
}

#[test]
fn substitutes_that_tie_share_what_they_are_chosen_for() {
    // Alike before and after; a fourth crosses all of them at the middle of the segment.
    let before = [1.0, 0.8, 0.8, 0.8, 0.5];
    let after = [1.0, 0.4, 0.4, 0.4, 0.7];
    // Each of the three is best on a third of the first half, and so on.
    for (substitution, alike, other) in [
        (Substitution::BestOf, -0.4 * 0.5 / 3.0, 0.2 * 0.5),
        (Substitution::KthBest { k: 2 }, -0.4 / 3.0, 0.0),
        (Substitution::KthBest { k: 3 }, -0.4 / 3.0, 0.0),
        (Substitution::KthBest { k: 4 }, -0.4 * 0.5 / 3.0, 0.2 * 0.5),
    ] {
        let shares = shares(&substitutes(substitution, &[1.0; 4]), &before, &after);
        for (share, expected) in shares.iter().zip([0.0, alike, alike, alike, other]) {
            assert_near(*share, expected, tolerance::CLOSED_FORM, &format!("{substitution:?}"));
        }
    }
    // A tie that only begins the segment, or only ends it, is none.
    for (before, after) in [([1.0, 0.6, 0.6], [1.0, 0.3, 0.5]), ([1.0, 0.3, 0.5], [1.0, 0.6, 0.6])]
    {
        let best = shares(&substitutes(Substitution::BestOf, &[1.0; 2]), &before, &after);
        let worst =
            shares(&substitutes(Substitution::KthBest { k: 2 }, &[1.0; 2]), &before, &after);
        assert_near(best[1], 0.0, tolerance::CLOSED_FORM, "the lower one is never best");
        assert_near(best[2], after[2] - before[2], tolerance::CLOSED_FORM, "the upper one is");
        assert_near(worst[1], after[1] - before[1], tolerance::CLOSED_FORM, "the lower is worst");
        assert_near(worst[2], 0.0, tolerance::CLOSED_FORM, "the upper one is never worst");
    }
}

#[test]
fn independent_substitutes_carry_their_mean_slopes() {
    for_random_ends(0.0, |rng, before, after, what| {
        let fractional: Vec<f64> = before.iter().map(|_| rng.random_range(0.3..=2.5)).collect();
        for weights in [vec![1.0; before.len()], fractional] {
            let met = |received: &[f64]| {
                let missing = received.iter().zip(&weights).map(|(y, w)| (1.0 - y).powf(*w));
                1.0 - missing.product::<f64>()
            };
            let independent = Substitution::Independent;
            compare_substitutes(independent, &weights, (before, after), &met, what);
        }
        for k in 1..=count(before) {
            let met = |received: &[f64]| at_least(received, k);
            let at_least = Substitution::IndependentAtLeast { k };
            let ones = vec![1.0; before.len()];
            compare_substitutes(at_least, &ones, (before, after), &met, what);
        }
    });
}

#[test]
fn pooled_substitutes_carry_what_is_not_saturated() {
    let mut saturating = 0;
    for_random_ends(0.0, |rng, before, after, what| {
        let weights: Vec<f64> = before.iter().map(|_| rng.random_range(0.2..=2.0)).collect();
        let required = rng.random_range(0.3..=0.9) * weights.iter().sum::<f64>();
        let pool = |received: &[f64]| -> f64 {
            received.iter().zip(&weights).map(|(y, weight)| weight * y).sum::<f64>() / required
        };
        saturating += i32::from((pool(before) < 1.0) != (pool(after) < 1.0));
        let pooled = Substitution::Pooled { required };
        let met = |received: &[f64]| pool(received).min(1.0);
        compare_substitutes(pooled, &weights, (before, after), &met, what);
    });
    assert!(saturating > 5, "{saturating}");
}

/// A combined quality, by rule, inputs and weights of needs.
type RuleStage<'a> = dyn Fn(Rule, &[f64], &[f64]) -> f64 + 'a;

/// Compares a rule of separate needs, inputs from a floor on.
fn compare_rule(
    rule: &dyn Fn(&mut ChaCha8Rng) -> Rule,
    weighted: bool,
    floor: f64,
    stage: &RuleStage<'_>,
) {
    for_random_ends(floor, |rng, before, after, what| {
        let rule = rule(rng);
        let weight = |_| if weighted { rng.random_range(0.3..=2.5) } else { 1.0 };
        let weights: Vec<f64> = (1..before.len()).map(weight).collect();
        let what = format!("{rule:?} {weights:?}, {what}");
        let stage = |inputs: &[f64]| stage(rule, inputs, &weights);
        compare(&separate(rule, &weights), before, after, &stage, &what);
    });
}

/// `(1 − Σ v (1 − xᵖ))₊^(1/p)` as it is written, own capability with weight 1.
fn full(order: f64, inputs: &[f64], weights: &[f64]) -> f64 {
    let weights = std::iter::once(1.0).chain(weights.iter().copied());
    let terms = inputs.iter().copied().zip(weights);
    if order == 0.0 {
        terms.map(|(x, weight)| x.powf(weight)).product()
    } else {
        let left = 1.0 - terms.map(|(x, weight)| weight * (1.0 - x.powf(order))).sum::<f64>();
        left.max(0.0).powf(1.0 / order)
    }
}

/// The power mean as it is written.
fn power_mean(order: f64, own_weight: f64, inputs: &[f64], weights: &[f64]) -> f64 {
    let weights = std::iter::once(own_weight).chain(weights.iter().copied());
    let terms: Vec<_> = inputs.iter().copied().zip(weights).filter(|term| term.1 > 0.0).collect();
    let total: f64 = terms.iter().map(|term| term.1).sum();
    let inputs = terms.iter().map(|term| term.0);
    if order == f64::INFINITY {
        inputs.fold(0.0, f64::max)
    } else if order == f64::NEG_INFINITY {
        inputs.fold(1.0, f64::min)
    } else if order == 0.0 {
        terms.iter().map(|(x, weight)| x.powf(weight / total)).product()
    } else {
        let sum: f64 = terms.iter().map(|(x, weight)| weight / total * x.powf(order)).sum();
        sum.powf(1.0 / order)
    }
}

#[test]
fn inputs_of_named_rules_carry_their_mean_slopes() {
    compare_rule(&|_| Rule::INDEPENDENT, false, 0.0, &|_, x, _| x.iter().product());
    for floor in [0.0, 0.6, 0.9] {
        compare_rule(&|_| Rule::ADDITIVE, false, floor, &|_, x, w| full(1.0, x, w));
        compare_rule(&|_| Rule::ADDITIVE, true, floor, &|_, x, w| full(1.0, x, w));
    }
    for weighted in [false, true] {
        compare_rule(&|_| Rule::WEAKEST, weighted, 0.0, &|_, x, _| ranked(x, x.len() - 1));
        compare_rule(&|_| Rule::MEAN, weighted, 0.0, &|_, x, w| power_mean(1.0, 1.0, x, w));
    }
}

#[test]
fn inputs_that_count_in_full_carry_their_mean_slopes() {
    // Inputs near 0 are left to the next test: powers of −7.3 need more digits than the oracle has.
    for order in [-7.3, -1.0, 0.0, 0.5] {
        for weighted in [false, true] {
            compare_rule(&|_| Rule::full(order), weighted, 0.1, &|_, x, w| full(order, x, w));
        }
    }
}

#[test]
fn inputs_that_come_from_nothing_or_fall_to_it_carry_their_mean_slopes() {
    for order in [-1.0, 0.0, 0.5] {
        compare_rule(&|_| Rule::full(order), true, 0.0, &|_, x, w| full(order, x, w));
    }
}

#[test]
fn steep_ends_are_split_alike_both_ways() {
    // Slopes grow without bound where an input of a fractional weight or order meets nothing.
    let (fine, down) = ([1.0, 1.0, 0.8], [0.5, 0.0, 0.6]);
    for (rule, weights) in [
        (Rule::full(0.0), [0.2, 0.7]),
        (Rule::full(0.5), [0.2, 0.1]),
        (Rule::full(0.1), [0.1, 0.3]),
        (Rule::share(0.5), [0.5, 1.0]),
    ] {
        let statement = separate(rule, &weights);
        let falls = shares(&statement, &fine, &down);
        let rises = shares(&statement, &down, &fine);
        for (fall, rise) in falls.iter().zip(&rises) {
            assert_near(*rise, -fall, tolerance::STAGES, &format!("{rule:?}, {falls:?}"));
        }
    }
    // Of s · √√x along s = 1 − t / 2, x = 1 − t: s carries ∫ √√(1 − t) / 2 = 2/5.
    let statement = separate(Rule::full(0.0), &[0.25]);
    let shares = shares(&statement, &[1.0, 1.0], &[0.5, 0.0]);
    assert_near(shares[0], -0.4, tolerance::CLOSED_FORM, "own capability");
    assert_near(shares[1], -0.6, tolerance::CLOSED_FORM, "source");
}

#[test]
fn inputs_of_a_mean_carry_their_mean_slopes() {
    for order in [f64::NEG_INFINITY, -3.0, 0.0, 1.0, 2.0, 5.0, f64::INFINITY] {
        let rule = |rng: &mut ChaCha8Rng| {
            let weighting = Weighting::Share { own_weight: Some(rng.random_range(0.2..=2.0)) };
            Rule::Aggregation(Aggregation::new(order, weighting))
        };
        compare_rule(&rule, true, 0.0, &|rule, inputs, weights| match rule {
            Rule::Aggregation(Aggregation {
                weighting: Weighting::Share { own_weight: Some(own) },
                ..
            }) => power_mean(order, own, inputs, weights),
            _ => unreachable!("only shares are compared here"),
        });
    }
}

#[test]
fn fdna_splits_by_dependence() {
    for_random_ends(0.0, |rng, before, after, what| {
        let mut statement = separate(Rule::Fdna, &vec![1.0; before.len() - 1]);
        for need in &mut statement.needs {
            need.dependence = rng.random_range(0.1..=1.0);
        }
        let stage = |inputs: &[f64]| {
            let strength = |(need, met): (&Needed, &f64)| {
                need.dependence * met + (1.0 - need.dependence) * inputs[0]
            };
            let strengths = statement.needs.iter().zip(&inputs[1..]).map(strength);
            strengths.sum::<f64>() / f64::from(count(&inputs[1..]))
        };
        compare(&statement, before, after, &stage, what);
    });
}

#[test]
fn caps_carry_what_they_are_the_least_for() {
    let mut crossings = 0;
    for_random_ends(0.05, |rng, before, after, what| {
        let rule = if rng.random_bool(0.5) { Rule::INDEPENDENT } else { Rule::Fdna };
        let mut statement = separate(rule, &vec![1.0; before.len() - 1]);
        for need in &mut statement.needs {
            need.dependence = rng.random_range(0.05..=0.5);
            need.criticality = rng.random_bool(0.7).then(|| {
                Criticality::floor(rng.random_range(0.0..=0.5)).slope(rng.random_range(0.3..=1.5))
            });
        }
        let combined = |x: &[f64]| {
            let needs = statement.needs.iter().zip(&x[1..]);
            if rule == Rule::Fdna {
                let strength = |(n, u): (&Needed, &f64)| n.dependence * (u - x[0]) + x[0];
                needs.map(strength).sum::<f64>() / f64::from(count(&x[1..]))
            } else {
                needs.fold(x[0], |product, (n, u)| product * (1.0 - n.dependence * (1.0 - u)))
            }
        };
        // The combined quality and the cap of every need, none where it states none.
        let parts = |x: &[f64]| -> Vec<f64> {
            let caps = statement.needs.iter().zip(&x[1..]).map(|(need, met)| {
                need.criticality.map_or(2.0, |cap| (cap.floor + cap.slope * met).min(1.0))
            });
            std::iter::once(combined(x)).chain(caps).collect()
        };
        let least = |parts: &[f64]| ranked(parts, parts.len() - 1);
        let (part_before, part_after) = (parts(before), parts(after));
        let of_parts = mean_slopes(&part_before, &part_after, &least);
        crossings += i32::from(of_parts.iter().filter(|slope| **slope > 0.01).count() > 1);
        let of_inputs = mean_slopes(before, after, &combined);
        for (input, share) in shares(&statement, before, after).into_iter().enumerate() {
            let change = after[input] - before[input];
            let capped = if input > 0 { part_after[input] - part_before[input] } else { 0.0 };
            let through_cap = if input > 0 { of_parts[input] * capped } else { 0.0 };
            let expected = of_parts[0] * of_inputs[input] * change + through_cap;
            assert_near(share, expected, tolerance::STAGES, &format!("{what}, input {input}"));
        }
    });
    assert!(crossings > 5, "{crossings}");
}

type Plain = fn(f64) -> f64;

/// Transfers of every kind, with the same written plainly.
fn transfers() -> Vec<(Transfer, Plain)> {
    vec![
        (Transfer::Identity, |x| x),
        (Transfer::Ramp { from: 0.2, to: 0.7 }, |x| ((x - 0.2) / 0.5).clamp(0.0, 1.0)),
        (Transfer::Power { exponent: 2.3 }, |x| x.powf(2.3)),
        (Transfer::Power { exponent: 0.6 }, |x| x.powf(0.6)),
        (Transfer::Hill { n: 3.0, threshold: 0.5 }, |x| {
            x.powi(3) * (1.0 + 0.125) / (x.powi(3) + 0.125)
        }),
        (Transfer::Table { points: vec![(0.3, 0.2), (0.6, 0.5), (1.0, 1.0)] }, |x| {
            if x < 0.3 {
                0.2
            } else if x < 0.6 {
                0.2 + (x - 0.3)
            } else {
                0.5 + (x - 0.6) * 1.25
            }
        }),
    ]
}

#[test]
fn services_split_by_provider_condition_and_availability() {
    let transfers = transfers();
    for_random_ends(0.0, |rng, _, _, what| {
        // Losses that never use quality up, so that they are split by the services alone.
        let services = transfers.len();
        let mut statement = sources(Rule::ADDITIVE, services);
        let mut shock = Shock::default();
        let mut expected = Vec::new();
        for (place, (transfer, felt)) in transfers.iter().enumerate() {
            let dependence = rng.random_range(0.05..=0.15);
            let (provided, condition) =
                (ends(rng, 1, Way::Mixed, 0.0), ends(rng, 1, Way::Mixed, 0.0));
            let (before, after) =
                ([provided.0[0], condition.0[0]], [provided.1[0], condition.1[0]]);
            let supply = Supply {
                transfer: transfer.clone(),
                condition: before[1],
                ..Supply::plain(format!("s{place}"), place + 1)
            };
            statement.parties[place + 1].capability = before[0];
            statement.service(supply, MAKER, dependence);
            shock.capabilities.push((place + 1, after[0]));
            let stops = rng.random_bool(0.4);
            let after = if stops { [after[0], before[1]] } else { after };
            if stops {
                shock.stops.push((place, 0));
            } else {
                shock.conditions.push(((place, 0), after[1]));
            }
            let arriving = |values: [f64; 2]| values[0] * values[1];
            let (from, to) = (arriving(before), arriving(after));
            let of_values = mean_slopes(&before, &after, &|x| x[0] * x[1]);
            let of_arriving = mean_slopes(&[from], &[to], &|x| felt(x[0]))[0];
            let runs = if stops { 0.0 } else { 1.0 };
            let ends = ([felt(from), 1.0], [felt(to), runs]);
            let of_felt = [f64::midpoint(1.0, runs), f64::midpoint(felt(from), felt(to))];
            for (kind, change) in [
                ("provider", of_felt[0] * of_arriving * of_values[0] * (after[0] - before[0])),
                ("condition", of_felt[0] * of_arriving * of_values[1] * (after[1] - before[1])),
                ("running", of_felt[1] * (ends.1[1] - ends.0[1])),
            ] {
                expected.push((kind, place, dependence * change));
            }
        }
        let network = statement.organisation().compile().unwrap();
        let contributions = contributions(&network, &statement, &shock);
        for (kind, place, expected) in expected {
            let share = match kind {
                "provider" => share(&contributions, "capability", &format!("source-{}", place + 1)),
                kind => share(&contributions, kind, &format!("s{place}")),
            };
            let what = format!("{kind} {:?}, {what}", transfers[place].0);
            assert_near(share, expected, tolerance::STAGES, &what);
        }
    });
}
