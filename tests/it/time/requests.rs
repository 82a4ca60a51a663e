//! Shares of requests, against every minute solved on its own; states as words; error budgets.

use chrono::{DateTime, TimeDelta, Utc};
use knockon::time::{Event, History, ReplayOptions, Span, Subject};
use knockon::{Department, ExternalCustomer, Network, Organisation, Scenario, Service};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::check::assert_near;

/// Of shares of some thousand minutes.
const TOLERANCE: f64 = 1e-10;

fn page() -> Network {
    Organisation::builder("page")
        .departments(["database", "web", "mail"].map(Department::new))
        .customer(ExternalCustomer::person("readers"))
        .customer(ExternalCustomer::person("writers"))
        .customer(ExternalCustomer::person("passers-by"))
        .service(Service::between("database", "web").dependence(0.8))
        .service(Service::new("pages", "web", "readers").dependence(0.9))
        .service(Service::new("letters", "mail", "readers").dependence(0.3))
        .service(Service::new("drafts", "web", "writers").dependence(1.0))
        .service(Service::new("signs", "mail", "passers-by").dependence(1.0))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

fn minute(at: i64) -> DateTime<Utc> {
    "2026-03-02T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(at)
}

#[test]
fn every_minute_has_its_requests() {
    const MINUTES: i64 = 2 * 1440;
    let network = page();
    for seed in 0..4 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        // Pages state volumes, and web where pages do not count: of writers.
        let mut read: Vec<(i64, &str, f64, Option<f64>)> = (0..40)
            .map(|_| {
                let at = rng.random_range(0..MINUTES);
                let quality = [0.0, 0.5, 0.9, 1.0][rng.random_range(0..4)];
                let of = ["database", "web", "pages", "mail"][rng.random_range(0..4)];
                let volume = f64::from(rng.random_range(0..500));
                (at, of, quality, (of != "database" && of != "mail").then_some(volume))
            })
            .collect();
        read.sort_by_key(|it| it.0);
        let events = read.iter().map(|&(at, of, quality, volume)| {
            let event = match of {
                "pages" => Event::service(minute(at), of, quality),
                _ => Event::party(minute(at), of, quality),
            };
            volume.map_or(event.clone(), |volume| event.volume(volume))
        });
        let events: Vec<Event> = events.collect();
        let history = History::from_events(&network, &events).unwrap();
        let options = ReplayOptions::default().threshold(0.8).target(0.9).by(Span::Day);
        let found = history.requests(minute(0)..minute(MINUTES), &options).unwrap();
        // Nobody counts the requests of passers-by.
        assert!(found.lines.iter().all(|line| line.customer != "passers-by"));

        for (customer, counted) in [("readers", ["pages", "web"]), ("writers", ["web", "web"])] {
            let of = counted.into_iter().find(|id| read.iter().any(|it| it.1 == *id)).unwrap();
            // Letters of readers are counted by nobody.
            let mut sums = vec![[0.0; 3]; 2];
            for now in 0..MINUTES {
                let held = |id: &str| read.iter().rfind(|it| it.1 == id && it.0 <= now);
                let Some(&(since, _, _, Some(volume))) = held(of) else { continue };
                let later =
                    read.iter().find(|it| it.1 == of && it.0 > now).map_or(MINUTES, |it| it.0);
                #[expect(clippy::cast_precision_loss, reason = "some thousand minutes")]
                let requests = volume / (later - since) as f64;
                let mut scenario = Scenario::new("minute");
                for id in ["database", "web", "mail"] {
                    if let Some(&(_, _, quality, _)) = held(id) {
                        scenario = scenario.capability(id, quality);
                    }
                }
                if let Some(&(_, _, quality, _)) = held("pages") {
                    scenario = scenario.condition("pages", quality);
                }
                let quality = network.solve(&scenario).unwrap().quality(customer).unwrap().get();
                let [all, served, below] = &mut sums[usize::try_from(now / 1440).unwrap()];
                *all += requests;
                *served += requests * quality;
                *below += if quality < 0.8 { requests } else { 0.0 };
            }
            let whole = [0, 1, 2].map(|of| sums[0][of] + sums[1][of]);
            sums.insert(0, whole);
            let lines = found.lines.iter().filter(|line| line.customer == customer);
            for (line, [all, served, below]) in lines.zip(sums) {
                assert_near(line.requests, all, TOLERANCE * all.max(1.0), "requests");
                if all > 0.0 {
                    assert_near(line.mean.unwrap().get(), served / all, TOLERANCE, "mean");
                    let share = 1.0 - below / all;
                    assert_near(line.at_or_above.unwrap(), share, TOLERANCE, "at or above");
                    let used = below / all / 0.1;
                    assert_near(line.budget_used.unwrap(), used, 1e-8, "budget");
                }
            }
        }
    }
}

