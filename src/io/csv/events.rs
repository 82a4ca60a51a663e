//! Histories as a table of events, read as a stream.

use std::io::Read;

use ::csv::{ByteRecord, Reader, ReaderBuilder};

use super::cell::number;
use super::text_reader::{MOST_ROW_BYTES, TextReader, is_too_long};
use crate::io::history::{self, HistoryError, HistoryPlace, HistoryProblems};
use crate::io::{Limits, limited};
use crate::time::{Event, EventError};

/// Reads a table of events, and hands over one after the other.
///
/// ```text
/// at,party,service,quality
/// 2026-03-02T09:00:00+01:00,it,,0.5
/// 2026-03-02T09:20:00+01:00,,it-hr,0.8
/// ```
///
/// `at` is an instant of RFC 3339, `quality` the capability of the department `party` or the
/// condition of the service `service`: exactly one of the two is filled in, and the column of the
/// other may be absent. The order of columns and rows is free; further columns are ignored.
///
/// Memory does not depend on the length of the table, only on that of its longest row, 1 MiB at
/// most.
///
/// # Errors
///
/// [`HistoryError`]: the first fault of shape, such as a row that is too short; else every problem
/// of meaning, by line, also those that `take` finds, which is called for all events that can be
/// read.
///
/// # Examples
///
/// ```
/// use knockon::io::{Limits, csv};
/// use knockon::time::History;
/// use knockon::{Columns, Network};
///
/// let network = Network::from_columns(&Columns::new(2, 0)?)?;
/// let mut history = History::new(&network);
/// let table = "at,party,quality\n2026-03-02T09:00:00Z,d0,0.5\n2026-03-02T12:00:00Z,d0,1\n";
/// csv::history_from_reader(table.as_bytes(), &Limits::default(), |event| history.push(event))?;
/// assert_eq!(history.len(), 2);
///
/// let table = "at,party,quality\n2026-03-02T09:00:00Z,d0,half\n2026-03-02,d9,1\n";
/// let error = csv::history_from_reader(table.as_bytes(), &Limits::default(), |_| Ok(()));
/// assert_eq!(
///     error.unwrap_err().to_string(),
///     "line 2, quality: `half` is no number, where one in 0..=1 is needed\n\
///      line 3, at: `2026-03-02` is no instant of RFC 3339, where one such as \
///      `2026-03-02T09:00:00+01:00` is needed"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn history_from_reader(
    reader: impl Read,
    limits: &Limits,
    mut take: impl FnMut(&Event) -> Result<(), EventError>,
) -> Result<(), HistoryError> {
    let limit = limits.max_file_bytes;
    let mut rows = EventRows::open(limited::text(reader, limit)?, limit)?;
    let mut problems = HistoryProblems::default();
    while let Some(line) = rows.next_row()? {
        let place = |column| HistoryPlace::Row { line, column };
        let Some(event) = rows.event(line, &mut problems)? else { continue };
        if let Err(refusal) = take(&event) {
            problems.refuse(&event, &refusal, place);
            if matches!(refusal, EventError::TooManyLines { .. }) {
                break;
            }
        }
    }
    problems.finish()
}

/// Rows of the table, one at a time.
struct EventRows<R: Read> {
    reader: Reader<TextReader<R>>,
    limit: u64,
    record: ByteRecord,
    columns: EventColumns,
    /// How many columns the header has.
    width: usize,
}

/// Where the columns stand.
#[derive(Default)]
struct EventColumns {
    at: usize,
    party: Option<usize>,
    service: Option<usize>,
    quality: usize,
}

impl<R: Read> EventRows<R> {
    fn open(text: R, limit: u64) -> Result<Self, HistoryError> {
        let mut builder = ReaderBuilder::new();
        let reader = builder.has_headers(false).flexible(true).from_reader(TextReader::new(text));
        let (record, columns) = (ByteRecord::new(), EventColumns::default());
        let mut rows = Self { reader, limit, record, columns, width: 0 };
        let Some(line) = rows.read()? else {
            let message = "the table is empty, where a header `at,party,service,quality` is needed";
            return Err(fault(1, message.to_owned()));
        };
        rows.read_header(line)?;
        Ok(rows)
    }

