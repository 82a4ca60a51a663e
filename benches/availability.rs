//! What chances cost.
//!
//! ```text
//! availability/bounded/50        different elements at 0.999, in pairs: the most probable states
//! availability/tight/50          the same to a width of 1e-9
//! availability/bounded/500       different elements at 0.9999, in pairs
//! availability/series/500        one after the other: one event
//! availability/servers/40        equal servers of which 14 must work: one number
//! availability/diagram/500       the elements of `bounded/500` as a decision diagram
//! ```

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use knockon::availability::{AvailabilityMethod, AvailabilityOptions};
use knockon::{
    Department, ExternalCustomer, Need, Network, Organisation, Rule, Service, Substitution,
};
use support::bench::size::is_quick;

/// Elements in pairs, either of which suffices, none like another.
fn pairs(count: u32, down: f64) -> Network {
    let mut builder =
        Organisation::builder("pairs").customer(ExternalCustomer::new("users").rule(Rule::WEAKEST));
    for member in 0..count {
        let (id, need) = (format!("e{member}"), format!("pair {}", member / 2));
        if member % 2 == 0 {
            let declared = Need::new("users", need.clone()).dependence(1.0);
            builder = builder.need(declared.substitution(Substitution::BestOf));
        }
        let down = down * (1.0 + f64::from(member) * 1e-4);
        builder = builder
            .department(Department::new(id.clone()).available(1.0 - down))
            .service(Service::between(id, "users").for_need(need));
    }
    builder.build().expect("the organisation is sound").compile().expect("it compiles")
}

/// The chance that every pair has one of two.
fn up(count: u32, down: f64) -> f64 {
    let of = |member: u32| down * (1.0 + f64::from(member) * 1e-4);
    (0..count / 2).map(|pair| 1.0 - of(2 * pair) * of(2 * pair + 1)).product()
}

fn series(count: u32) -> Network {
    let mut builder = Organisation::builder("series").customer(ExternalCustomer::new("users"));
    for index in 0..count {
        let id = format!("e{index}");
        let next = if index + 1 < count { format!("e{}", index + 1) } else { "users".to_owned() };
        builder = builder
            .department(Department::new(id.clone()).available(0.999))
            .service(Service::between(id, next).dependence(1.0));
    }
    builder.build().expect("the organisation is sound").compile().expect("it compiles")
}

fn servers(count: u32) -> Network {
    let need = Need::new("users", "servers").dependence(1.0);
    let mut builder = Organisation::builder("servers")
        .customer(ExternalCustomer::new("users"))
        .need(need.substitution(Substitution::KthBest { k: 14 }));
    for index in 0..count {
        let id = format!("e{index}");
        builder = builder
            .department(Department::new(id.clone()).available(0.4))
            .service(Service::between(id, "users").for_need("servers"));
    }
    builder.build().expect("the organisation is sound").compile().expect("it compiles")
}

fn availability(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("availability");
    group.sample_size(10);
    let states = AvailabilityOptions::default().max_nodes(0).order(2);
    let (many, few) = if is_quick() { (20, 12) } else { (500, 50) };
    // A pair of so many at 0.999 stays within 1e-8, and one of ten times as many at 0.9999 within 3e-5.
    let more = states.clone().max_states(2_000_000);
    let cases = [
        ("bounded", few, 1e-3, &states, 1e-8),
        ("tight", few, 1e-3, &more, 1e-9),
        ("bounded", many, 1e-4, &states, 3e-5),
    ];
    for (name, count, down, options, width) in cases {
        let network = pairs(count, down);
        let found = network.availability(options).expect("the options are sound");
        let users = found.party("users").expect("they are asked about");
        assert!(users.unavailability.width() <= width, "{:?}", users.unavailability);
        let exact = up(count, down);
        assert!(users.chance.lower <= exact + 1e-15 && exact <= users.chance.upper + 1e-15);
        group.bench_function(format!("{name}/{count}"), |bench| {
            bench.iter(|| network.availability(black_box(options)));
        });
    }

    let network = series(many);
    let found = network.availability(&states).expect("the options are sound");
    let users = found.party("users").expect("they are asked about");
    assert_eq!(users.method, AvailabilityMethod::Exact);
    let exact = 0.999_f64.powi(i32::try_from(many).expect("a small number"));
    assert!((users.chance.value - exact).abs() < 1e-12);
    group.bench_function(format!("series/{many}"), |bench| {
        bench.iter(|| network.availability(black_box(&states)));
    });

    let network = servers(40);
    let found = network.availability(&states).expect("the options are sound");
    assert_eq!(found.party("users").expect("they are asked about").variables, 1);
    group.bench_function("servers/40", |bench| {
        bench.iter(|| network.availability(black_box(&states)));
    });

    if cfg!(feature = "availability") {
        let network = pairs(many, 1e-4);
        let options = AvailabilityOptions::default().order(2);
        let found = network.availability(&options).expect("the options are sound");
        let users = found.party("users").expect("they are asked about");
        assert!(users.nodes.is_some(), "{:?}", users.method);
        assert!((users.chance.value - up(many, 1e-4)).abs() < 1e-12);
        group.bench_function(format!("diagram/{many}"), |bench| {
            bench.iter(|| network.availability(black_box(&options)));
        });
    }
    group.finish();
}

criterion_group!(benches, availability);
criterion_main!(benches);
