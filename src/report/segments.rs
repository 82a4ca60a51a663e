//! What segments of external customers feel of a change.

use super::assessment::{AssessmentDocument, SegmentLine, SplitLine};
use crate::explain::Explanation;
use crate::exposure::{Exposure, ExposureError};

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
            seed: None,
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
        let Some(found) = SplitLine::of(explanation, &objective, max_chains) else { return };
        (self.split, self.seed, self.contributions) =
            (Some(found.split), found.seed, found.contributions);
        (self.chains, self.covered) = (found.chains.unwrap_or_default(), found.covered);
    }
}
