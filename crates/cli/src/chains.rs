//! Who depends on whom, through which chains?
//!
//! ```text
//! $ knockon chains
//! $ knockon chains ORGANISATION.json --from it --to shoppers
//! $ knockon chains nodes.csv edges.csv --dependence-total 0.8 --json
//! ```
//!
//! ```text
//! $ knockon chains --from it --to restaurants --top 3
//! Harbour & Vine: chains, strongest first
//!
//!  strength          lag  chain
//!    16.0 %          0 s  IT -> Customer support -> Restaurants
//!    12.0 %          0 s  IT -> Catering -> Restaurants
//!    10.1 %  4 days 12 h  IT -> Purchasing -> Kitchen -> Catering -> Restaurants
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

use clap::Args;
use knockon::chain::{ChainQuery, Enumeration};
use knockon::io::sample;
use knockon::report::{ChainsDocument, remarks, text};
use knockon::{Network, Organisation};

use crate::advice::unknown;
use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::input::OrganisationFiles;
use crate::paint;
use crate::warning::warn;

/// Who depends on whom, through which chains.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct Arguments {
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

    #[command(flatten)]
    format: AnswerFormat,
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let top = usize::try_from(arguments.top)?;
    let organisation = arguments.organisation.read(None, sample)?;
    let network = organisation.compile()?;
    let query = arguments.query(&network, &organisation)?;
    let document = ChainsDocument::new(organisation.name(), &network, &query, top);
    if document.status == Enumeration::LimitReached {
        warn("the search for chains gave up; there may be stronger ones than those listed last");
    }
    if let Some(answer) = arguments.format.written(&document, &["chains"])? {
        return Ok(answer);
    }
    Ok(paint::text(text::chains(&document, top) + &remarks(&network)))
}

impl Arguments {
    fn query(&self, network: &Network, organisation: &Organisation) -> Result<ChainQuery, Failure> {
        let mut query = network.chains();
        let embedded = self.organisation.files.is_empty() && self.from.is_empty();
        for id in embedded.then_some("it").into_iter().chain(self.from.iter().map(String::as_str)) {
            query = query.from(id).map_err(|error| unknown("--from", &error, organisation))?;
        }
        for id in &self.to {
            query = query.to(id).map_err(|error| unknown("--to", &error, organisation))?;
        }
        Ok(query)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_shown_is_so() {
        crate::shown::check(include_str!("chains.rs"), "chains", |line| {
            crate::ask(&format!("chains {line}"))
        });
    }
}
