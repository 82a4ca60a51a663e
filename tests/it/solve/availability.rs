//! All of, any of, at least k of: what service-level tools say of histories that are up or down,
//! against the algebra of sets of intervals.

use chrono::{DateTime, TimeDelta, Utc};
use knockon::time::{Event, Indicators, ReplayOptions};
use knockon::{
    Department, ExternalCustomer, Need, Network, Organisation, Rule, Service, Substitution,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::check::assert_near;
use crate::support::tolerance;

/// Seconds of one period.
const PERIOD: i64 = 100_000;

/// Disjoint intervals of seconds, ascending, none empty.
type Set = Vec<(i64, i64)>;

fn intersection(one: &Set, two: &Set) -> Set {
    let pairs = one.iter().flat_map(|a| two.iter().map(move |b| (a.0.max(b.0), a.1.min(b.1))));
    let mut common: Set = pairs.filter(|(from, to)| from < to).collect();
    common.sort_unstable();
    common
}

fn complement(set: &Set) -> Set {
    let starts = std::iter::once(0).chain(set.iter().map(|&(_, to)| to));
    let ends = set.iter().map(|&(from, _)| from).chain([PERIOD]);
    starts.zip(ends).filter(|(from, to)| from < to).collect()
}

fn union(one: &Set, two: &Set) -> Set {
    complement(&intersection(&complement(one), &complement(two)))
}

fn length(set: &Set) -> i64 {
    set.iter().map(|(from, to)| to - from).sum()
}

/// The share of the period that a number of seconds is.
fn share_of_period(seconds: i64) -> f64 {
    let number = |seconds| f64::from(i32::try_from(seconds).unwrap());
    number(seconds) / number(PERIOD)
}

/// Where at least k of the sets are, as the union of all intersections of k of them.
fn at_least(k: usize, sets: &[Set]) -> Set {
    let chosen = (0_u32..1 << sets.len()).filter(|choice| choice.count_ones() as usize == k);
    let everything = || vec![(0, PERIOD)];
    let common = |choice: u32| {
        let of = sets.iter().enumerate().filter(|(index, _)| choice >> index & 1 == 1);
        of.fold(everything(), |common, (_, set)| intersection(&common, set))
    };
    chosen.map(common).fold(Vec::new(), |all, one| union(&all, &one))
}

/// The longest of the intervals, the first of equals.
fn longest(set: &Set) -> Option<(i64, i64)> {
    let most = set.iter().map(|(from, to)| to - from).max()?;
    set.iter().find(|(from, to)| to - from == most).copied()
}

fn start() -> DateTime<Utc> {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn at(second: i64) -> DateTime<Utc> {
    start() + TimeDelta::seconds(second)
}

/// When a service is up, at random: changes every few hours, or hardly ever.
fn up(rng: &mut ChaCha8Rng) -> Set {
    let (mut set, mut second) = (Set::new(), 0);
    let most = [2_000, 20_000, 200_000][rng.random_range(0..3)];
    let mut is_up = rng.random_bool(0.7);
    while second < PERIOD {
        let end = PERIOD.min(second + rng.random_range(1..most));
        if is_up {
            set.push((second, end));
        }
        (second, is_up) = (end, !is_up);
    }
    set
}

/// What monitoring would write down of services `s0, s1, ..`: every change.
fn events(sets: &[Set]) -> Vec<Event> {
    let mut events = Vec::new();
    for (index, set) in sets.iter().enumerate() {
        let mut say = |second, condition| {
            events.push(Event::service(at(second), format!("s{index}"), condition));
        };
        say(0, if set.first().is_some_and(|first| first.0 == 0) { 1.0 } else { 0.0 });
        for &(from, to) in set {
            say(from, 1.0);
            if to < PERIOD {
                say(to, 0.0);
            }
        }
    }
    events
}

/// A customer who needs what n services provide together.
fn network(count: usize, substitution: Substitution) -> Network {
    let need = Need::new("client", "power").dependence(1.0).substitution(substitution);
    let departments = (0..count).map(|index| Department::new(format!("d{index}")));
    let services = (0..count).map(|index| {
        Service::new(format!("s{index}"), format!("d{index}"), "client").for_need("power")
    });
    let organisation = Organisation::builder("Power")
        .departments(departments)
        .customer(ExternalCustomer::new("client"))
        .need(need)
        .services(services);
    organisation.build().unwrap().compile().unwrap()
}

fn replay(network: &Network, sets: &[Set]) -> Indicators {
    let options = ReplayOptions::default().threshold(1.0);
    let replayed = network.replay(&events(sets), at(0)..at(PERIOD), &options).unwrap();
    replayed.customer("client").unwrap().whole()
}

/// Checks that a customer is up where a set says.
fn assert_up(found: &Indicators, up: &Set, what: &str) {
    let down = complement(up);
    assert_eq!(found.below, TimeDelta::seconds(length(&down)), "{what}");
    let worst = found.worst.map(|worst| (worst.from, worst.to));
    assert_eq!(worst, longest(&down).map(|(from, to)| (at(from), at(to))), "{what}");
    let share = share_of_period(length(up));
    assert_near(found.at_or_above.unwrap(), share, tolerance::CLOSED_FORM, what);
    assert_near(found.mean.unwrap().get(), share, tolerance::TIME_WEIGHTED, what);
}

#[test]
fn all_any_and_at_least_k_are_what_intervals_say() {
    let mut rng = ChaCha8Rng::seed_from_u64(99);
    for round in 0..60 {
        let count = rng.random_range(2..=5);
        let sets: Vec<Set> = (0..count).map(|_| up(&mut rng)).collect();
        let of = |substitution| replay(&network(count, substitution), &sets);
        let what = format!("round {round}");

        let any = sets.iter().fold(Set::new(), |any, set| union(&any, set));
        assert_up(&of(Substitution::BestOf), &any, &what);
        let all = sets.iter().fold(vec![(0, PERIOD)], |all, set| intersection(&all, set));
        let most = u32::try_from(count).unwrap();
        assert_up(&of(Substitution::KthBest { k: most }), &all, &what);
        for (k, least) in (1..=most).zip(1..) {
            let expected = at_least(least, &sets);
            assert_up(&of(Substitution::KthBest { k }), &expected, &what);
            assert_up(&of(Substitution::IndependentAtLeast { k }), &expected, &what);
        }
    }
}

#[test]
fn the_share_that_is_up_is_the_mean_of_all() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    for round in 0..40 {
        let count = rng.random_range(2..=5_u32);
        let sets: Vec<Set> = (0..count).map(|_| up(&mut rng)).collect();
        let required = f64::from(count);
        let network = network(sets.len(), Substitution::Pooled { required });
        let found = replay(&network, &sets);
        let share = share_of_period(sets.iter().map(length).sum()) / required;
        let what = format!("round {round}");
        assert_near(found.mean.unwrap().get(), share, tolerance::TIME_WEIGHTED, &what);
        // It is whole while all are up.
        let all = sets.iter().fold(vec![(0, PERIOD)], |all, set| intersection(&all, set));
        assert_eq!(found.below, TimeDelta::seconds(PERIOD - length(&all)), "{what}");
    }
}

/// Needs of their own under `weakest` are all of, too; a chain of departments is.
#[test]
fn what_is_needed_in_turn_is_all_of() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut organisation = Organisation::builder("In turn");
    let names = ["a", "b", "c", "client"];
    for name in &names[..3] {
        organisation = organisation.department(Department::new(*name));
    }
    organisation = organisation.customer(ExternalCustomer::new("client").rule(Rule::WEAKEST));
    for (index, pair) in names.windows(2).enumerate() {
        let service = Service::new(format!("s{index}"), pair[0], pair[1]);
        organisation = organisation.service(service.dependence(1.0));
    }
    organisation = organisation.service(Service::new("s3", "a", "client").dependence(1.0));
    let network = organisation.build().unwrap().compile().unwrap();
    for round in 0..40 {
        let sets: Vec<Set> = (0..4).map(|_| up(&mut rng)).collect();
        let all = sets.iter().fold(vec![(0, PERIOD)], |all, set| intersection(&all, set));
        assert_up(&replay(&network, &sets), &all, &format!("round {round}"));
    }
}

#[test]
fn the_algebra_itself() {
    let (one, two) = (vec![(0, 10), (20, 30)], vec![(5, 25)]);
    assert_eq!(intersection(&one, &two), [(5, 10), (20, 25)]);
    assert_eq!(union(&one, &two), [(0, 30)]);
    assert_eq!(complement(&one), [(10, 20), (30, PERIOD)]);
    assert_eq!(
        at_least(2, &[one, two, vec![(8, 22)]]),
        [(5, 10), (20, 25)]
            .iter()
            .fold(vec![(8, 22)], |all, &interval| union(&all, &vec![interval]))
    );
    assert_eq!(longest(&vec![(0, 3), (5, 9), (10, 14)]), Some((5, 9)));
}
