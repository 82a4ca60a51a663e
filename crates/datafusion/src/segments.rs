//! What segments of customers experience.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Float64Type, Int64Type};
use datafusion::arrow::util::display::array_value_to_string;
use datafusion::common::{DataFusionError, internal_datafusion_err};
use datafusion::dataframe::DataFrame;
use datafusion::functions_aggregate::expr_fn::{count, min};
use datafusion::functions_aggregate::sum::sum_udaf;
use datafusion::logical_expr::expr::WindowFunction;
use datafusion::logical_expr::{
    AggregateUDF, Expr, ExprFunctionExt, WindowFrame, WindowFrameBound, WindowFrameUnits,
    WindowFunctionDefinition, when,
};
use datafusion::prelude::{ident, lit};
use datafusion::scalar::ScalarValue;
use knockon::io::sql::{
    CustomerRule, CustomerTable, DepartmentQualities, Dialect, Statistic, evaluate,
};

use crate::compensated_sum::CompensatedSum;
use crate::customer::quality;
use crate::error::Error;

/// What the customers of a segment experience in one state.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SegmentStatistics {
    /// The values of the columns that make the segment, as text; `None` where one is null.
    pub segment: Vec<Option<String>>,
    /// How many customers there are.
    pub customers: u64,
    /// How many people or organisations they stand for.
    pub population: f64,
    /// What was asked, in that order.
    pub values: Vec<StatisticValue>,
}

/// The value of a [`Statistic`].
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum StatisticValue {
    /// The mean quality, weighted by population, 0..=1; `None` where the population is 0.
    Mean(Option<f64>),
    /// The least quality of any customer, 0..=1.
    Worst(f64),
    /// How many have less than the threshold.
    Below {
        /// How many customers.
        customers: u64,
        /// Their population.
        population: f64,
    },
    /// The least quality up to which there is the share of the population, 0..=1.
    Quantile(f64),
}

/// Evaluates statistics of segments, by state.
pub(crate) async fn segments(
    frame: DataFrame,
    groups: &[String],
    states: usize,
    statistics: &[Statistic],
) -> Result<Vec<Vec<SegmentStatistics>>, Error> {
    check(statistics)?;
    let keys: Vec<Expr> = groups.iter().map(ident).collect();
    let mut frame = frame;
    if statistics.iter().any(|statistic| matches!(statistic, Statistic::Quantile(_))) {
        // One at a time: each needs an order of its own.
        for rank in ranks(&keys, states)? {
            frame = frame.window(vec![rank])?;
        }
    }
    let mut columns = vec![
        count(lit(1)).alias("customers"),
        compensated(ident("population")).alias("population"),
    ];
    for state in 0..states {
        for (place, &statistic) in statistics.iter().enumerate() {
            for (part, expression) in expressions(statistic, state)?.into_iter().enumerate() {
                columns.push(expression.alias(format!("value_{state}_{place}_{part}")));
            }
        }
    }
    let order = keys.iter().map(|key| key.clone().sort(true, false)).collect();
    let mut answer = frame.aggregate(keys, columns)?;
    if !groups.is_empty() {
        answer = answer.sort(order)?;
    }
    let mut all = vec![Vec::new(); states];
    for batch in answer.collect().await? {
        for row in 0..batch.num_rows() {
            for (state, segments) in all.iter_mut().enumerate() {
                segments.push(segment(&batch, row, groups.len(), state, statistics)?);
            }
        }
    }
    Ok(all)
}

/// Refuses what the query that is written as text refuses.
fn check(statistics: &[Statistic]) -> Result<(), Error> {
    let table = CustomerTable::new("customers", "customer", "department", "dependence");
    let departments = DepartmentQualities::Table {
        schema: Vec::new(),
        table: "departments",
        department: "id",
        quality: "quality",
    };
    evaluate(&table, &CustomerRule::default(), statistics, &departments, Dialect::DataFusion)?;
    Ok(())
}

/// A sum that keeps its digits.
pub(crate) fn compensated(expression: Expr) -> Expr {
    AggregateUDF::from(CompensatedSum::new()).call(vec![expression])
}

fn rank(state: usize) -> String {
    format!("population_up_to_{state}")
}

