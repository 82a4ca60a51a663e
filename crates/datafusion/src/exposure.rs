//! The exposure that a query has summed.

use datafusion::arrow::array::{Array, AsArray, RecordBatch, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::common::{DataFusionError, internal_datafusion_err};
use datafusion::prelude::SessionContext;
use futures::StreamExt;
use knockon::Network;
use knockon::exposure::{Exposure, ExposureBuilder};

use crate::error::Error;

/// Runs the query of an exposure, and takes its rows.
pub(crate) async fn exposure(
    context: &SessionContext,
    query: &str,
    table: &str,
    network: &Network,
) -> Result<Exposure, Error> {
    let mut rows = context.sql(query).await?.execute_stream().await?;
    let mut builder = Exposure::builder(network);
    let mut count = 0;
    while let Some(batch) = rows.next().await {
        let batch = batch?;
        count += batch.num_rows();
        let refused;
        (builder, refused) = add(builder, &batch)?;
        if let Some((segment, refused)) = refused {
            let message = format!(
                "{refused} rows or customers of segment `{segment}` cannot be used, or lose more \
                 than 1"
            );
            return Err(Error::Exposure { table: table.to_owned(), message });
        }
    }
    if count == 0 {
        return Err(Error::Empty { table: table.to_owned() });
    }
    builder.build().map_err(|invalid| Error::Exposure {
        table: table.to_owned(),
        message: invalid.to_string(),
    })
}

/// Adds rows, and returns the first segment with rows that could not be used, and how many.
fn add(
    mut builder: ExposureBuilder,
    batch: &RecordBatch,
) -> Result<(ExposureBuilder, Option<(String, i64)>), DataFusionError> {
    let column = |name: &str, kind: &DataType| {
        let column = batch.column_by_name(name);
        let column = column.ok_or_else(|| internal_datafusion_err!("no column {name}"))?;
        Ok::<_, DataFusionError>(cast(column, kind)?)
    };
    let text = |name| {
        Ok::<StringArray, DataFusionError>(
            column(name, &DataType::Utf8)?.as_string::<i32>().clone(),
        )
    };
    let (segments, departments) = (text("segment")?, text("department")?);
    let number = |name| column(name, &DataType::Float64);
    let numbers = [number("exposure")?, number("population")?, number("best")?];
    let refused = column("refused", &DataType::Int64)?;
    let refused = refused.as_primitive::<datafusion::arrow::datatypes::Int64Type>();
    for row in 0..batch.num_rows() {
        let segment = segments.value(row);
        if refused.value(row) != 0 {
            return Ok((builder, Some((segment.to_owned(), refused.value(row)))));
        }
        let [exposure, population, best] =
            [0, 1, 2].map(|place: usize| numbers[place].as_primitive::<Float64Type>().value(row));
        builder = if departments.is_null(row) {
            builder.segment(segment, population)
        } else {
            builder.add(segment, departments.value(row), exposure, population)
        };
        builder = builder.best(segment, best);
    }
    Ok((builder, None))
}
