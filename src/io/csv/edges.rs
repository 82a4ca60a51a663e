//! The table of services.

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::cell::number;
use super::table::{Row, Rows};
use super::{Table, TableError, TableOptions, at};
use crate::organisation::{Problem, ProblemCode, Section, Service};
use crate::unit::{Dependence, Weight};

const NEEDED: [&str; 3] = ["provider", "consumer", "service"];

/// How far above 1 a sum of dependences may come by rounding alone.
const ROUNDING: f64 = 1e-12;

/// What the table states.
pub(super) struct Edges {
    pub(super) services: Vec<Service>,
    pub(super) lines: Vec<u64>,
    pub(super) problems: Vec<Problem>,
}

/// Where the columns stand.
struct Columns {
    provider: usize,
    consumer: usize,
    service: usize,
    weight: Option<usize>,
    dependence: Option<usize>,
    id: Option<usize>,
}

/// Texts by number; most occur many times.
#[derive(Default)]
struct Texts(IndexMap<String, usize>);

impl Texts {
    fn number(&mut self, text: &str) -> usize {
        match self.0.get(text) {
            Some(&number) => number,
            None => self.0.insert_full(text.to_owned(), self.0.len()).0,
        }
    }

    fn text(&self, number: usize) -> &str {
        self.0.get_index(number).map_or("", |(text, _)| text)
    }
}

/// Provider, consumer and service of a row, as numbers of texts.
type Key = (usize, usize, usize);

/// Rows equal in provider, consumer and service, added up.
struct Sum {
    line: u64,
    id: Option<(String, u64)>,
    /// Of weights, or of dependences where the table states them.
    amount: f64,
}

/// What is known of a consumer's rows.
#[derive(Clone, Copy, Default)]
struct Received {
    first_line: u64,
    weight: f64,
    unreadable: bool,
}

/// Reads the table.
pub(super) fn read(text: &str, options: &TableOptions) -> Result<Edges, TableError> {
    if let Some(total) = options.dependence_total
        && !(total > 0.0 && total <= 1.0)
    {
        return Err(TableError::DependenceTotal { total });
    }
    let mut reader = Reader::open(text, options.dependence_total)?;
    let limit = options.limits.services_and_needs;
    let mut count = 0;
    loop {
        let Some(row) = reader.rows.next_row()? else { break };
        if count == limit {
            let what = "rows of services";
            return Err(TableError::TooMany { table: Table::Edges, what, limit: limit as u64 });
        }
        count += 1;
        reader.sums.add(&row, &reader.columns);
    }
    Ok(reader.sums.into_edges(options.dependence_total))
}

struct Reader<'t> {
    rows: Rows<'t>,
    columns: Columns,
    sums: Sums,
}

#[derive(Default)]
struct Sums {
    texts: Texts,
    by_key: IndexMap<Key, Sum>,
    problems: Vec<Problem>,
    /// Of consumers by the number of their text; a weight that cannot be read counts as one.
    unreadable: Vec<usize>,
}

impl<'t> Reader<'t> {
    fn open(text: &'t str, total: Option<f64>) -> Result<Self, TableError> {
        let with_weight = [NEEDED[0], NEEDED[1], NEEDED[2], "weight"];
        let rows = Rows::open(Table::Edges, text, &NEEDED)?;
        let dependence = rows.column("dependence");
        match (dependence, total) {
            (Some(_), Some(_)) => return Err(TableError::DependenceTotalTwice),
            (None, _) => {
                // The weight is what the total is shared by.
                Rows::open(Table::Edges, text, &with_weight)?;
                if total.is_none() {
                    return Err(TableError::DependenceTotalMissing);
                }
            }
            (Some(_), None) => {}
        }
        let [provider, consumer, service] = NEEDED.map(|name| rows.needed(name));
        let (weight, id) = (rows.column("weight"), rows.column("id"));
        let columns = Columns { provider, consumer, service, weight, dependence, id };
        Ok(Self { rows, columns, sums: Sums::default() })
    }
}

impl Sums {
    fn problem(&mut self, code: ProblemCode, line: u64, column: &'static str, message: String) {
        self.problems.push(Problem::new(code, at(Section::Services, line, column), message));
    }

    fn add(&mut self, row: &Row<'_>, columns: &Columns) {
        let cells = [columns.provider, columns.consumer, columns.service];
        let [provider, consumer, service] = cells.map(|column| self.texts.number(row.cell(column)));
        let weight = self.amount(row, columns, "weight");
        let amount = match columns.dependence {
            Some(_) => self.amount(row, columns, "dependence"),
            None => weight,
        };
        if amount.is_none() {
            self.unreadable.push(consumer);
        }
        let amount = amount.unwrap_or(0.0);
        let id = row.stated(columns.id);
        match self.by_key.entry((provider, consumer, service)) {
            Entry::Vacant(entry) => {
                let id = id.map(|id| (id.to_owned(), row.line));
                entry.insert(Sum { line: row.line, id, amount });
            }
            Entry::Occupied(mut entry) => {
                let sum = entry.get_mut();
                sum.amount += amount;
                match (&sum.id, id) {
                    (Some((first, line)), Some(id)) if first != id => {
                        let message = format!(
                            "id `{id}` differs from id `{first}` of line {line}, where rows equal \
                             in provider, consumer and service are one service and have one id"
                        );
                        self.problem(ProblemCode::Duplicate, row.line, "id", message);
                    }
                    (None, Some(id)) => sum.id = Some((id.to_owned(), row.line)),
                    _ => {}
                }
            }
        }
    }

