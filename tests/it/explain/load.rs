//! Explanations that run through load: derivatives against differences, closed forms of loops of
//! effort, and shares that sum to the change.

use knockon::explain::{Objective, Sensitivity, SensitivityStatus, ShapleyOptions, Split};
use knockon::{
    Assessment, Department, Effort, ExternalCustomer, Impact, Network, Organisation, Rule,
    Scenario, Service, SolveOptions, Staffing, Status, Workspace,
};

use crate::support::check::{assert_near, check, solve};
use crate::support::contributions::{check_sum, explained, mean_objective};
use crate::support::random::Temper;
use crate::support::random_staffed::{self, AT_EASE, BUSY};
use crate::support::tolerance;

/// The step of a difference quotient: its error is about this, that of the solve over it.
const STEP: f64 = 1e-6;

/// The mean of the difference quotients downwards and upwards, where they agree: elsewhere there is
/// a kink.
fn quotient(
    network: &Network,
    objective: &Objective,
    here: f64,
    scenario: impl Fn(f64) -> Scenario,
) -> Option<f64> {
    let at = |step: f64| {
        let solved = solve(network, &scenario(step));
        (solved.status() == Status::Converged)
            .then(|| (objective.value(&solved).unwrap() - here) / step)
    };
    let (down, up) = (at(-STEP)?, at(STEP)?);
    let smooth = (down - up).abs() <= tolerance::DERIVATIVES * (1.0 + down.abs());
    smooth.then(|| f64::midpoint(down, up))
}

#[test]
fn derivatives_through_load_are_limits_of_differences() {
    let mut compared = [0; 4];
    let mut felt = [0; 4];
    for seed in 0..120 {
        let pressure = if seed % 3 == 0 { BUSY } else { AT_EASE };
        let staffed = random_staffed::staffed(seed, 6, Temper::Calm, pressure);
        let network = staffed.organisation().compile().unwrap();
        let objective = mean_objective(&network.baseline());
        let today = solve(&network, &Scenario::default());
        let sensitivity = today.sensitivity(&objective).unwrap();
        if today.status() != Status::Converged
            || sensitivity.status() == SensitivityStatus::Infinite
        {
            continue;
        }
        let here = objective.value(&today).unwrap();
        let mut compare =
            |kind: usize, derivative: Option<f64>, scenario: &dyn Fn(f64) -> Scenario| {
                let Some(quotient) = quotient(&network, &objective, here, scenario) else { return };
                let derivative = derivative.unwrap();
                let allowed = tolerance::DERIVATIVES * (1.0 + quotient.abs());
                let what = format!("seed {seed}, {:?}", scenario(0.0));
                assert_near(derivative, quotient, allowed, &what);
                compared[kind] += 1;
                felt[kind] += u32::from(quotient.abs() > 10.0 * allowed);
            };
        let inside = |value: f64| value > 2.0 * STEP && value < 1.0 - 2.0 * STEP;
        let scenario = || Scenario::new("a little");
        for (party, people) in staffed.people.iter().enumerate() {
            let (id, stated) = (staffed.id(party), staffed.statement.parties[party].capability);
            if staffed.is_customer(party) {
                continue;
            }
            let Some(people) = people else {
                if inside(stated) {
                    let set = |step: f64| scenario().capability(id, stated + step);
                    compare(0, sensitivity.capability(id), &set);
                }
                continue;
            };
            if inside(people.skill) {
                let set = |step: f64| scenario().skill(id, people.skill + step);
                compare(1, sensitivity.skill(id), &set);
            }
            match people.staffing {
                Some(staffing) => {
                    let set = |step: f64| scenario().agents(id, staffing.agents + step);
                    compare(2, sensitivity.agents(id), &set);
                }
                None => assert_eq!(sensitivity.agents(id), None),
            }
        }
        for ((need, service), requests) in staffed.services() {
            let needed = &staffed.statement.needs[need];
            let id = &needed.services[service].id;
            if !staffed.is_customer(needed.consumer) {
                assert_eq!(sensitivity.demand_per_hour(id), None);
            } else if requests.rate > 2.0 * STEP {
                let set = |step: f64| scenario().demand_per_hour(id, requests.rate + step);
                compare(3, sensitivity.demand_per_hour(id), &set);
            }
        }
    }
    assert!(compared.iter().all(|&count| count > 30), "{compared:?}");
    assert!(felt.iter().all(|&count| count > 10), "{felt:?}");
}

/// Departments whose quality is the effort of their people, who feel what they receive, and whose
/// services hardly suffer otherwise.
struct Efforts {
    departments: Vec<Department>,
    services: Vec<Service>,
}

