//! Replays against every minute looked at on its own, and against direct solves at every instant.

use chrono::{DateTime, TimeDelta, Utc};
use knockon::Scenario;
use knockon::time::{
    Event, History, Indicators, Interval, Replay, ReplayError, ReplayOptions, Replayed, Span,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::replay_cases::{ferry, passengers};
use crate::support::check::assert_near;
use crate::support::minutes::{Past, Sums, instant, number, past};
use crate::support::random::{self, Temper};
use crate::support::{oracle, tolerance};

pub(super) fn minutes(time: TimeDelta) -> i64 {
    assert_eq!(time, TimeDelta::minutes(time.num_minutes()));
    time.num_minutes()
}

pub(super) fn minute_of(at: DateTime<Utc>) -> i64 {
    minutes(at - instant(0))
}

pub(super) fn minutes_of(interval: &Interval) -> (i64, i64, i64) {
    (minute_of(interval.from), minute_of(interval.to), minutes(interval.counted))
}

/// What families of histories went through, so that one that never shows what it is for fails its
/// test.
#[derive(Debug, Default)]
struct Tally {
    lines: u32,
    uncounted: u32,
    unknown: u32,
    below: u32,
    interrupted: u32,
    cyclic: u32,
}

fn assert_indicators(found: &Indicators, expected: &Sums, tally: &mut Tally, what: &str) {
    let known = expected.counted - expected.unknown;
    assert_eq!(minutes(found.counted), expected.counted, "{what}");
    assert_eq!(minutes(found.unknown), expected.unknown, "{what}");
    assert_eq!(minutes(found.below), expected.below, "{what}");
    assert_eq!(found.worst.as_ref().map(minutes_of), expected.worst, "{what}");
    let lowest = found.lowest.map(|lowest| (lowest.quality.get(), minutes_of(&lowest.held)));
    assert_eq!(lowest, expected.lowest, "{what}");
    assert_eq!(found.mean.is_some(), known > 0, "{what}");
    if let (Some(mean), Some(share)) = (found.mean, found.at_or_above) {
        assert_near(mean.get(), expected.mean, tolerance::TIME_WEIGHTED, what);
        let above = number(known - expected.below) / number(known);
        assert_near(share, above, tolerance::CLOSED_FORM, what);
        let used = found.budget_used.unwrap();
        assert_near(used, (1.0 - above) / 0.1, tolerance::TIME_WEIGHTED, what);
    }
    tally.lines += 1;
    let length = minutes(found.to - found.from);
    tally.uncounted += u32::from(expected.counted < length);
    tally.unknown += u32::from(expected.unknown > 0 && known > 0);
    tally.below += u32::from(expected.below > 0);
    tally.interrupted += u32::from(expected.worst.is_some_and(|(from, to, of)| of < to - from));
}

/// Replays a past, and checks every line and every step of it.
fn check(past: &Past, tally: &mut Tally, what: &str) {
    let network = past.statement.organisation().compile().unwrap();
    let history = History::from_events(&network, &past.events()).unwrap();
    let mut steps = Vec::new();
    let replayed = history
        .replay_with(past.period(), &past.options(), |segment| {
            let (from, to) = (minute_of(segment.from), minute_of(segment.to));
            let quality = segment.quality.map(f64::from);
            steps.push((segment.customer.number(), from, to, quality));
        })
        .unwrap();

    let qualities = past.qualities(&network);
    let departments = network.department_count();
    for (number, customer) in replayed.customers().enumerate() {
        let party = departments + number;
        let of = past.minutes_of(&qualities, party);
        let what = format!("{what}, {}", customer.id());
        let whole = past.sums(&of, 0..past.minutes);
        assert_indicators(&customer.whole(), &whole, tally, &what);
        for span in [Span::Day, Span::Week, Span::Month] {
            let ranges = past.spans(span);
            assert_eq!(customer.spans(span).len(), ranges.len(), "{what}");
            for (found, range) in customer.spans(span).zip(ranges) {
                let limits = minute_of(found.from)..minute_of(found.to);
                assert_eq!(limits, range, "{what}");
                assert_indicators(&found, &past.sums(&of, range), tally, &what);
            }
        }
        // Steps are exact, bit for bit, and cover the period.
        let mut next = 0;
        for (_, from, to, quality) in steps.iter().filter(|step| step.0 == number) {
            assert_eq!(*from, next, "{what}");
            assert!(from < to, "{what}");
            next = *to;
            for minute in *from..*to {
                let expected = qualities[usize::try_from(minute).unwrap()][party];
                let bits = |quality: Option<f64>| quality.map(f64::to_bits);
                assert_eq!(bits(*quality), bits(expected), "{what}, minute {minute}");
            }
        }
        assert_eq!(next, past.minutes, "{what}");
    }
    tally.cyclic += u32::from(network.cycle_sizes().len() > 0);
}

#[test]
fn calm_histories_are_what_every_minute_says() {
    let mut tally = Tally::default();
    for seed in 0..50 {
        let statement = random::statement(seed, 8, Temper::Calm);
        check(&past(seed, statement, 2500), &mut tally, &format!("seed {seed}"));
    }
    assert!(tally.cyclic > 20 && tally.lines > 400, "{tally:?}");
    assert!(tally.uncounted > 150 && tally.below > 150, "{tally:?}");
    assert!(tally.unknown > 20 && tally.interrupted > 20, "{tally:?}");
}

#[test]
fn fierce_histories_are_what_every_minute_says() {
    let mut tally = Tally::default();
    for seed in 100..140 {
        let statement = random::statement(seed, 8, Temper::Fierce);
        check(&past(seed, statement, 2000), &mut tally, &format!("seed {seed}"));
    }
    assert!(tally.cyclic > 15 && tally.below > 100, "{tally:?}");
}

#[test]
fn rings_come_back_as_soon_as_what_broke_them_does() {
    let mut tally = Tally::default();
    for seed in 0..12 {
        let ring = random::hill_ring(seed);
        check(&past(seed, ring, 1500), &mut tally, &format!("ring {seed}"));
        let ring = random::full_ring(seed);
        check(&past(seed, ring, 1500), &mut tally, &format!("full ring {seed}"));
    }
    assert!(tally.cyclic > 20 && tally.below > 30, "{tally:?}");
}

/// The means against an oracle that shares no code with the library.
#[test]
fn means_are_those_of_the_oracle() {
    let mut compared = 0;
    for seed in 0..40 {
        let past = past(seed, random::statement(seed, 6, Temper::Calm), 600);
        let network = past.statement.organisation().compile().unwrap();
        let options = ReplayOptions::default();
        let hold = Past {
            way: crate::support::minutes::Way { stated_after: None, ..past.way.clone() },
            ..past
        };
        let replayed = network.replay(&hold.events(), hold.period(), &options).unwrap();
        let mut means = vec![0.0; hold.statement.parties.len()];
        let mut allowed = 0.0_f64;
        let mut former: Option<(_, oracle::Solution)> = None;
        for minute in 0..hold.minutes {
            let (shock, _) = hold.at(minute);
            if former.as_ref().is_none_or(|(before, _)| *before != shock) {
                let statement = hold.statement.after(&shock);
                let solution = oracle::greatest(&statement);
                let most = solution.allowance(&statement).into_iter().fold(0.0, f64::max);
                allowed = allowed.max(most + tolerance::of_oracle(solution.sweeps));
                former = Some((shock, solution));
            }
            let (_, solution) = former.as_ref().unwrap();
            for (mean, quality) in means.iter_mut().zip(&solution.quality) {
                *mean += quality / number(hold.minutes);
            }
        }
        if allowed > tolerance::LOOSE {
            continue;
        }
        for (customer, mean) in replayed.customers().zip(&means[network.department_count()..]) {
            let found = customer.whole().mean.unwrap().get();
            assert_near(found, *mean, allowed + tolerance::TIME_WEIGHTED, &format!("seed {seed}"));
            compared += 1;
        }
    }
    assert!(compared > 40, "{compared}");
}

fn lines(replayed: &Replayed) -> Vec<Indicators> {
    let of = |customer: knockon::time::CustomerReplay<'_>| {
        let spans = [Span::Day, Span::Week, Span::Month]
            .map(|span| customer.spans(span).collect::<Vec<_>>());
        std::iter::once(customer.whole()).chain(spans.concat()).collect::<Vec<_>>()
    };
    replayed.customers().flat_map(of).collect()
}

