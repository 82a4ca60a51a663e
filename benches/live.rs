//! Single changes of a live organisation, beside the full solve they save.
//!
//! ```text
//! live/solve/*        the full solve, with its memory handed back
//! live/front-line/*   the capability of departments that serve customers alone, in turn
//! live/popular/*      that of the one of them that serves most
//! live/random/*       that of departments anywhere, in turn
//! live/hub/*          that of the department that serves most departments: nearly everybody feels it
//! live/customer/*     the condition of customers' services anywhere, in turn
//! live/customers/*    that of a thousand customers' services, in turn
//! ```
//!
//! A call finds the name, follows the change and counts who changed. Each is one change, to another
//! value than the one before.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use knockon::{Live, Network, Rule, Scenario, SolveOptions, Workspace};
use support::bench::agreement::assert_sides_agree;
use support::bench::generate::Organisation;
use support::bench::on_knockon;
use support::bench::size::sizes;

/// The names to change, in turn.
struct Names {
    front_line: Vec<String>,
    popular: Vec<String>,
    random: Vec<String>,
    hub: Vec<String>,
    customer: Vec<String>,
    customers: Vec<String>,
}

impl Names {
    fn new(organisation: &Organisation) -> Self {
        let count = organisation.department_count;
        let mut to_departments = vec![0_usize; count];
        let mut to_customers = vec![0_usize; count];
        for (&provider, &consumer) in organisation.provider.iter().zip(&organisation.consumer) {
            let inside = (consumer as usize) < count;
            let served = if inside { &mut to_departments } else { &mut to_customers };
            served[provider as usize] += 1;
        }
        let department = |number: usize| format!("d{number}");
        let is_front_line =
            |&number: &usize| to_departments[number] == 0 && to_customers[number] > 0;
        let most = |served: &[usize], among: &mut dyn Iterator<Item = usize>| {
            among.max_by_key(|&number| served[number]).map(department).into_iter().collect()
        };
        let into_customers = organisation.consumer.iter().enumerate();
        let into_customers = into_customers.filter(|(_, consumer)| **consumer as usize >= count);
        let customer: Vec<_> = into_customers.map(|(service, _)| format!("s{service}")).collect();
        Self {
            front_line: (0..count).filter(is_front_line).map(department).collect(),
            popular: most(&to_customers, &mut (0..count).filter(is_front_line)),
            random: (0..count).map(department).collect(),
            hub: most(&to_departments, &mut (0..count)),
            customers: customer.iter().take(1000).cloned().collect(),
            customer,
        }
    }
}

/// Spreads what is changed over all names.
fn pick(names: &[String], turn: usize) -> &str {
    &names[turn * 7_919 % names.len()]
}

/// A value that differs from that of the turn before, and of the last time round.
fn value(turn: usize) -> f64 {
    const VALUES: u32 = 499; // prime, so that no number of names goes round with it
    let place = u32::try_from(turn % VALUES as usize).expect("below 499");
    0.5 + f64::from(place) / 1000.0
}

fn change(live: &mut Live, names: &[String], turn: usize) -> usize {
    let name = pick(names, turn);
    let changes = if name.starts_with('s') {
        live.set_condition(name, value(turn))
    } else {
        live.set_capability(name, value(turn))
    };
    changes.expect("the name is known").len()
}

/// Asserts that changes of every kind lead to the full solve's state.
fn assert_equal(network: &Network, names: &Names) {
    let mut live = Live::new(network);
    let kinds = [&names.front_line, &names.popular, &names.random, &names.hub, &names.customer];
    let mut most = 0;
    for turn in 0..25 {
        most = most.max(change(&mut live, kinds[turn % 5], turn / 5));
        let solved = network.solve(&live.scenario()).expect("the live scenario is sound");
        let differ = solved.qualities().zip(live.qualities());
        let differ = differ.filter(|(one, two)| one.to_bits() != two.to_bits()).count();
        assert_eq!(differ, 0, "turn {turn}");
    }
    let parties = network.department_count() + network.customer_count();
    assert!(2 * most > parties, "no change was felt by more than {most}");
}

fn live(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("live");
    group.sample_size(20);
    for size in sizes() {
        let generated = size.generate();
        assert_sides_agree(&generated);
        let names = Names::new(&generated);
        let network = on_knockon::compile(&generated, Rule::INDEPENDENT);
        assert_equal(&network, &names);

        let nothing = Scenario::new("as stated");
        let options = SolveOptions::default();
        let mut workspace = Workspace::new();
        group.bench_function(BenchmarkId::new("solve", size.name), |bench| {
            bench.iter(|| {
                let solved = network.solve_with(black_box(&nothing), &options, &mut workspace);
                workspace.recycle(solved.expect("nothing is changed"));
            });
        });
        for (kind, names) in [
            ("front-line", &names.front_line),
            ("popular", &names.popular),
            ("random", &names.random),
            ("hub", &names.hub),
            ("customer", &names.customer),
            ("customers", &names.customers),
        ] {
            let mut live = Live::new(&network);
            let mut turn = 0;
            group.bench_function(BenchmarkId::new(kind, size.name), |bench| {
                bench.iter(|| {
                    turn += 1;
                    change(&mut live, black_box(names), turn)
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, live);
criterion_main!(benches);
