//! Closed forms against the general path of a row.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::explain::jacobian::{Factors, Secants, Splitter, Wanted};
use crate::explain::state_pair::StatePair;
use crate::network::{Columns, IndexRange, Network};
use crate::organisation::{Rule, Scenario};
use crate::quality::{SolveOptions, Workspace};

const PROVIDERS: u32 = 12;
const CONSUMERS: u32 = 60;
const RULES: [Rule; 4] = [Rule::INDEPENDENT, Rule::ADDITIVE, Rule::WEAKEST, Rule::MEAN];
/// Divisions by inputs cost a few digits where these are small.
const NEAR: f64 = 1e-11;

/// Any value, or one of a few, so that inputs tie, vanish and stay whole.
fn value(rng: &mut ChaCha8Rng) -> f64 {
    if rng.random_bool(0.5) { f64::from(rng.random_range(0..=4)) / 4.0 } else { rng.random() }
}

/// Consumers of up to nine services, of which none depends on another.
fn network(rng: &mut ChaCha8Rng, rule: Rule) -> Network {
    let (mut provider, mut consumer, mut dependence) = (Vec::new(), Vec::new(), Vec::new());
    for department in PROVIDERS..PROVIDERS + CONSUMERS {
        for from in 0..rng.random_range(0..10) {
            provider.push(from);
            consumer.push(department);
            dependence.push(value(rng) * if rng.random_bool(0.5) { 0.1 } else { 1.0 });
        }
    }
    let departments = (PROVIDERS + CONSUMERS) as usize;
    let capability: Vec<f64> = (0..departments).map(|_| value(rng)).collect();
    let columns = Columns::new(departments, 0)
        .unwrap()
        .department_rule(rule)
        .capability(&capability)
        .provider(&provider)
        .consumer(&consumer)
        .dependence(&dependence);
    Network::from_columns(&columns).unwrap()
}

/// A comparison of two states, the later of them anything, and slopes at it. Of the departments
/// `share` move, by at most `size`.
fn comparisons(rng: &mut ChaCha8Rng, rule: Rule, share: f64, size: f64) -> [StatePair; 2] {
    let network = network(rng, rule);
    let before = network.baseline();
    let mut changed = Scenario::new("changed");
    for department in 0..PROVIDERS + CONSUMERS {
        if rng.random_bool(share) {
            let id = format!("d{department}");
            let old = before.quality(&id).unwrap().get();
            changed = changed.capability(id, old + size * (value(rng) - old));
        }
    }
    let after = network.solve(&changed).unwrap();
    [StatePair::new(&after.compared_with(&before).unwrap()), StatePair::at(&after)]
}

fn assert_near(one: &[f64], two: &[f64], what: &str) {
    assert_eq!(one.len(), two.len(), "{what}");
    for (one, two) in one.iter().zip(two) {
        assert!((one - two).abs() <= NEAR * (1.0 + two.abs()), "{what}: {one} {two}");
    }
}

#[test]
fn closed_forms_agree_with_the_general_path() {
    for rule in RULES {
        let mut moved = 0;
        for seed in 0..120_u32 {
            let rng = &mut ChaCha8Rng::seed_from_u64(u64::from(seed));
            let size = [1.0, 0.1, 1e-3, 1e-6][seed as usize % 4];
            let share = f64::from(1 + seed % 3) / 3.0;
            for pair in comparisons(rng, rule, share, size) {
                let mut flat = Splitter::new(&pair, Wanted::Slopes);
                let mut general = Splitter::new(&pair, Wanted::Slopes);
                for party in pair.network.layout().departments().into_parties() {
                    let what = format!("{rule:?}, seed {seed}, {party:?}");
                    let (one, two) = (flat.split(party), general.split_generally(party));
                    assert_near(&one.service, &two.service, &what);
                    assert_near(&one.condition, &two.condition, &what);
                    assert_near(&one.dependence, &two.dependence, &what);
                    assert_near(&[one.capability], &[two.capability], &what);
                    moved += usize::from(pair.change(party).abs() > 0.0);
                }
            }
        }
        assert!(moved > 1000, "{rule:?}: only {moved} rows moved");
    }
}

