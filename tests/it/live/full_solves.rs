//! Live organisations against full solves: equal bit for bit, whatever happened before.

use knockon::quality::Change;
use knockon::{
    Aggregation, Assessment, Columns, Department, ExternalCustomer, Live, Network, Organisation,
    Rule, Scenario, Service, SolveOptions, Status, Weighting, Workspace,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use support::bench::agreement::{RULES, assert_agree};
use support::bench::generate;
use support::bench::on_knockon;
use support::bench::on_petgraph::OnPetgraph;

use crate::support::random::{self, Temper};
use crate::support::statement::Statement;

/// What sequences of changes went through, so that a family that never shows what it is for fails
/// its test.
#[derive(Debug, Default)]
struct Tally {
    steps: u32,
    /// Steps that changed somebody, somebody but not everybody, and nobody.
    changed: u32,
    changed_some: u32,
    unchanged: u32,
    rose: u32,
    fell: u32,
    cyclic: u32,
    uncertified: u32,
    not_converged: u32,
    refused: u32,
}

/// A live organisation, and the full solve of the values it has.
struct Pair {
    network: Network,
    options: SolveOptions,
    live: Live,
    solved: Assessment,
    workspace: Workspace,
}

/// One call.
#[derive(Debug)]
enum Call {
    Capability(String, f64),
    Condition(String, f64),
    Stop(String),
    RestoreDepartment(String),
    RestoreService(String),
    Change(Scenario),
    Replace(Scenario),
}

impl Pair {
    fn new(network: Network, options: SolveOptions) -> Self {
        let live = Live::with_options(&network, &options);
        let mut workspace = Workspace::new();
        let stated = Scenario::default();
        let solved = network.solve_with(&stated, &options, &mut workspace).unwrap();
        let pair = Self { network, options, live, solved, workspace };
        pair.assert_equal("at first");
        assert!(pair.live.changes().is_empty());
        assert!(pair.live.scenario().is_empty());
        pair
    }

    /// Makes a call, and checks the state against a full solve and the changes against the
    /// difference of two.
    fn step(&mut self, call: &Call, tally: &mut Tally, what: &str) {
        let live = &mut self.live;
        let changes = match call {
            Call::Capability(id, value) => live.set_capability(id, *value),
            Call::Condition(id, value) => live.set_condition(id, *value),
            Call::Stop(id) => live.stop_service(id),
            Call::RestoreDepartment(id) => live.restore_department(id),
            Call::RestoreService(id) => live.restore_service(id),
            Call::Change(scenario) => live.change(scenario),
            Call::Replace(scenario) => live.replace(scenario),
        };
        let returned = changes.unwrap().len();
        let scenario = self.live.scenario();
        let after = self.network.solve_with(&scenario, &self.options, &mut self.workspace).unwrap();
        let before = std::mem::replace(&mut self.solved, after);
        self.assert_equal(what);

        let differing =
            before.parties().zip(self.solved.parties()).filter_map(|(before, after)| {
                let (old, new) = (before.quality().get(), after.quality().get());
                let differs = old.to_bits() != new.to_bits();
                differs.then(|| (after.id().to_string(), old.to_bits(), new.to_bits()))
            });
        let mut differing: Vec<_> = differing.collect();
        differing.sort();
        let bits_of = |change: Change<'_>| {
            let (before, after) = (change.before().get(), change.after().get());
            (change.id().to_string(), before.to_bits(), after.to_bits())
        };
        let mut reported: Vec<_> = self.live.changes().map(bits_of).collect();
        assert_eq!(returned, reported.len(), "{what}");
        let departments_first = self.live.changes().is_sorted_by_key(|c| !c.is_department());
        assert!(departments_first, "{what}");
        assert_eq!(self.live.changes().departments().count(), {
            let departments = self.live.changes().filter(Change::is_department);
            departments.count()
        });
        reported.sort();
        assert_eq!(reported, differing, "{what}");

        tally.steps += 1;
        let parties = self.solved.parties().len();
        tally.changed += u32::from(!differing.is_empty());
        tally.changed_some += u32::from((1..parties).contains(&differing.len()));
        tally.unchanged += u32::from(differing.is_empty());
        tally.rose += u32::from(self.live.changes().any(|change| change.change() > 0.0));
        tally.fell += u32::from(self.live.changes().any(|change| change.change() < 0.0));
        tally.cyclic += u32::from(self.network.cycle_sizes().len() > 0);
        tally.uncertified += u32::from(!self.network.is_certified());
        tally.not_converged += u32::from(self.live.status() == Status::NotConverged);
    }

    fn assert_equal(&self, what: &str) {
        let Self { live, solved, .. } = self;
        let bits = |qualities: &mut dyn Iterator<Item = f64>| {
            qualities.map(f64::to_bits).collect::<Vec<_>>()
        };
        let expected = bits(&mut solved.qualities());
        assert_eq!(bits(&mut live.qualities()), expected, "{what}");
        assert_eq!(live.status(), solved.status(), "{what}");
        assert_eq!(live.iterations(), solved.iterations(), "{what}");
        assert_eq!(live.residual().to_bits(), solved.residual().to_bits(), "{what}");
        let snapshot = live.assessment();
        assert_eq!(bits(&mut snapshot.qualities()), expected, "{what}");
        assert_eq!(snapshot.status(), solved.status(), "{what}");
        assert_eq!(snapshot.iterations(), solved.iterations(), "{what}");
        let bound = |assessment: &Assessment| assessment.error_bound().map(f64::to_bits);
        assert_eq!(bound(&snapshot), bound(solved), "{what}");
        assert_eq!(snapshot.verify().to_bits(), solved.verify().to_bits(), "{what}");
        for party in solved.parties() {
            let id = party.id();
            assert_eq!(live.capability(id.as_str()), solved.capability(id.as_str()), "{what}");
            assert_eq!(live.quality(id.as_str()), Some(party.quality()), "{what}");
        }
    }

    /// Makes calls that are refused, and checks that they change nothing.
    fn refuse(&mut self, tally: &mut Tally, what: &str) {
        let lines = |live: &Live| {
            let line = |change: Change<'_>| (change.id(), change.before(), change.after());
            live.changes().map(line).collect::<Vec<_>>()
        };
        let (scenario, changes) = (self.live.scenario(), lines(&self.live));
        let wrong = Scenario::new("wrong").capability("dept-0", 0.1).stop_service("nothing");
        let twice = Scenario::new("twice").capability("dept-0", 0.1).capability("dept-0", 0.2);
        let live = &mut self.live;
        assert!(live.set_capability("nobody", 0.5).is_err());
        assert!(live.set_capability("dept-0", 1.5).is_err());
        assert!(live.set_capability("dept-0", f64::NAN).is_err());
        assert!(live.set_condition("nothing", 0.5).is_err());
        assert!(live.stop_service("nothing").is_err());
        assert!(live.restore_department("nobody").is_err());
        assert!(live.restore_service("nothing").is_err());
        assert_eq!(live.change(&wrong).unwrap_err(), self.network.solve(&wrong).unwrap_err());
        assert_eq!(live.replace(&wrong).unwrap_err(), self.network.solve(&wrong).unwrap_err());
        assert!(live.change(&twice).is_err() && live.replace(&twice).is_err());
        assert_eq!(self.live.scenario(), scenario, "{what}");
        assert_eq!(lines(&self.live), changes, "{what}");
        self.assert_equal(what);
        tally.refused += 1;
    }
}

