//! What is asked of an organisation before it is solved.

use std::path::PathBuf;

use clap::Args;
use knockon::Scenario;
use knockon::io::{Limits, read_scenario};

use crate::answer::Failure;
use crate::standard_input::given_file;

/// Arguments that state a scenario.
#[derive(Debug, Args)]
pub(crate) struct ScenarioArguments {
    /// Scenario to solve, in JSON or YAML
    #[arg(long, value_parser = given_file, value_name = "S.json")]
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
    Ok((name.to_owned(), number(value)?))
}

/// Reads a number; `50%` is 0.5.
pub(crate) fn number(text: &str) -> Result<f64, String> {
    let (digits, whole) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), 100.0),
        None => (text, 1.0),
    };
    let number: f64 = digits.parse().map_err(|_| format!("`{text}` is not a number"))?;
    Ok(number / whole)
}

#[cfg(test)]
mod tests {
    use super::{assignment, number};

    #[test]
    fn per_cent_are_hundredths() {
        assert_eq!(assignment("a=b=50%"), Ok(("a=b".to_owned(), 0.5)));
        assert_eq!(number("12.5 %").map(f64::to_bits), Ok(0.125_f64.to_bits()));
        assert_eq!(number("%"), Err("`%` is not a number".to_owned()));
        assert_eq!(assignment("a"), Err("`NAME=VALUE` is needed".to_owned()));
    }
}
