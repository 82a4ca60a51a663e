//! Where a table of customers has what.

use super::dialect::Dialect;
use super::error::SqlError;

/// A table of customers: one row for every service that a customer receives, and the names of its
/// columns.
///
/// What belongs to a customer (population, ceiling) is the same in all its rows, and what belongs to a
/// need (dependence, weight) in all rows of that need: others are refused. The columns it is grouped by
/// are the same as well, or the customer counts in each segment with the rows it has there.
///
/// # Examples
///
/// ```
/// use knockon::io::sql::CustomerTable;
///
/// let table = CustomerTable::new("customers", "id", "department", "dependence")
///     .in_schema(["warehouse", "public"])
///     .population("people")
///     .group_by(["region", "tier"]);
/// assert_eq!(table.group_by, ["region", "tier"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct CustomerTable<'a> {
    /// What comes before the name of the table, such as catalogue and schema.
    pub schema: Vec<&'a str>,
    /// The name of the table.
    pub table: &'a str,
    /// Which customer.
    pub customer: &'a str,
    /// Which department serves it: an id, as text.
    pub department: &'a str,
    /// How much the customer depends on the need, 0..=1.
    pub dependence: &'a str,
    /// How well the service works, 0..=1; 1 unless stated.
    pub condition: Option<&'a str>,
    /// The weight of the need in the customer's rule, 0 or more; 1 unless stated.
    pub weight: Option<&'a str>,
    /// Which need the service meets together with others; null, or no column, where the service is a
    /// need of its own.
    pub need: Option<&'a str>,
    /// The weight of the service within its need, 0 or more; 1 unless stated.
    pub service_weight: Option<&'a str>,
    /// How many the customer stands for, 0 or more; 1 unless stated.
    pub population: Option<&'a str>,
    /// What the customer reports with everything right, above 0 and up to 1; 1 unless stated.
    pub ceiling: Option<&'a str>,
    /// The columns that make segments; all customers are one segment unless stated.
    pub group_by: Vec<&'a str>,
}

impl<'a> CustomerTable<'a> {
    /// Names a table and the columns that every one has.
    pub const fn new(
        table: &'a str,
        customer: &'a str,
        department: &'a str,
        dependence: &'a str,
    ) -> Self {
        Self {
            schema: Vec::new(),
            table,
            customer,
            department,
            dependence,
            condition: None,
            weight: None,
            need: None,
            service_weight: None,
            population: None,
            ceiling: None,
            group_by: Vec::new(),
        }
    }

    /// Sets [`schema`](Self::schema).
    pub fn in_schema(mut self, schema: impl IntoIterator<Item = &'a str>) -> Self {
        self.schema = schema.into_iter().collect();
        self
    }

    /// Sets [`condition`](Self::condition).
    pub const fn condition(mut self, column: &'a str) -> Self {
        self.condition = Some(column);
        self
    }

    /// Sets [`weight`](Self::weight).
    pub const fn weight(mut self, column: &'a str) -> Self {
        self.weight = Some(column);
        self
    }

    /// Sets [`need`](Self::need).
    pub const fn need(mut self, column: &'a str) -> Self {
        self.need = Some(column);
        self
    }

    /// Sets [`service_weight`](Self::service_weight).
    pub const fn service_weight(mut self, column: &'a str) -> Self {
        self.service_weight = Some(column);
        self
    }

    /// Sets [`population`](Self::population).
    pub const fn population(mut self, column: &'a str) -> Self {
        self.population = Some(column);
        self
    }

    /// Sets [`ceiling`](Self::ceiling).
    pub const fn ceiling(mut self, column: &'a str) -> Self {
        self.ceiling = Some(column);
        self
    }

    /// Sets [`group_by`](Self::group_by).
    pub fn group_by(mut self, columns: impl IntoIterator<Item = &'a str>) -> Self {
        self.group_by = columns.into_iter().collect();
        self
    }

    /// The table's name, quoted.
    pub(super) fn name(&self, dialect: Dialect) -> Result<String, SqlError> {
        let parts = self.schema.iter().chain([&self.table]);
        let quoted = parts.map(|part| named("table", part, dialect)).collect::<Result<Vec<_>, _>>();
        Ok(quoted?.join("."))
    }

    /// 1 for a row of which a number is missing or outside its range, or one of these columns null; 0
    /// for others. `quality` is what the department delivers, where that is known.
    pub(super) fn refused(
        &self,
        never_null: &[&str],
        quality: Option<&str>,
        dialect: Dialect,
    ) -> Result<String, SqlError> {
        let mut faults: Vec<String> =
            never_null.iter().map(|column| format!("{column} is null")).collect();
        let numbers = [
            (Some(self.dependence), Range::Share),
            (self.condition, Range::Share),
            (self.weight, Range::Amount),
            (self.service_weight, Range::Amount),
            (self.population, Range::Amount),
            (self.ceiling, Range::AboveNothing),
        ];
        let mut within =
            vec![quality.map(|quality| Range::Share.of(quality, dialect)).unwrap_or_default()];
        for (name, range) in numbers {
            if let Some(name) = name {
                within.push(range.of(&dialect.double(&column(name, dialect)?), dialect));
            }
        }
        // What is null is within nothing.
        let within = within.into_iter().filter(|within| !within.is_empty());
        faults.extend(within.map(|within| format!("({within}) is not true")));
        Ok(format!("case when {} then 1 else 0 end", faults.join(" or ")))
    }
}

/// Where numbers of a table may lie.
#[derive(Debug, Clone, Copy)]
pub(super) enum Range {
    /// 0..=1.
    Share,
    /// 0..=1e100.
    Amount,
    /// Above 0 and up to 1.
    AboveNothing,
}

impl Range {
    /// Whether an expression lies there.
    fn of(self, expression: &str, dialect: Dialect) -> String {
        let [zero, one, most] = [0.0, 1.0, 1e100].map(|number| dialect.number(number));
        match self {
            Self::Share => format!("{expression} between {zero} and {one}"),
            Self::Amount => format!("{expression} between {zero} and {most}"),
            Self::AboveNothing => format!("{expression} > {zero} and {expression} <= {one}"),
        }
    }

    /// An expression, and null where it does not lie there: what is refused is counted, and stops no
    /// query on its way through a logarithm.
    pub(super) fn only(self, expression: &str, dialect: Dialect) -> String {
        format!("case when {} then {expression} end", self.of(expression, dialect))
    }
}

/// A column of the table of customers, which queries call `t`.
pub(super) fn column(name: &str, dialect: Dialect) -> Result<String, SqlError> {
    Ok(format!("t.{}", named("column", name, dialect)?))
}

/// A column of numbers, null where one lies outside its range; 1 where the table has no such column.
pub(super) fn number(
    name: Option<&str>,
    range: Range,
    dialect: Dialect,
) -> Result<String, SqlError> {
    match name {
        Some(name) => Ok(range.only(&dialect.double(&column(name, dialect)?), dialect)),
        None => Ok(dialect.number(1.0)),
    }
}

/// 1 where one of these columns is not the same in all rows of a group, which it has to be.
pub(super) fn differs(columns: &[&str]) -> String {
    let differs = columns.iter().map(|column| format!("min({column}) <> max({column})"));
    format!("case when {} then 1 else 0 end", differs.collect::<Vec<_>>().join(" or "))
}

/// A name, quoted.
pub(super) fn named(what: &'static str, name: &str, dialect: Dialect) -> Result<String, SqlError> {
    if name.is_empty() {
        return Err(SqlError::EmptyName { what });
    }
    dialect.identifier(name)
}
