//! What do millions of customers in a file feel, within a limit of memory?
//!
//! ```text
//! $ cargo run --release --example regions -- 1000000
//! ```
//!
//! Customers have two or three services each. Their rows are generated into a file of Parquet, sorted by
//! customer unless they are asked for shuffled; the mean quality of every region is then asked four times: by
//! this package, from an exposure that it sums, by a query of plain SQL with a join, and in memory, as long
//! as that holds them.
//!
//! Arguments: how many rows (10 million unless given), the limit in MiB (256 unless given), and `shuffled`.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use datafusion::arrow::array::{
    ArrayRef, AsArray, DictionaryArray, Float64Array, RecordBatch, StringArray, UInt16Array,
};
use datafusion::arrow::datatypes::{Float64Type, UInt16Type};
use datafusion::error::DataFusionError;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::file::metadata::SortingColumn;
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use knockon::io::sql::{
    CustomerRule, CustomerTable, DepartmentQualities, Dialect, Statistic, evaluate,
};
use knockon::{Assessment, Columns, Network, Scenario};
use knockon_datafusion::{Customers, StatisticValue};

type Failure = Box<dyn std::error::Error>;

const DEPARTMENTS: u32 = 200;
const REGIONS: [&str; 8] =
    ["centre", "east", "harbour", "hills", "north", "old town", "south", "west"];
/// More rows than these are not held in memory for the comparison.
const MOST_IN_MEMORY: u32 = 20_000_000;

/// In which order rows are in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    ByCustomer,
    Shuffled,
}