    /// The number in the column of weights or of dependences; `None` where it is reported.
    fn amount(&mut self, row: &Row<'_>, columns: &Columns, column: &'static str) -> Option<f64> {
        let is_weight = column == "weight";
        let (position, range) = if is_weight {
            (columns.weight, Weight::RANGE)
        } else {
            (columns.dependence, Dependence::RANGE)
        };
        let owner =
            || format!("service `{}>{}`", row.cell(columns.provider), row.cell(columns.consumer));
        let Some(cell) = row.stated(position) else {
            if is_weight && columns.dependence.is_some() {
                return None;
            }
            let message =
                format!("{} states no {column}, where a number {range} is needed", owner());
            let code =
                if is_weight { ProblemCode::Unreadable } else { ProblemCode::DependenceMissing };
            self.problem(code, row.line, column, message);
            return None;
        };
        match number(cell) {
            Some(value) if is_weight && Weight::allows(value) => Some(value),
            Some(value) if !is_weight && Dependence::allows(value) => Some(value),
            Some(value) => {
                let message = format!("{column} `{value}` of {} is outside {range}", owner());
                self.problem(ProblemCode::OutOfRange, row.line, column, message);
                None
            }
            None => {
                let message = format!(
                    "{column} `{cell}` of {} is no number, where one of {range} is needed",
                    owner()
                );
                self.problem(ProblemCode::Unreadable, row.line, column, message);
                None
            }
        }
    }

    fn into_edges(mut self, total: Option<f64>) -> Edges {
        let received = self.received();
        if total.is_some() {
            self.check_sums(&received);
        }
        let ids = self.ids();
        let mut edges = Edges {
            services: Vec::with_capacity(self.by_key.len()),
            lines: Vec::with_capacity(self.by_key.len()),
            problems: Vec::new(),
        };
        for ((&(provider, consumer, service), sum), id) in self.by_key.iter().zip(ids) {
            let dependence = match (total, received.get(consumer)) {
                // Where the sum is 0 or infinite a problem says so.
                (Some(total), Some(consumer)) if usable(consumer.weight) => {
                    total * sum.amount / consumer.weight
                }
                (Some(_), _) => 0.0,
                (None, _) if sum.amount > 1.0 && sum.amount <= 1.0 + ROUNDING => 1.0,
                (None, _) => sum.amount,
            };
            let name = self.texts.text(service);
            let mut stated = Service::new(id, self.texts.text(provider), self.texts.text(consumer))
                .dependence(dependence);
            stated.name = (!name.is_empty()).then(|| name.to_owned());
            edges.services.push(stated);
            edges.lines.push(sum.line);
        }
        edges.problems = self.problems;
        edges
    }

    /// Adds up what each consumer receives, by the number of its text.
    fn received(&self) -> Vec<Received> {
        let mut received = vec![Received::default(); self.texts.0.len()];
        for (&(_, consumer, _), sum) in &self.by_key {
            if let Some(received) = received.get_mut(consumer) {
                if received.first_line == 0 {
                    received.first_line = sum.line;
                }
                received.weight += sum.amount;
            }
        }
        for &consumer in &self.unreadable {
            if let Some(received) = received.get_mut(consumer) {
                received.unreadable = true;
            }
        }
        received
    }

    /// Reports consumers among whose services a total cannot be shared.
    fn check_sums(&mut self, received: &[Received]) {
        for (number, consumer) in received.iter().enumerate() {
            if consumer.first_line == 0 || consumer.unreadable || usable(consumer.weight) {
                continue;
            }
            let message = format!(
                "the weights of the services that `{}` receives sum to `{}`, where a finite sum \
                 above 0 is needed to share the dependence total",
                self.texts.text(number),
                consumer.weight
            );
            self.problem(ProblemCode::NoWeight, consumer.first_line, "weight", message);
        }
    }

    /// Gives every service its id, and reports those given twice.
    fn ids(&mut self) -> Vec<String> {
        let mut count_of_pair: IndexMap<(usize, usize), usize> = IndexMap::new();
        for &(provider, consumer, _) in self.by_key.keys() {
            *count_of_pair.entry((provider, consumer)).or_default() += 1;
        }
        let mut lines: IndexMap<String, u64> = IndexMap::with_capacity(self.by_key.len());
        let mut problems = Vec::new();
        for (&(provider, consumer, service), sum) in &self.by_key {
            let (id, line) = match &sum.id {
                Some((id, line)) => (id.clone(), *line),
                None => {
                    let several = count_of_pair.get(&(provider, consumer)).is_some_and(|&n| n > 1);
                    (self.derived_id(provider, consumer, service, several), sum.line)
                }
            };
            match lines.entry(id) {
                Entry::Vacant(entry) => {
                    entry.insert(line);
                }
                Entry::Occupied(entry) => {
                    let message = format!(
                        "id `{}` is already used in line {}; give each service an id of its own",
                        entry.key(),
                        entry.get()
                    );
                    let place = at(Section::Services, line, "id");
                    problems.push(Problem::new(ProblemCode::Duplicate, place, message));
                    // Stands in for it, so that validation does not report it again.
                    let stand_in = format!("{}\u{0}{}", entry.key(), line);
                    lines.insert(stand_in, line);
                }
            }
        }
        self.problems.extend(problems);
        lines.into_keys().collect()
    }

    fn derived_id(
        &self,
        provider: usize,
        consumer: usize,
        service: usize,
        several: bool,
    ) -> String {
        let mut stated = Service::between(self.texts.text(provider), self.texts.text(consumer));
        let name = self.texts.text(service);
        stated.name = (!name.is_empty()).then(|| name.to_owned());
        stated.derived_id(several)
    }
}

/// Whether a total can be shared by weights of that sum.
fn usable(sum: f64) -> bool {
    sum > 0.0 && sum.is_finite()
}
