//! Files of Parquet in and out.

use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::dataframe::DataFrameWriteOptions;
use datafusion::physical_plan::displayable;
use datafusion::prelude::{ParquetReadOptions, ident};
use knockon::io::sql::CustomerRule;
use knockon_datafusion::Customers;

use crate::population::{AGREED, Layout, Population, Shape, joined, session};

#[tokio::test]
async fn sorted_file_streams_and_comes_back() {
    let population = Population::new(20_000, Shape::Full, 21);
    let rule = CustomerRule::default();
    let solved = population.solved(&rule);
    let folder = tempfile::tempdir().unwrap();
    let [rows, answer] = ["rows.parquet", "answer.parquet"]
        .map(|name| folder.path().join(name).to_str().unwrap().to_owned());

    let source = population.session(Layout { sorted: true, partitions: 1 });
    let sorted = source.table("\"Customers of 2026\"").await.unwrap();
    // The file says how it is sorted.
    let options = DataFrameWriteOptions::new().with_sort_by(vec![ident("who").sort(true, false)]);
    sorted.write_parquet(&rows, options, None).await.unwrap();

    for partitions in [1, 4] {
        let context = session(partitions, None);
        let options = ParquetReadOptions::default();
        context.register_parquet("\"Customers of 2026\"", &rows, options).await.unwrap();
        let customers = Customers::in_table(&context, &population.table(), &rule).unwrap();
        let frame = customers.qualities(&solved).await.unwrap();
        let plan = frame.clone().create_physical_plan().await.unwrap();
        let plan = displayable(plan.as_ref()).indent(false).to_string();
        assert!(plan.contains("ordering_mode="), "customers stream: {plan}");
        frame.write_parquet(&answer, DataFrameWriteOptions::new(), None).await.unwrap();

        let read = context.read_parquet(&answer, ParquetReadOptions::default()).await.unwrap();
        let read = joined(&read.collect().await.unwrap());
        assert_eq!(read.num_rows(), population.customers);
        let ids = cast(read.column_by_name("customer").unwrap(), &DataType::Utf8).unwrap();
        let qualities = read.column_by_name("quality").unwrap().as_primitive::<Float64Type>();
        for (id, quality) in ids.as_string::<i32>().iter().zip(qualities.values()) {
            let expected = solved.quality(id.unwrap()).unwrap().get();
            assert!((quality - expected).abs() <= AGREED);
        }
        std::fs::remove_file(&answer).unwrap();
    }
}
