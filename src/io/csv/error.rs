//! Why tables could not be used.

use crate::unit::Figure;
use std::fmt;

use crate::organisation::{Element, Invalid, Section};

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Table {
    /// The table of parties.
    Nodes,
    /// The table of services.
    Edges,
    /// A table of scenarios.
    Scenarios,
    /// A table of actions.
    Actions,
    /// A table of exposures.
    Exposure,
}

impl Table {
    /// Returns the table that states a section: services with their needs, scenarios, actions
    /// and exposures have their own, everything else stands in that of parties.
    pub const fn of(section: Section) -> Self {
        match section {
            Section::Services | Section::Needs => Self::Edges,
            Section::Scenario => Self::Scenarios,
            Section::Actions => Self::Actions,
            Section::Exposure => Self::Exposure,
            _ => Self::Nodes,
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nodes => "nodes",
            Self::Edges => "edges",
            Self::Scenarios => "scenarios",
            Self::Actions => "actions",
            Self::Exposure => "exposure",
        })
    }
}

/// Why tables could not be used.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum TableError {
    /// A table is not of the shape it must have.
    Unreadable {
        /// The table.
        table: Table,
        /// The line at which reading stopped, from 1.
        line: u64,
        /// What was found, and what would have been right.
        message: String,
    },
    /// Both the table of services and the options say how much consumers depend on services.
    DependenceTotalTwice,
    /// The total of dependences is not above 0 and at most 1.
    DependenceTotal {
        /// The total given.
        total: f64,
    },
    /// A table is larger than [`Limits::max_file_bytes`](crate::io::Limits::max_file_bytes).
    TooLarge {
        /// The table.
        table: Table,
        /// Its size in bytes.
        bytes: usize,
        /// The most allowed.
        limit: u64,
    },
    /// A table holds more than the limits allow.
    TooMany {
        /// The table.
        table: Table,
        /// What there is too much of.
        what: &'static str,
        /// The most allowed.
        limit: u64,
    },
    /// The tables read well but mean nothing that can be used.
    Invalid(Invalid),
}

impl TableError {
    /// Writes the message, with the tables named by the caller.
    pub(in crate::io) fn write_naming(
        &self,
        f: &mut fmt::Formatter<'_>,
        name: impl Fn(Table) -> String,
    ) -> fmt::Result {
        match self {
            Self::Unreadable { table, line, message } => {
                write!(f, "{}, line {line}: {message}", name(*table))
            }
            Self::DependenceTotalTwice => write!(
                f,
                "{}, line 1: the column `dependence` states how much consumers depend on \
                 services, so no dependence total may be given as well",
                name(Table::Edges)
            ),
            Self::DependenceTotal { total } => {
                write!(
                    f,
                    "dependence total `{total}` is not above 0 and at most 1",
                    total = Figure(*total)
                )
            }
            Self::TooLarge { table, bytes, limit } => write!(
                f,
                "{}: the table has {bytes} bytes, more than the limit of {limit}",
                name(*table)
            ),
            Self::TooMany { table, what, limit } => {
                write!(f, "{}: the table has more {what} than the limit of {limit}", name(*table))
            }
            Self::Invalid(invalid) => invalid.write_lines(f, |f, place| {
                let Element::Line(line) = place.element() else {
                    return write!(f, "{place}");
                };
                write!(f, "{}, line {line}", name(Table::of(place.section())))?;
                if place.field().is_empty() { Ok(()) } else { write!(f, ", {}", place.field()) }
            }),
        }
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_naming(f, |table| table.to_string())
    }
}

impl std::error::Error for TableError {}
