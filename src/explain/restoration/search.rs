//! Which candidates gain most alone, and which few bring back most of what is lost.
//!
//! Restoring more never gains less, so a set's gain bounds that of each of its members. Both
//! searches rest on that.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::trial::RestorationTrial;

/// What is known of every candidate alone, by number.
pub(super) struct Alone {
    /// The gain, or a bound on it.
    pub(super) at_most: Vec<f64>,
    /// Whether it had a solve of its own.
    pub(super) is_tried: Vec<bool>,
}

impl Alone {
    /// Gives each candidate a solve of its own.
    pub(super) fn each(trial: &mut RestorationTrial<'_>, count: usize, all: f64) -> Self {
        let mut alone = Self { at_most: vec![all; count], is_tried: vec![false; count] };
        for candidate in 0..count {
            alone.try_one(trial, candidate);
        }
        alone
    }

    /// Finds the `most` best: splits the set with the largest bound, until that many candidates
    /// have a gain above the bound of every set that is left.
    pub(super) fn by_halving(
        trial: &mut RestorationTrial<'_>,
        (helpful, others): (Vec<usize>, Vec<usize>),
        all: f64,
        most: usize,
        max_solves: usize,
    ) -> Self {
        let count = helpful.len() + others.len();
        let mut alone = Self { at_most: vec![all; count], is_tried: vec![false; count] };
        for candidate in others {
            alone.try_one(trial, candidate);
        }
        let mut sets = BinaryHeap::from([CandidateSet { at_most: all, members: helpful }]);
        let (mut found, mut solves) = (0, 0);
        while found < most
            && solves < max_solves
            && let Some(CandidateSet { at_most, members }) = sets.pop()
        {
            if let [candidate] = *members {
                if alone.is_tried[candidate] {
                    found += 1;
                } else {
                    alone.try_one(trial, candidate);
                    solves += 1;
                    sets.push(CandidateSet { at_most: alone.at_most[candidate], members });
                }
                continue;
            }
            let (one, two) = members.split_at(members.len() / 2);
            for half in [one, two].into_iter().filter(|half| !half.is_empty()) {
                solves += 1;
                // Without a solve left the bound of both is all that is known.
                let tried = trial.gain(half);
                let gain = match *half {
                    [_] => tried.unwrap_or(at_most),
                    _ => tried.unwrap_or(at_most).min(at_most),
                };
                for &candidate in half {
                    alone.at_most[candidate] = gain;
                    alone.is_tried[candidate] = half.len() == 1 && tried.is_some();
                }
                // Of a set that gains nothing nobody does.
                if gain > 0.0 {
                    sets.push(CandidateSet { at_most: gain, members: half.to_vec() });
                }
            }
        }
        alone
    }

    fn try_one(&mut self, trial: &mut RestorationTrial<'_>, candidate: usize) {
        if let Some(gain) = trial.gain(&[candidate]) {
            self.at_most[candidate] = gain;
            self.is_tried[candidate] = true;
        }
    }

    /// The candidates that were tried, the largest gain first, ties in order.
    pub(super) fn best_first(&self) -> Vec<usize> {
        let mut tried: Vec<usize> =
            (0..self.at_most.len()).filter(|&one| self.is_tried[one]).collect();
        tried.sort_by(|&one, &two| self.at_most[two].total_cmp(&self.at_most[one]));
        tried
    }
}

/// Candidates that are bounded together.
struct CandidateSet {
    at_most: f64,
    members: Vec<usize>,
}

impl PartialEq for CandidateSet {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for CandidateSet {}

impl PartialOrd for CandidateSet {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for CandidateSet {
    /// By bound, then the smaller set, which is nearer to an answer, then the earlier one.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_size = || other.members.len().cmp(&self.members.len());
        let by_place = || other.members.cmp(&self.members);
        self.at_most.total_cmp(&other.at_most).then_with(by_size).then_with(by_place)
    }
}

/// A set of candidates that brings back enough.
pub(super) struct Enough {
    /// In order.
    pub(super) members: Vec<usize>,
    pub(super) gain: f64,
    /// Whether it was tried to leave out every member.
    pub(super) is_minimal: bool,
}

/// Looks for a small set that gains enough: what remains of everything when what is missed least
/// is left out, or of the best alone, whichever is smaller. `order` has what to leave out first.
pub(super) fn smallest(
    trial: &mut RestorationTrial<'_>,
    order: &[usize],
    best_first: &[usize],
    (enough, all): (f64, f64),
) -> Enough {
    let from_all = leave_out(trial, order, enough, all);
    let Some((count, gain)) = shortest(trial, best_first, from_all.members.len(), enough) else {
        return from_all;
    };
    let mut worst_first = best_first[..count].to_vec();
    worst_first.reverse();
    let from_best = leave_out(trial, &worst_first, enough, gain);
    if from_best.members.len() < from_all.members.len() { from_best } else { from_all }
}

/// The least number of the first candidates, below a limit, that gain enough together, and what
/// they gain.
fn shortest(
    trial: &mut RestorationTrial<'_>,
    best_first: &[usize],
    below: usize,
    enough: f64,
) -> Option<(usize, f64)> {
    let (mut too_few, mut count) = (0, below.saturating_sub(1).min(best_first.len()));
    if count == 0 {
        return None;
    }
    let mut found = trial.gain(&best_first[..count]).filter(|gain| *gain >= enough)?;
    while count - too_few > 1 {
        let middle = usize::midpoint(too_few, count);
        let gain = trial.gain(&best_first[..middle])?;
        if gain >= enough {
            (count, found) = (middle, gain);
        } else {
            too_few = middle;
        }
    }
    Some((count, found))
}

/// Leaves out of a set that gains enough, in order, whatever it gains enough without. What is
/// needed once is needed when more is left out, so that the rest is minimal.
fn leave_out(trial: &mut RestorationTrial<'_>, order: &[usize], enough: f64, gain: f64) -> Enough {
    let mut needed: Vec<usize> = Vec::new();
    let (mut next, mut gain) = (0, gain);
    while next < order.len() {
        // How many may be left out from here on; how many may not.
        let (mut few, mut many, mut step) = (0, order.len() - next + 1, 1);
        while many - few > 1 {
            let count = if few + step < many { few + step } else { usize::midpoint(few, many) };
            step *= 2;
            let kept: Vec<usize> = needed.iter().chain(&order[next + count..]).copied().collect();
            match trial.gain(&kept) {
                Some(left) if left >= enough => (few, gain) = (count, left),
                Some(_) => many = count,
                None => {
                    // Nothing more is known of the rest.
                    needed.extend(&order[next + few..]);
                    needed.sort_unstable();
                    return Enough { members: needed, gain, is_minimal: false };
                }
            }
        }
        next += few;
        if let Some(&member) = order.get(next) {
            needed.push(member);
            next += 1;
        }
    }
    needed.sort_unstable();
    Enough { members: needed, gain, is_minimal: true }
}