#[test]
fn nothing_is_known_from_unknown_on() {
    let network = page();
    let events = [
        Event::party(minute(0), "web", 0.5).volume(60.0),
        Event::unknown(minute(60), Subject::Party("database".to_owned())),
        Event::unknown(minute(60), Subject::Party("database".to_owned())),
        Event::party(minute(90), "mail", 0.5),
        Event::party(minute(120), "database", 1.0),
        Event::party(minute(180), "web", 1.0).volume(60.0),
    ];
    let history = History::from_events(&network, &events).unwrap();
    let options = ReplayOptions::default().threshold(0.8).target(0.5);
    let period = minute(0)..minute(240);
    let replayed = history.replay(period.clone(), &options).unwrap();
    let writers = replayed.customer("writers").unwrap().whole();
    assert_eq!((writers.unknown, writers.below), (TimeDelta::hours(1), TimeDelta::hours(2)));
    assert_near(writers.mean.unwrap().get(), 2.0 / 3.0, 1e-12, "mean");
    // Signs have nothing to do with the database.
    let strangers = replayed.customer("passers-by").unwrap().whole();
    assert_eq!((strangers.unknown, strangers.below), (TimeDelta::zero(), TimeDelta::minutes(150)));
    let downtime = history.downtime(period.clone(), &options).unwrap();
    let lost: Vec<_> = downtime.lines.iter().map(|it| (&*it.customer, it.below_seconds)).collect();
    assert_eq!(
        lost,
        [("readers", 2.0 * 3600.0), ("writers", 2.0 * 3600.0), ("passers-by", 9000.0)]
    );
    // Of the first 60 requests a third came while nothing was known.
    let found = history.requests(period, &options).unwrap();
    let writers = found.lines.iter().find(|line| line.customer == "writers").unwrap();
    assert_near(writers.unknown_requests, 20.0, 1e-9, "unknown");
    assert_near(writers.requests, 100.0, 1e-9, "known");
    assert_near(writers.mean.unwrap().get(), 0.8, 1e-12, "mean");

    let refused = |event: &Event| history.clone().push(event).unwrap_err().to_string();
    let volume = refused(&Event::party(minute(0), "web", 1.0).volume(-1.0));
    assert_eq!(volume, "volume `-1` is outside 0..=1e15");
    let unknown = refused(&Event::unknown(minute(0), Subject::Service("webb".into())));
    assert!(unknown.contains("`webb` is not a service"), "{unknown}");
}

#[test]
fn burn_rate_is_used_over_gone() {
    let network = page();
    let events = [Event::party(minute(0), "web", 0.5), Event::party(minute(36), "web", 1.0)];
    let options = ReplayOptions::default().threshold(0.9).target(0.99);
    let day = minute(0)..minute(1440);
    let whole = |options: &ReplayOptions| {
        let replayed = network.replay(&events, day.clone(), options).unwrap();
        replayed.customer("writers").unwrap().whole()
    };
    // 36 of 1,440 minutes are 2.5 %, where 1 % is allowed.
    let alone = whole(&options);
    assert_near(alone.budget_used.unwrap(), 2.5, 1e-12, "used");
    assert_near(alone.burn_rate.unwrap(), 2.5, 1e-12, "rate");
    // A thirtieth of the month has gone, and a twelfth of its budget.
    let of_month = whole(&options.clone().budget(TimeDelta::days(30)));
    assert_near(of_month.budget_used.unwrap(), 2.5 / 30.0, 1e-12, "used");
    assert_near(of_month.burn_rate.unwrap(), 2.5, 1e-12, "rate");
    let refused = network.replay(&events, day.clone(), &options.budget(TimeDelta::zero()));
    assert!(refused.unwrap_err().to_string().starts_with("the error budget is of `"));
}

#[cfg(feature = "csv")]
#[test]
fn states_are_read_as_words() {
    use knockon::io::{HistoryOptions, csv};
    use knockon::time::EventKind;

    let read = |table: &str, options: &HistoryOptions| {
        let mut events = Vec::new();
        let read = csv::history_from_reader(table.as_bytes(), options, |event| {
            events.push((event.kind, event.quality, event.volume));
            Ok(())
        });
        read.map(|()| events).map_err(|error| error.to_string())
    };
    let table = "at,party,capability,volume\n2026-03-02 09:00,web,up,12\n2026-03-02 10:00,web,Degraded,\n\
                 2026-03-02 11:00,web,DOWN,3\n2026-03-02 12:00,web,unknown,4\n2026-03-02 13:00,web,50%,5\n";
    let plain = HistoryOptions::default();
    let known = EventKind::Capability;
    let expected = vec![
        (known, 1.0, Some(12.0)),
        (known, 0.5, None),
        (known, 0.0, Some(3.0)),
        (EventKind::Unknown, 0.0, Some(4.0)),
        (known, 0.5, Some(5.0)),
    ];
    assert_eq!(read(table, &plain).unwrap(), expected);
    let own = plain.clone().state("degraded", Some(0.8)).state("down", None);
    let events = read(table, &own).unwrap();
    assert_eq!((events[1].1, events[2].0), (0.8, EventKind::Unknown));
    let table = "at,party,capability,volume\n2026-03-02 09:00,web,so-so,many\n";
    assert_eq!(
        read(table, &plain).unwrap_err(),
        "line 2, capability: `so-so` is no number, where one in 0..=1 is needed\n\
         line 2, volume: `many` is no number of requests"
    );
}
