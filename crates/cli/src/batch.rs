//! Many scenarios at once: what customers feel of each.
//!
//! ```text
//! $ knockon batch
//! $ knockon batch ORGANISATION.json scenarios.csv --below 0.8
//! $ knockon batch nodes.csv edges.csv scenarios.csv --party shoppers --json
//! ```
//!
//! A row of the table is a scenario, a column a parameter: an id alone (the capability of a department,
//! the ceiling of an external customer, the condition of a service), or a parameter before an id. Cells
//! left empty set nothing:
//!
//! ```text
//! scenario,fleet,counter,agents support
//! storm,0.4,70%,
//! strike,,,3
//! ```
//!
//! Without a table every department of the organisation works at half, one after the other. A
//! document has the quality of every external customer under each scenario, or of the parties asked
//! for; `--format csv` prints the same as a table, with a row for every scenario and party.

use std::path::PathBuf;

use clap::Args;
use knockon::io::{Limits, read_scenarios, sample};
use knockon::organisation::PartyRef;
use knockon::quality::BatchError;
use knockon::report::text::{Column, Points, plain, table};
use knockon::{Batch, BatchOutcome, Network, Organisation, Scenario, Status, Workspace};
use serde::Serialize;

use crate::advice::{advise, unknown};
use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::input::{OrganisationFiles, ReadingArguments};
use crate::scenario::number;
use crate::solve::SolveArguments;
use crate::standard_input::given_file;
use crate::warning::warn;
use crate::{paint, progress};

/// What customers feel of each of many scenarios.
#[derive(Debug, Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "A row of the table is a scenario, a column a parameter:\n  \
        scenario,fleet,counter,agents support\n  storm,0.4,70%,\n  strike,,,3\nA column is headed by \
        an id (of a department: capability, of an external customer: ceiling, of a service: \
        condition), or by a parameter and an id. Parameters are capability, condition, dependence, \
        ceiling, skill, agents, demand_per_hour, retries and running (true or false)."
)]
pub(crate) struct Arguments {
    /// One organisation in JSON or YAML, or a table of parties and a table of services, or files of
    /// other programs; then the scenarios, a table. None for the embedded organisation, each department at half
    #[arg(value_parser = given_file, value_name = "ORG.json SCENARIOS.csv | NODES.csv EDGES.csv SCENARIOS.csv",
          num_args = 0..)]
    files: Vec<PathBuf>,

    #[command(flatten)]
    reading: ReadingArguments,

    #[command(flatten)]
    solve: SolveArguments,

    /// Quality below which customers are counted, 0..=1
    #[arg(long, value_name = "Q", default_value = "0.8", value_parser = number)]
    below: f64,

    /// Party whose quality is listed as well; may be given again for others
    #[arg(long, value_name = "ID")]
    party: Vec<String>,

    /// How many scenarios to list, worst first; a document has all, as stated
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,

    #[command(flatten)]
    format: AnswerFormat,
}

/// What customers feel of every scenario.
#[derive(Serialize)]
struct Document<'a> {
    organisation: &'a str,
    scenarios: &'a [BatchOutcome],
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let mut files = arguments.files.clone();
    let scenarios = match files.len() {
        0 | 1 => None,
        _ => files.pop(),
    };
    let files = OrganisationFiles { files, reading: arguments.reading.clone() };
    let organisation = files.read(None, sample)?;
    let network = organisation.compile()?;
    let scenarios = match scenarios {
        Some(table) => read_scenarios(table, &organisation, &Limits::default())?,
        None => halves(&organisation),
    };
    progress::expect(scenarios.len());
    progress::say("scenarios");
    let outcomes = solve(&organisation, &network, arguments, &scenarios)?;
    let unsettled = outcomes.iter().filter(|outcome| outcome.status() != Status::Converged).count();
    if unsettled > 0 {
        warn(&format!("{unsettled} of {} scenarios did not converge", outcomes.len()));
    }
    if arguments.format.is_csv() {
        return rows(&organisation, &network, arguments, &outcomes);
    }
    let document = Document { organisation: organisation.name(), scenarios: &outcomes };
    if let Some(answer) = arguments.format.written_as("knockon/batch", &document, &[])? {
        return Ok(answer);
    }
    Ok(paint::text(describe(&organisation, outcomes, arguments)))
}

