//! Replays against every minute looked at on its own, and against direct solves at every instant.

use chrono::{DateTime, FixedOffset, NaiveTime, TimeDelta, Utc};
use knockon::time::{
    Event, Gaps, History, Indicators, Interval, Replay, ReplayError, ReplayOptions, Replayed,
    ServiceHours, Span,
};
use knockon::{
    Columns, Department, ExternalCustomer, Network, Organisation, Quality, Rule, Scenario, Service,
    SolveOptions, Staffing, Status,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::support::check::assert_near;
use crate::support::minutes::{Past, Sums, instant, number, past};
use crate::support::random::{self, Temper};
use crate::support::{oracle, tolerance};

fn minutes(time: TimeDelta) -> i64 {
    assert_eq!(time, TimeDelta::minutes(time.num_minutes()));
    time.num_minutes()
}

fn minute_of(at: DateTime<Utc>) -> i64 {
    minutes(at - instant(0))
}

fn minutes_of(interval: &Interval) -> (i64, i64, i64) {
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

/// A crew that passengers depend on wholly.
fn ferry() -> Network {
    let organisation = Organisation::builder("Ferry")
        .department(Department::new("crew"))
        .department(Department::new("archive"))
        .customer(ExternalCustomer::person("passengers"))
        .service(Service::new("crossing", "crew", "passengers").dependence(1.0));
    organisation.build().unwrap().compile().unwrap()
}

fn passengers(replayed: &Replayed) -> Indicators {
    replayed.customer("passengers").unwrap().whole()
}

#[test]
fn the_last_word_at_an_instant_holds() {
    let network = ferry();
    let crew = |minute, quality| Event::party(instant(minute), "crew", quality);
    let options = ReplayOptions::default();
    let mean = |events: &[Event]| {
        let replayed = network.replay(events, instant(0)..instant(4), &options).unwrap();
        passengers(&replayed).mean.map(f64::from)
    };
    assert_eq!(mean(&[crew(2, 0.5), crew(2, 0.0), crew(1, 1.0)]), Some(0.5));
    assert_eq!(mean(&[crew(2, 0.0), crew(1, 1.0), crew(2, 0.5)]), Some(0.75));
    // What is before the period holds when it begins; what is at its end has no effect.
    assert_eq!(mean(&[crew(-9, 0.5), crew(-5, 0.25), crew(4, 0.0), crew(7, 0.0)]), Some(0.25));
    assert_eq!(mean(&[crew(0, 0.5), crew(-1, 0.0)]), Some(0.5));
    assert_eq!(mean(&[]), Some(1.0));
}

#[test]
fn a_stretch_below_goes_on_over_night() {
    let network = ferry();
    let day = |day: i64, hour: i64| instant(180 + 1440 * day + 60 * hour); // day 0 is a Monday
    let crew = |at, quality| Event::party(at, "crew", quality);
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let options = ReplayOptions::default().hours(ServiceHours::weekdays(time(9), time(17)));
    let events = [
        // Friday 16:00 to Monday 10:00, and well for an hour while nobody is there.
        crew(day(4, 16), 0.5),
        crew(day(5, 12), 1.0),
        crew(day(5, 13), 0.5),
        crew(day(7, 10), 1.0),
        // An hour and a half at noon.
        crew(day(8, 12), 0.0),
        crew(day(8, 13), 0.2),
        crew(day(8, 13) + TimeDelta::minutes(30), 1.0),
    ];
    let replayed = network.replay(&events, day(0, 0)..day(14, 0), &options).unwrap();
    let found = passengers(&replayed);
    assert_eq!(found.counted, TimeDelta::hours(80));
    assert_eq!(found.below, TimeDelta::minutes(210));
    let worst = found.worst.unwrap();
    assert_eq!((worst.from, worst.to), (day(4, 16), day(7, 10)));
    assert_eq!(worst.counted, TimeDelta::hours(2));
    let lowest = found.lowest.unwrap();
    assert_eq!(lowest.quality, Quality::NONE);
    assert_eq!((lowest.held.from, lowest.held.to), (day(8, 12), day(8, 13)));

    // The last hour of Friday is maintenance: the interval then begins on Monday.
    let options = options.maintenance(day(4, 16)..day(4, 17));
    let replayed = network.replay(&events, day(0, 0)..day(14, 0), &options).unwrap();
    let worst = passengers(&replayed).worst.unwrap();
    assert_eq!((worst.from, worst.to), (day(8, 12), day(8, 13) + TimeDelta::minutes(30)));
    assert_eq!(passengers(&replayed).counted, TimeDelta::hours(79));
}

#[test]
fn of_equal_stretches_the_first_is_the_worst() {
    let network = ferry();
    let crew = |minute, quality| Event::party(instant(minute), "crew", quality);
    let events =
        [crew(1, 0.5), crew(2, 1.0), crew(4, 0.2), crew(6, 1.0), crew(7, 0.2), crew(9, 1.0)];
    let replayed =
        network.replay(&events, instant(0)..instant(10), &ReplayOptions::default()).unwrap();
    let found = passengers(&replayed);
    assert_eq!(found.worst.map(|worst| minutes_of(&worst)), Some((4, 6, 2)));
    assert_eq!(found.lowest.map(|lowest| minutes_of(&lowest.held)), Some((4, 6, 2)));
}

/// Sums of many equal terms, which rounding would carry away in one direction.
#[test]
fn long_histories_keep_their_digits() {
    let network = ferry();
    let step = TimeDelta::nanoseconds(333_333_331);
    let low = network.solve(&Scenario::new("").capability("crew", 0.1)).unwrap();
    let low = low.quality("passengers").unwrap().get();
    let count = 200_000;
    let event = |turn: i32| {
        let quality = if turn % 2 == 0 { 0.1 } else { 1.0 };
        Event::party(instant(0) + step * turn, "crew", quality)
    };
    let events: Vec<_> = (0..count).map(event).collect();
    let period = instant(0)..instant(0) + step * count;
    let replayed = network.replay(&events, period, &ReplayOptions::default()).unwrap();
    let mean = passengers(&replayed).mean.unwrap().get();
    assert_near(mean, f64::midpoint(low, 1.0), tolerance::ROUNDED, "200,000 steps");
}

#[test]
fn old_readings_are_held_dropped_or_unknown() {
    let network = ferry();
    let events = [Event::party(instant(10), "crew", 0.5), Event::party(instant(90), "crew", 0.5)];
    let replay = |gaps| {
        let options = ReplayOptions::default().gaps(gaps);
        passengers(&network.replay(&events, instant(0)..instant(100), &options).unwrap())
    };
    let after = TimeDelta::minutes(30);
    let (held, stated) = (replay(Gaps::Hold), replay(Gaps::StatedAfter(after)));
    assert_eq!((minutes(held.below), minutes(held.unknown)), (90, 0));
    assert_eq!((minutes(stated.below), minutes(stated.unknown)), (40, 0));
    let unknown = replay(Gaps::UnknownAfter(after));
    assert_eq!((minutes(unknown.below), minutes(unknown.unknown)), (40, 50));
    assert_eq!(unknown.mean.map(f64::from), Some(0.6)); // 10 minutes at 1, 40 at ½
    assert_eq!(unknown.at_or_above, Some(0.2));
    let worst = unknown.worst.map(|worst| minutes_of(&worst));
    assert_eq!(worst, Some((10, 40, 30)));
    // A reading that comes in time leaves no gap.
    let unknown = replay(Gaps::UnknownAfter(TimeDelta::minutes(80)));
    assert_eq!((minutes(unknown.below), minutes(unknown.unknown)), (90, 0));
}

/// A desk that two customers ask, one of them again and again when it is served badly, by way of a
/// shop.
fn desk(retries: f64) -> Network {
    let staffing = Staffing::new(5.0, 6.0).target_wait_minutes(2.0);
    let asking = |id: &str, provider: &str, consumer: &str| {
        Service::new(id, provider, consumer).dependence(0.5).demand_per_hour(10.0)
    };
    Organisation::builder("Desk")
        .department(Department::new("desk").staffing(staffing))
        .department(Department::new("shop"))
        .customer(ExternalCustomer::person("callers"))
        .customer(ExternalCustomer::person("buyers"))
        .service(asking("answers", "desk", "callers"))
        .service(asking("complaints", "desk", "buyers").retries(retries))
        .service(Service::new("goods", "shop", "buyers").dependence(1.0))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

#[test]
fn what_is_unknown_goes_upstream_with_requests_that_are_made_again() {
    let events = [Event::service(instant(0), "complaints", 0.5)];
    let after = TimeDelta::minutes(10);
    let unknown = |network: &Network, gaps| {
        let options = ReplayOptions::default().gaps(gaps);
        let replayed = network.replay(&events, instant(0)..instant(60), &options).unwrap();
        ["callers", "buyers"].map(|id| minutes(replayed.customer(id).unwrap().whole().unknown))
    };
    assert_eq!(unknown(&desk(2.0), Gaps::UnknownAfter(after)), [50, 50]);
    // Who asks once whatever comes of it concerns nobody else.
    assert_eq!(unknown(&desk(0.0), Gaps::UnknownAfter(after)), [0, 50]);
    assert_eq!(unknown(&desk(2.0), Gaps::Hold), [0, 0]);
}

#[test]
fn histories_of_departments_with_people_are_followed_as_scenarios_are() {
    let network = desk(2.0);
    let events = [
        Event::service(instant(10), "complaints", 0.5),
        Event::party(instant(20), "desk", 0.9),
        Event::service(instant(40), "complaints", 1.0),
    ];
    let scenarios = [
        Scenario::default(),
        Scenario::default().condition("complaints", 0.5),
        Scenario::default().condition("complaints", 0.5).capability("desk", 0.9),
        Scenario::default().capability("desk", 0.9),
    ];
    let solved = |scenario| network.solve(scenario).unwrap().quality("callers").unwrap();
    let expected: Vec<Quality> = scenarios.iter().map(solved).collect();
    let mut found = Vec::new();
    let history = History::from_events(&network, &events).unwrap();
    let options = ReplayOptions::default();
    let replayed = history
        .replay_with(instant(0)..instant(60), &options, |segment| {
            if segment.customer.id().as_str() == "callers" {
                found.push((minute_of(segment.from), segment.quality.unwrap()));
            }
        })
        .unwrap();
    assert_eq!(replayed.status(), Status::Converged);
    // The third event changes nothing for callers: the desk is as capable as it is said to be.
    assert_eq!(found, [(0, expected[0]), (10, expected[1]), (20, expected[2])]);
    assert_eq!(expected[2], expected[3]);
    assert!(expected[1] < expected[0]);
}

#[test]
fn time_that_nobody_knows_of_has_no_mean() {
    let network = ferry();
    let gaps = Gaps::UnknownAfter(TimeDelta::minutes(1));
    let options = ReplayOptions::default().gaps(gaps).target(0.9).by(Span::Day);
    let events = [Event::service(instant(-60), "crossing", 0.5)];
    let replayed = network.replay(&events, instant(0)..instant(60), &options).unwrap();
    let found = passengers(&replayed);
    assert_eq!((found.mean, found.at_or_above, found.budget_used), (None, None, None));
    assert_eq!((found.worst, found.lowest), (None, None));
    assert_eq!(minutes(found.unknown), 60);

    let never = ReplayOptions::default().hours(ServiceHours::new());
    let replayed = network.replay(&events, instant(0)..instant(60), &never).unwrap();
    assert_eq!(passengers(&replayed).counted, TimeDelta::zero());
    assert_eq!(passengers(&replayed).mean, None);
}

#[test]
fn a_department_without_services_may_have_a_history() {
    let network = ferry();
    let mut history = History::new(&network);
    history.push(&Event::party(instant(0), "archive", 0.5)).unwrap();
    history.push(&Event::party(instant(1), "archive", 0.5)).unwrap();
    let period = history.period().unwrap();
    let replayed = history.replay(period, &ReplayOptions::default()).unwrap();
    assert_eq!(passengers(&replayed).mean, Some(Quality::FULL));
    assert_eq!((history.len(), history.is_empty()), (2, false));
}

#[test]
fn the_period_of_a_history_is_from_its_first_event_to_its_last() {
    let network = ferry();
    let mut history = History::new(&network);
    assert_eq!(history.period(), None);
    history.push(&Event::party(instant(5), "crew", 0.5)).unwrap();
    assert_eq!(history.period(), Some(instant(5)..instant(5)));
    history.push(&Event::party(instant(3), "crew", 1.0)).unwrap();
    assert_eq!(history.period(), Some(instant(3)..instant(5)));
}

#[test]
fn states_that_do_not_settle_are_told() {
    let statement = random::hill_ring(3);
    let network = statement.organisation().compile().unwrap();
    let events = [Event::party(instant(1), "dept-0", 0.1)];
    let replay = |sweeps| {
        let options = ReplayOptions::default().solve(SolveOptions::default().max_sweeps(sweeps));
        network.replay(&events, instant(0)..instant(2), &options).unwrap()
    };
    assert_eq!((replay(100_000).status(), replay(100_000).residual()), (Status::Converged, 0.0));
    assert_eq!(replay(2).status(), Status::NotConverged);
    assert!(replay(2).residual() > 0.0);
}

#[test]
fn spans_are_limited() {
    let network = ferry();
    let period = "1901-01-01T00:00:00Z".parse().unwrap().."2189-01-01T00:00:00Z".parse().unwrap();
    let options = ReplayOptions::default().by(Span::Day).max_lines(1000);
    let error = network.replay(&[], period, &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the calendar spans take more lines than the limit of 1000, one for each customer"
    );
    let replay = |most| {
        let options = ReplayOptions::default().by(Span::Day).max_lines(most);
        network.replay(&[], instant(0)..instant(3 * 1440), &options)
    };
    assert_eq!(replay(4).unwrap().customer("passengers").unwrap().spans(Span::Day).len(), 4);
    assert!(replay(3).is_err());
}

/// Months of different lengths, a leap day, weeks that begin in another year.
#[test]
fn spans_are_those_of_the_calendar() {
    let network = ferry();
    let offset = FixedOffset::east_opt(2 * 3600).unwrap();
    let local = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
    let options = ReplayOptions::default().offset(offset).by(Span::Month).by(Span::Week);
    let period = local("2023-12-20T12:00:00+02:00")..local("2024-03-01T00:00:00+02:00");
    let replayed = network.replay(&[], period, &options).unwrap();
    let passengers = replayed.customer("passengers").unwrap();
    let starts = |span| {
        let start = |line: Indicators| line.from.with_timezone(&offset).to_rfc3339();
        passengers.spans(span).map(start).collect::<Vec<_>>()
    };
    let months = ["2023-12-20T12:00:00", "2024-01-01T00:00:00", "2024-02-01T00:00:00"];
    assert_eq!(starts(Span::Month), months.map(|month| format!("{month}+02:00")));
    let days: Vec<_> = passengers.spans(Span::Month).map(|line| line.counted.num_days()).collect();
    assert_eq!(days, [11, 31, 29]);
    assert_eq!(
        starts(Span::Week)[1..3],
        ["2023-12-25T00:00:00+02:00", "2024-01-01T00:00:00+02:00"]
    );
    assert_eq!(starts(Span::Week).len(), 11);
}

#[test]
fn a_network_of_columns_is_replayed_by_number() {
    let columns = Columns::new(1, 3)
        .unwrap()
        .customer_rule(Rule::MEAN)
        .provider(&[0, 0])
        .consumer(&[1, 2])
        .dependence(&[1.0, 0.5]);
    let network = Network::from_columns(&columns).unwrap();
    let events = [Event::party(instant(0), "d0", 0.5), Event::service(instant(1), "s1", 0.0)];
    let replayed =
        network.replay(&events, instant(0)..instant(2), &ReplayOptions::default()).unwrap();
    let found = replayed
        .customers()
        .map(|customer| (customer.id().to_string(), customer.whole().mean.unwrap().get()));
    let expected = [("c0", 0.5), ("c1", 0.625), ("c2", 1.0)];
    assert!(found.eq(expected.map(|(id, mean)| (id.to_owned(), mean))));
}

#[test]
fn refusals_say_what_would_have_been_right() {
    let network = ferry();
    let at = |text: &str| -> DateTime<Utc> { text.parse().unwrap() };
    let (noon, one) = (at("2026-03-02T12:00:00Z"), at("2026-03-02T13:00:00Z"));
    let mut messages = Vec::new();
    let mut say = |error: &dyn std::fmt::Display| messages.push(error.to_string());

    let mut history = History::new(&network).in_order();
    history.push(&Event::party(one, "crew", 0.5)).unwrap();
    for event in [
        Event::party(one, "passengers", 0.5),
        Event::party(one, "crossing", 0.5),
        Event::service(one, "crew", 0.5),
        Event::party(one, "crew", 1.5),
        Event::service(one, "crossing", f64::NAN),
        Event::service(one, "", -1.0),
        Event::party(noon, "crew", 0.5),
        Event::party(at("1899-12-31T23:59:59Z"), "crew", 0.5),
        Event::party(DateTime::<Utc>::MAX_UTC, "crew", 0.5),
    ] {
        say(&history.push(&event).unwrap_err());
    }
    assert_eq!(history.len(), 1);
    let events = [Event::party(noon, "crew", 0.5), Event::party(noon, "cat", 2.0)];
    let options = ReplayOptions::default();
    let mut fail = |events: &[Event], from, to, options: &ReplayOptions| {
        say(&network.replay(events, from..to, options).unwrap_err());
    };
    fail(&events, noon, one, &options);
    fail(&[], one, one, &options);
    fail(&[], one, noon, &options);
    fail(&[], at("1666-09-02T00:00:00Z"), one, &options);
    fail(&[], noon, DateTime::<Utc>::MAX_UTC, &options);
    fail(&[], noon, one, &options.clone().threshold(1.5));
    fail(&[], noon, one, &options.clone().target(1.0));
    fail(&[], noon, one, &options.clone().gaps(Gaps::StatedAfter(TimeDelta::zero())));
    fail(&[], noon, one, &options.clone().maintenance(one..noon));
    fail(&[], noon, one, &options.clone().maintenance(noon..DateTime::<Utc>::MAX_UTC));

    let mut replay = Replay::new(&network, noon, &options).unwrap();
    replay.event(&Event::party(one, "crew", 0.5)).unwrap();
    say(&replay.event(&Event::party(noon, "crew", 0.5)).unwrap_err());
    say(&replay.finish(noon + TimeDelta::minutes(1)).unwrap_err());
    insta::assert_snapshot!("replay_refusals", messages.join("\n"));
}

/// A leap second counts on into the next one; the ends of the time that can be replayed.
#[test]
fn odd_instants_do_no_harm() {
    let network = ferry();
    let at = |text: &str| -> DateTime<Utc> { text.parse().unwrap() };
    let (first, last) = (at("1900-01-01T00:00:00Z"), at("2190-01-01T00:00:00Z"));
    let events = [
        Event::party(at("2016-12-31T23:59:60Z"), "crew", 0.5),
        Event::party(at("2017-01-01T00:00:01Z"), "crew", 1.0),
    ];
    let gaps = Gaps::StatedAfter(TimeDelta::MAX);
    let options = ReplayOptions::default().by(Span::Month).gaps(gaps);
    let replayed = network.replay(&events, first..last, &options).unwrap();
    assert_eq!(passengers(&replayed).below, TimeDelta::seconds(1));
    let months = replayed.customer("passengers").unwrap().spans(Span::Month).len();
    assert_eq!(months, 290 * 12);
}

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
