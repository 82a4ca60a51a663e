//! The rows of the table of services.

use chrono::TimeDelta;

use super::at;
use super::cell::{answer, number, remedy};
use super::need_cells::{NeedCells, SUBSTITUTIONS, substitution};
use super::stated_ids::StatedIds;
use super::table::TableRow;
use crate::io::parse_duration;
use crate::io::wire::whole_seconds;
use crate::organisation::{
    Dependability, Draft, Failure, Origin, Problem, ProblemCode, Problems, Section, ServiceRanges,
    ServiceTerms, Sparse, StatedRange,
};
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
    pub(super) need: Option<usize>,
    pub(super) substitution: Option<usize>,
    pub(super) availability: Option<usize>,
    /// Of the range of the dependence: low, high, origin.
    pub(super) range: [Option<usize>; 3],
}

/// The rows read so far. The draft's services are rows until equal ones are added up; their
/// dependence is a weight until a total is shared by it.
pub(super) struct ServiceRows<'d> {
    pub(super) draft: &'d mut Draft,
    /// Where each row starts.
    pub(super) starts: Vec<u64>,
    /// The ids that rows state.
    pub(super) ids: StatedIds,
    /// The need a row is for.
    pub(super) needs: Sparse<NeedCells>,
    /// Whether rows share both ends with another.
    pub(super) shares_pairs: bool,
    /// The rows whose amount cannot be read, before equal ones are added up.
    pub(super) unreadable: Vec<usize>,
    pub(super) problems: Problems,
}

/// How much of something a row states: a dependence, or a weight.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Amount {
    Stated(f64),
    /// Nothing.
    Open,
    /// What is wrong with it is reported.
    Unreadable,
}

