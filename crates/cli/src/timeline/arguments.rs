//! What the command line asks for.

use std::ops::Range;

use chrono::TimeDelta;
use clap::Args;
use knockon::time::TimelinePlan;
use knockon::uncertainty::Draws;
use knockon::{Organisation, Scenario};

use super::asked::Asked;
use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::input::OrganisationFiles;
use crate::known::{HELP, KnownNumbers, embedded_dependences};
use crate::scenario::number;
use crate::solve::SolveArguments;
use crate::time::{days, duration};

/// When it is felt, and for how long.
///
/// START and END count from the beginning: a number and a unit, such as 2d, 36h, 90m or 1.5d; s, m,
/// h, d and w are seconds, minutes, hours, days and weeks. Without END something lasts for good, as
/// in `it=0.5@2d..`
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true, after_help = HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) organisation: OrganisationFiles,

    #[command(flatten)]
    pub(crate) solve: SolveArguments,

    /// Capability of a department for some time, 0..=1
    #[arg(long, value_name = "PARTY=CAPABILITY@START..END", value_parser = window)]
    shock: Vec<Window>,

    /// Agents of a department for some time, 0 or 1e-9..=1e9
    #[arg(long, value_name = "DEPARTMENT=N@START..END", value_parser = window)]
    agents: Vec<Window>,

    /// Ask the provider of a service, such as human resources, for so many agents more
    #[arg(long, value_name = "SERVICE=N@START", value_parser = hire)]
    hire: Vec<Hire>,

    /// Time constants of a party, on the way down and on the way up, in place of stated ones
    #[arg(long, value_name = "PARTY=DOWN..UP", value_parser = pace)]
    pace: Vec<Pace>,

    /// How many days to follow, or how long, such as `12w`; above 0
    #[arg(long, value_name = "DAYS", default_value = "365", value_parser = days)]
    days: TimeDelta,

    /// How long every step is, above 0; one that suits the days unless given, and shorter ones where
    /// much happens
    #[arg(long, value_name = "TIME", value_parser = duration)]
    step: Option<TimeDelta>,

    /// How far off a step may be, above 0: one that may be further is taken in shorter ones; 0.001
    /// unless given, but any where --step is
    #[arg(long, value_name = "X")]
    tolerance: Option<f64>,

    /// Share of its quality at first below which a customer feels a change, 0..=1; 0.99 unless given
    #[arg(long, value_name = "SHARE", value_parser = number)]
    felt_below: Option<f64>,

    /// Say how sure that is: follow it once for each of so many draws of the numbers that are known as
    /// ranges; 200 unless given
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "200")]
    draws: Option<usize>,

    #[command(flatten)]
    known: KnownNumbers,

    /// How many customers and waiting lines to print; a document has all
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) top: u32,

    #[command(flatten)]
    pub(crate) format: AnswerFormat,
}

/// A value for some time, or for good.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Window {
    /// As given.
    pub(crate) text: String,
    pub(crate) id: String,
    pub(crate) value: f64,
    pub(crate) from: TimeDelta,
    pub(crate) to: Option<TimeDelta>,
}

/// How often numbers are drawn unless said.
const DRAWS: usize = 200;

#[derive(Debug, Clone, PartialEq)]
struct Hire {
    /// As given.
    text: String,
    service: String,
    agents: f64,
    at: TimeDelta,
}

#[derive(Debug, Clone, PartialEq)]
struct Pace {
    party: String,
    times: Range<TimeDelta>,
}

/// What happens to the embedded organisation, unless something is asked for: six of ten people of
/// IT are ill for a week, and customers who were let down come back slowly.
const EMBEDDED_AGENTS: &str = "it=4@7d..14d";
const EMBEDDED_PACE: [&str; 4] =
    ["shoppers=2d..14d", "households=1d..14d", "restaurants=2d..21d", "schools=2d..21d"];

