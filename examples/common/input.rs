//! Where an organisation comes from.

use std::path::PathBuf;

use clap::Args;
use knockon::Organisation;
use knockon::io::{Limits, csv::TableOptions, read_organisation, read_tables};

use super::Failure;

/// Arguments that name an organisation.
#[derive(Debug, Args)]
pub(crate) struct OrganisationFiles {
    /// One JSON organisation, or a table of parties and a table of services; none for the embedded
    /// one
    #[arg(value_name = "ORG.json | NODES.csv EDGES.csv", num_args = 0..=2)]
    pub(crate) files: Vec<PathBuf>,

    /// Share of quality that a consumer's services carry together, above 0 and up to 1, for tables
    /// without dependences
    #[arg(long, value_name = "T")]
    pub(crate) dependence_total: Option<f64>,
}

impl OrganisationFiles {
    /// Reads the organisation, or takes an embedded one.
    pub(crate) fn read(&self, embedded: fn() -> Organisation) -> Result<Organisation, Failure> {
        if let [nodes, edges, ..] = self.files.as_slice() {
            let mut options = TableOptions::default();
            options.dependence_total = self.dependence_total;
            return Ok(read_tables(nodes, edges, &options)?);
        }
        if self.dependence_total.is_some() {
            return Err("--dependence-total is for tables; a document states dependences".into());
        }
        match self.files.first() {
            Some(document) => Ok(read_organisation(document, &Limits::default())?),
            None => Ok(embedded()),
        }
    }
}
