//! Exposures as a table states them, row by row.

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use super::segment::{Exposure, StoredExposure, StoredSegment};
use crate::network::{DeptIx, Network};
use crate::numerics::compensated::CompensatedSum;
use crate::organisation::near::did_you_mean;
use crate::organisation::{Element, Invalid, Place, Problem, ProblemCode, Problems, Section};
use crate::unit::{Figure, Population, Quality};

/// By how much exposures of a segment may exceed its best quality and be taken for rounding.
const ROUNDING: f64 = 1e-9;

/// Takes an exposure row by row; see [`Exposure::builder`].
#[derive(Debug, Clone)]
#[must_use]
pub struct ExposureBuilder {
    network: Network,
    segments: IndexMap<String, DraftSegment, RandomState>,
    /// The segment, the department and the exposure of every row that has one, and its number.
    rows: Vec<(u32, DeptIx, f64, u32)>,
    /// How many rows were given.
    count: usize,
    problems: Problems,
}

/// A segment as its rows state it.
#[derive(Debug, Clone, Copy)]
struct DraftSegment {
    population: f64,
    best: Option<f64>,
    /// The number of its first row.
    first_row: usize,
}

impl Exposure {
    /// Begins an exposure on the departments of a network.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::exposure::Exposure;
    /// use knockon::{Department, Organisation};
    ///
    /// let network =
    ///     Organisation::builder("Power").department(Department::new("grid")).build()?.compile()?;
    /// let refused = Exposure::builder(&network)
    ///     .add("homes", "grid", 1.2, 40e6)
    ///     .add("works", "gird", 0.3, 1e6)
    ///     .build()
    ///     .unwrap_err();
    /// assert_eq!(
    ///     refused.to_string(),
    ///     "exposure[0].exposure: exposure `1.2` of segment `homes` to `grid` is outside 0..=1\n\
    ///      exposure[1].department: `gird` is not a department; did you mean `grid`?"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn builder(network: &Network) -> ExposureBuilder {
        ExposureBuilder {
            network: network.clone(),
            segments: IndexMap::default(),
            rows: Vec::new(),
            count: 0,
            problems: Problems::default(),
        }
    }
}

impl ExposureBuilder {
    /// Adds by how much a department counts for a segment, 0..=1: how far the segment's mean quality
    /// falls where the department falls from 1 to 0. The segment's population, 0 or 1e-100..=1e100, is
    /// the same in all its rows.
    pub fn add(
        mut self,
        segment: impl AsRef<str>,
        department: impl AsRef<str>,
        exposure: f64,
        population: f64,
    ) -> Self {
        let (name, id) = (segment.as_ref(), department.as_ref());
        let row = self.begin_row();
        let number = self.take_segment(row, name, population);
        let department = self.network.layout().find_department(id);
        if department.is_none() {
            let message = format!("`{id}` is not a department{}", self.alike(id));
            self.problem(ProblemCode::Unknown, row, "department", message);
        }
        if !Quality::allows(exposure) {
            let message = format!(
                "exposure `{}` of segment `{name}` to `{id}` is outside {}",
                Figure(exposure),
                Quality::RANGE
            );
            self.problem(ProblemCode::OutOfRange, row, "exposure", message);
        }
        let numbers = (number, department, u32::try_from(row));
        if let (Some(number), Some(department), Ok(row)) = numbers
            && Quality::allows(exposure)
        {
            self.rows.push((number, department, exposure, row));
        }
        self
    }

    /// Adds a segment, which no department need count for.
    pub fn segment(mut self, segment: impl AsRef<str>, population: f64) -> Self {
        let row = self.begin_row();
        self.take_segment(row, segment.as_ref(), population);
        self
    }

    /// Sets the mean quality of a segment with every department at 1, 0..=1; 1 unless set. It is a
    /// part of the row added last.
    pub fn best(mut self, segment: impl AsRef<str>, best: f64) -> Self {
        let name = segment.as_ref();
        let row = self.count.saturating_sub(1);
        let is_refused = |problem: &Problem| *problem.place().element() == Element::Index(row);
        if self.problems.any_listed(is_refused) && !self.segments.contains_key(name) {
            return self;
        }
        if !Quality::allows(best) {
            let best = Figure(best);
            let message =
                format!("best quality `{best}` of segment `{name}` is outside {}", Quality::RANGE);
            self.problem(ProblemCode::OutOfRange, row, "best", message);
            return self;
        }
        let Some(draft) = self.segments.get_mut(name) else {
            self.problem(
                ProblemCode::Unknown,
                row,
                "best",
                format!("`{name}` is not a segment, where one that was added is needed"),
            );
            return self;
        };
        let before = *draft.best.get_or_insert(best);
        if before.to_bits() != best.to_bits() {
            let message = format!(
                "best quality `{}` of segment `{name}` is `{}` in an earlier row, where a segment \
                 has one",
                Figure(best),
                Figure(before)
            );
            self.problem(ProblemCode::Duplicate, row, "best", message);
        }
        self
    }

