//! Live organisations and batches where capability follows from load, against full solves.

use knockon::{Batch, Live, Network, Scenario, SolveOptions, Status, Workspace};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::check::{assert_same_bits, check};
use crate::support::random::Temper;
use crate::support::random_staffed::{self, BUSY};
use crate::support::staffed::Staffed;

/// Enough for all but organisations on the brink of tipping.
fn options() -> SolveOptions {
    SolveOptions::default().max_sweeps(2_000).max_rounds(300)
}

fn assert_equal(live: &Live, network: &Network, what: &str) -> bool {
    let solved = network.solve_with(&live.scenario(), &options(), &mut Workspace::new()).unwrap();
    let (live_bits, solved_bits): (Vec<_>, Vec<_>) =
        (live.qualities().collect(), solved.qualities().collect());
    assert_same_bits(&live_bits, &solved_bits, what);
    assert_eq!(live.status(), solved.status(), "{what}");
    assert_eq!(live.iterations(), solved.iterations(), "{what}");
    assert_eq!(live.residual().to_bits(), solved.residual().to_bits(), "{what}");
    let snapshot = live.assessment();
    assert_eq!(snapshot.verify().to_bits(), solved.verify().to_bits(), "{what}");
    assert!(snapshot.workloads().eq(solved.workloads()), "{what}");
    assert!(live.workloads().eq(solved.workloads()), "{what}");
    assert_eq!(live.uniqueness(), solved.uniqueness(), "{what}");
    assert_eq!(live.converged().err(), solved.converged().err(), "{what}");
    for party in solved.parties() {
        let id = party.id();
        assert_eq!(live.capability(id.as_str()), solved.capability(id.as_str()), "{what}");
        assert_eq!(live.workload(id.as_str()), solved.workload(id.as_str()), "{what}");
    }
    solved.status() == Status::Converged
}

/// Makes one call at random; how many parties it changed.
fn step(live: &mut Live, staffed: &Staffed, rng: &mut ChaCha8Rng) -> usize {
    let shift = random_staffed::shift(rng.random(), staffed, 0.15, 0.5);
    let departments: Vec<_> =
        (0..staffed.people.len()).filter(|&party| !staffed.is_customer(party)).collect();
    let department = staffed.id(departments[rng.random_range(0..departments.len())]);
    let services: Vec<_> = staffed.statement.needs.iter().flat_map(|need| &need.services).collect();
    let set = random_staffed::shift(rng.random(), staffed, 1.0, 0.5);
    let any = |rng: &mut ChaCha8Rng, count: usize| rng.random_range(0..count.max(1));
    let changes = match rng.random_range(0..9) {
        6 if let Some(&(party, agents)) = set.agents.get(any(rng, set.agents.len())) => {
            live.set_agents(staffed.id(party), agents)
        }
        7 if let Some(&(party, skill)) = set.skills.get(any(rng, set.skills.len())) => {
            live.set_skill(staffed.id(party), skill)
        }
        8 if let Some(&((need, service), requests)) =
            set.demands.get(any(rng, set.demands.len())) =>
        {
            let service = &staffed.statement.needs[need].services[service].id;
            live.set_demand_per_hour(service, requests)
        }
        0 => live.replace(&staffed.scenario(&shift)),
        1 | 2 => live.change(&staffed.scenario(&shift)),
        3 => live.set_capability(department, [1.0, 0.0, 0.6][rng.random_range(0..3)]),
        4 => live.restore_department(department),
        _ if services.is_empty() => live.set_capability(department, 1.0),
        _ => {
            let service = &services[rng.random_range(0..services.len())].id;
            match rng.random_range(0..3) {
                0 => live.stop_service(service),
                1 => live.restore_service(service),
                _ => live.set_condition(service, rng.random_range(0.0..=1.0)),
            }
        }
    };
    changes.unwrap().len()
}

#[test]
fn live_organisations_with_people_stay_equal_to_full_solves() {
    let (mut changed, mut converged, mut steps) = (0, 0, 0);
    for seed in 0..60 {
        let temper = if seed % 2 == 0 { Temper::Calm } else { Temper::Fierce };
        let staffed = random_staffed::staffed(seed, 6, temper, BUSY);
        let network = staffed.organisation().compile().unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x11_4e);
        let mut live = Live::with_options(&network, &options());
        assert_equal(&live, &network, "at first");
        for number in 0..10 {
            let before: Vec<_> = live.qualities().map(f64::to_bits).collect();
            let count = step(&mut live, &staffed, &mut rng);
            let what = format!("seed {seed}, step {number}");
            let after = live.qualities().map(f64::to_bits);
            let differing = before.iter().zip(after).filter(|(before, after)| *before != after);
            assert_eq!(count, differing.count(), "{what}");
            changed += usize::from(count > 0);
            converged += usize::from(assert_equal(&live, &network, &what));
            steps += 1;
        }
        live.replace(&Scenario::default()).unwrap();
        assert_equal(&live, &network, "as stated");
    }
    assert!(changed > 200 && converged * 10 > steps * 9, "{changed} {converged} of {steps}");
}

