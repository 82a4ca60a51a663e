//! Quality and demand together against the oracle, and the laws of their equilibrium.

use knockon::{Assessment, Status, Uniqueness};

use crate::support::check::{lowers, qualities, solve_both};
use crate::support::load_oracle::{self, State};
use crate::support::oracle;
use crate::support::random::Temper;
use crate::support::random_staffed::{self, BUSY};
use crate::support::staffed::{Shift, Staffed};
use crate::support::tolerance;

/// Compares a state with the oracle's; false where the oracle says too little.
fn agrees(
    staffed: &Staffed,
    solved: &Assessment,
    oracle: &State,
    is_lower: bool,
    what: &str,
) -> bool {
    if !oracle.converged || oracle.drift > tolerance::LOOSE {
        return false;
    }
    let quality = if is_lower {
        lowers(solved, &staffed.statement)
    } else {
        qualities(solved, &staffed.statement)
    };
    let apart = oracle::distance(&quality, &oracle.quality);
    assert!(apart <= tolerance::LOOSE, "{what}: {apart:e}\n{quality:?}\n{oracle:?}");
    for party in (0..quality.len()).filter(|&party| !staffed.is_customer(party)) {
        let id = staffed.id(party);
        let workload = if is_lower { solved.lower_workload(id) } else { solved.workload(id) };
        let Some(workload) = workload else { continue };
        let (arrivals, expected) = (workload.arrivals_per_hour, oracle.arrivals[party]);
        let apart = load_oracle::apart(&[arrivals], &[expected]);
        assert!(apart <= tolerance::LOOSE, "{what}: {arrivals} {expected}");
        let apart = (workload.capability.get() - oracle.capability[party]).abs();
        assert!(apart <= tolerance::LOOSE, "{what}: {workload:?} {}", oracle.capability[party]);
        let satisfied = load_oracle::satisfaction(staffed, party, &oracle.quality);
        assert!((workload.satisfaction.get() - satisfied).abs() <= tolerance::LOOSE, "{what}");
    }
    true
}

#[derive(Debug, Default)]
struct Tally {
    best: u32,
    worst: u32,
    multiple: u32,
    unbounded: u32,
    collapsed: u32,
}

fn compare(seed: u64, staffed: &Staffed, tally: &mut Tally) {
    let network = staffed.organisation().compile().unwrap();
    for shift in [Shift::default(), random_staffed::shift(seed, staffed, 0.3, 0.4)] {
        let what = format!("seed {seed} {shift:?}");
        let after = staffed.after(&shift);
        let solved = solve_both(&network, &staffed.scenario(&shift));
        if solved.status() != Status::Converged {
            continue;
        }
        let (best, worst) = (load_oracle::best(&after), load_oracle::worst(&after));
        tally.best += u32::from(agrees(&after, &solved, &best, false, &what));
        let told = agrees(&after, &solved, &worst, true, &what);
        tally.worst += u32::from(told);
        tally.multiple += u32::from(solved.uniqueness() == Uniqueness::Multiple);
        tally.unbounded += u32::from(worst.arrivals.iter().any(|rate| rate.is_infinite()));
        let is_down = |party: usize| after.people[party].is_some() && best.capability[party] < 0.01;
        tally.collapsed += u32::from((0..after.people.len()).any(is_down));
    }
}

#[test]
fn calm_organisations_have_the_states_of_the_oracle() {
    let mut tally = Tally::default();
    for seed in 0..150 {
        compare(seed, &random_staffed::staffed(seed, 5, Temper::Calm, BUSY), &mut tally);
    }
    assert!(tally.best > 250 && tally.worst > 200, "{tally:?}");
    assert!(tally.multiple > 20 && tally.unbounded > 10 && tally.collapsed > 5, "{tally:?}");
}

#[test]
fn fierce_organisations_have_the_states_of_the_oracle() {
    let mut tally = Tally::default();
    for seed in 0..150 {
        compare(seed, &random_staffed::staffed(seed, 5, Temper::Fierce, BUSY), &mut tally);
    }
    assert!(tally.best > 200 && tally.worst > 200 && tally.multiple > 20, "{tally:?}");
}
