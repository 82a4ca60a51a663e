//! What predicts: two means as baselines, and Erlang A with one fitted number and with two.

use knockon::queue::QueueError;
use serde::Serialize;

use super::desk::{Desks, Prediction, Sample};
use super::fit::{Estimate, FACTOR, Likelihood, PATIENCE_S};

/// A way to predict rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Predictor {
    /// The mean of all calls.
    OverallMean,
    /// The mean of the service's calls.
    ServiceMean,
    /// Agents as seen; the patience that makes abandonment most likely.
    AgentsSeen,
    /// Agents as seen; the patience that waits show.
    PatienceOfWaits,
    /// A fitted multiple of the agents seen; the patience that waits show.
    Factor,
    /// All services of an hour at one desk, with a fitted multiple of the most agents seen for one
    /// of them; the patience that waits show.
    SharedDesk,
}

impl Predictor {
    /// All, the simplest first.
    pub(crate) const ALL: [Self; 6] = [
        Self::OverallMean,
        Self::ServiceMean,
        Self::AgentsSeen,
        Self::PatienceOfWaits,
        Self::Factor,
        Self::SharedDesk,
    ];

    /// Learns from the rows of some days.
    pub(crate) fn fit(self, sample: &Sample<'_>) -> Result<Fitted, QueueError> {
        let days = sample.days.len();
        let means = Means::new(sample);
        let mut fitted = Fitted { predictor: self, means, patience_s: None, factor: None };
        match self {
            Self::OverallMean | Self::ServiceMean => {}
            Self::AgentsSeen => {
                let predict = |patience| sample.apart.predict(patience, 1.0);
                let likelihood = Likelihood::new(PATIENCE_S, sample, predict)?;
                let best = |weights: &[f64]| likelihood.best(weights);
                fitted.patience_s = Some(PATIENCE_S.estimate(days, best));
            }
            Self::PatienceOfWaits => fitted.patience_s = Some(patience_of_waits(sample)),
            Self::Factor | Self::SharedDesk => {
                // Held for the interval of the factor as well, which hardly moves with it.
                let patience = patience_of_waits(sample);
                let predict = |factor| self.desks(sample).predict(patience.value, factor);
                let likelihood = Likelihood::new(FACTOR, sample, predict)?;
                let best = |weights: &[f64]| likelihood.best(weights);
                fitted.patience_s = Some(patience);
                fitted.factor = Some(FACTOR.estimate(days, best));
            }
        }
        Ok(fitted)
    }

    fn desks<'s>(self, sample: &'s Sample<'_>) -> &'s Desks {
        if self == Self::SharedDesk { &sample.shared } else { &sample.apart }
    }
}

/// The mean patience that waits show: the time waited by all, over the number who left.
///
/// It is the most likely mean of an exponential patience where callers who are served are known to
/// have been patient for as long as they waited. No queue and no agents come into it.
fn patience_of_waits(sample: &Sample<'_>) -> Estimate {
    let mut totals = vec![(0.0, 0.0); sample.days.len()];
    for (row, &day) in sample.rows.iter().zip(&sample.day) {
        if let Some((waited, left)) = totals.get_mut(day) {
            *waited += f64::from(row.arrivals) * row.mean_wait_s;
            *left += f64::from(row.abandoned);
        }
    }
    PATIENCE_S.estimate(totals.len(), |weights| {
        let days = totals.iter().zip(weights);
        let sum = days.fold((0.0, 0.0), |sum, (day, w)| (sum.0 + w * day.0, sum.1 + w * day.1));
        // Where nobody waited and nobody left, nothing is known against the longest.
        if sum.1 > 0.0 { sum.0 / sum.1 } else { f64::INFINITY }
    })
}

/// A predictor that has learnt.
#[derive(Debug)]
pub(crate) struct Fitted {
    pub(crate) predictor: Predictor,
    pub(crate) patience_s: Option<Estimate>,
    /// On agents seen.
    pub(crate) factor: Option<Estimate>,
    means: Means,
}

impl Fitted {
    /// How many numbers were fitted, for shares and waits together; handling times are given.
    pub(crate) fn numbers(&self) -> usize {
        match self.predictor {
            Predictor::OverallMean => 2,
            Predictor::ServiceMean => 2 * self.means.of_service.iter().flatten().count(),
            _ => usize::from(self.patience_s.is_some()) + usize::from(self.factor.is_some()),
        }
    }

