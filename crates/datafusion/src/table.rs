//! Where a table of customers has what, kept.

use knockon::io::sql::CustomerTable;

/// The names of a [`CustomerTable`], kept.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    schema: Vec<String>,
    name: String,
    customer: String,
    department: String,
    dependence: String,
    condition: Option<String>,
    weight: Option<String>,
    need: Option<String>,
    service_weight: Option<String>,
    population: Option<String>,
    ceiling: Option<String>,
    group_by: Vec<String>,
}

impl Table {
    pub(crate) fn of(table: &CustomerTable<'_>) -> Self {
        let kept = |name: Option<&str>| name.map(str::to_owned);
        let all = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Self {
            schema: all(&table.schema),
            name: table.table.to_owned(),
            customer: table.customer.to_owned(),
            department: table.department.to_owned(),
            dependence: table.dependence.to_owned(),
            condition: kept(table.condition),
            weight: kept(table.weight),
            need: kept(table.need),
            service_weight: kept(table.service_weight),
            population: kept(table.population),
            ceiling: kept(table.ceiling),
            group_by: all(&table.group_by),
        }
    }

    /// The names as the library takes them.
    pub(crate) fn columns(&self) -> CustomerTable<'_> {
        let (customer, department) = (self.customer.as_str(), self.department.as_str());
        let mut table = CustomerTable::new(&self.name, customer, department, &self.dependence)
            .in_schema(self.schema.iter().map(String::as_str))
            .group_by(self.group_by.iter().map(String::as_str));
        table.condition = self.condition.as_deref();
        table.weight = self.weight.as_deref();
        table.need = self.need.as_deref();
        table.service_weight = self.service_weight.as_deref();
        table.population = self.population.as_deref();
        table.ceiling = self.ceiling.as_deref();
        table
    }

    pub(crate) fn group_by(&self) -> &[String] {
        &self.group_by
    }

    /// The name of the table as messages show it.
    pub(crate) fn name(&self) -> String {
        let parts = self.schema.iter().chain([&self.name]);
        parts.map(String::as_str).collect::<Vec<_>>().join(".")
    }
}
