//! Replays of small histories, held to values by hand.

use chrono::{DateTime, FixedOffset, NaiveTime, TimeDelta, Utc};
use knockon::time::{
    Event, Gaps, History, Indicators, Replay, ReplayOptions, Replayed, ServiceHours, Span,
};
use knockon::{
    Columns, Department, ExternalCustomer, Network, Organisation, Quality, Rule, Scenario, Service,
    SolveOptions, Staffing, Status,
};

use super::replay::{minute_of, minutes, minutes_of};
use crate::support::check::assert_near;
use crate::support::minutes::instant;
use crate::support::random;
use crate::support::tolerance;

/// A crew that passengers depend on wholly.
pub(super) fn ferry() -> Network {
    let organisation = Organisation::builder("Ferry")
        .department(Department::new("crew"))
        .department(Department::new("archive"))
        .customer(ExternalCustomer::person("passengers"))
        .service(Service::new("crossing", "crew", "passengers").dependence(1.0));
    organisation.build().unwrap().compile().unwrap()
}

pub(super) fn passengers(replayed: &Replayed) -> Indicators {
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
