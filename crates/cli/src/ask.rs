//! Which dependences should people be asked about, and how?
//!
//! ```text
//! $ knockon ask nodes.csv edges.csv -o questions.csv
//! $ knockon ask ORGANISATION.json --scenario fire.json --top 5
//! ```
//!
//! ```text
//! $ knockon ask --top 2
//! question,kind,service,remaining,buffer,expert,note
//! "If Warehouse stopped altogether, what share of the usual quality of Shops would remain, once any buffer is used up?",remaining,replenishment,,,,
//! "If Shops stopped altogether, what share of what Shoppers usually get would remain, once any buffer is used up?",remaining,counter,,,,
//! ```
//!
//! Services may be open. With `remaining` filled in, and where there is one `buffer`, the table is read
//! by `fit` and `measure` as `--judgements`; questions without an answer are left out. Without
//! arguments it asks about an embedded organisation. Bad input ends with exit code 2, a message on
//! standard error and nothing on standard output.

use std::path::PathBuf;

use clap::Args;
use knockon::evidence::{AskError, AskOptions, ask};
use knockon::io::{Limits, read_scenario, sample};
use knockon::quality::ObjectiveError;
use knockon::report::{questionnaire, text};

use crate::advice::{STATE_PEOPLE, nobody_counts};
use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::input::OrganisationFiles;
use crate::scenario::number;
use crate::standard_input::given_file;
use crate::written::write_file;

/// Which dependences to ask people about, as a table to fill in.
#[derive(Debug, Args)]
#[command(after_help = "Filled in, the table is one of judgements: `knockon fit ORG --judgements \
                        questions.csv --write ORG.json`.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    /// File to write, such as questions.csv; standard output unless given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// How many questions: those whose answers move external customers most
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,

    /// The share of its capability that every department loses while questions are compared
    #[arg(long, value_name = "SHARE", default_value = "0.1", value_parser = number,
          conflicts_with = "scenario")]
    trouble: f64,

    /// The state in which questions are compared instead
    #[arg(long, value_parser = given_file, value_name = "S.json")]
    scenario: Option<PathBuf>,

    #[command(flatten)]
    format: AnswerFormat,
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.organisation.read(None, sample)?;
    let mut options = AskOptions::default().most(arguments.top).trouble(arguments.trouble);
    if let Some(path) = &arguments.scenario {
        options = options.scenario(read_scenario(path, &Limits::default())?);
    }
    let asked = ask(&organisation, &options).map_err(|error| match error {
        AskError::Objective(ObjectiveError::NoPopulation | ObjectiveError::NoCustomer) => {
            nobody_counts(error, STATE_PEOPLE)
        }
        error => error.into(),
    })?;
    let table = questionnaire(&asked);
    if let Some(path) = &arguments.output {
        write_file(path, table.as_bytes())?;
    }
    if let Some(answer) =
        arguments.format.written_as("knockon/questions", &asked, &["questions"])?
    {
        return Ok(answer);
    }
    let is_written = arguments.output.is_some();
    Ok(if is_written { text::questionnaire(&organisation, &asked) } else { table })
}

#[cfg(test)]
mod tests {
    use crate::scratch::scratch;
    use crate::shown;

    fn ask(line: &str) -> Result<String, String> {
        crate::ask(&format!("ask {line}"))
    }

    #[test]
    fn what_is_shown_is_so() {
        shown::check(include_str!("ask.rs"), "ask", ask);
    }

    #[test]
    fn answers_are_fitted_and_assessed() {
        let edges = "provider,consumer\nit,hr\nhr,shop\nit,shop\n";
        let edges = scratch("ask-edges.csv", edges);
        let questions = scratch("ask-questions.csv", "");
        let said = ask(&format!("{edges} -o {questions}")).unwrap();
        assert!(said.contains("3 of 3 dependences"), "{said}");
        let asked = std::fs::read_to_string(&questions).unwrap();
        assert_eq!(asked.lines().count(), 4, "{asked}");

        // People fill in two of three, one in per cent and with a buffer.
        let answered = asked
            .replace("remaining,it>hr,,,,", "remaining,it>hr,40%,0.25,Ada,by phone")
            .replace("remaining,hr>shop,,,,", "remaining,hr>shop,0.1,,Bob,");
        let answered = scratch("ask-answered.csv", &answered);
        let path = scratch("ask-written.json", "");
        let line = format!("fit {edges} --judgements {answered} --write {path}");
        let said = crate::ask(&line).unwrap();
        assert!(said.contains("questions without an answer, which are left out: 1"), "{said}");
        assert!(said.contains("Still open, for nobody knows: it>shop."), "{said}");
        let document: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let hr = &document["services"][0];
        assert_eq!(hr["dependence"]["value"], 0.6, "{hr}");
        assert_eq!(hr["dependence"]["origin"], "judged", "{hr}");

        let said = crate::ask(&format!("measure {edges} --judgements {answered}")).unwrap();
        assert!(said.contains("Dependences as people judge them"), "{said}");
        crate::ask(&format!("{line} --assume 0")).unwrap();
        // IT at 0.375 gives half of what a buffer of 0.25 lets through: HR keeps 1 − 0.6 · 0.5.
        let said = crate::ask(&format!("assess {path} --set it=0.375 --json")).unwrap();
        let document: serde_json::Value = serde_json::from_str(&said).unwrap();
        let quality = document["quality"]["hr"].as_f64().unwrap();
        assert!((quality - 0.7).abs() < 1e-12, "{quality}");
    }

    #[test]
    fn bad_input_is_told() {
        let edges = scratch("ask-bad-edges.csv", "provider,consumer\nit,hr\nhr,shop\n");
        assert!(ask(&format!("{edges} --trouble 2")).unwrap_err().contains("outside 0..=1"));
        let answered = "question,kind,service,remaining\nWhat?,remaining,it>hrr,0.5\n";
        let answered = scratch("ask-bad-answered.csv", answered);
        let refused = crate::ask(&format!("fit {edges} --judgements {answered}")).unwrap_err();
        assert!(refused.contains("line 2, service: `it>hrr` is not a service"), "{refused}");
    }
}
