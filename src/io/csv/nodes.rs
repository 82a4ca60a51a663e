//! The table of parties.

use indexmap::IndexMap;

use super::cell::{number as number_in, remedy};
use super::economics::{self, EconomicsColumns};
use super::header::letters;
use super::line_index::LineIndex;
use super::table::{TableRow, TableRows};
use super::{Table, TableError, at};
use crate::id::PartyId;
use crate::io::Limits;
use crate::io::wire::CUSTOMER_KINDS;
use crate::organisation::{
    CustomerKind, Department, Draft, ExternalCustomer, Problem, ProblemCode, Problems, Rule,
    Section, WarningCode, Warnings, customer_faults, department_faults,
};

const NEEDED: [&str; 1] = ["id"];
const OPTIONAL: [&str; 8] =
    ["name", "kind", "parent", "capability", "ceiling", "population", "rule", "availability"];

/// What the table states beside its parties.
pub(super) struct Nodes<'t> {
    pub(super) starts: PartyStarts,
    pub(super) lines: LineIndex<'t>,
    pub(super) problems: Problems,
    pub(super) warnings: Warnings,
}

/// Where each party's row starts.
#[derive(Default)]
pub(super) struct PartyStarts {
    pub(super) departments: Vec<u64>,
    pub(super) customers: Vec<u64>,
}

/// Where the columns stand.
struct NodeColumns {
    id: usize,
    name: Option<usize>,
    kind: Option<usize>,
    parent: Option<usize>,
    capability: Option<usize>,
    ceiling: Option<usize>,
    population: Option<usize>,
    rule: Option<usize>,
    availability: Option<usize>,
    economics: EconomicsColumns,
    /// Columns that become labels, by position and name.
    labels: Vec<(usize, String)>,
}

#[derive(Clone, Copy)]
enum NodeKind {
    Department,
    Customer,
}

impl NodeKind {
    /// A party is a department where nothing is stated.
    fn named(name: Option<&str>) -> Option<Self> {
        const DEPARTMENT: &str = "department";
        let Some(name) = name else { return Some(Self::Department) };
        // As written most often; no letter is compared alone then.
        match name {
            DEPARTMENT => return Some(Self::Department),
            ANY_CUSTOMER => return Some(Self::Customer),
            _ => {}
        }
        let is = |known: &str| letters(name).eq(letters(known));
        if is(DEPARTMENT) {
            return Some(Self::Department);
        }
        (is(ANY_CUSTOMER) || customer_kind(name).is_some()).then_some(Self::Customer)
    }
}

/// The kind of an external customer of whom no more is said.
const ANY_CUSTOMER: &str = "external_customer";

/// What kind of external customer a cell names.
fn customer_kind(name: &str) -> Option<CustomerKind> {
    if name == ANY_CUSTOMER {
        return None;
    }
    let is = |(known, _): &(&str, CustomerKind)| letters(name).eq(letters(known));
    CUSTOMER_KINDS.into_iter().find(is).map(|(_, kind)| kind)
}

/// Where the row of a party starts and, in the lowest bit, whether it is a department.
#[derive(Clone, Copy)]
struct KnownParty(u64);

impl KnownParty {
    fn new(start: u64, kind: NodeKind) -> Self {
        Self(start << 1 | u64::from(matches!(kind, NodeKind::Department)))
    }

    fn start(self) -> u64 {
        self.0 >> 1
    }

    fn kind(self) -> NodeKind {
        if self.0 & 1 == 1 { NodeKind::Department } else { NodeKind::Customer }
    }
}

/// How much is wrong with the parties read so far: more of them are left out once that is enough.
#[derive(Default)]
struct Faults {
    /// Before the party read last.
    before: usize,
    /// Of the party read last, beyond what was reported while reading it.
    of_last: usize,
    unreported: usize,
    total: usize,
}

impl Faults {
    /// Takes a party with so many faults that are not reported, after so many problems in all.
    fn take(&mut self, unreported: usize, reported: usize) {
        self.before = self.total;
        self.of_last = unreported;
        self.unreported += unreported;
        self.total = self.unreported + reported;
    }