fn solve(
    organisation: &Organisation,
    network: &Network,
    arguments: &Arguments,
    scenarios: &[Scenario],
) -> Result<Vec<BatchOutcome>, Failure> {
    let mut batch = Batch::of(network).with_options(arguments.solve.options());
    if network.customer_count() > 0 {
        batch = batch.mean().worst().below(arguments.below)?;
    }
    for id in &arguments.party {
        batch = batch.party(id).map_err(|error| match error {
            BatchError::Unknown(error) => unknown("--party", &error, organisation),
            other => format!("--party: {other}").into(),
        })?;
    }
    if !arguments.format.is_text() && arguments.party.is_empty() {
        for customer in organisation.customers() {
            batch = batch.party(customer.id())?;
        }
    }
    let solved = batch.solve(scenarios).zip(scenarios);
    let named = solved.map(|(outcome, scenario)| {
        progress::advance();
        outcome.map_err(|error| {
            let problems = advise(&error, organisation);
            format!("scenario `{}`: {problems}", scenario.name()).into()
        })
    });
    named.collect()
}

/// A row for every scenario and party, qualities 0..=1.
fn rows(
    organisation: &Organisation,
    network: &Network,
    arguments: &Arguments,
    outcomes: &[BatchOutcome],
) -> Result<String, Failure> {
    let today = Scenario::default();
    let baseline = network.solve_with(&today, &arguments.solve.options(), &mut Workspace::new())?;
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record([
        "scenario",
        "party",
        "name",
        "population",
        "baseline",
        "quality",
        "change",
        "status",
    ])?;
    for outcome in outcomes {
        for (id, quality) in outcome.qualities() {
            let party = organisation.party(id);
            let name = party.map_or(id.as_str(), |party| party.name());
            let population = party.and_then(PartyRef::population);
            let before = baseline.quality(id).map_or(1.0, f64::from);
            table.write_record([
                outcome.scenario(),
                id.as_str(),
                name,
                &population.map_or_else(String::new, |population| population.get().to_string()),
                &before.to_string(),
                &quality.get().to_string(),
                &(quality.get() - before).to_string(),
                &outcome.status().to_string(),
            ])?;
        }
    }
    Ok(String::from_utf8(table.into_inner()?)?)
}

/// Every department that serves anybody at half, one after the other.
fn halves(organisation: &Organisation) -> Vec<Scenario> {
    let departments = organisation.departments().filter(|party| party.is_supplier());
    let half = |id: &str| Scenario::new(format!("{id} at half")).capability(id, 0.5);
    departments.map(|party| half(party.id().as_str())).collect()
}

fn describe(
    organisation: &Organisation,
    mut outcomes: Vec<BatchOutcome>,
    arguments: &Arguments,
) -> String {
    let mean = |outcome: &BatchOutcome| outcome.mean().map_or(1.0, f64::from);
    outcomes.sort_by(|one, two| mean(one).total_cmp(&mean(two)));
    let shown = || outcomes.iter().take(arguments.top);
    let worst = |outcome: &BatchOutcome| outcome.worst().map_or(1.0, |it| it.quality.get());
    let of_party = |it: &BatchOutcome, id: &String| it.quality(id).map(|it| 1.0 - it.get());
    let losses = shown().flat_map(|it| {
        let parties = arguments.party.iter().filter_map(|id| of_party(it, id));
        parties.chain([1.0 - mean(it), 1.0 - worst(it)]).collect::<Vec<_>>()
    });
    let points = Points::of_losses(losses);
    let below =
        format!("below {}", Points::of_losses([1.0 - arguments.below]).quality(arguments.below));
    let mut columns = vec![
        Column::Text("scenario"),
        Column::Number("all customers"),
        Column::Text("worst served"),
        Column::Number("points"),
        Column::Number(&below),
    ];
    columns.extend(arguments.party.iter().map(|id| Column::Number(id)));
    let name = |id: &str| plain(organisation.party(id).map_or(id, |party| party.name()));
    let rows = outcomes.iter().map(|outcome| {
        let mut row = vec![plain(outcome.scenario())];
        row.push(outcome.mean().map_or_else(String::new, |mean| points.quality(mean.get())));
        row.extend(match outcome.worst() {
            Some(worst) => [name(worst.customer.as_str()), points.quality(worst.quality.get())],
            None => [String::new(), String::new()],
        });
        row.push(outcome.below().map_or_else(String::new, |below| below.customers.to_string()));
        row.extend(arguments.party.iter().map(|id| {
            outcome.quality(id).map_or_else(String::new, |quality| points.quality(quality.get()))
        }));
        row
    });
    let count = outcomes.len();
    let s = if count == 1 { "" } else { "s" };
    format!(
        "{}: {count} scenario{s}, in points of 100, worst first\n\n{}",
        plain(organisation.name()),
        table(&columns, rows, arguments.top)
    )
}

