//! Every draw against a single solve, to the bit, and any number of threads.

use knockon::uncertainty::{Draws, DrawsOutcome, Input, Uniform};
use knockon::{Network, Objective, Rule, Scenario};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::check::{assert_near, assert_same_bits};
use crate::support::random::{self, Temper};
use crate::support::random_staffed::{self, AT_EASE};
use crate::support::statement::{Needed, Statement};
use crate::support::tolerance;

const SEED: u64 = 7;

/// A number that is drawn: what it is of, and between which ends.
#[derive(Debug, Clone)]
struct Drawn {
    kind: Kind,
    id: String,
    low: f64,
    high: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Capability,
    Condition,
    Dependence(usize),
}

impl Drawn {
    fn input(&self) -> Input {
        let known = Uniform::new(self.low, self.high).unwrap();
        match self.kind {
            Kind::Capability => Input::capability(&self.id, known),
            Kind::Condition => Input::condition(&self.id, known),
            Kind::Dependence(_) => Input::dependence(&self.id, known),
        }
    }

    /// The value of a draw, as the documentation says: from the part of the sequence of the input's
    /// own, at the place of the draw.
    fn value(&self, input: usize, draw: u32) -> f64 {
        let mut random = ChaCha8Rng::seed_from_u64(SEED);
        random.set_word_pos(((2 * input as u128) << 33) + 2 * u128::from(draw));
        let bits = random.next_u64() >> 12;
        let [upper, lower] = [bits >> 26, bits & 0x3ff_ffff];
        let [upper, lower] = [upper, lower].map(|half| f64::from(u32::try_from(half).unwrap()));
        let chance = (upper * 2.0_f64.powi(26) + lower + 0.5) / 2.0_f64.powi(52);
        (self.low + chance * (self.high - self.low)).min(self.high)
    }

    fn set(&self, scenario: Scenario, value: f64) -> Scenario {
        match self.kind {
            Kind::Capability => scenario.capability(&self.id, value),
            Kind::Condition => scenario.condition(&self.id, value),
            Kind::Dependence(_) => scenario.dependence(&self.id, value),
        }
    }
}

/// Some of what a statement has, with a range each.
fn drawn(seed: u64, statement: &Statement, raises: bool) -> Vec<Drawn> {
    let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0xd1a3);
    let mut drawn = Vec::new();
    let mut range = |random: &mut ChaCha8Rng, kind: Kind, id: &str, most: f64| {
        let ends = [random.random_range(0.0..=most), random.random_range(0.0..=most)];
        let [low, high] = [ends[0].min(ends[1]), ends[0].max(ends[1])];
        drawn.push(Drawn { kind, id: id.to_owned(), low, high });
    };
    for party in statement.parties.iter().filter(|party| !party.is_customer) {
        if random.random_bool(0.3) {
            range(&mut random, Kind::Capability, &party.id, 1.0);
        }
    }
    for (place, need) in statement.needs.iter().enumerate() {
        for service in &need.services {
            if random.random_bool(0.15) {
                range(&mut random, Kind::Condition, &service.id, 1.0);
            }
        }
        if random.random_bool(0.5) {
            let most = if raises { 1.0 } else { need.dependence };
            range(&mut random, Kind::Dependence(place), &statement.name_of(place), most);
        }
    }
    drawn
}

fn ids(statement: &Statement) -> Vec<&str> {
    statement.parties.iter().map(|party| party.id.as_str()).collect()
}

/// Draws, and asks for every value of every party.
fn ask(
    network: &Network,
    ids: &[&str],
    drawn: &[Drawn],
    count: u32,
    top: &Scenario,
) -> DrawsOutcome {
    let every = (1..=count).map(|rank| 100.0 * f64::from(rank) / f64::from(count));
    let asked = Draws::new(count as usize).seed(SEED);
    let asked = drawn
        .iter()
        .map(Drawn::input)
        .fold(asked, Draws::input)
        .under(top.clone())
        .objective(Objective::party(network, ids[0]).unwrap())
        .parties(ids.iter().copied())
        .percentiles(every)
        .threshold(0.8);
    network.draws(&asked).unwrap()
}

