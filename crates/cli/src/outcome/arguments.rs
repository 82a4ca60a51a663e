//! What the command line asks for.

use std::path::PathBuf;

use chrono::TimeDelta;
use clap::Args;
use knockon::io::{Limits, read_organisation, read_scenario};
use knockon::outcome::{BaseOptions, BudgetLoopOptions};
use knockon::time::TimelinePlan;
use knockon::{Organisation, Scenario};

use super::loop_arguments::LoopArguments;
use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::input::OrganisationFiles;
use crate::scenario::number;
use crate::solve::SolveArguments;
use crate::standard_input::given_file;
use crate::time::duration;
use crate::timeline::{Asked, Window, window};

/// Who leaves, who comes, and what that costs.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) organisation: OrganisationFiles,

    #[command(flatten)]
    pub(crate) solve: SolveArguments,

    /// What customers spend, why they leave and what they say, in a document of its own; a made-up
    /// one for the embedded organisation
    #[arg(long, value_parser = given_file, value_name = "MONEY.json | MONEY.yaml")]
    money: Option<PathBuf>,

    /// A scenario that holds from the start on, in JSON or YAML
    #[arg(long, value_parser = given_file, value_name = "S.json")]
    scenario: Option<PathBuf>,

    /// Capability of a department for some time, 0..=1, as of `timeline`
    #[arg(long, value_name = "DEPARTMENT=CAPABILITY@START..END", value_parser = window)]
    shock: Vec<Window>,

    /// Follow customers along a history of readings, from its first event on
    #[arg(long, value_parser = given_file, value_name = "EVENTS.csv", conflicts_with_all = ["scenario", "shock"])]
    pub(crate) from_replay: Option<PathBuf>,

    /// How many years to follow, above 0 and up to 100
    #[arg(long, value_name = "N", default_value = "3", value_parser = number)]
    pub(crate) years: f64,

    /// Discount of money to come, a year, 0..=10; as stated unless given
    #[arg(long, value_name = "I", value_parser = number, conflicts_with = "is_loop")]
    discount: Option<f64>,

    /// How long the steps of the timeline are at most
    #[arg(long, value_name = "TIME", default_value = "6h", value_parser = duration,
          conflicts_with_all = ["is_loop", "from_replay"])]
    step: TimeDelta,

    /// What incidents cost: those stated, or the twenty departments of largest worth in turn, at
    /// half for 30 days unless said otherwise
    #[arg(long)]
    pub(crate) incidents: bool,

    /// Capability of each department in turn, where no incident is stated, 0..=1
    #[arg(long, value_name = "Q", default_value = "0.5", value_parser = number, requires = "incidents")]
    pub(crate) incidents_at: f64,

    /// For how many days, above 0 and up to 3652.5
    #[arg(long, value_name = "DAYS", default_value = "30", value_parser = number, requires = "incidents")]
    pub(crate) incident_days: f64,

    /// Every department, not twenty
    #[arg(long, requires = "incidents")]
    pub(crate) all: bool,

    /// What the range of every coefficient does
    #[arg(long)]
    pub(crate) band: bool,

    #[command(flatten)]
    pub(crate) budget_loop: LoopArguments,

    /// How many lines of a list to print; a document has all
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) top: usize,

    #[command(flatten)]
    pub(crate) format: AnswerFormat,
}

/// What happens to the embedded organisation, unless something is asked for.
const EMBEDDED_SHOCK: &str = "it=0.5@0d..90d";

impl Arguments {
    /// Whether the embedded organisation is asked about, and nothing else.
    pub(crate) fn is_bare(&self) -> bool {
        self.organisation.files.is_empty() && self.happens_nothing()
    }

    /// Whether what customers spend is that of the embedded organisation.
    pub(crate) fn has_embedded_money(&self) -> bool {
        self.organisation.files.is_empty() && self.money.is_none()
    }

    fn happens_nothing(&self) -> bool {
        self.shock.is_empty() && self.scenario.is_none() && self.from_replay.is_none()
    }

