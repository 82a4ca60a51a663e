//! How to explain where a change has to be solved for again.

use super::attribution::shapley::ShapleyOptions;
use crate::quality::SolveOptions;

/// How to split a change that cannot be followed along services.
///
/// Most changes are split without a single solve. Where a component tipped, or slopes are so steep
/// that shares miss the change, the scenario's parts are solved one by one; these options say how,
/// and how many.
///
/// # Examples
///
/// ```
/// use knockon::SolveOptions;
/// use knockon::explain::ExplainOptions;
///
/// let options = ExplainOptions::default().max_exact(12).seed(7).solve(SolveOptions::default());
/// assert_eq!((options.max_exact, options.seed), (12, 7));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct ExplainOptions {
    /// Up to how many sources every coalition is solved; 8 unless set.
    pub max_exact: usize,
    /// How many pairs of random orders are drawn beyond; 16 unless set, fewer where `max_solves`
    /// does not allow as many.
    pub pairs: u32,
    /// Where the random orders start; 0 unless set.
    pub seed: u64,
    /// How many solves one objective may take; 10,000 unless set. A change that takes more even
    /// with two pairs of random orders is [unexplained](super::Split::Unexplained).
    pub max_solves: u64,
    /// How the states of a scenario's parts are solved: as the two states that are compared were.
    pub solve: SolveOptions,
}

impl Default for ExplainOptions {
    fn default() -> Self {
        Self {
            max_exact: 8,
            pairs: 16,
            seed: 0,
            max_solves: 10_000,
            solve: SolveOptions::default(),
        }
    }
}

impl ExplainOptions {
    /// Sets up to how many sources every coalition is solved.
    pub fn max_exact(mut self, max_exact: usize) -> Self {
        self.max_exact = max_exact;
        self
    }

    /// Sets how many pairs of random orders are drawn beyond that.
    pub fn pairs(mut self, pairs: u32) -> Self {
        self.pairs = pairs;
        self
    }

    /// Sets where the random orders start.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets how many solves one objective may take.
    pub fn max_solves(mut self, max_solves: u64) -> Self {
        self.max_solves = max_solves;
        self
    }

    /// Sets how the states of a scenario's parts are solved.
    pub fn solve(mut self, solve: SolveOptions) -> Self {
        self.solve = solve;
        self
    }

    /// The options of a game of so many players that keeps to the number of solves allowed; `None`
    /// where none does.
    pub(super) fn of_game(&self, players: usize) -> Option<ShapleyOptions> {
        let options =
            ShapleyOptions::default().seed(self.seed).solve(self.solve.clone().lower_state(false));
        let count = u32::try_from(players).ok()?;
        let max_exact = self.max_exact.min(ShapleyOptions::MAX_EXACT);
        if players <= max_exact && 1_u64 << count <= self.max_solves {
            return Some(options.max_exact(max_exact));
        }
        // Nobody and everybody, each alone and each left out; then every place of every order but
        // its first and its last state.
        let (once, of_pair) = (2 + 2 * u64::from(count), 2 * u64::from(count.saturating_sub(1)));
        let pairs = self.max_solves.checked_sub(once)? / of_pair.max(1);
        let pairs = u64::from(self.pairs.max(LEAST_PAIRS)).min(pairs);
        let pairs = u32::try_from(pairs).ok().filter(|&pairs| pairs >= LEAST_PAIRS)?;
        Some(options.max_exact(0).pairs(pairs))
    }
}

/// Fewer pairs of random orders have no standard error.
const LEAST_PAIRS: u32 = 2;

#[cfg(test)]
mod tests {
    use super::ExplainOptions;

    #[test]
    fn games_keep_to_the_solves_allowed() {
        let options = ExplainOptions::default().max_exact(3).pairs(10).max_solves(100);
        let pairs = |players: usize| {
            let options = options.of_game(players)?;
            Some((options.max_exact, options.pairs))
        };
        assert_eq!(pairs(3).map(|(exact, _)| exact), Some(3));
        // Ten solves once, and six for every pair: ten pairs fit.
        assert_eq!(pairs(4), Some((0, 10)));
        // 22 once, 18 a pair: four pairs fit.
        assert_eq!(pairs(10), Some((0, 4)));
        // 34 once, 30 a pair: two pairs fit; of one player more they do not.
        assert_eq!(pairs(16), Some((0, 2)));
        assert_eq!(pairs(17).map(|(_, pairs)| pairs), Some(2));
        assert_eq!(pairs(18), None);
        assert_eq!(pairs(60), None);
        let options = ExplainOptions::default().max_solves(7).max_exact(3);
        assert!(options.of_game(3).is_none());
        assert!(options.max_solves(8).of_game(3).is_some());
    }
}
