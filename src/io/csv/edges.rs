//! The table of services.

use super::cycle::undamped_cycle;
use super::dependence::{leave_open, round_down, share_total};
use super::line_index::LineIndex;
use super::merge::merge_equal_rows;
use super::services::{EdgeColumns, ServiceRows};
use super::stated_ids::StatedIds;
use super::table::TableRows;
use super::{Table, TableError, TableOptions, needs, service_ids};
use crate::organisation::{Draft, Problems, Sparse, Warning};

pub(super) const NEEDED: [&str; 2] = ["provider", "consumer"];
const OPTIONAL: [&str; 9] = [
    "service",
    "weight",
    "id",
    "running",
    "condition",
    "lag_hours",
    "need",
    "substitution",
    "availability",
];
/// How well the dependence of a row is known.
pub(super) const RANGE: [&str; 3] = ["dependence_low", "dependence_high", "origin"];

/// What the table states beside its services.
pub(super) struct Edges<'t> {
    /// Where the row of each service starts, the first where several are one service.
    pub(super) starts: Vec<u64>,
    /// Where the first row of each need starts.
    pub(super) needs: Vec<u64>,
    pub(super) lines: LineIndex<'t>,
    pub(super) problems: Problems,
    pub(super) warning: Option<Warning>,
}

/// Adds the services of the table to a draft.
pub(super) fn read<'t>(
    text: &'t str,
    options: &TableOptions,
    draft: &mut Draft,
) -> Result<Edges<'t>, TableError> {
    let total = options.dependence_total;
    if let Some(total) = total
        && !(total > 0.0 && total <= 1.0)
    {
        return Err(TableError::DependenceTotal { total });
    }
    let (mut rows, columns) = open(text, total)?;
    let mut read = ServiceRows {
        draft,
        starts: Vec::new(),
        ids: StatedIds::default(),
        needs: Sparse::default(),
        shares_pairs: false,
        unreadable: Vec::new(),
        problems: Problems::default(),
    };
    let limit = options.limits.max_services_and_needs;
    while let Some(block) = rows.next_block()? {
        if read.starts.is_empty() {
            let about = block.rows_in(text).min(limit);
            read.starts.reserve(about);
            read.draft.reserve_services(about);
        }
        let ends = block.rows().map(|row| [row.cell(columns.provider), row.cell(columns.consumer)]);
        read.draft.push_all_ends(ends);
        for row in block.rows() {
            if read.starts.len() == limit {
                let what = "rows of services";
                return Err(TableError::TooMany { table: Table::Edges, what, limit: limit as u64 });
            }
            read.add(&row, &columns);
        }
    }
    let unreadable = read.consumers_of_unreadable();
    let lines = rows.into_lines();
    merge_equal_rows(&mut read, &lines);
    let amounts_are_weights = columns.dependence.is_none();
    let needs = needs::gather(&mut read, amounts_are_weights, &lines);
    let mut warning = None;
    match total {
        Some(total) => {
            share_total(&mut read, total, &unreadable, &lines);
            warning = undamped_cycle(&read, total, &lines);
        }
        None if columns.dependence.is_none() => warning = leave_open(&mut read, &lines),
        None => round_down(read.draft),
    }
    let need_starts = needs::starts(&read, &needs);
    needs::declare(read.draft, needs, amounts_are_weights);
    service_ids::state_ids(&mut read, &lines);
    Ok(Edges { starts: read.starts, needs: need_starts, lines, problems: read.problems, warning })
}

fn open(text: &str, total: Option<f64>) -> Result<(TableRows<'_>, EdgeColumns), TableError> {
    let rows = TableRows::open(Table::Edges, text, &NEEDED)?;
    let dependence = rows.column("dependence");
    if dependence.is_some() && total.is_some() {
        return Err(TableError::DependenceTotalTwice);
    }
    let range = range(&rows, dependence.is_some())?;
    let [provider, consumer] = NEEDED.map(|name| rows.needed(name));
    let [service, weight, id, running, condition, lag_hours, need, substitution, availability] =
        OPTIONAL.map(|name| rows.column(name));
    let columns = EdgeColumns {
        provider,
        consumer,
        service,
        weight,
        dependence,
        id,
        running,
        condition,
        lag_hours,
        need,
        substitution,
        availability,
        range,
    };
    Ok((rows, columns))
}

/// Where the columns stand that say how well dependences are known. An `origin` alone is a column like
/// any other.
fn range(rows: &TableRows<'_>, states_dependences: bool) -> Result<[Option<usize>; 3], TableError> {
    let range = RANGE.map(|name| rows.column(name));
    let [low, high, _] = range;
    if low.or(high).is_none() {
        return Ok([None; 3]);
    }
    if !states_dependences {
        let message = "the columns `dependence_low` and `dependence_high` say how well a dependence is \
                       known, where the table has no column `dependence`";
        return Err(rows.fault(rows.header_line(), message.to_owned()));
    }
    Ok(range)
}
