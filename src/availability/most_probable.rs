//! States in the order of falling chance.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use super::variable::{Counts, Variable};
use crate::numerics::csr::ix;

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
    /// The places of those whose most probable value is not 0.
    usually_held: Vec<usize>,
    heap: BinaryHeap<Waiting>,
    /// What every state that was ever found deviates in.
    deviations: Vec<Deviation>,
    /// Those of the state at hand, by place.
    path: Vec<Deviation>,
    /// The chance of the most probable state.
    base: f64,
}

struct RankedVariable {
    variable: usize,
    values: Vec<usize>,
    costs: Vec<f64>,
}

/// The last deviation of a state: a rank above 0 of the variable at a place, and the one before it.
#[derive(Clone, Copy)]
struct Deviation {
    place: u32,
    rank: u32,
    before: Option<u32>,
}

/// A state that waits, by its last deviation; `None` for the most probable.
struct Waiting {
    cost: f64,
    last: Option<u32>,
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

/// The cheapest comes out first; of equal ones the one found first.
impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        other.cost.total_cmp(&self.cost).then_with(|| other.last.cmp(&self.last))
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
        let usually_held = (0..ranked.len()).filter(|&place| ranked[place].values[0] > 0).collect();
        let heap = BinaryHeap::from([Waiting { cost: 0.0, last: None }]);
        let (deviations, path) = (Vec::new(), Vec::new());
        Self { variables, ranked, usually_held, heap, deviations, path, base }
    }

    /// The state that deviates once more than one of this cost, to wait for its turn; `None` where
    /// there is none.
    fn one_more(&mut self, cost: f64, deviation: Deviation) -> Option<Waiting> {
        let variable = self.ranked.get(deviation.place as usize)?;
        let more = variable.costs.get(deviation.rank as usize).filter(|cost| cost.is_finite())?;
        let last = Some(ix(self.deviations.len()));
        self.deviations.push(deviation);
        Some(Waiting { cost: cost + more, last })
    }

    /// The counts and the chance of a state.
    fn state(&mut self, last: Option<u32>) -> (Counts, f64) {
        let of = |index: u32| self.deviations[index as usize];
        self.path.clear();
        self.path.extend(std::iter::successors(last.map(of), |it| it.before.map(of)));
        self.path.reverse();
        let mut chance = self.base;
        let mut counts = Counts::with_capacity(self.path.len() + self.usually_held.len());
        for &Deviation { place, rank, .. } in &self.path {
            let RankedVariable { variable, values, .. } = &self.ranked[place as usize];
            let chances = &self.variables[*variable].chances;
            let (first, value) = (values[0], values[rank as usize]);
            chance *= chances[value] / chances[first];
            if value > 0 {
                counts.push((*variable, value));
            }
        }
        for &place in &self.usually_held {
            if !self.path.iter().any(|deviation| deviation.place as usize == place) {
                let RankedVariable { variable, values, .. } = &self.ranked[place];
                counts.push((*variable, values[0]));
            }
        }
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
        let &Waiting { cost, last } = self.heap.peek()?;
        let found = match last.map(|index| self.deviations[index as usize]) {
            None => [self.one_more(0.0, Deviation { place: 0, rank: 1, before: None }), None, None],
            Some(deviation @ Deviation { place, rank, before }) => {
                let own = self.ranked[place as usize].costs[rank as usize];
                let next = Deviation { place: place + 1, rank: 1, before: last };
                let instead = (rank == 1).then_some(Deviation { before, ..next });
                [
                    self.one_more(cost - own, Deviation { rank: rank + 1, ..deviation }),
                    self.one_more(cost, next),
                    instead.and_then(|instead| self.one_more(cost - own, instead)),
                ]
            }
        };
        // One of them takes the place of this state: it is next to as cheap, and sinks little.
        let mut found = found.into_iter().flatten();
        match (found.next(), self.heap.peek_mut()) {
            (Some(first), Some(mut cheapest)) => *cheapest = first,
            (None, Some(cheapest)) => drop(PeekMut::pop(cheapest)),
            (_, None) => {}
        }
        self.heap.extend(found);
        Some(self.state(last))
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
