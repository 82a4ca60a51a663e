//! What to restore first.

use std::fmt::Write;

use super::explanation::cause;
use super::name::assessed;
use super::number::change;
use super::{Column, Points, list, short, table};
use crate::explain::{Restoration, RestoredSet};
use crate::quality::Assessment;
use crate::report::AssessmentDocument;

/// How many sources of a set are worth naming.
const NAMED: usize = 10;

/// Describes what each of the best gains, and which few bring back most; empty where nothing is
/// below normal or nothing would be gained.
pub fn restoration(document: &AssessmentDocument, after: &Assessment, top: usize) -> String {
    let Some(restoration) = &document.restoration else { return String::new() };
    if restoration.best.is_empty() && restoration.smallest_set.is_none() {
        return String::new();
    }
    let whose = assessed(after, &restoration.objective);
    let is_one = after.party(&restoration.objective).is_some();
    let by_head = if is_one || after.network().customer_count() == 0 { "" } else { ", by head" };
    let mut text = format!(
        "\nWhat to restore first, each tried by a solve of its own: points for {whose}{by_head}\n\n"
    );
    if restoration.best.is_empty() {
        text += "Nothing alone helps.\n";
    } else {
        let columns =
            [Column::Text("source"), Column::Number("restored"), Column::Number("one point of it")];
        let shown = || restoration.best.iter().take(top);
        let gains = Points::of_losses(shown().map(|restored| restored.gain));
        let of_points = Points::of_losses(shown().filter_map(|restored| restored.gain_of_point));
        let rows = restoration.best.iter().map(|restored| {
            let point = restored.gain_of_point.map(|gain| of_points.change(gain));
            let point = point.unwrap_or_else(|| "-".to_owned());
            [short(&cause(&restored.source, after)), gains.change(restored.gain), point]
        });
        text += &table(&columns, rows, top);
        text += "\n";
    }
    if let Some(set) = &restoration.smallest_set {
        text += &words(set, restoration, after);
    }
    if restoration.untried > 0 {
        let _ = writeln!(
            text,
            "{} of {} sources were not tried alone; none of them gains more than {}.",
            restoration.untried,
            restoration.source_count,
            change(restoration.untried_gain_at_most)
        );
    }
    text
}

/// Words the smallest set found.
fn words(set: &RestoredSet, restoration: &Restoration, after: &Assessment) -> String {
    let names: Vec<_> = set.sources.iter().map(|source| cause(source, after)).collect();
    let (count, gain) = (restoration.source_count, change(set.gain));
    let all =
        format!("All {count} sources together bring back {}", change(restoration.gain_of_all));
    match names.as_slice() {
        [one] if count == 1 => format!("{one} is all there is to restore.\n"),
        [one] => format!("{all}; {one} alone brings back {gain}.\n"),
        _ => {
            let certain = if set.is_minimal {
                "none of them can be left out"
            } else {
                "whether it can do with fewer was not tried to the end"
            };
            format!(
                "{all}. The smallest set found that brings back nine tenths of that:\n{} \
                 together, {gain}; {certain}.\n",
                match names.as_slice() {
                    [one, two] => format!("{one} and {two}"),
                    _ => list(&names, NAMED),
                }
            )
        }
    }
}