    /// Whether the party is left out, and its faults are counted alone.
    fn leaves_out(&mut self, problems: &mut Problems) -> bool {
        let leaves_out = self.total > self.before && Problems::are_enough(self.before);
        if leaves_out {
            problems.count_more(self.of_last);
            self.unreported -= self.of_last;
        }
        leaves_out
    }
}

/// Adds the parties of the table to a draft.
pub(super) fn read<'t>(
    text: &'t str,
    limits: &Limits,
    draft: &mut Draft,
) -> Result<Nodes<'t>, TableError> {
    let mut rows = TableRows::open(Table::Nodes, text, &NEEDED)?;
    let columns = columns(&rows)?;
    let mut reader = Reader {
        draft,
        known: Vec::new(),
        starts: PartyStarts::default(),
        problems: Problems::default(),
        faults: Faults::default(),
    };
    let mut label_bytes: u64 = 0;
    let (mut scratch, mut numbers) = (Vec::new(), Vec::new());
    while let Some(block) = rows.next_block()? {
        if reader.known.is_empty() {
            reader.draft.interner.reserve(block.rows_in(text).min(limits.max_parties));
        }
        // Ids of rows that are no parties are not mentioned.
        let parties =
            block.rows().filter(|row| NodeKind::named(row.stated(columns.kind)).is_some());
        let ids: Vec<&str> = parties.map(|row| row.cell(columns.id)).collect();
        numbers.clear();
        let interner = &mut reader.draft.interner;
        interner.number_all(ids.iter().copied(), &mut scratch, |number| numbers.push(number));
        let mut numbers = numbers.iter();
        for row in block.rows() {
            check_count(reader.party_count(), limits)?;
            let Some(kind) = reader.kind_of(&row, &columns) else { continue };
            let Some(&number) = numbers.next() else { continue };
            if reader.is_duplicate(&row, number, kind) {
                continue;
            }
            let id = PartyId::new(row.cell(columns.id));
            match kind {
                NodeKind::Department => reader.department(&row, number, id, &columns),
                NodeKind::Customer => reader.customer(&row, number, id, &columns),
            }
            for (column, name) in &columns.labels {
                if let Some(value) = row.stated(Some(*column)) {
                    label_bytes = label_bytes.saturating_add((name.len() + value.len()) as u64);
                    reader.label(kind, name, value);
                }
            }
            if label_bytes > limits.max_file_bytes {
                let limit = limits.max_file_bytes;
                return Err(TableError::TooMany {
                    table: Table::Nodes,
                    what: "bytes of labels",
                    limit,
                });
            }
        }
    }
    let lines = rows.into_lines();
    let warnings = reader.parents(&lines, limits)?;
    Ok(Nodes { starts: reader.starts, lines, problems: reader.problems, warnings })
}

struct Reader<'d> {
    draft: &'d mut Draft,
    /// By the number of their ids.
    known: Vec<KnownParty>,
    starts: PartyStarts,
    problems: Problems,
    faults: Faults,
}

pub(super) fn check_count(already: usize, limits: &Limits) -> Result<(), TableError> {
    if already < limits.max_parties {
        return Ok(());
    }
    let what = "departments and customers";
    Err(TableError::TooMany { table: Table::Nodes, what, limit: limits.max_parties as u64 })
}

fn columns(rows: &TableRows<'_>) -> Result<NodeColumns, TableError> {
    let mut labels = Vec::new();
    for (column, name) in rows.header().iter().enumerate() {
        let known = NEEDED.iter().chain(&OPTIONAL).chain(&economics::NAMES);
        if known.into_iter().any(|known| letters(known).eq(letters(name))) {
            continue;
        }
        if name.is_empty() {
            let message = format!(
                "column {} of the header has no name, where one is needed for the label it becomes",
                column + 1
            );
            return Err(rows.fault(rows.header_line(), message));
        }
        labels.push((column, name.clone()));
    }
    let [id] = NEEDED.map(|name| rows.needed(name));
    let [name, kind, parent, capability, ceiling, population, rule, availability] =
        OPTIONAL.map(|name| rows.column(name));
    let economics = EconomicsColumns::of(rows);
    Ok(NodeColumns {
        id,
        name,
        kind,
        parent,
        capability,
        ceiling,
        population,
        rule,
        availability,
        economics,
        labels,
    })
}

