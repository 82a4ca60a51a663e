//! How long do requests wait, and how many agents does a target take?
//!
//! ```text
//! $ knockon queue
//! $ knockon queue --arrivals-per-hour 60 --agents 5.5 --patience-minutes 3
//! $ knockon queue --service-level 0.8 --target-wait-minutes 20s --json
//! $ knockon queue --service-level 0.8 --shrinkage 0.3 --occupancy-cap 0.85 --fractional
//! ```
//!
//! ```text
//! $ knockon queue
//! 48 requests an hour, 6 min of handling each, 6 agents
//!
//!  figure                    value
//!  agents busy              80.0 %
//!  requests that wait       51.8 %
//!  mean wait            2 min 35 s
//!  served within 1 min      57.6 %
//!  requests that leave       0.0 %
//!  requests waiting           2.07
//!
//! How long it takes, for those who do not give up
//!
//!  share  wait at most
//!   50 %          10 s
//!   80 %    4 min 45 s
//!   90 %    8 min 13 s
//!   95 %   11 min 41 s
//! ```
//!
//! Without arguments it asks about a help desk. With a patience given, requests that wait longer
//! leave. Bad input ends with exit code 2, a message on standard error and nothing on
//! standard output.

mod document;
#[cfg(test)]
mod tests;

use clap::Args;
use knockon::queue::Queue;

use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::paint;
use crate::time::minutes;
use document::Document;

/// How long requests wait.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct Arguments {
    /// Requests that arrive in an hour, at random, 0 or more
    #[arg(long, value_name = "X", default_value_t = 48.0, value_parser = zero_or_more)]
    arrivals_per_hour: f64,

    /// How long an agent is busy with a request, on average, above 0: minutes, or such as `20s`
    #[arg(long, value_name = "X", default_value_t = 6.0, value_parser = some_minutes)]
    handling_minutes: f64,

    /// How many agents there are, whole or not, above 0
    #[arg(long, value_name = "X", default_value_t = 6.0, value_parser = above_zero)]
    agents: f64,

    /// Ask for the least whole number of agents who serve this share of requests within the
    /// target, above 0 and below 1
    #[arg(long, value_name = "SHARE", conflicts_with = "agents", value_parser = between)]
    service_level: Option<f64>,

    /// The longest a request is meant to wait, 0 or more: minutes, or such as `20s`
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = any_minutes)]
    target_wait_minutes: f64,

    /// How long requests wait before they leave, on average, above 0, in minutes or such as `2m30s`; for
    /// ever unless given
    #[arg(long, value_name = "X", value_parser = some_minutes)]
    patience_minutes: Option<f64>,

    /// Squared coefficient of variation of the times between arrivals; 0 or more, 1 is random
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = zero_or_more)]
    variability_arrival: f64,

    /// Squared coefficient of variation of handling times; 0 or more, 1 is random
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = zero_or_more)]
    variability_handling: f64,

    /// Share of agents that does not answer at any time, from 0 to below 1
    #[arg(long, value_name = "SHARE", default_value = "0", value_parser = crate::scenario::number)]
    shrinkage: f64,

    /// With --service-level: the largest share of their time that agents who answer may be asked
    /// for, above 0 and up to 1
    #[arg(long, value_name = "SHARE", requires = "service_level", value_parser = crate::scenario::number)]
    occupancy_cap: Option<f64>,

    /// With --service-level: the least number of agents, whole or not
    #[arg(long, requires = "service_level")]
    fractional: bool,

    #[command(flatten)]
    format: AnswerFormat,
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

fn any_minutes(text: &str) -> Result<f64, String> {
    zero_or_more(&minutes(text)?.to_string())
}

fn some_minutes(text: &str) -> Result<f64, String> {
    above_zero(&minutes(text)?.to_string())
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let queue = arguments.queue()?;
    let document = Document::new(arguments, &queue)?;
    let answer = arguments.format.written_as("knockon/queue", &document, &[""])?;
    Ok(answer.unwrap_or_else(|| paint::text(document.describe())))
}

impl Arguments {
    /// The queue asked about, with minutes as the unit of time.
    fn queue(&self) -> Result<Queue, Failure> {
        let (arrival_rate, service_rate) =
            (self.arrivals_per_hour / 60.0, 1.0 / self.handling_minutes);
        let mut queue = Queue::new(arrival_rate, service_rate, self.agents)?
            .variability(self.variability_arrival, self.variability_handling)?;
        queue = queue.shrinkage(self.shrinkage).map_err(|error| format!("--shrinkage: {error}"))?;
        if let Some(cap) = self.occupancy_cap {
            queue =
                queue.occupancy_cap(cap).map_err(|error| format!("--occupancy-cap: {error}"))?;
        }
        if let Some(patience) = self.patience_minutes {
            queue = queue
                .patience(patience)
                .map_err(|error| format!("--patience-minutes `{patience}`: {error}"))?;
        }
        if let Some(share) = self.service_level {
            let find =
                if self.fractional { Queue::fractional_agents_for } else { Queue::agents_for };
            let agents = find(&queue, share, self.target_wait_minutes)
                .map_err(|error| format!("--service-level `{share}`: {error}"))?;
            queue = queue.with_agents(agents)?;
        }
        Ok(queue)
    }
}