/// The qualities of each draw, solved one by one, without the scenario and with it.
fn one_by_one(
    network: &Network,
    ids: &[&str],
    drawn: &[Drawn],
    count: u32,
    top: &Scenario,
) -> Vec<[Vec<f64>; 2]> {
    let is_set = |of: &Drawn| {
        top.capabilities().any(|(id, _)| of.kind == Kind::Capability && id == of.id)
            || (of.kind == Kind::Condition
                && (top.conditions().any(|(id, _)| id == of.id)
                    || top.stopped_services().any(|id| id == of.id)))
    };
    let solve = |scenario: &Scenario| {
        let solved = network.solve(scenario).unwrap();
        ids.iter().map(|id| solved.quality(id).unwrap().get()).collect::<Vec<_>>()
    };
    let of_draw = |draw: u32| {
        let mut without = Scenario::new("draw");
        let mut with = top.clone();
        for (place, of) in drawn.iter().enumerate() {
            let value = of.value(place, draw);
            without = of.set(without, value);
            with = if is_set(of) { with } else { of.set(with, value) };
        }
        [solve(&without), solve(&with)]
    };
    (0..count).map(of_draw).collect()
}

/// Compares what draws say with single solves of a network.
fn compare(network: &Network, ids: &[&str], outcome: &DrawsOutcome, solved: &[[Vec<f64>; 2]]) {
    let count = f64::from(u32::try_from(solved.len()).unwrap());
    let sorted = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values
    };
    for (place, of_party) in outcome.parties.iter().enumerate() {
        let with: Vec<f64> = solved.iter().map(|[_, with]| with[place]).collect();
        let change: Vec<f64> =
            solved.iter().map(|[without, with]| with[place] - without[place]).collect();
        for (spread, expected) in
            [(&of_party.quality, with), (of_party.change.as_ref().unwrap(), change)]
        {
            let values: Vec<f64> = spread.percentiles.iter().map(|at| at.value).collect();
            assert_same_bits(&values, &sorted(expected.clone()), ids[place]);
            let mean = expected.iter().sum::<f64>() / count;
            let squares: f64 = expected.iter().map(|value| (value - mean).powi(2)).sum();
            assert_near(spread.mean, mean, tolerance::SUMMED, "mean");
            let deviation = (squares / (count - 1.0)).sqrt();
            assert_near(spread.standard_deviation, deviation, tolerance::LOOSE, "deviation");
            if let Some(below) = spread.below {
                let expected = expected.iter().filter(|&&value| value < below.threshold).count();
                assert_eq!(below.draws, expected);
            }
        }
    }
    assert_eq!(outcome.objective.as_ref().unwrap().quality, outcome.parties[0].quality);
    assert_eq!(outcome.draws, solved.len());
    assert_eq!(network.baseline().parties().count(), ids.len());
}

#[derive(Debug, Default)]
struct Tally {
    raised: u32,
    uncertified: u32,
    cyclic: u32,
}

/// Compares draws of a statement with single solves of what their cycles are certified as: where the
/// largest dependence drawn is above the stated one, of the organisation that states the largest.
fn compare_with_oracle(
    statement: &Statement,
    drawn: &[Drawn],
    top: &Scenario,
    count: u32,
    tally: &mut Tally,
) {
    let network = statement.organisation().compile().unwrap();
    let ids = ids(statement);
    let outcome = ask(&network, &ids, drawn, count, top);
    let mut restated = statement.clone();
    let (mut is_raised, mut is_fdna) = (false, false);
    for (of, input) in drawn.iter().zip(&outcome.inputs) {
        if let Kind::Dependence(need) = of.kind {
            let need = &mut restated.needs[need];
            is_raised |= input.largest > need.dependence;
            is_fdna |= statement.parties[need.consumer].rule == Rule::Fdna;
            need.dependence = input.largest;
        }
    }
    let is_restated = is_raised && !is_fdna;
    let oracle = if is_restated { restated } else { statement.clone() };
    let oracle = oracle.organisation().compile().unwrap();
    let solved = one_by_one(&oracle, &ids, drawn, count, top);
    compare(&network, &ids, &outcome, &solved);
    if !is_fdna {
        assert_eq!(outcome.is_certified, oracle.is_certified());
    }
    tally.raised += u32::from(is_restated);
    tally.uncertified += u32::from(!outcome.is_certified);
    tally.cyclic += u32::from(network.cycle_sizes().len() > 0);
}

/// Draws of random organisations, some with dependences above the stated ones.
fn compare_random(temper: Temper, raises: bool) -> Tally {
    let mut tally = Tally::default();
    for seed in 0..60 {
        let statement = random::statement(seed, 8, temper);
        let drawn = drawn(seed, &statement, raises);
        if !drawn.is_empty() {
            let top = statement.scenario(&random::shock(seed, &statement, 0.2));
            compare_with_oracle(&statement, &drawn, &top, 37, &mut tally);
        }
    }
    tally
}

