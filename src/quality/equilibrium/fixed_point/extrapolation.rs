//! [`Extrapolation`] shortens long series of rounds, from above.
//!
//! Near a fold, where the best state is about to disappear, rounds move by ever smaller steps and
//! take as many as one over the root of the distance. Let `x` be the capabilities of a round, `G(x)`
//! those that follow, and `f = x − G(x)` how far they fall. Two rounds give a line through two
//! values of `f`, and the next round begins where that line reaches 0 (the secant method, one of
//! Anderson's of depth 1 where several departments fall together):
//!
//! ```text
//!  f │ \                                 γ = f·(f' − f) / (f' − f)²      f', x' of the round before
//!    │   \ .                             y = x − γ (x' − x)
//!    │     `- ._
//!    └─────────────── x
//!     y    x    x'
//! ```
//!
//! `G` is isotone, so that every plain round from above stays above the greatest fixpoint. Where `f`
//! is convex, as it is on the upper side of a fold, the line lies below it and reaches 0 above the
//! greatest fixpoint, too. It is taken to be so only as long as what follows shows nothing else:
//! the departments fall together, none of them rises in the round from `y`, and `y` lies at most
//! [four times](FARTHEST) as far as the two rounds are apart. Otherwise the round is taken back, and
//! the next ones are plain ones, twice as many each time.
//!
//! Where falls grow, a fold was passed, and a round begins as far again as the last two are apart, as
//! long as falls go on to grow.
//!
//! None of this is a proof: a curve may dip to 0 and come back between two rounds, and a state there
//! is passed by. Whoever has to know that there is no other state takes plain rounds.
//!
//! # References
//!
//! D. Anderson, *Iterative procedures for nonlinear integral equations*, J. ACM 12 (1965) 547-560;
//! A. Ostrowski, *Solution of Equations and Systems of Equations*, Academic Press (1960), on secants
//! of convex functions.

/// After so many rounds the next ones are extrapolated.
const PLAIN_ROUNDS: u32 = 6;
/// The share of the way to where the line leads that is taken.
const SHARE: f64 = 0.98;
/// The farthest a round is extrapolated, in distances of the two rounds before.
const FARTHEST: f64 = 4.0;
/// A line through the falls of two rounds that misses any of them by more than this, of the largest
/// fall, is none.
const MISSED: f64 = 0.1;
/// Falls smaller than this are not extrapolated: they settle by themselves.
const ROUNDING: f64 = 5e-15;
/// A department that rises by more than this in a round from an extrapolated state shows that it
/// lies below the answer.
const RISE: f64 = 1e-14;

/// The rounds before, of the departments whose capability follows from load.
#[derive(Debug)]
pub(super) struct Extrapolation {
    /// How many rounds are plain before one may be extrapolated.
    wait: u32,
    /// How many are plain after the next one that is taken back.
    patience: u32,
    /// Capabilities of the round before, and how far each fell.
    begun: Vec<f64>,
    fall: Vec<f64>,
    jump: Jump,
}

/// Whether the round at hand began at an extrapolated state.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Jump {
    #[default]
    None,
    /// Where falls shrink.
    Near,
    /// Where they grow, from this sum of them.
    Past { before: f64 },
}

/// What follows a round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum NextRound {
    /// It begins at the capabilities that followed.
    Plain,
    /// It begins at the capabilities filled in.
    Extrapolated,
    /// The round began too low: it is to be forgotten.
    TakenBack,
}

impl Default for Extrapolation {
    fn default() -> Self {
        let (begun, fall) = (Vec::new(), Vec::new());
        Self { wait: PLAIN_ROUNDS, patience: 2, begun, fall, jump: Jump::None }
    }
}

impl Extrapolation {
    /// Takes a round: the capabilities it began with, and those that followed, which it replaces by
    /// those to go on with where the next round is extrapolated.
    pub(super) fn next(&mut self, begun: &[f64], followed: &mut [f64]) -> NextRound {
        let falls = begun.iter().zip(&*followed).map(|(begun, followed)| begun - followed);
        let fall: Vec<f64> = falls.collect();
        let lowest = fall.iter().copied().fold(0.0, f64::min);
        let sum: f64 = fall.iter().sum();
        let is_wrong = match std::mem::take(&mut self.jump) {
            Jump::None => false,
            Jump::Near => lowest < -RISE,
            Jump::Past { before } => lowest < -RISE || sum < before,
        };
        if is_wrong {
            self.begun.clear();
            self.patience = self.patience.saturating_mul(2);
            self.wait = self.patience;
            return NextRound::TakenBack;
        }
        let mut next = NextRound::Plain;
        if self.wait > 0 {
            self.wait -= 1;
        } else if let Some((jump, far)) = self.line(begun, &fall, sum) {
            for ((followed, begun), before) in followed.iter_mut().zip(begun).zip(&self.begun) {
                let further = (begun - far * (before - begun)).max(0.0);
                if further < *followed {
                    *followed = further;
                    next = NextRound::Extrapolated;
                    self.jump = jump;
                }
            }
        }
        self.begun.clear();
        self.begun.extend_from_slice(begun);
        self.fall = fall;
        next
    }

    /// How far to go on, in distances of the last two rounds.
    fn line(&self, begun: &[f64], fall: &[f64], sum: f64) -> Option<(Jump, f64)> {
        let largest = fall.iter().copied().fold(0.0, f64::max);
        let falls = |(begun, before): (&f64, &f64)| begun <= before;
        if self.begun.len() != begun.len()
            || largest <= ROUNDING
            || !begun.iter().zip(&self.begun).all(falls)
        {
            return None;
        }
        let pairs = || fall.iter().zip(&self.fall);
        let along: f64 = pairs().map(|(fall, before)| fall * (before - fall)).sum();
        let size: f64 = pairs().map(|(fall, before)| (before - fall) * (before - fall)).sum();
        if size <= 0.0 {
            return None;
        }
        let share = along / size;
        if share <= 0.0 {
            let grow = pairs().all(|(fall, before)| *fall >= before - RISE);
            return grow.then_some((Jump::Past { before: sum }, 2.0));
        }
        let missed = pairs().map(|(fall, before)| (fall - share * (before - fall)).abs());
        let missed = missed.fold(0.0, f64::max);
        (missed <= MISSED * largest).then_some((Jump::Near, SHARE * share.min(FARTHEST)))
    }
}