impl Reader<'_> {
    fn party_count(&self) -> usize {
        self.draft.departments.stated.len() + self.draft.customers.stated.len()
    }

    fn problem(&mut self, code: ProblemCode, line: u64, column: &'static str, message: String) {
        self.problems.push(Problem::new(code, at(Section::Departments, line, column), message));
    }

    fn kind_of(&mut self, row: &TableRow<'_>, columns: &NodeColumns) -> Option<NodeKind> {
        let named = row.stated(columns.kind);
        let kind = NodeKind::named(named);
        if kind.is_none() {
            let message = format!(
                "kind `{}` of `{}` is unknown, where `department`, `external_customer`, `person`, \
                 `business` or `organisation` is needed",
                named.unwrap_or_default(),
                row.cell(columns.id)
            );
            self.problem(ProblemCode::Unreadable, row.line(), "kind", message);
        }
        kind
    }

    /// Reports an id that an earlier row has. Validation reports an empty one.
    fn is_duplicate(&mut self, row: &TableRow<'_>, number: u32, kind: NodeKind) -> bool {
        let this = KnownParty::new(row.start, kind);
        let Some(known) = self.known.get_mut(number as usize) else {
            // Numbers follow the order of first mention.
            self.known.push(this);
            return false;
        };
        let id = self.draft.interner.text(number);
        if id.is_empty() {
            *known = this;
            return false;
        }
        let message = format!(
            "id `{id}` is already used in line {}; parties share one namespace",
            row.line_of(known.start())
        );
        self.problem(ProblemCode::Duplicate, row.line(), "id", message);
        true
    }

    /// The number that a row states in a column of a range.
    fn number(
        &mut self,
        row: &TableRow<'_>,
        position: Option<usize>,
        (column, needed): (&'static str, &str),
        owner: impl Fn() -> String,
    ) -> Option<f64> {
        let cell = row.stated(position)?;
        let number = number_in(cell);
        if number.is_none() {
            let message = format!(
                "{column} `{cell}` of {} is no number, where one {needed} is needed{}",
                owner(),
                remedy(cell)
            );
            self.problem(ProblemCode::Unreadable, row.line(), column, message);
        }
        number
    }

    fn department(&mut self, row: &TableRow<'_>, number: u32, id: PartyId, columns: &NodeColumns) {
        let mut department = Department::keyed(id);
        department.name = row.stated(columns.name).map(str::to_owned);
        department.part_of = row.stated(columns.parent).map(str::to_owned);
        department.rule = self.rule(row, columns);
        let owner = || format!("department `{}`", department.id);
        let capability = self.number(row, columns.capability, ("capability", "in 0..=1"), owner);
        department.capability = capability.unwrap_or(1.0);
        let range = ("availability", "above 0 and up to 1");
        let owner = || format!("department `{}`", department.id);
        if let Some(availability) = self.number(row, columns.availability, range, owner) {
            department = department.available(availability);
        }
        let of_customers = [("ceiling", columns.ceiling), ("population", columns.population)];
        let of_customers = of_customers
            .into_iter()
            .filter_map(|(column, position)| Some((column, row.stated(position)?)))
            .chain(columns.economics.stated(row).map(|(column, _, cell)| (column, cell)));
        for (column, cell) in of_customers {
            let message = format!(
                "{column} `{cell}` of department `{}` has no effect: external customers alone have \
                 one",
                department.id
            );
            self.problem(ProblemCode::IgnoredSetting, row.line(), column, message);
        }
        self.faults.take(department_faults(&department), self.problems.len());
        if self.faults.leaves_out(&mut self.problems) {
            self.draft.departments.left_out_ids.push(number);
        } else {
            self.draft.departments.push(number, department);
            self.starts.departments.push(row.start);
        }
    }

    fn customer(&mut self, row: &TableRow<'_>, number: u32, id: PartyId, columns: &NodeColumns) {
        let mut customer = ExternalCustomer::keyed(id);
        customer.name = row.stated(columns.name).map(Box::from);
        customer.rule = self.rule(row, columns);
        if let Some(parent) = row.stated(columns.parent) {
            customer.labels.insert("parent".to_owned(), parent.to_owned());
        }
        let owner = || format!("external customer `{}`", customer.id);
        let ceiling = self.number(row, columns.ceiling, ("ceiling", "in 1e-100..=1"), owner);
        customer.ceiling = ceiling.unwrap_or(1.0);
        let owner = || format!("external customer `{}`", customer.id);
        let range = ("population", "of 0 or more");
        let population = self.number(row, columns.population, range, owner);
        customer.population = population.unwrap_or(1.0);
        customer.kind = row.stated(columns.kind).and_then(customer_kind);
        let economics = columns.economics.economics(|column, position| {
            let owner = || format!("external customer `{}`", customer.id);
            self.number(row, position, (column, "as documents have it"), owner)
        });
        customer.economics = economics.boxed();
        for (column, position) in
            [("capability", columns.capability), ("availability", columns.availability)]
        {
            if let Some(cell) = row.stated(position) {
                let message = format!(
                    "{column} `{cell}` of external customer `{}` has no effect: departments alone \
                     have one",
                    customer.id
                );
                self.problem(ProblemCode::IgnoredSetting, row.line(), column, message);
            }
        }
        self.faults.take(customer_faults(&customer), self.problems.len());
        if self.faults.leaves_out(&mut self.problems) {
            self.draft.customers.left_out_ids.push(number);
        } else {
            self.draft.customers.push(number, customer);
            self.starts.customers.push(row.start);
        }
    }

    fn label(&mut self, kind: NodeKind, name: &str, value: &str) {
        let Draft { departments, customers, .. } = &mut *self.draft;
        let labels = match kind {
            NodeKind::Department => departments.stated.last_mut().map(|last| &mut last.labels),
            NodeKind::Customer => customers.stated.last_mut().map(|last| &mut last.labels),
        };
        if let Some(labels) = labels {
            labels.insert(name.to_owned(), value.to_owned());
        }
    }

    fn rule(&mut self, row: &TableRow<'_>, columns: &NodeColumns) -> Option<Rule> {
        let name = row.stated(columns.rule)?;
        let rule = Rule::named(name);
        if rule.is_none() {
            let place = at(Section::Departments, row.line(), "rule");
            let owner = format!("`{}`", row.cell(columns.id));
            self.problems.push(Problem::unknown_rule(name, place, &owner));
        }
        rule
    }

    /// Makes departments of parents that are no rows, and refuses external customers as parents.
    fn parents(&mut self, lines: &LineIndex<'_>, limits: &Limits) -> Result<Warnings, TableError> {
        let mut warnings = Warnings::default();
        let mut added: IndexMap<String, u64> = IndexMap::new();
        let Draft { departments, interner, .. } = &mut *self.draft;
        for (department, &start) in departments.stated.iter_mut().zip(&self.starts.departments) {
            let Some(parent) = &department.part_of else { continue };
            let place = || at(Section::Departments, lines.at(start), "parent");
            let known = interner.find(parent).and_then(|number| self.known.get(number as usize));
            match known.map(|known| known.kind()) {
                Some(NodeKind::Department) => {}
                Some(NodeKind::Customer) => {
                    let message = format!(
                        "parent `{parent}` of department `{}` is an external customer, where a \
                         department is needed",
                        department.id
                    );
                    self.problems.push(Problem::new(ProblemCode::Unknown, place(), message));
                    department.part_of = None;
                }
                None if added.contains_key(parent) => {}
                None => {
                    let message = format!(
                        "parent `{parent}` of department `{}` is no row of the table; it becomes \
                         a department",
                        department.id
                    );
                    warnings.push(WarningCode::UnknownParent, place(), message);
                    added.insert(parent.clone(), start);
                }
            }
        }
        for (id, start) in added {
            check_count(self.party_count(), limits)?;
            let (number, id) = self.draft.party_id(&id);
            self.draft.departments.push(number, Department::keyed(id));
            self.starts.departments.push(start);
        }
        Ok(warnings)
    }
}
