//! What segments of external customers feel, and whose share it is.

use std::fmt::Write;

use super::explanation::explained;
use super::{Column, Points, plain, short, table};
use crate::explain::Explanation;
use crate::exposure::{Exposure, ExposureError};
use crate::report::segments::segment_lines;

/// How many segments are explained one by one.
const EXPLAINED: usize = 3;

/// Lists up to `top` segments, worst first, with the mean of all, whose share the worst changes are,
/// and up to `top` chains they came through.
///
/// # Errors
///
/// As [`Exposure::qualities`], of either state.
pub fn segments(
    exposure: &Exposure,
    explanation: &Explanation,
    top: usize,
) -> Result<String, ExposureError> {
    let lines = segment_lines(exposure, explanation)?;
    let impact = explanation.impact();
    let shown = || lines.iter().take(top);
    let losses =
        shown().flat_map(|line| [1.0 - line.baseline.get(), 1.0 - line.quality.get(), line.change]);
    let points = Points::of_losses(losses);
    let columns = [
        Column::Text("segment"),
        Column::Number("population"),
        Column::Number("before"),
        Column::Number("after"),
        Column::Number("points"),
    ];
    let rows = lines.iter().map(|line| {
        vec![
            short(&line.segment),
            line.population.to_string(),
            points.quality(line.baseline.get()),
            points.quality(line.quality.get()),
            points.change(line.change),
        ]
    });
    let mut text = "\nWhat segments feel, in points of 100, worst first\n\n".to_owned();
    text += &table(&columns, rows, top);
    if let Ok(everyone) = exposure.everyone() {
        let [before, after] = [impact.before(), impact.after()].map(|state| everyone.value(state));
        let (before, after) = (before?, after?);
        let points = Points::of_losses([after - before, 1.0 - before, 1.0 - after]);
        let _ = write!(
            text,
            "\nAll segments by head: {} before, {} after, {} points.\n",
            points.quality(before),
            points.quality(after),
            points.change(after - before)
        );
    }
    let felt = lines.iter().filter(|line| line.change != 0.0);
    let mut shares = String::new();
    for line in felt.take(EXPLAINED.min(top)) {
        let objective = exposure.objective(&line.segment)?;
        let name = plain(&line.segment);
        let end = format!(" -> {name}");
        shares += &explained(explanation, &objective, (&name, &end), line.change, top);
    }
    if !shares.is_empty() {
        text += "\nWhose share it is of segments, and through which chains\n";
        text += &shares;
    }
    Ok(text)
}
