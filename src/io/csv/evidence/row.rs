//! Cells of one row of evidence, by the name of their column.

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};

use super::super::cell::{answer, number, remedy};
use crate::evidence::EvidenceBuilder;
use crate::io::{history, parse_duration};

/// A row just read.
pub(super) struct EvidenceRow<'r> {
    pub(super) names: &'static [&'static str],
    /// One for each name; nothing where the cell is empty, or there is no such column.
    pub(super) cells: Vec<Option<&'r str>>,
    pub(super) offset: FixedOffset,
}

/// A cell that could not be read; the builder has its problem.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refused;

impl<'r> EvidenceRow<'r> {
    /// The text of a cell.
    pub(super) fn text(&self, name: &'static str) -> Option<&'r str> {
        let place = self.names.iter().position(|known| *known == name)?;
        *self.cells.get(place)?
    }

    /// The text of a cell that must not be empty.
    pub(super) fn needed(
        &self,
        name: &'static str,
        builder: &mut EvidenceBuilder,
    ) -> Result<&'r str, Refused> {
        self.text(name).ok_or_else(|| {
            builder.problem(name, || format!("nothing is stated, where `{name}` is needed"));
            Refused
        })
    }

    /// What a cell states, if it states anything.
    pub(super) fn read<T>(
        &self,
        name: &'static str,
        builder: &mut EvidenceBuilder,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Refused> {
        let Some(text) = self.text(name) else { return Ok(None) };
        read(text).map(Some).map_err(|message| {
            builder.problem(name, || message);
            Refused
        })
    }

    /// What a cell states that must not be empty.
    pub(super) fn read_needed<T>(
        &self,
        name: &'static str,
        builder: &mut EvidenceBuilder,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, Refused> {
        self.needed(name, builder)?;
        self.read(name, builder, read)?.ok_or(Refused)
    }

    /// Reads instants.
    pub(super) fn instant(&self) -> impl Fn(&str) -> Result<DateTime<Utc>, String> + use<> {
        let offset = self.offset;
        move |text| history::instant(text, offset)
    }
}

/// Reads a number.
pub(super) fn number_of(cell: &str) -> Result<f64, String> {
    number(cell).ok_or_else(|| {
        let remedy = remedy(cell);
        format!("`{cell}` is no number{remedy}")
    })
}

/// Reads a yes or no.
pub(super) fn answer_of(cell: &str) -> Result<bool, String> {
    answer(cell).ok_or_else(|| format!("`{cell}` is neither `yes` nor `no`"))
}

/// Reads a count as whether it is above 0, and a yes or no as such.
pub(super) fn any_of(cell: &str) -> Result<bool, String> {
    match number(cell) {
        Some(count) => Ok(count > 0.0),
        None => answer_of(cell),
    }
}

/// Reads seconds, or a duration with its units.
pub(super) fn seconds_of(cell: &str) -> Result<TimeDelta, String> {
    /// A century.
    const LONGEST: f64 = 3.2e9;
    match number(cell) {
        Some(seconds) if (0.0..=LONGEST).contains(&seconds) =>
        {
            #[expect(clippy::cast_possible_truncation, reason = "a century at most")]
            Ok(TimeDelta::milliseconds((1e3 * seconds).round() as i64))
        }
        Some(_) => Err(format!("`{cell}` is outside 0..={LONGEST:e} seconds")),
        None => parse_duration(cell).map_err(|error| error.to_string()),
    }
}

/// Reads the ends of a scale such as `1..5`.
pub(super) fn scale_of(cell: &str) -> Result<(f64, f64), String> {
    let ends = cell.split_once("..").and_then(|(low, high)| Some((number(low)?, number(high)?)));
    ends.filter(|(low, high)| low < high)
        .ok_or_else(|| format!("`{cell}` is no scale, where one such as `1..5` is needed"))
}
