//! The search with factors, ends and beginnings of any value, as chains that carry a share use it.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{ChainSearch, ChainStart, ChainTerms, First, Found};
use crate::chain::Enumeration;
use crate::network::{Columns, EdgeIx, Network, PartyIx};
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
    let entries = network.layout().edge_count();
    let starts = (0..rng.random_range(0..5)).map(|_| {
        let department = rng.random_range(0..ix(DEPARTMENTS));
        let of_service = entries > 0 && rng.random_bool(0.4);
        let first = if of_service {
            First::Service(EdgeIx::from_raw(rng.random_range(0..ix(entries))))
        } else {
            First::Department(PartyIx::from_raw(department))
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
    let consumer = |entry: EdgeIx| layout.consumer(entry);
    let mut found = Vec::new();
    for (start, &ChainStart { first, value }) in terms.starts.iter().enumerate() {
        let mut open = match first {
            First::Department(department) => vec![(vec![department], Vec::new(), value)],
            First::Service(entry) => {
                let ends = vec![layout.provider(entry).into(), consumer(entry)];
                if ends[0] == ends[1] { Vec::new() } else { vec![(ends, vec![entry], value)] }
            }
        };
        while let Some((parties, entries, value)) = open.pop() {
            let end = parties[parties.len() - 1];
            let whole = value * terms.terminal[end];
            if whole > 0.0 && !entries.is_empty() {
                found.push(Found { value: whole, start, entries: entries.clone() });
            }
            for entry in layout.edges() {
                let next = consumer(entry);
                if PartyIx::from(layout.provider(entry)) == end && !parties.contains(&next) {
                    let (mut parties, mut entries) = (parties.clone(), entries.clone());
                    parties.push(next);
                    entries.push(entry);
                    open.push((parties, entries, value * terms.factor[entry]));
                }
            }
        }
    }
    let stated = |found: &Found| {
        let provider = PartyIx::from(layout.provider(found.entries[0]));
        let consumers = found.entries.iter().map(|&entry| consumer(entry));
        let parties = std::iter::once(provider).chain(consumers);
        let parties: Vec<_> = parties.map(|party| layout.stated(party)).collect();
        let services = found.entries.iter().map(|&entry| layout.stated_service(entry));
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
