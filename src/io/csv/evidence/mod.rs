//! The five tables of evidence, read row by row.

mod feedback;
mod indicators;
mod judgements;
mod row;
mod surveys;
mod tickets;

use std::fmt;
use std::io::Read;

use super::row_reader::RowReader;
use crate::evidence::EvidenceBuilder;
use crate::io::history::{HistoryError, HistoryPlace};
use crate::io::{HistoryOptions, limited};
use row::EvidenceRow;

/// A table of evidence.
///
/// | table | needed columns | optional columns |
/// | --- | --- | --- |
/// | tickets | `provider`, `consumer`, `opened_at` | `id`, `service`, `resolved_at`, `closed_at`, `target_met`, `closed_by`, `reopened`, `waited_seconds`, `abandoned` |
/// | surveys | `at`, `party`, `instrument`, `score` | `provider`, `service`, `item`, `expected`, `weight`, `respondent`, `population` |
/// | feedback | `at`, `party`, `channel`, `score` | `scale`, `weight` |
/// | indicators | `at`, `party` or `service`, and `observed`, `capability`, `condition`, `quality` or `value` | `reference`, `volume`, `same_requests` |
/// | judgements | `kind`, and by kind | `expert`, `note`, `question` |
///
/// - Tickets: what states no `resolved_at` was resolved at `closed_at`, and is open without either.
///   What names no provider or no consumer is left out, with a note. `sla_met` is read where `target_met` is absent. `service` is an id, or a name among the
///   services that join the two.
/// - Surveys: `instrument` is `csat5`, `csat7`, `csat10`, `nps`, `ces7`, `servperf7`, `servqual7` or
///   a scale such as `1..5`. An answer with a `provider` or a `service` is about that service, one
///   without about the party as a whole.
/// - Feedback: `score` is 0..=1, or on a `scale` such as `1..5`.
/// - Indicators: of the readings each row fills exactly one; `quality` is what a party delivered, or
///   the condition of a service. `value` is a time or another quantity of which less is better.
/// - Judgements: `service` is an id, or `consumer/name` of a declared need. A row with a `question` and
///   no answer is left out, with a note. `kind` is `three_point` (`service`, `low`, `likely`, `high`, `bounds`: `absolute` or
///   `p5_p95`), `remaining` (`service`, `remaining`, `buffer`), `episode` (`provider`,
///   `provider_left`, `consumer`, `consumer_left`, `sd`, `at`), `pairwise` (`consumer`, `service`,
///   `other`, `ratio`) or `total` (`consumer`, `value`).
///
/// An empty cell states nothing. Further columns are not read, and noted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EvidenceTable {
    /// Requests of departments.
    Tickets,
    /// Answers to surveys.
    Surveys,
    /// Scores through channels.
    Feedback,
    /// Readings of parties and services.
    Indicators,
    /// What people say.
    Judgements,
}

impl EvidenceTable {
    /// Groups of columns, one of each of which is needed.
    fn needed(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Tickets => &[&["provider"], &["consumer"], &["opened_at"]],
            Self::Surveys => &[&["at"], &["party"], &["instrument"], &["score"]],
            Self::Feedback => &[&["at"], &["party"], &["channel"], &["score"]],
            Self::Indicators => &[&["at"], &["party", "service"], &indicators::READINGS],
            Self::Judgements => &[&["kind"]],
        }
    }

    /// The same in words.
    fn needed_words(self) -> &'static str {
        match self {
            Self::Tickets => "the columns `provider`, `consumer` and `opened_at`",
            Self::Surveys => "the columns `at`, `party`, `instrument` and `score`",
            Self::Feedback => "the columns `at`, `party`, `channel` and `score`",
            Self::Indicators => {
                "the columns `at`, `party` or `service`, and one of `observed`, `capability`, \
                 `condition`, `quality` and `value`"
            }
            Self::Judgements => "the column `kind`, and those of each kind,",
        }
    }

    /// Every column that is read.
    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Tickets => &tickets::COLUMNS,
            Self::Surveys => &surveys::COLUMNS,
            Self::Feedback => &feedback::COLUMNS,
            Self::Indicators => &indicators::COLUMNS,
            Self::Judgements => &judgements::COLUMNS,
        }
    }
}

