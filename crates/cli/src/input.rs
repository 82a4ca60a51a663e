//! Where an organisation comes from.

use std::path::{Path, PathBuf};

use clap::Args;
use knockon::io::{Limits, csv::TableOptions, read_organisation, read_services, read_tables};
use knockon::report::text::plain;
use knockon::{Organisation, Rule};

use crate::answer::Failure;
use crate::scenario::number;
use crate::warning::{warn, warn_of_statement};

/// Arguments that name an organisation.
#[derive(Debug, Args)]
pub(crate) struct OrganisationFiles {
    /// One JSON organisation, or a table of parties and a table of services, or a table of services
    /// alone; none for the embedded one
    #[arg(value_name = "ORG.json | NODES.csv EDGES.csv | EDGES.csv", num_args = 0..=2)]
    pub(crate) files: Vec<PathBuf>,

    /// What a consumer loses when everything it receives is lost, above 0 and up to 1, for tables
    /// without dependences
    #[arg(long, value_name = "T", value_parser = number)]
    pub(crate) dependence_total: Option<f64>,

    /// Who is an external customer, for a table of services alone; unless given, whoever serves
    /// nobody is
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(crate) customers: Vec<String>,
}

impl OrganisationFiles {
    /// Reads the organisation, or takes an embedded one, with one rule for every party, if any, and
    /// warns of what is odd about it.
    pub(crate) fn read(
        &self,
        rule: Option<Rule>,
        embedded: fn() -> Organisation,
    ) -> Result<Organisation, Failure> {
        let organisation = self.read_silently(rule, embedded)?;
        warn_of_statement(&organisation);
        Ok(organisation)
    }

    /// The same without warnings.
    pub(crate) fn read_silently(
        &self,
        rule: Option<Rule>,
        embedded: fn() -> Organisation,
    ) -> Result<Organisation, Failure> {
        let mut options = TableOptions::default();
        options.dependence_total = self.dependence_total;
        options.rule = rule;
        match self.files.as_slice() {
            [services] if is_table(services) => return self.services_alone(services, &options),
            _ if !self.customers.is_empty() => {
                return Err(
                    "--customers is for a table of services alone; a table of parties, or a \
                            document, says who is an external customer"
                        .into(),
                );
            }
            [nodes, edges, ..] => return Ok(read_tables(nodes, edges, &options)?),
            _ => {}
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

    /// Takes everybody who stands in a table of services as a party, and says who is external.
    fn services_alone(
        &self,
        services: &Path,
        options: &TableOptions,
    ) -> Result<Organisation, Failure> {
        let customers: Vec<&str> = self.customers.iter().map(String::as_str).collect();
        let organisation = read_services(services, &customers, options)?;
        if let Some(unknown) = customers.iter().find(|id| organisation.party(id).is_none()) {
            return Err(format!("--customers: `{unknown}` stands in no row of the table").into());
        }
        if customers.is_empty() {
            let taken: Vec<_> = organisation.customers().map(|party| plain(party.name())).collect();
            warn(&match taken.as_slice() {
                [] => "everybody serves somebody, so that nobody is an external customer; name \
                       some with --customers"
                    .to_owned(),
                some => {
                    let more = some.len().saturating_sub(NAMED);
                    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                    let some = some.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
                    format!("taken as external customers, for they serve nobody: {some}{more}")
                }
            });
        }
        Ok(organisation)
    }
}

/// How many of those taken as customers are named.
const NAMED: usize = 5;

/// Whether a name is that of a table.
fn is_table(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|it| ["csv", "tsv"].iter().any(|known| it.eq_ignore_ascii_case(known)))
}
