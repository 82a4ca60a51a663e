//! What the command line asks for.

use clap::{Args, ValueEnum};
use knockon::io::sample;
use knockon::io::sql::{CustomerTable, Dialect, Statistic};
use knockon::{Organisation, Rule, Scenario};

use crate::answer::Failure;
use crate::input::OrganisationFiles;
use crate::scenario::{ScenarioArguments, number};
use crate::solve::SolveArguments;

/// Queries for customers that live in a warehouse.
#[derive(Debug, Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "Columns of the table of customers, as OURS of --column: customer, department, \
        dependence (which have these names unless given), condition, weight, need, service_weight, \
        population, ceiling (which the table lacks unless given)."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    #[command(flatten)]
    pub(super) solve: SolveArguments,

    #[command(flatten)]
    scenario: ScenarioArguments,

    /// What the query answers
    #[arg(long, value_enum, value_name = "QUERY", default_value = "segments")]
    pub(super) query: Question,

    /// The engine: ansi, datafusion, duckdb, postgres, spark, snowflake or bigquery
    #[arg(long, value_name = "ENGINE", default_value = "ansi")]
    pub(super) dialect: Dialect,

    /// The table of customers
    #[arg(long, value_name = "NAME", default_value = "customers")]
    table: String,

    /// What comes before the name of the table; given again for each part
    #[arg(long, value_name = "NAME")]
    schema: Vec<String>,

    /// What a column of the table is called; given again for others
    #[arg(long, value_name = "OURS=THEIRS", value_parser = renamed)]
    column: Vec<(String, String)>,

    /// A column that makes segments; given again for others
    #[arg(long, value_name = "COLUMN")]
    segment: Vec<String>,

    /// A table of the qualities of departments, with the columns department and quality, in place of
    /// a list in the query
    #[arg(long, value_name = "NAME")]
    pub(super) departments_table: Option<String>,

    /// Rule of every customer: independent, additive, weakest, mean, fdna, full(P), share(P) or
    /// share(P, own W)
    #[arg(long, value_name = "R", default_value_t = Rule::MEAN)]
    pub(super) rule: Rule,

    /// Ask for the mean quality, which is asked for where nothing else is
    #[arg(long)]
    mean: bool,

    /// Ask for the least quality
    #[arg(long)]
    worst: bool,

    /// Ask how many have less than a quality, 0..=1; may be given again for others
    #[arg(long, value_name = "Q", value_parser = number)]
    below: Vec<f64>,

    /// Ask for the quality up to which there is a share of the population; may be given again
    #[arg(long, value_name = "SHARE", value_parser = number)]
    quantile: Vec<f64>,
}

/// What a query answers.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Question {
    /// A row a segment, in the state of the scenario
    Segments,
    /// A row a customer, in the state of the scenario
    Customers,
    /// A row a pair of segment and department, for `assess --exposure`
    Exposure,
    /// The qualities of departments, in the state of the scenario
    Departments,
}

fn renamed(text: &str) -> Result<(String, String), String> {
    let (ours, theirs) = text.split_once('=').ok_or("`OURS=THEIRS` is needed")?;
    Ok((ours.to_owned(), theirs.to_owned()))
}

impl Arguments {
    pub(super) fn organisation(&self) -> Result<Organisation, Failure> {
        self.organisation.read(None, sample)
    }

    /// What the scenario file and the options change; IT at half where nothing is asked.
    pub(super) fn scenario(&self) -> Result<Scenario, Failure> {
        let scenario = self.scenario.read([])?;
        let nothing_asked = self.organisation.files.is_empty() && self.scenario.scenario.is_none();
        if nothing_asked && scenario.is_empty() {
            return Ok(Scenario::new("IT at half").capability("it", 0.5));
        }
        Ok(scenario)
    }

    /// The table of customers.
    pub(super) fn table(&self) -> Result<CustomerTable<'_>, Failure> {
        let mut table = CustomerTable::new(&self.table, "customer", "department", "dependence")
            .in_schema(self.schema.iter().map(String::as_str))
            .group_by(self.segment.iter().map(String::as_str));
        for (ours, theirs) in &self.column {
            match ours.as_str() {
                "customer" => table.customer = theirs,
                "department" => table.department = theirs,
                "dependence" => table.dependence = theirs,
                "condition" => table.condition = Some(theirs),
                "weight" => table.weight = Some(theirs),
                "need" => table.need = Some(theirs),
                "service_weight" => table.service_weight = Some(theirs),
                "population" => table.population = Some(theirs),
                "ceiling" => table.ceiling = Some(theirs),
                other => {
                    return Err(format!(
                        "--column: `{other}` is no column of customers, where one of `customer`, \
                         `department`, `dependence`, `condition`, `weight`, `need`, \
                         `service_weight`, `population`, `ceiling` is needed"
                    )
                    .into());
                }
            }
        }
        Ok(table)
    }

    /// The statistics asked for, in the order of the options.
    pub(super) fn statistics(&self) -> Vec<Statistic> {
        let mean = self.mean.then_some(Statistic::Mean);
        let worst = self.worst.then_some(Statistic::Worst);
        let below = self.below.iter().map(|&threshold| Statistic::Below(threshold));
        let quantiles = self.quantile.iter().map(|&share| Statistic::Quantile(share));
        mean.into_iter().chain(worst).chain(below).chain(quantiles).collect()
    }
}
