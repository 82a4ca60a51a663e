//! The table of services.

use super::cell::number;
use super::cycle::undamped_cycle;
use super::dependence::{round_down, share_total};
use super::line_index::LineIndex;
use super::merge::merge_equal_rows;
use super::table::{TableRow, TableRows};
use super::{Table, TableError, TableOptions, at, service_ids};
use crate::organisation::{Draft, Problem, ProblemCode, Problems, Section, Sparse, Warning};
use crate::unit::{Dependence, Figure, Weight};

const EDGE_COLUMNS_NEEDED: [&str; 3] = ["provider", "consumer", "service"];

/// What the table states beside its services.
pub(super) struct Edges<'t> {
    /// Where the row of each service starts, the first where several are one service.
    pub(super) starts: Vec<u64>,
    pub(super) lines: LineIndex<'t>,
    pub(super) problems: Problems,
    pub(super) warning: Option<Warning>,
}

/// Where the columns stand.
struct EdgeColumns {
    provider: usize,
    consumer: usize,
    service: usize,
    weight: Option<usize>,
    dependence: Option<usize>,
    id: Option<usize>,
}

/// The rows read so far. The draft's services are rows until equal ones are added up; their
/// dependence is a weight until a total is shared by it.
pub(super) struct ServiceRows<'d> {
    pub(super) draft: &'d mut Draft,
    /// Where each row starts.
    pub(super) starts: Vec<u64>,
    /// The id a row states, and where it starts.
    pub(super) ids: Sparse<StatedId>,
    /// Whether rows share both ends with another.
    pub(super) shares_pairs: bool,
    /// The rows whose amount cannot be read, before equal ones are added up.
    unreadable: Vec<usize>,
    pub(super) problems: Problems,
}

/// An id and where the row that states it starts.
pub(super) struct StatedId {
    pub(super) id: String,
    pub(super) start: u64,
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
    let rows = TableRows::open(Table::Edges, text, &EDGE_COLUMNS_NEEDED)?;
    let dependence = rows.column("dependence");
    match (dependence, total) {
        (Some(_), Some(_)) => return Err(TableError::DependenceTotalTwice),
        (None, None) => return Err(TableError::DependenceTotalMissing),
        (None, Some(_)) | (Some(_), None) => {}
    }
    let [provider, consumer, service] = EDGE_COLUMNS_NEEDED.map(|name| rows.needed(name));
    let (weight, id) = (rows.column("weight"), rows.column("id"));
    Ok((rows, EdgeColumns { provider, consumer, service, weight, dependence, id }))
}

impl ServiceRows<'_> {
    fn add(&mut self, row: &TableRow<'_>, columns: &EdgeColumns) {
        let weight = self.amount(row, columns, "weight");
        let amount = match columns.dependence {
            Some(_) => self.amount(row, columns, "dependence"),
            None => weight,
        };
        let Draft { names, services, .. } = &mut *self.draft;
        let service = services.push(Some(amount.unwrap_or(0.0)));
        if amount.is_none() {
            self.unreadable.push(service);
        }
        if let Some(name) = row.stated(Some(columns.service)) {
            services.set_name(service, names.shared(name));
        }
        if let Some(id) = row.stated(columns.id) {
            self.ids.set(service, StatedId { id: id.to_owned(), start: row.start });
        }
        self.starts.push(row.start);
    }

    /// Consumers of whose rows one cannot be read, by the number of their text.
    fn consumers_of_unreadable(&self) -> Vec<u32> {
        let consumer = &self.draft.ends.consumer;
        self.unreadable.iter().filter_map(|&row| consumer.get(row).copied()).collect()
    }

    /// The number in the column of weights or of dependences; `None` where it is reported.
    fn amount(
        &mut self,
        row: &TableRow<'_>,
        columns: &EdgeColumns,
        column: &'static str,
    ) -> Option<f64> {
        let is_weight = column == "weight";
        let (position, range) = if is_weight {
            (columns.weight, Weight::RANGE)
        } else {
            (columns.dependence, Dependence::RANGE)
        };
        let owner =
            || format!("service `{}>{}`", row.cell(columns.provider), row.cell(columns.consumer));
        if is_weight && position.is_none() {
            // All rows are alike.
            return Some(1.0);
        }
        let Some(cell) = row.stated(position) else {
            if is_weight && columns.dependence.is_some() {
                return None;
            }
            let message =
                format!("{} states no {column}, where a number {range} is needed", owner());
            let code =
                if is_weight { ProblemCode::Unreadable } else { ProblemCode::DependenceMissing };
            self.problem(code, row.line(), column, message);
            return None;
        };
        match number(cell) {
            Some(value) if is_weight && Weight::allows(value) => Some(value),
            Some(value) if !is_weight && Dependence::allows(value) => Some(value),
            Some(value) => {
                let message = format!(
                    "{column} `{value}` of {} is outside {range}",
                    owner(),
                    value = Figure(value)
                );
                self.problem(ProblemCode::OutOfRange, row.line(), column, message);
                None
            }
            None => {
                let message = format!(
                    "{column} `{cell}` of {} is no number, where one of {range} is needed",
                    owner()
                );
                self.problem(ProblemCode::Unreadable, row.line(), column, message);
                None
            }
        }
    }

    /// Reports a problem of a row.
    pub(super) fn problem(
        &mut self,
        code: ProblemCode,
        line: u64,
        column: &'static str,
        message: String,
    ) {
        self.problems.push(Problem::new(code, at(Section::Services, line, column), message));
    }
}
