//! Who depends on whom, through which chains?
//!
//! ```text
//! $ cargo run --release --example chains
//! $ cargo run --release --example chains -- ORGANISATION.json --from it --to shoppers
//! $ cargo run --release --example chains -- nodes.csv edges.csv --dependence-total 0.8 --json
//! ```
//!
//! ```text
//! $ cargo run --release --example chains -- --from it --to restaurants --top 3
//! Harbour & Vine: chains, strongest first
//!
//!  strength  lag in days  chain
//!   16.00 %          0.0  IT -> Customer support -> Restaurants
//!   12.00 %          0.0  IT -> Catering -> Restaurants
//!   10.08 %          4.5  IT -> Purchasing -> Kitchen -> Catering -> Restaurants
//!
//! at least 16 chains in all; the longest has at least 7 services.
//!
//! A cycle of 2 (one solution), for example
//!   IT -> Human resources -> IT
//! ```
//!
//! Without arguments it lists the strongest chains from IT to the customers of an embedded
//! organisation. Bad input ends with exit code 2, a message on standard error and nothing on
//! standard output; `--help` lists every option.

#[path = "common/mod.rs"]
mod common;
#[cfg(test)]
#[path = "common/shown.rs"]
mod shown;

use std::fmt::Write;
use std::process::ExitCode;

use clap::Parser;
use knockon::chain::{ChainQuery, CyclicComponent, Enumeration, Figures};
use knockon::io::sample;
use knockon::report::remarks;
use knockon::{Chain, Network, PartyId, ServiceId};
use serde::Serialize;

use common::{Column, Failure, OrganisationFiles, finish, plain, table, warn};

/// Who depends on whom, through which chains.
#[derive(Debug, Parser)]
#[command(name = "chains", allow_negative_numbers = true)]
struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    /// Department where chains begin, and others if given again; all unless given, but IT in the
    /// embedded organisation
    #[arg(long, value_name = "ID")]
    from: Vec<String>,

    /// Customer or department where chains end, and others if given again; all customers unless
    /// given
    #[arg(long, value_name = "ID")]
    to: Vec<String>,

    /// How many chains and cycles to list
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: u32,

    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// How many loops of each cyclic component are worth listing.
const MOST_LOOPS: usize = 3;

fn main() -> ExitCode {
    finish(answer(&Arguments::parse()))
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let top = usize::try_from(arguments.top)?;
    let organisation = arguments.organisation.read(None, sample)?;
    let network = organisation.compile()?;
    let query = arguments.query(&network)?;
    let mut strongest = query.strongest();
    let chains: Vec<_> = strongest.by_ref().take(top).collect();
    if strongest.status() == Enumeration::LimitReached {
        warn(&format!("the search gave up after {} steps", strongest.expansions()));
    }
    let figures = query.figures();
    if !arguments.json {
        return Ok(describe(organisation.name(), &network, &chains, &figures, top));
    }
    let document = Document {
        organisation: organisation.name(),
        status: strongest.status(),
        figures,
        chains,
        cycles: network.cycles().map(|cycle| CycleLine::new(&cycle)).collect(),
    };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// One JSON document.
#[derive(Serialize)]
struct Document<'a> {
    organisation: &'a str,
    status: Enumeration,
    figures: Figures,
    chains: Vec<Chain>,
    cycles: Vec<CycleLine>,
}

/// Departments that serve each other in cycles.
#[derive(Serialize)]
struct CycleLine {
    departments: Vec<PartyId>,
    services: Vec<ServiceId>,
    certified: bool,
    loops: Vec<Chain>,
}

impl CycleLine {
    fn new(cycle: &CyclicComponent) -> Self {
        Self {
            departments: cycle.departments().to_vec(),
            services: cycle.services(),
            certified: cycle.is_certified(),
            loops: cycle.loops().take(MOST_LOOPS).collect(),
        }
    }
}

impl Arguments {
    fn query(&self, network: &Network) -> Result<ChainQuery, Failure> {
        let mut query = network.chains();
        let embedded = self.organisation.files.is_empty() && self.from.is_empty();
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
    name: &str,
    network: &Network,
    chains: &[Chain],
    figures: &Figures,
    top: usize,
) -> String {
    let mut text = format!("{}: chains, strongest first\n\n", plain(name));
    let row = |chain: &Chain| {
        let strength = format!("{:.2} %", 100.0 * chain.strength());
        let days = format!("{:.1}", chain.lag().as_seconds_f64() / 86_400.0);
        [strength, days, plain(&chain.to_string())]
    };
    let columns =
        [Column::Number("strength"), Column::Number("lag in days"), Column::Text("chain")];
    text += &table(&columns, chains.iter().map(row), top);
    let bound = if figures.is_exact { "" } else { "at least " };
    let (count, longest) = (figures.chain_count, figures.longest);
    let count = if count < 1e15 { count.to_string() } else { format!("{count:.2e}") };
    let chains = if count == "1" { "chain" } else { "chains" };
    let services = if longest == 1 { "service" } else { "services" };
    let _ = writeln!(
        text,
        "\n{bound}{count} {chains} in all; the longest has {bound}{longest} {services}."
    );
    let cycles = network.cycles();
    let more = cycles.len().saturating_sub(top);
    for cycle in cycles.take(top) {
        let certain = if cycle.is_certified() { "one solution" } else { "not certified" };
        let count = cycle.departments().len();
        let _ = writeln!(text, "\nA cycle of {count} ({certain}), for example");
        for example in cycle.loops().take(MOST_LOOPS) {
            let _ = writeln!(text, "  {}", plain(&example.to_string()));
        }
    }
    if more > 0 {
        let cycles = if more == 1 { "cycle" } else { "cycles" };
        let _ = writeln!(text, "\nand {more} more {cycles}");
    }
    text + &remarks(network)
}

#[cfg(test)]
mod tests {
    use super::{Arguments, Parser, answer, shown};

    #[test]
    fn what_is_shown_is_so() {
        shown::check(include_str!("chains.rs"), "chains", |line| {
            let arguments = Arguments::parse_from(["chains"].into_iter().chain(line.split(' ')));
            answer(&arguments).map_err(|error| error.to_string())
        });
    }
}
