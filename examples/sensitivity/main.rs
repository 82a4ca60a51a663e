//! What matters most, and what can be where numbers are known as ranges?
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
//! By derivatives towards lower quality: a point less costs as much; inputs that tie share it alike.
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
//! ```text
//! $ cargo run --release --example sensitivity -- \
//!       --range it=0.4..0.8 --range-dependence tills=0.1..0.5 --top 3
//! ...
//! Whatever the numbers are within their ranges: 60.7 to 88.9 points for all customers
//!
//!  party              at worst  as stated  at best
//!  Shoppers               61.1      100.0     90.4
//!  Online households      59.4      100.0     83.7
//!  Restaurants            77.9      100.0     92.7
//!  and 14 more
//! ```
//!
//! Without arguments it asks an embedded organisation, as it is today. Bad input ends with exit
//! code 2, a message on standard error and nothing on standard output.

mod arguments;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/name.rs"]
mod name;
mod range;
#[path = "../common/scenario.rs"]
mod scenario;
#[cfg(test)]
#[path = "../common/shown.rs"]
mod shown;
#[cfg(test)]
mod tests;
mod text;

use std::process::ExitCode;

use clap::Parser;
use knockon::explain::Objective;
use knockon::io::sample;
use knockon::report::{SensitivityDocument, remarks};
use knockon::{Network, Organisation, Status};
use serde::Serialize;

use arguments::Arguments;
use common::{Failure, finish, warn};
use range::RangeDocument;
use scenario::warn_of_statement;

fn main() -> ExitCode {
    finish(answer(&Arguments::parse()))
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.organisation.read(None, sample)?;
    let scenario = arguments.scenario.read([])?;
    let network = organisation.compile()?;
    let assessment = network.solve(&scenario)?;
    let objective = objective(&organisation, &network, arguments.objective.as_deref())?;
    warn_of_statement(&organisation);
    if assessment.status() != Status::Converged {
        warn(&format!(
            "not converged after {} sweeps, the last of which still moved by {:e}",
            assessment.iterations(),
            assessment.residual()
        ));
    }
    let ranges = arguments.ranges(&scenario);
    let range =
        ranges.map(|ranges| RangeDocument::new(&network, &ranges, &objective)).transpose()?;
    let document = SensitivityDocument::new(organisation.name(), &assessment, &objective)?;
    if arguments.json {
        return Ok(serde_json::to_string_pretty(&Answer { document, range })? + "\n");
    }
    let text = text::describe(&document, &assessment, arguments.top);
    let range = range.map(|range| range.describe(&document, &assessment, arguments.top));
    let proof = format!("\nQualities are {}.\n", assessment.proof());
    Ok(text + &proof + &range.unwrap_or_default() + &remarks(&network))
}

/// One JSON document.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    document: SensitivityDocument,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<RangeDocument>,
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
