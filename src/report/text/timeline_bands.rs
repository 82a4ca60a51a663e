//! How deep a disruption may get, and how much may be lost, where numbers are known as ranges.

use std::fmt::Write as _;

use super::draws::numbers;
use super::name::stated;
use super::timeline::amount;
use super::{Column, Points, table};
use crate::organisation::Organisation;
use crate::quality::Status;
use crate::time::{CustomerBand, TimelineBands};

/// Describes how the lowest quality of customers and what they lose spread over draws, those who lose
/// most first, up to `top` of them.
pub fn timeline_bands(organisation: &Organisation, bands: &TimelineBands, top: usize) -> String {
    let numbers = numbers(bands.inputs.len());
    let mut text = format!(
        "\nHow sure that is: {} draws of {numbers}, seed {}; deepest in points, and quality-days \
         lost\n\n",
        bands.draws, bands.seed
    );
    let mut customers: Vec<&CustomerBand> = bands.customers.iter().collect();
    customers.sort_by(|one, two| two.loss_quality_days.mean.total_cmp(&one.loss_quality_days.mean));
    let deepest = customers.iter().take(top).flat_map(|it| &it.deepest.percentiles);
    let points = Points::of_losses(deepest.map(|at| 1.0 - at.value));
    let percents = bands.customers.first().map_or(&[][..], |it| &it.deepest.percentiles);
    let percents: Vec<String> = percents.iter().map(|at| format!("{} %", at.percent)).collect();
    let mut columns = vec![Column::Text("customer")];
    for heading in ["deepest", "lost"] {
        columns.push(Column::Number(heading));
        columns.extend(percents.iter().map(|percent| Column::Number(percent)));
    }
    let rows = customers.iter().map(|customer| {
        let CustomerBand { deepest, loss_quality_days: lost, .. } = customer;
        let mut row = vec![stated(organisation, customer.customer.as_str())];
        row.push(points.quality(deepest.mean));
        row.extend(deepest.percentiles.iter().map(|at| points.quality(at.value)));
        row.push(amount(lost.mean));
        row.extend(lost.percentiles.iter().map(|at| amount(at.value)));
        row
    });
    text += &table(&columns, rows, top);
    text += "The first of each is the mean.\n";
    if bands.draws < bands.asked {
        let _ = writeln!(
            text,
            "{} of {} draws were not followed to the end, and are left out.",
            bands.asked - bands.draws,
            bands.asked
        );
    }
    if bands.status == Status::NotConverged {
        text += "Of some draws the state at the start, or one it may end in, did not converge.\n";
    }
    text
}
