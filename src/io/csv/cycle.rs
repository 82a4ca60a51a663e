//! A cycle on which a dependence total of 1 passes on every loss in full.

#![expect(
    clippy::indexing_slicing,
    reason = "ends of services are numbers of mentions, and a cycle has a department"
)]

use super::at;
use super::line_index::LineIndex;
use super::services::ServiceRows;
use crate::numerics::csr::Csr;
use crate::organisation::{Draft, Section, Warning, WarningCode};

/// How many departments of a cycle are named.
const MOST_IDS_NAMED: usize = 12;

/// Warns of a cycle of departments where the total is 1; names one of them.
///
/// Time and memory are linear in parties and services.
pub(super) fn undamped_cycle(
    read: &ServiceRows<'_>,
    total: f64,
    lines: &LineIndex<'_>,
) -> Option<Warning> {
    if total < 1.0 {
        return None;
    }
    let Draft { interner, ends, departments, .. } = &*read.draft;
    let cycle = cycle(interner.len(), &departments.id, &ends.provider, &ends.consumer)?;
    let mut names: Vec<String> = cycle
        .iter()
        .take(MOST_IDS_NAMED)
        .map(|&department| format!("`{}`", interner.text(department)))
        .collect();
    match cycle.len().checked_sub(names.len()) {
        Some(more @ 1..) => names.push(format!("{more} more")),
        _ => names.extend(names.first().cloned()),
    }
    let message = format!(
        "with a dependence total of 1 nothing dampens a loss on the cycle {}: the least one may \
         grow to the loss of all; a total such as 0.9 dampens it",
        names.join(" -> ")
    );
    let is_of_cycle = |(provider, consumer): (&u32, &u32)| {
        *consumer == cycle[cycle.len().min(2) - 1] && *provider == cycle[0]
    };
    let row = ends.provider.iter().zip(&ends.consumer).position(is_of_cycle);
    let start = row.and_then(|row| read.starts.get(row)).copied().unwrap_or_default();
    let place = at(Section::Services, lines.at(start), "");
    Some(Warning::new(WarningCode::TotalOnCycle, place, message))
}

/// Finds departments each of which serves the next, and the last one the first.
fn cycle(
    count: usize,
    departments: &[u32],
    provider: &[u32],
    consumer: &[u32],
) -> Option<Vec<u32>> {
    let mut is_department = vec![false; count];
    for &department in departments {
        is_department[department as usize] = true;
    }
    let among = || {
        let ends = provider.iter().copied().zip(consumer.iter().copied());
        ends.filter(|&(from, to)| is_department[from as usize] && is_department[to as usize])
    };
    let downstream = Csr::of_pairs(count, among());
    let mut waits_for = vec![0_u32; count];
    among().for_each(|(_, to)| waits_for[to as usize] += 1);
    // Whoever waits for nobody is on no cycle, nor does anybody wait for it.
    let mut ready: Vec<u32> =
        departments.iter().copied().filter(|&it| waits_for[it as usize] == 0).collect();
    while let Some(from) = ready.pop() {
        for &to in downstream.of(from as usize) {
            waits_for[to as usize] -= 1;
            if waits_for[to as usize] == 0 {
                ready.push(to);
            }
        }
    }
    // All that are left wait for one of themselves: walking upstream comes back.
    let mut waited_for = vec![None; count];
    for (from, to) in among().filter(|&(from, _)| waits_for[from as usize] > 0) {
        waited_for[to as usize].get_or_insert(from);
    }
    let mut at = departments.iter().copied().find(|&it| waits_for[it as usize] > 0)?;
    let mut met = vec![false; count];
    while !std::mem::replace(&mut met[at as usize], true) {
        at = waited_for[at as usize]?;
    }
    let first = at;
    let mut upstream = vec![first];
    loop {
        at = waited_for[at as usize]?;
        if at == first {
            break;
        }
        upstream.push(at);
    }
    upstream.reverse();
    Some(upstream)
}
