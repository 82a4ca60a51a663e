//! What matters most?
//!
//! ```text
//! $ cargo run --release --example sensitivity
//! $ cargo run --release --example sensitivity -- ORGANISATION.json --objective shoppers --set it=0.5
//! $ cargo run --release --example sensitivity -- nodes.csv edges.csv --dependence-total 0.8 --json
//! ```
//!
//! ```text
//! $ cargo run --release --example sensitivity -- --set it=0.5 --top 3
//! Harbour & Vine, it at 0.5: what matters most to all customers, at 73.8 points
//!
//! Worth of one point of a department's capability, in points
//!
//!  department  worth
//!  IT          0.407
//!  Shops       0.398
//!  Facilities  0.198
//!  and 12 more
//!
//! Worth of one point of a service's condition, in points
//!
//!  service        worth
//!  counter        0.398
//!  replenishment  0.163
//!  shop-rota      0.095
//!  and 37 more
//!
//! What one point more of dependence on a service gives, in points
//!
//!  service         gives
//!  tills          -0.234
//!  counter        -0.176
//!  replenishment  -0.144
//!  and 23 more
//! ```
//!
//! Without arguments it asks an embedded organisation, as it is today. Bad input ends with exit
//! code 2, a message on standard error and nothing on standard output.

#[path = "common/mod.rs"]
mod common;
#[path = "common/scenario.rs"]
mod scenario;

use std::process::ExitCode;

use clap::Parser;
use knockon::explain::{CapabilitySensitivity, Objective, SensitivityStatus, ServiceSensitivity};
use knockon::io::sample;
use knockon::report::SensitivityDocument;
use knockon::{Assessment, Network, Organisation, Status};

use common::{Column, Failure, OrganisationFiles, finish, plain, table, warn};
use scenario::{ScenarioArguments, warn_of_statement};

/// What matters most.
#[derive(Debug, Parser)]
#[command(name = "sensitivity")]
struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    #[command(flatten)]
    scenario: ScenarioArguments,

    /// Department or external customer it matters to; all external customers, by population, unless
    /// given
    #[arg(long, value_name = "ID")]
    objective: Option<String>,

    /// How many rows to print
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,

    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    finish(answer(&Arguments::parse()))
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.organisation.read(sample)?;
    let scenario = arguments.scenario.read([])?;
    let network = organisation.compile()?;
    let assessment = network.solve(&scenario)?;
    let objective = objective(&organisation, &network, arguments.objective.as_deref())?;
    warn_of_statement(&organisation);
    if assessment.status() == Status::NotConverged {
        warn(&format!(
            "not converged after {} sweeps, the last of which still moved by {:e}",
            assessment.iterations(),
            assessment.residual()
        ));
    }
    let document = SensitivityDocument::new(organisation.name(), &assessment, &objective);
    if arguments.json {
        Ok(serde_json::to_string_pretty(&document)? + "\n")
    } else {
        Ok(describe(&document, &assessment, arguments.top))
    }
}

/// The party asked about, else the mean of all external customers, else that of all departments.
fn objective(
    organisation: &Organisation,
    network: &Network,
    asked: Option<&str>,
) -> Result<Objective, Failure> {
    if let Some(id) = asked {
        return Ok(Objective::party(network, id).map_err(|error| format!("--objective: {error}"))?);
    }
    if network.customer_count() > 0 {
        return Ok(Objective::customers(network)
            .map_err(|error| format!("{error}; name a party with --objective"))?);
    }
    warn("there is no external customer; what matters to the mean of all departments is shown");
    let share = 1.0 / f64::from(u32::try_from(network.department_count())?);
    let weights = organisation.departments().map(|department| (department.id().as_str(), share));
    Ok(Objective::weighted(network, "all departments", weights)?)
}

fn describe(document: &SensitivityDocument, assessment: &Assessment, top: usize) -> String {
    let name = |id: &str| assessment.party(id).map_or_else(|| plain(id), |p| plain(&p.name()));
    let scenario = match assessment.scenario() {
        "" => "as it is today".to_owned(),
        scenario => plain(scenario),
    };
    let mut text = format!(
        "{}, {scenario}: what matters most to {}, at {:.1} points\n",
        plain(&document.organisation),
        name(&document.objective),
        100.0 * document.value
    );
    if document.status == SensitivityStatus::Infinite {
        return text
            + "\nThe organisation is at the edge of tipping: the least fall of some capability \
               brings a circle\nof departments down, so a point is worth infinitely many.\n";
    }
    text += "\nWorth of one point of a department's capability, in points\n\n";
    let columns = [Column::Text("department"), Column::Number("worth")];
    let rows = document.departments.iter();
    let row =
        |line: &CapabilitySensitivity| [name(line.department.as_str()), rate(line.derivative)];
    text += &table(&columns, rows.map(row), top);

    if !document.people.is_empty() {
        text += "\nWorth of one more agent in a department, in points\n\n";
        let columns = [Column::Text("department"), Column::Number("worth")];
        let staffed = document.people.iter().filter_map(|line| Some((line, line.agents?)));
        let rows = staffed
            .map(|(line, agents)| [name(line.department.as_str()), rate(100.0 * agents)])
            .collect::<Vec<_>>();
        text += &table(&columns, rows.into_iter(), top);
    }

    text += "\nWorth of one point of a service's condition, in points\n\n";
    let columns = [Column::Text("service"), Column::Number("worth")];
    let row = |line: &ServiceSensitivity| [plain(line.service.as_str()), rate(line.condition)];
    text += &table(&columns, document.services.iter().map(row), top);

    let matters = |line: &&ServiceSensitivity| line.dependence.abs() >= SMALLEST_RATE;
    let mut costly: Vec<_> = document.services.iter().filter(matters).collect();
    if !costly.is_empty() {
        costly.sort_by(|one, two| one.dependence.total_cmp(&two.dependence));
        text += "\nWhat one point more of dependence on a service gives, in points\n\n";
        let columns = [Column::Text("service"), Column::Number("gives")];
        let row = |line: &ServiceSensitivity| [plain(line.service.as_str()), rate(line.dependence)];
        text += &table(&columns, costly.into_iter().map(row), top);
    }
    text
}

/// A thousandth of a point, when rounded: less is not shown.
const SMALLEST_RATE: f64 = 0.0005;

/// A derivative, in points per point.
fn rate(derivative: f64) -> String {
    if derivative.abs() < SMALLEST_RATE { "0.000".to_owned() } else { format!("{derivative:.3}") }
}
