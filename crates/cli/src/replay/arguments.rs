//! What the command line asks for.

use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use clap::{Args, ValueEnum};
use knockon::Organisation;
use knockon::io::{HistoryOptions, parse_instant, read_maintenance};
use knockon::time::{ReplayOptions, ServiceHours, ServiceHoursError, Span};

use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::input::{OrganisationFiles, ReadingArguments};
use crate::scenario::number;
use crate::solve::SolveArguments;
use crate::standard_input::given_file;
use crate::table::TableArguments;
use crate::time::{days, duration};

/// What every customer got over a history of readings.
#[derive(Debug, Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "A history is a table, or a document of the format knockon/history:\n  \
        at,party,service,observed,capability,condition\n  \
        2026-03-02T09:00:00+01:00,it,,0.9,,\n  2026-03-02T09:10:00+01:00,hr,,,0.5,\n  \
        2026-03-02T09:20:00+01:00,,counter,,,0.8\nA row fills one of observed, what a party \
        delivered, capability, what a department could do by itself, and condition of a service, with a \
        number in 0..=1 or a word such as UP, DEGRADED, DOWN and UNKNOWN. A column volume says how many \
        requests a reading is about; what customers got is then weighted by requests as well."
)]
pub(crate) struct Arguments {
    /// One organisation in JSON or YAML, or a table of parties and a table of services; then the history, a
    /// table or a document, unless there are --tickets. None for an embedded week
    #[arg(value_parser = given_file, value_name = "ORG.json EVENTS.csv | NODES.csv EDGES.csv EVENTS.csv", num_args = 0..)]
    files: Vec<PathBuf>,

    #[command(flatten)]
    reading: ReadingArguments,

    /// Tickets to derive the history from, in place of events
    #[arg(long, value_parser = given_file, value_name = "TICKETS.csv")]
    tickets: Option<PathBuf>,

    /// For how many days, or how long such as `36h`, a closed ticket still says what a service is
    /// like
    #[arg(long, value_name = "DAYS", default_value = "7", requires = "tickets", value_parser = days)]
    window_days: TimeDelta,

    /// Quality that is good enough, 0..=1
    #[arg(long, value_name = "Q", default_value = "0.99", value_parser = number)]
    pub(crate) threshold: f64,

    /// When the period begins, such as `2026-03-02 09:00`; at the first event unless given
    #[arg(long, value_name = "INSTANT")]
    pub(crate) from: Option<String>,

    /// When the period ends; at the last event unless given
    #[arg(long, value_name = "INSTANT")]
    pub(crate) to: Option<String>,

    /// Share of time at or above the threshold that is aimed at, from 0 to below 1
    #[arg(long, value_name = "SHARE", value_parser = number)]
    pub(crate) target: Option<f64>,

    /// How long the time is of which the target is aimed at, such as `30d`: how much of the error
    /// budget of so long a time was used, and how fast
    #[arg(long, value_name = "TIME", requires = "target", value_parser = duration)]
    budget: Option<TimeDelta>,

    /// Split time below the threshold over its causes as well
    #[arg(long)]
    pub(crate) causes: bool,

    /// Report every day, week or month apart as well
    #[arg(long, value_enum)]
    pub(crate) by: Option<By>,

    /// Hours that count, in local time, such as `Mon-Fri 08:00-18:00`; may be given again for
    /// others. All time counts unless given
    #[arg(long, value_name = "DAYS FROM-TO", value_parser = hours)]
    hours: Vec<ServiceHours>,

    /// Table of planned maintenance, which does not count: from, to, and of what party or service,
    /// or of all
    #[arg(long, value_parser = given_file, value_name = "FILE.csv")]
    maintenance: Option<PathBuf>,

    #[command(flatten)]
    solve: SolveArguments,

    #[command(flatten)]
    pub(crate) table: TableArguments,

    /// How many rows to print
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) top: usize,

    #[command(flatten)]
    pub(crate) format: AnswerFormat,
}

/// A calendar span.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum By {
    Day,
    Week,
    Month,
}

/// Where the history comes from.
#[derive(Debug)]
pub(crate) enum Source {
    /// The embedded one.
    Embedded,
    /// A file of events.
    Events(PathBuf),
    /// A table of tickets, and how long a closed one counts.
    Tickets(PathBuf, TimeDelta),
}

impl By {
    pub(crate) fn span(self) -> Span {
        match self {
            Self::Day => Span::Day,
            Self::Week => Span::Week,
            Self::Month => Span::Month,
        }
    }
}

impl Arguments {
    /// The organisation, and where its history comes from.
    pub(crate) fn read(&self) -> Result<(Organisation, Source), Failure> {
        let mut files = self.files.clone();
        let source = match &self.tickets {
            Some(tickets) if files.is_empty() => {
                let tickets = tickets.display();
                return Err(
                    format!("{tickets}: tickets need an organisation they belong to").into()
                );
            }
            Some(_) if files.len() > 2 && !self.reading.is_of_other_programs() => {
                return Err("a file of events and --tickets are two histories; give one".into());
            }
            Some(tickets) => Source::Tickets(tickets.clone(), self.window_days),
            None if files.len() == 1 => {
                let only = files.remove(0).display().to_string();
                return Err(format!(
                    "{only}: stands alone, where an organisation and a history are needed"
                )
                .into());
            }
            None => files.pop().map_or(Source::Embedded, Source::Events),
        };
        let files = OrganisationFiles { files, reading: self.reading.clone() };
        Ok((files.read(None, knockon::io::sample)?, source))
    }

    /// What to look at.
    pub(crate) fn options(&self) -> Result<ReplayOptions, Failure> {
        let mut options =
            ReplayOptions::default().threshold(self.threshold).offset(self.table.offset);
        options.solve = self.solve.options();
        options.target = self.target;
        options.budget = self.budget;
        options.spans = self.by.map(By::span).into_iter().collect();
        options.hours = self.hours.iter().cloned().reduce(|hours, others| hours.and(&others));
        if let Some(path) = &self.maintenance {
            let table = HistoryOptions::default().offset(self.table.offset);
            options.maintenance = read_maintenance(path, &table)?;
        }
        Ok(options)
    }

    /// The instant that an option states, in local time unless it says otherwise.
    pub(crate) fn instant(
        &self,
        option: &str,
        text: Option<&str>,
    ) -> Result<Option<DateTime<Utc>>, Failure> {
        let instant = text.map(|text| parse_instant(text, self.table.offset)).transpose();
        Ok(instant.map_err(|error| format!("{option}: {error}"))?)
    }
}

fn hours(text: &str) -> Result<ServiceHours, String> {
    text.parse().map_err(|error: ServiceHoursError| error.to_string())
}
