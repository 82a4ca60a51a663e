//! Claims of load that are not so, and extrapolated rounds beside plain ones.

use super::{Equilibrium, Rounds, residual};
use crate::network::Network;
use crate::numerics::permutation::SplitMix64;
use crate::organisation::{Department, ExternalCustomer, Organisation, Service, Staffing};
use crate::organisation::{Effort, Scenario};
use crate::quality::engine::equation::{EquationContext, Scratch};
use crate::quality::engine::solution::Solution;
use crate::quality::engine::solver::SolverMemory;
use crate::quality::engine::start::StartState;
use crate::quality::{Assessment, DepartmentLoads, SolveOptions, Uniqueness, Workspace};

/// A help desk in its best state, with so many agents: ten serve most in time, eight nobody.
fn desk(agents: f64) -> Assessment {
    let staffing = Staffing::new(agents, 30.0).target_wait_minutes(15.0);
    let organisation = Organisation::builder("Desk")
        .department(Department::new("it").staffing(staffing))
        .customer(ExternalCustomer::new("users"))
        .service(
            Service::new("help", "it", "users").dependence(1.0).demand_per_hour(12.0).retries(0.5),
        )
        .build()
        .unwrap();
    organisation.compile().unwrap().baseline()
}

/// The residual of a state that was tampered with.
fn residual_of(solved: &Assessment, tamper: impl Fn(&mut Vec<f64>, &mut DepartmentLoads)) -> f64 {
    let layout = solved.network().layout();
    let mut load = solved.load().unwrap().clone();
    let mut quality = solved.dense_qualities().to_vec();
    tamper(&mut quality, &mut load);
    let context =
        EquationContext { layout, capability: &load.capability, overrides: solved.overrides() };
    let demand = layout.demand().unwrap();
    residual(demand, context, &quality, &load, &mut Scratch::default())
}

/// A claim that is not so is not let pass, whichever part of it was tampered with.
#[test]
fn tampered_claims_leave_a_residual() {
    let solved = desk(10.0);
    assert!(solved.quality("it").unwrap().get() > 0.5);
    let claim = |tamper: &dyn Fn(&mut Vec<f64>, &mut DepartmentLoads)| residual_of(&solved, tamper);
    assert!(claim(&|_, _| ()) <= 1e-14);
    assert!(claim(&|_, load| load.arrivals[0] *= 1.001) > 1e-6);
    assert!(claim(&|_, load| load.arrivals[0] = f64::INFINITY) > 1e-6);
    assert!(claim(&|_, load| load.capability[0] -= 1e-6) > 1e-7);
    assert!(claim(&|quality, _| quality[0] -= 1e-3) > 1e-6);
}

/// Where nobody is served anyway, capability says nothing of how many arrive.
#[test]
fn endless_arrivals_are_not_let_pass_where_nobody_is_served() {
    let solved = desk(8.0);
    assert!(solved.quality("it").unwrap().get() < 1e-9);
    assert!(residual_of(&solved, |_, _| ()) <= 1e-14);
    assert!(residual_of(&solved, |_, load| load.arrivals[0] = f64::INFINITY) > 1e-6);
}

/// Solves from above, with rounds extrapolated or not.
fn solve(network: &Network, scenario: &Scenario, rounds: Rounds) -> Solution {
    let layout = network.layout();
    let overrides = network.overrides(scenario).unwrap();
    let options = SolveOptions::default().max_rounds(1_000_000);
    let mut capability = layout.capabilities().to_vec();
    let context = EquationContext { layout, capability: &[], overrides: &overrides };
    let demand = layout.demand().unwrap();
    let (memory, sweeps_left) = (&mut SolverMemory::default(), options.sweeps_of(layout));
    let options = &options;
    let undecided = false;
    Equilibrium { demand, context, options, memory, sweeps_left, undecided, rounds }
        .solve(&mut capability, StartState::Above)
}

/// A number in a range.
fn between(random: &mut SplitMix64, low: f64, high: f64) -> f64 {
    low + random.unit() * (high - low)
}

