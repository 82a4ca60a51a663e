//! Many scenarios at once: what customers feel of each.
//!
//! ```text
//! $ knockon batch
//! $ knockon batch ORGANISATION.json scenarios.csv --below 0.8
//! $ knockon batch nodes.csv edges.csv scenarios.csv --party shoppers --json
//! ```
//!
//! Every row of the table sets one value: `scenario,id,value`, and `parameter` for anything but a
//! capability: `condition`, `dependence`, `ceiling`, `skill`, `agents`, `demand_per_hour`, `retries`,
//! or `running` (0 or 1). Rows of one scenario belong together wherever they stand:
//!
//! ```text
//! scenario,parameter,id,value
//! storm,capability,fleet,0.4
//! storm,condition,counter,0.7
//! strike,capability,warehouse,0.1
//! ```
//!
//! Without a table every department of the organisation works at half, one after the other.

use std::path::{Path, PathBuf};

use clap::Args;
use csv::{ReaderBuilder, StringRecord, Trim};
use indexmap::IndexMap;
use knockon::io::sample;
use knockon::report::text::{Column, Points, plain, table};
use knockon::{Batch, BatchOutcome, Network, Organisation, Scenario, Status};

use crate::common::{Failure, OrganisationFiles, json, number, warn};

/// What customers feel of each of many scenarios.
#[derive(Debug, Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "Every row of the table sets one value:\n  scenario,parameter,id,value\n  \
        storm,capability,fleet,0.4\n  storm,condition,counter,70%\nParameters are capability (where \
        the column is missing or blank), condition, dependence, ceiling, skill, agents, \
        demand_per_hour, retries and running (0 or 1)."
)]
pub(crate) struct Arguments {
    /// One JSON organisation, or a table of parties and a table of services; then the scenarios,
    /// a table. None for the embedded organisation, each department at half
    #[arg(value_name = "ORG.json SCENARIOS.csv | NODES.csv EDGES.csv SCENARIOS.csv",
          num_args = 0..=3)]
    files: Vec<PathBuf>,

    /// What a consumer loses when everything it receives is lost, above 0 and up to 1, for tables
    /// without dependences
    #[arg(long, value_name = "T", value_parser = number)]
    dependence_total: Option<f64>,

    /// Quality below which customers are counted, 0..=1
    #[arg(long, value_name = "Q", default_value = "0.8", value_parser = number)]
    below: f64,

    /// Party whose quality is listed as well; may be given again for others
    #[arg(long, value_name = "ID")]
    party: Vec<String>,

    /// How many scenarios to list, worst first; a document has all, as stated
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,

    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let mut files = arguments.files.clone();
    let scenarios = match files.len() {
        0 | 1 => None,
        _ => files.pop(),
    };
    let files = OrganisationFiles {
        files,
        dependence_total: arguments.dependence_total,
        customers: Vec::new(),
    };
    let organisation = files.read(None, sample)?;
    let network = organisation.compile()?;
    let scenarios = match scenarios {
        Some(table) => read(&table)?,
        None => halves(&organisation),
    };
    let outcomes = solve(&network, arguments, &scenarios)?;
    let unsettled = outcomes.iter().filter(|outcome| outcome.status() != Status::Converged).count();
    if unsettled > 0 {
        warn(&format!("{unsettled} of {} scenarios did not converge", outcomes.len()));
    }
    if arguments.json {
        return json(&outcomes);
    }
    Ok(describe(&organisation, outcomes, arguments))
}

fn solve(
    network: &Network,
    arguments: &Arguments,
    scenarios: &[Scenario],
) -> Result<Vec<BatchOutcome>, Failure> {
    let mut batch = Batch::of(network);
    if network.customer_count() > 0 {
        batch = batch.mean().worst().below(arguments.below)?;
    }
    for id in &arguments.party {
        batch = batch.party(id)?;
    }
    let solved = batch.solve(scenarios).zip(scenarios);
    let named = solved.map(|(outcome, scenario)| {
        outcome.map_err(|error| format!("scenario `{}`: {error}", scenario.name()).into())
    });
    named.collect()
}

/// Every department that serves anybody at half, one after the other.
fn halves(organisation: &Organisation) -> Vec<Scenario> {
    let departments = organisation.departments().filter(|party| party.is_supplier());
    let half = |id: &str| Scenario::new(format!("{id} at half")).capability(id, 0.5);
    departments.map(|party| half(party.id().as_str())).collect()
}

/// What a table of scenarios may have as columns.
const COLUMNS: [&str; 4] = ["scenario", "parameter", "id", "value"];

