//! The order of evaluation: dense numbers for parties, and the runs and blocks they make.

use super::component::components;
use super::{Aggregator, Block, Cycle, Form, Run};
use crate::grouped::{Grouped, dense};

/// The graph to number, by stated numbers.
pub(super) struct Graph<'a> {
    pub(super) department_count: usize,
    pub(super) party_count: usize,
    /// Services by consumer.
    pub(super) received: &'a Grouped,
    /// Of each service.
    pub(super) provider: &'a [u32],
    /// Of each party, an index into `forms`.
    pub(super) form: &'a [u32],
    pub(super) forms: &'a [Form],
}

/// Dense numbers and what they imply.
pub(super) struct Numbering {
    pub(super) stated_of: Vec<u32>,
    pub(super) dense_of: Vec<u32>,
    pub(super) runs: Vec<Run>,
    pub(super) blocks: Vec<Block>,
    /// Uncertified as yet.
    pub(super) cycles: Vec<Cycle>,
}

/// Sorts all parties that have a form of their own behind those that share one.
const DETAILED: u32 = u32::MAX - 1;
/// Sorts a level's cyclic components behind its other departments.
const CYCLIC: u32 = u32::MAX;

impl Graph<'_> {
    /// What groups parties into runs: the shared form, or [`DETAILED`].
    fn class(&self, party: usize) -> u32 {
        match self.forms[self.form[party] as usize] {
            Form::Plain(_) => self.form[party],
            Form::Detailed { .. } => DETAILED,
        }
    }

    fn shared(&self, class: u32) -> Option<Aggregator> {
        self.forms.get(class as usize).map(Form::aggregator)
    }

    fn providers(&self, party: usize) -> impl Iterator<Item = usize> {
        self.received.of(party).iter().map(|&service| self.provider[service as usize] as usize)
    }
}

/// Where a department stands in the order of evaluation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Position {
    level: u32,
    class: u32,
    component: u32,
    post: u32,
    department: u32,
}

/// Numbers parties in the order of evaluation.
///
/// # Complexity
///
/// Time `O(d log d + c + s)` for `d` departments, `c` customers and `s` services.
pub(super) fn number(graph: &Graph<'_>) -> Numbering {
    let positions = department_positions(graph);
    let mut numbering = Numbering {
        stated_of: positions.iter().map(|position| position.department).collect(),
        dense_of: vec![0; graph.party_count],
        runs: Vec::new(),
        blocks: Vec::new(),
        cycles: Vec::new(),
    };
    block_departments(graph, &positions, &mut numbering);
    drop(positions);
    number_customers(graph, &mut numbering);
    for (number, &stated) in numbering.stated_of.iter().enumerate() {
        numbering.dense_of[stated as usize] = dense(number);
    }
    numbering
}

fn department_positions(graph: &Graph<'_>) -> Vec<Position> {
    let count = graph.department_count;
    let components = components(count, graph.received, graph.provider);

    let mut size = vec![0_u32; components.count];
    let mut cyclic = vec![false; components.count];
    for department in 0..count {
        let component = components.of[department] as usize;
        size[component] += 1;
        cyclic[component] |=
            size[component] > 1 || graph.providers(department).any(|p| p == department);
    }

    // Components are numbered providers first, so one pass in that order settles every level.
    let by_component = Grouped::by_key(components.count, components.of.iter().copied());
    let mut level = vec![0_u32; components.count];
    for component in 0..components.count {
        let mut highest = 0;
        for &department in by_component.of(component) {
            for provider in graph.providers(department as usize) {
                let other = components.of[provider] as usize;
                if other != component {
                    highest = highest.max(level[other] + 1);
                }
            }
        }
        level[component] = highest;
    }

    let mut positions: Vec<Position> = (0..count)
        .map(|department| {
            let component = components.of[department];
            let in_cycle = cyclic[component as usize];
            Position {
                level: level[component as usize],
                class: if in_cycle { CYCLIC } else { graph.class(department) },
                component: if in_cycle { component } else { 0 },
                post: components.post[department],
                department: dense(department),
            }
        })
        .collect();
    positions.sort_unstable();
    positions
}

/// Cuts the sorted departments into blocks: stretches without cycles, and cyclic components.
fn block_departments(graph: &Graph<'_>, positions: &[Position], numbering: &mut Numbering) {
    let same_block = |one: &Position, two: &Position| {
        (one.class == CYCLIC) == (two.class == CYCLIC)
            && (one.class != CYCLIC || one.component == two.component)
    };
    let mut start = 0;
    for block in positions.chunk_by(same_block) {
        let cycle = (block[0].class == CYCLIC).then(|| {
            numbering.cycles.push(Cycle {
                start: dense(start),
                end: dense(start + block.len()),
                level: block[0].level,
                certificate: None,
                first_gap: 0,
            });
            dense(numbering.cycles.len() - 1)
        });
        let first_run = dense(numbering.runs.len());
        let class_of = |position: &Position| graph.class(position.department as usize);
        for run in block.chunk_by(|one, two| class_of(one) == class_of(two)) {
            let shared = graph.shared(class_of(&run[0]));
            let end = start + run.len();
            numbering.runs.push(Run { shared, start: dense(start), end: dense(end) });
            start = end;
        }
        let last_run = dense(numbering.runs.len());
        numbering.blocks.push(Block { first_run, last_run, cycle });
    }
}

/// Groups customers by form and number of services, keeping the order stated within a group.
fn number_customers(graph: &Graph<'_>, numbering: &mut Numbering) {
    let customers = graph.department_count..graph.party_count;
    if customers.is_empty() {
        return;
    }
    let packed_kind = |party: usize| {
        (u64::from(graph.class(party)) << 32) | graph.received.of(party).len() as u64
    };
    let kinds_of: Vec<u64> = customers.clone().map(packed_kind).collect();
    let mut kinds = kinds_of.clone();
    kinds.sort_unstable();
    kinds.dedup();
    let key = |kind: &u64| kinds.binary_search(kind).map_or(0, dense);
    let keys: Vec<u32> = kinds_of.iter().map(key).collect();
    let grouped = Grouped::by_key(kinds.len(), keys.iter().copied());

    let first_run = dense(numbering.runs.len());
    for group in 0..kinds.len() {
        let start = dense(numbering.stated_of.len());
        let first = dense(graph.department_count);
        numbering.stated_of.extend(grouped.of(group).iter().map(|&customer| first + customer));
        let end = dense(numbering.stated_of.len());
        let class = graph.class(numbering.stated_of[start as usize] as usize);
        numbering.runs.push(Run { shared: graph.shared(class), start, end });
    }
    let last_run = dense(numbering.runs.len());
    numbering.blocks.push(Block { first_run, last_run, cycle: None });
}
