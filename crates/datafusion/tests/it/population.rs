//! Seeded customers, as rows of a table and as an organisation in memory.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, DictionaryArray, Float64Array, RecordBatch, StringArray, UInt32Array,
};
use datafusion::arrow::compute::{concat_batches, take_record_batch};
use datafusion::arrow::datatypes::UInt16Type;
use datafusion::catalog::MemTable;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{SessionConfig, SessionContext, ident};
use knockon::io::sql::{CustomerRule, CustomerTable};
use knockon::{
    Assessment, Department, ExternalCustomer, Need, Organisation, Rule, Scenario, Service,
    Substitution,
};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Qualities agree to this.
pub(crate) const AGREED: f64 = 1e-12;

const DEPARTMENTS: usize = 12;

/// A service that a customer receives.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    customer: usize,
    department: usize,
    /// The need, by its number, that other services of the customer meet as well.
    need: Option<usize>,
    dependence: f64,
    condition: f64,
    weight: f64,
    service_weight: f64,
    population: f64,
    ceiling: f64,
}

/// What of the rows is said in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Customer, department, dependence and segment.
    Plain,
    /// Every column but those of needs.
    OwnNeeds,
    /// Every column there is.
    Full,
}

/// Rows of customers, sorted by customer.
#[derive(Debug)]
pub(crate) struct Population {
    pub(crate) customers: usize,
    pub(crate) shape: Shape,
    pub(crate) rows: Vec<Row>,
}

/// In which order rows come, and in how many partitions they are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    pub(crate) sorted: bool,
    pub(crate) partitions: usize,
}

pub(crate) const LAYOUTS: [Layout; 4] = [
    Layout { sorted: true, partitions: 1 },
    Layout { sorted: true, partitions: 4 },
    Layout { sorted: false, partitions: 1 },
    Layout { sorted: false, partitions: 4 },
];

impl Population {
    pub(crate) fn new(customers: usize, shape: Shape, seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut rows = Vec::new();
        let is_full = shape != Shape::Plain;
        for customer in 0..customers {
            let mut departments: Vec<usize> = (0..DEPARTMENTS).collect();
            departments.shuffle(&mut random);
            let population = if is_full { f64::from(random.random_range(0..5_u32)) } else { 1.0 };
            let ceiling = if is_full { random.random_range(0.5..=1.0) } else { 1.0 };
            let service = |department, need, random: &mut ChaCha8Rng| Row {
                customer,
                department,
                need,
                dependence: random.random_range(0.0..=1.0),
                condition: if is_full { random.random_range(0.5..=1.0) } else { 1.0 },
                weight: if is_full { f64::from(random.random_range(0..4_u32)) } else { 1.0 },
                service_weight: if is_full { random.random_range(0.5..2.0) } else { 1.0 },
                population,
                ceiling,
            };
            let own = random.random_range(1..=3);
            for (place, department) in departments.drain(..own).enumerate() {
                let mut row = service(department, None, &mut random);
                // No mean is of nothing.
                row.weight += if is_full && place == 0 { 1.0 } else { 0.0 };
                rows.push(row);
            }
            if shape == Shape::Full {
                for need in 0..random.random_range(0..=2) {
                    let first = service(0, Some(need), &mut random);
                    for department in departments.drain(..3) {
                        let (dependence, weight) = (first.dependence, first.weight);
                        let row = service(department, Some(need), &mut random);
                        rows.push(Row { dependence, weight, ..row });
                    }
                }
            }
        }
        Self { customers, shape, rows }
    }

    /// The same customers with less of each dependence.
    pub(crate) fn with_dependences_times(mut self, factor: f64) -> Self {
        for row in &mut self.rows {
            row.dependence *= factor;
        }
        self
    }

