//! What a network holds in memory, against what it may hold.

use knockon::{Columns, Network};

/// Numbers that look random, the same on every machine.
struct Draws(u64);

impl Draws {
    fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let count = u64::try_from(count).expect("a count fits");
        usize::try_from(((self.0 >> 33) * count) >> 31).expect("below the count")
    }
}

/// Departments with eight services each, one in twenty of them from anywhere, the others from
/// departments before; customers with one to four.
fn network(department_count: usize, customer_count: usize) -> Network {
    let mut draws = Draws(7);
    let (mut provider, mut consumer) = (Vec::new(), Vec::new());
    let mut serve = |from: usize, to: usize| {
        provider.push(u32::try_from(from).expect("few parties"));
        consumer.push(u32::try_from(to).expect("few parties"));
    };
    for department in 1..department_count {
        for _ in 0..8 {
            let back = draws.below(20) == 0;
            let among = if back { department_count } else { department };
            serve(draws.below(among), department);
        }
    }
    for customer in department_count..department_count + customer_count {
        for _ in 0..=draws.below(4) {
            serve(draws.below(department_count), customer);
        }
    }
    let dependence = vec![0.1; provider.len()];
    Network::from_columns(
        &Columns::new(department_count, customer_count)
            .unwrap()
            .provider(&provider)
            .consumer(&consumer)
            .dependence(&dependence),
    )
    .expect("the columns are valid")
}

#[test]
fn networks_stay_within_twenty_bytes_per_service_and_compile_within_three_times_that() {
    for (departments, customers) in
        [(1_000, 10_000), (10_000, 100_000), (10_000, 0), (100_000, 0), (100_000, 300_000)]
    {
        let network = network(departments, customers);
        let memory = network.memory();
        let (parties, services) = (departments + customers, network.service_count());
        let goal = 20 * services + 24 * parties;
        let least = 16 * services + 16 * parties;
        let said = format!("{departments} and {customers}: {memory:?}, {goal}");
        assert!((least..=goal).contains(&memory.network_bytes), "{said}");
        let peak_goal = 3 * goal;
        assert!((memory.network_bytes..=peak_goal).contains(&memory.peak_bytes), "{said}");
        assert_eq!((memory.downstream_bytes, memory.service_places_bytes), (0, 0), "{said}");
        assert!(network.cycle_sizes().len() > 0, "a network without cycles shows less");
    }
}

#[test]
fn lists_made_when_asked_for_take_at_most_six_bytes_per_service() {
    for (departments, customers) in [(10_000, 20_000), (10_000, 0)] {
        let network = network(departments, customers);
        let before = network.memory();
        let query = network.chains().from("d0").and_then(|query| query.to("d9"));
        let figures = query.expect("both are departments").figures();
        assert!(figures.chain_count > 0.0);
        let after = network.memory();
        let lists = after.downstream_bytes + after.service_places_bytes;
        assert!((4 * network.service_count()..=6 * network.service_count()).contains(&lists));
        assert_eq!(before.network_bytes, after.network_bytes);
    }
}
