//! Everything that is found, as one document.

use chrono::NaiveDate;
use indexmap::IndexMap;
use knockon::queue::QueueError;
use serde::Serialize;

use super::desk::{LEAST_CALLS, Prediction, Sample, handling_times, is_compared};
use super::fit::{Estimate, log_likelihood};
use super::hourly::{HourlyLoad, Row};
use super::predictor::{Fitted, Predictor};
use super::score::{Figure, Gain, Score};
use crate::answer::Failure;

/// The document. Waits and times are in seconds, shares and loads have no unit.
#[derive(Debug, Serialize)]
pub(crate) struct Document {
    pub(crate) table: String,
    pub(crate) made_up: bool,
    pub(crate) least_calls: u32,
    pub(crate) all: Tally,
    pub(crate) compared: Tally,
    /// Rows left out because no agent was seen, of however many calls.
    pub(crate) no_agent_seen: Tally,
    /// Rows left out because of few calls, with agents seen.
    pub(crate) few_calls: Tally,
    pub(crate) days: usize,
    /// The first of the later days, which the others are tried on.
    pub(crate) later_from: Option<String>,
    pub(crate) handling_time_s: IndexMap<String, f64>,
    pub(crate) agents_seen: AgentsSeen,
    pub(crate) predictors: Vec<Evaluation>,
    rows: Vec<RowDocument>,
}

/// How many there are.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Tally {
    pub(crate) rows: usize,
    pub(crate) calls: u64,
    pub(crate) abandoned: u64,
}

impl Tally {
    fn of<'r>(rows: impl Iterator<Item = &'r Row>) -> Self {
        rows.fold(Self::default(), |sum, row| Self {
            rows: sum.rows + 1,
            calls: sum.calls + u64::from(row.arrivals),
            abandoned: sum.abandoned + u64::from(row.abandoned),
        })
    }
}

/// What the table says of agents seen.
#[derive(Debug, Serialize)]
pub(crate) struct AgentsSeen {
    /// How busy they were, if each was there for the whole hour and for one service.
    pub(crate) busy_share: f64,
    /// All agents seen in an hour, service by service, over the most seen for one service: how
    /// often, at most, an agent is counted.
    pub(crate) counted_at_most: f64,
    /// Rows with as many agents seen as calls served: had there been more, none could be seen.
    pub(crate) rows_of_one_call_each: usize,
    /// Rows with calls served and no agent seen.
    pub(crate) rows_served_by_nobody_seen: usize,
}

impl AgentsSeen {
    fn new(load: &HourlyLoad) -> Self {
        let mut hours: IndexMap<_, (f64, f64)> = IndexMap::new();
        let mut workload_s = 0.0;
        for row in load.rows.iter().filter(|row| row.agents_seen > 0) {
            let (all, most) = hours.entry(row.hour).or_default();
            *all += f64::from(row.agents_seen);
            *most = most.max(f64::from(row.agents_seen));
            workload_s += row.workload_s;
        }
        let sum = |sum: (f64, f64), hour: &(f64, f64)| (sum.0 + hour.0, sum.1 + hour.1);
        let (all, most) = hours.values().fold((0.0, 0.0), sum);
        let count = |counts: &dyn Fn(&Row) -> bool| load.rows.iter().filter(|r| counts(r)).count();
        Self {
            busy_share: workload_s / (3600.0 * all),
            counted_at_most: all / most,
            rows_of_one_call_each: count(&|row| {
                row.served() > 0 && row.agents_seen == row.served()
            }),
            rows_served_by_nobody_seen: count(&|row| row.served() > 0 && row.agents_seen == 0),
        }
    }
}

/// A predictor, what it learnt from all days, and how far off it is.
#[derive(Debug, Serialize)]
pub(crate) struct Evaluation {
    pub(crate) predictor: Predictor,
    pub(crate) numbers_fitted: usize,
    pub(crate) patience_s: Option<Estimate>,
    pub(crate) factor: Option<Estimate>,
    /// Of as many calls leaving as did, without the constant of the binomial.
    pub(crate) log_likelihood: f64,
    pub(crate) share: Score,
    pub(crate) wait_s: Score,
    pub(crate) later: Option<Later>,
}

/// What a predictor learnt from the first half of the days, and how far off it is on the others.
#[derive(Debug, Serialize)]
pub(crate) struct Later {
    /// Of the first half, by which readings can be chosen without a look at the others.
    pub(crate) learnt_log_likelihood: f64,
    pub(crate) patience_s: Option<Estimate>,
    pub(crate) factor: Option<Estimate>,
    pub(crate) share: Score,
    pub(crate) wait_s: Score,
    /// Over the mean of the service.
    pub(crate) gain_share: Gain,
    pub(crate) gain_wait_s: Gain,
}

/// A row compared, with what each predictor says of it.
#[derive(Debug, Serialize)]
struct RowDocument {
    hour: String,
    service: String,
    calls: u32,
    offered_load: f64,
    agents_seen: u32,
    abandoned: u32,
    mean_wait_s: f64,
    predicted: IndexMap<Predictor, Prediction>,
}