impl ServiceRows<'_> {
    /// Reads a row as a service.
    pub(super) fn add(&mut self, row: &TableRow<'_>, columns: &EdgeColumns) {
        let weight = self.weight(row, columns);
        let amount = match columns.dependence {
            Some(_) => self.dependence(row, columns),
            None => weight.map_or(Amount::Unreadable, Amount::Stated),
        };
        let terms = ServiceTerms {
            running: self.running(row, columns),
            condition: self.condition(row, columns),
            lag: self.lag(row, columns),
            dependability: self.availability(row, columns),
            // Where dependences are stated weights are those of a mean.
            weight: columns.dependence.and(weight).unwrap_or(1.0),
            ranges: ServiceRanges { dependence: self.range(row, columns), condition: None }.boxed(),
            ..ServiceTerms::PLAIN
        };
        let Draft { names, services, .. } = &mut *self.draft;
        let service = services.push(match amount {
            Amount::Stated(amount) => Some(amount),
            Amount::Open => None,
            Amount::Unreadable => Some(0.0),
        });
        services.set_terms(service, terms);
        if amount == Amount::Unreadable {
            self.unreadable.push(service);
        }
        if let Some(name) = row.stated(columns.service) {
            services.set_name(service, names.shared(name));
        }
        if let Some(id) = row.stated(columns.id) {
            self.ids.set(service, id, row.start);
        }
        if columns.need.is_some() || columns.substitution.is_some() {
            self.need(row, columns);
        }
        self.starts.push(row.start);
    }

    /// Reads which need a row is for.
    fn need(&mut self, row: &TableRow<'_>, columns: &EdgeColumns) {
        let substitution = row.stated(columns.substitution).and_then(|cell| {
            let found = substitution(cell);
            if found.is_none() {
                let fault = format!("is not one of {SUBSTITUTIONS}");
                let column = ("substitution", cell);
                self.refuse(row, columns, column, ProblemCode::Unreadable, &fault);
            }
            found
        });
        match (row.stated(columns.need), row.stated(columns.substitution)) {
            (Some(name), _) => {
                let name = self.draft.names.shared(name);
                let cells = NeedCells { name, substitution, start: row.start };
                self.needs.set(self.starts.len(), cells);
            }
            (None, Some(cell)) => {
                let fault = "belongs to no need; name one in the column `need`";
                let column = ("substitution", cell);
                self.refuse(row, columns, column, ProblemCode::IgnoredSetting, fault);
            }
            (None, None) => {}
        }
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
                self.missing(row, columns, "weight", Weight::RANGE);
                None
            }
        }
    }

    /// The dependence; an empty cell leaves the service open.
    fn dependence(&mut self, row: &TableRow<'_>, columns: &EdgeColumns) -> Amount {
        let Some(cell) = row.stated(columns.dependence) else { return Amount::Open };
        let column = ("dependence", cell);
        let number = self.number(row, columns, column, Dependence::RANGE, Dependence::allows);
        number.map_or(Amount::Unreadable, Amount::Stated)
    }

    /// Reports a number that is needed and not stated.
    fn missing(
        &mut self,
        row: &TableRow<'_>,
        columns: &EdgeColumns,
        column: &'static str,
        range: &str,
    ) {
        let [provider, consumer] = [columns.provider, columns.consumer].map(|at| row.cell(at));
        let message = format!(
            "service `{provider}>{consumer}` states no {column}, where a number {range} is needed"
        );
        self.problem(ProblemCode::Unreadable, row.line(), column, message);
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

    /// The chance that the service is up; always where nothing is stated.
    fn availability(
        &mut self,
        row: &TableRow<'_>,
        columns: &EdgeColumns,
    ) -> Option<Box<Dependability>> {
        let cell = row.stated(columns.availability)?;
        let allows = |value: f64| value > 0.0 && value <= 1.0;
        let range = "0..=1, with 0 left out";
        let stated = self.number(row, columns, ("availability", cell), range, allows)?;
        let failure = Some(Failure::available(stated));
        Dependability { failure, ..Dependability::default() }.stated()
    }

    /// How well the dependence is known, where any of that is stated: then all of it is.
    fn range(&mut self, row: &TableRow<'_>, columns: &EdgeColumns) -> Option<StatedRange> {
        let cells = columns.range.map(|at| row.stated(at));
        if cells == [None; 3] {
            return None;
        }
        let [low, high, origin] = cells;
        let mut end = |column: &'static str, cell: Option<&str>| {
            let Some(cell) = cell else {
                self.missing(row, columns, column, Dependence::RANGE);
                return None;
            };
            self.number(row, columns, (column, cell), Dependence::RANGE, Dependence::allows)
        };
        let ends = [end("dependence_low", low), end("dependence_high", high)];
        let origin = self.origin(row, columns, origin);
        let ([Some(low), Some(high)], Some(origin)) = (ends, origin) else { return None };
        Some(StatedRange::new(low..=high, origin))
    }

    /// Where the dependence comes from.
    fn origin(
        &mut self,
        row: &TableRow<'_>,
        columns: &EdgeColumns,
        cell: Option<&str>,
    ) -> Option<Origin> {
        let is_named = |origin: &Origin| {
            cell.is_some_and(|cell| cell.trim().eq_ignore_ascii_case(origin.name()))
        };
        let named = Origin::ALL.into_iter().find(is_named);
        if named.is_none() {
            let words = Origin::ALL.map(|origin| format!("`{origin}`")).join(", ");
            let fault = format!("is no origin, where one of {words} is needed");
            let (column, code) = (("origin", cell.unwrap_or("")), ProblemCode::Unreadable);
            self.refuse(row, columns, column, code, &fault);
        }
        named
    }

    /// After how long what is provided is felt; at once where nothing is stated.
    fn lag(&mut self, row: &TableRow<'_>, columns: &EdgeColumns) -> TimeDelta {
        let Some(cell) = row.stated(columns.lag_hours) else { return TimeDelta::zero() };
        let column = ("lag_hours", cell);
        let range = "0..=87600, ten years, or a duration such as `36h`";
        let hours = match parse_duration(cell) {
            Ok(time) => Some(time.as_seconds_f64() / 3600.0),
            Err(_) => self.number(row, columns, column, range, |_| true),
        };
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
