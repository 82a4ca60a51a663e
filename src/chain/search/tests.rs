//! The search with factors, ends and beginnings of any value, as chains that carry a share use it.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{ChainSearch, ChainStart, ChainTerms, First, Found};
use crate::chain::Enumeration;
use crate::network::{Columns, Network};
use crate::numerics::csr::ix;

const DEPARTMENTS: usize = 7;
const CUSTOMERS: usize = 2;

fn network(rng: &mut ChaCha8Rng) -> Network {
    let count = rng.random_range(0..30);
    let provider: Vec<u32> = (0..count).map(|_| rng.random_range(0..ix(DEPARTMENTS))).collect();
    let consumer: Vec<u32> =
        (0..count).map(|_| rng.random_range(0..ix(DEPARTMENTS + CUSTOMERS))).collect();
    let dependence = vec![1.0; count];
    let columns = Columns::new(DEPARTMENTS, CUSTOMERS)
        .unwrap()
        .provider(&provider)
        .consumer(&consumer)
        .dependence(&dependence);
    Network::from_columns(&columns).unwrap()
}

fn number(rng: &mut ChaCha8Rng) -> f64 {
    [0.0, 1.0, 0.5, 0.25, rng.random_range(0.0..1.0), rng.random_range(0.0..1e-3)]
        [rng.random_range(0..6)]
}

fn terms(rng: &mut ChaCha8Rng, network: &Network) -> ChainTerms {
    let entries = network.layout().provider.len();
    let starts = (0..rng.random_range(0..5)).map(|_| {
        let department = rng.random_range(0..ix(DEPARTMENTS));
        let of_service = entries > 0 && rng.random_bool(0.4);
        let first = if of_service {
            First::Service(rng.random_range(0..ix(entries)))
        } else {
            First::Department(department)
        };
        ChainStart { first, value: 3.0 * number(rng) }
    });
    let starts = starts.collect();
    ChainTerms {
        factor: (0..entries).map(|_| number(rng)).collect(),
        terminal: (0..DEPARTMENTS + CUSTOMERS).map(|_| number(rng)).collect(),
        starts,
        max_expansions: 1_000_000,
    }
}

/// Every simple path and its value, by trying everything.
fn brute_force(network: &Network, terms: &ChainTerms) -> Vec<Found> {
    let layout = network.layout();
    let consumer = |entry: usize| layout.consumer_of_row(ix(entry));
    let mut found = Vec::new();
    for (start, &ChainStart { first, value }) in terms.starts.iter().enumerate() {
        let mut open = match first {
            First::Department(department) => vec![(vec![department as usize], Vec::new(), value)],
            First::Service(entry) => {
                let ends = vec![layout.provider[entry as usize] as usize, consumer(entry as usize)];
                if ends[0] == ends[1] { Vec::new() } else { vec![(ends, vec![entry], value)] }
            }
        };
        while let Some((parties, entries, value)) = open.pop() {
            let end = parties[parties.len() - 1];
            let whole = value * terms.terminal[end];
            if whole > 0.0 && !entries.is_empty() {
                found.push(Found { value: whole, start, entries: entries.clone() });
            }
            for entry in 0..layout.provider.len() {
                let next = consumer(entry);
                if layout.provider[entry] as usize == end && !parties.contains(&next) {
                    let (mut parties, mut entries) = (parties.clone(), entries.clone());
                    parties.push(next);
                    entries.push(ix(entry));
                    open.push((parties, entries, value * terms.factor[entry]));
                }
            }
        }
    }
    let stated = |found: &Found| {
        let provider = layout.provider[found.entries[0] as usize] as usize;
        let consumers = found.entries.iter().map(|&entry| consumer(entry as usize));
        let parties = std::iter::once(provider).chain(consumers);
        let parties: Vec<_> = parties.map(|party| layout.stated_of[party]).collect();
        let services = found.entries.iter().map(|&entry| layout.service[entry as usize]);
        (found.entries.len(), parties, services.collect::<Vec<_>>(), found.start)
    };
    found.sort_by(|one, two| {
        two.value.total_cmp(&one.value).then_with(|| stated(one).cmp(&stated(two)))
    });
    found
}

#[test]
fn any_values_come_out_in_order() {
    let mut listed = 0;
    for seed in 0..400 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let network = network(&mut rng);
        let terms = terms(&mut rng, &network);
        let expected = brute_force(&network, &terms);
        let mut search = ChainSearch::new(network, terms);
        let found: Vec<_> = search.by_ref().collect();
        assert_eq!(search.status(), Enumeration::Complete);
        assert_eq!(found, expected, "seed {seed}");
        listed += found.len();
    }
    assert!(listed > 2_000, "{listed}");
}