impl Efforts {
    /// The canteen, of capability a half, moves all the others.
    fn new() -> Self {
        let canteen = Department::new("canteen").capability(0.5);
        Self { departments: vec![canteen], services: Vec::new() }
    }

    /// Adds a department that puts in `1 + reaction (sat − 1)`, served by others with weights.
    fn add(mut self, id: &str, reaction: f64, served: &[(&str, f64)]) -> Self {
        let effort = Effort::default().reaction(reaction);
        self.departments.push(Department::new(id).rule(Rule::WEAKEST).effort(effort));
        for &(provider, weight) in served {
            self.services.push(Service::between(provider, id).dependence(1e-4).weight(weight));
        }
        self
    }

    /// The derivatives of the mean quality of what customers receive.
    fn sensitivity(self, received: &[&str]) -> Sensitivity {
        let services = received.iter().map(|id| Service::between(*id, "users").dependence(1.0));
        let organisation = Organisation::builder("Efforts")
            .departments(self.departments)
            .customer(ExternalCustomer::new("users").rule(Rule::MEAN))
            .services(self.services)
            .services(services)
            .build()
            .unwrap();
        let options = SolveOptions::default().max_rounds(50_000);
        let network = organisation.compile().unwrap();
        let today = network.solve_with(&Scenario::default(), &options, &mut Workspace::new());
        let today = check(today.unwrap());
        assert_eq!(today.status(), Status::Converged);
        today.sensitivity(&Objective::party(today.network(), "users").unwrap()).unwrap()
    }
}

fn assert_derivative(sensitivity: &Sensitivity, id: &str, expected: f64) {
    let derivative = sensitivity.capability(id).unwrap();
    assert_near(derivative, expected, tolerance::LOOPS * (1.0 + expected), id);
}

#[test]
fn a_chain_of_efforts_halves_what_it_hands_on_until_it_ends() {
    let ids = ["canteen", "a", "b", "c", "d", "e", "f"];
    let mut efforts = Efforts::new();
    for pair in ids.windows(2) {
        efforts = efforts.add(pair[1], 0.5, &[(pair[0], 1.0)]);
    }
    let sensitivity = efforts.sensitivity(&["f"]);
    for (place, id) in (0..).zip(ids) {
        assert_derivative(&sensitivity, id, 0.5_f64.powi(6 - place));
    }
}

#[test]
fn two_who_serve_each_other_hand_it_on_by_turns() {
    // a = 1 + 0.8 (½ (b + canteen) − 1) and b = 1 + 0.4 (a − 1): da = 0.4 db + 0.4, db = 0.4 da.
    let efforts =
        Efforts::new().add("a", 0.8, &[("b", 1.0), ("canteen", 1.0)]).add("b", 0.4, &[("a", 1.0)]);
    let sensitivity = efforts.sensitivity(&["b"]);
    assert_derivative(&sensitivity, "canteen", 0.4 * 0.4 / (1.0 - 0.4 * 0.4));
    assert_derivative(&sensitivity, "a", 0.4 / (1.0 - 0.4 * 0.4));
    assert_derivative(&sensitivity, "b", 1.0 / (1.0 - 0.4 * 0.4));
}

#[test]
fn two_who_serve_each_other_nearly_for_ever_are_summed_up() {
    // da = 0.997 db + 0.003 and db = 0.997 da: a hundred and more times round, by turns.
    let own = 0.997 / 0.003;
    let efforts = Efforts::new().add("a", 1.0, &[("b", own), ("canteen", 1.0)]).add(
        "b",
        0.997,
        &[("a", 1.0)],
    );
    let sensitivity = efforts.sensitivity(&["b"]);
    let round = 1.0 - 0.997 * 0.997;
    assert_derivative(&sensitivity, "canteen", 0.997 * 0.003 / round);
    assert_derivative(&sensitivity, "b", 1.0 / round);
}

#[test]
fn a_strong_loop_behind_a_long_chain_is_not_missed_for_a_weak_one() {
    // w = 1 + 0.6 (½ (w + canteen) − 1) gets less by 0.3 in every round, and so does what the chain
    // hands on, until it comes to s = 1 + (0.95 s + 0.05 canteen − 1).
    let efforts = Efforts::new()
        .add("w", 0.6, &[("w", 1.0), ("canteen", 1.0)])
        .add("s", 1.0, &[("s", 19.0), ("canteen", 1.0)])
        .add("x1", 0.3, &[("s", 1.0)])
        .add("x2", 0.3, &[("x1", 1.0)])
        .add("x3", 0.3, &[("x2", 1.0)])
        .add("x4", 0.3, &[("x3", 1.0)])
        .add("x5", 0.3, &[("x4", 1.0)]);
    let sensitivity = efforts.sensitivity(&["w", "x5"]);
    let (weak, chain, strong) = (0.3 / 0.7, 0.3_f64.powi(5), 0.05 / 0.05);
    assert_derivative(&sensitivity, "s", 0.5 * chain / 0.05);
    assert_derivative(&sensitivity, "w", 0.5 / 0.7);
    assert_derivative(&sensitivity, "canteen", 0.5 * (weak + chain * strong));
}