#[test]
fn draws_below_stated_dependences_are_single_solves() {
    for temper in [Temper::Calm, Temper::Fierce] {
        let tally = compare_random(temper, false);
        assert!(tally.raised == 0 && tally.cyclic > 20, "{tally:?}");
    }
}

#[test]
fn draws_above_stated_dependences_are_certified_at_the_largest() {
    let tally = compare_random(Temper::Calm, true);
    assert!(tally.raised > 20 && tally.uncertified > 5 && tally.cyclic > 20, "{tally:?}");
}

#[test]
fn draws_of_many_dependences_are_single_solves() {
    let mut tally = Tally::default();
    let statement = random::plain(3, 120, Rule::INDEPENDENT);
    let dependence = |(place, need): (usize, &Needed)| Drawn {
        kind: Kind::Dependence(place),
        id: statement.name_of(place),
        low: 0.2 * need.dependence,
        high: (1.1 * need.dependence).min(1.0),
    };
    let drawn: Vec<_> = statement.needs.iter().enumerate().map(dependence).collect();
    assert!(drawn.len() > 150);
    compare_with_oracle(&statement, &drawn, &Scenario::new("nothing"), 17, &mut tally);
    assert!(tally.raised == 1 && tally.cyclic == 1, "{tally:?}");
}

#[test]
fn draws_of_people_and_requests_are_single_solves() {
    let mut staffed = 0;
    for seed in 0..12 {
        let organisation = random_staffed::staffed(seed, 5, Temper::Calm, AT_EASE).organisation();
        let network = organisation.compile().unwrap();
        let ids: Vec<String> = organisation.parties().map(|party| party.id().to_string()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let conditions = organisation.services().filter(|service| service.is_running()).take(2);
        let drawn: Vec<_> = conditions
            .map(|service| Drawn {
                kind: Kind::Condition,
                id: service.id().to_string(),
                low: 0.2,
                high: 0.9,
            })
            .collect();
        if drawn.is_empty() {
            continue;
        }
        let top = Scenario::new("nothing");
        let outcome = ask(&network, &ids, &drawn, 5, &top);
        compare(&network, &ids, &outcome, &one_by_one(&network, &ids, &drawn, 5, &top));
        staffed += 1;
    }
    assert!(staffed > 5);
}

/// A hundred departments in a cycle, each of which serves two customers.
fn ring() -> (Network, Draws) {
    let mut statement = Statement::default();
    for index in 0..100 {
        statement.department(format!("d{index}"), 1.0, Rule::INDEPENDENT);
    }
    for index in 0..200 {
        statement.customer(format!("c{index}"), Rule::MEAN);
    }
    for index in 0..100 {
        statement.serve(index, (index + 1) % 100, 0.7);
        statement.serve(index, 100 + index, 0.9);
        statement.serve(index, 200 + index, 0.4);
    }
    let network = statement.organisation().compile().unwrap();
    let known = Uniform::new(0.2, 0.9).unwrap();
    let draws = (0..20).fold(Draws::new(1_000).seed(3), |draws, index| {
        draws.dependence(format!("s{}", 3 * index), known).capability(format!("d{index}"), known)
    });
    let top = Scenario::new("one falls").capability("d3", 0.1).stop_service("s61");
    let draws = draws.under(top).percentiles([5.0, 50.0, 95.0]).threshold(0.8);
    (network, draws.change_threshold(-0.05).variance(64))
}

#[cfg(feature = "parallel")]
#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let (network, draws) = ring();
    let solved = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| serde_json::to_string(&network.draws(&draws).unwrap()).unwrap())
    };
    let alone = solved(1);
    for threads in [2, 3, 8] {
        assert!(solved(threads) == alone, "{threads} threads");
    }
}

#[test]
fn a_longer_run_begins_with_the_shorter() {
    let (network, draws) = ring();
    let values = |count: u32| {
        let every = (1..=count).map(|rank| 100.0 * f64::from(rank) / f64::from(count));
        let mut draws = Draws::new(count as usize).seed(3);
        for input in ring().1.inputs() {
            draws = draws.input(input.clone());
        }
        let outcome = network.draws(&draws.percentiles(every)).unwrap();
        let values = outcome.parties[7].quality.percentiles.iter().map(|at| at.value.to_bits());
        values.collect::<Vec<u64>>()
    };
    let (short, long) = (values(70), values(150));
    assert!(short.iter().all(|value| long.contains(value)));
    assert!(long.iter().any(|value| !short.contains(value)));
    assert_eq!(draws.inputs().count(), 40);
}
