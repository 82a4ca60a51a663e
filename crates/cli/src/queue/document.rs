//! The answer as one document, and in words and tables for people.

use knockon::queue::{Queue, QueueError};
use knockon::report::text::{Column, seconds, table};
use serde::Serialize;

use super::Arguments;

/// Of how many requests it is told how long they wait at most.
const SHARES: [f64; 4] = [0.5, 0.8, 0.9, 0.95];

/// One JSON document: what was asked, then what is so; what is endless is null.
#[derive(Debug, Serialize)]
pub(crate) struct Document {
    arrivals_per_hour: f64,
    handling_minutes: f64,
    service_level: Option<f64>,
    target_wait_minutes: f64,
    patience_minutes: Option<f64>,
    variability_arrival: f64,
    variability_handling: f64,
    shrinkage: f64,
    occupancy_cap: Option<f64>,
    agents: f64,
    utilisation: f64,
    probability_of_wait: f64,
    mean_wait_minutes: f64,
    within_target: f64,
    abandonment: f64,
    mean_queue_length: f64,
    wait_percentiles: Vec<Percentile>,
}

/// How long a share of the requests that do not give up wait at most.
#[derive(Debug, Serialize)]
struct Percentile {
    share: f64,
    wait_minutes: f64,
}

impl Document {
    pub(crate) fn new(asked: &Arguments, queue: &Queue) -> Result<Self, QueueError> {
        let performance = queue.performance();
        let percentile =
            |share| Ok(Percentile { share, wait_minutes: queue.wait_percentile(share)? });
        Ok(Self {
            arrivals_per_hour: asked.arrivals_per_hour,
            handling_minutes: asked.handling_minutes,
            service_level: asked.service_level,
            target_wait_minutes: asked.target_wait_minutes,
            patience_minutes: asked.patience_minutes,
            variability_arrival: asked.variability_arrival,
            variability_handling: asked.variability_handling,
            shrinkage: asked.shrinkage,
            occupancy_cap: asked.occupancy_cap,
            agents: queue.agents(),
            utilisation: performance.utilisation,
            probability_of_wait: performance.probability_of_wait,
            mean_wait_minutes: performance.mean_wait,
            within_target: queue.within(asked.target_wait_minutes)?,
            abandonment: performance.abandonment,
            mean_queue_length: performance.mean_queue_length,
            wait_percentiles: SHARES.into_iter().map(percentile).collect::<Result<_, _>>()?,
        })
    }

    /// How many of the agents answer, where not all do.
    fn answering(&self) -> String {
        if self.shrinkage <= 0.0 {
            return String::new();
        }
        format!(", of whom {:.2} answer", self.agents * (1.0 - self.shrinkage))
    }

    pub(crate) fn describe(&self) -> String {
        let mut text = format!(
            "{} requests an hour, {} of handling each, {} agents{}\n\n",
            self.arrivals_per_hour,
            seconds(60.0 * self.handling_minutes),
            self.agents,
            self.answering()
        );
        let target = format!("served within {}", seconds(60.0 * self.target_wait_minutes));
        let figures = [
            ["agents busy", &percent(self.utilisation)],
            ["requests that wait", &percent(self.probability_of_wait)],
            ["mean wait", &seconds(60.0 * self.mean_wait_minutes)],
            [&target, &percent(self.within_target)],
            ["requests that leave", &percent(self.abandonment)],
            ["requests waiting", &number(self.mean_queue_length)],
        ];
        let columns = [Column::Text("figure"), Column::Number("value")];
        text += &table(&columns, figures.into_iter(), figures.len());

        text += "\nHow long it takes, for those who do not give up\n\n";
        let wait = |line: &Percentile| {
            [format!("{:.0} %", 100.0 * line.share), seconds(60.0 * line.wait_minutes)]
        };
        let columns = [Column::Number("share"), Column::Number("wait at most")];
        let waits = &self.wait_percentiles;
        text + &table(&columns, waits.iter().map(wait), waits.len())
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn number(value: f64) -> String {
    if value < f64::INFINITY { format!("{value:.2}") } else { "no end".to_owned() }
}
