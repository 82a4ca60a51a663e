//! Hours of services as queues of Erlang A.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};
use indexmap::IndexMap;
use knockon::queue::{Queue, QueueError};
use serde::Serialize;

use super::hourly::{HourlyLoad, Row};

/// An hour of a service is compared if this many calls arrived, and an agent was seen. In fewer
/// calls a share says little, and no more agents can be seen than calls were served.
pub(crate) const LEAST_CALLS: u32 = 10;

const SECONDS_PER_HOUR: f64 = 3600.0;

/// Whether a row is compared.
pub(crate) fn is_compared(row: &Row) -> bool {
    row.arrivals >= LEAST_CALLS && row.agents_seen > 0
}

/// How long an agent is busy with a call of each service, in seconds.
///
/// The workload over the calls served, of all hours together: a service has one kind of call, and
/// the ratio of a single hour is noise where a call of an hour follows ten of a minute.
pub(crate) fn handling_times(load: &HourlyLoad, counts: impl Fn(&Row) -> bool) -> Option<Vec<f64>> {
    let mut totals = vec![(0.0, 0.0); load.services.len()];
    for row in load.rows.iter().filter(|row| counts(row)) {
        if let Some((workload, served)) = totals.get_mut(row.service) {
            *workload += row.workload_s;
            *served += f64::from(row.served());
        }
    }
    let (workload, served) = totals.iter().fold((0.0, 0.0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
    let all = workload / served;
    let of_service = |(workload, served): &(f64, f64)| {
        let time = workload / served;
        // That of all calls for a service that no agent was busy with.
        if time > 0.0 && time.is_finite() { time } else { all }
    };
    (all > 0.0 && all.is_finite()).then(|| totals.iter().map(of_service).collect())
}

/// What is predicted of a row.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Prediction {
    /// The share of calls that leave.
    pub(crate) share: f64,
    /// The mean wait of all calls, in seconds.
    pub(crate) wait_s: f64,
}

/// Queues, and the one each row belongs to.
#[derive(Debug, Default)]
pub(crate) struct Desks {
    queues: Vec<Offered>,
    of_row: Vec<usize>,
}

/// What a queue is offered in an hour.
#[derive(Debug, Clone, Copy, Default)]
struct Offered {
    arrivals: f64,
    /// Arrivals times their handling time, in seconds.
    work_s: f64,
    agents: f64,
}

impl Desks {
    /// What Erlang A says of each row.
    ///
    /// `patience` is the mean, in seconds; `factor` multiplies the agents of every queue.
    pub(crate) fn predict(
        &self,
        patience: f64,
        factor: f64,
    ) -> Result<Vec<Prediction>, QueueError> {
        let predict = |offered: &Offered| {
            let arrival_rate = offered.arrivals / SECONDS_PER_HOUR;
            let service_rate = offered.arrivals / offered.work_s;
            let queue = Queue::new(arrival_rate, service_rate, factor * offered.agents)?;
            let performance = queue.patience(patience)?.performance();
            Ok(Prediction { share: performance.abandonment, wait_s: performance.mean_wait })
        };
        let predictions: Vec<_> = self.queues.iter().map(predict).collect::<Result<_, _>>()?;
        let of_row = |&queue: &usize| predictions.get(queue).copied().unwrap_or_default();
        Ok(self.of_row.iter().map(of_row).collect())
    }
}

/// The rows compared of some days.
#[derive(Debug)]
pub(crate) struct Sample<'l> {
    pub(crate) rows: Vec<&'l Row>,
    /// Of each row, the number of its day.
    pub(crate) day: Vec<usize>,
    pub(crate) days: BTreeSet<NaiveDate>,
    /// Every service has its own agents: those seen for it.
    pub(crate) apart: Desks,
    /// All services of an hour wait for the same agents: the most seen for one of them.
    pub(crate) shared: Desks,
}

impl<'l> Sample<'l> {
    pub(crate) fn new(
        load: &'l HourlyLoad,
        handling_times: &[f64],
        counts: impl Fn(&Row) -> bool,
    ) -> Self {
        let counted = || load.rows.iter().filter(|row| counts(row));
        let rows: Vec<_> = counted().filter(|row| is_compared(row)).collect();
        let days: BTreeSet<_> = rows.iter().map(|row| row.hour.date()).collect();
        let numbers: IndexMap<_, _> = days.iter().zip(0..).collect();
        let day = rows.iter().filter_map(|row| numbers.get(&row.hour.date()).copied()).collect();

        let offered = |row: &Row| {
            let arrivals = f64::from(row.arrivals);
            let time = handling_times.get(row.service).copied().unwrap_or_default();
            Offered { arrivals, work_s: arrivals * time, agents: f64::from(row.agents_seen) }
        };
        let mut alike: IndexMap<_, Offered> = IndexMap::new();
        let of_row = |row: &&Row| {
            let entry = alike.entry((row.service, row.arrivals, row.agents_seen));
            let place = entry.index();
            entry.or_insert_with(|| offered(row));
            place
        };
        let of_row = rows.iter().map(of_row).collect();
        let apart = Desks { of_row, queues: alike.into_values().collect() };
        let mut hours: IndexMap<NaiveDateTime, Offered> = IndexMap::new();
        for row in counted() {
            let (one, all) = (offered(row), hours.entry(row.hour).or_default());
            all.arrivals += one.arrivals;
            all.work_s += one.work_s;
            all.agents = all.agents.max(one.agents);
        }
        hours.retain(|_, all| all.agents > 0.0 && all.arrivals > 0.0);
        let shared = Desks {
            of_row: rows.iter().filter_map(|row| hours.get_index_of(&row.hour)).collect(),
            queues: hours.into_values().collect(),
        };
        Self { rows, day, days, apart, shared }
    }

    /// Whether some calls left and some did not.
    pub(crate) fn can_be_fitted(&self) -> bool {
        self.rows.iter().any(|row| row.abandoned > 0) && self.rows.iter().any(|r| r.served() > 0)
    }
}
