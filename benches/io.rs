//! Reading an organisation, beside its parser alone on the same bytes.
//!
//! ```text
//! io/json/*          bytes to a checked organisation
//! io/serde_json/*    bytes to plain records, as serde_json makes them
//! io/csv/*           both tables to a checked organisation
//! io/csv-ids/*       the same where every service states an id of its own
//! io/csv-alone/*     both tables to one string record at a time, as csv makes them
//! ```

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use knockon::Organisation;
use knockon::io::{csv, json};
use serde::Deserialize;
use support::bench::generate::{self, Organisation as Generated};

/// An organisation as text, in both formats.
struct Texts {
    json: String,
    nodes: String,
    edges: String,
    /// The same with an id for each service.
    edges_with_ids: String,
}

impl Texts {
    fn new(generated: &Generated) -> Self {
        let departments = generated.department_count;
        let name = |party: u32| match (party as usize).checked_sub(departments) {
            None => format!("department-{party}"),
            Some(customer) => format!("customer-{customer}"),
        };
        let parties = u32::try_from(departments + generated.customer_count).expect("few enough");
        let mut nodes = String::from("id,name,kind,parent,capability\n");
        for party in 0..parties {
            let id = name(party);
            match generated.capability.get(party as usize) {
                Some(capability) => writeln!(nodes, "{id},,department,,{capability}"),
                None => writeln!(nodes, "{id},,external_customer,,"),
            }
            .expect("text grows");
        }
        let mut edges = String::from("provider,consumer,service,dependence\n");
        let mut edges_with_ids = String::from("provider,consumer,service,dependence,id\n");
        let ends = generated.provider.iter().zip(&generated.consumer);
        for (number, ((&provider, &consumer), dependence)) in
            ends.zip(&generated.dependence).enumerate()
        {
            let (provider, consumer) = (name(provider), name(consumer));
            writeln!(edges, "{provider},{consumer},,{dependence}").expect("text grows");
            writeln!(edges_with_ids, "{provider},{consumer},,{dependence},s{number}")
                .expect("text grows");
        }
        let tables = read_tables(&nodes, &edges);
        let json = json::organisation_to_string(&tables);
        Self { json, nodes, edges, edges_with_ids }
    }
}

fn read_tables(nodes: &str, edges: &str) -> Organisation {
    csv::organisation_from_str(nodes, edges, &csv::TableOptions::default())
        .expect("generated tables are valid")
}

/// A document as plain records: what a parser alone makes of it.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "records are made, not looked at")]
struct Records {
    departments: Vec<Party>,
    customers: Vec<Party>,
    services: Vec<Record>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "records are made, not looked at")]
struct Party {
    id: String,
    capability: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "records are made, not looked at")]
struct Record {
    id: Option<String>,
    provider: String,
    consumer: String,
    dependence: f64,
}

/// Reads a table into one record, which needs no memory for each row.
fn count_records(text: &str) -> usize {
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let mut record = ::csv::StringRecord::new();
    let mut count = 0;
    while reader.read_record(&mut record).expect("valid") {
        count += 1;
    }
    count
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("io");
    group.sample_size(10);
    for (name, departments) in [("1k", 1_000), ("10k", 10_000)] {
        let generated = generate::organisation(departments, 10 * departments, 20);
        let texts = Texts::new(&generated);
        let of_json = json::organisation_from_str(&texts.json).expect("it was just written");
        assert_eq!(of_json.services().len(), generated.provider.len());
        let id = |what: &str| BenchmarkId::new(what, name);
        let bytes = |length: usize| {
            Throughput::Bytes(u64::try_from(length).expect("fewer than 2^64 bytes"))
        };
        group.throughput(bytes(texts.json.len()));
        group.bench_function(id("json"), |bench| {
            bench.iter_with_large_drop(|| json::organisation_from_str(black_box(&texts.json)));
        });
        group.bench_function(id("serde_json"), |bench| {
            bench.iter_with_large_drop(|| {
                let records: Records = serde_json::from_str(black_box(&texts.json)).expect("valid");
                records
            });
        });
        group.throughput(bytes(texts.nodes.len() + texts.edges.len()));
        group.bench_function(id("csv"), |bench| {
            bench.iter_with_large_drop(|| read_tables(black_box(&texts.nodes), &texts.edges));
        });
        group.bench_function(id("csv-ids"), |bench| {
            bench.iter_with_large_drop(|| {
                read_tables(black_box(&texts.nodes), &texts.edges_with_ids)
            });
        });
        group.bench_function(id("csv-alone"), |bench| {
            bench.iter(|| count_records(black_box(&texts.nodes)) + count_records(&texts.edges));
        });
    }
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
