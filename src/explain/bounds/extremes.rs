//! The ends of ranges that are worst, or best, together.

use std::ops::RangeInclusive;

use super::{RangeError, Ranges};
use crate::network::{DependenceSlot, Network};
use crate::quality::{Assessment, EquationContext, Resolved, Scratch, Status, Workspace};
use crate::rule::Aggregator;

/// An end of a range, or of all that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RangeEnd {
    Low,
    High,
}

impl RangeEnd {
    pub(super) fn of(self, range: &RangeInclusive<f64>) -> f64 {
        match self {
            Self::Low => *range.start(),
            Self::High => *range.end(),
        }
    }

    pub(super) fn other(self) -> Self {
        match self {
            Self::Low => Self::High,
            Self::High => Self::Low,
        }
    }
}

/// A dependence that is a range.
pub(super) struct RangedDependence<'a> {
    pub(super) id: &'a str,
    pub(super) slot: DependenceSlot,
    pub(super) range: &'a RangeInclusive<f64>,
    /// Its number among the values of the resolved scenario.
    value: usize,
    is_fdna: bool,
}

/// Finds what the dependences that range are of: the last of those the resolved scenario sets.
pub(super) fn terms<'a>(resolved: &Resolved, ranges: &'a Ranges) -> Vec<RangedDependence<'a>> {
    let layout = resolved.network().layout();
    let is_fdna =
        |slot| layout.row_kind_of(layout.consumer_at(slot)).aggregator() == Aggregator::Fdna;
    let set: Vec<_> = resolved.dependences().collect();
    let first = set.len().saturating_sub(ranges.dependences.len());
    let stated = ranges.dependences.iter().zip(set.into_iter().skip(first));
    stated
        .map(|((id, range), (value, slot))| RangedDependence {
            id,
            slot,
            range,
            value,
            is_fdna: is_fdna(slot),
        })
        .collect()
}

/// A need met as well as this to own capability is felt alike at either end: what a solve leaves
/// must not turn ends for ever.
const ALIKE: f64 = 1e-11;

/// After so many rounds ends will not settle any more.
const MOST_CORNER_ROUNDS: u32 = 1_000;

/// Solves for the end of everything: the ends of the dependences are those that are worst (or
/// best) at the state they lead to, a fixpoint `x` of the worst (or best) of all terms.
///
/// `x` is the greatest fixpoint of its own choice of ends. That of the worst of all terms lies at
/// or below any choice's, and at or above `x`: it is `x`. That of the best of all terms lies at or
/// above any choice's, and is `x` where the best of all terms has one fixpoint alone.
pub(super) fn settle(
    resolved: &mut Resolved,
    terms: &[RangedDependence<'_>],
    ranges: &Ranges,
    end: RangeEnd,
) -> Result<Assessment, RangeError> {
    if end == RangeEnd::High && terms.iter().any(|term| term.is_fdna) {
        // Slopes under `fdna` are largest where dependences are.
        let steepest =
            terms.iter().map(|term| if term.is_fdna { RangeEnd::High } else { RangeEnd::Low });
        set(resolved, terms, steepest);
        if !resolved.network().is_certified() {
            return Err(RangeError::NotCertified);
        }
    }
    // Quality falls with a dependence.
    let mut ends = vec![end.other(); terms.len()];
    let mut workspace = Workspace::new();
    for _ in 0..MOST_CORNER_ROUNDS {
        set(resolved, terms, ends.iter().copied());
        let solved = resolved.solve_with(&ranges.solve, &mut workspace);
        let mut settled = true;
        for (term, chosen) in terms.iter().zip(&mut ends).filter(|(term, _)| term.is_fdna) {
            let (met, own) = met_and_own(resolved.network(), term, &solved);
            let better = if (met - own).abs() <= ALIKE {
                *chosen
            } else if met < own {
                end.other()
            } else {
                end
            };
            settled &= better == *chosen;
            *chosen = better;
        }
        if settled || solved.status() == Status::Stopped {
            return Ok(solved);
        }
        workspace.recycle(solved);
    }
    Err(RangeError::NotSettled { rounds: MOST_CORNER_ROUNDS })
}

/// Sets every dependence that ranges to an end of its range.
fn set(
    resolved: &mut Resolved,
    terms: &[RangedDependence<'_>],
    ends: impl Iterator<Item = RangeEnd>,
) {
    let mut values: Vec<_> = resolved.values().collect();
    for (term, end) in terms.iter().zip(ends) {
        if let Some(value) = values.get_mut(term.value) {
            *value = end.of(term.range);
        }
    }
    let fits = resolved.set_all(&values);
    debug_assert!(fits.is_ok(), "both ends of every range were resolved");
}

/// How well a need is met in a state, and the capability of its consumer.
fn met_and_own(network: &Network, term: &RangedDependence<'_>, solved: &Assessment) -> (f64, f64) {
    let capability = solved.capabilities(solved.load());
    let equation = EquationContext {
        layout: network.layout(),
        capability: &capability,
        overrides: solved.overrides(),
    };
    let quality = solved.dense_qualities();
    let met = equation.met_by_slot(term.slot, quality, &mut Scratch::default());
    (met, equation.own(network.layout().consumer_at(term.slot)))
}
