//! Seeded organisations of any size, as plain columns.
//!
//! ```text
//! layer 0        layer 1        ...        layer 11
//! hubs ────────────┴──────────────┴───────────┴──┐   30% of suppliers: few, popular departments
//! departments ──> departments ──> ... ──> departments ──> external customers
//!                 50% from the layer before      last four layers: the front line
//!                 20% from any layer below
//! ```
//!
//! Departments stand in a row, cut into twelve layers. All services run forward along it but the
//! *back services*, 2% of those into departments, which stay inside a stretch of the row. So the
//! strongly connected components are exactly these stretches: one of 5% of the departments, and
//! many of 3 to 24, 41% of the departments together.
//!
//! Inside a stretch departments are strung into runs of 2 to 4: the first of a run is served by
//! any department of the stretch before it, the others by the one before, and the last of a run
//! serves one before the run. That makes every stretch strongly connected, with one back service
//! per run.
//!
//! [`acyclic`] organisations have the same layers and no back services: no department lies in a
//! cycle, and each has nine or ten services.
//!
//! At the end departments are renumbered at random and services shuffled, so that nothing about
//! the structure can be read off the numbers. Draws are of integers wherever they decide the
//! structure, so a seed means the same organisation on every machine.

use std::ops::{Range, RangeInclusive};

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const LAYER_COUNT: usize = 12;

/// An organisation as columns: parties are numbered departments first, then external customers.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// How many departments there are.
    pub department_count: usize,
    /// How many external customers there are.
    pub customer_count: usize,
    /// Of each department: 1 for 70%, else 0.7 to 1.
    pub capability: Vec<f64>,
    /// Of each service, a department.
    pub provider: Vec<u32>,
    /// Of each service, a department or an external customer.
    pub consumer: Vec<u32>,
    /// Of each service; those of one consumer sum to 0.5 to 0.95, so that losses fade along
    /// chains and every cycle has a single answer.
    pub dependence: Vec<f64>,
}

/// Generates an organisation with cycles.
///
/// # Arguments
///
/// - `department_count`: at least 100, so that every layer holds some.
/// - `customer_count`: any; each has 1 to 4 front-line departments.
/// - `seed`: the same seed gives the same organisation.
///
/// # Panics
///
/// With fewer than 100 departments.
///
/// # Complexity
///
/// Time and memory linear in services, about 7.5 per department and 2.5 per customer.
#[must_use]
pub fn organisation(department_count: usize, customer_count: usize, seed: u64) -> Organisation {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let row = Row::new(department_count, 4..=12);
    let components = row.components(&mut random);
    let suppliers = inner_suppliers(&row, &components, &mut random);
    row.fill(suppliers, customer_count, &mut random)
}

/// Generates an organisation without cycles, given what [`organisation`] is given.
///
/// # Panics
///
/// With fewer than 100 departments.
///
/// # Complexity
///
/// Time and memory linear in services, about 9.5 per department and 2.5 per customer.
#[must_use]
pub fn acyclic(department_count: usize, customer_count: usize, seed: u64) -> Organisation {
    let row = Row::new(department_count, 8..=14);
    let nobody = vec![Vec::new(); department_count];
    row.fill(nobody, customer_count, &mut ChaCha8Rng::seed_from_u64(seed))
}

/// Departments in a row, cut into layers.
struct Row {
    department_count: usize,
    /// How many suppliers from below a department draws.
    drawn: RangeInclusive<usize>,
}

impl Row {
    fn new(department_count: usize, drawn: RangeInclusive<usize>) -> Self {
        assert!(
            department_count >= 100,
            "{department_count} departments do not fill twelve layers"
        );
        Self { department_count, drawn }
    }

    /// Draws the rest of an organisation, given the suppliers inside cycles of each position.
    fn fill(
        &self,
        mut suppliers: Vec<Vec<usize>>,
        customer_count: usize,
        random: &mut ChaCha8Rng,
    ) -> Organisation {
        let department_count = self.department_count;
        let mut services = Services::default();
        for (position, suppliers) in suppliers.iter_mut().enumerate() {
            self.draw_suppliers(position, suppliers, random);
            services.add_consumer(position, suppliers, random);
        }
        let mut suppliers = Vec::new();
        for customer in department_count..department_count + customer_count {
            suppliers.clear();
            for _ in 0..random.random_range(1..=4) {
                add_new(&mut suppliers, self.draw_front_line(random));
            }
            services.add_consumer(customer, &suppliers, random);
        }
        let capability = (0..department_count)
            .map(|_| if random.random_ratio(7, 10) { 1.0 } else { random.random_range(0.7..1.0) })
            .collect();
        services.shuffle(department_count, random);
        let Services { provider, consumer, dependence } = services;
        Organisation {
            department_count,
            customer_count,
            capability,
            provider,
            consumer,
            dependence,
        }
    }

    /// Positions of a layer.
    fn layer(&self, layer: usize) -> Range<usize> {
        let start = |layer| layer * self.department_count / LAYER_COUNT;
        start(layer)..start(layer + 1)
    }

    fn layer_of(&self, position: usize) -> usize {
        ((position + 1) * LAYER_COUNT - 1) / self.department_count
    }

