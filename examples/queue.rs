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
    let document = Document::new(arguments, &queue)?;
    if arguments.json {
        Ok(serde_json::to_string_pretty(&document)? + "\n")
    } else {
        Ok(document.describe())
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
}

/// Of how many requests it is told how long they wait at most.
const SHARES: [f64; 4] = [0.5, 0.8, 0.9, 0.95];

/// One JSON document: what was asked, then what is so; what is endless is null.
#[derive(Debug, Serialize)]
struct Document {
    arrivals_per_hour: f64,
    handling_minutes: f64,
    service_level: Option<f64>,
    target_wait_minutes: f64,
    patience_minutes: Option<f64>,
    variability_arrival: f64,
    variability_handling: f64,
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
    fn new(asked: &Arguments, queue: &Queue) -> Result<Self, QueueError> {
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

    fn describe(&self) -> String {
        let mut text = format!(
            "{} requests an hour, {} minutes of handling each, {} agents\n\n",
            self.arrivals_per_hour, self.handling_minutes, self.agents
        );
        let target = format!("served within {} min", self.target_wait_minutes);
        let figures = [
            ["agents busy", &percent(self.utilisation)],
            ["requests that wait", &percent(self.probability_of_wait)],
            ["mean wait", &quantity(self.mean_wait_minutes, " min")],
            [&target, &percent(self.within_target)],
            ["requests that leave", &percent(self.abandonment)],
            ["requests waiting", &quantity(self.mean_queue_length, "")],
        ];
        let columns = [Column::Text("figure"), Column::Number("value")];
        text += &table(&columns, figures.into_iter(), figures.len());

        text += "\nHow long it takes, for those who do not give up\n\n";
        let wait = |line: &Percentile| {
            [format!("{:.0} %", 100.0 * line.share), quantity(line.wait_minutes, " min")]
        };
        let columns = [Column::Number("share"), Column::Number("wait at most")];
        let waits = &self.wait_percentiles;
        text + &table(&columns, waits.iter().map(wait), waits.len())
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn quantity(value: f64, unit: &str) -> String {
    if value < f64::INFINITY { format!("{value:.2}{unit}") } else { "endless".to_owned() }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{Arguments, answer};

    #[test]
    fn the_document_says_what_was_asked_and_all_that_the_text_says() {
        let ask = |line: &str| {
            let arguments = Arguments::parse_from(["queue"].into_iter().chain(line.split(' ')));
            answer(&arguments).unwrap()
        };
        let line = "--arrivals-per-hour 50 --service-level 0.8 --patience-minutes 3";
        let text = ask(line);
        let document = ask(&format!("{line} --json"));
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        assert_eq!(document["arrivals_per_hour"], 50.0);
        assert_eq!(document["handling_minutes"], 6.0);
        assert_eq!(document["service_level"], 0.8);
        assert_eq!(document["patience_minutes"], 3.0);
        let percentiles = document["wait_percentiles"].as_array().unwrap();
        assert_eq!(percentiles.len(), 4);
        for percentile in percentiles {
            let wait = format!("{:.2} min", percentile["wait_minutes"].as_f64().unwrap());
            assert!(text.contains(&wait), "{wait}: {text}");
        }

        // More than they can do: nobody knows how long it takes.
        let document = ask("--agents 4 --json");
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        assert!(document["wait_percentiles"][0]["wait_minutes"].is_null());
        assert!(document["patience_minutes"].is_null());
    }
}