/// Requests round a circuit too large to factor, each department asking the next half a time per
/// job.
#[test]
fn derivatives_round_a_large_circuit() {
    let count = 400;
    let id = |index: usize| format!("d{}", index % count);
    let department = |index: usize| {
        let department = Department::new(id(index));
        let staffing = Staffing::new(8.0, 60.0).target_wait_minutes(15.0);
        if index == 1 { department.staffing(staffing) } else { department }
    };
    let around = (0..count).map(|index| {
        Service::between(id(index + 1), id(index)).dependence(0.0).requests_per_job(0.5)
    });
    let network = Organisation::builder("circuit")
        .departments((0..count).map(department))
        .customer(ExternalCustomer::new("users"))
        .services(around)
        .service(Service::new("asked", "d0", "users").dependence(0.0).demand_per_hour(10.0))
        .service(Service::new("felt", "d1", "users").dependence(1.0))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let users = Objective::party(&network, "users").unwrap();
    let today = solve(&network, &Scenario::default());
    let sensitivity = today.sensitivity(&users).unwrap();
    let derivative = sensitivity.demand_per_hour("asked").unwrap();
    let asked = |step: f64| Scenario::new("asked").demand_per_hour("asked", 10.0 + step);
    let quotient = quotient(&network, &users, users.value(&today).unwrap(), asked).unwrap();
    assert!(quotient < -0.01, "{quotient}");
    assert_near(derivative, quotient, tolerance::DERIVATIVES, "demand");
    let more = solve(&network, &asked(2.0)).compared_with(&today).unwrap();
    for contributions in explained(&more) {
        check_sum(&contributions, "circuit");
    }
}

#[test]
fn demand_that_only_a_scenario_states_has_its_share() {
    let organisation = Organisation::builder("Desk")
        .department(
            Department::new("it").staffing(Staffing::new(8.0, 60.0).target_wait_minutes(15.0)),
        )
        .customer(ExternalCustomer::new("users"))
        .service(Service::new("help", "it", "users").dependence(0.5).demand_per_hour(4.0))
        .service(Service::new("advice", "it", "users").dependence(0.5))
        .build()
        .unwrap();
    let network = organisation.compile().unwrap();
    let today = solve(&network, &Scenario::default());
    for asked in [Scenario::new("advice"), Scenario::new("both").demand_per_hour("help", 5.0)] {
        let after = solve(&network, &asked.demand_per_hour("advice", 2.0));
        for contributions in explained(&after.compared_with(&today).unwrap()) {
            check_sum(&contributions, &contributions.objective);
            assert!(contributions.change < -0.01, "{contributions:?}");
            let mut shares = contributions.contributions.iter();
            let advice = shares.find(|share| share.source.id() == "advice").unwrap();
            // As many more requests, as much of the change.
            let part = if contributions.contributions.len() == 1 { 1.0 } else { 2.0 / 3.0 };
            let expected = part * contributions.change;
            assert_near(advice.change, expected, tolerance::CONTRIBUTIONS, "advice");
        }
    }
}

#[test]
fn shares_through_load_sum_to_the_change_of_every_party() {
    let mut splits = [0; 5];
    let mut people = 0;
    for seed in 0..60 {
        let (temper, pressure) =
            if seed % 3 == 0 { (Temper::Fierce, BUSY) } else { (Temper::Calm, AT_EASE) };
        let staffed = random_staffed::staffed(seed, 5, temper, pressure);
        let network = staffed.organisation().compile().unwrap();
        let shift = random_staffed::shift(seed, &staffed, 0.2, 0.2);
        let (before, after) = (network.baseline(), solve(&network, &staffed.scenario(&shift)));
        if before.status() != Status::Converged || after.status() != Status::Converged {
            continue;
        }
        for contributions in explained(&after.compared_with(&before).unwrap()) {
            check_sum(&contributions, &format!("seed {seed}, {}", contributions.objective));
            splits[contributions.split as usize] += 1;
            let moved = contributions.change.abs() > tolerance::LOOSE;
            people += usize::from(moved && contributions.contributions.len() > 1);
        }
    }
    assert!(splits[Split::Exact as usize] > 150 && people > 40, "{splits:?} {people}");
}

