//! The table of services.

use super::cycle::undamped_cycle;
use super::dependence::{round_down, share_total};
use super::line_index::LineIndex;
use super::merge::merge_equal_rows;
use super::services::{EdgeColumns, ServiceRows};
use super::table::TableRows;
use super::{Table, TableError, TableOptions, service_ids};
use crate::organisation::{Draft, Problems, Sparse, Warning};

pub(super) const NEEDED: [&str; 2] = ["provider", "consumer"];
const OPTIONAL: [&str; 6] = ["service", "weight", "id", "running", "condition", "lag_hours"];

/// What the table states beside its services.
pub(super) struct Edges<'t> {
    /// Where the row of each service starts, the first where several are one service.
    pub(super) starts: Vec<u64>,
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
        ids: Sparse::default(),
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
    let mut warning = None;
    match total {
        Some(total) => {
            share_total(&mut read, total, &unreadable, &lines);
            warning = undamped_cycle(&read, total, &lines);
        }
        None => round_down(read.draft),
    }
    service_ids::state_ids(&mut read, &lines);
    Ok(Edges { starts: read.starts, lines, problems: read.problems, warning })
}

fn open(text: &str, total: Option<f64>) -> Result<(TableRows<'_>, EdgeColumns), TableError> {
    let rows = TableRows::open(Table::Edges, text, &NEEDED)?;
    let dependence = rows.column("dependence");
    match (dependence, total) {
        (Some(_), Some(_)) => return Err(TableError::DependenceTotalTwice),
        (None, None) => return Err(TableError::DependenceTotalMissing),
        (None, Some(_)) | (Some(_), None) => {}
    }
    let [provider, consumer] = NEEDED.map(|name| rows.needed(name));
    let [service, weight, id, running, condition, lag_hours] =
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
    };
    Ok((rows, columns))
}
