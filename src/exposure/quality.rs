//! What segments of customers experience in one state.

use serde::Serialize;

use super::error::ExposureError;
use super::segment::Exposure;
use crate::quality::Assessment;
use crate::unit::{Population, Quality};

/// What a segment of external customers experiences.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SegmentQuality<'a> {
    /// The segment.
    pub segment: &'a str,
    /// How many people or organisations it stands for.
    pub population: Population,
    /// The mean quality, weighted by population.
    pub quality: Quality,
}

impl Exposure {
    /// Evaluates every segment at an assessment, of its own network or of another with departments of
    /// the same ids.
    ///
    /// # Returns
    ///
    /// The segments in the order stated, worked out one by one.
    ///
    /// # Errors
    ///
    /// * [`ExposureError::Unknown`] for a department that counts and that the assessment's network
    ///   lacks.
    /// * [`ExposureError::CustomerChanged`] where the scenario sets a service into one of the customers
    ///   that the exposure was [made of](Self::of_network), its ceiling or its reading.
    ///
    /// # Complexity
    ///
    /// Linear in segments × departments that count.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::exposure::Exposure;
    /// use knockon::{Department, Organisation};
    ///
    /// let grid = Department::new("grid").capability(0.5);
    /// let network = Organisation::builder("Power").department(grid).build()?.compile()?;
    /// // What customers report with everything right is 0.95.
    /// let exposure =
    ///     Exposure::builder(&network).add("homes", "grid", 0.8, 40e6).best("homes", 0.95).build()?;
    /// let today = network.baseline();
    /// let homes = exposure.qualities(&today)?.next().unwrap();
    /// assert!((homes.quality.get() - (0.95 - 0.8 * 0.5)).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn qualities<'a>(
        &'a self,
        assessment: &'a Assessment,
    ) -> Result<impl Iterator<Item = SegmentQuality<'a>>, ExposureError> {
        self.check_customers_unchanged(assessment.network(), assessment.overrides())?;
        let departments = self.departments_on(assessment.network())?;
        let qualities = assessment.dense_qualities();
        Ok(self.stored().segments.iter().map(move |(segment, stored)| SegmentQuality {
            segment,
            population: Population::checked(stored.population),
            quality: stored.quality(|department| 1.0 - qualities[departments[department]]),
        }))
    }
}