    /// Checks all rows together.
    ///
    /// # Errors
    ///
    /// [`Invalid`] with every problem: an unknown department, a number out of range, a pair of segment
    /// and department that is given twice, a segment with two populations, and exposures that sum to
    /// more than the segment's best quality.
    ///
    /// # Complexity
    ///
    /// Time `O(n log n)` and memory `O(n)` in rows.
    pub fn build(mut self) -> Result<Exposure, Invalid> {
        let mut rows = std::mem::take(&mut self.rows);
        rows.sort_unstable_by_key(|&(segment, department, _, row)| (segment, department, row));
        for pair in rows.windows(2) {
            let [(segment, department, ..), (next, same, _, row)] = *pair else { continue };
            if (segment, department) == (next, same) {
                let id = self.network.layout().party_id(department);
                let message = format!(
                    "segment `{}` states its exposure to `{id}` in an earlier row as well",
                    self.name(segment)
                );
                self.problem(ProblemCode::Duplicate, row as usize, "department", message);
            }
        }
        let mut segments: IndexMap<_, _, RandomState> = IndexMap::default();
        let mut start = 0;
        for (number, (name, draft)) in (0..).zip(std::mem::take(&mut self.segments)) {
            let end = start + rows[start..].partition_point(|&(segment, ..)| segment <= number);
            let own = &rows[start..end];
            start = end;
            let mut sum = CompensatedSum::default();
            for &(_, _, exposure, _) in own {
                sum.add(exposure);
            }
            let best = draft.best.unwrap_or(1.0);
            if sum.value() > best + ROUNDING {
                let sum = Figure(sum.value());
                let message = format!(
                    "the exposures of segment `{name}` sum to `{sum}`, where at most its best \
                     quality `{}` is right",
                    Figure(best)
                );
                self.problem(ProblemCode::OutOfRange, draft.first_row, "exposure", message);
            }
            let counted = own.iter().filter(|&&(_, _, exposure, _)| exposure > 0.0);
            let exposures =
                counted.map(|&(_, department, exposure, _)| (department, exposure)).collect();
            segments.insert(name, StoredSegment { population: draft.population, best, exposures });
        }
        if !self.problems.is_empty() {
            self.problems.sort_by_key(|problem| match problem.place().element() {
                Element::Index(row) => *row,
                _ => 0,
            });
            return Err(Invalid::new(self.problems));
        }
        let (network, members) = (self.network, Vec::new());
        Ok(Exposure::new(StoredExposure { network, segments, members, delayed: None }))
    }

    /// Counts a row, and returns its number.
    fn begin_row(&mut self) -> usize {
        self.count += 1;
        self.count - 1
    }

    /// The number of a segment, which is new or has the same population as before.
    fn take_segment(&mut self, row: usize, name: &str, population: f64) -> Option<u32> {
        if name.is_empty() {
            let message = "the name of a segment is empty".to_owned();
            self.problem(ProblemCode::EmptyId, row, "segment", message);
        }
        if !Population::allows(population) {
            let message = format!(
                "population `{}` of segment `{name}` is outside {}",
                Figure(population),
                Population::RANGE
            );
            self.problem(ProblemCode::OutOfRange, row, "population", message);
            return None;
        }
        let Some((number, _, draft)) = self.segments.get_full(name) else {
            let draft = DraftSegment { population, best: None, first_row: row };
            let (number, _) = self.segments.insert_full(name.to_owned(), draft);
            return self.numbered(number, row);
        };
        if draft.population.to_bits() != population.to_bits() {
            let message = format!(
                "population `{}` of segment `{name}` is `{}` in an earlier row, where a segment has \
                 one",
                Figure(population),
                Figure(draft.population)
            );
            self.problem(ProblemCode::Duplicate, row, "population", message);
        }
        self.numbered(number, row)
    }

    fn numbered(&mut self, number: usize, row: usize) -> Option<u32> {
        let number = u32::try_from(number).ok();
        if number.is_none() {
            let message = "there are more segments than 32 bits count".to_owned();
            self.problem(ProblemCode::TooMany, row, "segment", message);
        }
        number
    }

    fn name(&self, segment: u32) -> &str {
        let found = self.segments.get_index(segment as usize);
        found.map_or("", |(name, _)| name.as_str())
    }

    /// Which department was meant, while problems are still listed.
    fn alike(&self, id: &str) -> String {
        if Problems::are_enough(self.problems.len()) {
            return String::new();
        }
        let layout = self.network.layout();
        let known: Vec<_> = layout.departments().map(|known| layout.party_id(known)).collect();
        did_you_mean(id, known.iter().map(AsRef::as_ref))
    }

    fn problem(&mut self, code: ProblemCode, row: usize, field: &'static str, message: String) {
        let place = Place::new(Section::Exposure, row, field);
        self.problems.push(Problem::new(code, place, message));
    }
}
