//! What the command line asks for.

use std::ops::RangeInclusive;

use clap::Args;
use knockon::Scenario;
use knockon::explain::Ranges;

use crate::answer_format::AnswerFormat;
use crate::input::OrganisationFiles;
use crate::scenario::{ScenarioArguments, number};
use crate::solve::SolveArguments;

/// What matters most, and what can be where numbers are known as ranges.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) organisation: OrganisationFiles,

    #[command(flatten)]
    pub(crate) solve: SolveArguments,

    #[command(flatten)]
    pub(crate) scenario: ScenarioArguments,

    /// Department or external customer it matters to; all external customers, by population, unless
    /// given
    #[arg(long, value_name = "ID")]
    pub(crate) objective: Option<String>,

    /// Also say what quality can be if a department's capability is known as a range within 0..=1;
    /// may be given again for others
    #[arg(long, value_name = "DEPARTMENT=LOW..HIGH", value_parser = range)]
    range: Vec<Range>,

    /// The same of the condition of a service
    #[arg(long, value_name = "SERVICE=LOW..HIGH", value_parser = range)]
    range_condition: Vec<Range>,

    /// The same of the dependence on a service, or on a need as CONSUMER/NEED
    #[arg(long, value_name = "SERVICE=LOW..HIGH", value_parser = range)]
    range_dependence: Vec<Range>,

    /// How many rows to print
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) top: usize,

    #[command(flatten)]
    pub(crate) format: AnswerFormat,
}

/// What is known as a range, and the range.
type Range = (String, RangeInclusive<f64>);

impl Arguments {
    /// Everything known as a range, beside what is set; `None` where nothing is.
    pub(crate) fn ranges(&self, scenario: &Scenario) -> Option<Ranges> {
        type State = fn(Ranges, String, RangeInclusive<f64>) -> Ranges;
        let stated: [(&[Range], State); 3] = [
            (&self.range, Ranges::capability),
            (&self.range_condition, Ranges::condition),
            (&self.range_dependence, Ranges::dependence),
        ];
        let mut ranges = Ranges::new();
        for (of, state) in stated {
            for (id, range) in of {
                ranges = state(ranges, id.clone(), range.clone());
            }
        }
        (!ranges.is_empty()).then(|| ranges.under(scenario.clone()))
    }
}

/// Splits `X=LOW..HIGH` at the last `=`.
fn range(text: &str) -> Result<Range, String> {
    let needed = "`NAME=LOW..HIGH` is needed, such as `it=0.4..0.7`";
    let (name, range) = text.rsplit_once('=').ok_or(needed)?;
    let (low, high) = range.split_once("..").ok_or(needed)?;
    let (low, high) = (number(low)?, number(high)?);
    if low > high {
        return Err(format!("`{low}` is above `{high}`, where the lower end comes first"));
    }
    Ok((name.to_owned(), low..=high))
}
