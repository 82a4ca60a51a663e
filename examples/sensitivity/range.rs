//! What quality can be where numbers are known as ranges.

use knockon::explain::{Objective, PartyBounds, Ranges};
use knockon::report::SensitivityDocument;
use knockon::{Assessment, Network, Status};
use serde::Serialize;

use crate::common::{Column, Failure, plain, table, warn};
use crate::name::short;

/// The least and the most that the objective and every party can be, whatever the numbers are
/// within their ranges.
#[derive(Debug, Serialize)]
pub(crate) struct RangeDocument {
    lower: f64,
    upper: f64,
    parties: Vec<PartyBounds>,
}

impl RangeDocument {
    pub(crate) fn new(
        network: &Network,
        ranges: &Ranges,
        objective: &Objective,
    ) -> Result<Self, Failure> {
        let bounds = network.range(ranges)?;
        let (lower, upper) = (bounds.lower(), bounds.upper());
        if bounds.status() != Status::Converged {
            warn("an end of what can be did not converge");
        }
        Ok(Self {
            lower: objective.value(lower)?,
            upper: objective.value(upper)?,
            parties: bounds.parties().collect(),
        })
    }

    /// Describes the objective, then external customers and departments, the widest apart first.
    pub(crate) fn describe(
        &self,
        document: &SensitivityDocument,
        stated: &Assessment,
        top: usize,
    ) -> String {
        let points = |quality: f64| format!("{:.1}", 100.0 * quality);
        let mut parties: Vec<_> = self.parties.iter().filter(|party| width(party) > 0.0).collect();
        let department = |bounds: &PartyBounds| {
            stated.party(bounds.id.as_str()).is_some_and(|party| party.is_department())
        };
        parties.sort_by(|one, two| {
            department(one).cmp(&department(two)).then(width(two).total_cmp(&width(one)))
        });
        let columns = [
            Column::Text("party"),
            Column::Number("at worst"),
            Column::Number("as stated"),
            Column::Number("at best"),
        ];
        let rows = parties.iter().filter_map(|bounds| {
            let party = stated.party(bounds.id.as_str())?;
            let [worst, is, best] =
                [bounds.lower, party.quality(), bounds.upper].map(|quality| points(quality.get()));
            Some([short(&party.name()), worst, is, best])
        });
        let name = stated.party(&document.objective);
        let name = name.map_or_else(|| plain(&document.objective), |party| plain(&party.name()));
        let mut text = format!(
            "\nWhatever the numbers are within their ranges: {} to {} points for {name}\n\n",
            points(self.lower),
            points(self.upper),
        );
        text += &table(&columns, rows.collect::<Vec<_>>().into_iter(), top);
        text
    }
}

fn width(bounds: &PartyBounds) -> f64 {
    bounds.upper.get() - bounds.lower.get()
}
