//! States in the order of falling chance.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::variable::{Counts, Variable};

/// Gives every state once, the most probable first; ties as it comes.
///
/// Values of a variable are ranked by chance, and variables by how much less probable their second
/// value is than their first. From a state whose last deviating variable is at rank `l`, the next
/// are: that variable at `l + 1`; the next variable at 1 beside it; and where `l` is 1, the next
/// variable at 1 in its place. None of them is more probable.
///
/// # References
///
/// V. Li and J. Silvester (1984), here for variables of several values.
pub(super) struct MostProbable<'a> {
    variables: &'a [Variable],
    /// The variables by rank, with their values by falling chance, and what a value costs: minus
    /// the logarithm of how much less probable it is than the first.
    ranked: Vec<RankedVariable>,
    heap: BinaryHeap<Waiting>,
    /// The chance of the most probable state.
    base: f64,
}

struct RankedVariable {
    variable: usize,
    values: Vec<usize>,
    costs: Vec<f64>,
}

/// A state that waits: ranks above 0, by place among the ranked variables.
struct Waiting {
    cost: f64,
    ranks: Vec<(u32, u32)>,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The cheapest comes out first; of equal ones the fewest ranks.
impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_ranks = || other.ranks.cmp(&self.ranks);
        other.cost.total_cmp(&self.cost).then_with(by_ranks)
    }
}

impl<'a> MostProbable<'a> {
    pub(super) fn new(variables: &'a [Variable]) -> Self {
        let mut ranked: Vec<_> = variables.iter().enumerate().map(rank).collect();
        ranked.sort_by(|one, two| {
            let second = |it: &RankedVariable| it.costs.get(1).copied().unwrap_or(f64::INFINITY);
            second(one).total_cmp(&second(two)).then(one.variable.cmp(&two.variable))
        });
        let first = |it: &RankedVariable| variables[it.variable].chances[it.values[0]];
        let base = ranked.iter().map(first).product();
        let heap = BinaryHeap::from([Waiting { cost: 0.0, ranks: Vec::new() }]);
        Self { variables, ranked, heap, base }
    }

    fn push(&mut self, mut ranks: Vec<(u32, u32)>, cost: f64, place: u32, rank: u32) {
        let Some(variable) = self.ranked.get(place as usize) else { return };
        let Some(more) = variable.costs.get(rank as usize).filter(|cost| cost.is_finite()) else {
            return;
        };
        let cost = cost + more;
        ranks.push((place, rank));
        self.heap.push(Waiting { cost, ranks });
    }

    /// The counts and the chance of a state.
    fn state(&self, ranks: &[(u32, u32)]) -> (Counts, f64) {
        let mut chance = self.base;
        let mut counts: Counts = Vec::new();
        for &(place, rank) in ranks {
            let RankedVariable { variable, values, .. } = &self.ranked[place as usize];
            let chances = &self.variables[*variable].chances;
            let (first, value) = (values[0], values[rank as usize]);
            chance *= chances[value] / chances[first];
            counts.push((*variable, value));
        }
        let deviates = |place: usize| ranks.iter().any(|&(it, _)| it as usize == place);
        for (place, ranked) in self.ranked.iter().enumerate() {
            if ranked.values[0] > 0 && !deviates(place) {
                counts.push((ranked.variable, ranked.values[0]));
            }
        }
        counts.retain(|(_, count)| *count > 0);
        counts.sort_unstable();
        (counts, chance)
    }
}

fn rank((variable, of): (usize, &Variable)) -> RankedVariable {
    let mut values: Vec<usize> = (0..=of.most()).collect();
    values.sort_by(|&one, &two| of.chances[two].total_cmp(&of.chances[one]));
    let first = of.chances[values[0]].ln();
    let costs = values.iter().map(|&value| (first - of.chances[value].ln()).max(0.0)).collect();
    RankedVariable { variable, values, costs }
}

impl Iterator for MostProbable<'_> {
    type Item = (Counts, f64);

    fn next(&mut self) -> Option<(Counts, f64)> {
        let Waiting { cost, ranks } = self.heap.pop()?;
        match ranks.last().copied() {
            None => self.push(Vec::new(), 0.0, 0, 1),
            Some((place, rank)) => {
                let own = self.ranked[place as usize].costs[rank as usize];
                let before = cost - own;
                let others = || ranks[..ranks.len() - 1].to_vec();
                self.push(others(), before, place, rank + 1);
                self.push(ranks.clone(), cost, place + 1, 1);
                if rank == 1 {
                    self.push(others(), before, place + 1, 1);
                }
            }
        }
        Some(self.state(&ranks))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::availability::variable::chance_of;

    fn variable(members: usize, probability: f64) -> Variable {
        let event = crate::availability::signature::MergedEvent {
            events: vec![0],
            signature: crate::availability::signature::Signature::Dead,
            effect: crate::availability::effect::Effect::default(),
            probability,
        };
        Variable::new(vec![0; members], &[event])
    }

    #[test]
    fn first_state_is_the_most_probable() {
        let variables: Vec<_> = [0.9, 0.9, 0.6].iter().map(|&p| variable(1, p)).collect();
        let chances: Vec<_> = MostProbable::new(&variables).map(|(_, chance)| chance).collect();
        let expected = [0.486, 0.324, 0.054, 0.054, 0.036, 0.036, 0.006, 0.004];
        for (found, expected) in chances.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{chances:?}");
        }
    }

    #[test]
    fn every_state_comes_once_by_falling_chance() {
        let of = [(1, 0.3), (4, 0.2), (1, 0.7), (3, 0.5), (2, 0.01)];
        let variables: Vec<_> = of.iter().map(|&(n, p)| variable(n, p)).collect();
        let states: Vec<_> = MostProbable::new(&variables).collect();
        assert_eq!(states.len(), 2 * 5 * 2 * 4 * 3);
        let total: f64 = states.iter().map(|(_, chance)| chance).sum();
        assert!((total - 1.0).abs() < 1e-14, "{total}");
        for pair in states.windows(2) {
            assert!(pair[0].1 >= pair[1].1 * (1.0 - 1e-12), "{pair:?}");
        }
        for (counts, chance) in &states {
            assert!((chance_of(&variables, counts) / chance - 1.0).abs() < 1e-12);
        }
        let mut counts: Vec<_> = states.into_iter().map(|(counts, _)| counts).collect();
        counts.sort();
        counts.dedup();
        assert_eq!(counts.len(), 240);
    }
}
