//! What the rows of a customer say, column by column, and what is made of them.

use datafusion::arrow::datatypes::{DataType, Field, Fields};
use knockon::io::sql::CustomerKernel;

use crate::departments::Departments;
use crate::grouped_rows::list_type;
use crate::range::Range;

/// The need of a service that is a need of its own.
pub(crate) const OWN_NEED: u32 = u32::MAX;

/// What the rows of a table say, column by column, and how it is evaluated.
#[derive(Debug)]
pub(crate) struct Customer {
    pub(crate) kernel: CustomerKernel,
    pub(crate) departments: Departments,
    /// The column of departments.
    pub(crate) department: String,
    /// The column of needs, if there is one.
    pub(crate) need: Option<String>,
    /// The other columns of services, in the order of [`ServiceColumn`]; the dependence is there.
    pub(crate) services: Vec<(ServiceColumn, String)>,
    /// The columns of what belongs to a customer: alike in all its rows.
    pub(crate) alike: Vec<(CustomerColumn, String)>,
    pub(crate) wanted: Wanted,
}

/// What is made of the rows of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Its quality in every state.
    Qualities,
    /// By how much each department counts for it, and its quality with every department at 1.
    Exposures,
}

/// A column of numbers that belong to a service, or to its need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ServiceColumn {
    Dependence,
    Condition,
    Weight,
    ServiceWeight,
}

/// A column of numbers that belong to a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CustomerColumn {
    Population,
    Ceiling,
}

impl ServiceColumn {
    pub(crate) const fn range(self) -> Range {
        match self {
            Self::Dependence | Self::Condition => Range::Share,
            Self::Weight | Self::ServiceWeight => Range::Amount,
        }
    }
}

impl CustomerColumn {
    pub(crate) const fn range(self) -> Range {
        match self {
            Self::Population => Range::Amount,
            Self::Ceiling => Range::AboveNothing,
        }
    }
}

impl Customer {
    pub(crate) fn service_column(&self, column: ServiceColumn) -> Option<usize> {
        self.services.iter().position(|(known, _)| *known == column)
    }

    pub(crate) fn customer_column(&self, column: CustomerColumn) -> Option<usize> {
        self.alike.iter().position(|(known, _)| *known == column)
    }

    pub(crate) fn name_of(&self, column: ServiceColumn) -> &str {
        self.services.iter().find(|(known, _)| *known == column).map_or("", |(_, name)| name)
    }

    /// The fields of a customer: its population, its fault, and what is wanted.
    pub(crate) fn fields(&self) -> Fields {
        let mut fields = vec![
            Field::new("population", DataType::Float64, false),
            Field::new("fault", DataType::Utf8, true),
        ];
        match self.wanted {
            Wanted::Qualities => {
                let states = 0..self.departments.state_count();
                let of_state = |state| Field::new(quality(state), DataType::Float64, false);
                fields.extend(states.map(of_state));
            }
            Wanted::Exposures => fields.push(Field::new(EXPOSURES, list_type(exposure()), false)),
        }
        Fields::from(fields)
    }
}

/// The name of the quality in a state.
pub(crate) fn quality(state: usize) -> String {
    format!("quality_{state}")
}

/// The name of the list of exposures.
pub(crate) const EXPOSURES: &str = "exposures";

/// The type of an exposure: to the department of a number, or, without one, the quality with every
/// department at 1.
pub(crate) fn exposure() -> DataType {
    DataType::Struct(Fields::from(vec![
        Field::new("department", DataType::UInt32, true),
        Field::new("exposure", DataType::Float64, false),
    ]))
}
