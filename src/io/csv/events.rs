//! Histories as a table of events, read row by row.

use std::io::Read;

use super::cell::{number, remedy};
use super::row_reader::RowReader;
use crate::io::history::{self, HistoryError, HistoryPlace, HistoryProblems, StatedReading};
use crate::io::{HistoryOptions, limited};
use crate::time::{Event, EventError};

/// Reads a table of events, and hands over one after the other.
///
/// ```text
/// at,party,service,observed,capability,condition
/// 2026-03-02T09:00:00+01:00,it,,0.9,,
/// 2026-03-02T09:10:00+01:00,hr,,,0.5,
/// 2026-03-02T09:20:00+01:00,,it-hr,,,0.8
/// ```
///
/// `at` is an instant, of RFC 3339 or local time of [`HistoryOptions::offset`]. A row fills one of
/// `party` and `service`, and one of `observed`, what the party was read to deliver, `capability`,
/// what the department could do by itself, and `condition` of the service; columns that no row fills
/// may be absent. `quality` is read as well: as `observed` of a party, as `condition` of a service.
/// `50%` is read as 0.5, and words for states as the numbers they stand for: `OK` and `UP` as 1,
/// `DEGRADED` and `WARNING` as 0.5, `DOWN` and `CRITICAL` as 0; from `UNKNOWN` on nothing is known,
/// see [`HistoryOptions::states`] for others. `volume` is how many requests the reading is about,
/// until the next of the same thing; a cell may be empty. The order of columns and rows is free, but that
/// of rows of one thing at one instant the last one holds; further columns are ignored. Delimiters and names of columns are as in
/// the tables of [organisations](super); a [`TableView`](crate::io::TableView) maps others.
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
/// use knockon::io::{HistoryOptions, csv};
/// use knockon::time::History;
/// use knockon::{Columns, Network};
///
/// let network = Network::from_columns(&Columns::new(2, 0)?)?;
/// let mut history = History::new(&network);
/// let table = "at,party,capability\n2026-03-02T09:00:00Z,d0,0.5\n2026-03-02T12:00:00Z,d0,1\n";
/// csv::history_from_reader(table.as_bytes(), &HistoryOptions::default(), |event| history.push(event))?;
/// assert_eq!(history.len(), 2);
///
/// let table = "at,party,observed\n2026-03-02T09:00:00Z,d0,half\n2026-03-02,d9,1\n";
/// let error = csv::history_from_reader(table.as_bytes(), &HistoryOptions::default(), |_| Ok(()));
/// assert_eq!(
///     error.unwrap_err().to_string(),
///     "line 2, observed: `half` is no number, where one in 0..=1 is needed\n\
///      line 3, at: `2026-03-02` is no instant, where one such as `2026-03-02 09:00:00` or \
///      `2026-03-02T09:00:00+01:00` is needed"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn history_from_reader(
    reader: impl Read,
    options: &HistoryOptions,
    mut take: impl FnMut(&Event) -> Result<(), EventError>,
) -> Result<(), HistoryError> {
    let text = limited::text(reader, options.limits.max_file_bytes)?;
    let mut rows =
        RowReader::open(text, options, "at,party,service,observed,capability,condition")?;
    let columns = EventColumns::of(&rows)?;
    let mut problems = HistoryProblems::default();
    while let Some(line) = rows.next_row()? {
        let place = |column| HistoryPlace::Row { line, column };
        let event = columns.event(&rows, line, options, &mut problems)?;
        let Some((event, column)) = event else { continue };
        if let Err(refusal) = take(&event) {
            problems.refuse(&event, column, &refusal, place);
            if matches!(refusal, EventError::TooManyLines { .. }) {
                break;
            }
        }
    }
    problems.finish()
}

/// Where the columns stand.
struct EventColumns {
    at: Option<usize>,
    party: Option<usize>,
    service: Option<usize>,
    /// By name.
    readings: [(&'static str, Option<usize>); 4],
    volume: Option<usize>,
}

impl EventColumns {
    fn of<R: Read>(rows: &RowReader<R>) -> Result<Self, HistoryError> {
        let needed = "the columns `at`, `party` or `service`, and one of `observed`, \
                      `capability`, `condition` and `quality`";
        rows.check(&[&["at"], &["party", "service"], &history::READINGS], needed)?;
        let [at, party, service] = ["at", "party", "service"].map(|name| rows.column(name));
        let readings = history::READINGS.map(|name| (name, rows.column(name)));
        Ok(Self { at, party, service, readings, volume: rows.column("volume") })
    }

    /// The event of the row just read, with the column of its number; `None` where it has problems.
    fn event<R: Read>(
        &self,
        rows: &RowReader<R>,
        line: u64,
        options: &HistoryOptions,
        problems: &mut HistoryProblems,
    ) -> Result<Option<(Event, &'static str)>, HistoryError> {
        let stated = |column, name| rows.stated(line, column, name);
        let at = history::instant(stated(self.at, "at")?.unwrap_or_default(), options.offset);
        let subject =
            history::subject(stated(self.party, "party")?, stated(self.service, "service")?);
        let mut read = Vec::new();
        for (name, column) in self.readings {
            read.extend(stated(column, name)?.map(|cell| (name, cell)));
        }
        let read = history::one_stated(read);
        let mut checked = |column, message| {
            problems.add(HistoryPlace::Row { line, column }, message);
        };
        let volume = stated(self.volume, "volume")?.map(|cell| {
            number(cell).ok_or_else(|| format!("`{cell}` is no number of requests{}", remedy(cell)))
        });
        let quality = match &read {
            Ok((column, cell)) => {
                reading(cell, options).map(|read| read.quality).ok_or_else(|| {
                    let remedy = remedy(cell);
                    (
                        *column,
                        format!("`{cell}` is no number, where one in 0..=1 is needed{remedy}"),
                    )
                })
            }
            Err(message) => {
                let present = self.readings.iter().filter(|(_, column)| column.is_some());
                let present: Vec<_> = present.map(|(name, _)| *name).collect();
                // Of a table with one such column the place is known.
                Err((if let [only] = present[..] { only } else { "" }, message.clone()))
            }
        };
        let kind = match (&subject, &read) {
            (Ok(subject), Ok((column, _))) => history::kind(column, subject).map(Some),
            _ => Ok(None),
        };
        let volume = volume.transpose();
        Ok(match (at, subject, kind, quality, volume, read) {
            (Ok(at), Ok(subject), Ok(Some(kind)), Ok(quality), Ok(volume), Ok((column, _))) => {
                let event = match quality {
                    Some(quality) => Event { at, subject, kind, quality, volume },
                    None => Event { volume, ..Event::unknown(at, subject) },
                };
                Some((event, column))
            }
            (at, subject, kind, quality, volume, _) => {
                at.err().into_iter().for_each(|message| checked("at", message));
                let pair = if self.party.is_some() { "party" } else { "service" };
                subject.err().into_iter().for_each(|message| checked(pair, message));
                quality.err().into_iter().for_each(|(column, message)| checked(column, message));
                volume.err().into_iter().for_each(|message| checked("volume", message));
                kind.err().into_iter().for_each(|message| checked("", message));
                None
            }
        })
    }
}

/// Reads a number, or a word for a state; `None` where a cell states neither.
fn reading(cell: &str, options: &HistoryOptions) -> Option<StatedReading> {
    number(cell)
        .map(|number| StatedReading { quality: Some(number) })
        .or_else(|| options.state_of(cell))
}
