//! The table of services.

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::cell::number;
use super::table::{Row, Rows};
use super::{Table, TableError, TableOptions, at};
use crate::grouped::dense;
use crate::id::{PartyId, ServiceId};
use crate::organisation::{Ends, Mentions, Problem, ProblemCode, Section, Service};
use crate::unit::{Dependence, Weight};

const NEEDED: [&str; 3] = ["provider", "consumer", "service"];

/// How far above 1 a sum of dependences may come by rounding alone.
const ROUNDING: f64 = 1e-12;

/// What the table states.
pub(super) struct Edges {
    pub(super) services: Vec<Service>,
    pub(super) ends: Ends,
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

/// Provider, consumer and service of a row, as numbers of mentions.
type Key = (u32, u32, u32);

/// Rows equal in provider, consumer and service, added up.
struct Sum {
    line: u64,
    id: Option<Box<(String, u64)>>,
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
    while let Some(row) = reader.rows.next_row()? {
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
    texts: Mentions,
    by_key: IndexMap<Key, Sum>,
    problems: Vec<Problem>,
    /// Of consumers by the number of their text; a weight that cannot be read counts as one.
    unreadable: Vec<u32>,
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
                let id = id.map(|id| Box::new((id.to_owned(), row.line)));
                entry.insert(Sum { line: row.line, id, amount });
            }
            Entry::Occupied(mut entry) => {
                let sum = entry.get_mut();
                sum.amount += amount;
                match (sum.id.as_deref(), id) {
                    (Some((first, line)), Some(id)) if first != id => {
                        let message = format!(
                            "id `{id}` differs from id `{first}` of line {line}, where rows equal \
                             in provider, consumer and service are one service and have one id"
                        );
                        self.problem(ProblemCode::Duplicate, row.line, "id", message);
                    }
                    (None, Some(id)) => sum.id = Some(Box::new((id.to_owned(), row.line))),
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
            ends: Ends::default(),
            lines: Vec::with_capacity(self.by_key.len()),
            problems: Vec::new(),
        };
        for ((&(provider, consumer, service), sum), id) in self.by_key.iter().zip(ids) {
            let dependence = match (total, received.get(consumer as usize)) {
                // Where the sum is 0 or infinite a problem says so.
                (Some(total), Some(consumer)) if usable(consumer.weight) => {
                    total * sum.amount / consumer.weight
                }
                (Some(_), _) => 0.0,
                (None, _) if sum.amount > 1.0 && sum.amount <= 1.0 + ROUNDING => 1.0,
                (None, _) => sum.amount,
            };
            let name = self.text(service);
            let [Some(providing), Some(consuming)] =
                [provider, consumer].map(|number| self.texts.get(number).map(PartyId::shared))
            else {
                continue;
            };
            let mut stated = Service::joining(providing, consuming).dependence(dependence);
            stated.id = Some(id);
            stated.name = (!name.is_empty()).then(|| name.to_owned());
            edges.services.push(stated);
            edges.ends.provider.push(provider);
            edges.ends.consumer.push(consumer);
            edges.lines.push(sum.line);
        }
        edges.problems = self.problems;
        edges.ends.mentions = self.texts;
        edges
    }

    /// Adds up what each consumer receives, by the number of its text.
    fn received(&self) -> Vec<Received> {
        let mut received = vec![Received::default(); self.texts.iter().len()];
        for (&(_, consumer, _), sum) in &self.by_key {
            if let Some(received) = received.get_mut(consumer as usize) {
                if received.first_line == 0 {
                    received.first_line = sum.line;
                }
                received.weight += sum.amount;
            }
        }
        for &consumer in &self.unreadable {
            if let Some(received) = received.get_mut(consumer as usize) {
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
                self.text(dense(number)),
                consumer.weight
            );
            self.problem(ProblemCode::NoWeight, consumer.first_line, "weight", message);
        }
    }

    fn text(&self, number: u32) -> &str {
        self.texts.get(number).map_or("", PartyId::as_str)
    }

    /// Gives every service its id, and reports those given twice.
    fn ids(&mut self) -> Vec<ServiceId> {
        let count_of_pair = self.count_of_pair();
        let mut derived = String::new();
        let mut of_sum = |(&(provider, consumer, service), sum): (&Key, &Sum)| {
            if let Some((id, line)) = sum.id.as_deref() {
                return (ServiceId::new(id.as_str()), *line);
            }
            let several = count_of_pair.get(&(provider, consumer)).is_some_and(|&n| n > 1);
            let name = Some(self.text(service)).filter(|name| several && !name.is_empty());
            let (provider, consumer) = (self.text(provider), self.text(consumer));
            Service::write_derived_id(&mut derived, provider, consumer, name);
            (ServiceId::new(derived.as_str()), sum.line)
        };
        // Ids derived from different texts without `>` differ.
        if self.by_key.values().all(|sum| sum.id.is_none())
            && !self.texts.iter().any(|text| text.as_str().contains('>'))
        {
            return self.by_key.iter().map(|sum| of_sum(sum).0).collect();
        }
        let mut lines: IndexMap<ServiceId, u64> = IndexMap::with_capacity(self.by_key.len());
        let mut problems = Vec::new();
        for (id, line) in self.by_key.iter().map(of_sum) {
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
                    let stand_in = format!("{} (line {line})", entry.key());
                    lines.insert(ServiceId::new(stand_in), line);
                }
            }
        }
        self.problems.extend(problems);
        lines.into_keys().collect()
    }

    /// How many services join each pair; nothing where no service has a name to tell them apart.
    fn count_of_pair(&self) -> IndexMap<(u32, u32), usize> {
        let mut count_of_pair = IndexMap::new();
        if self.by_key.keys().all(|&(_, _, service)| self.text(service).is_empty()) {
            return count_of_pair;
        }
        for &(provider, consumer, _) in self.by_key.keys() {
            *count_of_pair.entry((provider, consumer)).or_default() += 1;
        }
        count_of_pair
    }
}

/// Whether a total can be shared by weights of that sum.
fn usable(sum: f64) -> bool {
    sum > 0.0 && sum.is_finite()
}
