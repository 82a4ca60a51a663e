//! What a row of the table of services states of its need.

use std::sync::Arc;

use super::cell::number;
use crate::organisation::Substitution;

/// The need that a row is for, as far as the row states it.
pub(super) struct NeedCells {
    pub(super) name: Arc<str>,
    pub(super) substitution: Option<Substitution>,
    /// Where the row starts.
    pub(super) start: u64,
}

/// Reads a substitution: its name, with the number it takes.
pub(super) fn substitution(cell: &str) -> Option<Substitution> {
    let mut words = cell.split_whitespace();
    let (kind, amount) = (words.next()?.to_ascii_lowercase(), words.next());
    if words.next().is_some() {
        return None;
    }
    let k = || amount?.parse().ok();
    let share = amount.filter(|amount| amount.ends_with('%')).and_then(number);
    match (kind.as_str(), amount) {
        ("best_of", None) => Some(Substitution::BestOf),
        ("independent", None) => Some(Substitution::Independent),
        ("kth_best", _) if share.is_some() => {
            Some(Substitution::KthBestShare { at_least_share: share? })
        }
        ("independent_at_least", _) if share.is_some() => {
            Some(Substitution::IndependentAtLeastShare { at_least_share: share? })
        }
        ("kth_best", _) => Some(Substitution::KthBest { k: k()? }),
        ("independent_at_least", _) => Some(Substitution::IndependentAtLeast { k: k()? }),
        ("pooled", _) => Some(Substitution::Pooled { required: number(amount?)? }),
        _ => None,
    }
}

/// What is written where a substitution is needed.
pub(super) const SUBSTITUTIONS: &str = "`best_of`, `kth_best 2` or `kth_best 50%`, `independent`, `independent_at_least 2` or `50%`, or \
     `pooled 1.5`";
