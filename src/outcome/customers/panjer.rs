//! The loss of a year by Panjer's recursion: incidents at random instants, each with its loss.
//!
//! ```text
//! p_0 = e^(−Λ)        p_k = Σ_j (j / k) λ_j p_(k−j)
//! ```
//!
//! with `λ_j` the rate of losses of `j` grid steps and `Λ` their sum (H. Panjer, *Recursive
//! evaluation of a family of compound distributions*, ASTIN Bulletin 12 (1981) 22-26, for Poisson
//! counts).

/// The grid has at most so many steps.
const MOST_STEPS: f64 = 65_536.0;

/// Losses that are no multiples of one number are put on a grid of so many steps.
const STEPS: f64 = 16_384.0;

/// Losses are multiples of one number if they are to this share of the largest.
const COMMON: f64 = 1e-9;

/// More incidents a year than this leave no digits at the lower end.
const MOST_INCIDENTS: f64 = 500.0;

/// How many standard deviations above the mean the grid reaches.
const DEVIATIONS: f64 = 12.0;

/// Rounding of sums of chances.
const ROUNDING: f64 = 1e-12;

/// The chances of the losses of a year, on a grid.
#[derive(Debug, Clone)]
pub(super) struct YearlyLoss {
    pub(super) step: f64,
    /// Whether every loss is a whole number of steps.
    pub(super) is_exact: bool,
    chances: Vec<f64>,
}

impl YearlyLoss {
    /// Makes the distribution of rates per year and losses; `None` where nothing is lost, or far too
    /// much happens.
    pub(super) fn of(incidents: &[(f64, f64)]) -> Option<Self> {
        let counted = incidents.iter().filter(|(rate, loss)| *rate > 0.0 && *loss > 0.0);
        let counted: Vec<(f64, f64)> = counted.copied().collect();
        let total: f64 = counted.iter().map(|(rate, _)| rate).sum();
        if counted.is_empty() || total > MOST_INCIDENTS {
            return None;
        }
        let largest = counted.iter().map(|&(_, loss)| loss).fold(0.0, f64::max);
        let mean: f64 = counted.iter().map(|(rate, loss)| rate * loss).sum();
        let variance: f64 = counted.iter().map(|(rate, loss)| rate * loss * loss).sum();
        let reach = mean + DEVIATIONS * variance.sqrt() + 2.0 * largest;
        let common = counted
            .iter()
            .map(|&(_, loss)| loss)
            .fold(0.0, |one, two| common_measure(one, two, COMMON * largest));
        let is_exact = reach / common <= MOST_STEPS;
        let step = if is_exact { common } else { reach / STEPS };
        let count = whole(reach / step) + 1;
        let sizes: Vec<(usize, f64)> =
            counted.iter().map(|&(rate, loss)| (whole(loss / step), rate)).collect();
        let none: f64 = sizes.iter().filter(|(size, _)| *size > 0).map(|(_, rate)| rate).sum();
        let mut chances = vec![(-none).exp()];
        for k in 1..=count {
            let mut chance = 0.0;
            for &(size, rate) in sizes.iter().filter(|(size, _)| (1..=k).contains(size)) {
                chance += number(size) * rate * chances[k - size];
            }
            chances.push(chance / number(k));
        }
        Some(Self { step, is_exact, chances })
    }

    /// The least loss that is not exceeded with a chance.
    pub(super) fn quantile(&self, chance: f64) -> f64 {
        let mut sum = 0.0;
        let mut steps = 0.0;
        for (k, of_step) in self.chances.iter().enumerate() {
            sum += of_step;
            steps = number(k);
            if sum >= chance - ROUNDING {
                break;
            }
        }
        steps * self.step
    }
}

/// The largest number that two are multiples of, up to a tolerance.
fn common_measure(mut one: f64, mut two: f64, tolerance: f64) -> f64 {
    while two > tolerance {
        let rest = one % two;
        // Just below a multiple is one.
        let rest = if two - rest <= tolerance { 0.0 } else { rest };
        (one, two) = (two, rest);
    }
    one
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "steps lie between 0 and the most of a grid"
)]
fn whole(steps: f64) -> usize {
    steps.round().clamp(0.0, 2.0 * MOST_STEPS) as usize
}

#[expect(clippy::cast_precision_loss, reason = "counts of steps are exact")]
fn number(steps: usize) -> f64 {
    steps as f64
}