/// A capability that is set takes no notice of people, so either takes the place of the other, and
/// what is restored is as stated in everything.
#[test]
fn a_department_has_a_capability_or_people() {
    let staffed = random_staffed::staffed(4, 6, Temper::Calm, BUSY);
    let network = staffed.organisation().compile().unwrap();
    let people = staffed.people.iter();
    let with_staff = people.map(|people| people.as_ref().is_some_and(|it| it.staffing.is_some()));
    let id = staffed.id(with_staff.enumerate().find(|(_, has_staff)| *has_staff).unwrap().0);
    let stated = Live::with_options(&network, &options());
    let mut live = stated.clone();
    live.set_agents(id, 1.0).unwrap();
    live.set_skill(id, 0.5).unwrap();
    assert_eq!(live.scenario(), Scenario::default().agents(id, 1.0).skill(id, 0.5));
    live.set_capability(id, 0.25).unwrap();
    assert_eq!(live.scenario(), Scenario::default().capability(id, 0.25));
    assert_equal(&live, &network, "capability");
    live.set_skill(id, 0.5).unwrap();
    assert_eq!(live.scenario(), Scenario::default().skill(id, 0.5));
    live.change(&Scenario::default().capability(id, 0.25)).unwrap();
    assert_eq!(live.scenario(), Scenario::default().capability(id, 0.25));
    live.set_agents(id, 2.0).unwrap();
    live.set_skill(id, 0.75).unwrap();
    assert_equal(&live, &network, "people");
    live.restore_department(id).unwrap();
    assert!(live.scenario().is_empty());
    assert_equal(&live, &network, "restored");
    assert!(live.qualities().eq(stated.qualities()));

    let (service, _) = staffed
        .services()
        .find(|((need, _), _)| staffed.is_customer(staffed.statement.needs[*need].consumer))
        .unwrap();
    let service = &staffed.statement.needs[service.0].services[service.1].id;
    live.set_demand_per_hour(service, 3.0).unwrap();
    live.set_condition(service, 0.5).unwrap();
    assert_equal(&live, &network, "demand");
    live.restore_service(service).unwrap();
    assert!(live.scenario().is_empty());
    assert!(live.qualities().eq(stated.qualities()));
}

#[test]
fn refused_people_change_nothing() {
    let staffed = random_staffed::staffed(4, 6, Temper::Calm, BUSY);
    let network = staffed.organisation().compile().unwrap();
    let mut live = Live::with_options(&network, &options());
    for wrong in [
        Scenario::new("").agents("nobody", 1.0),
        Scenario::new("").agents("dept-0", -1.0),
        Scenario::new("").skill("dept-0", f64::NAN),
        Scenario::new("").demand_per_hour("nothing", 1.0),
    ] {
        assert!(live.change(&wrong).is_err() && live.replace(&wrong).is_err());
        assert!(live.scenario().is_empty());
        assert_equal(&live, &network, "refused");
    }
}

#[test]
fn batches_with_people_equal_single_solves() {
    let mut outcomes = 0;
    for seed in 0..30 {
        let staffed = random_staffed::staffed(seed, 6, Temper::Calm, BUSY);
        let network = staffed.organisation().compile().unwrap();
        let scenarios: Vec<_> = (0..8)
            .map(|index| random_staffed::shift(100 * seed + index, &staffed, 0.3, 0.5))
            .map(|shift| staffed.scenario(&shift))
            .collect();
        let mut batch = Batch::of(&network).max_sweeps(2_000);
        for party in network.baseline().parties() {
            batch = batch.party(party.id().as_str()).unwrap();
        }
        let mut solved = batch.solve(&scenarios);
        for scenario in &scenarios {
            let outcome = solved.next().unwrap().unwrap();
            let single = SolveOptions::default().max_sweeps(2_000);
            let single = network.solve_with(scenario, &single, &mut Workspace::new()).unwrap();
            let single = check(single);
            let qualities: Vec<_> = outcome.qualities().map(|(_, quality)| quality.get()).collect();
            let expected: Vec<_> = single.qualities().collect();
            assert_same_bits(&qualities, &expected, &format!("seed {seed}"));
            assert_eq!(outcome.status(), single.status());
            assert_eq!(outcome.iterations(), single.iterations());
            outcomes += 1;
        }
        assert!(solved.next().is_none());
    }
    assert!(outcomes > 200, "{outcomes}");
}
