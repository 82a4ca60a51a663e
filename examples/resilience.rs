//! Whose loss hurts external customers most?
//!
//! ```text
//! $ cargo run --release --example resilience
//! $ cargo run --release --example resilience -- ORGANISATION.json --threshold 0.5 --customer shoppers
//! $ cargo run --release --example resilience -- nodes.csv edges.csv --dependence-total 0.8 --services --json
//! ```
//!
//! Every department is lost in turn, with all the services it provides, or every service. Without
//! arguments it asks an embedded organisation. Bad input ends with exit code 2, a message on
//! standard error and nothing on standard output.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use knockon::chain::{Candidates, Loss, Lost, Resilience, ResilienceOptions};
use knockon::io::{Limits, csv::TableOptions, read_organisation, read_tables, sample};
use knockon::organisation::PartyRef;
use knockon::{Organisation, Status};
use serde::Serialize;

/// Whose loss hurts external customers most.
#[derive(Debug, Parser)]
#[command(name = "resilience")]
struct Arguments {
    /// One JSON organisation, or a table of parties and a table of services; none for the embedded
    /// one
    #[arg(value_name = "ORG.json | NODES.csv EDGES.csv", num_args = 0..=2)]
    files: Vec<PathBuf>,

    /// Share of quality that a consumer's services carry together, for tables without dependences
    #[arg(long, value_name = "T")]
    dependence_total: Option<f64>,

    /// Lose services one by one, rather than departments
    #[arg(long)]
    services: bool,

    /// Quality below which no customer must fall
    #[arg(long, value_name = "Q")]
    threshold: Option<f64>,

    /// External customer to rank by; all, by population, unless given
    #[arg(long, value_name = "ID")]
    customer: Option<String>,

    /// How many rows to print
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,

    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let outcome = answer(&Arguments::parse()).and_then(|text| Ok(print(&text)?));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
fn answer(arguments: &Arguments) -> Result<String, Box<dyn Error>> {
    let organisation = organisation(arguments)?;
    let mut options = ResilienceOptions::default();
    if arguments.services {
        options = options.candidates(Candidates::Services);
    }
    if let Some(id) = &arguments.customer {
        if organisation.party(id).is_none_or(PartyRef::is_department) {
            return Err(format!("--customer: `{id}` is not an external customer").into());
        }
        options = options.customer(id);
    } else if organisation.customer_count() == 0 {
        eprintln!("warning: there is no external customer; losses are sums over all departments");
        options = organisation
            .departments()
            .fold(options, |options, party| options.weight(party.id().as_str(), 1.0));
    }
    options.threshold = arguments.threshold;
    let resilience = organisation.compile()?.resilience(&options)?;
    if resilience.status() == Status::NotConverged {
        eprintln!("warning: not every state converged");
    }
    if arguments.json {
        let document = Document {
            organisation: organisation.name(),
            status: resilience.status(),
            base_loss: resilience.base_loss(),
            losses: resilience.losses(),
        };
        Ok(serde_json::to_string_pretty(&document)? + "\n")
    } else {
        Ok(describe(&organisation, &resilience, arguments))
    }
}

/// One JSON document.
#[derive(Serialize)]
struct Document<'a> {
    organisation: &'a str,
    status: Status,
    base_loss: f64,
    losses: &'a [Loss],
}

fn organisation(arguments: &Arguments) -> Result<Organisation, Box<dyn Error>> {
    if let [nodes, edges, ..] = arguments.files.as_slice() {
        let mut options = TableOptions::default();
        options.dependence_total = arguments.dependence_total;
        return Ok(read_tables(nodes, edges, &options)?);
    }
    if arguments.dependence_total.is_some() {
        return Err("--dependence-total is for tables; a document states dependences".into());
    }
    match arguments.files.first() {
        Some(document) => Ok(read_organisation(document, &Limits::default())?),
        None => Ok(sample()),
    }
}

fn describe(organisation: &Organisation, resilience: &Resilience, asked: &Arguments) -> String {
    let what = if asked.services { "service" } else { "department" };
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header([what, "points lost", "worst hit", "points", "stays lost"]);
    for loss in resilience.losses().iter().take(asked.top) {
        table.add_row(row(organisation, loss));
    }
    for column in [1, 3, 4] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let name = plain(organisation.name());
    let mut text =
        format!("{name}: each {what} lost in turn, worst first\n\n{}\n", table.trim_fmt());
    if let Some(more) = resilience.losses().len().checked_sub(asked.top).filter(|more| *more > 0) {
        let _ = writeln!(text, " and {more} more");
    }
    if let Some(threshold) = asked.threshold {
        let points: Vec<_> =
            resilience.single_points_of_failure().map(|loss| plain(loss.lost.id())).collect();
        let listed = if points.is_empty() { "none".to_owned() } else { points.join(", ") };
        let _ = writeln!(text, "\nAlone bring a customer below {:.1}: {listed}", 100.0 * threshold);
    }
    text
}

fn row(organisation: &Organisation, loss: &Loss) -> [String; 5] {
    let party = |id: &str| organisation.party(id).map_or(String::new(), |p| plain(p.name()));
    let what = match &loss.lost {
        Lost::Department(department) => party(department.as_str()),
        other => plain(other.id()),
    };
    let (who, change) = match &loss.worst_hit {
        Some(hit) => (party(hit.customer.as_str()), format!("{:+.1}", 100.0 * hit.change)),
        None => ("nobody".to_owned(), "0.0".to_owned()),
    };
    let stays = if loss.tips { format!("{:.1}", 100.0 * loss.lasting) } else { "-".to_owned() };
    [what, format!("{:.1}", 100.0 * loss.loss), who, change, stays]
}

/// Text from files without control characters, which could rewrite a terminal.
fn plain(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}

/// Prints to standard output; a reader that has seen enough is no failure.
fn print(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}
