//! Answers to surveys about one service or one party.

use std::collections::BTreeMap;

use crate::evidence::Estimate;
use crate::evidence::condition::{SurveySums, effective_number};
use crate::evidence::known::NONE;
use crate::evidence::measuring::Measuring;
use crate::evidence::reading::Instrument;
use crate::evidence::stored::StoredAnswer;
use crate::numerics::series::real;

/// What one instrument says.
pub(super) struct SurveyFound {
    pub(super) estimate: Estimate,
    /// Of perceptions less expectations, in points.
    pub(super) mean_gap: Option<f64>,
}

/// A score as 0..=1: where answers are grouped, that of the group; what fell short of expectations
/// where these are asked for.
pub(super) fn unit_score(answer: &StoredAnswer) -> f64 {
    let (low, high) = answer.instrument.ends();
    match answer.instrument {
        Instrument::Nps if answer.score < 6.5 => 0.0,
        Instrument::Nps if answer.score < 8.5 => 0.5,
        Instrument::Nps => 1.0,
        Instrument::Servqual7 => 1.0 - (answer.expected - answer.score).max(0.0) / (high - low),
        _ => (answer.score - low) / (high - low),
    }
}

/// Estimates of each instrument, that with most answers first.
pub(super) fn estimates(answers: &[&StoredAnswer], measuring: &Measuring) -> Vec<SurveyFound> {
    let mut by_instrument: BTreeMap<Instrument, Vec<&StoredAnswer>> = BTreeMap::new();
    for &answer in answers {
        by_instrument.entry(answer.instrument).or_default().push(answer);
    }
    let found =
        by_instrument.iter().map(|(instrument, answers)| of(*instrument, answers, measuring));
    let mut found: Vec<_> = found.collect();
    found.sort_by(|a, b| b.estimate.effective_number.total_cmp(&a.estimate.effective_number));
    found
}

/// What one respondent answered on the whole.
#[derive(Default)]
struct Respondent {
    score: f64,
    items: f64,
    weight: f64,
}

/// The estimate of one instrument: the mean of each respondent's items first.
fn of(instrument: Instrument, answers: &[&StoredAnswer], measuring: &Measuring) -> SurveyFound {
    let mut respondents: BTreeMap<(u32, usize), Respondent> = BTreeMap::new();
    let mut items = std::collections::BTreeSet::new();
    for (index, answer) in answers.iter().enumerate() {
        // Answers of nobody who is named are those of one each.
        let own = if answer.respondent == NONE { index } else { usize::MAX };
        let respondent = respondents.entry((answer.respondent, own)).or_default();
        respondent.score += unit_score(answer);
        respondent.items += 1.0;
        respondent.weight = respondent.weight.max(answer.weight * measuring.weight(answer.at));
        items.insert(answer.item);
    }
    let steps = match instrument {
        Instrument::Nps => 2.0,
        _ => instrument.ends().1 - instrument.ends().0,
    };
    let steps = steps * real(items.len());
    let weights: Vec<_> = respondents.values().map(|respondent| respondent.weight).collect();
    let total: f64 = weights.iter().sum();
    let factor = effective_number(&weights) / total;
    let mut sums = SurveySums::default();
    for respondent in respondents.values() {
        // A mean between two steps belongs to both.
        let place = (respondent.score / respondent.items * steps).clamp(0.0, steps);
        let below = place.floor().min(steps - 1.0);
        let (share, weight) = (place - below, respondent.weight * factor);
        sums.add(below / steps, (1.0 - share) * weight);
        sums.add((below + 1.0) / steps, share * weight);
    }
    let population = answers.iter().map(|answer| answer.population).fold(f64::NAN, f64::max);
    let population = (!population.is_nan()).then(|| population.max(sums.count));
    let gaps = answers.iter().map(|answer| answer.score - answer.expected);
    let mean_gap =
        (instrument == Instrument::Servqual7).then(|| gaps.sum::<f64>() / real(answers.len()));
    SurveyFound { estimate: sums.estimate(steps + 1.0, population, measuring.confidence), mean_gap }
}
