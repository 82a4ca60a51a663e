//! The order of evaluation: dense numbers for parties, and the runs and blocks they make.
//!
//! All sorting is by counting, the least telling key first.

use std::ops::Range;

use super::memory::{Peak, bytes};
use super::scc::{Components, components};
use super::{Block, Cycle, PartyIx, RowKind, Run};
use crate::numerics::csr::{Csr, bytes_to_sort, ix, sorted_by_key};

/// The graph to number, by stated numbers.
pub(super) struct Graph<'a> {
    pub(super) department_count: usize,
    /// The providers of each department, in the order of its services.
    pub(super) upstream: Csr,
    /// Of each party how many services it receives.
    pub(super) received_count: &'a [u32],
    /// Of each party, an index into `row_kinds`.
    pub(super) row_kind: &'a [u32],
    /// Forms that parties share, then those of one party each.
    pub(super) row_kinds: &'a [RowKind],
}

/// Dense numbers and what they imply.
pub(super) struct Numbering {
    pub(super) stated_of: Vec<u32>,
    pub(super) dense_of: Vec<u32>,
    pub(super) runs: Vec<Run>,
    pub(super) blocks: Vec<Block>,
    pub(super) wide_levels: Vec<Range<u32>>,
    /// Uncertified as yet.
    pub(super) cycles: Vec<Cycle>,
}

impl Numbering {
    pub(super) fn bytes(&self) -> usize {
        bytes(&self.stated_of)
            + bytes(&self.dense_of)
            + bytes(&self.runs)
            + bytes(&self.blocks)
            + bytes(&self.wide_levels)
            + bytes(&self.cycles)
    }
}

impl Graph<'_> {
    fn party_count(&self) -> usize {
        self.received_count.len()
    }

    /// How many row kinds may be shared; all others come after these.
    fn shared_count(&self) -> usize {
        self.row_kinds.partition_point(|row_kind| matches!(row_kind, RowKind::Plain(_)))
    }

    /// What groups parties into runs: the shared row kind, or one class behind these for all
    /// parties that have a row kind of their own.
    fn class(&self, party: u32, shared_count: usize) -> u32 {
        self.row_kind[party as usize].min(ix(shared_count))
    }

    fn run(&self, class: u32, start: usize, end: usize) -> Run {
        let shared = match self.row_kinds.get(class as usize) {
            Some(RowKind::Plain(aggregator)) => Some(*aggregator),
            _ => None,
        };
        Run { shared, start: PartyIx::new(start), end: PartyIx::new(end) }
    }
}

/// Numbers parties in the order of evaluation.
///
/// # Complexity
///
/// Time and memory linear in parties and in services into departments.
pub(super) fn number(graph: &Graph<'_>, peak: &mut Peak) -> Numbering {
    let mut numbering = Numbering {
        stated_of: Vec::with_capacity(graph.party_count()),
        dense_of: Vec::new(),
        runs: Vec::new(),
        blocks: Vec::new(),
        wide_levels: Vec::new(),
        cycles: Vec::new(),
    };
    number_departments(graph, &mut numbering, peak);
    number_customers(graph, &mut numbering, peak);
    numbering.dense_of = vec![0; graph.party_count()];
    for (number, &stated) in numbering.stated_of.iter().enumerate() {
        numbering.dense_of[stated as usize] = ix(number);
    }
    numbering
}

/// Sorts departments by level, a level's cyclic components behind its other departments; these by
/// class, number of services and then post-order, those by component and then post-order.
fn number_departments(graph: &Graph<'_>, numbering: &mut Numbering, peak: &mut Peak) {
    let found = components(graph.department_count, &graph.upstream);
    let shared_count = graph.shared_count();
    let class = |department| graph.class(department, shared_count);
    let level_count = found.finished.iter().map(|&department| found.level(department) + 1).max();
    let cyclic = ix(shared_count + 1);

    let received_count = |department: u32| graph.received_count[department as usize];
    let most = found.finished.iter().map(|&department| received_count(department)).max();
    let groups = found.count().max(most.map_or(0, |most| most as usize + 1));

    let finished = found.finished.iter().copied();
    let order = sorted_by_key(finished, groups, |department| {
        if found.is_cyclic(department) { found.of(department) } else { received_count(department) }
    });
    let order = sorted_by_key(order.iter().copied(), shared_count + 2, |department| {
        if found.is_cyclic(department) { cyclic } else { class(department) }
    });
    let levels = level_count.unwrap_or(0) as usize;
    let order = sorted_by_key(order.iter().copied(), levels, |department| found.level(department));
    let keys = groups.max(levels).max(shared_count + 2);
    let sorting = found.bytes() + bytes(&order) + bytes_to_sort(order.len(), keys);
    let numbered = graph.upstream.bytes() + numbering.bytes();
    peak.note(numbered + sorting.max(found.bytes_to_find));
    block_departments(graph, &found, &order, numbering);
    numbering.stated_of.extend(order);
}

