//! `need_met` and `combine`: the stages of a customer that take several rows into one number.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BooleanArray, Float64Array};
use datafusion::arrow::compute::filter;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, exec_datafusion_err, plan_datafusion_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{
    Accumulator, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature, Volatility,
};
use datafusion::physical_expr::expressions::Literal;
use knockon::Rule;
use knockon::io::sql::{CustomerKernel, CustomerRule};

use super::words::substitution;
use crate::grouped_rows::{GroupedRows, list_type};
use crate::one_group::{Groups, OneGroup};
use crate::range::{Range, numbers};

/// Which stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Stage {
    /// `need_met(received, weight, substitution)`.
    NeedMet,
    /// `combine(felt, weight, rule)`.
    Combine,
}

impl Stage {
    const fn name(self) -> &'static str {
        match self {
            Self::NeedMet => "need_met",
            Self::Combine => "combine",
        }
    }

    /// The equation, given the third argument.
    fn kernel(self, given: &str) -> Result<CustomerKernel> {
        let rule = match self {
            Self::NeedMet => substitution(given).map(|of| CustomerRule::default().substitution(of)),
            Self::Combine => {
                let rule = given.parse::<Rule>().map_err(|unknown| unknown.to_string());
                rule.map(|rule| CustomerRule::default().rule(rule))
            }
        };
        let kernel = rule.and_then(|rule| rule.kernel().map_err(|refused| refused.to_string()));
        kernel.map_err(|message| plan_datafusion_err!("{}: {message}", self.name()))
    }
}

/// An aggregate of qualities and their weights.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct StageAggregate {
    stage: Stage,
    signature: Signature,
}

impl StageAggregate {
    pub(super) fn new(stage: Stage) -> Self {
        let arguments = vec![DataType::Float64, DataType::Float64, DataType::Utf8];
        Self { stage, signature: Signature::exact(arguments, Volatility::Immutable) }
    }

    fn groups(&self, args: &AccumulatorArgs<'_>) -> Result<StageGroups> {
        let name = self.stage.name();
        let literal = args.exprs.get(2).and_then(|given| given.downcast_ref::<Literal>());
        let given = literal.and_then(|literal| literal.value().try_as_str().flatten());
        let given = given
            .ok_or_else(|| plan_datafusion_err!("{name} takes its third argument as a literal"))?;
        let column = |place: usize| {
            args.expr_fields.get(place).map_or_else(String::new, |field| field.name().clone())
        };
        Ok(StageGroups {
            stage: self.stage,
            kernel: Arc::new(self.stage.kernel(given)?),
            columns: Arc::new([column(0), column(1)]),
            rows: GroupedRows::new(0, 2),
        })
    }
}

impl AggregateUDFImpl for StageAggregate {
    fn name(&self) -> &'static str {
        self.stage.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let field = |name| {
            Field::new(format_state_name(args.name, name), list_type(DataType::Float64), false)
        };
        Ok(["qualities", "weights"].map(|name| Arc::new(field(name))).to_vec())
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(OneGroup::new(self.groups(&args)?)))
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(
        &self,
        args: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(self.groups(&args)?))
    }
}

/// The rows of groups that are not complete.
#[derive(Debug, Clone)]
struct StageGroups {
    stage: Stage,
    kernel: Arc<CustomerKernel>,
    /// The columns of qualities and of weights, for messages.
    columns: Arc<[String; 2]>,
    rows: GroupedRows,
}

impl StageGroups {
    /// Checks a column.
    fn checked<'a>(&self, place: usize, column: &'a ArrayRef) -> Result<&'a Float64Array> {
        let range = if place == 0 { Range::Share } else { Range::Amount };
        let values = numbers(column)?;
        match range.first_outside(values) {
            None => Ok(values),
            Some(row) => {
                let (function, name) = (self.stage.name(), self.columns.get(place));
                let (name, fault) = (name.map_or("", String::as_str), range.fault(values, row));
                Err(exec_datafusion_err!("{function}: column `{name}` {fault}"))
            }
        }
    }
}

impl Groups for StageGroups {
    fn grow(&mut self, group_count: usize) {
        self.rows.grow(group_count);
    }
}

impl GroupsAccumulator for StageGroups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        opt_filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        let values = values.iter().take(2);
        if let Some(kept) = opt_filter {
            let values = values.map(|column| filter(column, kept));
            let values = values.collect::<Result<Vec<_>, _>>()?;
            let rows = group_indices.iter().zip(kept).filter(|(_, kept)| *kept == Some(true));
            let groups: Vec<usize> = rows.map(|(&group, _)| group).collect();
            return self.update_batch(&values, &groups, None, total_num_groups);
        }
        self.rows.add_groups(group_indices, total_num_groups)?;
        for (place, column) in values.enumerate() {
            let column = self.checked(place, column)?;
            self.rows.add_numbers(place, column.values());
        }
        Ok(())
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.rows.add_lists(values, group_indices, total_num_groups)?;
        Ok(())
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        self.rows.take(emit_to).into_lists()
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let mut rows = self.rows.take(emit_to);
        let groups: Vec<_> = rows.groups().collect();
        let [qualities, weights] = rows.numbers.as_mut_slice() else {
            return Err(exec_datafusion_err!("{} lacks a column", self.stage.name()));
        };
        let evaluated = groups.into_iter().map(|rows| {
            let (Some(qualities), Some(weights)) =
                (qualities.get_mut(rows.clone()), weights.get(rows))
            else {
                return Ok(0.0);
            };
            match self.stage {
                Stage::NeedMet => self.kernel.met(qualities, weights),
                Stage::Combine => {
                    for quality in &mut *qualities {
                        *quality = 1.0 - *quality;
                    }
                    self.kernel.combined(qualities, weights)
                }
            }
        });
        let evaluated = evaluated.collect::<std::result::Result<Vec<f64>, _>>();
        let evaluated = evaluated
            .map_err(|refused| exec_datafusion_err!("{}: {refused}", self.stage.name()))?;
        Ok(Arc::new(Float64Array::from(evaluated)))
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        opt_filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let count = values.first().map_or(0, |column| column.len());
        let groups: Vec<usize> = (0..count).collect();
        let mut of_rows = Self { rows: GroupedRows::new(0, 2), ..self.clone() };
        of_rows.update_batch(values, &groups, opt_filter, count)?;
        of_rows.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        self.rows.size()
    }
}