/// Three desks that ask and serve each other, of random people, loads and retries.
fn desks(seed: u64) -> Network {
    let random = &mut SplitMix64::new(seed);
    let mut builder = Organisation::builder("Desks");
    for id in ["a", "b", "c"] {
        let agents = between(random, 4.0, 20.0).round();
        let staffing = Staffing::new(agents, 60.0).target_wait_minutes(between(random, 5.0, 30.0));
        let effort = Effort::default().floor(0.6).reaction(between(random, 0.0, 0.4));
        builder = builder.department(Department::new(id).staffing(staffing).effort(effort));
        let asked = between(random, 0.3, 0.8) * agents;
        let service = Service::new(format!("{id}-users"), id, "users").dependence(0.9);
        builder =
            builder.service(service.demand_per_hour(asked).retries(between(random, 0.2, 2.0)));
    }
    for (from, to) in [("a", "b"), ("b", "c"), ("c", "a"), ("b", "a")] {
        let service = Service::new(format!("{from}-{to}"), from, to);
        let service = service.dependence(between(random, 0.05, 0.4));
        builder = builder.service(service.requests_per_job(between(random, 0.0, 0.3)).retries(0.5));
    }
    builder.customer(ExternalCustomer::new("users")).build().unwrap().compile().unwrap()
}

/// Near folds plain rounds stop above the answer, by what ever smaller steps would still make.
const SHORT: f64 = 2e-6;

/// How far extrapolated rounds may end above plain ones: both end a little above the answer.
const ABOVE: f64 = 1e-9;

/// Checks that extrapolated rounds end where plain ones do, or nearer to the answer.
fn assert_same_end(plain: &Solution, extrapolated: &Solution, what: &str) {
    for (plain, found) in plain.quality.iter().zip(&extrapolated.quality) {
        assert!((plain - SHORT..=plain + ABOVE).contains(found), "{what}: {plain} {found}");
    }
}

#[test]
fn extrapolated_rounds_end_where_plain_rounds_do() {
    let (mut fewer, mut many, mut extrapolated) = (0_u64, 0_u64, 0);
    for seed in 0..60 {
        let network = desks(seed);
        for agents in 0..20 {
            let agents = 2.0 + 0.9 * f64::from(agents);
            let scenario = Scenario::new("").agents("a", agents);
            let [plain, quick] = [Rounds::Plain, Rounds::Extrapolated]
                .map(|rounds| solve(&network, &scenario, rounds));
            assert!(!plain.is_extrapolated);
            if !plain.outcome.settled {
                continue;
            }
            let what = format!("seed {seed}, agents {agents}");
            assert!(quick.outcome.settled, "{what}");
            assert_same_end(&plain, &quick, &what);
            extrapolated += u32::from(quick.is_extrapolated);
            fewer += u64::from(quick.outcome.sweeps);
            many += u64::from(plain.outcome.sweeps);
        }
    }
    assert!(extrapolated > 200, "{extrapolated}");
    assert!(fewer < many, "{fewer} rounds for {many}");
}

/// A desk, and the numbers of agents between which it tips from below, to a billionth.
fn desk_at_a_fold() -> (Network, f64, f64) {
    let network = desk(16.0).network().clone();
    let (mut low, mut high) = (6.0, 10.0);
    while high - low > 1e-9 {
        let agents = f64::midpoint(low, high);
        let solved = solve(&network, &Scenario::new("").agents("it", agents), Rounds::Plain);
        if solved.quality[0] > 0.5 { high = agents } else { low = agents }
    }
    (network, low, high)
}

#[test]
fn rounds_close_to_a_fold_are_few() {
    let (network, low, high) = desk_at_a_fold();
    let mut slow = 0;
    for away in [1.0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7] {
        for agents in [high + away, low - away] {
            let scenario = Scenario::new("").agents("it", agents);
            let [plain, quick] = [Rounds::Plain, Rounds::Extrapolated]
                .map(|rounds| solve(&network, &scenario, rounds));
            assert_same_end(&plain, &quick, &agents.to_string());
            if plain.outcome.sweeps > 1_000 {
                let (few, many) = (quick.outcome.sweeps, plain.outcome.sweeps);
                assert!(few < many / 5, "{agents}: {few} rounds for {many}");
                slow += 1;
            }
        }
    }
    assert!(slow >= 4, "{slow}");
}

#[test]
fn that_there_is_no_other_state_plain_rounds_show() {
    let (network, low, high) = desk_at_a_fold();
    let uniqueness = |agents: f64, options: SolveOptions| {
        let scenario = Scenario::new("").agents("it", agents);
        let options = options.lower_state(true);
        network.solve_with(&scenario, &options, &mut Workspace::new()).unwrap().uniqueness()
    };
    assert_eq!(uniqueness(high + 1e-3, SolveOptions::default()), Uniqueness::Multiple);
    assert_eq!(uniqueness(low - 1e-3, SolveOptions::default()), Uniqueness::Computed);
    // Enough for extrapolated rounds, not for plain ones.
    let few = SolveOptions::default().max_rounds(60);
    assert_eq!(uniqueness(low - 1e-6, few), Uniqueness::NotChecked);
}
