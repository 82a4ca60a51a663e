//! How long do requests wait, and how many agents does a target take?
//!
//! ```text
//! $ cargo run --release --example queue
//! $ cargo run --release --example queue -- --arrivals-per-hour 60 --agents 5.5 --patience-minutes 3
//! $ cargo run --release --example queue -- --service-level 0.8 --target-wait-minutes 0.5 --json
//! ```
//!
//! ```text
//! $ cargo run --release --example queue
//! 48 requests an hour, 6 minutes of handling each, 6 agents
//!
//!  figure                  value
//!  agents busy            80.0 %
//!  requests that wait     51.8 %
//!  mean wait            2.59 min
//!  served within 1 min    57.6 %
//!  requests that leave     0.0 %
//!  requests waiting         2.07
//!
//! How long it takes, for those who do not give up
//!
//!  share  wait at most
//!   50 %      0.17 min
//!   80 %      4.76 min
//!   90 %      8.22 min
//!   95 %     11.69 min
//! ```
//!
//! Without arguments it asks about a help desk. With a patience given, requests that wait longer
//! leave. Bad input ends with exit code 2, a message on standard error and nothing on
//! standard output.

#[path = "common/answer.rs"]
mod answer;
#[path = "common/table.rs"]
mod table;

use std::process::ExitCode;

use clap::Parser;
use knockon::queue::{Queue, QueueError};
use serde::Serialize;

use answer::{Failure, finish};
use table::{Column, table};

/// How long requests wait.
#[derive(Debug, Parser)]
#[command(name = "queue", allow_negative_numbers = true)]
struct Arguments {
    /// Requests that arrive in an hour, at random
    #[arg(long, value_name = "X", default_value_t = 48.0, value_parser = zero_or_more)]
    arrivals_per_hour: f64,

    /// How long an agent is busy with a request, on average
    #[arg(long, value_name = "X", default_value_t = 6.0, value_parser = above_zero)]
    handling_minutes: f64,

    /// How many agents there are, whole or not
    #[arg(long, value_name = "X", default_value_t = 6.0, value_parser = above_zero)]
    agents: f64,

    /// Ask for the least whole number of agents who serve this share of requests within the target
    #[arg(long, value_name = "SHARE", conflicts_with = "agents", value_parser = between)]
    service_level: Option<f64>,

    /// The longest a request is meant to wait
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = zero_or_more)]
    target_wait_minutes: f64,

    /// How long requests wait before they leave, on average; for ever unless given
    #[arg(long, value_name = "X", value_parser = above_zero)]
    patience_minutes: Option<f64>,

    /// Squared coefficient of variation of the times between arrivals; 1 is random
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = zero_or_more)]
    variability_arrival: f64,

    /// Squared coefficient of variation of handling times; 1 is random
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = zero_or_more)]
    variability_handling: f64,

    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// Rates and times beyond this help nobody, and stay far within what queues allow.
const MOST: f64 = 1e20;

fn zero_or_more(text: &str) -> Result<f64, String> {
    number(text, |x| (0.0..=MOST).contains(&x), "from 0 to 1e20")
}

fn above_zero(text: &str) -> Result<f64, String> {
    number(text, |x| (1.0 / MOST..=MOST).contains(&x), "from 1e-20 to 1e20")
}

fn between(text: &str) -> Result<f64, String> {
    number(text, |x| 0.0 < x && x < 1.0, "above 0 and below 1")
}

fn number(text: &str, allowed: impl Fn(f64) -> bool, range: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(number) if allowed(number) => Ok(number),
        _ => Err(format!("a number {range} is needed")),
    }
}

fn main() -> ExitCode {
    finish(answer(&Arguments::parse()))
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let queue = arguments.queue()?;
    let document = Document::new(&queue, arguments.target_wait_minutes)?;
    if arguments.json {
        Ok(serde_json::to_string_pretty(&document)? + "\n")
    } else {
        Ok(arguments.describe(&queue, &document)?)
    }
}

impl Arguments {
    /// The queue asked about, with minutes as the unit of time.
    fn queue(&self) -> Result<Queue, Failure> {
        let (arrival_rate, service_rate) =
            (self.arrivals_per_hour / 60.0, 1.0 / self.handling_minutes);
        let mut queue = Queue::new(arrival_rate, service_rate, self.agents)?
            .variability(self.variability_arrival, self.variability_handling)?;
        if let Some(patience) = self.patience_minutes {
            queue = queue
                .patience(patience)
                .map_err(|error| format!("--patience-minutes `{patience}`: {error}"))?;
        }
        if let Some(share) = self.service_level {
            let agents = queue
                .agents_for(share, self.target_wait_minutes)
                .map_err(|error| format!("--service-level `{share}`: {error}"))?;
            queue = queue.with_agents(agents)?;
        }
        Ok(queue)
    }

    fn describe(&self, queue: &Queue, document: &Document) -> Result<String, QueueError> {
        let mut text = format!(
            "{} requests an hour, {} minutes of handling each, {} agents\n\n",
            self.arrivals_per_hour, self.handling_minutes, document.agents
        );
        let target = format!("served within {} min", self.target_wait_minutes);
        let figures = [
            ["agents busy", &percent(document.utilisation)],
            ["requests that wait", &percent(document.probability_of_wait)],
            ["mean wait", &quantity(document.mean_wait_minutes, " min")],
            [&target, &percent(document.within_target)],
            ["requests that leave", &percent(document.abandonment)],
            ["requests waiting", &quantity(document.mean_queue_length, "")],
        ];
        let columns = [Column::Text("figure"), Column::Number("value")];
        text += &table(&columns, figures.into_iter(), figures.len());

        text += "\nHow long it takes, for those who do not give up\n\n";
        let wait = |share| Ok(quantity(queue.wait_percentile(share)?, " min"));
        let waits = [
            ["50 %".to_owned(), wait(0.5)?],
            ["80 %".to_owned(), wait(0.8)?],
            ["90 %".to_owned(), wait(0.9)?],
            ["95 %".to_owned(), wait(0.95)?],
        ];
        let columns = [Column::Number("share"), Column::Number("wait at most")];
        text += &table(&columns, waits.iter(), waits.len());
        Ok(text)
    }
}

/// One JSON document; what is infinite is null.
#[derive(Debug, Serialize)]
struct Document {
    agents: f64,
    utilisation: f64,
    probability_of_wait: f64,
    mean_wait_minutes: f64,
    within_target: f64,
    abandonment: f64,
    mean_queue_length: f64,
}

impl Document {
    fn new(queue: &Queue, target_minutes: f64) -> Result<Self, QueueError> {
        let performance = queue.performance();
        Ok(Self {
            agents: queue.agents(),
            utilisation: performance.utilisation,
            probability_of_wait: performance.probability_of_wait,
            mean_wait_minutes: performance.mean_wait,
            within_target: queue.within(target_minutes)?,
            abandonment: performance.abandonment,
            mean_queue_length: performance.mean_queue_length,
        })
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn quantity(value: f64, unit: &str) -> String {
    if value < f64::INFINITY { format!("{value:.2}{unit}") } else { "endless".to_owned() }
}