#[test]
fn the_order_in_which_events_are_given_does_not_matter() {
    for seed in 0..40 {
        let past = past(seed, random::statement(seed, 8, Temper::Calm), 2000);
        let network = past.statement.organisation().compile().unwrap();
        let options = past.options();
        let events = past.events();
        let replayed = network.replay(&events, past.period(), &options).unwrap();

        // Shuffled, with those of one instant in the order they had.
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut instants: Vec<DateTime<Utc>> = events.iter().map(|event| event.at).collect();
        instants.sort();
        instants.dedup();
        instants.shuffle(&mut rng);
        let groups = instants.iter().map(|at| events.iter().filter(move |event| event.at == *at));
        let shuffled: Vec<Event> = groups.flatten().cloned().collect();
        let again = network.replay(&shuffled, past.period(), &options).unwrap();
        assert_eq!(lines(&replayed), lines(&again), "seed {seed}");

        // As a stream.
        let mut sorted = events;
        sorted.sort_by_key(|event| event.at);
        let mut spans = Vec::new();
        let replay = Replay::new(&network, past.period().start, &options).unwrap();
        let mut replay = replay.on_span(|line| {
            let customer = line.customer();
            spans.push((line.span(), customer.id(), line.indicators()));
        });
        for event in sorted.iter().filter(|event| event.at < past.period().end) {
            replay.event(event).unwrap();
        }
        let streamed = replay.finish(past.period().end).unwrap();
        for (one, two) in replayed.customers().zip(streamed.customers()) {
            assert_eq!(one.whole(), two.whole(), "seed {seed}");
            for span in [Span::Day, Span::Week, Span::Month] {
                assert_eq!(two.spans(span).len(), 0);
                let told = spans.iter().filter(|(kind, id, _)| (*kind, id) == (span, &one.id()));
                assert!(told.map(|(.., told)| *told).eq(one.spans(span)), "seed {seed}");
            }
        }
    }
}

