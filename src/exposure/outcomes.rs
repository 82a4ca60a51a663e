//! Segments × scenarios.

use std::borrow::Borrow;
use std::collections::VecDeque;
use std::iter::Fuse;

use indexmap::IndexMap;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::error::ExposureError;
use super::segment::Exposure;
use crate::network::DeptIx;
use crate::organisation::Scenario;
use crate::quality::{Batch, BatchOutcome, NotConverged, Resolved, SolveOptions, Status};
use crate::unit::Quality;

/// How many scenarios are taken at a time.
const WINDOW: usize = 1024;

/// What every segment experiences under one scenario.
///
/// Serialises with `scenario`, `status`, `iterations`, `residual` and `quality` by segment.
#[derive(Debug, Clone)]
#[must_use]
pub struct SegmentOutcome {
    exposure: Exposure,
    outcome: BatchOutcome,
    qualities: Vec<Quality>,
}

impl SegmentOutcome {
    /// Returns the scenario's name.
    pub fn scenario(&self) -> &str {
        self.outcome.scenario()
    }

    /// Returns the mean quality of a segment; `None` for what is none.
    pub fn quality(&self, segment: impl AsRef<str>) -> Option<Quality> {
        let place = self.exposure.stored().segments.get_index_of(segment.as_ref())?;
        self.qualities.get(place).copied()
    }

    /// Returns all segments with their mean qualities, in the order stated.
    pub fn qualities(
        &self,
    ) -> impl DoubleEndedIterator<Item = (&str, Quality)> + ExactSizeIterator {
        let names = self.exposure.stored().segments.keys();
        names.map(String::as_str).zip(self.qualities.iter().copied())
    }

    /// Whether every component settled.
    pub fn status(&self) -> Status {
        self.outcome.status()
    }

    /// Returns the most sweeps any component took.
    pub fn iterations(&self) -> u32 {
        self.outcome.iterations()
    }

    /// Returns the largest step of the last sweep.
    pub fn residual(&self) -> f64 {
        self.outcome.residual()
    }

    /// Returns itself if it converged.
    ///
    /// # Errors
    ///
    /// [`NotConverged`] with iterations and residual.
    pub fn converged(&self) -> Result<&Self, NotConverged> {
        self.outcome.converged().map(|_| self)
    }
}

impl Serialize for SegmentOutcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut outcome = serializer.serialize_struct("SegmentOutcome", 5)?;
        outcome.serialize_field("scenario", self.scenario())?;
        outcome.serialize_field("status", &self.status())?;
        outcome.serialize_field("iterations", &self.iterations())?;
        outcome.serialize_field("residual", &self.residual())?;
        outcome.serialize_field("quality", &self.qualities().collect::<IndexMap<_, _>>())?;
        outcome.end()
    }
}

/// The outcomes of [`Exposure::solve_many`], in the order of its scenarios.
#[derive(Debug)]
#[must_use = "nothing is solved before an outcome is asked for"]
pub struct SegmentOutcomes<I> {
    exposure: Exposure,
    batch: Batch,
    /// The place of each department among the parties of the batch.
    places: Vec<usize>,
    scenarios: Fuse<I>,
    ready: VecDeque<Result<SegmentOutcome, ExposureError>>,
}

impl Exposure {
    /// Solves scenarios of the exposure's network, sixteen side by side, and evaluates every segment
    /// under each.
    ///
    /// Nothing is solved before an outcome is asked for; up to 1,024 scenarios are taken at a time.
    ///
    /// # Returns
    ///
    /// An outcome per scenario, in their order, or why there is none: one that is not valid, or that
    /// changes a customer of the exposure, stops no other.
    ///
    /// # Complexity
    ///
    /// That of [`Batch::solve`](crate::Batch::solve) on the departments, and per scenario linear in
    /// segments × departments that count.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::exposure::Exposure;
    /// use knockon::{Department, Organisation, Scenario, SolveOptions};
    ///
    /// let network =
    ///     Organisation::builder("Power").department(Department::new("grid")).build()?.compile()?;
    /// let exposure = Exposure::builder(&network)
    ///     .add("homes", "grid", 0.9, 40e6)
    ///     .add("works", "grid", 0.3, 1e6)
    ///     .build()?;
    /// let scenarios = [0.2, 0.6, 1.7].map(|q| Scenario::new(q.to_string()).capability("grid", q));
    /// let outcomes: Vec<_> = exposure.solve_many(&scenarios, &SolveOptions::default()).collect();
    /// let worst = outcomes[0].as_ref().unwrap();
    /// assert!((worst.quality("homes").unwrap().get() - 0.28).abs() < 1e-15);
    /// assert!((worst.quality("works").unwrap().get() - 0.76).abs() < 1e-15);
    /// assert!(outcomes[2].is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn solve_many<I>(
        &self,
        scenarios: I,
        options: &SolveOptions,
    ) -> SegmentOutcomes<I::IntoIter>
    where
        I: IntoIterator<Item: Borrow<Scenario>>,
    {
        let counted = self.counted();
        let layout = self.network().layout();
        let mut places = vec![0; layout.department_count()];
        for (place, &department) in counted.iter().enumerate() {
            places[department] = place;
        }
        let parties = counted.iter().map(|&department| layout.party_id(department));
        let batch = Batch::of(self.network()).with_options(options.clone());
        SegmentOutcomes {
            exposure: self.clone(),
            batch: batch.keeping(parties.collect()),
            places,
            scenarios: scenarios.into_iter().fuse(),
            ready: VecDeque::new(),
        }
    }
}

impl<I: Iterator<Item: Borrow<Scenario>>> SegmentOutcomes<I> {
    /// Solves the next scenarios.
    fn solve_window(&mut self) {
        let network = self.exposure.network();
        let resolve = |scenario: &Scenario| -> Result<Resolved, ExposureError> {
            let resolved = network.resolve(scenario)?;
            self.exposure.check_customers_unchanged(network, resolved.overrides())?;
            Ok(resolved)
        };
        let taken = self.scenarios.by_ref().take(WINDOW);
        let taken: Vec<_> = taken.map(|scenario| resolve(scenario.borrow())).collect();
        let valid = taken.iter().filter_map(|taken| taken.as_ref().ok());
        let mut solved = self.batch.solve(valid);
        for taken in &taken {
            let outcome = match taken {
                Ok(_) => match solved.next() {
                    Some(outcome) => outcome.map_err(ExposureError::from),
                    None => break,
                },
                Err(error) => Err(error.clone()),
            };
            self.ready.push_back(outcome.map(|outcome| self.evaluate(outcome)));
        }
    }

    fn evaluate(&self, outcome: BatchOutcome) -> SegmentOutcome {
        let missing: Vec<f64> = outcome.qualities().map(|(_, it)| 1.0 - it.get()).collect();
        let of = |department: DeptIx| missing[self.places[department]];
        let segments = self.exposure.stored().segments.values();
        let qualities = segments.map(|segment| segment.quality(of)).collect();
        SegmentOutcome { exposure: self.exposure.clone(), outcome, qualities }
    }
}

impl<I: Iterator<Item: Borrow<Scenario>>> Iterator for SegmentOutcomes<I> {
    type Item = Result<SegmentOutcome, ExposureError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty() {
            self.solve_window();
        }
        self.ready.pop_front()
    }
}
