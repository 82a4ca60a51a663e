//! What segments of external customers feel of a change.

use serde::Serialize;

use super::assessment::{AssessmentDocument, ChainLine, ContributionLine};
use crate::explain::{Explanation, Split};
use crate::exposure::{Exposure, ExposureError};
use crate::unit::{Population, Quality};

/// What one segment of external customers feels.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SegmentLine {
    /// The segment.
    pub segment: String,
    /// How many people or organisations it stands for.
    pub population: Population,
    /// The mean quality before.
    pub baseline: Quality,
    /// The mean quality after.
    pub quality: Quality,
    /// Quality after minus quality before.
    pub change: f64,
    /// Whose share of the change it is.
    pub contributions: Vec<ContributionLine>,
    /// How the change could be split; `None` where it is not worked out.
    pub split: Option<Split>,
    /// Through which chains it came, up to a department that serves the segment, strongest first.
    pub chains: Vec<ChainLine>,
    /// The share of the change that the listed chains carry; `None` where it is not worked out or
    /// nothing changed.
    pub covered: Option<f64>,
}

impl AssessmentDocument {
    /// Says what segments feel, worst first, whose share it is, and through up to `max_chains` chains.
    ///
    /// # Errors
    ///
    /// As [`Exposure::qualities`], of either state.
    ///
    /// # Complexity
    ///
    /// Three upstream passes and one search per segment.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::exposure::Exposure;
    /// use knockon::report::AssessmentDocument;
    /// use knockon::{Department, Organisation, Scenario};
    ///
    /// let network =
    ///     Organisation::builder("Power").department(Department::new("grid")).build()?.compile()?;
    /// let exposure = Exposure::builder(&network).add("homes", "grid", 0.9, 40e6).build()?;
    /// let after = network.solve(&Scenario::new("half").capability("grid", 0.5))?;
    /// let impact = after.compared_with(&network.baseline())?;
    /// let document = AssessmentDocument::new("Power", &impact);
    /// let document = document.with_segments(&exposure, &impact.explain(), 5)?;
    /// let homes = &document.segments.unwrap()[0];
    /// assert_eq!(homes.contributions[0].source, "grid");
    /// assert!((homes.change + 0.45).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_segments(
        self,
        exposure: &Exposure,
        explanation: &Explanation,
        max_chains: usize,
    ) -> Result<Self, ExposureError> {
        let mut lines = segment_lines(exposure, explanation)?;
        for line in &mut lines {
            line.explain(exposure, explanation, max_chains);
        }
        Ok(Self { segments: Some(lines), ..self })
    }
}

/// What every segment feels, worst first, not explained.
pub(super) fn segment_lines(
    exposure: &Exposure,
    explanation: &Explanation,
) -> Result<Vec<SegmentLine>, ExposureError> {
    let impact = explanation.impact();
    let before = exposure.qualities(impact.before())?;
    let after = exposure.qualities(impact.after())?;
    let mut lines: Vec<_> = before
        .zip(after)
        .map(|(before, after)| SegmentLine {
            segment: after.segment.to_owned(),
            population: after.population,
            baseline: before.quality,
            quality: after.quality,
            change: after.quality.get() - before.quality.get(),
            contributions: Vec::new(),
            split: None,
            chains: Vec::new(),
            covered: None,
        })
        .collect();
    lines.sort_by(|one, two| one.change.total_cmp(&two.change));
    Ok(lines)
}

impl SegmentLine {
    /// Says whose share of the change it is, and lists chains.
    fn explain(&mut self, exposure: &Exposure, explanation: &Explanation, max_chains: usize) {
        let Ok(objective) = exposure.objective(&self.segment) else { return };
        let Ok(found) = explanation.contributions(&objective) else { return };
        self.split = Some(found.split);
        let shares = found.contributions.iter().filter(|share| share.change != 0.0);
        self.contributions = shares.map(super::assessment::contribution_line).collect();
        let Ok(mut chains) = explanation.chains(&objective) else { return };
        let listed = chains.by_ref().take(max_chains);
        self.chains = listed.map(|share| super::assessment::chain_line(&share)).collect();
        // An empty sum is −0.
        self.covered = chains.covered().map(|covered| covered + 0.0);
    }
}
