//! Tickets as a table, read row by row.

use std::io::Read;

use chrono::{DateTime, FixedOffset, Utc};

use super::cell::answer;
use super::row_reader::RowReader;
use crate::io::history::{self, HistoryError, HistoryPlace, HistoryProblems};
use crate::io::{HistoryOptions, limited};

/// A request that was made of a department, and whether it was answered in time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ticket {
    /// Who was asked, by id.
    pub provider: String,
    /// Who asked, by id.
    pub consumer: String,
    /// The name of the service; empty where the table states none.
    pub service: String,
    /// When the ticket was opened.
    pub opened_at: DateTime<Utc>,
    /// When the request was answered, else when the ticket was closed.
    pub ended_at: DateTime<Utc>,
    /// Whether the request was answered within its target.
    pub target_met: bool,
}

/// Where the columns stand.
struct TicketColumns {
    provider: Option<usize>,
    consumer: Option<usize>,
    service: Option<usize>,
    opened_at: Option<usize>,
    resolved_at: Option<usize>,
    closed_at: Option<usize>,
    target_met: Option<usize>,
}

/// Reads a table of tickets, and hands over one after the other.
///
/// ```text
/// provider,consumer,service,opened_at,resolved_at,closed_at,target_met
/// it,hr,workplace IT,2026-03-02 09:00:00,2026-03-02 11:30:00,,yes
/// ```
///
/// `service`, and one of `resolved_at` and `closed_at`, may be absent; `sla_met` is read where
/// `target_met` is absent. Instants are of RFC 3339 or local time of [`HistoryOptions::offset`];
/// `target_met` is `yes`, `true` or `1`, or `no`, `false` or `0`. Delimiters and names of columns are as
/// in the tables of [organisations](super); a [`TableView`](crate::io::TableView) maps others.
///
/// # Errors
///
/// As of [`history_from_reader`](super::history_from_reader).
///
/// # Examples
///
/// ```
/// use knockon::io::{HistoryOptions, csv};
///
/// let table = "Provider;Consumer;Opened at;Closed at;SLA met\n\
///              it;hr;2026-03-02 09:00;2026-03-02T11:30:00+01:00;yes\n";
/// let mut tickets = Vec::new();
/// csv::tickets_from_reader(table.as_bytes(), &HistoryOptions::default(), |ticket| {
///     tickets.push(ticket);
/// })?;
/// assert!(tickets[0].target_met);
/// assert_eq!((tickets[0].ended_at - tickets[0].opened_at).num_minutes(), 90);
/// # Ok::<(), knockon::io::HistoryError>(())
/// ```
pub fn tickets_from_reader(
    reader: impl Read,
    options: &HistoryOptions,
    mut take: impl FnMut(Ticket),
) -> Result<(), HistoryError> {
    let usual = "provider,consumer,service,opened_at,resolved_at,closed_at,target_met";
    let text = limited::text(reader, options.limits.max_file_bytes)?;
    let mut rows = RowReader::open(text, options, usual)?;
    let columns = TicketColumns::of(&rows)?;
    let mut problems = HistoryProblems::default();
    while let Some(line) = rows.next_row()? {
        columns.ticket(&rows, line, options.offset, &mut problems)?.into_iter().for_each(&mut take);
    }
    problems.finish()
}

impl TicketColumns {
    fn of<R: Read>(rows: &RowReader<R>) -> Result<Self, HistoryError> {
        let needed = "the columns `provider`, `consumer`, `opened_at`, `resolved_at` or \
                      `closed_at`, and `target_met`";
        let groups: [&[&str]; 5] = [
            &["provider"],
            &["consumer"],
            &["opened_at"],
            &["resolved_at", "closed_at"],
            &["target_met", "sla_met"],
        ];
        rows.check(&groups, needed)?;
        let column = |name| rows.column(name);
        Ok(Self {
            provider: column("provider"),
            consumer: column("consumer"),
            service: column("service"),
            opened_at: column("opened_at"),
            resolved_at: column("resolved_at"),
            closed_at: column("closed_at"),
            target_met: column("target_met").or_else(|| column("sla_met")),
        })
    }

    /// The ticket of the row just read; `None` where it has problems.
    fn ticket<R: Read>(
        &self,
        rows: &RowReader<R>,
        line: u64,
        offset: FixedOffset,
        problems: &mut HistoryProblems,
    ) -> Result<Option<Ticket>, HistoryError> {
        let stated = |column, name| Ok(rows.stated(line, column, name)?.unwrap_or_default());
        let opened = stated(self.opened_at, "opened_at")?;
        let resolved = stated(self.resolved_at, "resolved_at")?;
        let closed = stated(self.closed_at, "closed_at")?;
        let met = stated(self.target_met, "target_met")?;
        let text = |text: &str| text.to_owned();
        let (provider, consumer, service) = (
            text(stated(self.provider, "provider")?),
            text(stated(self.consumer, "consumer")?),
            text(stated(self.service, "service")?),
        );
        let mut checked = |column, message| {
            problems.add(HistoryPlace::Row { line, column }, message);
        };
        let mut instant = |column, text| {
            let read = history::instant(text, offset);
            read.map_err(|message| checked(column, message)).ok()
        };
        let opened_at = instant("opened_at", opened);
        let ended_at = match resolved {
            "" => instant("closed_at", closed),
            resolved => instant("resolved_at", resolved),
        };
        let target_met = answer(met);
        if target_met.is_none() {
            checked("target_met", format!("`{met}` is neither `yes` nor `no`"));
        }
        Ok(match (opened_at, ended_at, target_met) {
            (Some(opened_at), Some(ended_at), Some(target_met)) => {
                Some(Ticket { provider, consumer, service, opened_at, ended_at, target_met })
            }
            _ => None,
        })
    }
}