    /// Lays out the cyclic stretches, in order: 5% of the departments in the middle of the row,
    /// and around it stretches of 3 to 24 with gaps of 0 to 44 between them.
    fn components(&self, random: &mut ChaCha8Rng) -> Vec<Range<usize>> {
        let largest = self.department_count / 20;
        let middle = self.department_count / 2..self.department_count / 2 + largest;
        let mut components = Vec::new();
        for part in [0..middle.start, middle.end..self.department_count] {
            let mut start = part.start + random.random_range(0..=44);
            loop {
                let end = start + random.random_range(3..=24);
                if end > part.end {
                    break;
                }
                components.push(start..end);
                start = end + random.random_range(0..=44);
            }
            if part.start == 0 {
                components.push(middle.clone());
            }
        }
        components
    }

    /// Adds suppliers from below, fewer where one is drawn twice; none in layer 0.
    fn draw_suppliers(&self, position: usize, suppliers: &mut Vec<usize>, random: &mut ChaCha8Rng) {
        let layer = self.layer_of(position);
        if layer == 0 {
            return;
        }
        for _ in 0..random.random_range(self.drawn.clone()) {
            let supplier = match random.random_range(0..10) {
                0..3 => self.draw_hub(random),
                3..8 => random.random_range(self.layer(layer - 1)),
                _ => random.random_range(0..self.layer(layer).start),
            };
            add_new(suppliers, supplier);
        }
    }

    /// Draws one of the hubs: departments of layer 0 that grow in number as √n / 3, drawn with a
    /// density that falls as rank^(-2/3).
    fn draw_hub(&self, random: &mut ChaCha8Rng) -> usize {
        let hub_count = self.department_count.isqrt() / 3;
        skewed(hub_count, 3, random)
    }

    /// Draws a department of the last four layers, with a density that falls as rank^(-1/2).
    fn draw_front_line(&self, random: &mut ChaCha8Rng) -> usize {
        let front_line = self.layer(LAYER_COUNT - 4).start..self.department_count;
        front_line.start + skewed(front_line.len(), 2, random)
    }
}

/// The suppliers of each position that make every cyclic stretch strongly connected.
fn inner_suppliers(
    row: &Row,
    components: &[Range<usize>],
    random: &mut ChaCha8Rng,
) -> Vec<Vec<usize>> {
    let mut suppliers = vec![Vec::new(); row.department_count];
    for component in components {
        let mut run = component.start..component.start;
        while run.end < component.end {
            let start = run.end;
            run = start..component.end.min(start + random.random_range(2..=4));
            let before = component.start..start.max(component.start + 1);
            if start > component.start {
                suppliers[start].push(random.random_range(before.clone()));
            }
            for (previous, of_next) in run.clone().zip(&mut suppliers[run.start + 1..run.end]) {
                of_next.push(previous);
            }
            suppliers[random.random_range(before)].push(run.end - 1);
        }
    }
    suppliers
}

/// Services in the making.
#[derive(Default)]
struct Services {
    provider: Vec<u32>,
    consumer: Vec<u32>,
    dependence: Vec<f64>,
}

impl Services {
    /// Adds a consumer's services and shares a total of 0.5 to 0.95 among them.
    fn add_consumer(&mut self, consumer: usize, suppliers: &[usize], random: &mut ChaCha8Rng) {
        let first = self.dependence.len();
        self.provider.extend(suppliers.iter().map(|&supplier| number(supplier)));
        self.consumer.extend(suppliers.iter().map(|_| number(consumer)));
        self.dependence.extend(suppliers.iter().map(|_| random.random_range(0.1..1.0)));
        let shares = &mut self.dependence[first..];
        let factor = random.random_range(0.5..0.95) / shares.iter().sum::<f64>();
        for share in shares {
            *share *= factor;
        }
    }

    /// Renumbers departments at random and shuffles services.
    fn shuffle(&mut self, department_count: usize, random: &mut ChaCha8Rng) {
        let mut number_of: Vec<u32> = (0..number(department_count)).collect();
        number_of.shuffle(random);
        let renumbered = |party: u32| number_of.get(party as usize).copied().unwrap_or(party);
        let mut rows: Vec<(u32, u32, f64)> = self
            .provider
            .iter()
            .zip(&self.consumer)
            .zip(&self.dependence)
            .map(|((&provider, &consumer), &dependence)| {
                (renumbered(provider), renumbered(consumer), dependence)
            })
            .collect();
        rows.shuffle(random);
        for (service, (provider, consumer, dependence)) in rows.into_iter().enumerate() {
            self.provider[service] = provider;
            self.consumer[service] = consumer;
            self.dependence[service] = dependence;
        }
    }
}

fn add_new(suppliers: &mut Vec<usize>, supplier: usize) {
    if !suppliers.contains(&supplier) {
        suppliers.push(supplier);
    }
}

/// Draws one of `0..count`, as `count · u^power` of a uniform u does: low ranks are popular.
fn skewed(count: usize, power: u32, random: &mut ChaCha8Rng) -> usize {
    let uniform = u64::from(random.random::<u32>());
    let mut scaled = u64::from(number(count));
    for _ in 0..power {
        scaled = (scaled * uniform) >> 32; // both are below 2^32
    }
    usize::try_from(scaled).expect("below the count")
}

fn number(party: usize) -> u32 {
    u32::try_from(party).expect("bench organisations have fewer than 2^32 parties")
}