impl Arguments {
    /// The plan, what happens in words, and where it was asked for.
    pub(crate) fn plan(&self, organisation: &Organisation) -> Asked {
        let name_of = |id: &str| organisation.party(id).map_or(id, |party| party.name()).to_owned();
        let is_embedded = self.organisation.files.is_empty();
        let (mut agents, mut pace) = (self.agents.clone(), self.pace.clone());
        if is_embedded && self.shock.is_empty() && agents.is_empty() && self.hire.is_empty() {
            agents.extend(window(EMBEDDED_AGENTS));
        }
        if is_embedded && pace.is_empty() {
            pace.extend(EMBEDDED_PACE.iter().filter_map(|text| self::pace(text).ok()));
        }
        let mut plan = TimelinePlan::lasting(self.days).solve(self.solve.options());
        if let Some(step) = self.step {
            plan = plan.step(step);
        }
        if let Some(tolerance) = self.tolerance {
            plan = plan.tolerance(tolerance);
        }
        if let Some(share) = self.felt_below {
            plan = plan.felt_below(share);
        }
        let (mut words, mut events, mut hires) = (Vec::new(), Vec::new(), Vec::new());
        for Window { text, id, value, from, to } in &self.shock {
            events.push((format!("--shock {text}"), id.clone()));
            let name = format!("{id} at {value}");
            plan = put(plan, (*from, *to), Scenario::new(&name).capability(id, *value));
            words.push(format!("{} at {value} {}", name_of(id), span(*from, *to)));
        }
        for Window { text, id, value, from, to } in &agents {
            events.push((format!("--agents {text}"), id.clone()));
            let name = format!("{value} agents in {id}");
            plan = put(plan, (*from, *to), Scenario::new(&name).agents(id, *value));
            words.push(format!("{value} agents in {} {}", name_of(id), span(*from, *to)));
        }
        for Hire { text, service, agents, at } in &self.hire {
            hires.push((format!("--hire {text}"), service.clone()));
            plan = plan.hire(service, *agents, *at);
            words.push(format!("{agents} asked for on {service} on day {}", in_days(*at)));
        }
        for Pace { party, times } in pace {
            plan = plan.time_constants(party, times.start, times.end);
        }
        if words.is_empty() {
            words.push("nothing happens".to_owned());
        }
        Asked { plan, words: words.join(", "), events, hires }
    }

    /// What is drawn, if anything.
    pub(crate) fn draws(&self, organisation: &Organisation) -> Result<Option<Draws>, Failure> {
        let given = self.draws.or(self.known.is_given().then_some(DRAWS));
        let Some(count) = given else {
            self.known.refuse_without_draws()?;
            return Ok(None);
        };
        let is_embedded = self.organisation.files.is_empty();
        let embedded = is_embedded.then(embedded_dependences).transpose()?;
        Ok(Some(self.known.draws(count, organisation, || embedded)?))
    }
}

fn put(
    plan: TimelinePlan,
    (from, to): (TimeDelta, Option<TimeDelta>),
    scenario: Scenario,
) -> TimelinePlan {
    match to {
        Some(to) => plan.during(from..to, scenario),
        None => plan.from(from, scenario),
    }
}

fn span(from: TimeDelta, to: Option<TimeDelta>) -> String {
    let to = to.map_or("on".to_owned(), |to| format!("to day {}", in_days(to)));
    format!("from day {} {to}", in_days(from))
}

/// Days with no more digits than needed to tell minutes apart.
fn in_days(time: TimeDelta) -> f64 {
    (time.as_seconds_f64() / 86.4).round() / 1000.0
}

/// Splits `X=VALUE@START..END`, at the last `@` and the last `=` before it.
pub(crate) fn window(text: &str) -> Result<Window, String> {
    let (set, time) = text.rsplit_once('@').ok_or("`NAME=VALUE@START..END` is needed")?;
    let (id, value) = assignment(set)?;
    let (from, to) = time.split_once("..").ok_or_else(|| {
        format!("`{time}` is no stretch of time, where `START..END` is needed, such as `36h..3d`")
    })?;
    let to = if to.is_empty() { None } else { Some(duration(to)?) };
    Ok(Window { text: text.to_owned(), id, value, from: duration(from)?, to })
}

fn hire(text: &str) -> Result<Hire, String> {
    let (set, at) = text.rsplit_once('@').ok_or("`SERVICE=N@START` is needed")?;
    let (service, agents) = assignment(set)?;
    Ok(Hire { text: text.to_owned(), service, agents, at: duration(at)? })
}

fn pace(text: &str) -> Result<Pace, String> {
    let needed = "`PARTY=DOWN..UP` is needed";
    let (party, times) = text.rsplit_once('=').ok_or(needed)?;
    let (down, up) = times.split_once("..").ok_or(needed)?;
    Ok(Pace { party: party.to_owned(), times: duration(down)?..duration(up)? })
}

fn assignment(text: &str) -> Result<(String, f64), String> {
    let (name, value) = text.rsplit_once('=').ok_or("`NAME=VALUE` is needed before the `@`")?;
    Ok((name.to_owned(), number(value)?))
}
