//! Who feels it, by how much, whose share is it?
//!
//! ```text
//! $ cargo run --release --example assess
//! Harbour & Vine: IT at half
//!
//! What external customers feel, in points of 100, worst first
//!
//!  customer           population  before  after  points
//!  Online households       35000   100.0   64.3   -35.7
//!  Shoppers               120000   100.0   76.6   -23.4
//! ...
//! Whose share it is, by contributions split where losses meet, and through which chains
//!
//! Online households: -35.7 points, all from IT
//!    -17.5   49%  IT -> Web shop -> Online households
//! ...
//! $ cargo run --release --example assess -- ORGANISATION.json --set it=0.5 --set hr=0.9
//! $ cargo run --release --example assess -- nodes.csv edges.csv
//! ```
//!
//! The program `knockon` of the package `knockon-cli` answers the same with many options.

use std::error::Error;
use std::process::ExitCode;

use knockon::explain::{Objective, RestorationOptions};
use knockon::io::{Limits, csv::TableOptions, read_organisation, read_tables, sample};
use knockon::report::{AssessmentDocument, remarks, text};
use knockon::{Organisation, Scenario, SolveOptions, Workspace};

/// How many rows and chains are listed.
const TOP: usize = 5;

fn main() -> ExitCode {
    match answer(std::env::args().skip(1)) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Works out everything before a byte is printed.
fn answer(arguments: impl Iterator<Item = String>) -> Result<String, Box<dyn Error>> {
    let (organisation, scenario) = asked(arguments)?;
    let network = organisation.compile()?;
    // Without a scenario the level is explained: what is missing of everything at 1.
    let before = if scenario.is_empty() {
        network.ideal_with(&SolveOptions::default(), &mut Workspace::new())
    } else {
        network.baseline()
    };
    let after = network.solve(&scenario)?;
    let impact = after.compared_with(&before)?;
    let mut document = AssessmentDocument::new(organisation.name(), &impact);
    if let Ok(customers) = Objective::customers(&network) {
        let restoration = after.restoration(&customers, &RestorationOptions::default())?;
        document = document.with_restoration(restoration);
    }
    Ok([
        text::impact(&impact, &document, TOP),
        text::explanation(&impact.explain(), &document, TOP),
        text::restoration(&document, &after, TOP),
        remarks(&network),
        "\n".to_owned(),
        text::certainty(&impact),
    ]
    .concat())
}

/// An organisation from the files named, and what is set of it; IT at half in the embedded one.
fn asked(
    mut arguments: impl Iterator<Item = String>,
) -> Result<(Organisation, Scenario), Box<dyn Error>> {
    let (mut files, mut set) = (Vec::new(), Vec::new());
    while let Some(argument) = arguments.next() {
        if argument == "--set" {
            let text = arguments.next().ok_or("--set: `DEPARTMENT=CAPABILITY` is needed")?;
            let (department, value) =
                text.rsplit_once('=').ok_or(format!("--set {text}: an `=` is needed"))?;
            let value: f64 =
                value.parse().map_err(|_| format!("--set {text}: `{value}` is no number"))?;
            set.push((department.to_owned(), value));
        } else {
            files.push(argument);
        }
    }
    let organisation = match files.as_slice() {
        [] => {
            if set.is_empty() {
                return Ok((sample(), Scenario::new("IT at half").capability("it", 0.5)));
            }
            sample()
        }
        [document] => read_organisation(document, &Limits::default())?,
        [nodes, edges] => read_tables(nodes, edges, &TableOptions::default())?,
        _ => return Err("one JSON document or two tables are needed".into()),
    };
    let names: Vec<_> = set.iter().map(|(id, value)| format!("{id} at {value}")).collect();
    let scenario = set
        .into_iter()
        .fold(Scenario::new(names.join(", ")), |all, (id, value)| all.capability(id, value));
    Ok((organisation, scenario))
}
