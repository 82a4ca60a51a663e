//! How answers spread where numbers are known as distributions.
//!
//! ```text
//! $ knockon draws
//! $ knockon draws ORGANISATION.json --dependence "it-hr=beta(0.6, 0.4..0.8)" --threshold 0.9
//! $ knockon draws nodes.csv edges.csv --capability "it=uniform(0.7..1)" --variance --json
//! ```
//!
//! ```text
//! $ knockon draws --draws 2000 --threshold 0.7 --variance 500 --top 2
//! Harbour & Vine, as it is: 2000 draws of 4 numbers, seed 1
//!
//! Quality, in points
//!
//!  party              as stated  mean   5 %  50 %  95 %  deviation  below 70.0  95 % interval
//!  all customers          100.0  77.1  68.6  76.5  88.0        5.9      10.6 %  9.3 % to 12.0 %
//!  Online households      100.0  68.7  56.8  68.1  83.4        8.0      58.6 %  56.4 % to 60.7 %
//!  Shoppers               100.0  79.5  71.4  79.0  89.4        5.5       2.3 %  1.7 % to 3.1 %
//!  and 2 more
//!
//! Who carries the variance of all customers, from 500 pairs of draws
//!
//!  drawn                 alone      ±  in all      ±
//!  capability of it     93.3 %  0.6 %  94.1 %  4.5 %
//!  dependence of tills   0.8 %  4.5 %   5.2 %  0.5 %
//!  and 2 more
//! Alone: what would go if it alone were known; in all: what would stay if all else were.
//!
//! Every cycle is proved to have one solution, at the largest values drawn and below.
//! ```
//!
//! ```text
//! $ knockon draws --set it=0.5 --dependence tills=uniform(0.1..0.5) --draws 2000 --top 1
//! ...
//! What the scenario changes, draw by draw, in points
//!
//!  party               mean    5 %   50 %   95 %  deviation
//!  all customers      -29.7  -33.9  -29.8  -25.5        2.7
//!  Online households  -35.7  -35.7  -35.7  -35.7        0.0
//!  and 3 more
//!
//! Every cycle is proved to have one solution, at the largest values drawn and below.
//! ```
//!
//! Where no distribution is given, every number of the organisation that states a range is drawn.
//! Without arguments it asks an embedded organisation whose IT works at 0.3 to 0.9, and of which
//! nobody knows quite how much others depend on IT. Bad input ends with exit code 2, a message on
//! standard error and nothing on standard output.

mod arguments;
#[cfg(test)]
mod tests;

use knockon::Status;
use knockon::explain::Objective;
use knockon::io::sample;
use knockon::quality::ObjectiveError;
use knockon::report::{DrawsDocument, remarks, text};
use knockon::uncertainty::DrawsError;

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
    let mut draws = arguments.draws(&organisation)?;
    if let Some(id) = &arguments.objective {
        let objective = Objective::party(&network, id);
        draws = draws
            .objective(objective.map_err(|error| refused_at("--objective", error, &organisation))?);
    }
    if !scenario.is_empty() {
        draws = draws.under(scenario);
    }
    let outcome = network.draws(&draws).map_err(|error| match error {
        DrawsError::Invalid(invalid) => advise(&invalid, &organisation),
        DrawsError::Objective(ObjectiveError::NoPopulation | ObjectiveError::NoCustomer) => {
            nobody_counts(error, "name a party with --objective")
        }
        error => refused(error, &organisation),
    })?;
    if outcome.status != Status::Converged {
        warn(&format!("{} draws did not converge", outcome.not_converged));
    }
    let document = DrawsDocument::new(organisation.name(), outcome);
    if let Some(answer) = arguments.format.written(&document, &["parties"])? {
        return Ok(answer);
    }
    let text = text::draws(&organisation, &document, arguments.top);
    Ok(paint::text(text + &remarks(&network)))
}
