//! Whom a change reaches.

use super::{Column, Points, plain, short, table};
use crate::report::{Reach, ReachDocument};

/// Says in one line how many parties a change reaches and how many get worse.
pub fn reach(document: &ReachDocument) -> String {
    let Reach { parties, direct, in_all, worse, .. } = document.everybody;
    format!(
        "\nIt reaches {direct} of {parties} parties directly and {in_all} in all; {worse} get worse.\n"
    )
}

/// Lists how far a change reaches into every group, and among external customers.
pub fn reach_by_group(document: &ReachDocument) -> String {
    let groups = document.groups.iter().map(|group| (short(&group.name), &group.reach));
    let ungrouped = ("in no group".to_owned(), &document.ungrouped);
    let customers = ("external customers".to_owned(), &document.customers);
    let rows: Vec<_> =
        groups.chain([ungrouped, customers]).filter(|(_, reach)| reach.parties > 0).collect();
    let falls = rows.iter().filter_map(|(_, reach)| Some(reach.worst.as_ref()?.change));
    let points = Points::of_losses(falls);
    let row = |(name, reach): &(String, &Reach)| {
        let counts = [reach.parties, reach.set, reach.direct, reach.in_all, reach.worse];
        let worst = reach.worst.as_ref();
        let change = worst.map(|worst| points.change(worst.change)).unwrap_or_default();
        let who = worst.map(|worst| short(&plain(&worst.name))).unwrap_or_default();
        let counts = counts.map(|count| count.to_string());
        [name.clone()].into_iter().chain(counts).chain([change, who])
    };
    let columns = [
        Column::Text("group"),
        Column::Number("parties"),
        Column::Number("set"),
        Column::Number("directly"),
        Column::Number("in all"),
        Column::Number("worse"),
        Column::Number("points"),
        Column::Text("worst"),
    ];
    let table = table(&columns, rows.iter().map(row), rows.len());
    format!("\nWhom it reaches, by group\n\n{table}")
}
