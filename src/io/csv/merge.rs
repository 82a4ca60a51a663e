//! Rows that are one service: equal in provider, consumer and service.

use super::line_index::LineIndex;
use super::services::ServiceRows;
use crate::numerics::csr::Csr;
use crate::organisation::{Dependability, Element, Problem, ProblemCode, SharedPairs};

/// Adds up rows that are one service; it stands where the first of them does.
pub(super) fn merge_equal_rows(read: &mut ServiceRows<'_>, lines: &LineIndex<'_>) {
    let (received, shared) = grouped(read);
    read.shares_pairs = !shared.is_empty();
    if !read.shares_pairs {
        read.draft.received = Some(received);
        return;
    }
    let mut is_kept = vec![true; read.starts.len()];
    let reported = read.problems.len();
    let mut merges = false;
    for rows in shared.iter() {
        let mut rows = rows.to_vec();
        let services = &read.draft.services;
        // Rows that add up agree in all else; one that states a range stands by itself.
        let key = |row: &u32| {
            let terms = &services[*row as usize];
            let numbers = [terms.condition.to_bits(), terms.weight.to_bits()];
            let is_open = services.dependence(*row as usize).is_none();
            // Those of a declared need stay apart, and those that say how well they are known.
            let of_need = read.needs.get(*row as usize).is_some();
            let alone = (of_need || terms.ranges.is_some()).then_some(*row);
            let failure = Dependability::of(terms.dependability.as_deref()).failure;
            let unavailability = failure.map(|it| it.unavailability().to_bits());
            let name = services.name(*row as usize);
            (name, terms.running, numbers, terms.lag, is_open, alone, unavailability)
        };
        rows.sort_by(|one, two| key(one).cmp(&key(two)));
        let equal: Vec<Vec<u32>> =
            rows.chunk_by(|one, two| key(one) == key(two)).map(<[u32]>::to_vec).collect();
        for rows in equal {
            let Some((&first, others)) = rows.split_first() else { continue };
            for &row in others {
                add(read, first as usize, row as usize, lines);
                merges = true;
                if let Some(is_kept) = is_kept.get_mut(row as usize) {
                    *is_kept = false;
                }
            }
        }
    }
    if read.problems.len() > reported {
        read.problems.sort_by_key(line);
    }
    if merges {
        let is_kept = |row: usize| is_kept.get(row).is_none_or(|is_kept| *is_kept);
        read.draft.ends.retain(is_kept);
        read.draft.services.retain(is_kept);
        read.ids.retain(is_kept);
        read.needs.retain(is_kept);
        let mut row = 0;
        read.starts.retain(|_| {
            row += 1;
            is_kept(row - 1)
        });
    }
}

/// The rows that share both ends with another.
pub(super) fn shared_pairs(read: &ServiceRows<'_>) -> SharedPairs {
    grouped(read).1
}

/// The rows by consumer, and those that share both ends with another.
fn grouped(read: &ServiceRows<'_>) -> (Csr, SharedPairs) {
    let ends = &read.draft.ends;
    let count = read.draft.interner.len();
    let received = Csr::by_key(count, ends.consumer.iter().copied());
    let shared = SharedPairs::of(&ends.provider, &received, count);
    (received, shared)
}

/// Adds a row to the first it is equal to.
fn add(read: &mut ServiceRows<'_>, first: usize, row: usize, lines: &LineIndex<'_>) {
    let services = &mut read.draft.services;
    let amount = services.dependence(row).unwrap_or_default();
    if let Some(sum) = services.dependence_mut(first) {
        *sum += amount;
    }
    let Some((id, start)) = read.ids.get(row) else { return };
    match read.ids.get(first) {
        None => read.ids.copy(row, first),
        Some((stated, first_start)) if stated != id => {
            let message = format!(
                "id `{id}` differs from id `{stated}` of line {}, where rows equal in all else are one \
                 service and have one id",
                lines.at(first_start)
            );
            let line = lines.at(start);
            read.problem(ProblemCode::Duplicate, line, "id", message);
        }
        Some(_) => {}
    }
}

/// The line of a problem.
fn line(problem: &Problem) -> u64 {
    match problem.place().element() {
        Element::Line(line) => *line,
        _ => 0,
    }
}
