//! Answers to surveys on equally spaced steps.

use serde::Serialize;

use crate::evidence::Estimate;
use crate::evidence::estimate::{check, check_confidence, quantiles_of};
use crate::numerics::beta::BetaMixture;
use crate::numerics::series::real;
use crate::organisation::Origin;
use crate::unit::OutOfRange;

/// Estimates the mean of answers on `K` equally spaced steps, scored 0 to 1.
///
/// With counts `c` and scores `s` of 0, 1/(K−1), …, 1:
///
/// ```text
/// a = c + 1/K     A = Σ a     μ = Σ a s / A     v = (Σ a s² / A − μ²) / (A + 1) · (N − n)/N
/// ```
///
/// The value is `μ`, the interval that of the Beta distribution with this mean and variance. It has a
/// width even where all answers are alike.
///
/// # Arguments
///
/// * `counts`: how many gave each answer, from the lowest step to the highest, two steps at least;
///   weights may make them real numbers.
/// * `population`: how many could have answered, if it is few; at least as many as answered.
/// * `confidence`: inside 0..1, usually 0.95.
///
/// # Errors
///
/// [`OutOfRange`] for arguments outside their ranges.
///
/// # Examples
///
/// ```
/// use knockon::evidence::condition::survey;
///
/// // Ten answers of 1 to 5: one 3, three 4, six 5.
/// let found = survey(&[0.0, 0.0, 1.0, 3.0, 6.0], None, 0.95)?;
/// assert!((found.value - 0.8409).abs() < 1e-4);
/// assert_eq!(found.as_share().to_string(), "84 % (70 to 94 %)");
/// // Half of twenty people answered: the other half may still differ.
/// let half = survey(&[0.0, 0.0, 1.0, 3.0, 6.0], Some(20.0), 0.95)?;
/// assert_eq!(half.as_share().to_string(), "84 % (74 to 92 %)");
/// # Ok::<(), knockon::OutOfRange>(())
/// ```
///
/// # References
///
/// The posterior of a multinomial with a Dirichlet prior of weight 1 in all (Perks, 1947), and
/// W. G. Cochran, Sampling Techniques, 1977, for the finite population.
pub fn survey(
    counts: &[f64],
    population: Option<f64>,
    confidence: f64,
) -> Result<Estimate, OutOfRange> {
    check_confidence(confidence)?;
    let steps = real(counts.len());
    check("number of steps", steps, steps >= 2.0, "2 or more")?;
    let mut answers = SurveySums::default();
    for (at, &count) in counts.iter().enumerate() {
        check("number of answers", count, count >= 0.0, "0 or more")?;
        answers.add(real(at) / (steps - 1.0), count);
    }
    if let Some(population) = population {
        let is_right = population > 0.0 && population >= answers.count - 1e-9;
        check("population", population, is_right, "at least as many as answered")?;
    }
    Ok(answers.estimate(steps, population, confidence))
}

/// What answers sum up to: all that [`survey`] takes of them, whatever the number of steps.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SurveySums {
    pub(crate) count: f64,
    first: f64,
    second: f64,
}

impl SurveySums {
    /// Adds so many answers of a score, 0..=1.
    pub(crate) fn add(&mut self, score: f64, count: f64) {
        self.count += count;
        self.first += count * score;
        self.second += count * score * score;
    }

    /// The estimate of answers on so many equally spaced steps, 2 or more.
    pub(crate) fn estimate(self, steps: f64, population: Option<f64>, confidence: f64) -> Estimate {
        let Self { count, first, second } = self;
        // One answer more, spread evenly: the mean square of the steps is (2K − 1)/(6(K − 1)).
        let total = count + 1.0;
        let mean = (first + 0.5) / total;
        let square = (second + (2.0 * steps - 1.0) / (6.0 * (steps - 1.0))) / total;
        let rest = population.map_or(1.0, |all| ((all - count) / all).max(0.0));
        let variance = ((square - mean * mean) / (total + 1.0) * rest).max(0.0);
        let believed = BetaMixture::of_moments(mean, variance.max(1e-18));
        quantiles_of(&believed, confidence, count, Origin::Measured)
    }
}

/// Groups answers of 0 to 10 as detractors (0 to 6), passives and promoters (9 and 10), for
/// [`survey`]: its value is then (NPS + 100)/200.
///
/// # Examples
///
/// ```
/// use knockon::evidence::condition::net_promoter;
///
/// let answers = [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 2.0, 1.0, 3.0, 2.0];
/// assert_eq!(net_promoter(&answers), [2.0, 3.0, 5.0]);
/// ```
pub fn net_promoter(answers: &[f64; 11]) -> [f64; 3] {
    let sum = |from: usize, to: usize| answers[from..to].iter().sum();
    [sum(0, 7), sum(7, 9), sum(9, 11)]
}

/// Returns how many independent answers weighted ones are worth: (Σ w)² / Σ w², by Kish.
///
/// # Examples
///
/// ```
/// use knockon::evidence::condition::effective_number;
///
/// assert!((effective_number(&[1.0, 1.0, 2.0, 0.5]) - 3.24).abs() < 1e-14);
/// assert_eq!(effective_number(&[]), 0.0);
/// ```
///
/// # References
///
/// L. Kish, Survey Sampling, 1965.
pub fn effective_number(weights: &[f64]) -> f64 {
    let total: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
    if squares > 0.0 { total * total / squares } else { 0.0 }
}

/// What expectations and perceptions of the same items say.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Servqual {
    /// The mean of perceived less expected, in points of the scale.
    pub mean_gap: f64,
    /// 1 less the mean shortfall: only what fell short of what was expected counts. 0..=1.
    pub shortfall_quality: f64,
    /// What was perceived alone (SERVPERF), 0..=1.
    pub performance_quality: f64,
}

/// Compares what people expected with what they perceived, both on a scale of 1 to `points`.
///
/// # Errors
///
/// [`OutOfRange`] for no pairs, fewer than two points, and values outside the scale.
///
/// # Examples
///
/// ```
/// use knockon::evidence::condition::servqual;
///
/// let found = servqual(&[(7.0, 6.0), (5.0, 6.0), (6.0, 3.0)], 7.0)?;
/// assert!((found.mean_gap + 1.0).abs() < 1e-14); // −1, +1, −3
/// assert!((found.shortfall_quality - 7.0 / 9.0).abs() < 1e-14); // 1 − (1 + 0 + 3)/3/6
/// # Ok::<(), knockon::OutOfRange>(())
/// ```
///
/// # References
///
/// A. Parasuraman, V. Zeithaml and L. Berry, SERVQUAL, 1988; J. Cronin and S. Taylor, Measuring
/// service quality, 1992.
pub fn servqual(expected_perceived: &[(f64, f64)], points: f64) -> Result<Servqual, OutOfRange> {
    check("number of points", points, points >= 2.0, "2 or more")?;
    let count = real(expected_perceived.len());
    check("number of pairs", count, count >= 1.0, "1 or more")?;
    let (mut gap, mut shortfall, mut perception) = (0.0, 0.0, 0.0);
    for &(expected, perceived) in expected_perceived {
        for value in [expected, perceived] {
            let is_right = value >= 1.0 && value <= points;
            check("answer", value, is_right, "1 to the number of points")?;
        }
        gap += perceived - expected;
        shortfall += (expected - perceived).max(0.0);
        perception += perceived - 1.0;
    }
    let span = count * (points - 1.0);
    Ok(Servqual {
        mean_gap: gap / count,
        shortfall_quality: 1.0 - shortfall / span,
        performance_quality: perception / span,
    })
}
