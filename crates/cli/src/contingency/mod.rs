//! Whose loss hurts external customers most?
//!
//! ```text
//! $ knockon contingency
//! $ knockon contingency ORGANISATION.json --threshold 0.5 --customer shoppers
//! $ knockon contingency nodes.csv edges.csv --dependence-total 0.8 --services --json
//! ```
//!
//! ```text
//! $ knockon contingency --threshold 0.5 --top 3
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
//! Every department is lost in turn, with all the services it provides, or every service. The worst
//! are listed; every loss is worked out with `--all`, with a threshold, and where losses cannot be
//! bounded. Without arguments it asks an embedded organisation. Bad input ends with exit code 2, a message on
//! standard error and nothing on standard output.

#[cfg(test)]
mod tests;

use clap::Args;
use knockon::explain::{Candidates, ContingencyError, ContingencyOptions};
use knockon::io::sample;
use knockon::organisation::PartyRef;
use knockon::quality::ObjectiveError;
use knockon::report::{ContingencyDocument, remarks, text};
use knockon::{Objective, Status, UnknownId};

use crate::advice::{nobody_counts, unknown};
use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::input::OrganisationFiles;
use crate::paint;
use crate::scenario::number;
use crate::solve::SolveArguments;
use crate::warning::warn;

/// Whose loss hurts external customers most.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    #[command(flatten)]
    solve: SolveArguments,

    /// Lose services one by one, rather than departments
    #[arg(long)]
    services: bool,

    /// Quality below which no customer must fall, 0..=1
    #[arg(long, value_name = "Q", value_parser = number)]
    threshold: Option<f64>,

    /// External customer to speak of and rank by; all, by population, unless given
    #[arg(long, value_name = "ID")]
    customer: Option<String>,

    /// How many losses to list, the worst
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,

    /// Work out every loss, also those that are not printed; documents list them all
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    format: AnswerFormat,
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.organisation.read(None, sample)?;
    let network = organisation.compile()?;
    let mut options = ContingencyOptions::default().solve(arguments.solve.options());
    if arguments.services {
        options = options.candidates(Candidates::Services);
    }
    if let Some(id) = &arguments.customer {
        if organisation.party(id).is_none_or(PartyRef::is_department) {
            return Err(unknown(
                "--customer",
                &UnknownId::Customer { id: id.clone() },
                &organisation,
            ));
        }
        options = options.objective(Objective::party(&network, id)?);
    } else if organisation.customer_count() == 0 && organisation.department_count() == 0 {
        warn("there is nobody, and nothing to lose");
        let no_one: [(&str, f64); 0] = [];
        options = options.objective(Objective::weighted(&network, "nobody", no_one)?);
    } else if organisation.customer_count() == 0 {
        warn("there is no external customer; losses are sums over all departments");
        let departments = organisation.departments().map(|party| (party.id().as_str(), 1.0));
        options = options.objective(Objective::weighted(&network, "departments", departments)?);
    }
    options.threshold = arguments.threshold;
    // Who falls below a threshold is not told by what all lose.
    if !arguments.all && arguments.threshold.is_none() {
        options = options.worst(arguments.top);
    }
    let contingency = network.contingency(&options).map_err(|error| match error {
        ContingencyError::Objective(ObjectiveError::NoPopulation) => {
            nobody_counts(error, "name one with --customer")
        }
        other => Failure::from(other),
    })?;
    if contingency.status() != Status::Converged {
        warn("not every state converged");
    }
    let customer = arguments.customer.as_deref();
    if let Some(answer) = arguments.format.written(
        &ContingencyDocument::new(organisation.name(), &contingency, customer),
        &["losses"],
    )? {
        return Ok(answer);
    }
    let proof = format!("\nWithout a loss, qualities are {}.\n", contingency.baseline().proof());
    let text = text::contingency(&organisation, &contingency, &options, customer, arguments.top);
    Ok(paint::text(text + &proof + &remarks(&network)))
}
