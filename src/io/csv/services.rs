//! The rows of the table of services.

use chrono::TimeDelta;

use super::at;
use super::cell::{answer, number, remedy};
use super::table::TableRow;
use crate::io::wire::whole_seconds;
use crate::organisation::{Draft, Problem, ProblemCode, Problems, Section, ServiceTerms, Sparse};
use crate::unit::{Dependence, Quality, Weight};

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
        let weight = self.weight(row, columns);
        let amount = match columns.dependence {
            Some(_) => self.dependence(row, columns),
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

    /// The weight; 1 where the table has none, and where dependences are stated and it is not;
    /// `None` where what is wrong with it is reported.
    fn weight(&mut self, row: &TableRow<'_>, columns: &EdgeColumns) -> Option<f64> {
        match row.stated(columns.weight) {
            Some(cell) => {
                self.number(row, columns, ("weight", cell), Weight::RANGE, Weight::allows)
            }
            None if columns.weight.is_none() || columns.dependence.is_some() => Some(1.0),
            None => {
                self.missing(row, columns, "weight", ProblemCode::Unreadable, Weight::RANGE);
                None
            }
        }
    }

    /// The dependence; `None` where what is wrong with it is reported.
    fn dependence(&mut self, row: &TableRow<'_>, columns: &EdgeColumns) -> Option<f64> {
        if let Some(cell) = row.stated(columns.dependence) {
            let column = ("dependence", cell);
            return self.number(row, columns, column, Dependence::RANGE, Dependence::allows);
        }
        let code = ProblemCode::DependenceMissing;
        self.missing(row, columns, "dependence", code, Dependence::RANGE);
        None
    }

    /// Reports a number that is needed and not stated.
    fn missing(
        &mut self,
        row: &TableRow<'_>,
        columns: &EdgeColumns,
        column: &'static str,
        code: ProblemCode,
        range: &str,
    ) {
        let [provider, consumer] = [columns.provider, columns.consumer].map(|at| row.cell(at));
        let message = format!(
            "service `{provider}>{consumer}` states no {column}, where a number {range} is needed"
        );
        self.problem(code, row.line(), column, message);
    }

    /// Whether the service runs, as it does where nothing is stated.
    fn running(&mut self, row: &TableRow<'_>, columns: &EdgeColumns) -> bool {
        let Some(cell) = row.stated(columns.running) else { return true };
        answer(cell).unwrap_or_else(|| {
            let fault = "is neither `true` nor `false`";
            self.refuse(row, columns, ("running", cell), ProblemCode::Unreadable, fault);
            true
        })
    }

    /// The quality of the service on its own; 1 where nothing is stated.
    fn condition(&mut self, row: &TableRow<'_>, columns: &EdgeColumns) -> f64 {
        let stated = row.stated(columns.condition).and_then(|cell| {
            self.number(row, columns, ("condition", cell), Quality::RANGE, Quality::allows)
        });
        stated.unwrap_or(1.0)
    }

    /// After how long what is provided is felt; at once where nothing is stated.
    fn lag(&mut self, row: &TableRow<'_>, columns: &EdgeColumns) -> TimeDelta {
        let Some(cell) = row.stated(columns.lag_hours) else { return TimeDelta::zero() };
        let column = ("lag_hours", cell);
        let hours = self.number(row, columns, column, "0..=87600, ten years", |_| true);
        let Some(hours) = hours else { return TimeDelta::zero() };
        whole_seconds(hours).unwrap_or_else(|fault| {
            self.refuse(row, columns, column, ProblemCode::OutOfRange, &fault);
            TimeDelta::zero()
        })
    }

    /// The number a cell states; what is none, or outside its range, is reported.
    fn number(
        &mut self,
        row: &TableRow<'_>,
        columns: &EdgeColumns,
        (column, cell): (&'static str, &str),
        range: &str,
        is_allowed: impl Fn(f64) -> bool,
    ) -> Option<f64> {
        let (code, fault) = match number(cell) {
            Some(value) if is_allowed(value) => return Some(value),
            Some(_) => (ProblemCode::OutOfRange, format!("is outside {range}")),
            None => {
                let remedy = remedy(cell);
                let fault = format!("is no number, where one of {range} is needed{remedy}");
                (ProblemCode::Unreadable, fault)
            }
        };
        self.refuse(row, columns, (column, cell), code, &fault);
        None
    }

    /// Reports what is wrong with a cell.
    fn refuse(
        &mut self,
        row: &TableRow<'_>,
        columns: &EdgeColumns,
        (column, cell): (&'static str, &str),
        code: ProblemCode,
        fault: &str,
    ) {
        let [provider, consumer] = [columns.provider, columns.consumer].map(|at| row.cell(at));
        let message = format!("{column} `{cell}` of service `{provider}>{consumer}` {fault}");
        self.problem(code, row.line(), column, message);
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
