//! What an objective gains where some candidates are restored, each set by a solve.

use super::candidate::RestorationCandidate;
use crate::network::Network;
use crate::quality::{Assessment, Checkpoint, Edit, Live, SolveOptions, Status, Weights, edits};

/// Solves with sets of candidates restored.
pub(super) struct RestorationTrial<'a> {
    candidates: &'a [RestorationCandidate],
    weights: Weights,
    /// The qualities with nothing restored, by dense number.
    quality: Vec<f64>,
    /// With nothing restored.
    none: RestorePoint,
    /// With everything restored.
    all: RestorePoint,
    /// Says whether the run was broken off.
    options: SolveOptions,
    solves_left: u32,
    /// How many states were solved for.
    pub(super) solves: u32,
    /// The worst of every state.
    pub(super) status: Status,
}

/// A live state to set out from, and the way back to it.
struct RestorePoint {
    live: Live,
    checkpoint: Checkpoint,
}

impl RestorePoint {
    fn new(network: &Network, options: &SolveOptions, edits: impl Iterator<Item = Edit>) -> Self {
        let mut live = Live::with_options(network, options);
        live.apply(edits);
        let checkpoint = live.checkpoint();
        Self { live, checkpoint }
    }
}

impl<'a> RestorationTrial<'a> {
    pub(super) fn new(
        assessment: &Assessment,
        weights: Weights,
        candidates: &'a [RestorationCandidate],
        options: &super::RestorationOptions,
    ) -> Self {
        let (network, overrides) = (assessment.network(), assessment.overrides());
        let none = RestorePoint::new(network, &options.solve, edits(overrides));
        let restored = candidates.iter().map(|candidate| candidate.restored);
        let all = RestorePoint::new(network, &options.solve, edits(overrides).chain(restored));
        Self {
            candidates,
            weights,
            quality: none.live.dense_qualities().to_vec(),
            status: none.live.status().max(all.live.status()),
            none,
            all,
            options: options.solve.clone(),
            solves_left: options.affordable_solves(network),
            solves: 2,
        }
    }

    /// What restoring everything gains.
    pub(super) fn gain_of_all(&self) -> f64 {
        self.weights.sum_of_changes(&self.quality, self.all.live.dense_qualities())
    }

    /// What restoring some candidates gains; `None` where no more solves are allowed.
    pub(super) fn gain(&mut self, restored: &[usize]) -> Option<f64> {
        let candidates = self.candidates;
        if restored.len() * 2 <= candidates.len() {
            let of = |edit: fn(&RestorationCandidate) -> Edit| {
                restored.iter().map(move |&index| edit(&candidates[index]))
            };
            return self.solve(true, of(|one| one.restored), of(|one| one.present));
        }
        let mut left_out = vec![true; candidates.len()];
        for &index in restored {
            left_out[index] = false;
        }
        let left_out: Vec<&RestorationCandidate> =
            candidates.iter().zip(left_out).filter(|(_, out)| *out).map(|(one, _)| one).collect();
        let present = left_out.iter().map(|one| one.present);
        self.solve(false, present, left_out.iter().map(|one| one.restored))
    }

    /// What restoring everything but one candidate gains.
    pub(super) fn gain_without(&mut self, candidate: usize) -> Option<f64> {
        let RestorationCandidate { restored, present, .. } = self.candidates[candidate];
        self.solve(false, [present].into_iter(), [restored].into_iter())
    }

    /// What one point of one candidate gains; `None` as well where it has no points.
    pub(super) fn gain_of_point(&mut self, candidate: usize) -> Option<f64> {
        let RestorationCandidate { point, present, .. } = self.candidates[candidate];
        self.solve(true, [point?].into_iter(), [present].into_iter())
    }

    fn solve(
        &mut self,
        from_none: bool,
        there: impl Iterator<Item = Edit>,
        back: impl Iterator<Item = Edit>,
    ) -> Option<f64> {
        if self.options.is_stopped() {
            self.status = Status::Stopped;
            return None;
        }
        self.solves_left = self.solves_left.checked_sub(1)?;
        self.solves += 1;
        let RestorePoint { live, checkpoint } =
            if from_none { &mut self.none } else { &mut self.all };
        live.apply(there);
        self.status = self.status.max(live.status());
        let gain = self.weights.sum_of_changes(&self.quality, live.dense_qualities());
        live.take_back(checkpoint, back);
        Some(gain)
    }
}
