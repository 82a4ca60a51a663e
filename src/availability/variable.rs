//! Variables of a state: how many of equal events hold.

use super::signature::MergedEvent;

/// Equal merged events, each of the same chance; in a state a number of them holds.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    /// Positions among the merged events.
    pub(super) members: Vec<usize>,
    /// The chance of each.
    pub(super) probability: f64,
    /// The chance that so many hold.
    pub(super) chances: Vec<f64>,
}

impl Variable {
    pub(super) fn new(members: Vec<usize>, events: &[MergedEvent]) -> Self {
        let probability = events[members[0]].probability;
        let chances = binomial(members.len(), probability);
        Self { members, probability, chances }
    }

    /// The largest number of members that can hold.
    pub(super) fn most(&self) -> usize {
        self.members.len()
    }
}

/// The chances that 0, 1, .. `n` of independent events of one chance hold.
fn binomial(n: usize, probability: f64) -> Vec<f64> {
    let mut chances = vec![1.0];
    for _ in 0..n {
        let mut next = vec![0.0; chances.len() + 1];
        for (count, chance) in chances.iter().enumerate() {
            next[count] += chance * (1.0 - probability);
            next[count + 1] += chance * probability;
        }
        chances = next;
    }
    chances
}

/// A state: of each variable that is not 0, by position, how many of its members hold.
pub(super) type Counts = Vec<(usize, usize)>;

/// How many states there are; `None` where they are beyond counting.
pub(super) fn state_count(variables: &[Variable]) -> Option<usize> {
    variables.iter().try_fold(1_usize, |count, it| count.checked_mul(it.most() + 1))
}

/// The chance of a state.
pub(super) fn chance_of(variables: &[Variable], counts: &[(usize, usize)]) -> f64 {
    let mut counts = counts.iter().peekable();
    variables.iter().enumerate().fold(1.0, |chance, (index, variable)| {
        let count = counts.next_if(|(of, _)| *of == index).map_or(0, |&(_, count)| count);
        chance * variable.chances[count]
    })
}