#[cfg(test)]
mod tests {
    use crate::scratch::scratch;

    fn ask(line: &str) -> Result<String, String> {
        crate::ask(&format!("batch {line}"))
    }

    #[test]
    fn without_a_table_every_department_works_at_half() {
        let text = ask("--top 2 --party schools").unwrap();
        let expected = "Harbour & Vine: 14 scenarios, in points of 100, worst first

 scenario       all customers  worst served       points  below 80.0  schools
 shops at half           72.2  Shoppers             64.0           1    100.0
 it at half              73.8  Online households    64.3           2     86.2
";
        assert!(text.starts_with(expected), "{text}");
        assert!(text.ends_with(" and 12 more\n"), "{text}");
    }

    #[test]
    fn a_table_gives_what_single_solves_give() {
        let document = knockon::io::json::organisation_to_string(&knockon::io::sample());
        let organisation = scratch("batch.json", &document);
        let table = "Scenario;fleet;counter;capability warehouse\nstorm;40%;0.7;\nstrike;;;0.1\n";
        let table = scratch("batch.csv", table);
        let answer = ask(&format!("{organisation} {table} --json")).unwrap();
        let document: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(document["format"], "knockon/batch");
        assert_eq!(document["organisation"], "Harbour & Vine");
        let document = &document["scenarios"];
        let storm = crate::ask("assess --set fleet=0.4 --condition counter=0.7 --json").unwrap();
        let storm: serde_json::Value = serde_json::from_str(&storm).unwrap();
        assert_eq!(document[0]["scenario"], "storm");
        for customer in ["shoppers", "households", "restaurants", "schools"] {
            assert_eq!(document[0]["quality"][customer], storm["quality"][customer]);
        }
        assert_eq!(document[1]["scenario"], "strike");
        let rows = ask(&format!("{organisation} {table} --format csv")).unwrap();
        let mut rows = csv::Reader::from_reader(rows.as_bytes());
        let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 8);
        for row in &rows[..4] {
            assert_eq!((&row[0], &row[4], &row[7]), ("storm", "1", "converged"));
            let quality: f64 = row[5].parse().unwrap();
            assert_eq!(storm["quality"][&row[1]], quality);
            assert!((row[6].parse::<f64>().unwrap() - (quality - 1.0)).abs() < 1e-15);
        }
        assert_eq!((&rows[0][1], &rows[0][2], &rows[0][3]), ("shoppers", "Shoppers", "120000"));
        let table = scratch("batch-twice.csv", "scenario,fleet\nstorm,0.4\nfog,0.5\nstorm,0.6\n");
        let refused = ask(&format!("{organisation} {table}")).unwrap_err();
        assert_eq!(
            refused,
            format!(
                "{table}, line 4, scenario: scenario `storm` is that of line 2 already, where every \
                 scenario needs a name of its own"
            )
        );
        let table = scratch("batch-bad.csv", "fleet,nobody\n0.5,1\n");
        let refused = ask(&format!("{organisation} {table}")).unwrap_err();
        assert!(refused.starts_with(&format!("{table}, line 1: column `nobody` is headed by no")));
        let table = scratch("batch-range.csv", "scenario,fleet\nstorm,5\n");
        let refused = ask(&format!("{organisation} {table}")).unwrap_err();
        assert!(refused.starts_with("scenario `storm`: "), "{refused}");
    }
}
