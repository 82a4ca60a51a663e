//! The table of parties.

use indexmap::IndexMap;

use super::cell::number;
use super::table::{Row, Rows};
use super::{Table, TableError, at};
use crate::io::Limits;
use crate::organisation::{
    Department, ExternalCustomer, Problem, ProblemCode, Rule, Section, Warning, WarningCode,
};

const NEEDED: [&str; 4] = ["id", "name", "kind", "parent"];
const OPTIONAL: [&str; 2] = ["capability", "rule"];

/// What the table states.
#[derive(Default)]
pub(super) struct Nodes {
    pub(super) departments: Vec<Department>,
    pub(super) department_lines: Vec<u64>,
    pub(super) customers: Vec<ExternalCustomer>,
    pub(super) customer_lines: Vec<u64>,
    pub(super) problems: Vec<Problem>,
    pub(super) warnings: Vec<Warning>,
}

/// Where the columns stand.
struct Columns {
    id: usize,
    name: usize,
    kind: usize,
    parent: usize,
    capability: Option<usize>,
    rule: Option<usize>,
    /// Columns that become labels, by position and name.
    labels: Vec<(usize, String)>,
}

#[derive(Clone, Copy)]
enum Kind {
    Department,
    Customer,
}

/// A party by its id.
struct Known {
    line: u64,
    kind: Kind,
}

/// Reads the table.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Nodes, TableError> {
    let mut rows = Rows::open(Table::Nodes, text, &NEEDED)?;
    let columns = columns(&rows)?;
    let mut nodes = Nodes::default();
    let mut known: IndexMap<String, Known> = IndexMap::new();
    let mut label_bytes: u64 = 0;
    while let Some(row) = rows.next_row()? {
        check_count(nodes.departments.len() + nodes.customers.len(), limits)?;
        let Some(kind) = nodes.kind_of(&row, &columns) else { continue };
        if nodes.is_duplicate(&row, &columns, kind, &mut known) {
            continue;
        }
        match kind {
            Kind::Department => nodes.department(&row, &columns),
            Kind::Customer => nodes.customer(&row, &columns),
        }
        for (column, name) in &columns.labels {
            if let Some(value) = row.stated(Some(*column)) {
                label_bytes = label_bytes.saturating_add((name.len() + value.len()) as u64);
                nodes.label(kind, name, value);
            }
        }
        if label_bytes > limits.file_bytes {
            let limit = limits.file_bytes;
            return Err(TableError::TooMany {
                table: Table::Nodes,
                what: "bytes of labels",
                limit,
            });
        }
    }
    nodes.parents(&known, limits)?;
    Ok(nodes)
}

fn check_count(already: usize, limits: &Limits) -> Result<(), TableError> {
    if already < limits.parties {
        return Ok(());
    }
    let what = "departments and customers";
    Err(TableError::TooMany { table: Table::Nodes, what, limit: limits.parties as u64 })
}

fn columns(rows: &Rows<'_>) -> Result<Columns, TableError> {
    let mut labels = Vec::new();
    for (column, name) in rows.header().iter().enumerate() {
        if NEEDED.contains(&name.as_str()) || OPTIONAL.contains(&name.as_str()) {
            continue;
        }
        if name.is_empty() {
            let message = format!(
                "column {} of the header has no name, where one is needed for the label it becomes",
                column + 1
            );
            return Err(rows.fault(1, message));
        }
        labels.push((column, name.clone()));
    }
    let [id, name, kind, parent] = NEEDED.map(|name| rows.needed(name));
    let [capability, rule] = OPTIONAL.map(|name| rows.column(name));
    Ok(Columns { id, name, kind, parent, capability, rule, labels })
}

impl Nodes {
    fn problem(&mut self, code: ProblemCode, line: u64, column: &'static str, message: String) {
        self.problems.push(Problem::new(code, at(Section::Departments, line, column), message));
    }

    fn kind_of(&mut self, row: &Row<'_>, columns: &Columns) -> Option<Kind> {
        match row.cell(columns.kind) {
            "department" => Some(Kind::Department),
            "external_customer" => Some(Kind::Customer),
            other => {
                let message = format!(
                    "kind `{other}` of `{}` is unknown, where `department` or `external_customer` \
                     is needed",
                    row.cell(columns.id)
                );
                self.problem(ProblemCode::Unreadable, row.line, "kind", message);
                None
            }
        }
    }

