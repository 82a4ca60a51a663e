//! The table: what a call centre knows of each hour and service.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use chrono::{NaiveDateTime, Timelike};
use csv::{ErrorKind, ReaderBuilder, StringRecord, Trim};
use indexmap::{IndexMap, IndexSet};
use knockon::report::text::plain;

use crate::answer::Failure;
use crate::warning::warn;

/// The columns needed; others are passed over.
const COLUMNS: [&str; 7] =
    ["hour", "service", "arrivals", "workload_s", "abandoned", "mean_wait_s", "agents_seen"];

/// More is no table of hours.
const MOST_BYTES: usize = 16 << 20;

/// More calls or agents in an hour, or seconds, are a mistake.
const MOST_CALLS: u32 = 1_000_000;
const MOST_SECONDS: f64 = 1e9;

/// How many problems are listed, and how many characters of a cell.
const MOST_PROBLEMS: usize = 10;
const MOST_SHOWN: usize = 40;

/// The table, and where it comes from.
#[derive(Debug)]
pub(crate) struct HourlyLoad {
    pub(crate) origin: String,
    pub(crate) services: IndexSet<String>,
    pub(crate) rows: Vec<Row>,
}

/// One hour of one service.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) hour: NaiveDateTime,
    /// Its number among the services.
    pub(crate) service: usize,
    pub(crate) arrivals: u32,
    /// How long agents were busy with the calls that arrived in the hour.
    pub(crate) workload_s: f64,
    pub(crate) abandoned: u32,
    /// Over all calls, those that left among them.
    pub(crate) mean_wait_s: f64,
    /// Distinct agents who took a call of the service in the hour.
    pub(crate) agents_seen: u32,
}

impl Row {
    /// How many calls an agent took.
    pub(crate) fn served(&self) -> u32 {
        self.arrivals - self.abandoned
    }
}

impl HourlyLoad {
    /// The made-up table.
    pub(crate) fn made_up() -> Result<Self, Failure> {
        Ok(parse(include_str!("made_up/hourly_load.csv"), "made-up table")?)
    }

    /// Reads `hourly_load.csv` in a folder.
    pub(crate) fn read(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join("hourly_load.csv");
        let origin = plain(&path.display().to_string());
        let unreadable =
            |error: &dyn std::fmt::Display| format!("{origin}: cannot be read: {error}");
        let mut bytes = Vec::new();
        File::open(&path)
            .and_then(|file| file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes))
            .map_err(|error| unreadable(&error))?;
        if bytes.len() > MOST_BYTES {
            return Err(format!("{origin}: is larger than the limit of {MOST_BYTES} bytes").into());
        }
        let text = String::from_utf8(bytes).map_err(|error| unreadable(&error))?;
        let load = parse(&text, &origin)?;
        if !text.ends_with('\n') {
            warn(&format!("{origin}: the last line does not end; is the file whole?"));
        }
        Ok(load)
    }
}

/// Reads the text of a table; says all that is wrong with it, by line and column.
pub(crate) fn parse(text: &str, origin: &str) -> Result<HourlyLoad, String> {
    let mut reader = ReaderBuilder::new().trim(Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| format!("{origin}, line 1: {error}"))?;
    let places = columns(header).map_err(|problem| format!("{origin}, line 1, {problem}"))?;
    let mut load =
        HourlyLoad { origin: origin.to_owned(), services: IndexSet::new(), rows: Vec::new() };
    let mut first_lines = IndexMap::new();
    let mut problems = Vec::new();
    for record in reader.records() {
        let result = match &record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                let cells = Cells { record, places: &places };
                let row = cells
                    .row(&mut load.services)
                    .and_then(|row| once(row, line, &mut first_lines, &load.services));
                row.map_err(|problem| format!("{origin}, line {line}, {problem}"))
            }
            Err(error) => Err(misshapen(error, origin)),
        };
        match result {
            Ok(row) => load.rows.push(row),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.len() > MOST_PROBLEMS {
        let more = problems.len() - MOST_PROBLEMS;
        problems.truncate(MOST_PROBLEMS);
        problems.push(format!("and {more} more"));
    }
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    if load.rows.is_empty() {
        return Err(format!(
            "{origin}: holds no row, where one for each hour and service is needed"
        ));
    }
    Ok(load)
}

/// Where the columns stand, in their order.
fn columns(header: &StringRecord) -> Result<[usize; 7], String> {
    let mut places = [0; 7];
    for (place, name) in places.iter_mut().zip(COLUMNS) {
        let mut found = header.iter().enumerate().filter(|(_, cell)| *cell == name);
        let Some((first, _)) = found.next() else {
            let needed = COLUMNS.join(", ");
            return Err(format!(
                "column {name}: is missing, where the columns {needed} are needed"
            ));
        };
        if found.next().is_some() {
            return Err(format!("column {name}: stands twice, where one is needed"));
        }
        *place = first;
    }
    Ok(places)
}

/// The cells of a row.
struct Cells<'r> {
    record: &'r StringRecord,
    places: &'r [usize; 7],
}

