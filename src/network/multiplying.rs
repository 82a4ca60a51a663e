//! Cycles whose departments pass on nearly all they miss.
//!
//! A loss that comes round a cycle as large as it set out adds to itself until little is left. The
//! gap map bounds what comes round: followed once through the departments of a component in order,
//! from the gaps of those that [feed back](super::feedback_vertices), it gives the gaps that come
//! back to them. The power method finds how these grow. In a simple cycle that is the product of
//! the slope bounds round it.

use super::certificate::inner_gap;
use super::{Cycle, DeptIx, Layout, PartyIx};

/// A cycle is found where of a loss at least this comes round.
const NEARLY_ALL: f64 = 0.99;
/// How often losses are followed round before the last growth decides.
const GROWTH_ROUNDS: usize = 100;

/// A cyclic component that may multiply losses, by the bounds on its slopes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Multiplying {
    /// An index into the layout's cycles.
    pub(crate) cycle: usize,
    /// A department on the way on which most comes round.
    pub(crate) department: DeptIx,
}

impl Layout {
    /// The cyclic components round which at least 0.99 of a loss may come.
    ///
    /// # Complexity
    ///
    /// Time linear in the services inside cycles, at most a hundred times over; for a component
    /// found, the square of the longest row besides.
    pub(crate) fn multiplying_cycles(&self) -> Vec<Multiplying> {
        let mut gap = vec![0.0; if self.cycles.is_empty() { 0 } else { self.department_count }];
        let mut found = Vec::new();
        for (index, cycle) in self.cycles.iter().enumerate() {
            if comes_round(self, cycle, &mut gap) {
                let department = on_strongest_way(self, cycle, &mut gap);
                found.push(Multiplying { cycle: index, department });
            }
            gap[cycle.parties()].fill(0.0);
        }
        found
    }
}

/// Whether nearly all of a loss comes round a component; `gap` ends with how losses lie by then.
fn comes_round(layout: &Layout, cycle: &Cycle, gap: &mut [f64]) -> bool {
    gap[cycle.parties()].fill(1.0);
    let feedback = || layout.feedback_of(cycle).iter().map(|back| back.department);
    let mut before: Vec<f64> = feedback().map(|_| 1.0).collect();
    let mut grows = false;
    for _ in 0..GROWTH_ROUNDS {
        let kept = gap[cycle.parties()].to_vec();
        for party in cycle.parties() {
            gap[party] = inner_gap(layout, party, gap);
        }
        let after = || feedback().map(|party| gap[party]);
        if after().any(|gap| !gap.is_finite()) {
            gap[cycle.parties()].copy_from_slice(&kept);
            return true;
        }
        let ratios = || after().zip(&before).map(|(after, before)| after / before);
        if ratios().all(|ratio| ratio < NEARLY_ALL) {
            return false;
        }
        if ratios().all(|ratio| ratio >= NEARLY_ALL) {
            return true;
        }
        let largest = |gaps: &mut dyn Iterator<Item = f64>| gaps.fold(0.0, f64::max);
        let most = largest(&mut after());
        grows = most >= NEARLY_ALL * largest(&mut before.iter().copied());
        // What was before is added, so that nothing goes back and forth.
        let next: Vec<f64> = after().zip(&before).map(|(after, before)| after + before).collect();
        let scale = largest(&mut next.iter().copied());
        before = next.into_iter().map(|gap| gap / scale).collect();
        for (party, &gap_before) in feedback().zip(&before) {
            gap[party] = gap_before;
        }
    }
    grows
}

/// Goes upstream from the department with the largest gap, each time to whom most comes from, until
/// somebody comes again; of those on that way the first as stated.
fn on_strongest_way(layout: &Layout, cycle: &Cycle, gap: &mut [f64]) -> DeptIx {
    let parties = cycle.parties();
    let party_at = |place: usize| parties.start + place;
    let gaps = gap[parties.clone()].to_vec();
    gap[parties.clone()].fill(0.0);
    let largest =
        |one: &usize, two: &usize| gaps[*one].total_cmp(&gaps[*two]).then_with(|| two.cmp(one));
    let mut at = (0..gaps.len()).max_by(largest).unwrap_or_default();
    let mut seen = vec![false; gaps.len()];
    let mut way = Vec::new();
    while !std::mem::replace(&mut seen[at], true) {
        way.push(at);
        let party = party_at(at);
        let mut most = (0.0, at);
        for entry in layout.row(party) {
            let provider = PartyIx::from(layout.provider(entry));
            if !parties.contains(&provider) {
                continue;
            }
            let place = provider - parties.start;
            gap[provider] = gaps[place].max(f64::MIN_POSITIVE);
            let passed = inner_gap(layout, party, gap);
            gap[provider] = 0.0;
            if passed > most.0 {
                most = (passed, place);
            }
        }
        at = most.1;
    }
    let again = way.iter().position(|&place| place == at).unwrap_or_default();
    let round = way[again..].iter().map(|&place| party_at(place));
    let first = round.min_by_key(|&party| layout.stated(party)).unwrap_or(parties.start);
    DeptIx::from_raw(first.raw())
}