/// A help desk of 18, whose users ask again.
fn desk(retries: f64) -> Network {
    let staffing = Staffing::new(18.0, 60.0).target_wait_minutes(15.0);
    Organisation::builder("Help desk")
        .department(Department::new("it").staffing(staffing))
        .department(Department::new("shop"))
        .customer(ExternalCustomer::new("users"))
        .service(Service::new("advice", "it", "shop").dependence(0.5))
        .service(Service::new("goods", "shop", "users").dependence(0.5))
        .service(
            Service::new("help", "it", "users")
                .dependence(0.5)
                .demand_per_hour(10.0)
                .retries(retries),
        )
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

#[test]
fn a_collapse_is_all_somebodys_share() {
    let network = desk(1.5);
    let today = network.baseline();
    let fewer = Scenario::new("fewer").agents("it", 14.0);
    let both = fewer.clone().capability("shop", 0.9);
    for (scenario, sources) in [(fewer, 1), (both, 2)] {
        let after = solve(&network, &scenario);
        assert!(after.quality("it").unwrap().get() < 0.01);
        for contributions in explained(&after.compared_with(&today).unwrap()) {
            check_sum(&contributions, &contributions.objective);
            assert!(contributions.contributions.len() <= sources, "{contributions:?}");
        }
        let impact: Impact = after.compared_with(&today).unwrap();
        let users = Objective::party(&network, "users").unwrap();
        let shapley = impact.shapley(&users, &ShapleyOptions::default()).unwrap();
        let sum: f64 = shapley.shares.iter().map(|share| share.change).sum();
        let change = users.value(&after).unwrap() - users.value(&today).unwrap();
        assert_near(sum, change, tolerance::CONTRIBUTIONS, "Shapley values");
    }
}

#[test]
fn people_who_cannot_cope_at_all_have_a_derivative_of_nothing() {
    let network = desk(1.5);
    let down = solve(&network, &Scenario::new("down").agents("it", 9.0));
    let users = Objective::party(&network, "users").unwrap();
    let sensitivity = down.sensitivity(&users).unwrap();
    let derivative =
        |solved: &Assessment| solved.sensitivity(&users).unwrap().agents("it").unwrap();
    assert_near(sensitivity.agents("it").unwrap(), 0.0, 0.0, "agents");
    assert!(derivative(&network.baseline()) > 0.0);
}

/// Three requests an hour move from one customer to another; what arrives in all is the same but for
/// one rounding, of which a secant would make anything.
#[test]
fn a_move_that_only_rounding_tells_from_none_is_split_by_its_slope() {
    let staffing = Staffing::new(3.0, 10.0).target_wait_minutes(5.0);
    let asking = |id: &str, customer: &str, requests| {
        Service::new(id, "it", customer).dependence(1.0).demand_per_hour(requests)
    };
    let network = Organisation::builder("Desk")
        .department(Department::new("it").staffing(staffing))
        .customer(ExternalCustomer::new("one"))
        .customer(ExternalCustomer::new("two"))
        .service(asking("help-one", "one", 6.1))
        .service(asking("help-two", "two", 6.2))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let objective = Objective::customers(&network).unwrap();
    let ask = |one, two| {
        let scenario = Scenario::new("moved").demand_per_hour("help-one", one);
        network.solve(&scenario.demand_per_hour("help-two", two)).unwrap()
    };
    let (before, after) = (ask(6.1, 6.2), ask(3.1, 9.2));
    let arrivals = |solved: &Assessment| solved.workload("it").unwrap().arrivals_per_hour;
    assert_ne!(arrivals(&before).to_bits(), arrivals(&after).to_bits());
    let step = 1e-4;
    let value = |more| objective.value(&ask(3.1 + more, 9.2)).unwrap();
    let slope = (value(step) - value(-step)) / (2.0 * step);
    assert!(slope < -0.01);
    let found = after.compared_with(&before).unwrap().explain().contributions(&objective).unwrap();
    let mut changes: Vec<f64> = found.contributions.iter().map(|one| one.change).collect();
    changes.sort_by(f64::total_cmp);
    assert_eq!(changes.len(), 2, "{found:?}");
    assert_near(changes[0], 3.0 * slope, tolerance::LOOSE, "three more");
    assert_near(changes[1], -3.0 * slope, tolerance::LOOSE, "three fewer");
}
