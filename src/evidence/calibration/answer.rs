//! `Answers`: what a scenario does, with how far the answer and the observation may be off.
//!
//! Levels and dependences are drawn as the readings left them, those that people judged, and
//! everything that states its range, by themselves, and every draw is solved. That gives the interval of the *answer*. What will be
//! *observed* lies further off: by the errors on periods that were held out.

use serde::Serialize;

use super::report::{CalibrationReport, Question};
use crate::evidence::fit::{DrawnNumbers, OrganisationFit, rank};
use crate::network::CompileError;
use crate::numerics::series::real;
use crate::organisation::{Invalid, Scenario};
use crate::progress::OnProgress;
use crate::unit::Dependence;

/// How answers are drawn.
///
/// # Examples
///
/// ```
/// use knockon::evidence::calibration::AnswerOptions;
///
/// let options = AnswerOptions::default().draws(200).seed(7);
/// assert_eq!((options.draws, options.confidence), (200, 0.9));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct AnswerOptions {
    /// How many draws, 1 or more, and as many as the fit kept at most; 500 unless set.
    pub draws: usize,
    /// What all draws start from: of what was fitted, which of the draws kept are taken, and of
    /// everything else, which values.
    pub seed: u64,
    /// The confidence of both intervals, inside 0..1; 0.9 unless set. Intervals of observations have
    /// the confidence of the report.
    pub confidence: f64,
    /// The dependence on services that are still open, the same in every draw; none unless set: open
    /// services are then refused.
    pub assume: Option<Dependence>,
    /// What is asked, now and then, whether to go on; nothing unless set.
    pub on_progress: Option<OnProgress>,
}

impl Default for AnswerOptions {
    fn default() -> Self {
        Self { draws: 500, seed: 0, confidence: 0.9, assume: None, on_progress: None }
    }
}

impl AnswerOptions {
    /// Sets how many draws are made.
    pub fn draws(mut self, draws: usize) -> Self {
        self.draws = draws;
        self
    }

    /// Sets what all draws start from.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the confidence of both intervals.
    pub fn confidence(mut self, confidence: f64) -> Self {
        self.confidence = confidence;
        self
    }

    /// Sets the dependence on services that are still open.
    pub fn assume(mut self, dependence: Dependence) -> Self {
        self.assume = Some(dependence);
        self
    }

    /// Sets what is asked whether to go on.
    pub fn on_progress(mut self, on_progress: OnProgress) -> Self {
        self.on_progress = Some(on_progress);
        self
    }
}

/// Why there are no answers.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// What was fitted cannot be compiled: services are still open.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// The scenario does not fit the organisation.
    #[error(transparent)]
    Scenario(#[from] Invalid),
    /// The confidence is not inside 0..1, or there are no draws.
    #[error("{draws} draws at confidence `{confidence}`, where 1 or more inside 0..1 are needed")]
    Options {
        /// The draws asked for.
        draws: usize,
        /// The confidence asked for.
        confidence: f64,
    },
    /// More draws are asked for than the fit kept of each party.
    #[error(
        "{draws} draws are asked for, where the fit kept {kept} of each party: fit with as many, or \
             ask for fewer"
    )]
    TooManyDraws {
        /// The draws asked for.
        draws: usize,
        /// How many were kept.
        kept: usize,
    },
    /// It was [broken off](AnswerOptions::on_progress).
    #[error("drawing was broken off")]
    Stopped,
}

/// A median and an interval with equal tails.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DrawnNumber {
    /// Half of all draws are below.
    pub median: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// What an external customer feels.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Answer {
    /// The customer.
    pub customer: String,
    /// Its quality without the scenario.
    pub baseline: DrawnNumber,
    /// Its quality under the scenario.
    pub quality: DrawnNumber,
    /// By how much the scenario changes it.
    pub change: DrawnNumber,
    /// Where a reading under the scenario will lie; `None` where too few periods were held out.
    pub observed: Option<(f64, f64)>,
}

