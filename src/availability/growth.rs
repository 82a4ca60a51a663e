//! States as good as can be, in which ever more is taken down as long as they stay so: each tells of
//! all states in which no more is down.

use super::cut_set::size;
use super::variable::{Counts, Variable};
use crate::numerics::permutation::SplitMix64;

/// How many states grow at once.
const FEWEST: usize = 16;
const MOST: usize = 64;

/// Which states grow, and what that may take.
pub(super) struct GrowthBudget {
    random: SplitMix64,
    /// What it takes to grow one state.
    of_one: usize,
    /// What states took that were as good as can be and solved for their own sake.
    earned: usize,
    spent: usize,
}

/// What a state takes in which so much is down: a unit for each, and some for any state.
fn cost(down: usize) -> usize {
    10 + down
}

impl GrowthBudget {
    pub(super) fn new(variables: &[Variable]) -> Self {
        let steps: usize = variables.iter().map(Variable::most).sum();
        // Half of the steps are kept, as in pairs: in the mean a quarter is down.
        let of_one = steps.saturating_mul(cost(steps / 4));
        Self { random: SplitMix64::new(0), of_one, earned: 0, spent: 0 }
    }

    /// Chooses those that grow of states that were solved and are as good as can be: as many as take
    /// half of what all such states took so far; none where that is few.
    pub(super) fn choose(
        &mut self,
        solved: &[&[(usize, usize)]],
        variables: &[Variable],
    ) -> Vec<GrowingState> {
        self.earned += solved.iter().map(|state| cost(size(state))).sum::<usize>();
        let affordable = (self.earned / 2).saturating_sub(self.spent) / self.of_one.max(1);
        let count = affordable.min(solved.len()).min(MOST);
        if count < FEWEST {
            return Vec::new();
        }
        self.spent += count * self.of_one;
        let chosen = (0..count).map(|number| solved[number * solved.len() / count]);
        chosen.map(|state| GrowingState::new(state, variables, &mut self.random)).collect()
    }
}

/// A state as good as can be, on its way.
pub(super) struct GrowingState {
    /// How many of each variable are down.
    pub(super) down: Vec<usize>,
    /// The variables, in the order in which one more of each is tried; the last is next.
    order: Vec<usize>,
    tried: Option<usize>,
}

impl GrowingState {
    fn new(state: &[(usize, usize)], variables: &[Variable], random: &mut SplitMix64) -> Self {
        let mut down = vec![0; variables.len()];
        for &(variable, count) in state {
            down[variable] = count;
        }
        let left = variables.iter().zip(&down).map(|(variable, down)| variable.most() - down);
        let times = |(variable, left)| std::iter::repeat_n(variable, left);
        let mut order: Vec<_> = left.enumerate().flat_map(times).collect();
        random.shuffle(&mut order);
        Self { down, order, tried: None }
    }

    /// Takes one more down, and returns the state to try; `None` where all was tried.
    pub(super) fn next(&mut self) -> Option<Counts> {
        self.tried = self.order.pop();
        self.down[self.tried?] += 1;
        let down = self.down.iter().copied().enumerate();
        Some(down.filter(|&(_, count)| count > 0).collect())
    }

    /// Takes back what was tried.
    pub(super) fn undo(&mut self) {
        if let Some(tried) = self.tried.take() {
            self.down[tried] -= 1;
        }
    }
}
