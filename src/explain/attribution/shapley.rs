//! Shapley values of any cooperative game.

use serde::Serialize;

use crate::numerics::permutation::SplitMix64;
use crate::quality::SolveOptions;

/// How to work out Shapley values.
///
/// # Examples
///
/// ```
/// use knockon::explain::ShapleyOptions;
///
/// let options = ShapleyOptions::default().max_exact(12).pairs(2_000).seed(7);
/// assert_eq!(options.max_exact, 12);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct ShapleyOptions {
    /// Up to how many players every coalition is evaluated; 16 unless set, and never more than
    /// [`MAX_EXACT`](Self::MAX_EXACT).
    pub max_exact: usize,
    /// How many pairs of permutations are drawn beyond; 500 unless set, and never fewer than 2.
    pub pairs: u32,
    /// Where the permutations start; 0 unless set.
    pub seed: u64,
    /// How the states of a scenario's parts are solved.
    pub solve: SolveOptions,
}

impl Default for ShapleyOptions {
    fn default() -> Self {
        Self { max_exact: 16, pairs: 500, seed: 0, solve: SolveOptions::default() }
    }
}

impl ShapleyOptions {
    /// The most players whose coalitions are all evaluated: 2²⁴ values take 128 MiB.
    pub const MAX_EXACT: usize = 24;

    /// Sets up to how many players every coalition is evaluated.
    pub fn max_exact(mut self, max_exact: usize) -> Self {
        self.max_exact = max_exact;
        self
    }

    /// Sets how many pairs of permutations are drawn beyond that.
    pub fn pairs(mut self, pairs: u32) -> Self {
        self.pairs = pairs;
        self
    }

    /// Sets where the permutations start.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets how the states of a scenario's parts are solved.
    pub fn solve(mut self, solve: SolveOptions) -> Self {
        self.solve = solve;
        self
    }
}

/// The Shapley values of a game, with what each player does alone and last.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ShapleyValues {
    /// Of each player; they sum to `total` but for rounding.
    pub values: Vec<f64>,
    /// The standard error of each value; 0 where every coalition was evaluated.
    pub standard_errors: Vec<f64>,
    /// What each player brings alone: `v({i}) − v(∅)`.
    pub one_at_a_time: Vec<f64>,
    /// What is missing without each player: `v(N) − v(N∖{i})`.
    pub leave_one_out: Vec<f64>,
    /// What all players bring together: `v(N) − v(∅)`.
    pub total: f64,
    /// Whether every coalition was evaluated.
    pub exact: bool,
    /// How many times the game was evaluated.
    pub evaluations: u64,
}

impl ShapleyValues {
    /// Returns the total less the sum of the values: rounding.
    pub fn residual(&self) -> f64 {
        self.total - self.values.iter().sum::<f64>()
    }
}

/// Shares what players bring together among them: every player gets the mean of its marginal
/// contribution over all orders in which the players may arrive.
///
/// ```text
/// φᵢ = Σ_{S ∌ i}  |S|! (n − |S| − 1)! / n!  ·  ( v(S ∪ {i}) − v(S) )
/// ```
///
/// It is the only split that is efficient (values sum to the total), symmetric (players who bring
/// the same to every coalition get the same), gives nothing to a player who brings nothing, and
/// adds up over games.
///
/// # Arguments
///
/// * `players`: how many there are, `n`.
/// * `game`: the value `v` of a coalition, told for every player whether it is in; any finite
///   numbers, always the same for the same coalition.
/// * `options`: up to [`max_exact`](ShapleyOptions::max_exact) players, every coalition is
///   evaluated. Beyond, permutations are drawn in pairs of an order and its reverse, which cancels
///   most of the noise where players stand in for each other.
///
/// # Complexity
///
/// Exact: `2ⁿ` evaluations and numbers. Sampled: `2 (n − 1)` evaluations for every pair of
/// permutations, and `2 n + 2` more.
///
/// # Examples
///
/// Two suppliers of whom either suffices, and a third on whom everything depends:
///
/// ```
/// use knockon::explain::{ShapleyOptions, shapley_values};
///
/// let works = |present: &[bool]| f64::from((present[0] || present[1]) && present[2]);
/// let shares = shapley_values(3, works, &ShapleyOptions::default());
/// for (share, expected) in shares.values.iter().zip([1.0 / 6.0, 1.0 / 6.0, 4.0 / 6.0]) {
///     assert!((share - expected).abs() < 1e-15);
/// }
/// assert_eq!(shares.leave_one_out, [0.0, 0.0, 1.0]);
/// ```
///
/// [Broken off](crate::OnProgress), it returns what random orders have shown so far; all zeros
/// where that is too little.
///
/// # References
///
/// L. Shapley, *A value for n-person games*, Contributions to the Theory of Games II (1953)
/// 307-317; J. Castro, D. Gómez and J. Tejada, *Polynomial calculation of the Shapley value based
/// on sampling*, Comput. Oper. Res. 36 (2009) 1726-1730, with antithetic pairs.
pub fn shapley_values(
    players: usize,
    game: impl FnMut(&[bool]) -> f64,
    options: &ShapleyOptions,
) -> ShapleyValues {
    let mut game = Game { play: game, present: vec![false; players], evaluations: 0 };
    if players <= options.max_exact.min(ShapleyOptions::MAX_EXACT) {
        exact(players, &mut game, options)
    } else {
        sampled(players, &mut game, options)
    }
}