#[test]
fn runs_agree_with_single_rows_and_pass_on_their_slopes() {
    for rule in RULES {
        for seed in 0..160_u32 {
            let rng = &mut ChaCha8Rng::seed_from_u64(u64::from(seed));
            let size = [1.0, 1e-2, 1e-3, 1e-5][seed as usize % 4];
            for pair in comparisons(rng, rule, 0.5, size) {
                let layout = pair.network.layout();
                let mut splitter = Splitter::new(&pair, Wanted::Flow);
                let mut of_runs = Secants::default();
                layout.runs().iter().for_each(|run| splitter.flow(run, &mut of_runs));
                let mut singly = Vec::new();
                for party in layout.departments().into_parties() {
                    singly.extend_from_slice(&splitter.split(party).service);
                }
                let departments = layout.departments().into_parties();
                let of_runs = of_runs.rows(layout, &departments).secants(departments);
                assert_near(&of_runs, &singly, &format!("{rule:?}, seed {seed}"));
                if !pair.is_one_state {
                    continue;
                }

                let begin: Vec<f64> = (layout.departments()).map(|_| value(rng)).collect();
                let (mut passed, mut expected) = (begin.clone(), begin);
                for run in layout.runs().iter().rev() {
                    splitter.pass_on_slopes(run, &mut passed);
                    for party in run.parties().rev() {
                        for entry in layout.row(party) {
                            expected[layout.provider(entry)] += singly[entry] * expected[party];
                        }
                    }
                }
                assert_near(&passed, &expected, &format!("{rule:?}, seed {seed}"));
            }
        }
    }
}

/// Departments in a cycle, each also served by one outside it.
#[test]
fn slopes_in_cycles_are_of_the_state_at_hand_whether_it_has_settled_or_not() {
    let count = 6;
    let cycle = || count..2 * count;
    let provider: Vec<u32> = (0..count).chain(cycle()).collect();
    let consumer: Vec<u32> = cycle().chain(cycle().map(|d| count + (d + 1) % count)).collect();
    let network = Network::from_columns(
        &Columns::new(2 * count as usize, 0)
            .unwrap()
            .capability(&vec![0.8; 2 * count as usize])
            .dependence(&vec![0.7; provider.len()])
            .provider(&provider)
            .consumer(&consumer),
    )
    .unwrap();
    for max_sweeps in [1, 2, SolveOptions::default().max_sweeps] {
        let options = SolveOptions::default().max_sweeps(max_sweeps);
        let scenario = Scenario::new("as stated");
        let state = network.solve_with(&scenario, &options, &mut Workspace::new()).unwrap();
        assert_eq!(state.converged().is_ok(), max_sweeps > 2);
        let pair = StatePair::at(&state);
        let layout = network.layout();
        let mut splitter = Splitter::new(&pair, Wanted::Slopes);
        let mut factors = Factors::default();
        let rows = splitter.slopes(layout.runs(), &mut factors);
        let slopes = rows.secants(layout.departments().into_parties());
        let expected: Vec<f64> = (layout.departments().into_parties())
            .flat_map(|party| splitter.split_generally(party).service.clone())
            .collect();
        assert_near(&slopes, &expected, &format!("{max_sweeps} sweeps"));
    }
}

/// Where nothing is small, what is left out of a product's mean is rounding.
#[test]
fn slight_moves_are_split_to_the_last_places() {
    let (mut largest, mut moved) = (0.0_f64, 0);
    for seed in 0..40 {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let provider: Vec<u32> = (0..CONSUMERS).flat_map(|_| 0..9).collect();
        let consumer: Vec<u32> = (0..CONSUMERS).flat_map(|c| [PROVIDERS + c; 9]).collect();
        let dependence: Vec<f64> = provider.iter().map(|_| rng.random_range(0.1..0.5)).collect();
        let departments = PROVIDERS + CONSUMERS;
        let capability: Vec<f64> = (0..departments).map(|_| rng.random_range(0.6..1.0)).collect();
        let network = Network::from_columns(
            &Columns::new(departments as usize, 0)
                .unwrap()
                .capability(&capability)
                .provider(&provider)
                .consumer(&consumer)
                .dependence(&dependence),
        )
        .unwrap();
        let before = network.baseline();
        let fall = (0..departments).fold(Scenario::new("fall"), |fall, department| {
            let kept = 1.0 - 0.005 * rng.random::<f64>();
            fall.capability(format!("d{department}"), kept * capability[department as usize])
        });
        let pair = StatePair::new(&network.solve(&fall).unwrap().compared_with(&before).unwrap());
        let layout = network.layout();
        let secants = Secants::new(&pair);
        let mut general = Splitter::new(&pair, Wanted::Flow);
        for party in layout.departments().into_parties() {
            // Without the factor that makes up for the rounding of the change itself.
            let rows = secants.rows(layout, &IndexRange::one(party));
            let (_, of_runs) = rows.of(party, &layout.row(party));
            for (one, two) in of_runs.iter().zip(&general.split_generally(party).service) {
                largest = largest.max((one - two).abs() / two);
                moved += 1;
            }
        }
    }
    assert!(largest < 1e-14 && moved > 10_000, "{largest:e} of {moved}");
}