    /// The organisation, with the money of a document of its own.
    pub(crate) fn read(&self) -> Result<Organisation, Failure> {
        let Some(money) = &self.money else {
            return self.organisation.read(None, knockon::io::sample_with_money);
        };
        let organisation = self.organisation.read(None, knockon::io::sample_with_people)?;
        let money = read_organisation(money, &Limits::default())?;
        Ok(organisation.to_builder().merge(money.to_builder()).build()?)
    }

    /// How customers are followed.
    pub(crate) fn base(&self) -> BaseOptions {
        let options = BaseOptions::years(self.years);
        match self.discount {
            Some(discount) => options.discount(discount),
            None => options,
        }
    }

    /// What happens in the loop, and how it is followed.
    pub(crate) fn budget_loop(&self) -> Result<BudgetLoopOptions, Failure> {
        let mut options = self.budget_loop.options(self.years).solve(self.solve.options());
        if let Some(path) = &self.scenario {
            let scenario = read_scenario(path, &Limits::default())?;
            options = match self.budget_loop.scenario_for {
                Some(time) => options.during(TimeDelta::zero()..time, scenario),
                None => options.from(TimeDelta::zero(), scenario),
            };
        }
        let is_embedded = self.is_bare() && !self.budget_loop.from_collapse;
        let embedded = if is_embedded { window(EMBEDDED_SHOCK).ok() } else { None };
        for Window { id, value, from, to, .. } in self.shock.iter().chain(&embedded) {
            let shock = Scenario::new(format!("{id} at {value}")).capability(id, *value);
            options = match to {
                Some(to) => options.during(*from..*to, shock),
                None => options.from(*from, shock),
            };
        }
        Ok(options)
    }

    /// What happens, step by step.
    pub(crate) fn plan(&self, organisation: &Organisation) -> Result<Asked, Failure> {
        if !(self.years > 0.0 && self.years <= 100.0) {
            return Err(format!("--years: `{}` is outside 0..=100, and above 0", self.years).into());
        }
        let name_of = |id: &str| organisation.party(id).map_or(id, |party| party.name()).to_owned();
        let mut plan = TimelinePlan::lasting(length(self.years))
            .solve(self.solve.options())
            .step(self.step)
            .keep_none()
            .keep(organisation.customers().map(|customer| customer.id().to_string()));
        let (mut words, mut events) = (Vec::new(), Vec::new());
        if let Some(path) = &self.scenario {
            let scenario = read_scenario(path, &Limits::default())?;
            events.push((format!("--scenario {}", path.display()), String::new()));
            words.push(scenario.name().to_owned());
            plan = plan.from(TimeDelta::zero(), scenario);
        }
        let embedded = if self.is_bare() { window(EMBEDDED_SHOCK).ok() } else { None };
        for Window { text, id, value, from, to } in self.shock.iter().chain(&embedded) {
            events.push((format!("--shock {text}"), id.clone()));
            let shock = Scenario::new(format!("{id} at {value}")).capability(id, *value);
            let quality = if (value - 0.5).abs() < f64::EPSILON {
                "half".to_owned()
            } else {
                format!("{value}")
            };
            words.push(format!("{} at {quality} {}", name_of(id), span(*from, *to)));
            plan = match to {
                Some(to) => plan.during(*from..*to, shock),
                None => plan.from(*from, shock),
            };
        }
        if words.is_empty() {
            words.push("nothing happens".to_owned());
        }
        Ok(Asked { plan, words: words.join(", "), events, hires: Vec::new() })
    }
}

/// Years of 365.25 days.
fn length(years: f64) -> TimeDelta {
    #[expect(clippy::cast_possible_truncation, reason = "at most a hundred years of seconds")]
    TimeDelta::seconds((years * 31_557_600.0).round() as i64)
}

fn span(from: TimeDelta, to: Option<TimeDelta>) -> String {
    let days = |time: TimeDelta| (time.as_seconds_f64() / 86.4).round() / 1000.0;
    match to {
        Some(to) if from.is_zero() => format!("for {} days", days(to)),
        Some(to) => format!("from day {} to day {}", days(from), days(to)),
        None if from.is_zero() => "for good".to_owned(),
        None => format!("from day {} on", days(from)),
    }
}
