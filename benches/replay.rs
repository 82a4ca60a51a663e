//! Histories replayed: following every event, and tallying whom it changes.
//!
//! ```text
//! replay/sensors/*         conditions of services to customers, in turn
//! replay/front-line/*      capabilities of departments that serve customers alone, in turn
//! replay/random/*          those of departments anywhere, many of which nearly everybody feels
//! replay/*-followed/*      the same events followed and counted, without any tally
//! replay/*-months/*        the same with tallies of every month besides
//! ```
//!
//! Elements are events, each at an instant of its own, 20 seconds after the one before: a million
//! of them, or ten thousand where most are felt by nearly everybody.

use std::hint::black_box;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use knockon::time::{Event, History, ReplayOptions, Span, Subject};
use knockon::{Live, Network, Rule};
use support::bench::agreement::assert_sides_agree;
use support::bench::generate::Organisation;
use support::bench::on_knockon;
use support::bench::size::{is_quick, sizes};

/// What events are about, in turn.
struct Names {
    sensors: Vec<String>,
    front_line: Vec<String>,
    random: Vec<String>,
}

impl Names {
    fn new(organisation: &Organisation) -> Self {
        let count = organisation.department_count;
        let mut serves_inside = vec![false; count];
        let mut sensors = Vec::new();
        let services = organisation.provider.iter().zip(&organisation.consumer);
        for (service, (&provider, &consumer)) in services.enumerate() {
            if (consumer as usize) < count {
                serves_inside[provider as usize] = true;
            } else {
                sensors.push(format!("s{service}"));
            }
        }
        let department = |number: usize| format!("d{number}");
        Self {
            sensors,
            front_line: (0..count).filter(|&d| !serves_inside[d]).map(department).collect(),
            random: (0..count).map(department).collect(),
        }
    }
}

fn start() -> DateTime<Utc> {
    "2026-01-01T00:00:00Z".parse().expect("an instant")
}

/// Readings of things in turn, 20 seconds apart, each of another quality than the one before.
fn events(names: &[String], count: usize) -> Vec<Event> {
    const VALUES: usize = 499; // prime, so that no number of names goes round with it
    let start = start();
    let event = |turn: usize| {
        let at = start + TimeDelta::seconds(20 * i64::try_from(turn).expect("below 2^63"));
        let name = &names[turn * 7_919 % names.len()];
        let place = u32::try_from(turn % VALUES).expect("below 499");
        let quality = 0.9 + f64::from(place) / 5000.0; // what generated capabilities average
        if name.starts_with('s') {
            Event::service(at, name, quality)
        } else {
            Event::party(at, name, quality)
        }
    };
    (0..count).map(event).collect()
}

fn follow(live: &mut Live, event: &Event) -> usize {
    let changed = match &event.subject {
        Subject::Party(id) => live.set_capability(id, event.quality),
        Subject::Service(id) => live.set_condition(id, event.quality),
        other => unreachable!("{other:?}"),
    };
    changed.expect("the name is known").len()
}

fn replay(history: &History, options: &ReplayOptions) -> f64 {
    let period = history.period().expect("several instants");
    let replayed = history.replay(period, options).expect("valid options");
    let below = replayed.customers().map(|customer| customer.whole().seconds_below());
    below.sum()
}

/// Asserts that means are those of full solves at every instant.
fn assert_exact(network: &Network, names: &Names) {
    let kinds = [&names.sensors, &names.front_line, &names.random];
    let mut events = kinds.map(|names| events(names, 20)).concat();
    let history = History::from_events(network, &events).expect("the names are known");
    let period = history.period().expect("several instants");
    let replayed = history.replay(period, &ReplayOptions::default()).expect("valid options");

    events.sort_by_key(|event| event.at);
    let mut live = Live::new(network);
    let mut means = vec![0.0; network.customer_count()];
    // The last instant has no effect.
    for at_once in events.chunk_by(|one, two| one.at == two.at).take(19) {
        for event in at_once {
            follow(&mut live, event);
        }
        let solved = network.solve(&live.scenario()).expect("the live scenario is sound");
        let qualities = solved.qualities().skip(network.department_count());
        for (mean, quality) in means.iter_mut().zip(qualities) {
            *mean += quality / 19.0;
        }
    }
    for (customer, mean) in replayed.customers().zip(means) {
        let found = customer.whole().mean.expect("the time is known").get();
        assert!((found - mean).abs() <= 1e-12, "{found} where {mean} is expected");
    }
}

fn bench(criterion: &mut Criterion) {
    for size in sizes().iter().take(2) {
        let generated = size.generate();
        assert_sides_agree(&generated);
        let names = Names::new(&generated);
        let network = on_knockon::compile(&generated, Rule::INDEPENDENT);
        assert_exact(&network, &names);
        // Half the customers are below the mean, and changes lead across it.
        let mean = network.baseline().mean_customer_quality().expect("there are customers").get();
        let (many, few) = if is_quick() { (1_000, 100) } else { (1_000_000, 10_000) };
        for (kind, names, count) in [
            ("sensors", &names.sensors, many),
            ("front-line", &names.front_line, many),
            ("random", &names.random, few),
        ] {
            let events = events(names, count);
            let history = History::from_events(&network, &events).expect("the names are known");
            let whole = ReplayOptions::default().threshold(mean);
            let months = whole.clone().by(Span::Month);
            let mut group = criterion.benchmark_group("replay");
            group.sample_size(10);
            group.throughput(Throughput::Elements(u64::try_from(count).expect("below 2^64")));
            for (what, options) in [("", whole), ("-months", months)] {
                let id = BenchmarkId::new(format!("{kind}{what}"), size.name);
                group.bench_function(id, |bench| {
                    bench.iter(|| replay(black_box(&history), &options));
                });
            }
            let id = BenchmarkId::new(format!("{kind}-followed"), size.name);
            group.bench_function(id, |bench| {
                bench.iter(|| {
                    let mut live = Live::new(&network);
                    let followed = black_box(&events).iter().map(|event| follow(&mut live, event));
                    followed.sum::<usize>()
                });
            });
            group.finish();
        }
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
