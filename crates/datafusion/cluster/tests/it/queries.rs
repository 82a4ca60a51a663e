//! The three queries; an executor that is lost; a function that the cluster does not know.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Float64Array, RecordBatch};
use datafusion::arrow::compute::{cast, concat_batches};
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{ColumnarValue, Volatility, create_udf};
use datafusion::prelude::SessionContext;
use knockon::exposure::Exposure;
use knockon::io::sql::{
    CustomerRule, CustomerTable, DepartmentQualities, Dialect, Statistic, customer_qualities,
    evaluate, exposure,
};

use crate::cluster::{Cluster, in_time, until};
use crate::customers::{means, number, region, solved, write};

/// Sums of some thousand rows agree to this.
const AGREED: f64 = 1e-12;

const TABLE: CustomerTable<'static> =
    CustomerTable::new("customers", "customer", "served_by", "dependence");

/// The departments, joined from a table.
const JOINED: DepartmentQualities<'static> = DepartmentQualities::Table {
    schema: Vec::new(),
    table: "departments",
    department: "id",
    quality: "quality",
};

async fn ask(context: &SessionContext, query: &str) -> Result<RecordBatch, DataFusionError> {
    let answer = in_time(async { context.sql(query).await?.collect().await }).await?;
    Ok(concat_batches(&answer[0].schema(), &answer)?)
}

fn texts(answer: &RecordBatch, column: &str) -> Vec<String> {
    let column = cast(answer.column_by_name(column).unwrap(), &DataType::Utf8).unwrap();
    column.as_string::<i32>().iter().map(|text| text.unwrap().to_owned()).collect()
}

fn numbers(answer: &RecordBatch, column: &str) -> Vec<f64> {
    let column = cast(answer.column_by_name(column).unwrap(), &DataType::Float64).unwrap();
    column.as_primitive::<Float64Type>().values().to_vec()
}

fn largest_difference(one: &[f64], other: &[f64]) -> f64 {
    assert_eq!(one.len(), other.len());
    one.iter().zip(other).map(|(one, other)| (one - other).abs()).fold(0.0, f64::max)
}

#[tokio::test(flavor = "multi_thread")]
async fn three_queries_equal_customers_in_memory() {
    const CUSTOMERS: u32 = 20_000;
    let folder = tempfile::tempdir().unwrap();
    let solved = solved(CUSTOMERS);
    write(folder.path(), CUSTOMERS, &solved);
    let cluster = Cluster::start().await;
    let context = cluster.session(folder.path()).await;
    let rule = CustomerRule::default();
    let table = TABLE.group_by(["region"]);
    let expected = means(&solved);

    let query = customer_qualities(&table, &rule, &JOINED, Dialect::DataFusion).unwrap();
    let answer = ask(&context, &query).await.unwrap();
    assert_eq!(answer.num_rows(), CUSTOMERS as usize);
    let in_memory: Vec<f64> =
        texts(&answer, "customer").iter().map(|id| solved.quality(id).unwrap().get()).collect();
    assert!(largest_difference(&numbers(&answer, "quality"), &in_memory) <= AGREED);
    let regions: Vec<_> =
        texts(&answer, "customer").iter().map(|id| region(number(id)).to_owned()).collect();
    assert_eq!(texts(&answer, "region"), regions);

    let query = evaluate(&table, &rule, &[Statistic::Mean], &JOINED, Dialect::DataFusion).unwrap();
    let answer = ask(&context, &query).await.unwrap();
    assert_eq!(texts(&answer, "region"), ["east", "north", "west"]);
    assert!(largest_difference(&numbers(&answer, "mean"), &expected) <= AGREED);

    let query = exposure(&table, &rule, Dialect::DataFusion).unwrap();
    let answer = ask(&context, &query).await.unwrap();
    let mut exposures = Exposure::builder(solved.network());
    let (segments, departments) = (texts(&answer, "segment"), texts(&answer, "department"));
    let [values, populations] = ["exposure", "population"].map(|column| numbers(&answer, column));
    let rows = segments.iter().zip(&departments).zip(values.iter().zip(&populations));
    for ((segment, department), (&exposure, &population)) in rows {
        exposures = exposures.add(segment, department, exposure, population);
    }
    let exposures = exposures.build().unwrap();
    let by_exposure: Vec<f64> =
        exposures.qualities(&solved).unwrap().map(|it| it.quality.get()).collect();
    assert!(largest_difference(&by_exposure, &expected) <= AGREED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_executor_costs_time_and_no_answer() {
    const CUSTOMERS: u32 = 400_000;
    let folder = tempfile::tempdir().unwrap();
    let solved = solved(CUSTOMERS);
    write(folder.path(), CUSTOMERS, &solved);
    let mut cluster = Cluster::start().await;
    let context = cluster.session(folder.path()).await;
    let table = TABLE.group_by(["region"]);
    let statistics = [Statistic::Mean, Statistic::Quantile(0.5)];
    let rule = CustomerRule::default();
    let query = evaluate(&table, &rule, &statistics, &JOINED, Dialect::DataFusion).unwrap();
    let asked = tokio::spawn({
        let (context, query) = (context.clone(), query.clone());
        async move { ask(&context, &query).await }
    });
    until("an executor has worked", || cluster.has_worked(0)).await;
    assert!(!asked.is_finished(), "the query is not half-way any more");
    cluster.lose(0);
    // What is not allowed is a wrong answer, and none.
    match asked.await.unwrap() {
        Ok(answer) => {
            assert!(largest_difference(&numbers(&answer, "mean"), &means(&solved)) <= 1e-11);
        }
        Err(refused) => assert!(!refused.to_string().is_empty()),
    }
    // The one that is left answers.
    assert!(cluster.is_up());
    let answer = ask(&context, &query).await.unwrap();
    assert!(largest_difference(&numbers(&answer, "mean"), &means(&solved)) <= 1e-11);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_that_the_cluster_lacks_is_named() {
    const CUSTOMERS: u32 = 10;
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), CUSTOMERS, &solved(CUSTOMERS));
    let cluster = Cluster::start().await;
    let context = cluster.session(folder.path()).await;
    // The session has a function as those of `knockon-datafusion` are; the cluster has not.
    let half = |columns: &[ColumnarValue]| {
        let rows = ColumnarValue::values_to_arrays(columns)?[0].len();
        Ok(ColumnarValue::Array(Arc::new(Float64Array::from(vec![0.5; rows])) as ArrayRef))
    };
    let (name, types) = ("department_quality", vec![DataType::Utf8View]);
    let known = create_udf(name, types, DataType::Float64, Volatility::Immutable, Arc::new(half));
    context.register_udf(known);
    let query = "select department_quality(served_by) as quality from customers";
    let refused = ask(&context, query).await.unwrap_err().to_string();
    assert!(refused.contains("department_quality"), "{refused}");
}
