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

#[path = "common/mod.rs"]
mod common;
#[path = "common/numbers.rs"]
mod numbers;

use std::fmt::Write;
use std::process::ExitCode;

use clap::Parser;
use knockon::chain::{Candidates, Loss, Lost, Resilience, ResilienceOptions};
use knockon::io::sample;
use knockon::organisation::PartyRef;
use knockon::{Organisation, Status};
use serde::Serialize;

use common::{Column, Failure, OrganisationFiles, finish, plain, table, warn};
use numbers::{points, signed};

/// Whose loss hurts external customers most.
#[derive(Debug, Parser)]
#[command(name = "resilience")]
struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

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
    finish(answer(&Arguments::parse()))
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.organisation.read(sample)?;
    let mut options = ResilienceOptions::default();
    if arguments.services {
        options = options.candidates(Candidates::Services);
    }
    if let Some(id) = &arguments.customer {
        if organisation.party(id).is_none_or(PartyRef::is_department) {
            return Err(format!("--customer: `{id}` is not an external customer").into());
        }
        options = options.customer(id);
    } else if organisation.customer_count() == 0 && organisation.department_count() == 0 {
        return nothing_to_lose(organisation.name(), arguments);
    } else if organisation.customer_count() == 0 {
        warn("there is no external customer; losses are sums over all departments");
        options = organisation
            .departments()
            .fold(options, |options, party| options.weight(party.id().as_str(), 1.0));
    }
    options.threshold = arguments.threshold;
    let resilience = organisation.compile()?.resilience(&options)?;
    if resilience.status() == Status::NotConverged {
        warn("not every state converged");
    }
    if arguments.json {
        let document = Document {
            organisation: organisation.name(),
            status: resilience.status(),
            base_loss: resilience.base_loss(),
            losses: resilience.losses(),
        };
        document.text()
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

impl Document<'_> {
    fn text(&self) -> Result<String, Failure> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// Answers for an organisation of nobody.
fn nothing_to_lose(organisation: &str, asked: &Arguments) -> Result<String, Failure> {
    if asked.json {
        Document { organisation, status: Status::Converged, base_loss: 0.0, losses: &[] }.text()
    } else {
        Ok(format!("{}: there is nothing to lose\n", plain(organisation)))
    }
}

fn describe(organisation: &Organisation, resilience: &Resilience, asked: &Arguments) -> String {
    let what = if asked.services { "service" } else { "department" };
    let columns = [
        Column::Text(what),
        Column::Number("points lost"),
        Column::Text("worst hit"),
        Column::Number("points"),
        Column::Number("stays lost"),
    ];
    let rows = resilience.losses().iter().map(|loss| row(organisation, loss));
    let name = plain(organisation.name());
    let mut text = format!("{name}: each {what} lost in turn, worst first\n\n");
    text += &table(&columns, rows, asked.top);
    if let Some(threshold) = asked.threshold {
        let alone: Vec<_> =
            resilience.single_points_of_failure().map(|loss| plain(loss.lost.id())).collect();
        let listed = if alone.is_empty() { "none".to_owned() } else { alone.join(", ") };
        let _ = writeln!(text, "\nAlone bring a customer below {}: {listed}", points(threshold));
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
        Some(hit) => (party(hit.customer.as_str()), signed(hit.change)),
        None => ("nobody".to_owned(), "0.0".to_owned()),
    };
    let stays = if loss.tips { points(loss.lasting) } else { "-".to_owned() };
    [what, points(loss.loss), who, change, stays]
}
