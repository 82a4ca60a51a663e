//! The departments of an organisation, numbered, and their qualities in several states.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::common::{HashMap, Result, exec_datafusion_err};
use knockon::exposure::Exposure;
use knockon::quality::PartyQuality;
use knockon::{Assessment, Network};

use crate::error::Error;

/// A department that a row names and that there is none of.
pub(crate) const UNKNOWN: u32 = u32::MAX;

/// The departments of an organisation, numbered from 0 as stated, and their qualities in one state or
/// several.
pub(crate) struct Departments {
    network: Network,
    ids: Vec<String>,
    numbers: HashMap<String, u32>,
    /// By state, then by department.
    qualities: Vec<Vec<f64>>,
}

impl Departments {
    /// Numbers the departments of the first state; those of the others are found by their ids.
    ///
    /// # Errors
    ///
    /// [`Error::NoAssessment`] without a state, and [`Error::Lacks`] for a state that lacks a department
    /// of the first.
    pub(crate) fn new(assessments: &[&Assessment]) -> Result<Self, Error> {
        let first = assessments.first().ok_or(Error::NoAssessment)?;
        let ids = department_ids(first);
        let quality = |assessment: &Assessment, id: &String| {
            let party = assessment.party(id).filter(PartyQuality::is_department);
            party.map(|party| party.quality().get()).ok_or_else(|| Error::Lacks {
                scenario: assessment.scenario().to_owned(),
                department: id.clone(),
            })
        };
        let of_state = |assessment: &&Assessment| -> Result<Vec<f64>, Error> {
            ids.iter().map(|id| quality(assessment, id)).collect()
        };
        let qualities = assessments.iter().map(of_state).collect::<Result<_, _>>()?;
        let numbers = ids.iter().cloned().zip(0..).collect();
        Ok(Self { network: first.network().clone(), ids, numbers, qualities })
    }

    pub(crate) fn ids(&self) -> &[String] {
        &self.ids
    }

    pub(crate) fn state_count(&self) -> usize {
        self.qualities.len()
    }

    /// The qualities of a state, by department.
    pub(crate) fn qualities(&self, state: usize) -> &[f64] {
        self.qualities.get(state).map_or(&[], Vec::as_slice)
    }

    /// The departments of a column of ids, plain or dictionary encoded, or of numbers; [`UNKNOWN`] for
    /// those that there are none of, and for nulls.
    ///
    /// # Errors
    ///
    /// For a column of another type.
    pub(crate) fn numbers(&self, column: &ArrayRef) -> Result<Vec<u32>> {
        let find =
            |id: Option<&str>| id.and_then(|id| self.numbers.get(id)).copied().unwrap_or(UNKNOWN);
        Ok(match column.data_type() {
            DataType::Utf8 => column.as_string::<i32>().iter().map(find).collect(),
            DataType::LargeUtf8 => column.as_string::<i64>().iter().map(find).collect(),
            DataType::Utf8View => column.as_string_view().iter().map(find).collect(),
            DataType::Dictionary(_, _) => {
                let dictionary = column.as_any_dictionary();
                if dictionary.values().is_empty() {
                    return Ok(vec![UNKNOWN; column.len()]);
                }
                let of_values = self.numbers(dictionary.values())?;
                let keys = dictionary.normalized_keys();
                let of_key = |(row, key): (usize, &usize)| {
                    let number = of_values.get(*key).filter(|_| dictionary.keys().is_valid(row));
                    number.copied().unwrap_or(UNKNOWN)
                };
                keys.iter().enumerate().map(of_key).collect()
            }
            kind if kind.is_integer() => {
                let wide = cast(column, &DataType::Int64)?;
                let known =
                    |number: i64| u32::try_from(number).ok().filter(|&it| self.is_known(it));
                let numbers = wide.as_primitive::<Int64Type>().iter();
                numbers.map(|number| number.and_then(known).unwrap_or(UNKNOWN)).collect()
            }
            kind => {
                return Err(exec_datafusion_err!(
                    "departments come as {kind}, where ids as text or numbers from 0 are right"
                ));
            }
        })
    }

    fn is_known(&self, number: u32) -> bool {
        (number as usize) < self.ids.len()
    }

    /// What is wrong with a department that there is none of, as `` `gird` is not a department; did you
    /// mean `grid`? ``.
    pub(crate) fn fault(&self, column: &ArrayRef, row: usize) -> String {
        let is_null = column.logical_nulls().is_some_and(|nulls| nulls.is_null(row));
        if is_null {
            return "is null, where the id of a department is right".to_owned();
        }
        let id = crate::error::shown(column, row);
        if column.data_type().is_integer() {
            let last = self.ids.len().saturating_sub(1);
            return format!("is `{id}`, where the number of a department, 0..={last}, is right");
        }
        let refused = Exposure::builder(&self.network).add("segment", &id, 0.0, 1.0).build();
        let known = format!("`{id}` is not a department");
        let message = refused
            .err()
            .and_then(|invalid| Some(invalid.problems().first()?.message().to_owned()));
        format!("is unknown: {}", message.unwrap_or(known))
    }
}

/// The ids of departments, as stated.
pub(crate) fn department_ids(assessment: &Assessment) -> Vec<String> {
    let departments = assessment.parties().filter(PartyQuality::is_department);
    departments.map(|party| party.id().as_str().to_owned()).collect()
}

impl fmt::Debug for Departments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (departments, states) = (self.ids.len(), self.qualities.len());
        f.debug_struct("Departments")
            .field("departments", &departments)
            .field("states", &states)
            .finish_non_exhaustive()
    }
}

/// Departments that functions of one query share: the same only where they are one value.
#[derive(Debug)]
pub(crate) struct Shared<T>(pub(crate) Arc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Eq for Shared<T> {}

impl<T> Hash for Shared<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}
