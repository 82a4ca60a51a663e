//! A query of named steps.

use std::fmt::Write;

use super::customer_table::{CustomerTable, named};
use super::dialect::Dialect;
use super::error::SqlError;

/// A query under construction: steps, each of which reads those before it.
#[derive(Debug, Default)]
pub(super) struct Query {
    steps: Vec<(&'static str, String)>,
}

/// A step: what it selects, one line an output column, and what follows.
#[derive(Debug, Default)]
pub(super) struct Select {
    columns: Vec<String>,
}

impl Select {
    /// Selects an expression under a name.
    pub(super) fn column(&mut self, expression: impl AsRef<str>, name: impl AsRef<str>) {
        let (expression, name) = (expression.as_ref(), name.as_ref());
        self.columns.push(if expression == name {
            name.to_owned()
        } else {
            format!("{expression} as {name}")
        });
    }

    /// Selects columns as they are called.
    pub(super) fn same(&mut self, names: impl IntoIterator<Item = impl AsRef<str>>) {
        self.columns.extend(names.into_iter().map(|name| name.as_ref().to_owned()));
    }

    /// The text, given what follows the columns, line by line.
    pub(super) fn text(&self, rest: &[String]) -> String {
        let mut text = format!("select\n  {}", self.columns.join(",\n  "));
        for line in rest {
            let _ = write!(text, "\n{line}");
        }
        text
    }
}

impl Query {
    pub(super) fn step(&mut self, name: &'static str, text: String) {
        self.steps.push((name, text));
    }

    /// The whole text, given its last select.
    pub(super) fn finish(self, last: &str) -> String {
        let mut text = String::new();
        for (place, (name, step)) in self.steps.iter().enumerate() {
            let begin = if place == 0 { "with " } else { ",\n" };
            // Texts may hold line breaks, so that no line is indented here.
            let _ = write!(text, "{begin}{name} as (\n{step}\n)");
        }
        let _ = write!(text, "\n{last}\n");
        text
    }
}

/// The columns that make segments: how they are called between steps, and in the answer.
#[derive(Debug)]
pub(super) struct SegmentColumns {
    /// How they are called between steps.
    pub(super) names: Vec<String>,
    /// As the table calls them, quoted.
    pub(super) quoted: Vec<String>,
    stated: Vec<String>,
}

impl SegmentColumns {
    pub(super) fn of(table: &CustomerTable<'_>, dialect: Dialect) -> Result<Self, SqlError> {
        let columns = table.group_by.iter();
        let quoted = columns.map(|column| named("column", column, dialect));
        let quoted = quoted.collect::<Result<Vec<_>, _>>()?;
        let names = (1..=quoted.len()).map(|number| format!("group_{number}")).collect();
        let stated = table.group_by.iter().map(|&name| name.to_owned()).collect();
        Ok(Self { names, quoted, stated })
    }

    /// Refuses a column that is called as one of the answer, or given twice.
    pub(super) fn check_apart(&self, of_answer: &[&str]) -> Result<(), SqlError> {
        for (place, name) in self.stated.iter().enumerate() {
            if of_answer.contains(&name.as_str())
                || self.stated.iter().take(place).any(|earlier| earlier == name)
            {
                return Err(SqlError::TakenName { name: name.clone() });
            }
        }
        Ok(())
    }

    /// These after others, for a list.
    pub(super) fn after(&self, others: &[&str]) -> String {
        let others = others.iter().map(|&other| other.to_owned());
        others.chain(self.names.iter().cloned()).collect::<Vec<_>>().join(", ")
    }

    /// `partition by` these and others, and what follows; nothing of it where there are none.
    pub(super) fn window(&self, others: &[&str], rest: &str) -> String {
        let columns = self.after(others);
        match (columns.as_str(), rest) {
            ("", rest) => format!("over ({rest})"),
            (columns, "") => format!("over (partition by {columns})"),
            (columns, rest) => format!("over (partition by {columns} {rest})"),
        }
    }
}