/// What a scenario does to every external customer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Answers {
    /// The scenario's name.
    pub scenario: String,
    /// Customers, in the order of the organisation.
    pub customers: Vec<Answer>,
    /// How many draws were solved.
    pub draws: usize,
    /// How often intervals of the answer hold it, as far as the fit is right.
    pub confidence: f64,
}

/// Draws what a scenario does.
///
/// # Errors
///
/// [`AnswerError::Compile`] where services are still open and nothing is assumed,
/// [`AnswerError::Scenario`] where the
/// scenario does not fit, [`AnswerError::Options`] for no draws or a confidence outside 0..1,
/// [`AnswerError::TooManyDraws`] for more than the fit kept, and [`AnswerError::Stopped`] where it is
/// broken off.
///
/// # Complexity
///
/// For every draw one compilation and two solves.
pub fn answers(
    fit: &OrganisationFit,
    report: &CalibrationReport,
    scenario: &Scenario,
    options: &AnswerOptions,
) -> Result<Answers, AnswerError> {
    let &AnswerOptions { draws, confidence, .. } = options;
    if draws == 0 || !(confidence > 0.0 && confidence < 1.0) {
        return Err(AnswerError::Options { draws, confidence });
    }
    let numbers = DrawnNumbers::new(fit, options.seed);
    if let Some(kept) = numbers.kept().filter(|kept| draws > *kept) {
        return Err(AnswerError::TooManyDraws { draws, kept });
    }
    let organisation = fit.organisation();
    let customers: Vec<String> =
        organisation.customers().map(|customer| customer.id().to_string()).collect();
    let mut columns = vec![[Vec::new(), Vec::new(), Vec::new()]; customers.len()];
    for draw in 0..draws {
        if options.on_progress.as_ref().is_some_and(OnProgress::is_stopped) {
            return Err(AnswerError::Stopped);
        }
        let network = fit.drawn_organisation(&numbers, draw, options.assume).compile()?;
        let before = network.baseline();
        let after = network.solve(scenario)?;
        for (id, columns) in customers.iter().zip(&mut columns) {
            let (Some(before), Some(after)) = (before.quality(id), after.quality(id)) else {
                continue;
            };
            let (before, after) = (before.get(), after.get());
            for (column, value) in columns.iter_mut().zip([before, after, after - before]) {
                column.push(value);
            }
        }
    }
    let answers = customers.into_iter().zip(columns).map(|(customer, columns)| {
        let [baseline, quality, change] = columns.map(|column| drawn(column, confidence));
        let interval = report.party(&customer, Question::Now).and_then(|it| it.coverage);
        let level = fit.party(&customer).map_or(1.0, |party| party.level.value);
        let observed = interval.map(|coverage| {
            let reach = coverage.interval.half_width((level - quality.median).max(0.0));
            ((quality.low - reach).max(0.0), (quality.high + reach).min(1.0))
        });
        Answer { customer, baseline, quality, change, observed }
    });
    let customers = answers.collect();
    Ok(Answers { scenario: scenario.name().to_owned(), customers, draws, confidence })
}

/// The median of draws, and the interval with equal tails.
fn drawn(mut draws: Vec<f64>, confidence: f64) -> DrawnNumber {
    draws.sort_by(f64::total_cmp);
    let at = |p: f64| {
        let place = rank((p * real(draws.len())).floor()).min(draws.len().saturating_sub(1));
        draws.get(place).copied().unwrap_or(f64::NAN)
    };
    let tail = 0.5 * (1.0 - confidence);
    DrawnNumber { median: at(0.5), low: at(tail), high: at(1.0 - tail) }
}

#[cfg(test)]
mod tests {
    use super::drawn;

    #[test]
    fn median_and_equal_tails_of_draws() {
        let found = drawn((0..1000).rev().map(f64::from).collect(), 0.9);
        assert!((found.median - 500.0).abs() < 1e-12);
        assert!((found.low - 50.0).abs() <= 1.0 && (found.high - 950.0).abs() <= 1.0);
    }
}