impl Cells<'_> {
    /// Reads the row, up to its first problem.
    fn row(&self, services: &mut IndexSet<String>) -> Result<Row, String> {
        let hour =
            self.read("hour", "the start of an hour like `1999-02-01 09:00:00`", |text| {
                let hour = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok()?;
                (hour.minute() == 0 && hour.second() == 0).then_some(hour)
            })?;
        let service = self.read("service", "the name of a service", |text| {
            (!text.is_empty()).then(|| services.insert_full(text.to_owned()).0)
        })?;
        let arrivals = self.count("arrivals", MOST_CALLS, "")?;
        Ok(Row {
            hour,
            service,
            arrivals,
            workload_s: self.seconds("workload_s")?,
            abandoned: self.count("abandoned", arrivals, ", the arrivals,")?,
            mean_wait_s: self.seconds("mean_wait_s")?,
            agents_seen: self.count("agents_seen", MOST_CALLS, "")?,
        })
    }

    fn count(&self, column: &str, most: u32, what: &str) -> Result<u32, String> {
        let needed = format!("a whole number from 0 to {most}{what}");
        self.read(column, &needed, |text| text.parse().ok().filter(|count| *count <= most))
    }

    fn seconds(&self, column: &str) -> Result<f64, String> {
        self.read(column, "a number of seconds from 0 to 1e9", |text| {
            text.parse().ok().filter(|seconds| (0.0..=MOST_SECONDS).contains(seconds))
        })
    }

    fn read<T>(
        &self,
        column: &str,
        needed: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, String> {
        let mut named = COLUMNS.iter().zip(self.places).filter(|(name, _)| **name == column);
        let text = named.next().and_then(|(_, place)| self.record.get(*place)).unwrap_or_default();
        parse(text).ok_or_else(|| {
            let shown: String = plain(text).chars().take(MOST_SHOWN).collect();
            format!("column {column}: `{shown}` stands where {needed} is needed")
        })
    }
}

/// Refuses a second row of the same hour and service.
fn once(
    row: Row,
    line: u64,
    first_lines: &mut IndexMap<(NaiveDateTime, usize), u64>,
    services: &IndexSet<String>,
) -> Result<Row, String> {
    match first_lines.insert((row.hour, row.service), line) {
        None => Ok(row),
        Some(first) => {
            let service = services.get_index(row.service).map_or("", String::as_str);
            Err(format!(
                "column service: `{}` stands a second time in the hour `{}` (line {first}), where \
                 one row is needed",
                plain(service),
                row.hour
            ))
        }
    }
}

/// Says what is wrong with the shape of a row.
fn misshapen(error: &csv::Error, origin: &str) -> String {
    match error.kind() {
        ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            format!(
                "{origin}, line {line}: the row has {len} cells, where the header has \
                 {expected_len} columns"
            )
        }
        _ => format!("{origin}: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    const HEADER: &str = "hour,service,arrivals,workload_s,abandoned,mean_wait_s,agents_seen";
    const ROW: &str = "1999-02-01 09:00:00,Orders,12,900,3,20.5,2";

    /// Reads the header and a row with one part replaced.
    fn check(part: &str, replacement: &str, message: &str) {
        let text = format!("{HEADER}\n{ROW}\n").replace(part, replacement);
        assert_eq!(parse(&text, "t.csv").unwrap_err(), message);
    }

    #[test]
    fn a_bad_cell_is_named_with_what_would_have_been_right() {
        let whole = "stands where a whole number from 0 to 1000000 is needed";
        let seconds = "stands where a number of seconds from 0 to 1e9 is needed";
        let hour = "stands where the start of an hour like `1999-02-01 09:00:00` is needed";
        check(",12,", ",-12,", &format!("t.csv, line 2, column arrivals: `-12` {whole}"));
        check(",12,", ",many,", &format!("t.csv, line 2, column arrivals: `many` {whole}"));
        check("900", "NaN", &format!("t.csv, line 2, column workload_s: `NaN` {seconds}"));
        check("20.5", "-0.5", &format!("t.csv, line 2, column mean_wait_s: `-0.5` {seconds}"));
        check(",2\n", ",\n", &format!("t.csv, line 2, column agents_seen: `` {whole}"));
        check(":00:", ":30:", &format!("t.csv, line 2, column hour: `1999-02-01 09:30:00` {hour}"));
        check(
            ",3,",
            ",13,",
            "t.csv, line 2, column abandoned: `13` stands where a whole number from 0 to 12, the \
             arrivals, is needed",
        );
    }

    #[test]
    fn a_table_of_the_wrong_shape_is_refused() {
        let columns = "hour, service, arrivals, workload_s, abandoned, mean_wait_s, agents_seen";
        check(
            "abandoned",
            "left",
            &format!(
                "t.csv, line 1, column abandoned: is missing, where the columns {columns} are \
                 needed"
            ),
        );
        check(",20.5,2", "", "t.csv, line 2: the row has 5 cells, where the header has 7 columns");
        check(ROW, "", "t.csv: holds no row, where one for each hour and service is needed");
        let twice = format!("{HEADER}\n{ROW}\n{ROW}\n");
        assert_eq!(
            parse(&twice, "t.csv").unwrap_err(),
            "t.csv, line 3, column service: `Orders` stands a second time in the hour `1999-02-01 \
             09:00:00` (line 2), where one row is needed"
        );
    }
}
