//! Where an organisation comes from.

use std::path::PathBuf;

use clap::Args;
use knockon::io::{Limits, csv::TableOptions, read_organisation, read_tables};
use knockon::{Organisation, Rule};

use super::Failure;

/// Arguments that name an organisation.
#[derive(Debug, Args)]
pub(crate) struct OrganisationFiles {
    /// One JSON organisation, or a table of parties and a table of services; none for the embedded
    /// one
    #[arg(value_name = "ORG.json | NODES.csv EDGES.csv", num_args = 0..=2)]
    pub(crate) files: Vec<PathBuf>,

    /// What a consumer loses when everything it receives is lost, above 0 and up to 1, for tables
    /// without dependences
    #[arg(long, value_name = "T")]
    pub(crate) dependence_total: Option<f64>,
}

impl OrganisationFiles {
    /// Reads the organisation, or takes an embedded one, with one rule for every party, if any.
    pub(crate) fn read(
        &self,
        rule: Option<Rule>,
        embedded: fn() -> Organisation,
    ) -> Result<Organisation, Failure> {
        if let [nodes, edges, ..] = self.files.as_slice() {
            let mut options = TableOptions::default();
            options.dependence_total = self.dependence_total;
            options.rule = rule;
            return Ok(read_tables(nodes, edges, &options)?);
        }
        if self.dependence_total.is_some() {
            return Err("--dependence-total is for tables; a document states dependences".into());
        }
        let organisation = match self.files.first() {
            Some(document) => read_organisation(document, &Limits::default())?,
            None => embedded(),
        };
        match rule {
            Some(rule) => Ok(organisation.to_builder().with_rule_everywhere(rule).build()?),
            None => Ok(organisation),
        }
    }
}
