//! How likely is it good enough, and how much of the time is it not?
//!
//! ```text
//! $ knockon availability
//! $ knockon availability ORGANISATION.json --threshold 0.5 --customer shoppers
//! $ knockon availability nodes.csv edges.csv --dependence-total 0.8 --order 2 --json
//! ```
//!
//! Departments and services fail by chance as the organisation states, and common causes take
//! several of them down together; every state counts by its chance. Without arguments it asks an
//! embedded organisation. Bad input ends with exit code 2, a message on standard error and nothing
//! on standard output.

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use clap::Args;
use knockon::availability::{AvailabilityError, AvailabilityOptions};
use knockon::io::{Limits, read_scenario, sample_with_availability};
use knockon::organisation::PartyRef;
use knockon::report::{AvailabilityDocument, text};
use knockon::{Status, UnknownId};

use crate::advice::{advise_of_file, refused, unknown};
use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::input::OrganisationFiles;
use crate::scenario::number;
use crate::standard_input::given_file;
use crate::warning::warn;

/// How likely is it good enough.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    /// Quality from which on it is good enough, above 0 and up to 1; as stated, or all there is with
    /// everything up, unless given
    #[arg(long, value_name = "Q", value_parser = number)]
    threshold: Option<f64>,

    /// External customer to speak of; all, and whoever states a target, unless given
    #[arg(long, value_name = "ID")]
    customer: Option<String>,

    /// Department or external customer to speak of; may be given again for others
    #[arg(long, value_name = "ID", conflicts_with = "customer")]
    party: Vec<String>,

    /// Service to speak of: what is received on it; may be given again for others
    #[arg(long, value_name = "ID", conflicts_with = "customer")]
    service: Vec<String>,

    /// What holds in every state, in JSON or YAML: a scenario, which may set an availability
    #[arg(long, value_parser = given_file, value_name = "S.json")]
    scenario: Option<PathBuf>,

    /// How many events a cut set has at most, 1..=6
    #[arg(long, value_name = "K", default_value_t = 3)]
    order: usize,

    /// How many states of each customer are looked at
    #[arg(long, value_name = "N")]
    max_states: Option<usize>,

    /// How many rows of each table to print
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,

    #[command(flatten)]
    format: AnswerFormat,
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.organisation.read(None, sample_with_availability)?;
    let network = organisation.compile()?;
    let mut options = AvailabilityOptions::default().order(arguments.order);
    options.threshold = arguments.threshold;
    if let Some(max_states) = arguments.max_states {
        options = options.max_states(max_states);
    }
    if let Some(id) = &arguments.customer {
        if organisation.party(id).is_none_or(PartyRef::is_department) {
            return Err(unknown(
                "--customer",
                &UnknownId::Customer { id: id.clone() },
                &organisation,
            ));
        }
        options = options.party(id);
    }
    options = arguments.party.iter().fold(options, AvailabilityOptions::party);
    options = arguments.service.iter().fold(options, AvailabilityOptions::service);
    if let Some(path) = &arguments.scenario {
        options = options.under(read_scenario(path, &Limits::default())?);
    }
    let found =
        network.availability(&options).map_err(|error| match (error, &arguments.scenario) {
            (AvailabilityError::Scenario(invalid), Some(path)) => {
                advise_of_file(path, &invalid, &organisation)
            }
            (error, _) => refused(error, &organisation),
        })?;
    if found.status != Status::Converged {
        warn("not every state converged");
    }
    if found.subjects.iter().all(|subject| subject.events == 0) {
        warn("nothing states how it fails, in `availability` or `common_causes`: all is always up");
    }
    if let Some(answer) = arguments.format.written(
        &AvailabilityDocument::new(organisation.name(), &found),
        &["subjects", "targets"],
    )? {
        return Ok(answer);
    }
    Ok(text::availability(&organisation, &found, arguments.top))
}