impl ShapleyValues {
    /// Of a game that was broken off before anything could be said.
    fn unsplit(players: usize, evaluations: u64) -> Self {
        let nothing = vec![0.0; players];
        Self {
            values: nothing.clone(),
            standard_errors: nothing.clone(),
            one_at_a_time: nothing.clone(),
            leave_one_out: nothing,
            total: 0.0,
            exact: false,
            evaluations,
        }
    }
}

/// A game and the coalition at hand.
struct Game<G> {
    play: G,
    present: Vec<bool>,
    evaluations: u64,
}

impl<G: FnMut(&[bool]) -> f64> Game<G> {
    fn evaluate(&mut self) -> f64 {
        self.evaluations += 1;
        (self.play)(&self.present)
    }
}

fn exact<G: FnMut(&[bool]) -> f64>(
    players: usize,
    game: &mut Game<G>,
    options: &ShapleyOptions,
) -> ShapleyValues {
    let everyone = (1_usize << players) - 1;
    let mut value = Vec::with_capacity(everyone + 1);
    for coalition in 0..=everyone {
        if options.solve.is_stopped() {
            return ShapleyValues::unsplit(players, game.evaluations);
        }
        for (player, present) in game.present.iter_mut().enumerate() {
            *present = coalition >> player & 1 == 1;
        }
        value.push(game.evaluate());
    }
    // Every size of coalition is as likely, and so is every coalition of one size.
    let mut choices = vec![1.0];
    for size in 1..players {
        choices.push(choices[size - 1] * count(players - size) / count(size));
    }
    let mut values = Vec::with_capacity(players);
    let mut sums = vec![0.0; players];
    for player in 0..players {
        let own = 1_usize << player;
        sums.fill(0.0);
        for coalition in (0..=everyone).filter(|coalition| coalition & own == 0) {
            sums[coalition.count_ones() as usize] += value[coalition | own] - value[coalition];
        }
        let means = sums.iter().zip(&choices).map(|(sum, choices)| sum / choices);
        values.push(means.sum::<f64>() / count(players));
    }
    let alone = |player: usize| value[1 << player] - value[0];
    let last = |player: usize| value[everyone] - value[everyone ^ (1 << player)];
    ShapleyValues {
        values,
        standard_errors: vec![0.0; players],
        one_at_a_time: (0..players).map(alone).collect(),
        leave_one_out: (0..players).map(last).collect(),
        total: value[everyone] - value[0],
        exact: true,
        evaluations: game.evaluations,
    }
}

fn sampled<G: FnMut(&[bool]) -> f64>(
    players: usize,
    game: &mut Game<G>,
    options: &ShapleyOptions,
) -> ShapleyValues {
    let nobody = game.evaluate();
    let mut one_at_a_time = Vec::with_capacity(players);
    for player in 0..players {
        game.present[player] = true;
        one_at_a_time.push(game.evaluate() - nobody);
        game.present[player] = false;
    }
    game.present.fill(true);
    let everyone = game.evaluate();
    let mut leave_one_out = Vec::with_capacity(players);
    for player in 0..players {
        game.present[player] = false;
        leave_one_out.push(everyone - game.evaluate());
        game.present[player] = true;
    }

    let mut random = SplitMix64::new(options.seed);
    let mut order: Vec<usize> = (0..players).collect();
    let mut brought = vec![0.0; players];
    // Running means and sums of squared deviations (Welford).
    let mut values = vec![0.0; players];
    let mut squares = vec![0.0; players];
    let asked = options.pairs.max(2);
    let mut pairs = 0;
    while pairs < asked {
        if options.solve.is_stopped() {
            if pairs < 2 {
                return ShapleyValues::unsplit(players, game.evaluations);
            }
            break;
        }
        pairs += 1;
        random.shuffle(&mut order);
        brought.fill(0.0);
        for _ in 0..2 {
            game.present.fill(false);
            let mut before = nobody;
            for (place, &player) in order.iter().enumerate() {
                game.present[player] = true;
                let after = if place + 1 == players { everyone } else { game.evaluate() };
                brought[player] += 0.5 * (after - before);
                before = after;
            }
            order.reverse();
        }
        for ((value, squares), brought) in values.iter_mut().zip(&mut squares).zip(&brought) {
            let deviation = brought - *value;
            *value += deviation / f64::from(pairs);
            *squares += deviation * (brought - *value);
        }
    }
    let error = |squares: f64| (squares / f64::from(pairs) / f64::from(pairs - 1)).sqrt();
    ShapleyValues {
        values,
        standard_errors: squares.into_iter().map(error).collect(),
        one_at_a_time,
        leave_one_out,
        total: everyone - nobody,
        exact: false,
        evaluations: game.evaluations,
    }
}

/// A number of players, at most [`ShapleyOptions::MAX_EXACT`].
fn count(players: usize) -> f64 {
    f64::from(crate::numerics::csr::ix(players))
}