/// A value in 0..=1, often one that parties may have already.
fn value(rng: &mut ChaCha8Rng) -> f64 {
    match rng.random_range(0..8) {
        0 => 0.0,
        1 | 2 => 1.0,
        _ => rng.random_range(0.0..=1.0),
    }
}

fn call(rng: &mut ChaCha8Rng, statement: &Statement) -> Call {
    let departments = statement.parties.iter().filter(|party| !party.is_customer);
    let departments: Vec<_> = departments.map(|party| &party.id).collect();
    let services = statement.needs.iter().flat_map(|need| &need.services);
    let services: Vec<_> = services.map(|service| &service.id).collect();
    let department = departments[rng.random_range(0..departments.len())].clone();
    let kind = if services.is_empty() { 7 } else { rng.random_range(0..11) };
    let service = |rng: &mut ChaCha8Rng| services[rng.random_range(0..services.len())].clone();
    match kind {
        0..=2 => Call::Condition(service(rng), value(rng)),
        3 => Call::Stop(service(rng)),
        4 => Call::RestoreService(service(rng)),
        5 => Call::RestoreDepartment(department),
        6 => {
            let scenario = Scenario::new("both").capability(department, value(rng));
            Call::Change(scenario.condition(service(rng), value(rng)))
        }
        7..=9 => Call::Capability(department, value(rng)),
        _ => {
            let shock = random::shock(rng.random(), statement, 0.15);
            Call::Replace(statement.scenario(&shock))
        }
    }
}

