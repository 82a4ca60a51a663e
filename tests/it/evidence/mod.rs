//! Evidence: what files say of an organisation.

mod certified;
mod common_class;
mod counted;
mod fitted;
mod hostile;
mod judged;
mod measured;
mod pitfalls;
mod ratios;
mod tables;

use chrono::{DateTime, Utc};
use knockon::evidence::{Evidence, EvidenceBuilder, EvidenceError};
use knockon::io::csv::{EvidenceTable, evidence_from_reader};
use knockon::io::{HistoryError, HistoryOptions};
use knockon::{Department, ExternalCustomer, Organisation, Service};

/// Two providers of one department, which serves customers.
fn organisation() -> Organisation {
    Organisation::builder("Ferry")
        .department(Department::new("it"))
        .department(Department::new("hr"))
        .department(Department::new("deck"))
        .customer(ExternalCustomer::person("passengers"))
        .service(Service::new("it-deck", "it", "deck").dependence(0.5))
        .service(Service::new("hr-deck", "hr", "deck").dependence(0.5))
        .service(Service::new("it-hr", "it", "hr").dependence(0.5).named("workplaces"))
        .service(Service::new("crossing", "deck", "passengers").dependence(0.5))
        .build()
        .unwrap()
}

/// Reads one table into a builder of its own.
fn builder(table: EvidenceTable, text: &str) -> Result<EvidenceBuilder, HistoryError> {
    let mut builder = Evidence::builder(&organisation());
    builder.begin_file("table.csv");
    evidence_from_reader(table, text.as_bytes(), &HistoryOptions::default(), &mut builder)?;
    Ok(builder)
}

fn read(table: EvidenceTable, text: &str) -> Result<Evidence, EvidenceError> {
    builder(table, text).unwrap().build()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}