    fn read_header(&mut self, line: u64) -> Result<(), HistoryError> {
        let names: Vec<String> = self
            .record
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
            .collect();
        let known = ["at", "party", "service", "quality"];
        let [at, party, service, quality] = known.map(|name| {
            let mut places = names.iter().enumerate().filter(|(_, known)| *known == name);
            let place = places.next().map(|(place, _)| place);
            match places.next() {
                Some(_) => Err(fault(line, format!("the header names column `{name}` twice"))),
                None => Ok(place),
            }
        });
        let (at, party, service, quality) = (at?, party?, service?, quality?);
        let missing = [
            ("`at`", at.is_none()),
            ("`party` or `service`", party.or(service).is_none()),
            ("`quality`", quality.is_none()),
        ];
        let missing: Vec<_> =
            missing.iter().filter(|(_, missing)| *missing).map(|(name, _)| *name).collect();
        let (Some(at), Some(quality), []) = (at, quality, &*missing) else {
            let message = format!(
                "the header lacks {}, where the columns `at`, `party` or `service`, and `quality` \
                 are needed, separated by commas",
                missing.join(", ")
            );
            return Err(fault(line, message));
        };
        self.columns = EventColumns { at, party, service, quality };
        self.width = names.len();
        Ok(())
    }

    /// Reads the next row; `None` after the last.
    fn next_row(&mut self) -> Result<Option<u64>, HistoryError> {
        let Some(line) = self.read()? else { return Ok(None) };
        if self.record.len() != self.width {
            let cells = match self.record.len() {
                1 => "1 cell".to_owned(),
                count => format!("{count} cells"),
            };
            let width = self.width;
            let message = format!("the row has {cells}, where the header has {width} columns");
            return Err(fault(line, message));
        }
        Ok(Some(line))
    }

    /// The event of the row just read; `None` where it has problems.
    fn event(
        &self,
        line: u64,
        problems: &mut HistoryProblems,
    ) -> Result<Option<Event>, HistoryError> {
        let EventColumns { at, party, service, quality } = self.columns;
        let stated = |column: Option<usize>, name| match column {
            Some(column) => {
                Ok(Some(self.cell(line, column, name)?).filter(|cell| !cell.is_empty()))
            }
            None => Ok(None),
        };
        let at = history::instant(self.cell(line, at, "at")?);
        let subject = history::subject(stated(party, "party")?, stated(service, "service")?);
        let cell = self.cell(line, quality, "quality")?;
        let quality = number(cell).ok_or_else(|| match cell {
            "" => "no quality is stated, where a number in 0..=1 is needed".to_owned(),
            _ => format!("`{cell}` is no number, where one in 0..=1 is needed"),
        });
        let mut checked = |column, message| {
            problems.add(HistoryPlace::Row { line, column }, message);
        };
        Ok(match (at, subject, quality) {
            (Ok(at), Ok(subject), Ok(quality)) => Some(Event { at, subject, quality }),
            (at, subject, quality) => {
                at.err().into_iter().for_each(|message| checked("at", message));
                let pair = if party.is_some() { "party" } else { "service" };
                subject.err().into_iter().for_each(|message| checked(pair, message));
                quality.err().into_iter().for_each(|message| checked("quality", message));
                None
            }
        })
    }

    /// A cell of the row just read.
    fn cell(&self, line: u64, column: usize, name: &str) -> Result<&str, HistoryError> {
        let bytes = self.record.get(column).unwrap_or_default();
        std::str::from_utf8(bytes)
            .map_err(|_| fault(line, format!("the cell of column `{name}` is not UTF-8 text")))
    }

    /// Reads the next record and returns its line.
    fn read(&mut self) -> Result<Option<u64>, HistoryError> {
        let start = self.reader.position().byte();
        self.reader.get_mut().begin_row(start);
        let read = self.reader.read_byte_record(&mut self.record);
        let end = self.reader.position().byte();
        let text = self.reader.get_mut();
        let (line, start) = text.after_blank_lines(start);
        match read.map_err(::csv::Error::into_kind) {
            Ok(true) if text.is_marker(start) => Ok(None),
            Ok(true) if text.holds_marker(end) => {
                Err(fault(line, "a quote that opens in this row is never closed".to_owned()))
            }
            Ok(true) => Ok(Some(line)),
            Ok(false) => Ok(None),
            Err(::csv::ErrorKind::Io(source)) if is_too_long(&source) => {
                let message = format!("the row has more than {MOST_ROW_BYTES} bytes");
                Err(fault(line, message))
            }
            Err(::csv::ErrorKind::Io(source)) => Err(limited::failure(source, self.limit)),
            Err(_) => Err(fault(line, "the row cannot be read".to_owned())),
        }
    }
}

fn fault(line: u64, message: String) -> HistoryError {
    HistoryError::Unreadable { place: HistoryPlace::Row { line, column: "" }, message }
}