/// Enough for all but cycles on the brink of tipping, which would take seconds together.
fn few_sweeps() -> SolveOptions {
    SolveOptions::default().max_sweeps(5_000)
}

fn walk(seed: u64, statement: &Statement, steps: u32, options: SolveOptions, tally: &mut Tally) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x11_4e);
    let mut pair = Pair::new(statement.organisation().compile().unwrap(), options);
    for step in 0..steps {
        let call = call(&mut rng, statement);
        let what = format!("seed {seed}, step {step}, {call:?}");
        pair.step(&call, tally, &what);
        if step % 8 == 3 {
            pair.refuse(tally, &what);
        }
    }
    let back = Scenario::new("as stated");
    pair.step(&Call::Replace(back), tally, &format!("seed {seed}, back"));
    assert!(pair.live.scenario().is_empty());
}

#[test]
fn calm_organisations_stay_equal_to_full_solves() {
    let mut tally = Tally::default();
    for seed in 0..250 {
        let statement = random::statement(seed, 8, Temper::Calm);
        walk(seed, &statement, 20, SolveOptions::default(), &mut tally);
    }
    assert!(tally.cyclic > 2000 && tally.uncertified > 200, "{tally:?}");
    assert!(tally.changed_some > 2000 && tally.unchanged > 500, "{tally:?}");
    assert!(tally.rose > 1000 && tally.fell > 1000, "{tally:?}");
}

#[test]
fn fierce_organisations_stay_equal_to_full_solves() {
    let mut tally = Tally::default();
    for seed in 0..250 {
        let statement = random::statement(seed, 8, Temper::Fierce);
        walk(seed, &statement, 20, few_sweeps(), &mut tally);
    }
    assert!(tally.uncertified > 1500, "{tally:?}");
    assert!(tally.changed_some > 1500 && tally.unchanged > 500, "{tally:?}");
}

#[test]
fn larger_organisations_stay_equal_to_full_solves() {
    let mut tally = Tally::default();
    for seed in 0..24 {
        let temper = if seed % 2 == 0 { Temper::Calm } else { Temper::Fierce };
        let statement = random::statement(seed, 60, temper);
        walk(seed, &statement, 15, SolveOptions::default(), &mut tally);
    }
    assert!(tally.changed_some > 150, "{tally:?}");
}

#[test]
fn plain_organisations_stay_equal_to_full_solves() {
    let mut tally = Tally::default();
    // Own weights of which sums depend on their order.
    let mean = Rule::Aggregation(Aggregation::new(1.0, Weighting::Share { own_weight: Some(0.1) }));
    let rules = [Rule::INDEPENDENT, Rule::ADDITIVE, Rule::WEAKEST, Rule::full(-1.0), mean];
    for (seed, rule) in (0..150).zip(rules.into_iter().cycle()) {
        let statement = random::plain(seed, 12, rule);
        walk(seed, &statement, 20, SolveOptions::default(), &mut tally);
    }
    assert!(tally.cyclic > 1500 && tally.changed_some > 1000, "{tally:?}");
}

#[test]
fn wide_levels_equal_departments_one_by_one() {
    let generated = generate::acyclic(300, 600, 7);
    let on_petgraph = OnPetgraph::compile(&generated);
    let mut tally = Tally::default();
    for (seed, (rule, combine, _)) in (0..).zip(RULES) {
        let network = on_knockon::compile(&generated, rule);
        assert_agree(&network.baseline(), &on_petgraph.solve(combine));
        let mut pair = Pair::new(network, SolveOptions::default());
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        for step in 0..40 {
            let department = format!("d{}", rng.random_range(0..300));
            let call = Call::Capability(department, value(&mut rng));
            pair.step(&call, &mut tally, &format!("{rule:?}, step {step}, {call:?}"));
        }
    }
    assert!(tally.cyclic == 0 && tally.changed_some > 100, "{tally:?}");
}

#[test]
fn rings_that_tip_come_back_as_a_full_solve_says() {
    let mut tally = Tally::default();
    for seed in 0..60 {
        walk(seed, &random::hill_ring(seed), 15, few_sweeps(), &mut tally);
        walk(seed, &random::full_ring(seed), 15, few_sweeps(), &mut tally);
    }
    assert!(tally.uncertified > 1500, "{tally:?}");
    assert!(tally.rose > 200 && tally.fell > 200, "{tally:?}");
}

