//! The rows of the table of services.

use chrono::TimeDelta;

use super::at;
use super::cell::{answer, number, remedy};
use super::table::TableRow;
use crate::organisation::{Draft, Problem, ProblemCode, Problems, Section, ServiceTerms, Sparse};
use crate::unit::{Dependence, Figure, Quality, Weight};

/// Where the columns stand.
pub(super) struct EdgeColumns {
    pub(super) provider: usize,
    pub(super) consumer: usize,
    pub(super) service: Option<usize>,
    pub(super) weight: Option<usize>,
    pub(super) dependence: Option<usize>,
    pub(super) id: Option<usize>,
    pub(super) running: Option<usize>,
    pub(super) condition: Option<usize>,
    pub(super) lag_hours: Option<usize>,
}

/// Ten years in hours.
const MOST_LAG_HOURS: f64 = 87_600.0;

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
    pub(super) unreadable: Vec<usize>,
    pub(super) problems: Problems,
}

/// An id and where the row that states it starts.
pub(super) struct StatedId {
    pub(super) id: String,
    pub(super) start: u64,
}

impl ServiceRows<'_> {
    /// Reads a row as a service.
    pub(super) fn add(&mut self, row: &TableRow<'_>, columns: &EdgeColumns) {
        let weight = self.amount(row, columns, "weight");
        let amount = match columns.dependence {
            Some(_) => self.amount(row, columns, "dependence"),
            None => weight,
        };
        let terms = ServiceTerms {
            running: self.running(row, columns),
            condition: self.condition(row, columns),
            lag: self.lag(row, columns),
            // Where dependences are stated weights are those of a mean.
            weight: columns.dependence.and(weight).unwrap_or(1.0),
            ..ServiceTerms::PLAIN
        };
        let Draft { names, services, .. } = &mut *self.draft;
        let service = services.push(Some(amount.unwrap_or(0.0)));
        services.set_terms(service, terms);
        if amount.is_none() {
            self.unreadable.push(service);
        }
        if let Some(name) = row.stated(columns.service) {
            services.set_name(service, names.shared(name));
        }
        if let Some(id) = row.stated(columns.id) {
            self.ids.set(service, StatedId { id: id.to_owned(), start: row.start });
        }
        self.starts.push(row.start);
    }

    /// Consumers of whose rows one cannot be read, by the number of their text.
    pub(super) fn consumers_of_unreadable(&self) -> Vec<u32> {
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
                return Some(1.0);
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
                    "{column} `{cell}` of {} is no number, where one of {range} is needed{}",
                    owner(),
                    remedy(cell)
                );
                self.problem(ProblemCode::Unreadable, row.line(), column, message);
                None
            }
        }
    }

    /// Whether the service runs, as it does where nothing is stated.
    fn running(&mut self, row: &TableRow<'_>, columns: &EdgeColumns) -> bool {
        let Some(cell) = row.stated(columns.running) else { return true };
        answer(cell).unwrap_or_else(|| {
            let ends = [columns.provider, columns.consumer].map(|column| row.cell(column));
            let message = format!(
                "running `{cell}` of service `{}>{}` is neither `true` nor `false`",
                ends[0], ends[1]
            );
            self.problem(ProblemCode::Unreadable, row.line(), "running", message);
            true
        })
    }

    /// The quality of the service on its own; 1 where nothing is stated.
    fn condition(&mut self, row: &TableRow<'_>, columns: &EdgeColumns) -> f64 {
        let range = Quality::RANGE;
        self.stated_number(row, columns, ("condition", columns.condition), range, Quality::allows)
            .unwrap_or(1.0)
    }

    /// After how long what is provided is felt; at once where nothing is stated.
    fn lag(&mut self, row: &TableRow<'_>, columns: &EdgeColumns) -> TimeDelta {
        const RANGE: &str = "0..=87600, ten years";
        let is_allowed = |hours: f64| (0.0..=MOST_LAG_HOURS).contains(&hours);
        let column = ("lag_hours", columns.lag_hours);
        let hours = self.stated_number(row, columns, column, RANGE, is_allowed);
        #[expect(clippy::cast_possible_truncation, reason = "ten years at most")]
        let seconds = (hours.unwrap_or(0.0) * 3_600.0).round() as i64;
        TimeDelta::seconds(seconds)
    }

    /// A number that a row may state; what is none, or outside its range, is reported.
    fn stated_number(
        &mut self,
        row: &TableRow<'_>,
        columns: &EdgeColumns,
        (column, position): (&'static str, Option<usize>),
        range: &str,
        is_allowed: impl Fn(f64) -> bool,
    ) -> Option<f64> {
        let cell = row.stated(position)?;
        let value = number(cell);
        if let Some(value) = value.filter(|value| is_allowed(*value)) {
            return Some(value);
        }
        let [provider, consumer] = [columns.provider, columns.consumer].map(|at| row.cell(at));
        let (code, what) = if value.is_some() {
            (ProblemCode::OutOfRange, format!("outside {range}"))
        } else {
            let what = format!("no number, where one of {range} is needed{}", remedy(cell));
            (ProblemCode::Unreadable, what)
        };
        let message = format!("{column} `{cell}` of service `{provider}>{consumer}` is {what}");
        self.problem(code, row.line(), column, message);
        None
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
