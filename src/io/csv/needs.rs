//! Needs that a table of services declares: rows of one consumer that name the same.

use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use super::line_index::LineIndex;
use super::services::ServiceRows;
use crate::organisation::{Draft, Need, ProblemCode, ServiceRanges, ServiceTerms, Substitution};

/// A need, and the rows that are for it.
pub(super) struct NeedRows {
    name: Arc<str>,
    rows: Vec<usize>,
    /// What the first row that states one states.
    substitution: Option<Substitution>,
    /// What the first row that states one states of how well the dependence is known.
    range: Option<Box<ServiceRanges>>,
    /// The weight of every row within the need.
    weights: Vec<f64>,
}

impl NeedRows {
    /// How its services stand in for each other: the best counts unless another is stated.
    fn substitution(&self) -> Substitution {
        self.substitution.unwrap_or(Substitution::BestOf)
    }
}

/// Gathers the rows of each need, in order. Its amount then stands on its first row alone: the sum
/// of weights, or the dependence, which may be stated once.
pub(super) fn gather(
    read: &mut ServiceRows<'_>,
    amounts_are_weights: bool,
    lines: &LineIndex<'_>,
) -> Vec<NeedRows> {
    let mut needs: IndexMap<(u32, Arc<str>), NeedRows, RandomState> = IndexMap::default();
    let mut refused = Vec::new();
    let Draft { ends, services, .. } = &mut *read.draft;
    for (row, cells) in read.needs.iter() {
        let Some(&consumer) = ends.consumer.get(row) else { continue };
        let key = (consumer, Arc::clone(&cells.name));
        let need = needs.entry(key).or_insert_with(|| NeedRows {
            name: Arc::clone(&cells.name),
            rows: Vec::new(),
            substitution: None,
            range: None,
            weights: Vec::new(),
        });
        if need.substitution.is_some_and(|stated| cells.substitution.is_some_and(|it| it != stated))
        {
            refused.push((cells.start, "substitution", cells));
        }
        need.substitution = need.substitution.or(cells.substitution);
        let first = need.rows.first().copied();
        if let (Some(range), Some(stated)) = (&services[row].ranges, &need.range)
            && range != stated
        {
            refused.push((cells.start, "dependence_low", cells));
        }
        if need.range.is_none() {
            need.range.clone_from(&services[row].ranges);
        }
        need.rows.push(row);
        let weight = services[row].weight;
        let amount = services.dependence(row);
        need.weights.push(if amounts_are_weights { amount.unwrap_or(1.0) } else { weight });
        let Some(first) = first else { continue };
        match (services.take_dependence(row), services.dependence(first)) {
            (Some(amount), Some(sum)) if amounts_are_weights => {
                services.set_dependence(first, sum + amount);
            }
            (Some(amount), Some(stated)) if amount.to_bits() != stated.to_bits() => {
                refused.push((cells.start, "dependence", cells));
            }
            (Some(amount), None) => services.set_dependence(first, amount),
            _ => {}
        }
    }
    let refused: Vec<_> = refused
        .into_iter()
        .map(|(start, column, cells)| {
            let message = format!(
                "the {column} of need `{}` differs from that of an earlier row, where a need has \
                 one; rows may leave it empty",
                cells.name
            );
            (lines.at(start), column, message)
        })
        .collect();
    for (line, column, message) in refused {
        read.problem(ProblemCode::Duplicate, line, column, message);
    }
    needs.into_values().collect()
}

/// Declares the needs, and takes what is theirs from their first rows: dependence and weight.
pub(super) fn declare(draft: &mut Draft, needs: Vec<NeedRows>, amounts_are_weights: bool) {
    let Draft { interner, ends, services, .. } = draft;
    for need in needs {
        let Some(&first) = need.rows.first() else { continue };
        let consumer = ends.consumer.get(first).map_or("", |&consumer| interner.text(consumer));
        let substitution = need.substitution();
        let mut stated = Need::new(consumer, &*need.name).substitution(substitution);
        stated.dependence = services.take_dependence(first);
        stated.dependence_range = need.range.and_then(|ranges| ranges.dependence).map(Box::new);
        if amounts_are_weights {
            stated.weight = services[first].weight;
        }
        // Shares of what comes in say nothing where the best of them counts.
        let counts = !amounts_are_weights || substitution.uses_weights();
        for (&row, &weight) in need.rows.iter().zip(&need.weights) {
            let weight = if counts { weight } else { 1.0 };
            let name = Some(Arc::clone(&need.name));
            services.set_terms(
                row,
                ServiceTerms { need: name, weight, ranges: None, ..services[row].clone() },
            );
        }
        draft.needs.push(stated);
    }
}

/// Where the first row of every need starts.
pub(super) fn starts(read: &ServiceRows<'_>, needs: &[NeedRows]) -> Vec<u64> {
    let start = |need: &NeedRows| {
        let row = need.rows.first()?;
        read.starts.get(*row).copied()
    };
    needs.iter().map(|need| start(need).unwrap_or_default()).collect()
}