#[test]
fn running_out_of_sweeps_is_reported_as_by_a_full_solve() {
    let mut tally = Tally::default();
    for seed in 0..90_u32 {
        let statement = random::statement(u64::from(seed), 8, Temper::Calm);
        let options = SolveOptions::default().max_sweeps([0, 2, 8, 20][seed as usize % 4]);
        walk(u64::from(seed), &statement, 12, options, &mut tally);
    }
    assert!(tally.not_converged > 200, "{tally:?}");
    assert!(tally.not_converged + 100 < tally.steps, "{tally:?}");
}

/// A department serves a thousand customers, others ten each.
#[test]
fn few_and_many_customers_are_followed_alike() {
    let (mut provider, mut consumer) = (vec![0, 0, 1], vec![1, 2, 2]);
    for customer in 0..1000 {
        provider.extend([1, 3 + customer / 10, 2]);
        consumer.extend([103 + customer; 3]);
    }
    provider.truncate(2900);
    consumer.truncate(2900);
    let dependence = vec![0.21; provider.len()];
    let columns = Columns::new(103, 1000)
        .unwrap()
        .provider(&provider)
        .consumer(&consumer)
        .dependence(&dependence);
    let network = Network::from_columns(&columns).unwrap();
    let mut pair = Pair::new(network, SolveOptions::default());
    let mut tally = Tally::default();
    let mut changes = |pair: &mut Pair, call: &Call| {
        pair.step(call, &mut tally, "many customers");
        pair.live.changes().customers().count()
    };
    let set = |id: &str, value| Call::Capability(id.to_owned(), value);
    assert_eq!(changes(&mut pair, &set("d7", 0.5)), 10);
    assert_eq!(changes(&mut pair, &set("d1", 0.5)), 966);
    assert_eq!(changes(&mut pair, &Call::Condition("s100".to_owned(), 0.5)), 1);
    assert_eq!(changes(&mut pair, &set("d0", 0.5)), 966);
    assert_eq!(changes(&mut pair, &Call::Stop("s100".to_owned())), 1);
    assert_eq!(changes(&mut pair, &Call::RestoreService("s100".to_owned())), 1);
    assert_eq!(changes(&mut pair, &set("d0", 0.5)), 0);
}

#[test]
fn the_same_scenario_again_changes_nobody() {
    for seed in 0..60 {
        let statement = random::statement(seed, 8, Temper::Calm);
        let scenario = statement.scenario(&random::shock(seed, &statement, 0.3));
        let network = statement.organisation().compile().unwrap();
        let mut live = Live::new(&network);
        live.replace(&scenario).unwrap();
        let bits = |live: &Live| live.qualities().map(f64::to_bits).collect::<Vec<_>>();
        let before = bits(&live);
        assert!(live.replace(&scenario).unwrap().is_empty());
        let again = live.scenario();
        assert_eq!(again.name(), scenario.name());
        assert!(live.change(&again).unwrap().is_empty());
        assert_eq!(bits(&live), before);
    }
}

/// A division that only groups others cannot be set, and so cannot be restored.
#[test]
fn refusals_say_what_would_have_been_right() {
    let organisation = Organisation::builder("Shop")
        .department(Department::new("back office"))
        .department(Department::new("it").part_of("back office"))
        .department(Department::new("archive"))
        .customer(ExternalCustomer::new("shoppers"))
        .service(Service::new("checkout", "it", "shoppers").dependence(0.5))
        .build()
        .unwrap();
    let mut live = Live::new(&organisation.compile().unwrap());
    let message = live.set_capability("back office", 0.5).unwrap_err().to_string();
    assert_eq!(
        message,
        "capability[\"back office\"]: department `back office` provides and receives no services; \
         set its parts instead: `it`"
    );
    assert!(live.restore_department("back office").is_err());
    let message = live.set_capability("shoppers", 0.5).unwrap_err().to_string();
    assert!(message.contains("only departments have a capability"), "{message}");
    let message = live.stop_service("tills").unwrap_err().to_string();
    assert_eq!(message, "stop_services[\"tills\"]: `tills` is not a service");

    // Nobody serves or is served by the archive, and still it has a capability.
    assert_eq!(live.set_capability("archive", 0.5).unwrap().len(), 1);
    assert_eq!(live.restore_department("archive").unwrap().len(), 1);
    assert!(live.scenario().is_empty());
}
