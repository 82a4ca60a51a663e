//! What is read of the qualities of a few draws.

use std::sync::Arc;

use super::evaluation::{DrawLanes, DrawnStates, WIDTH};
use crate::network::PartyIx;
use crate::quality::Weights;

/// What is read of the qualities of draws: a row for each party asked for, the last for the
/// objective.
pub(super) struct AnswerRows {
    /// Whose qualities are needed, ascending.
    pub(super) tracked: Arc<[PartyIx]>,
    /// Of each party asked for its place among these.
    places: Vec<usize>,
    /// The objective: places and weights.
    weights: Vec<(usize, f64)>,
    /// What is added to the weighted sum of qualities.
    constant: f64,
    /// 1, the quality; 2 with a scenario on top, when what it changes comes second.
    pub(super) kinds: usize,
}

impl AnswerRows {
    pub(super) fn new(
        asked: &[PartyIx],
        weights: &Weights,
        constant: f64,
        has_change: bool,
    ) -> Self {
        let counted = || weights.iter().filter(|&(_, weight)| weight > 0.0);
        let mut tracked: Vec<PartyIx> =
            asked.iter().copied().chain(counted().map(|(party, _)| party)).collect();
        tracked.sort_unstable();
        tracked.dedup();
        let place = |party: PartyIx| tracked.partition_point(|&other| other < party);
        Self {
            places: asked.iter().map(|&party| place(party)).collect(),
            weights: counted().map(|(party, weight)| (place(party), weight)).collect(),
            constant,
            kinds: if has_change { 2 } else { 1 },
            tracked: tracked.into(),
        }
    }

    pub(super) fn rows(&self) -> usize {
        self.places.len() + 1
    }

    /// A row of some draws.
    pub(super) fn row(&self, row: usize, kind: usize, qualities: &DrawnStates) -> DrawLanes {
        match self.places.get(row) {
            Some(&place) => of_kind(kind, place, qualities),
            None => self.objective(kind, qualities),
        }
    }

    /// The objective of some draws.
    pub(super) fn objective(&self, kind: usize, qualities: &DrawnStates) -> DrawLanes {
        let mut sums = [if kind == 0 { self.constant } else { 0.0 }; WIDTH];
        for &(place, weight) in &self.weights {
            let lanes = of_kind(kind, place, qualities);
            for (sum, quality) in sums.iter_mut().zip(lanes) {
                *sum += weight * quality;
            }
        }
        sums
    }
}

/// The quality of a party, or what the scenario on top changes of it.
fn of_kind(kind: usize, place: usize, qualities: &DrawnStates) -> DrawLanes {
    let DrawnStates { baseline, scenario } = qualities;
    match (kind, scenario.get(place)) {
        (0, Some(&with)) => with,
        (_, Some(with)) => std::array::from_fn(|lane| with[lane] - baseline[place][lane]),
        (_, None) => baseline[place],
    }
}
