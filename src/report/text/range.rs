//! What quality can be where numbers are known as ranges.

use super::name::assessed;
use super::{Column, Points, short, table};
use crate::explain::PartyBounds;
use crate::quality::{Assessment, PartyQuality};
use crate::report::{RangeDocument, SensitivityDocument};
use crate::unit::Quality;

/// Describes the objective, then external customers and departments, the widest apart first, up to
/// `top` of them.
pub fn range(
    range: &RangeDocument,
    document: &SensitivityDocument,
    stated: &Assessment,
    top: usize,
) -> String {
    let varied = range.parties.iter().filter(|bounds| width(bounds) > 0.0);
    let party = |bounds: &'_ PartyBounds| stated.party(bounds.id.as_str());
    let mut parties: Vec<_> = varied.filter_map(|bounds| Some((party(bounds)?, bounds))).collect();
    let is_department = |party: &PartyQuality<'_>| party.is_department();
    parties.sort_by(|(one, its), (two, others)| {
        is_department(one).cmp(&is_department(two)).then(width(others).total_cmp(&width(its)))
    });
    let columns = [
        Column::Text("party"),
        Column::Number("at worst"),
        Column::Number("as stated"),
        Column::Number("at best"),
    ];
    let ends = |(party, bounds): &(PartyQuality<'_>, &PartyBounds)| {
        [bounds.lower, party.quality(), bounds.upper].map(Quality::get)
    };
    let shown = parties.iter().take(top).flat_map(ends);
    let points = Points::of_losses(shown.map(|quality| 1.0 - quality));
    let rows = parties.iter().map(|line| {
        let [worst, is, best] = ends(line).map(|quality| points.quality(quality));
        [short(&line.0.name()), worst, is, best]
    });
    let points = Points::of_losses([1.0 - range.lower, 1.0 - range.upper]);
    let mut text = format!(
        "\nWhatever the numbers are within their ranges: {} to {} points for {}\n\n",
        points.quality(range.lower),
        points.quality(range.upper),
        assessed(stated, &document.objective),
    );
    text += &table(&columns, rows, top);
    text
}

fn width(bounds: &PartyBounds) -> f64 {
    bounds.upper.get() - bounds.lower.get()
}
