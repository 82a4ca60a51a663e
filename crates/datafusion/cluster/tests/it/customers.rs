//! Customers as a table of Parquet, and the same in memory.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use datafusion::parquet::arrow::ArrowWriter;
use knockon::quality::PartyQuality;
use knockon::{Assessment, Columns, Network, Scenario};

const DEPARTMENTS: u32 = 40;
/// Services of a customer, of different departments.
const SERVICES: u32 = 3;
const REGIONS: [&str; 3] = ["east", "north", "west"];
/// Files of customers, so that there are tasks for every executor.
const FILES: u32 = 8;

/// Numbers that look like chance: the fractional parts of multiples of the golden ratio.
fn fraction(number: u32) -> f64 {
    (f64::from(number) * 0.618_033_988_749_894_9).fract()
}

fn department(customer: u32, service: u32) -> u32 {
    (customer * 7 + service * 3) % DEPARTMENTS
}

pub(crate) fn region(customer: u32) -> &'static str {
    REGIONS[customer as usize % REGIONS.len()]
}

/// A state of the departments, and so many customers.
pub(crate) fn solved(customers: u32) -> Assessment {
    let services = || (0..customers).flat_map(|it| (0..SERVICES).map(move |service| (it, service)));
    let provider: Vec<u32> = services().map(|(it, service)| department(it, service)).collect();
    let consumer: Vec<u32> = services().map(|(it, _)| DEPARTMENTS + it).collect();
    let dependence: Vec<f64> = (0..customers * SERVICES).map(fraction).collect();
    let columns = Columns::new(DEPARTMENTS as usize, customers as usize).unwrap();
    let columns = columns.provider(&provider).consumer(&consumer).dependence(&dependence);
    let scenario = (0..DEPARTMENTS).fold(Scenario::new("today"), |scenario, number| {
        scenario.capability(format!("d{number}"), fraction(1_000_000 + number))
    });
    Network::from_columns(&columns).unwrap().solve(&scenario).unwrap()
}

/// Writes the tables: `customers`, and `departments` with their qualities.
pub(crate) fn write(folder: &Path, customers: u32, solved: &Assessment) {
    let part = customers.div_ceil(FILES);
    for file in 0..FILES {
        let of_file = || (file * part)..customers.min((file + 1) * part);
        let services = || of_file().flat_map(|it| (0..SERVICES).map(move |service| (it, service)));
        let text = |text: &dyn Fn((u32, u32)) -> String| -> ArrayRef {
            Arc::new(services().map(|row| Some(text(row))).collect::<StringArray>())
        };
        let dependence = services().map(|(it, service)| Some(fraction(it * SERVICES + service)));
        let columns = [
            ("customer", text(&|(it, _)| format!("c{it}"))),
            ("region", text(&|(it, _)| region(it).to_owned())),
            ("served_by", text(&|(it, service)| format!("d{}", department(it, service)))),
            ("dependence", Arc::new(dependence.collect::<Float64Array>()) as ArrayRef),
        ];
        write_part(&folder.join("customers"), file, columns);
    }
    let departments = || solved.parties().filter(PartyQuality::is_department);
    let ids: StringArray = departments().map(|it| Some(it.id().as_str().to_owned())).collect();
    let qualities: Float64Array = departments().map(|it| Some(it.quality().get())).collect();
    let columns = [("id", Arc::new(ids) as ArrayRef), ("quality", Arc::new(qualities) as ArrayRef)];
    write_part(&folder.join("departments"), 0, columns);
}

fn write_part<const N: usize>(folder: &Path, number: u32, columns: [(&str, ArrayRef); N]) {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    fs::create_dir_all(folder).unwrap();
    let file = fs::File::create(folder.join(format!("part_{number}.parquet"))).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// The number of a customer by its id.
pub(crate) fn number(id: &str) -> u32 {
    id.strip_prefix('c').unwrap().parse().unwrap()
}

/// The mean quality of every region, in the order of their names.
pub(crate) fn means(solved: &Assessment) -> Vec<f64> {
    let of_region = |name: &&str| {
        let customers = solved.parties().filter(|party| !party.is_department());
        let qualities: Vec<f64> = (0..)
            .zip(customers)
            .filter(|(customer, _)| region(*customer) == *name)
            .map(|(_, party)| party.quality().get())
            .collect();
        let count: f64 = qualities.iter().map(|_| 1.0).sum();
        qualities.iter().sum::<f64>() / count
    };
    REGIONS.iter().map(of_region).collect()
}
