//! An aggregate of one group, by the code that has many.

use std::fmt::Debug;

use datafusion::arrow::array::ArrayRef;
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};

/// Groups of which there may be more than those with rows.
pub(crate) trait Groups: GroupsAccumulator + Clone + Debug + Sync {
    /// Makes sure that there are so many groups.
    fn grow(&mut self, group_count: usize);
}

/// An aggregate of one group, where a query groups by nothing or asks about a window.
#[derive(Debug)]
pub(crate) struct OneGroup<G> {
    groups: G,
}

impl<G: Groups> OneGroup<G> {
    pub(crate) fn new(mut groups: G) -> Self {
        groups.grow(1);
        Self { groups }
    }
}

/// The group of every row.
fn all(columns: &[ArrayRef]) -> Vec<usize> {
    vec![0; columns.first().map_or(0, |column| column.len())]
}

impl<G: Groups> Accumulator for OneGroup<G> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.groups.update_batch(values, &all(values), None, 1)
    }

    /// A window asks again after more rows, so that they stay.
    fn evaluate(&mut self) -> Result<ScalarValue> {
        ScalarValue::try_from_array(&self.groups.clone().evaluate(EmitTo::All)?, 0)
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.groups.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let columns = self.groups.clone().state(EmitTo::All)?;
        columns.iter().map(|column| ScalarValue::try_from_array(column, 0)).collect()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.groups.merge_batch(states, &all(states), 1)
    }
}
