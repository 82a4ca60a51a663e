//! Planned maintenance as a table, read row by row.

use std::io::Read;

use super::row_reader::RowReader;
use crate::io::history::{self, HistoryError, HistoryPlace, HistoryProblems};
use crate::io::{HistoryOptions, limited};
use crate::time::Maintenance;

/// Reads a table of planned maintenance.
///
/// ```text
/// from,to,party,service
/// 2026-03-02 22:00,2026-03-03 02:00,,
/// 2026-03-07 06:00,2026-03-07 08:00,it,
/// ```
///
/// A row names a party or a service, or neither: then the time of nobody counts. The columns `party`
/// and `service` may be absent. Instants are of RFC 3339 or local time of
/// [`HistoryOptions::offset`], and `to` is not before `from`. Delimiters and names of columns are as in
/// the tables of [organisations](super); a [`TableView`](crate::io::TableView) maps others.
///
/// # Errors
///
/// [`HistoryError`]: the first fault of shape; else every row without meaning. Whether the parties
/// and services exist is checked when a history is replayed.
///
/// # Examples
///
/// ```
/// use knockon::io::{HistoryOptions, csv};
///
/// let table = "from,to\n2026-03-02 22:00,2026-03-03 02:00\n";
/// let maintenance = csv::maintenance_from_reader(table.as_bytes(), &HistoryOptions::default())?;
/// assert_eq!(maintenance[0].window.end.to_rfc3339(), "2026-03-03T02:00:00+00:00");
///
/// let table = "from,to\n2026-03-03 22:00,2026-03-03 02:00\n";
/// let error = csv::maintenance_from_reader(table.as_bytes(), &HistoryOptions::default());
/// assert_eq!(
///     error.unwrap_err().to_string(),
///     "line 2, to: `2026-03-03 02:00` is before `2026-03-03 22:00`, when the maintenance begins"
/// );
/// # Ok::<(), knockon::io::HistoryError>(())
/// ```
pub fn maintenance_from_reader(
    reader: impl Read,
    options: &HistoryOptions,
) -> Result<Vec<Maintenance>, HistoryError> {
    let text = limited::text(reader, options.limits.max_file_bytes)?;
    let mut rows = RowReader::open(text, options, "from,to,party,service")?;
    rows.check(&[&["from"], &["to"]], "the columns `from` and `to`")?;
    let [from, to, party, service] =
        ["from", "to", "party", "service"].map(|name| rows.column(name));
    let (mut all, mut problems) = (Vec::new(), HistoryProblems::default());
    while let Some(line) = rows.next_row()? {
        let stated = |column, name| rows.stated(line, column, name);
        let start = stated(from, "from")?.unwrap_or_default();
        let end = stated(to, "to")?.unwrap_or_default();
        let subject = match (stated(party, "party")?, stated(service, "service")?) {
            (None, None) => Ok(None),
            (party, service) => history::subject(party, service).map(Some),
        };
        let instant = |text| history::instant(text, options.offset);
        let (begin, finish) = (instant(start), instant(end));
        let (Ok(begin), Ok(finish), Ok(subject)) = (&begin, &finish, &subject) else {
            let faults = [("from", begin.err()), ("to", finish.err()), ("party", subject.err())];
            for (column, message) in faults {
                let place = HistoryPlace::Row { line, column };
                if let Some(message) = message {
                    problems.add(place, message.clone());
                }
            }
            continue;
        };
        if finish < begin {
            let message = format!("`{end}` is before `{start}`, when the maintenance begins");
            problems.add(HistoryPlace::Row { line, column: "to" }, message);
            continue;
        }
        let window = *begin..*finish;
        all.push(match subject {
            Some(subject) => Maintenance::of(subject.clone(), window),
            None => Maintenance::of_all(window),
        });
    }
    problems.finish().map(|()| all)
}
