//! What the command line asks for.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, Utc};
use clap::{Args, ValueEnum};
use knockon::Organisation;
use knockon::time::{ReplayOptions, Span};

use crate::answer::Failure;
use crate::input::OrganisationFiles;
use crate::scenario::number;

/// What every customer got over a history of readings.
#[derive(Debug, Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "A history is a table, or a JSON document of the format knockon/history:\n  \
        at,party,service,quality\n  2026-03-02T09:00:00+01:00,it,,0.5\n  \
        2026-03-02T09:20:00+01:00,,counter,0.8"
)]
pub(crate) struct Arguments {
    /// One JSON organisation, or a table of parties and a table of services; then the history, a
    /// table or a JSON document, unless there are --tickets. None for an embedded week
    #[arg(value_name = "ORG.json EVENTS.csv | NODES.csv EDGES.csv EVENTS.csv", num_args = 0..=3)]
    files: Vec<PathBuf>,

    /// What a consumer loses when everything it receives is lost, above 0 and up to 1, for tables
    /// without dependences
    #[arg(long, value_name = "T", value_parser = number)]
    dependence_total: Option<f64>,

    /// Tickets to derive the history from, in place of events
    #[arg(long, value_name = "TICKETS.csv")]
    tickets: Option<PathBuf>,

    /// For how many days a closed ticket still says what a service is like, 0..=3650
    #[arg(long, value_name = "DAYS", default_value_t = 7, requires = "tickets",
          value_parser = clap::value_parser!(u32).range(0..=3650))]
    window_days: u32,

    /// Quality that is good enough, 0..=1
    #[arg(long, value_name = "Q", default_value = "0.99", value_parser = number)]
    pub(crate) threshold: f64,

    /// When the period begins; at the first event unless given
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub(crate) from: Option<DateTime<Utc>>,

    /// When the period ends; at the last event unless given
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub(crate) to: Option<DateTime<Utc>>,

    /// Share of time at or above the threshold that is aimed at, from 0 to below 1
    #[arg(long, value_name = "SHARE", value_parser = number)]
    pub(crate) target: Option<f64>,

    /// Report every day, week or month apart as well
    #[arg(long, value_enum)]
    pub(crate) by: Option<By>,

    /// Local time minus UTC
    #[arg(long, value_name = "OFFSET", default_value = "+00:00", value_parser = offset,
          allow_hyphen_values = true)]
    pub(crate) offset: FixedOffset,

    /// How many rows to print
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) top: usize,

    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
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
    /// A table of tickets, and the days for which a closed one counts.
    Tickets(PathBuf, u32),
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
            Some(_) if files.len() > 2 => {
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
        let files = OrganisationFiles {
            files,
            dependence_total: self.dependence_total,
            customers: Vec::new(),
        };
        Ok((files.read(None, knockon::io::sample)?, source))
    }

    /// What to look at.
    pub(crate) fn options(&self) -> ReplayOptions {
        let mut options = ReplayOptions::default().threshold(self.threshold).offset(self.offset);
        options.target = self.target;
        options.spans = self.by.map(By::span).into_iter().collect();
        options
    }
}

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    let parsed = DateTime::parse_from_rfc3339(text);
    parsed.map(|instant| instant.to_utc()).map_err(|_| {
        "an instant of RFC 3339 is needed, such as `2026-03-02T09:00:00+01:00`".to_owned()
    })
}

fn offset(text: &str) -> Result<FixedOffset, String> {
    text.parse().map_err(|_| "an offset is needed, such as `+01:00`".to_owned())
}