impl Document {
    /// Fits and compares everything.
    pub(crate) fn new(load: &HourlyLoad, made_up: bool) -> Result<Self, Failure> {
        let origin = &load.origin;
        let times = handling_times(load, |_| true).ok_or_else(|| {
            format!("{origin}: no agent is busy with a call served, so there is no handling time")
        })?;
        let sample = Sample::new(load, &times, |_| true);
        if !sample.can_be_fitted() {
            return Err(format!(
                "{origin}: of the rows with {LEAST_CALLS} or more arrivals and an agent seen, some \
                 calls must be abandoned and some not, so that a patience can be fitted"
            )
            .into());
        }
        let halves = Halves::new(load, &sample);
        let mut predictors = Vec::new();
        let mut rows: Vec<_> =
            sample.rows.iter().map(|row| RowDocument::new(load, &times, row)).collect();
        for predictor in Predictor::ALL {
            let fitted = predictor.fit(&sample)?;
            let predictions = fitted.predict(&sample)?;
            for (row, prediction) in rows.iter_mut().zip(&predictions) {
                row.predicted.insert(predictor, *prediction);
            }
            let later = halves.as_ref().map(|halves| halves.try_out(predictor)).transpose()?;
            predictors.push(Evaluation::new(&fitted, &sample, &predictions, later));
        }
        let tally =
            |counts: &dyn Fn(&Row) -> bool| Tally::of(load.rows.iter().filter(|r| counts(r)));
        Ok(Self {
            table: origin.clone(),
            made_up,
            least_calls: LEAST_CALLS,
            all: tally(&|_| true),
            compared: tally(&is_compared),
            no_agent_seen: tally(&|row| row.agents_seen == 0),
            few_calls: tally(&|row| row.agents_seen > 0 && !is_compared(row)),
            days: sample.days.len(),
            later_from: halves.map(|halves| halves.from.to_string()),
            handling_time_s: load.services.iter().cloned().zip(times).collect(),
            agents_seen: AgentsSeen::new(load),
            predictors,
            rows,
        })
    }

    /// What was found of a predictor.
    pub(crate) fn of(&self, predictor: Predictor) -> Option<&Evaluation> {
        self.predictors.iter().find(|evaluation| evaluation.predictor == predictor)
    }
}

impl Evaluation {
    fn new(
        fitted: &Fitted,
        sample: &Sample<'_>,
        predictions: &[Prediction],
        later: Option<Later>,
    ) -> Self {
        Self {
            predictor: fitted.predictor,
            numbers_fitted: fitted.numbers(),
            patience_s: fitted.patience_s,
            factor: fitted.factor,
            log_likelihood: log_likelihood(sample, predictions).iter().sum(),
            share: Score::of_shares(sample, predictions),
            wait_s: Score::of_waits(sample, predictions),
            later,
        }
    }
}

impl RowDocument {
    fn new(load: &HourlyLoad, times: &[f64], row: &Row) -> Self {
        let time = times.get(row.service).copied().unwrap_or_default();
        Self {
            hour: row.hour.to_string(),
            service: load.services.get_index(row.service).cloned().unwrap_or_default(),
            calls: row.arrivals,
            offered_load: f64::from(row.arrivals) * time / 3600.0,
            agents_seen: row.agents_seen,
            abandoned: row.abandoned,
            mean_wait_s: row.mean_wait_s,
            predicted: IndexMap::new(),
        }
    }
}

/// The first half of the days, to learn from, and the others, to be tried on.
struct Halves<'l> {
    from: NaiveDate,
    first: Sample<'l>,
    later: Sample<'l>,
    baseline: Vec<Prediction>,
}

impl<'l> Halves<'l> {
    /// None where the first half teaches nothing, or nothing is left to be tried on.
    fn new(load: &'l HourlyLoad, sample: &Sample<'_>) -> Option<Self> {
        let from = *sample.days.iter().nth(sample.days.len() / 2)?;
        let is_first = |row: &Row| row.hour.date() < from;
        let times = handling_times(load, is_first)?;
        let first = Sample::new(load, &times, is_first);
        let later = Sample::new(load, &times, |row| !is_first(row));
        let baseline = Predictor::ServiceMean.fit(&first).and_then(|mean| mean.predict(&later));
        let baseline = baseline.ok().filter(|_| first.can_be_fitted())?;
        Some(Self { from, first, later, baseline })
    }

    fn try_out(&self, predictor: Predictor) -> Result<Later, QueueError> {
        let fitted = predictor.fit(&self.first)?;
        let predictions = fitted.predict(&self.later)?;
        let gain = |figure| Gain::over(&self.baseline, &predictions, &self.later, figure);
        let learnt = log_likelihood(&self.first, &fitted.predict(&self.first)?);
        Ok(Later {
            learnt_log_likelihood: learnt.iter().sum(),
            patience_s: fitted.patience_s,
            factor: fitted.factor,
            share: Score::of_shares(&self.later, &predictions),
            wait_s: Score::of_waits(&self.later, &predictions),
            gain_share: gain(Figure::Share),
            gain_wait_s: gain(Figure::Wait),
        })
    }
}
