//! Where the numbers of a column may lie.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Float64Array};
use datafusion::arrow::datatypes::Float64Type;
use datafusion::common::{Result, internal_datafusion_err};

use crate::error::Number;

/// Where the numbers of a column may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Range {
    /// 0..=1.
    Share,
    /// 0 or 1e-100..=1e100.
    Amount,
    /// 1e-100..=1.
    AboveNothing,
}

impl Range {
    /// Whether a number lies there.
    pub(crate) fn allows(self, number: f64) -> bool {
        match self {
            Self::Share => (0.0..=1.0).contains(&number),
            Self::Amount => number == 0.0 || (1e-100..=1e100).contains(&number),
            Self::AboveNothing => (1e-100..=1.0).contains(&number),
        }
    }

    const fn in_words(self) -> &'static str {
        match self {
            Self::Share => "0..=1",
            Self::Amount => "0 or 1e-100..=1e100",
            Self::AboveNothing => "1e-100..=1",
        }
    }

    /// The first row of a column that is null or outside, if there is one.
    pub(crate) fn first_outside(self, numbers: &Float64Array) -> Option<usize> {
        if numbers.null_count() > 0 {
            return (0..numbers.len()).find(|&row| self.is_fault(numbers, row));
        }
        numbers.values().iter().position(|&number| !self.allows(number))
    }

    pub(crate) fn is_fault(self, numbers: &Float64Array, row: usize) -> bool {
        numbers.is_null(row) || !self.allows(numbers.value(row))
    }

    /// What is wrong with a number, and what would be right.
    pub(crate) fn fault(self, numbers: &Float64Array, row: usize) -> String {
        let right = self.in_words();
        if numbers.is_null(row) {
            return format!("is null, where a number in {right} is right");
        }
        format!("is `{}`, where a number in {right} is right", Number(numbers.value(row)))
    }
}

/// A column of numbers.
///
/// # Errors
///
/// For a column of another type, which the signature of a function does not let pass.
pub(crate) fn numbers(column: &ArrayRef) -> Result<&Float64Array> {
    let numbers = column.as_primitive_opt::<Float64Type>();
    numbers.ok_or_else(|| {
        internal_datafusion_err!("a column of {} is none of numbers", column.data_type())
    })
}
