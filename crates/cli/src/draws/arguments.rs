//! What the command line asks for.

use clap::Args;
use knockon::Organisation;
use knockon::uncertainty::{Distribution, Draws, Input};

use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::input::OrganisationFiles;
use crate::known::{HELP, KnownNumbers, embedded_dependences};
use crate::scenario::{ScenarioArguments, number};

/// How answers spread where numbers are known as distributions.
#[derive(Debug, Args)]
#[command(
    allow_negative_numbers = true,
    after_help = HELP
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) organisation: OrganisationFiles,

    #[command(flatten)]
    pub(crate) scenario: ScenarioArguments,

    #[command(flatten)]
    known: KnownNumbers,

    /// How many draws
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    draws: usize,

    /// Department or external customer that the first line and shares are about; all external
    /// customers, by population, unless given
    #[arg(long, value_name = "ID")]
    pub(crate) objective: Option<String>,

    /// Party that has a line; every external customer unless given; may be given again for others
    #[arg(long, value_name = "ID")]
    party: Vec<String>,

    /// Percentile, 0..=100; may be given again for others; 5, 50 and 95 unless given
    #[arg(long, value_name = "P")]
    percentile: Vec<f64>,

    /// Quality below which the chance is asked for, 0..=1
    #[arg(long, value_name = "Q", value_parser = number)]
    threshold: Option<f64>,

    /// Change below which the chance is asked for, -1..=1, such as -0.1; needs a scenario
    #[arg(long, value_name = "C", value_parser = number)]
    change_threshold: Option<f64>,

    /// Say who carries the variance, from so many pairs of draws
    #[arg(long, value_name = "PAIRS", num_args = 0..=1, default_missing_value = "1000")]
    variance: Option<usize>,

    /// How many rows to print
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) top: usize,

    #[command(flatten)]
    pub(crate) format: AnswerFormat,
}

impl Arguments {
    /// What is drawn, and what is asked of it, but for the objective and a scenario.
    pub(crate) fn draws(&self, organisation: &Organisation) -> Result<Draws, Failure> {
        let is_embedded = self.organisation.files.is_empty();
        let embedded = is_embedded.then(of_embedded).transpose()?;
        let mut draws = self.known.draws(self.draws, organisation, || embedded)?;
        let percentiles = match self.percentile.as_slice() {
            [] => &[5.0, 50.0, 95.0],
            given => given,
        };
        draws = draws.percentiles(percentiles.iter().copied());
        if !self.party.is_empty() {
            draws = draws.parties(&self.party);
        }
        if let Some(threshold) = self.threshold {
            draws = draws.threshold(threshold);
        }
        if let Some(threshold) = self.change_threshold {
            draws = draws.change_threshold(threshold);
        }
        Ok(match self.variance {
            Some(samples) => draws.variance(samples),
            None => draws,
        })
    }
}

/// What is drawn of the embedded organisation where nothing is stated.
fn of_embedded() -> Result<Vec<Input>, Failure> {
    let mut inputs = embedded_dependences()?;
    let it = "triangular(0.3, 0.5, 0.9)".parse::<Distribution>()?;
    inputs.insert(0, Input::capability("it", it));
    Ok(inputs)
}