impl Order {
    /// The row at a place of the file.
    fn row(self, place: u32, rows: u32) -> u32 {
        match self {
            Self::ByCustomer => place,
            // Multiples of a large prime meet every row once, unless it divides their number.
            Self::Shuffled => {
                let product = u64::from(place) * 2_654_435_761 % u64::from(rows);
                u32::try_from(product).unwrap_or(place)
            }
        }
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, otherwise: u32| {
        arguments.get(place).map_or(Ok(otherwise), |given| given.parse::<u32>())
    };
    let order = match arguments.get(2).map(String::as_str) {
        None => Some(Order::ByCustomer),
        Some("shuffled") => Some(Order::Shuffled),
        Some(_) => None,
    };
    let (Ok(rows), Ok(limit), Some(order)) = (number(0, 10_000_000), number(1, 256), order) else {
        eprintln!("usage: regions [ROWS] [MIB] [shuffled]");
        return ExitCode::from(2);
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().build();
    let told = runtime
        .map_err(Failure::from)
        .and_then(|runtime| runtime.block_on(tell(rows, limit, order)));
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

async fn tell(rows: u32, limit: u32, order: Order) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("customers.parquet");
    let begun = now();
    write(&file, rows, order)?;
    let bytes = std::fs::metadata(&file)?.len();
    println!(
        "{rows} rows of {} customers: {:.0} MB of Parquet, written in {:.1} s",
        customer_count(rows),
        megabytes(bytes),
        begun.elapsed().as_secs_f64()
    );

    let solved = departments()?;
    let context = session(limit)?;
    let path = file.to_str().ok_or("the path of the file is no text")?;
    context.register_parquet("customers", path, ParquetReadOptions::default()).await?;
    let table = CustomerTable::new("customers", "customer", "department", "dependence")
        .weight("weight")
        .group_by(["region"]);
    let rule = CustomerRule::default();
    let statistics = [Statistic::Mean];

    let customers = Customers::in_table(&context, &table, &rule)?;
    let begun = now();
    let segments = customers.segments(&solved, &statistics).await?;
    let here = begun.elapsed().as_secs_f64();
    let peak = peak_memory();
    println!("\nregion     customers  mean quality");
    for segment in &segments {
        let [Some(region)] = segment.segment.as_slice() else { continue };
        let [StatisticValue::Mean(Some(mean))] = segment.values.as_slice() else { continue };
        println!("{region:<10}{:>10}{mean:>14.6}", segment.customers);
    }
    println!("\nhere       {}", rate(rows, here));
    println!("           peak memory of the process so far {peak}");

    let begun = now();
    let exposure = customers.exposure(solved.network()).await?;
    let summed = begun.elapsed().as_secs_f64();
    let by_exposure: Vec<f64> = exposure.qualities(&solved)?.map(|it| it.quality.get()).collect();
    println!("exposure   {}", rate(rows, summed));
    println!("           largest difference {:.1e}", difference(&by_exposure, &segments));
    println!("           peak memory of the process so far {}", peak_memory());

    let departments = DepartmentQualities::Of(&solved);
    let query = evaluate(&table, &rule, &statistics, &departments, Dialect::DataFusion)?;
    let begun = now();
    match means(&context, &query).await {
        Ok(means) => {
            let plain = begun.elapsed().as_secs_f64();
            println!("plain SQL  {}, {:.2} x the time here", rate(rows, plain), plain / here);
            println!("           largest difference {:.1e}", difference(&means, &segments));
        }
        Err(failure) => println!("plain SQL  failed: {}", failure.find_root()),
    }
    if rows > MOST_IN_MEMORY {
        return Ok(());
    }
    let (network, compiled) = in_memory(rows)?;
    let begun = now();
    let assessment = network.solve(&scenario())?;
    let solving = begun.elapsed().as_secs_f64();
    println!("in memory  {}, after {compiled:.1} s to build and compile", rate(rows, solving));
    let means = region_means(&assessment, rows);
    println!("           largest difference {:.1e}", difference(&means, &segments));
    Ok(())
}

/// A session with a limit of memory, in which sorted files stream.
fn session(limit: u32) -> Result<SessionContext, DataFusionError> {
    let mut config = SessionConfig::new();
    config.options_mut().optimizer.prefer_existing_sort = true;
    let pool = FairSpillPool::new(limit as usize * 1024 * 1024);
    let runtime = RuntimeEnvBuilder::new().with_memory_pool(Arc::new(pool)).build_arc()?;
    Ok(SessionContext::new_with_config_rt(config, runtime))
}

/// Runs the query of plain SQL, and returns the mean of every region.
async fn means(context: &SessionContext, query: &str) -> Result<Vec<f64>, DataFusionError> {
    let mut means = Vec::new();
    for batch in context.sql(query).await?.collect().await? {
        let column =
            batch.column_by_name("mean").map(|it| it.as_primitive::<Float64Type>().clone());
        means.extend(column.iter().flatten().flatten());
    }
    Ok(means)
}

/// Numbers that look like chance: the fractional parts of multiples of the golden ratio.
fn fraction(number: u32) -> f64 {
    (f64::from(number) * 0.618_033_988_749_894_9).fract()
}

/// The customer of a row: five rows are of two customers, one with two services, one with three.
fn customer(row: u32) -> u32 {
    row / 5 * 2 + u32::from(row % 5 >= 2)
}

fn customer_count(rows: u32) -> u32 {
    rows.checked_sub(1).map_or(0, |last| customer(last) + 1)
}

fn department(row: u32) -> u32 {
    (customer(row) * 13 + row) % DEPARTMENTS
}

fn region(customer: u32) -> usize {
    customer as usize / 11 % REGIONS.len()
}

/// The dependence on a service, to thousandths, as people state it.
fn dependence(row: u32) -> f64 {
    (fraction(row) * 1000.0).round() / 1000.0
}

/// Writes rows to a file that says by what it is sorted, if it is.
fn write(file: &Path, rows: u32, order: Order) -> Result<(), Failure> {
    const BATCH: u32 = 65_536;
    let ids: Vec<String> = (0..DEPARTMENTS).map(|number| format!("d{number}")).collect();
    let ids: ArrayRef = Arc::new(ids.iter().map(Some).collect::<StringArray>());
    let regions: ArrayRef = Arc::new(StringArray::from(REGIONS.to_vec()));
    let mut writer = None;
    for start in (0..rows).step_by(BATCH as usize) {
        let rows = (start..rows.min(start + BATCH)).map(|place| order.row(place, rows));
        let customers: StringArray =
            rows.clone().map(|row| Some(format!("c{:09}", customer(row)))).collect();
        let coded = |codes: UInt16Array, values: &ArrayRef| -> Result<ArrayRef, Failure> {
            Ok(Arc::new(DictionaryArray::<UInt16Type>::try_new(codes, Arc::clone(values))?))
        };
        let of_departments = rows.clone().map(|row| u16::try_from(department(row)).ok());
        let of_regions = rows.clone().map(|row| u16::try_from(region(customer(row))).ok());
        let dependences: Float64Array = rows.clone().map(|row| Some(dependence(row))).collect();
        let weights: Float64Array = rows.map(|row| Some(f64::from(1 + row % 3))).collect();
        let batch = RecordBatch::try_from_iter([
            ("customer", Arc::new(customers) as ArrayRef),
            ("region", coded(of_regions.collect(), &regions)?),
            ("department", coded(of_departments.collect(), &ids)?),
            ("dependence", Arc::new(dependences) as ArrayRef),
            ("weight", Arc::new(weights) as ArrayRef),
        ])?;
        if writer.is_none() {
            let by = SortingColumn { column_idx: 0, descending: false, nulls_first: false };
            let by = (order == Order::ByCustomer).then(|| vec![by]);
            let properties = WriterProperties::builder().set_sorting_columns(by);
            let file = std::fs::File::create(file)?;
            writer = Some(ArrowWriter::try_new(file, batch.schema(), Some(properties.build()))?);
        }
        if let Some(writer) = &mut writer {
            writer.write(&batch)?;
        }
    }
    writer.ok_or("no rows are asked for")?.close()?;
    Ok(())
}

/// The state that is asked about.
fn scenario() -> Scenario {
    (0..DEPARTMENTS).fold(Scenario::new("today"), |scenario, number| {
        scenario.capability(format!("d{number}"), fraction(1_000_000 + number))
    })
}

/// The departments, which need each other.
fn edges() -> (Vec<u32>, Vec<u32>) {
    let consumers = (1..DEPARTMENTS).flat_map(|consumer| [consumer, consumer]);
    let providers = (1..DEPARTMENTS).flat_map(|consumer| [consumer / 2, consumer / 3]);
    (providers.collect(), consumers.collect())
}

fn departments() -> Result<Assessment, Failure> {
    let (provider, consumer) = edges();
    let dependence = vec![0.1; provider.len()];
    let columns = Columns::new(DEPARTMENTS as usize, 0)?;
    let columns = columns.provider(&provider).consumer(&consumer).dependence(&dependence);
    Ok(Network::from_columns(&columns)?.solve(&scenario())?)
}

/// The same departments and customers, all of them in memory. Services there have weight 1; a service of
/// weight 2 or 3 is that many services.
fn in_memory(rows: u32) -> Result<(Network, f64), Failure> {
    let begun = now();
    let (mut provider, mut consumer) = edges();
    let mut dependences = vec![0.1; provider.len()];
    for row in 0..rows {
        for _ in 0..=row % 3 {
            provider.push(department(row));
            consumer.push(DEPARTMENTS + customer(row));
            dependences.push(dependence(row));
        }
    }
    let columns = Columns::new(DEPARTMENTS as usize, customer_count(rows) as usize)?;
    let columns = columns.provider(&provider).consumer(&consumer).dependence(&dependences);
    let network = Network::from_columns(&columns)?;
    Ok((network, begun.elapsed().as_secs_f64()))
}

/// The mean of every region that has customers, of customers in memory.
fn region_means(assessment: &Assessment, rows: u32) -> Vec<f64> {
    let mut sums = [(0.0, 0.0); REGIONS.len()];
    let customers = assessment.qualities().skip(DEPARTMENTS as usize);
    for (customer, quality) in (0..customer_count(rows)).zip(customers) {
        let (lost, count) = &mut sums[region(customer)];
        *lost += 1.0 - quality;
        *count += 1.0;
    }
    sums.into_iter().filter(|sum| sum.1 > 0.0).map(|(lost, count)| 1.0 - lost / count).collect()
}

/// The largest difference between means of regions.
fn difference(means: &[f64], segments: &[knockon_datafusion::SegmentStatistics]) -> f64 {
    let pairs = means.iter().zip(segments);
    let differences = pairs.map(|(mean, segment)| match segment.values.as_slice() {
        [StatisticValue::Mean(Some(other))] => (mean - other).abs(),
        _ => f64::INFINITY,
    });
    let largest = differences.fold(0.0, f64::max);
    if means.len() == segments.len() { largest } else { f64::INFINITY }
}

#[expect(clippy::disallowed_methods, reason = "a program that says how long queries take")]
fn now() -> Instant {
    Instant::now()
}

fn rate(rows: u32, seconds: f64) -> String {
    format!("{seconds:.2} s, {:.2} million rows a second", f64::from(rows) / seconds / 1e6)
}

#[expect(clippy::cast_precision_loss, reason = "megabytes are shown to the unit")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// The most memory that this process has had, as Linux counts it.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kilobytes.map_or_else(|| "is not known here".to_owned(), |kb| format!("{} MiB", kb / 1024))
}
