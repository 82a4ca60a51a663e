//! States whose quality follows from that of others.
//!
//! Quality never rises where more fails. So a state is as good as can be if no more is down in it than
//! in another that is; and nothing is left in it if as much is down as in another where nothing is.

use super::cut_set::Cuts;
use super::variable::Variable;

/// How many states of each kind are kept.
const MOST_KEPT: usize = 512;

/// A set of the states that are kept as good as can be, one bit each.
type KeptStates = [u64; MOST_KEPT / 64];

/// What is known of states from those that were solved.
pub(super) struct KnownStates {
    /// The quality where nothing fails.
    best: f64,
    /// How many states of that quality are kept.
    kept: usize,
    /// Of each variable, for 1, 2, .. members down: the kept states in which as many are. Nothing
    /// before one is kept.
    as_good: Vec<Vec<KeptStates>>,
    /// States in which nothing is left.
    nothing_left: Cuts,
}

impl KnownStates {
    pub(super) fn new(best: f64, variable_count: usize) -> Self {
        Self { best, kept: 0, as_good: Vec::new(), nothing_left: Cuts::new(variable_count) }
    }

    /// The quality in a state, where it is known.
    pub(super) fn quality(&self, state: &[(usize, usize)]) -> Option<f64> {
        if self.nothing_left.hold_in(state) {
            return Some(0.0);
        }
        if self.kept == 0 {
            return None;
        }
        let mut as_good = kept_states(self.kept);
        for &(variable, count) in state {
            for (all, of_variable) in as_good.iter_mut().zip(self.as_good[variable][count - 1]) {
                *all &= of_variable;
            }
        }
        as_good.iter().any(|&word| word != 0).then_some(self.best)
    }

    pub(super) fn is_best(&self, quality: f64) -> bool {
        quality.to_bits() == self.best.to_bits()
    }

    /// Takes note of a state that was solved.
    pub(super) fn learn(&mut self, state: &[(usize, usize)], quality: f64) {
        if quality <= 0.0 && self.nothing_left.minimal.len() < MOST_KEPT {
            self.nothing_left.push(state.to_vec());
        }
    }

    /// Whether no more states as good as can be are kept.
    pub(super) fn is_full(&self) -> bool {
        self.kept == MOST_KEPT
    }

    /// Takes note of a state as good as can be that is to tell of others: how many members of each
    /// variable are down.
    pub(super) fn keep(&mut self, down: &[usize], variables: &[Variable]) {
        if self.is_full() {
            return;
        }
        let none = |variable: &Variable| vec![KeptStates::default(); variable.most()];
        if self.kept == 0 {
            self.as_good = variables.iter().map(none).collect();
        }
        for (of_variable, &down) in self.as_good.iter_mut().zip(down) {
            for states in &mut of_variable[..down] {
                states[self.kept / 64] |= 1 << (self.kept % 64);
            }
        }
        self.kept += 1;
    }
}

/// All of so many.
fn kept_states(count: usize) -> KeptStates {
    std::array::from_fn(|word| match count.saturating_sub(64 * word) {
        0 => 0,
        some => u64::MAX >> (64 - some.min(64)),
    })
}