impl fmt::Display for EvidenceTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Tickets => "tickets",
            Self::Surveys => "surveys",
            Self::Feedback => "feedback",
            Self::Indicators => "indicators",
            Self::Judgements => "judgements",
        })
    }
}

/// The most rows of one table.
const MOST_ROWS: u64 = 50_000_000;

/// Reads a table of evidence, and hands each row over to a builder.
///
/// What is wrong with the meaning of a row is kept by the builder, with file, line and column, and
/// said by its `build`. Form and names of columns are as in the tables of [organisations](super); a
/// [`TableView`](crate::io::TableView) maps others and chooses rows. `50%` is read as 0.5. Instants
/// are of RFC 3339 or local time of [`HistoryOptions::offset`].
///
/// # Errors
///
/// The first fault of shape, such as a row that is too short, and more than 50 million rows.
///
/// # Complexity
///
/// Time linear in the length of the table; memory of what the builder keeps, and of the longest row,
/// 1 MiB at most.
///
/// # Examples
///
/// ```
/// use knockon::evidence::Evidence;
/// use knockon::io::csv::{EvidenceTable, evidence_from_reader};
/// use knockon::io::HistoryOptions;
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("deck"))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("crossing", "deck", "passengers").dependence(0.5))
///     .build()?;
/// let table = "at,party,instrument,score\n\
///              2026-03-02 09:00,passengers,csat5,4\n\
///              2026-03-02 09:05,pasengers,csat5,6\n";
/// let mut builder = Evidence::builder(&organisation);
/// builder.begin_file("surveys.csv");
/// let options = HistoryOptions::default();
/// evidence_from_reader(EvidenceTable::Surveys, table.as_bytes(), &options, &mut builder)?;
/// assert_eq!(
///     builder.build().unwrap_err().to_string(),
///     "surveys.csv, line 3, party: `pasengers` is not a department or an external customer; did \
///      you mean `passengers`?"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn evidence_from_reader(
    table: EvidenceTable,
    reader: impl Read,
    options: &HistoryOptions,
    builder: &mut EvidenceBuilder,
) -> Result<(), HistoryError> {
    let columns = table.columns();
    let text = limited::text(reader, options.limits.max_file_bytes)?;
    let mut rows = RowReader::open(text, options, &columns.join(","))?;
    rows.check(table.needed(), table.needed_words())?;
    let places: Vec<_> = columns.iter().map(|name| rows.column(name)).collect();
    let unread = rows.unread(&places);
    if !unread.is_empty() {
        let names = unread.join("`, `");
        builder.note(format!("columns of {table} that are not read: `{names}`"));
    }
    let mut count = 0;
    while let Some(line) = rows.next_row()? {
        count += 1;
        if count > MOST_ROWS {
            let place = HistoryPlace::Row { line, column: "" };
            let message = format!("the table has more than {MOST_ROWS} rows");
            return Err(HistoryError::Unreadable { place, message });
        }
        let cells = columns.iter().zip(&places);
        let cells = cells.map(|(name, place)| rows.stated(line, *place, name));
        let cells = cells.collect::<Result<Vec<_>, _>>()?;
        builder.begin_row(line);
        let row = EvidenceRow { names: columns, cells, offset: options.offset };
        // A row that was refused has its problems in the builder.
        let _refused = match table {
            EvidenceTable::Tickets => tickets::read(&row, builder),
            EvidenceTable::Surveys => surveys::read(&row, builder),
            EvidenceTable::Feedback => feedback::read(&row, builder),
            EvidenceTable::Indicators => indicators::read(&row, builder),
            EvidenceTable::Judgements => judgements::read(&row, builder),
        };
    }
    Ok(())
}
