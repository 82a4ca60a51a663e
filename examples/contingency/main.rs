//! Whose loss hurts external customers most?
//!
//! ```text
//! $ cargo run --release --example contingency
//! $ cargo run --release --example contingency -- ORGANISATION.json --threshold 0.5 --customer shoppers
//! $ cargo run --release --example contingency -- nodes.csv edges.csv --dependence-total 0.8 --services --json
//! ```
//!
//! ```text
//! $ cargo run --release --example contingency -- --threshold 0.5 --top 3
//! Harbour & Vine: each department lost in turn, worst first
//!
//!  department  points lost  worst hit          points  stays lost
//!  Shops              55.7  Shoppers            -72.0           -
//!  IT                 42.6  Online households   -57.0           -
//!  Warehouse          35.2  Shoppers            -36.0           -
//!  and 12 more
//!
//! Alone bring a customer below 50.0: Shops, IT, Web shop and 1 more
//!
//! Without a loss, qualities are proved to within 1e-9.
//! ```
//!
//! Every department is lost in turn, with all the services it provides, or every service. Without
//! arguments it asks an embedded organisation. Bad input ends with exit code 2, a message on
//! standard error and nothing on standard output.

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/list.rs"]
mod list;
#[path = "../common/name.rs"]
mod name;
#[path = "../common/numbers.rs"]
mod numbers;
#[cfg(test)]
#[path = "../common/shown.rs"]
mod shown;
#[cfg(test)]
mod tests;
mod text;

use std::process::ExitCode;

use clap::Parser;
use knockon::chain::{Candidates, Contingencies, ContingencyError, ContingencyOptions, Loss};
use knockon::io::sample;
use knockon::organisation::PartyRef;
use knockon::quality::ObjectiveError;
use knockon::report::remarks;
use knockon::{Objective, Proof, Quality, Status};
use serde::Serialize;

use common::{Failure, OrganisationFiles, finish, plain, warn};

/// Whose loss hurts external customers most.
#[derive(Debug, Parser)]
#[command(name = "contingency", allow_negative_numbers = true)]
struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    /// Lose services one by one, rather than departments
    #[arg(long)]
    services: bool,

    /// Quality below which no customer must fall, 0..=1
    #[arg(long, value_name = "Q")]
    threshold: Option<f64>,

    /// External customer to speak of and rank by; all, by population, unless given
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
    let organisation = arguments.organisation.read(None, sample)?;
    let network = organisation.compile()?;
    let mut options = ContingencyOptions::default();
    if arguments.services {
        options = options.candidates(Candidates::Services);
    }
    if let Some(id) = &arguments.customer {
        if organisation.party(id).is_none_or(PartyRef::is_department) {
            return Err(format!("--customer: `{id}` is not an external customer").into());
        }
        options = options.objective(Objective::party(&network, id)?);
    } else if organisation.customer_count() == 0 && organisation.department_count() == 0 {
        return nothing_to_lose(organisation.name(), arguments);
    } else if organisation.customer_count() == 0 {
        warn("there is no external customer; losses are sums over all departments");
        let departments = organisation.departments().map(|party| (party.id().as_str(), 1.0));
        options = options.objective(Objective::weighted(&network, "departments", departments)?);
    }
    options.threshold = arguments.threshold;
    let contingency = network.contingency(&options).map_err(|error| match error {
        ContingencyError::Objective(ObjectiveError::NoPopulation) => {
            format!("{error}; name one with --customer").into()
        }
        other => Failure::from(other),
    })?;
    if contingency.status() != Status::Converged {
        warn("not every state converged");
    }
    if arguments.json {
        let document = Document {
            organisation: organisation.name(),
            status: contingency.status(),
            proof: contingency.baseline().proof(),
            base_loss: contingency.base_loss(),
            losses: &losses(&contingency, arguments.customer.as_deref()),
        };
        document.text()
    } else {
        let proof =
            format!("\nWithout a loss, qualities are {}.\n", contingency.baseline().proof());
        Ok(text::describe(&organisation, &contingency, arguments) + &proof + &remarks(&network))
    }
}

/// One JSON document.
#[derive(Serialize)]
struct Document<'a> {
    organisation: &'a str,
    status: Status,
    /// What proves the state without a loss.
    proof: Proof,
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
        let (status, proof) = (Status::Converged, Proof::Proved { bound: 0.0 });
        Document { organisation, status, proof, base_loss: 0.0, losses: &[] }.text()
    } else {
        Ok(format!("{}: there is nothing to lose\n", plain(organisation)))
    }
}

/// Every loss; with a customer chosen, the only one who can be hit is that one.
fn losses(contingency: &Contingencies, chosen: Option<&str>) -> Vec<Loss> {
    let mut losses = contingency.losses().to_vec();
    if let Some(customer) = chosen.and_then(|id| contingency.baseline().party(id)) {
        for loss in &mut losses {
            let hit = loss.worst_hit.take().filter(|_| loss.loss > 0.0);
            let quality = Quality::new((customer.quality().get() - loss.loss).clamp(0.0, 1.0));
            loss.worst_hit = hit.zip(quality.ok()).map(|(mut hit, quality)| {
                (hit.customer, hit.quality, hit.change) = (customer.id(), quality, -loss.loss);
                hit
            });
        }
    }
    losses
}