/// The population of a segment, and that of its customers up to each, by quality.
fn ranks(keys: &[Expr], states: usize) -> Result<Vec<Expr>, DataFusionError> {
    let sum = || {
        let sum = WindowFunctionDefinition::AggregateUDF(sum_udaf());
        Expr::from(WindowFunction::new(sum, vec![ident("population")]))
    };
    let all = sum().partition_by(keys.to_vec()).build()?;
    let mut columns = vec![all.alias("population_of_all")];
    let start = WindowFrameBound::Preceding(ScalarValue::UInt64(None));
    for state in 0..states {
        let frame = WindowFrame::new_bounds(
            WindowFrameUnits::Rows,
            start.clone(),
            WindowFrameBound::CurrentRow,
        );
        let up_to = sum()
            .partition_by(keys.to_vec())
            .order_by(vec![ident(quality(state)).sort(true, false)])
            .window_frame(frame)
            .build()?;
        columns.push(up_to.alias(rank(state)));
    }
    Ok(columns)
}

/// The aggregates that a statistic takes, in one state.
fn expressions(statistic: Statistic, state: usize) -> Result<Vec<Expr>, DataFusionError> {
    let quality = || ident(quality(state));
    let population = || ident("population");
    Ok(match statistic {
        Statistic::Mean => vec![compensated(population() * (lit(1.0) - quality()))],
        Statistic::Worst => vec![min(quality())],
        Statistic::Below(threshold) => {
            let is_below = quality().lt(lit(threshold));
            let of_population = when(is_below.clone(), population()).otherwise(lit(0.0))?;
            vec![count(when(is_below, lit(1)).end()?), compensated(of_population)]
        }
        Statistic::Quantile(share) => {
            let is_there = ident(rank(state)).gt_eq(lit(share) * ident("population_of_all"));
            vec![min(when(is_there, quality()).end()?)]
        }
        other => return Err(internal_datafusion_err!("statistic {other:?} is unknown")),
    })
}

/// The values of the first columns of a row, which make a segment.
pub(crate) fn segment_of(
    batch: &RecordBatch,
    row: usize,
    groups: usize,
) -> Result<Vec<Option<String>>, DataFusionError> {
    let named = |column: &ArrayRef| {
        (!column.is_null(row)).then(|| array_value_to_string(column, row)).transpose()
    };
    let keys = batch.columns().iter().take(groups);
    Ok(keys.map(named).collect::<Result<_, _>>()?)
}

/// Reads a segment of the answer.
fn segment(
    batch: &RecordBatch,
    row: usize,
    groups: usize,
    state: usize,
    statistics: &[Statistic],
) -> Result<SegmentStatistics, Error> {
    let segment = segment_of(batch, row, groups)?;
    let column = |name: &str| {
        let column = batch.column_by_name(name);
        column.ok_or_else(|| internal_datafusion_err!("the answer lacks column {name}"))
    };
    let number = |name: &str| -> Result<f64, DataFusionError> {
        let column = column(name)?.as_primitive_opt::<Float64Type>();
        let column = column.ok_or_else(|| internal_datafusion_err!("{name} is no number"))?;
        Ok(if column.is_null(row) { 0.0 } else { column.value(row) })
    };
    let counted = |name: &str| -> Result<u64, DataFusionError> {
        let column = column(name)?.as_primitive_opt::<Int64Type>();
        let column = column.ok_or_else(|| internal_datafusion_err!("{name} is no count"))?;
        Ok(u64::try_from(column.value(row)).unwrap_or(0))
    };
    let population = number("population")?;
    let mut values = Vec::with_capacity(statistics.len());
    for (place, &statistic) in statistics.iter().enumerate() {
        let part = |part: usize| format!("value_{state}_{place}_{part}");
        values.push(match statistic {
            Statistic::Mean => {
                let lost = number(&part(0))?;
                StatisticValue::Mean((population > 0.0).then(|| 1.0 - lost / population))
            }
            Statistic::Worst => StatisticValue::Worst(number(&part(0))?),
            Statistic::Below(_) => StatisticValue::Below {
                customers: counted(&part(0))?,
                population: number(&part(1))?,
            },
            _ => StatisticValue::Quantile(number(&part(0))?),
        });
    }
    Ok(SegmentStatistics { segment, customers: counted("customers")?, population, values })
}
