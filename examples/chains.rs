//! Who depends on whom, through which chains?
//!
//! ```text
//! $ cargo run --release --example chains
//! $ cargo run --release --example chains -- ORGANISATION.json --from it --to shoppers
//! $ cargo run --release --example chains -- nodes.csv edges.csv --dependence-total 0.8 --json
//! ```
//!
//! Without arguments it lists the strongest chains from IT to the customers of an embedded
//! organisation. Bad input ends with exit code 2, a message on standard error and nothing on
//! standard output; `--help` lists every option.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use comfy_table::{CellAlignment, Table, presets};
use knockon::chain::{ChainQuery, CyclicComponent, Enumeration, Figures};
use knockon::io::{Limits, csv::TableOptions, read_organisation, read_tables, sample};
use knockon::{Chain, Network, Organisation};
use serde_json::json;

/// Who depends on whom, through which chains.
#[derive(Debug, Parser)]
#[command(name = "chains")]
struct Arguments {
    /// One JSON organisation, or a table of parties and a table of services; none for the embedded
    /// one
    #[arg(value_name = "ORG.json | NODES.csv EDGES.csv", num_args = 0..=2)]
    files: Vec<PathBuf>,

    /// Share of quality that a consumer's services carry together, for tables without dependences
    #[arg(long, value_name = "T")]
    dependence_total: Option<f64>,

    /// Department where chains begin; all unless given
    #[arg(long, value_name = "ID")]
    from: Vec<String>,

    /// Customer or department where chains end; all customers unless given
    #[arg(long, value_name = "ID")]
    to: Vec<String>,

    /// How many chains and cycles to list
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,

    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// How many loops of each cyclic component are worth listing.
const MOST_LOOPS: usize = 3;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match answer(&arguments).and_then(|text| Ok(print(&text)?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
fn answer(arguments: &Arguments) -> Result<String, Box<dyn Error>> {
    let organisation = arguments.organisation()?;
    let network = organisation.compile()?;
    let query = arguments.query(&network)?;
    let mut strongest = query.strongest();
    let chains: Vec<_> = strongest.by_ref().take(arguments.top).collect();
    if strongest.status() == Enumeration::LimitReached {
        eprintln!("warning: the search gave up after {} steps", strongest.expansions());
    }
    let figures = query.figures();
    if !arguments.json {
        return Ok(describe(&organisation, &network, &chains, &figures, arguments.top));
    }
    let cycle = |cycle: CyclicComponent| {
        json!({
            "departments": cycle.departments(),
            "services": cycle.services(),
            "certified": cycle.is_certified(),
            "loops": cycle.loops().take(MOST_LOOPS).collect::<Vec<_>>(),
        })
    };
    let document = json!({
        "organisation": organisation.name(),
        "status": strongest.status(),
        "figures": figures,
        "chains": chains,
        "cycles": network.cycles().map(cycle).collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

impl Arguments {
    fn organisation(&self) -> Result<Organisation, Box<dyn Error>> {
        if let [nodes, edges] = self.files.as_slice() {
            let mut options = TableOptions::default();
            options.dependence_total = self.dependence_total;
            return Ok(read_tables(nodes, edges, &options)?);
        }
        if self.dependence_total.is_some() {
            return Err("--dependence-total is for tables; a document states dependences".into());
        }
        match self.files.first() {
            None => Ok(sample()),
            Some(document) => Ok(read_organisation(document, &Limits::default())?),
        }
    }

    fn query(&self, network: &Network) -> Result<ChainQuery, Box<dyn Error>> {
        let mut query = network.chains();
        let embedded = self.files.is_empty() && self.from.is_empty();
        for id in embedded.then_some("it").into_iter().chain(self.from.iter().map(String::as_str)) {
            query = query.from(id).map_err(|error| format!("--from: {error}"))?;
        }
        for id in &self.to {
            query = query.to(id).map_err(|error| format!("--to: {error}"))?;
        }
        Ok(query)
    }
}

fn describe(
    organisation: &Organisation,
    network: &Network,
    chains: &[Chain],
    figures: &Figures,
    top: usize,
) -> String {
    let mut text = format!("{}: chains, strongest first\n\n", plain(organisation.name()));
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_header(["strength", "lag in days", "chain"]);
    for chain in chains {
        let strength = format!("{:.2} %", 100.0 * chain.strength());
        let days = format!("{:.1}", chain.lag().as_seconds_f64() / 86_400.0);
        table.add_row([strength, days, plain(&chain.to_string())]);
    }
    for column in table.column_iter_mut().take(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let _ = writeln!(text, "{}", table.trim_fmt());
    let bound = if figures.is_exact { "" } else { "at least " };
    let (count, longest) = (figures.chain_count, figures.longest);
    let count = if count < 1e15 { count.to_string() } else { format!("{count:.2e}") };
    let _ = writeln!(
        text,
        "\n{bound}{count} chains in all; the longest has {bound}{longest} services."
    );
    let cycles = network.cycles();
    let more = cycles.len().saturating_sub(top);
    for cycle in cycles.take(top) {
        let certain = if cycle.is_certified() { "one solution" } else { "not certified" };
        let count = cycle.departments().len();
        let _ = writeln!(text, "\nA circle of {count} ({certain}), for example");
        for example in cycle.loops().take(MOST_LOOPS) {
            let _ = writeln!(text, "  {}", plain(&example.to_string()));
        }
    }
    if more > 0 {
        let _ = writeln!(text, "\nand {more} more circles");
    }
    text
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
