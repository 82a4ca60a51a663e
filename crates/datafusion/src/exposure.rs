//! The exposure of segments: the exposures of their customers, summed.

use std::collections::BTreeMap;

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Float64Type, UInt32Type};
use datafusion::common::internal_datafusion_err;
use datafusion::dataframe::DataFrame;
use datafusion::functions::core::expr_fn::get_field;
use datafusion::logical_expr::Expr;
use datafusion::prelude::ident;
use indexmap::IndexMap;
use knockon::Network;
use knockon::exposure::Exposure;

use crate::customer::EXPOSURES;
use crate::departments::department_ids;
use crate::error::Error;
use crate::segments::{compensated, segment_of};

/// The columns of an answer.
const DEPARTMENT: &str = "department";
const PEOPLE: &str = "people";
const SUM: &str = "sum";

/// The sums of a segment.
#[derive(Debug, Default)]
struct Sums {
    population: f64,
    /// The quality with every department at 1, times the population.
    best: f64,
    /// By department.
    exposures: BTreeMap<u32, f64>,
}

/// Sums customers that have a list of exposures, by the columns that make segments.
pub(crate) async fn exposure(
    frame: DataFrame,
    groups: &[String],
    table: &str,
    network: &Network,
) -> Result<Exposure, Error> {
    let keys = || groups.iter().map(ident);
    let of = |field: &str| get_field(ident(EXPOSURES), field);
    let columns =
        [ident("population"), of("exposure").alias("exposure"), of(DEPARTMENT).alias(DEPARTMENT)];
    let rows =
        frame.unnest_columns(&[EXPOSURES])?.select(keys().chain(columns).collect::<Vec<_>>())?;
    let by: Vec<Expr> = keys().chain([ident(DEPARTMENT)]).collect();
    let order = by.iter().map(|key| key.clone().sort(true, true)).collect();
    let sums = vec![
        compensated(ident("population")).alias(PEOPLE),
        compensated(ident("population") * ident("exposure")).alias(SUM),
    ];
    // Few rows: segments times departments.
    let answer = rows.aggregate(by, sums)?.sort(order)?.collect().await?;
    let mut segments: IndexMap<String, Sums> = IndexMap::new();
    for batch in &answer {
        add(&mut segments, batch, groups.len())?;
    }
    if segments.is_empty() {
        return Err(Error::Empty { table: table.to_owned() });
    }
    built(segments, network).map_err(|message| Error::Exposure { table: table.to_owned(), message })
}

/// Adds the sums of a batch. A row without a department has the population and the best quality.
fn add(
    segments: &mut IndexMap<String, Sums>,
    batch: &RecordBatch,
    groups: usize,
) -> Result<(), Error> {
    let column = |name: &str| {
        let column = batch.column_by_name(name);
        column.ok_or_else(|| internal_datafusion_err!("the answer lacks column {name}"))
    };
    let departments = column(DEPARTMENT)?.as_primitive::<UInt32Type>();
    let [people, sums] = [column(PEOPLE)?, column(SUM)?].map(AsArray::as_primitive::<Float64Type>);
    for row in 0..batch.num_rows() {
        let segment = segments.entry(name(&segment_of(batch, row, groups)?)).or_default();
        let sum = sums.value(row);
        if departments.is_null(row) {
            segment.population += people.value(row);
            segment.best += sum;
        } else {
            *segment.exposures.entry(departments.value(row)).or_default() += sum;
        }
    }
    Ok(())
}

/// The name of a segment, as the query of [`knockon::io::sql::exposure`] gives it.
fn name(columns: &[Option<String>]) -> String {
    let text = |column: &Option<String>| match column.as_deref() {
        None | Some("") => "(none)".to_owned(),
        Some(text) if columns.len() > 1 => text.replace('/', "//"),
        Some(text) => text.to_owned(),
    };
    match columns {
        [] => "all".to_owned(),
        _ => columns.iter().map(text).collect::<Vec<_>>().join(" / "),
    }
}

/// The exposure of these sums, or what is wrong with them.
fn built(segments: IndexMap<String, Sums>, network: &Network) -> Result<Exposure, String> {
    let ids = department_ids(&network.baseline());
    let mut builder = Exposure::builder(network);
    for (name, Sums { population, best, exposures }) in segments {
        if population <= 0.0 {
            return Err(format!(
                "the populations of segment `{name}` sum to 0, where a mean needs more"
            ));
        }
        builder = builder.segment(&name, population).best(&name, (best / population).min(1.0));
        for (department, sum) in exposures {
            if let Some(id) = ids.get(department as usize) {
                builder = builder.add(&name, id, (sum / population).min(1.0), population);
            }
        }
    }
    builder.build().map_err(|invalid| invalid.to_string())
}
