//! A page to look at.
//!
//! ```text
//! $ knockon report -o report.html
//! $ knockon report ORGANISATION.json --scenario FLU.json -o report.html --svg map.svg
//! $ knockon report nodes.csv edges.csv --dependence-total 0.8 --set it=0.5 -o report.html
//! ```
//!
//! The page is one HTML file that asks nothing of a network. It shows where a change goes and who feels
//! it, through which chains, what losing a department would do and what matters most, and whatever else
//! the organisation states enough for: who is busy, when it is felt if it lasts for a week, who leaves
//! and what that costs, how often it is down, how sure numbers are. What other commands print with
//! `--json` comes along with `--with`:
//!
//! ```text
//! $ knockon priorities ORGANISATION.json --actions ACTIONS.json --budget 200 --json > first.json
//! $ knockon fit nodes.csv edges.csv --indicators week.csv --json > fit.json
//! $ knockon report ORGANISATION.json --set it=0.5 --with first.json --with fit.json -o report.html
//! ```
//!
//! With `--what-if` the page carries the model itself: every department has a slider, several move at a
//! time, and the page solves as they move.
//!
//! Without arguments it is about an embedded organisation, with people, in which IT works at half. Bad
//! input ends with exit code 2, a message on standard error and nothing on standard output.

use std::path::PathBuf;

use clap::Args;
use knockon::explain::ExplainOptions;
use knockon::io::{sample_money, sample_with_people};
use knockon::report::PageOptions;
use knockon::{Organisation, Scenario, Workspace};

use crate::advice::advise;
use crate::answer::{Failure, json};
use crate::input::OrganisationFiles;
use crate::page::{self, PageQuestion};
use crate::scenario::ScenarioArguments;
use crate::solve::SolveArguments;
use crate::standard_input::given_file;

/// A page to look at, in one file.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    #[command(flatten)]
    solve: SolveArguments,

    #[command(flatten)]
    scenario: ScenarioArguments,

    /// What another command printed with --json about the same organisation, to be shown as well; may be
    /// given again for others
    #[arg(long, value_parser = given_file, value_name = "DOCUMENT.json")]
    with: Vec<PathBuf>,

    /// Carry the model itself, so that every department has a slider and several move at a time; adds
    /// half a megabyte
    #[arg(long)]
    what_if: bool,

    /// Up to how many parties are in the page, those that lose most
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    page_parties: usize,

    /// File to write; standard output unless given
    #[arg(short, long, value_name = "FILE.html")]
    output: Option<PathBuf>,

    /// File for the map alone, of up to 60 parties
    #[arg(long, value_name = "FILE.svg")]
    svg: Option<PathBuf>,

    /// Print the document that the page shows in place of the page
    #[arg(long, conflicts_with = "output")]
    json: bool,
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.organisation()?;
    let scenario = arguments.scenario()?;
    let network = organisation.compile()?;
    let solve = arguments.solve.options();
    // A level is explained as a change is: from the state with nothing below 1.
    let before = if scenario.is_empty() {
        network.ideal_with(&solve, &mut Workspace::new())
    } else {
        network.solve_with(&Scenario::default(), &solve, &mut Workspace::new())?
    };
    let after = network.solve_with(&scenario, &solve, &mut Workspace::new());
    let impact =
        after.map_err(|invalid| advise(&invalid, &organisation))?.compared_with(&before)?;
    let explanation = impact.explain_with(&ExplainOptions::default().solve(solve.clone()));
    let question = PageQuestion {
        organisation: &organisation,
        explanation: &explanation,
        scenario: &scenario,
        solve,
    };
    let mut page = question.page(&PageOptions::default().max_parties(arguments.page_parties))?;
    for path in &arguments.with {
        let at = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| at(&error))?;
        let document: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| at(&error))?;
        page = page.with(&document).map_err(|error| at(&error))?;
    }
    if arguments.what_if {
        page = page.with_model(page::model(&organisation, &scenario)?);
    }
    page::write(&page, arguments.output.as_deref(), arguments.svg.as_deref())?;
    Ok(match &arguments.output {
        _ if arguments.json => json(&page)?,
        Some(_) => String::new(),
        None => page.to_html(),
    })
}

impl Arguments {
    fn organisation(&self) -> Result<Organisation, Failure> {
        let organisation = self.organisation.read(None, sample_with_people)?;
        if !self.is_embedded() {
            return Ok(organisation);
        }
        Ok(organisation.to_builder().merge(sample_money().to_builder()).build()?)
    }

    fn scenario(&self) -> Result<Scenario, Failure> {
        let scenario = self.scenario.read([])?;
        if self.is_embedded() && scenario.is_empty() {
            return Ok(Scenario::new("IT at half").capability("it", 0.5));
        }
        Ok(scenario)
    }

    fn is_embedded(&self) -> bool {
        self.organisation.files.is_empty()
    }
}