    /// Reports an id that an earlier row has. Validation reports an empty one.
    fn is_duplicate(
        &mut self,
        row: &Row<'_>,
        columns: &Columns,
        kind: Kind,
        known: &mut IndexMap<String, Known>,
    ) -> bool {
        let id = row.cell(columns.id);
        match known.get(id) {
            Some(first) if !id.is_empty() => {
                let message = format!(
                    "id `{id}` is already used in line {}; parties share one namespace",
                    first.line
                );
                self.problem(ProblemCode::Duplicate, row.line, "id", message);
                true
            }
            _ => {
                known.insert(id.to_owned(), Known { line: row.line, kind });
                false
            }
        }
    }

    fn department(&mut self, row: &Row<'_>, columns: &Columns) {
        let mut department = Department::new(row.cell(columns.id));
        department.name = row.stated(Some(columns.name)).map(str::to_owned);
        department.part_of = row.stated(Some(columns.parent)).map(str::to_owned);
        department.rule = self.rule(row, columns);
        if let Some(cell) = row.stated(columns.capability) {
            match number(cell) {
                Some(capability) => department.capability = capability,
                None => {
                    let message = format!(
                        "capability `{cell}` of department `{}` is no number, where one in 0..=1 \
                         is needed",
                        department.id
                    );
                    self.problem(ProblemCode::Unreadable, row.line, "capability", message);
                }
            }
        }
        self.departments.push(department);
        self.department_lines.push(row.line);
    }

    fn customer(&mut self, row: &Row<'_>, columns: &Columns) {
        let mut customer = ExternalCustomer::new(row.cell(columns.id));
        customer.name = row.stated(Some(columns.name)).map(str::to_owned);
        customer.rule = self.rule(row, columns);
        if let Some(parent) = row.stated(Some(columns.parent)) {
            customer.labels.insert("parent".to_owned(), parent.to_owned());
        }
        if let Some(cell) = row.stated(columns.capability) {
            let message = format!(
                "capability `{cell}` of external customer `{}` has no effect: departments alone \
                 have one",
                customer.id
            );
            self.problem(ProblemCode::IgnoredSetting, row.line, "capability", message);
        }
        self.customers.push(customer);
        self.customer_lines.push(row.line);
    }

    fn label(&mut self, kind: Kind, name: &str, value: &str) {
        let labels = match kind {
            Kind::Department => self.departments.last_mut().map(|last| &mut last.labels),
            Kind::Customer => self.customers.last_mut().map(|last| &mut last.labels),
        };
        if let Some(labels) = labels {
            labels.insert(name.to_owned(), value.to_owned());
        }
    }

    fn rule(&mut self, row: &Row<'_>, columns: &Columns) -> Option<Rule> {
        let name = row.stated(columns.rule)?;
        let rule = Rule::named(name);
        if rule.is_none() {
            let place = at(Section::Departments, row.line, "rule");
            let owner = format!("`{}`", row.cell(columns.id));
            self.problems.push(Problem::unknown_rule(name, place, &owner));
        }
        rule
    }

    /// Makes departments of parents that are no rows, and refuses external customers as parents.
    fn parents(
        &mut self,
        known: &IndexMap<String, Known>,
        limits: &Limits,
    ) -> Result<(), TableError> {
        let mut added: IndexMap<String, u64> = IndexMap::new();
        let stated = self.departments.iter_mut().zip(&self.department_lines);
        for (department, &line) in stated {
            let Some(parent) = &department.part_of else { continue };
            let place = at(Section::Departments, line, "parent");
            match known.get(parent).map(|known| known.kind) {
                Some(Kind::Department) => {}
                Some(Kind::Customer) => {
                    let message = format!(
                        "parent `{parent}` of department `{}` is an external customer, where a \
                         department is needed",
                        department.id
                    );
                    self.problems.push(Problem::new(ProblemCode::Unknown, place, message));
                    department.part_of = None;
                }
                None if added.contains_key(parent) => {}
                None => {
                    let message = format!(
                        "parent `{parent}` of department `{}` is no row of the table; it becomes \
                         a department",
                        department.id
                    );
                    self.warnings.push(Warning::new(WarningCode::UnknownParent, place, message));
                    added.insert(parent.clone(), line);
                }
            }
        }
        for (id, line) in added {
            check_count(self.departments.len() + self.customers.len(), limits)?;
            self.departments.push(Department::new(id));
            self.department_lines.push(line);
        }
        Ok(())
    }
}
