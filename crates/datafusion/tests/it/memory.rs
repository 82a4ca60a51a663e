//! A limit of memory that rows in no order do not keep to without a disk.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, AsArray, DictionaryArray, Float64Array, RecordBatch, StringArray,
};
use datafusion::arrow::datatypes::{Float64Type, UInt16Type};
use datafusion::physical_plan::{ExecutionPlan, collect};
use knockon::io::sql::{CustomerRule, CustomerTable, Statistic};
use knockon::{Assessment, Columns, Network, Rule, Scenario};
use knockon_datafusion::{Customers, StatisticValue};

use crate::population::{AGREED, Layout, in_partitions, session};

const LIMIT: usize = 64 << 20;
const CUSTOMERS: u32 = 1_200_000;
const SERVICES: u32 = 3;
const DEPARTMENTS: u32 = 50;

/// Numbers that look like chance: the fractional parts of multiples of the golden ratio.
fn fraction(number: u32) -> f64 {
    (f64::from(number) * 0.618_033_988_749_894_9).fract()
}

/// The department of a service: three different ones of each customer.
fn department(customer: u32, service: u32) -> u32 {
    (customer * 7 + service * (1 + customer % 16)) % DEPARTMENTS
}

fn solved(rule: Rule) -> Assessment {
    let services = (0..CUSTOMERS).flat_map(|it| (0..SERVICES).map(move |service| (it, service)));
    let provider: Vec<u32> =
        services.clone().map(|(it, service)| department(it, service)).collect();
    let consumer: Vec<u32> = services.clone().map(|(it, _)| DEPARTMENTS + it).collect();
    let dependence: Vec<f64> = (0..CUSTOMERS * SERVICES).map(fraction).collect();
    let columns = Columns::new(DEPARTMENTS as usize, CUSTOMERS as usize).unwrap();
    let columns = columns.provider(&provider).consumer(&consumer).dependence(&dependence);
    let network = Network::from_columns(&columns.customer_rule(rule)).unwrap();
    let scenario = (0..DEPARTMENTS).fold(Scenario::new("today"), |scenario, number| {
        scenario.capability(format!("d{number}"), fraction(1_000_000 + number))
    });
    network.solve(&scenario).unwrap()
}

/// The rows, sorted by customer: as texts, `c10` comes before `c2`.
fn rows() -> RecordBatch {
    let mut order: Vec<(String, u32)> = (0..CUSTOMERS).map(|it| (format!("c{it}"), it)).collect();
    order.sort();
    let services = order.iter().flat_map(|(id, it)| (0..SERVICES).map(move |to| (id, *it, to)));
    let who: StringArray = services.clone().map(|(id, ..)| Some(id.as_str())).collect();
    let ids: Vec<String> = (0..DEPARTMENTS).map(|number| format!("d{number}")).collect();
    let departments = services.clone().map(|(_, it, to)| ids[department(it, to) as usize].as_str());
    let departments: DictionaryArray<UInt16Type> = departments.collect();
    let dependence = services.map(|(_, it, to)| fraction(it * SERVICES + to)).map(Some);
    let columns: [(&str, ArrayRef); 3] = [
        ("who", Arc::new(who)),
        ("served_by", Arc::new(departments)),
        ("share", Arc::new(dependence.collect::<Float64Array>())),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

/// How often a plan spilled.
fn spills(plan: &Arc<dyn ExecutionPlan>) -> usize {
    let own = plan.metrics().and_then(|metrics| metrics.spill_count()).unwrap_or(0);
    own + plan.children().into_iter().map(spills).sum::<usize>()
}

#[tokio::test]
async fn shuffled_rows_spill_and_agree() {
    let rule = CustomerRule::default().rule(Rule::INDEPENDENT);
    let solved = solved(Rule::INDEPENDENT);
    let rows = rows();
    for (sorted, partitions) in [(false, 1), (false, 4), (true, 4)] {
        let context = session(partitions, Some(LIMIT));
        let table = in_partitions(&rows, Layout { sorted, partitions });
        context.register_table("customers", Arc::new(table)).unwrap();
        let table = CustomerTable::new("customers", "who", "served_by", "share");
        let customers = Customers::in_table(&context, &table, &rule).unwrap();
        let frame = customers.qualities(&solved).await.unwrap();
        let tasks = Arc::new(frame.task_ctx());
        let plan = frame.create_physical_plan().await.unwrap();
        let mut largest: f64 = 0.0;
        let mut count = 0;
        for batch in collect(Arc::clone(&plan), tasks).await.unwrap() {
            let ids = batch.column(0).as_string::<i32>();
            let qualities = batch.column(2).as_primitive::<Float64Type>();
            for (id, quality) in ids.iter().zip(qualities.values()) {
                let expected = solved.quality(id.unwrap()).unwrap().get();
                largest = largest.max((quality - expected).abs());
                count += 1;
            }
        }
        assert_eq!(count, CUSTOMERS, "sorted: {sorted}");
        assert!(largest <= AGREED, "sorted: {sorted}, {largest:e}");
        // Sorted rows are gone as soon as their customer is.
        assert_eq!(spills(&plan) > 0, !sorted, "sorted: {sorted}, {} spills", spills(&plan));

        let segments = customers.segments(&solved, &[Statistic::Mean]).await.unwrap();
        let expected = solved.mean_customer_quality().unwrap().get();
        let [StatisticValue::Mean(Some(mean))] = segments[0].values[..] else { panic!() };
        assert!((mean - expected).abs() <= AGREED, "{mean} {expected}");
    }
}

#[tokio::test]
async fn exposures_keep_to_the_limit_as_well() {
    let rule = CustomerRule::default();
    let solved = solved(Rule::MEAN);
    let expected = solved.mean_customer_quality().unwrap().get();
    let rows = rows();
    for sorted in [false, true] {
        let context = session(4, Some(LIMIT));
        let table = in_partitions(&rows, Layout { sorted, partitions: 4 });
        context.register_table("customers", Arc::new(table)).unwrap();
        let table = CustomerTable::new("customers", "who", "served_by", "share");
        let customers = Customers::in_table(&context, &table, &rule).unwrap();
        let exposure = customers.exposure(solved.network()).await.unwrap();
        let all = exposure.qualities(&solved).unwrap().next().unwrap();
        assert!((all.quality.get() - expected).abs() <= AGREED, "sorted: {sorted}");
        // Every row goes into one sum: as many customers as there are.
        assert!((all.population.get() - f64::from(CUSTOMERS)).abs() <= 0.0);
    }
}
