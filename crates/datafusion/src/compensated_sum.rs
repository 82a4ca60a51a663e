//! The aggregate that sums without losing digits, however many rows there are.
//!
//! # References
//!
//! A. Neumaier, *Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen*, Z. Angew. Math.
//! Mech. 54 (1974) 39-51.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, BooleanArray, Float64Array};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, internal_datafusion_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{
    Accumulator, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature, Volatility,
};

use crate::one_group::{Groups, OneGroup};
use crate::range::numbers;

/// Sums that carry their rounding errors along; nulls count as 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct CompensatedSum {
    signature: Signature,
}

impl CompensatedSum {
    pub(crate) fn new() -> Self {
        Self { signature: Signature::exact(vec![DataType::Float64], Volatility::Immutable) }
    }
}

impl AggregateUDFImpl for CompensatedSum {
    fn name(&self) -> &'static str {
        "knockon_sum"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let field = |name| Field::new(format_state_name(args.name, name), DataType::Float64, true);
        Ok(["sum", "error"].map(|name| Arc::new(field(name))).to_vec())
    }

    fn accumulator(&self, _: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(OneGroup::new(Sums::default())))
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(
        &self,
        _: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(Sums::default()))
    }
}

/// Sums of groups, and what rounding has taken from them.
#[derive(Debug, Clone, Default)]
struct Sums {
    sum: Vec<f64>,
    error: Vec<f64>,
}

impl Sums {
    fn add(&mut self, group: usize, value: f64) {
        let (Some(sum), Some(error)) = (self.sum.get_mut(group), self.error.get_mut(group)) else {
            return;
        };
        let total = *sum + value;
        *error +=
            if sum.abs() >= value.abs() { (*sum - total) + value } else { (value - total) + *sum };
        *sum = total;
    }

    fn add_all(&mut self, values: &Float64Array, groups: &[usize], kept: Option<&BooleanArray>) {
        for (row, &group) in groups.iter().enumerate() {
            let is_kept = kept.is_none_or(|kept| kept.is_valid(row) && kept.value(row));
            if is_kept && values.is_valid(row) {
                self.add(group, values.value(row));
            }
        }
    }
}

impl Groups for Sums {
    fn grow(&mut self, group_count: usize) {
        let count = self.sum.len().max(group_count);
        self.sum.resize(count, 0.0);
        self.error.resize(count, 0.0);
    }
}

impl GroupsAccumulator for Sums {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        opt_filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.grow(total_num_groups);
        if let [values, ..] = values {
            self.add_all(numbers(values)?, group_indices, opt_filter);
        }
        Ok(())
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.grow(total_num_groups);
        for part in values {
            self.add_all(numbers(part)?, group_indices, None);
        }
        Ok(())
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let parts = [&mut self.sum, &mut self.error].map(|part| emit_to.take_needed(part));
        Ok(parts.map(|part| Arc::new(Float64Array::from(part)) as ArrayRef).to_vec())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let [sum, error] = [&mut self.sum, &mut self.error].map(|part| emit_to.take_needed(part));
        let totals = sum.iter().zip(&error).map(|(sum, error)| sum + error);
        Ok(Arc::new(totals.collect::<Vec<_>>().into_iter().collect::<Float64Array>()))
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        opt_filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let [values, ..] = values else {
            return Err(internal_datafusion_err!("a sum of nothing"));
        };
        let mut sums = Self::default();
        let groups: Vec<usize> = (0..values.len()).collect();
        sums.update_batch(&[Arc::clone(values)], &groups, opt_filter, groups.len())?;
        sums.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        size_of::<f64>() * (self.sum.capacity() + self.error.capacity())
    }
}