/// Cuts the sorted departments into blocks: departments in no cycle, and cyclic components.
fn block_departments(
    graph: &Graph<'_>,
    found: &Components,
    order: &[u32],
    numbering: &mut Numbering,
) {
    let cycle_of = |department| found.is_cyclic(department).then(|| found.of(department));
    let shared_count = graph.shared_count();
    let class = |department| graph.class(department, shared_count);
    let mut start = 0;
    for block in order.chunk_by(|&one, &two| cycle_of(one) == cycle_of(two)) {
        let cycle = cycle_of(block[0]).map(|_| {
            numbering.cycles.push(Cycle {
                start: PartyIx::new(start),
                end: PartyIx::new(start + block.len()),
                certificate: None,
                first_gap: 0,
                first_feedback: 0,
                last_feedback: 0,
            });
            ix(numbering.cycles.len() - 1)
        });
        if cycle.is_none() {
            numbering.wide_levels.extend(wide_levels(found, block, start));
        }
        let first_run = ix(numbering.runs.len());
        for run in block.chunk_by(|&one, &two| class(one) == class(two)) {
            let end = start + run.len();
            numbering.runs.push(graph.run(class(run[0]), start, end));
            start = end;
        }
        let last_run = ix(numbering.runs.len());
        let level = |department: Option<&u32>| department.map_or(0, |&last| found.level(last));
        numbering.blocks.push(Block {
            first_run,
            last_run,
            cycle,
            first_level: level(block.first()),
            last_level: level(block.last()),
        });
    }
}

/// The levels with several of some sorted departments in no cycle, given the dense number of the
/// first.
fn wide_levels(
    found: &Components,
    departments: &[u32],
    first: usize,
) -> impl Iterator<Item = Range<u32>> {
    let levels = departments.chunk_by(|&one, &two| found.level(one) == found.level(two));
    let levels = levels.scan(first, |end, level| {
        let start = *end;
        *end += level.len();
        Some(ix(start)..ix(*end))
    });
    levels.filter(|level| level.len() > 1)
}

/// Groups customers by class and number of services, keeping the order stated within a group.
fn number_customers(graph: &Graph<'_>, numbering: &mut Numbering, peak: &mut Peak) {
    let customers = ix(graph.department_count)..ix(graph.party_count());
    if customers.is_empty() {
        return;
    }
    let shared_count = graph.shared_count();
    let class = |customer| graph.class(customer, shared_count);
    let received_count = |customer: u32| graph.received_count[customer as usize];
    let most = customers.clone().map(received_count).max().unwrap_or(0) as usize;
    let mut order = sorted_by_key(customers.clone(), most + 1, received_count);
    if customers.clone().any(|customer| class(customer) != class(customers.start)) {
        order = sorted_by_key(order.iter().copied(), shared_count + 1, class);
    }
    let sorting = bytes(&order) + bytes_to_sort(order.len(), most.max(shared_count) + 1);
    peak.note(graph.upstream.bytes() + numbering.bytes() + sorting);

    let first_run = ix(numbering.runs.len());
    let mut start = graph.department_count;
    let kind = |customer| (class(customer), received_count(customer));
    for run in order.chunk_by(|&one, &two| kind(one) == kind(two)) {
        let end = start + run.len();
        numbering.runs.push(graph.run(class(run[0]), start, end));
        start = end;
    }
    numbering.stated_of.extend(order);
    let last_run = ix(numbering.runs.len());
    let level = u32::MAX;
    numbering.blocks.push(Block {
        first_run,
        last_run,
        cycle: None,
        first_level: level,
        last_level: level,
    });
}

#[cfg(test)]
mod tests;
