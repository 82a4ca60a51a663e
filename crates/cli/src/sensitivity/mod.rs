//! What matters most, and what can be where numbers are known as ranges?
//!
//! ```text
//! $ knockon sensitivity
//! $ knockon sensitivity ORGANISATION.json --objective shoppers --set it=0.5
//! $ knockon sensitivity nodes.csv edges.csv --dependence-total 0.8 --json
//! ```
//!
//! ```text
//! $ knockon sensitivity --set it=0.5 --top 3
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
//! $ knockon sensitivity \
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
#[cfg(test)]
mod tests;

use std::fmt::Write;

use knockon::explain::Objective;
use knockon::io::sample;
use knockon::report::{RangeDocument, SensitivityDocument, remarks, text};
use knockon::{Network, Organisation, Status, Workspace};
use serde::Serialize;

pub(crate) use arguments::Arguments;

use crate::advice::{advise, nobody_counts, refused, refused_at};
use crate::answer::Failure;
use crate::paint;
use crate::warning::warn;

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.organisation.read(None, sample)?;
    let scenario = arguments.scenario.read([])?;
    let network = organisation.compile()?;
    let options = arguments.solve.options();
    let assessment = network.solve_with(&scenario, &options, &mut Workspace::new());
    let assessment = assessment.map_err(|invalid| advise(&invalid, &organisation))?;
    let objective = objective(&organisation, &network, arguments.objective.as_deref())?;
    if assessment.status() != Status::Converged {
        warn(&format!(
            "not converged after {} sweeps, the last of which still moved by {:e}",
            assessment.iterations(),
            assessment.residual()
        ));
    }
    let range = match arguments.ranges(&scenario) {
        Some(ranges) => {
            let bounds = network.range(&ranges.solve(options));
            let bounds = bounds.map_err(|error| refused(error, &organisation))?;
            if bounds.status() != Status::Converged {
                warn("an end of what can be did not converge");
            }
            Some(RangeDocument::new(&bounds, &objective)?)
        }
        None => None,
    };
    let document = SensitivityDocument::new(organisation.name(), &assessment, &objective)?;
    if !arguments.format.is_text() {
        let lists = ["departments", "people", "services", "range.parties"];
        let answer = Answer { document, range };
        return Ok(arguments.format.written(&answer, &lists)?.unwrap_or_default());
    }
    let mut text = text::sensitivity(&document, &assessment, arguments.top);
    let _ = writeln!(text, "\nQualities are {}.", assessment.proof());
    if let Some(range) = &range {
        text += &text::range(range, &document, &assessment, arguments.top);
    }
    Ok(paint::text(text + &remarks(&network)))
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
        return Objective::party(network, id)
            .map_err(|error| refused_at("--objective", error, organisation));
    }
    if network.customer_count() > 0 {
        return Objective::customers(network)
            .map_err(|error| nobody_counts(error, "name a party with --objective"));
    }
    warn("there is no external customer; what matters to the mean of all departments is shown");
    let share = 1.0 / f64::from(u32::try_from(network.department_count())?);
    let weights = organisation.departments().map(|department| (department.id().as_str(), share));
    Ok(Objective::weighted(network, "all departments", weights)?)
}
