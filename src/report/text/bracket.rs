//! Between what qualities lie, whatever the order at which losses meet.

use std::fmt::Write;

use super::name::assessed;
use super::{Column, Points, list, short, table};
use crate::quality::Assessment;
use crate::report::BracketDocument;
use crate::unit::Quality;

/// How many parties that keep their rule are worth naming.
const NAMED: usize = 5;

/// Describes between what qualities lie, of up to `top` customers, and for whom the order was varied.
pub fn bracket(bracket: &BracketDocument, after: &Assessment, top: usize) -> String {
    if bracket.varied == 0 {
        return "\nThe bracket does not apply: nobody's losses count in full, so that there is no \
                order to vary.\n"
            .to_owned();
    }
    let columns =
        [Column::Text("customer"), Column::Number("losses add"), Column::Number("worst decides")];
    let ends = bracket.additive.values().zip(bracket.weakest.values());
    let shown = ends.take(top).flat_map(|(lower, upper)| [lower, upper]);
    let points = Points::of_losses(shown.map(|quality| 1.0 - quality.get()));
    let rows = bracket.additive.iter().zip(bracket.weakest.values()).map(|((id, lower), upper)| {
        let [lower, upper] = [lower, upper].map(|quality: &Quality| points.quality(quality.get()));
        [short(&assessed(after, id.as_str())), lower, upper]
    });
    let mut text =
        "\nWhatever the order at which losses meet, between, in points of 100\n\n".to_owned();
    text += &table(&columns, rows, top);
    let parties = if bracket.varied == 1 { "party" } else { "parties" };
    let _ = write!(text, "\nThe order is varied for {} {parties}", bracket.varied);
    if bracket.kept.is_empty() {
        return text + ".\n";
    }
    let keep = if bracket.kept.len() == 1 { "keeps its" } else { "keep their" };
    let names: Vec<_> = bracket.kept.iter().map(|id| assessed(after, id.as_str())).collect();
    let (count, names) = (names.len(), list(&names, NAMED));
    let _ = writeln!(text, "; {count} {keep} rule, a share or fdna:\n{names}.");
    text
}