    /// Predicts the rows of the same days, or of others.
    pub(crate) fn predict(&self, sample: &Sample<'_>) -> Result<Vec<Prediction>, QueueError> {
        let mean = |service: usize| match self.predictor {
            Predictor::ServiceMean => self.means.of_service.get(service).copied().flatten(),
            _ => None,
        };
        match self.patience_s {
            None => {
                let rows = sample.rows.iter();
                Ok(rows.map(|row| mean(row.service).unwrap_or(self.means.overall)).collect())
            }
            Some(patience) => {
                let factor = self.factor.map_or(1.0, |factor| factor.value);
                self.predictor.desks(sample).predict(patience.value, factor)
            }
        }
    }
}

/// Mean shares and waits, by calls.
#[derive(Debug)]
struct Means {
    overall: Prediction,
    /// None of a service without rows.
    of_service: Vec<Option<Prediction>>,
}

impl Means {
    fn new(sample: &Sample<'_>) -> Self {
        let services = sample.rows.iter().map(|row| row.service + 1).max().unwrap_or_default();
        let of = |service| mean(sample, |other| other == service);
        Self {
            overall: mean(sample, |_| true).unwrap_or_default(),
            of_service: (0..services).map(of).collect(),
        }
    }
}

fn mean(sample: &Sample<'_>, counts: impl Fn(usize) -> bool) -> Option<Prediction> {
    let (mut calls, mut left, mut waited) = (0.0, 0.0, 0.0);
    for row in sample.rows.iter().filter(|row| counts(row.service)) {
        calls += f64::from(row.arrivals);
        left += f64::from(row.abandoned);
        waited += f64::from(row.arrivals) * row.mean_wait_s;
    }
    (calls > 0.0).then(|| Prediction { share: left / calls, wait_s: waited / calls })
}

#[cfg(test)]
mod tests {
    use knockon::queue::Queue;

    use super::super::desk::{Sample, handling_times};
    use super::super::hourly::{HourlyLoad, parse};
    use super::Predictor;

    /// Hours as Erlang A has them to the last call, with a patience of 90 s and all agents seen.
    fn exact() -> HourlyLoad {
        let mut text =
            "hour,service,arrivals,workload_s,abandoned,mean_wait_s,agents_seen".to_owned();
        for (day, agents) in [(1, 180.0), (2, 190.0), (3, 200.0), (4, 220.0)] {
            let queue = Queue::new(1.0, 1.0 / 200.0, agents).unwrap().patience(90.0).unwrap();
            let performance = queue.performance();
            let abandoned = (3600.0 * performance.abandonment).round();
            let workload = 200.0 * (3600.0 - abandoned);
            let wait = performance.mean_wait;
            let row =
                format!("\n1999-02-0{day} 09:00:00,Orders,3600,{workload},{abandoned},{wait}");
            text = format!("{text}{row},{agents}");
        }
        parse(&text, "exact").unwrap()
    }

    #[test]
    fn numbers_that_made_the_table_are_found() {
        let load = exact();
        let times = handling_times(&load, |_| true).unwrap();
        assert!((times[0] - 200.0).abs() < 1e-9);
        let sample = Sample::new(&load, &times, |_| true);
        for predictor in Predictor::ALL.into_iter().skip(2) {
            let fitted = predictor.fit(&sample).unwrap();
            let patience = fitted.patience_s.unwrap();
            assert!((patience.value - 90.0).abs() < 0.5, "{predictor:?}: {patience:?}");
            let [low, high] = patience.interval.unwrap();
            assert!(low <= patience.value && patience.value <= high, "{predictor:?}: {patience:?}");
            let factor = fitted.factor.map_or(1.0, |factor| factor.value);
            assert!((factor - 1.0).abs() < 1e-3, "{predictor:?}: {factor}");
            for (row, prediction) in sample.rows.iter().zip(fitted.predict(&sample).unwrap()) {
                assert!((prediction.wait_s - row.mean_wait_s).abs() < 0.3, "{predictor:?}");
            }
        }
    }
}