    /// The columns of the table.
    pub(crate) fn table(&self) -> CustomerTable<'static> {
        let table = CustomerTable::new("Customers of 2026", "who", "served by", "Dependence");
        let table = table.group_by(["region"]);
        match self.shape {
            Shape::Plain => table,
            Shape::OwnNeeds => Self::numbered(table),
            Shape::Full => Self::numbered(table).need("need").service_weight("part"),
        }
    }

    fn numbered(table: CustomerTable<'static>) -> CustomerTable<'static> {
        table.condition("condition").weight("weight").population("people").ceiling("ceiling")
    }

    /// The rows, in an order.
    pub(crate) fn batch(&self) -> RecordBatch {
        let texts = |text: &dyn Fn(&Row) -> Option<String>| -> ArrayRef {
            Arc::new(self.rows.iter().map(text).collect::<StringArray>())
        };
        let numbers = |number: &dyn Fn(&Row) -> f64| -> ArrayRef {
            Arc::new(self.rows.iter().map(|row| Some(number(row))).collect::<Float64Array>())
        };
        let departments: Vec<String> =
            self.rows.iter().map(|row| department(row.department)).collect();
        let departments: DictionaryArray<UInt16Type> =
            departments.iter().map(String::as_str).collect();
        let mut columns: Vec<(&str, ArrayRef)> = vec![
            ("who", texts(&|row| Some(customer(row.customer)))),
            ("region", texts(&|row| Some(region(row.customer).to_owned()))),
            ("served by", Arc::new(departments)),
            ("Dependence", numbers(&|row| row.dependence)),
        ];
        if self.shape != Shape::Plain {
            columns.extend([
                ("condition", numbers(&|row| row.condition)),
                ("weight", numbers(&|row| row.weight)),
                ("need", texts(&|row| Some(format!("need {}", row.need?)))),
                ("part", numbers(&|row| row.service_weight)),
                ("people", numbers(&|row| row.population)),
                ("ceiling", numbers(&|row| row.ceiling)),
            ]);
        }
        RecordBatch::try_from_iter_with_nullable(
            columns.into_iter().map(|(name, column)| (name, column, true)),
        )
        .unwrap()
    }

    /// A session with the table.
    pub(crate) fn session(&self, layout: Layout) -> SessionContext {
        let context = session(layout.partitions, None);
        let table = in_partitions(&self.batch(), layout);
        context.register_table("\"Customers of 2026\"", Arc::new(table)).unwrap();
        context
    }

    /// The organisation, and one of its states.
    pub(crate) fn solved(&self, rule: &CustomerRule) -> Assessment {
        let mut builder = Organisation::builder("Twelve");
        for number in 0..DEPARTMENTS {
            builder = builder.department(Department::new(department(number)).capability(1.0));
        }
        let counts_weights =
            matches!(rule.substitution, Substitution::Independent | Substitution::Pooled { .. });
        let mut last = None;
        let mut needs = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            let id = customer(row.customer);
            if last != Some(row.customer) {
                last = Some(row.customer);
                needs.clear();
                let party = ExternalCustomer::business(&id).rule(rule.rule);
                let party = party.population(row.population).ceiling(row.ceiling);
                builder = builder.customer(party);
            }
            let service = Service::new(format!("s{number}"), department(row.department), &id)
                .condition(row.condition)
                .transfer(rule.transfer.clone());
            // A rule that looks at no weights takes none, and so does a substitution.
            let Some(number) = row.need else {
                let mut service = service.dependence(row.dependence);
                if rule.rule != Rule::Fdna {
                    service = service.weight(row.weight);
                }
                builder = builder.service(match rule.criticality {
                    Some(criticality) => service.criticality(criticality),
                    None => service,
                });
                continue;
            };
            let name = format!("need {number}");
            if !needs.contains(&number) {
                needs.push(number);
                let mut need = Need::new(&id, &name)
                    .dependence(row.dependence)
                    .substitution(rule.substitution);
                if rule.rule != Rule::Fdna {
                    need = need.weight(row.weight);
                }
                builder = builder.need(match rule.criticality {
                    Some(criticality) => need.criticality(criticality),
                    None => need,
                });
            }
            let mut service = service.for_need(name);
            if counts_weights {
                service = service.weight(row.service_weight);
            }
            builder = builder.service(service);
        }
        let network = builder.build().unwrap().compile().unwrap();
        network.solve(&scenario("today", 7)).unwrap()
    }
}

/// A state of the departments.
pub(crate) fn scenario(name: &str, seed: u64) -> Scenario {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    (0..DEPARTMENTS).fold(Scenario::new(name), |scenario, number| {
        // Some are as good as can be, and some are gone.
        let capability = [1.0, 0.0, random.random_range(0.0..=1.0)];
        let chosen = [0, 1, 2, 2, 2, 2][random.random_range(0..6)];
        scenario.capability(department(number), capability[chosen])
    })
}

pub(crate) fn customer(number: usize) -> String {
    format!("customer {number:07}")
}

/// The region of a customer by its id.
pub(crate) fn region_of(id: &str) -> Option<&'static str> {
    Some(region(id.strip_prefix("customer ")?.parse().ok()?))
}

fn department(number: usize) -> String {
    format!("d'{number}")
}

fn region(customer: usize) -> &'static str {
    ["north", "south", "east", "west"][customer / 3 % 4]
}

/// A session, with a limit of memory if one is given.
pub(crate) fn session(partitions: usize, limit: Option<usize>) -> SessionContext {
    let mut config = SessionConfig::new().with_target_partitions(partitions);
    config.options_mut().optimizer.prefer_existing_sort = true;
    let mut runtime = RuntimeEnvBuilder::new();
    if let Some(limit) = limit {
        let pool = datafusion::execution::memory_pool::FairSpillPool::new(limit);
        runtime = runtime.with_memory_pool(Arc::new(pool));
    }
    SessionContext::new_with_config_rt(config, runtime.build_arc().unwrap())
}

/// A table of rows that are sorted by their first column.
pub(crate) fn in_partitions(sorted: &RecordBatch, layout: Layout) -> MemTable {
    let mut batch = sorted.clone();
    if !layout.sorted {
        let mut order: Vec<u32> = (0..u32::try_from(batch.num_rows()).unwrap()).collect();
        order.shuffle(&mut ChaCha8Rng::seed_from_u64(1));
        batch = take_record_batch(&batch, &UInt32Array::from(order)).unwrap();
    }
    // Batches go round the partitions, so that rows of one customer are in two of them.
    let mut parts = vec![Vec::new(); layout.partitions];
    let mut start = 0;
    for place in 0.. {
        let length = 1_000.min(batch.num_rows() - start);
        parts[place % layout.partitions].push(batch.slice(start, length));
        start += length;
        if start == batch.num_rows() {
            break;
        }
    }
    let table = MemTable::try_new(batch.schema(), parts).unwrap();
    if layout.sorted {
        let first = batch.schema().field(0).name().clone();
        table.with_sort_order(vec![vec![ident(first).sort(true, false)]])
    } else {
        table
    }
}

/// All batches as one.
pub(crate) fn joined(batches: &[RecordBatch]) -> RecordBatch {
    concat_batches(&batches[0].schema(), batches).unwrap()
}
