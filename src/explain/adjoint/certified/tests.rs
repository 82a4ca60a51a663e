//! Iterated adjoints against factored ones and closed forms.

use std::sync::OnceLock;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Contraction;
use crate::explain::adjoint::shares::{ShareFlow, is_noise};
use crate::explain::jacobian::{OwnPart, Secants};
use crate::explain::state_pair::StatePair;
use crate::network::{Columns, DeptIx, Network};
use crate::organisation::{Rule, Scenario};

const DEPARTMENTS: u32 = 40;

fn network(rng: &mut ChaCha8Rng, rule: Rule) -> Network {
    let (mut provider, mut consumer, mut dependence) = (Vec::new(), Vec::new(), Vec::new());
    for department in 0..DEPARTMENTS {
        for _ in 0..3 {
            provider.push(rng.random_range(0..DEPARTMENTS));
            consumer.push(department);
            dependence.push(rng.random_range(0.0..0.3));
        }
    }
    let capability: Vec<f64> = (0..DEPARTMENTS).map(|_| rng.random_range(0.7..1.0)).collect();
    let columns = Columns::new(DEPARTMENTS as usize, 0)
        .unwrap()
        .department_rule(rule)
        .capability(&capability)
        .provider(&provider)
        .consumer(&consumer)
        .dependence(&dependence);
    Network::from_columns(&columns).unwrap()
}

/// Compares an iteration with a factorisation in every component that contracts, and returns
/// how many do.
fn compare(pair: &StatePair, own: Option<&[OwnPart]>, rng: &mut ChaCha8Rng) -> usize {
    let layout = pair.network.layout();
    let secants = Secants::new(pair);
    let mut compared = 0;
    for block in layout.blocks() {
        let Some(cycle) = block.cycle.map(|cycle| &layout.cycles()[cycle as usize]) else {
            continue;
        };
        let rows = secants.rows(layout, &cycle.parties());
        let flow = ShareFlow { pair, cycle, rows: &rows.secants(cycle.parties()), own };
        let mut contraction = Contraction::default();
        let is_lost = |party| own.is_some() && is_noise(pair.change(party));
        if !contraction.take(layout, cycle, &rows, |party| !is_lost(party)) {
            continue;
        }
        let arriving: Vec<f64> = cycle.parties().map(|_| rng.random_range(0.0..1.0)).collect();
        let (mut iterated, mut factored) = (arriving.clone(), arriving);
        contraction.converge(&mut iterated);
        flow.solve(&OnceLock::new(), &mut factored).unwrap();
        for (one, two) in iterated.iter().zip(&factored) {
            assert!((one - two).abs() <= 1e-11 * (1.0 + two), "{one} {two}");
        }
        compared += 1;
    }
    compared
}

#[test]
fn iterations_agree_with_factors() {
    let (mut slopes, mut shares) = (0, 0);
    for seed in 0..60 {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let rule = if seed % 2 == 0 { Rule::ADDITIVE } else { Rule::INDEPENDENT };
        let network = network(rng, rule);
        let before = network.baseline();
        slopes += compare(&StatePair::at(&before), None, rng);
        let fall = (0..4).fold(Scenario::new("fall"), |fall, department| {
            fall.capability(format!("d{department}"), rng.random_range(0.0..0.7))
        });
        let after = network.solve(&fall).unwrap();
        let pair = StatePair::new(&after.compared_with(&before).unwrap());
        let own = Secants::new(&pair).own;
        shares += compare(&pair, Some(&own), rng);
    }
    assert!(slopes > 40 && shares > 40, "{slopes} {shares}");
}

/// A cycle of which each passes on `passed` of what it misses.
fn cycle(size: u32, passed: f64) -> Network {
    let provider: Vec<u32> = (0..size).collect();
    let consumer: Vec<u32> = (0..size).map(|department| (department + 1) % size).collect();
    let dependence = vec![passed; size as usize];
    let columns = Columns::new(size as usize, 0)
        .unwrap()
        .department_rule(Rule::ADDITIVE)
        .provider(&provider)
        .consumer(&consumer)
        .dependence(&dependence);
    Network::from_columns(&columns).unwrap()
}

/// What arrives at one department of a cycle comes to `a^k / (1 − a^n)` at the `k`-th upstream.
#[test]
fn slow_rings_have_their_closed_form() {
    for (size, lap) in [(2, 0.5), (2, 0.995), (300, 0.5), (300, 0.99), (300, 0.998)] {
        let passed = f64::powf(lap, 1.0 / f64::from(size));
        let network = cycle(size, passed);
        let pair = StatePair::at(&network.baseline());
        let layout = network.layout();
        let secants = Secants::new(&pair);
        let [cycle] = layout.cycles() else { panic!("one cycle") };
        let rows = secants.rows(layout, &cycle.parties());
        let mut contraction = Contraction::default();
        assert!(contraction.take(layout, cycle, &rows, |_| true), "{size} {lap}");
        let mut adjoint = vec![0.0; size as usize];
        let mut party = DeptIx::from_raw(size / 3);
        adjoint[party] = 1.0;
        contraction.converge(&mut adjoint);
        let mut expected = 1.0 / (1.0 - passed.powi(i32::try_from(size).unwrap()));
        // Its own rounding, over what a lap loses.
        let allowed = 1e-15 * f64::from(size) / (1.0 - lap);
        for _ in 0..size {
            let error = (adjoint[party] - expected).abs();
            assert!(error <= allowed * expected, "{size} {lap}: {error:e}");
            party = layout.provider(layout.row(party).start);
            expected *= passed;
        }
    }
}