/// Reads scenarios from a table, in the order in which they first appear.
fn read(path: &Path) -> Result<Vec<Scenario>, Failure> {
    let place = path.display();
    let reader = ReaderBuilder::new().trim(Trim::All).from_path(path);
    let mut reader = reader.map_err(|error| format!("{place}: {error}"))?;
    let headers = reader.headers().map_err(|error| format!("{place}: {error}"))?.clone();
    let is = |header: &str, name: &str| header.eq_ignore_ascii_case(name);
    for header in &headers {
        if !COLUMNS.iter().any(|known| is(header, known)) {
            return Err(format!(
                "{place}: line 1: no column `{header}` is known, where {} are",
                COLUMNS.join(", ")
            )
            .into());
        }
        if headers.iter().filter(|other| is(other, header)).count() > 1 {
            return Err(format!("{place}: line 1: column `{header}` stands twice").into());
        }
    }
    let column = |name: &str| headers.iter().position(|header| is(header, name));
    let needed = |name: &str| {
        column(name).ok_or_else(|| {
            format!("{place}: no column `{name}`, where `scenario`, `id` and `value` are needed")
        })
    };
    let (scenario, id, value) = (needed("scenario")?, needed("id")?, needed("value")?);
    let parameter = column("parameter");
    let mut scenarios: IndexMap<String, Scenario> = IndexMap::new();
    let mut already: IndexMap<[String; 3], u64> = IndexMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| format!("{place}: {error}"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |column: usize| record.get(column).unwrap_or_default();
        let refused = |message: String| format!("{place}: line {line}: {message}");
        let name = cell(scenario).to_owned();
        let value = number(cell(value)).map_err(refused)?;
        let parameter = parameter.map_or("", |column| cell(column));
        let key = [name.clone(), parameter.to_owned(), cell(id).to_owned()];
        if let Some(earlier) = already.insert(key, line) {
            let id = cell(id);
            let message =
                format!("scenario `{name}` sets this of `{id}` in line {earlier} as well");
            return Err(refused(message).into());
        }
        let one = scenarios.entry(name.clone()).or_insert_with(|| Scenario::new(name));
        *one = set(std::mem::take(one), parameter, &record, id, value).map_err(refused)?;
    }
    Ok(scenarios.into_values().collect())
}

/// Sets what one row says.
fn set(
    scenario: Scenario,
    parameter: &str,
    record: &StringRecord,
    id: usize,
    value: f64,
) -> Result<Scenario, String> {
    let id = record.get(id).unwrap_or_default();
    Ok(match parameter {
        "" | "capability" => scenario.capability(id, value),
        "condition" => scenario.condition(id, value),
        "dependence" => scenario.dependence(id, value),
        "ceiling" => scenario.ceiling(id, value),
        "skill" => scenario.skill(id, value),
        "agents" => scenario.agents(id, value),
        "demand_per_hour" => scenario.demand_per_hour(id, value),
        "retries" => scenario.retries(id, value),
        "running" if value.abs() <= 0.0 => scenario.stop_service(id),
        "running" if (value - 1.0).abs() <= 0.0 => scenario.start_service(id),
        "running" => return Err(format!("running is 0 or 1, not `{value}`")),
        other => {
            return Err(format!(
                "no parameter `{other}`, where one of capability, condition, dependence, ceiling, \
                 skill, agents, demand_per_hour, retries and running is needed"
            ));
        }
    })
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
    use crate::common::scratch;

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
        let organisation = scratch(
            "batch.json",
            &knockon::io::json::organisation_to_string(&knockon::io::sample()),
        );
        let table = "Scenario, Parameter, id, value\nstorm,capability,fleet,40%\n\
                     strike,,warehouse,0.1\nstorm,condition,counter,0.7\n";
        let table = scratch("batch.csv", table);
        let line = format!("{organisation} {table} --party shoppers --json");
        let document: serde_json::Value = serde_json::from_str(&ask(&line).unwrap()).unwrap();
        let storm = crate::ask("assess --set fleet=0.4 --condition counter=0.7 --json").unwrap();
        let storm: serde_json::Value = serde_json::from_str(&storm).unwrap();
        assert_eq!(document[0]["scenario"], "storm");
        assert_eq!(document[0]["quality"]["shoppers"], storm["quality"]["shoppers"]);
        assert_eq!(document[1]["scenario"], "strike");
        for (row, message) in [
            ("a,capability,fleet,x", "line 2: `x` is not a number"),
            ("a,speed,fleet,1", "line 2: no parameter `speed`"),
            ("a,running,counter,0.5", "line 2: running is 0 or 1, not `0.5`"),
            ("a,capability,nobody,0.5", "scenario `a`: "),
            ("a,,it,0.5\na,,it,0.6", "line 3: scenario `a` sets this of `it` in line 2 as well"),
        ] {
            let table = scratch("batch-bad.csv", &format!("scenario,parameter,id,value\n{row}\n"));
            let refused = ask(&format!("{organisation} {table}")).unwrap_err();
            assert!(refused.contains(message), "{refused}");
        }
        let table = scratch("batch-column.csv", "scenario,value\na,1\n");
        let refused = ask(&format!("{organisation} {table}")).unwrap_err();
        assert!(refused.contains("no column `id`"), "{refused}");
        let table = scratch("batch-unknown.csv", "scenario,paramter,id,value\na,,it,1\n");
        let refused = ask(&format!("{organisation} {table}")).unwrap_err();
        assert!(refused.contains("no column `paramter` is known"), "{refused}");
    }
}
