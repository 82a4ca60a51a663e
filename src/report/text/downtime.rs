//! Whose downtime it was.

use chrono::TimeDelta;

use super::name::stated;
use super::number::quality;
use super::{Column, duration, list, short, table};
use crate::organisation::Organisation;
use crate::time::{Downtime, DowntimeLine};

/// Describes what customers lost, with the causes of each span in which somebody was below the
/// threshold: up to `top` lines, and `top` causes of each.
pub fn downtime(
    organisation: &Organisation,
    found: &Downtime,
    threshold: f64,
    top: usize,
) -> String {
    let columns = [
        Column::Text("from"),
        Column::Text("customer"),
        Column::Number("lost"),
        Column::Number("below"),
        Column::Text("of it"),
        Column::Number("avoidable"),
    ];
    let lines: Vec<&DowntimeLine> =
        found.lines.iter().filter(|line| line.below_seconds > 0.0).collect();
    let rows = lines.iter().map(|line| {
        let mut shares: Vec<String> = line
            .causes
            .iter()
            .filter(|cause| cause.below_seconds >= 0.5)
            .map(|cause| {
                let name = match organisation.party(cause.cause.id()) {
                    Some(_) => stated(organisation, cause.cause.id()),
                    None => super::plain(cause.cause.id()),
                };
                format!("{} {name}", seconds(cause.below_seconds))
            })
            .collect();
        if line.normal_below_seconds >= 0.5 {
            shares.push(format!("{} as stated", seconds(line.normal_below_seconds)));
        }
        [
            line.span
                .map_or_else(|| "all".to_owned(), |_| line.from.format("%Y-%m-%d").to_string()),
            short(&stated(organisation, &line.customer)),
            seconds(line.lost_seconds - line.gained_seconds),
            seconds(line.below_seconds),
            list(&shares, top),
            seconds(line.together_seconds),
        ]
    });
    let threshold = quality(threshold);
    let table = table(&columns, rows, top);
    format!(
        "\nTime below {threshold}, and whose it was; lost is quality times time:\n{table}\
         What each cause alone could have avoided does not add up.\n"
    )
}

fn seconds(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "a replay's time in seconds")]
    duration(TimeDelta::seconds(seconds.round() as i64))
}