const fn sent_between_threads<T: Send>() {}

const _: () = {
    sent_between_threads::<Replay<'_>>();
    sent_between_threads::<History>();
    sent_between_threads::<Replayed>();
    sent_between_threads::<ReplayError>();
};

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        rng_seed: RngSeed::Fixed(31),
        ..ProptestConfig::default()
    })]

    /// A constant is its own mean, whatever counts, to the last bit.
    #[test]
    fn the_mean_of_a_constant_is_the_constant(
        quality in 0.0..=1.0_f64,
        length in 1..100_000_000_i64,
        window in (0..100_i64, 1..100_i64),
    ) {
        let network = ferry();
        let start = instant(0);
        let end = start + TimeDelta::microseconds(length);
        let maintenance = start + TimeDelta::seconds(window.0);
        let options = ReplayOptions::default()
            .by(Span::Day)
            .maintenance(maintenance..maintenance + TimeDelta::seconds(window.1));
        let events = [Event::party(start, "crew", quality)];
        let replayed = network.replay(&events, start..end, &options).unwrap();
        let found = passengers(&replayed);
        let solved = network.solve(&Scenario::new("").capability("crew", quality)).unwrap();
        if found.counted > TimeDelta::zero() {
            prop_assert_eq!(found.mean, solved.quality("passengers"));
        }
    }

    /// Days add up to the whole, weeks and months too; time above, below and unknown to what
    /// counts.
    #[test]
    fn times_add_up(seed in 0..1000_u64) {
        let past = past(seed, random::statement(seed, 6, Temper::Calm), 6000);
        let network = past.statement.organisation().compile().unwrap();
        let replayed = network.replay(&past.events(), past.period(), &past.options()).unwrap();
        for customer in replayed.customers() {
            let whole = customer.whole();
            for span in [Span::Day, Span::Week, Span::Month] {
                let sum = |of: fn(Indicators) -> TimeDelta| {
                    customer.spans(span).map(of).sum::<TimeDelta>()
                };
                prop_assert_eq!(sum(|line| line.below), whole.below);
                prop_assert_eq!(sum(|line| line.counted), whole.counted);
                prop_assert_eq!(sum(|line| line.unknown), whole.unknown);
                let known = |line: &Indicators| (line.counted - line.unknown).as_seconds_f64();
                let weighted = |line: &Indicators| {
                    line.mean.map_or(0.0, |mean| mean.get() * known(line))
                };
                let total: f64 = customer.spans(span).map(|line| weighted(&line)).sum();
                let tolerance = tolerance::TIME_WEIGHTED * known(&whole).max(1.0);
                prop_assert!((total - weighted(&whole)).abs() <= tolerance);
            }
            let known = whole.counted - whole.unknown;
            if let Some(share) = whole.at_or_above {
                let above = share * known.as_seconds_f64();
                let sum = above + whole.seconds_below() + whole.unknown.as_seconds_f64();
                let counted = whole.counted.as_seconds_f64();
                prop_assert!((sum - counted).abs() <= tolerance::CLOSED_FORM * counted);
            }
        }
    }
}
