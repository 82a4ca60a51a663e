//! What is asked of an organisation before it is solved.

use std::path::PathBuf;

use clap::Args;
use knockon::io::{Limits, read_scenario};
use knockon::{Organisation, Scenario};

use super::answer::Failure;
use super::words::warn;

/// Arguments that state a scenario.
#[derive(Debug, Args)]
pub(crate) struct ScenarioArguments {
    /// Scenario to solve
    #[arg(long, value_name = "S.json")]
    pub(crate) scenario: Option<PathBuf>,

    /// Capability of a department, 0..=1; may be given again for others
    #[arg(long, value_name = "DEPARTMENT=CAPABILITY", value_parser = assignment)]
    set: Vec<(String, f64)>,
}

impl ScenarioArguments {
    /// The scenario of the file with the capabilities set; without a file it is named after these
    /// and whatever else is to follow.
    pub(crate) fn read(
        &self,
        further: impl IntoIterator<Item = String>,
    ) -> Result<Scenario, Failure> {
        let start = if let Some(path) = &self.scenario {
            read_scenario(path, &Limits::default())?
        } else {
            let set = self.set.iter().map(|(department, value)| format!("{department} at {value}"));
            Scenario::new(set.chain(further).collect::<Vec<_>>().join(", "))
        };
        let set = |scenario: Scenario, (department, capability): &(String, f64)| {
            scenario.capability(department, *capability)
        };
        Ok(self.set.iter().fold(start, set))
    }
}

/// Splits `X=VALUE` at the last `=`.
pub(crate) fn assignment(text: &str) -> Result<(String, f64), String> {
    let (name, value) = text.rsplit_once('=').ok_or("`NAME=VALUE` is needed")?;
    let value = value.parse().map_err(|_| format!("`{value}` is not a number"))?;
    Ok((name.to_owned(), value))
}

/// Warns of what is odd about an organisation.
pub(crate) fn warn_of_statement(organisation: &Organisation) {
    for warning in organisation.warnings() {
        warn(&warning.to_string());
    }
}
