//! What the command line asks for.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use clap::{Args, ValueEnum};
use knockon::evidence::{Measuring, Period, Reference};
use knockon::io::parse_instant;

use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::input::OrganisationFiles;
use crate::scenario::number;
use crate::standard_input::given_file;
use crate::table::TableArguments;
use crate::time::days;

/// What tickets, surveys, feedback and indicators say.
#[derive(Debug, Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "Tables and their columns:\n  \
        tickets     provider,consumer,opened_at,resolved_at,target_met,service,closed_by\n  \
        surveys     at,party,instrument,score,provider,service,respondent,item,population\n  \
        feedback    at,party,channel,score,scale\n  \
        indicators  at,party,service,observed,capability,condition,value,reference,volume"
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) organisation: OrganisationFiles,

    /// A table of tickets
    #[arg(long, value_parser = given_file, value_name = "TICKETS.csv")]
    pub(crate) tickets: Option<PathBuf>,

    /// A table of answers to surveys
    #[arg(long, value_parser = given_file, value_name = "SURVEYS.csv")]
    pub(crate) surveys: Option<PathBuf>,

    /// A table of feedback
    #[arg(long, value_parser = given_file, value_name = "FEEDBACK.csv")]
    pub(crate) feedback: Option<PathBuf>,

    /// A table of readings of parties and services
    #[arg(long, value_parser = given_file, value_name = "INDICATORS.csv")]
    pub(crate) indicators: Option<PathBuf>,

    /// A table of judgements, such as a questionnaire of `ask` that was filled in
    #[arg(long, value_parser = given_file, value_name = "JUDGEMENTS.csv")]
    pub(crate) judgements: Option<PathBuf>,

    /// Today, a date or an instant; after everything that was read unless given
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,

    /// Leave out what was before, a date or an instant
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<String>,

    /// The period by which readings are put together and arrivals counted: hour, day, week, month,
    /// quarter, year, or minutes such as 15m
    #[arg(long, value_name = "PERIOD", default_value = "month", value_parser = period)]
    pub(crate) every: Period,

    /// The age in days, or such as `12w`, at which a reading counts for half; nothing ages unless
    /// given
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub(crate) half_life: Option<TimeDelta>,

    /// Until when handling times are averaged, in days or such as `36h`; the longest time that ten
    /// requests have been open unless given
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub(crate) horizon: Option<TimeDelta>,

    /// How often intervals hold the true number
    #[arg(long, value_name = "SHARE", default_value = "0.95", value_parser = number)]
    pub(crate) confidence: f64,

    /// The longest lag that is looked for, in periods
    #[arg(long, value_name = "PERIODS", default_value_t = 14)]
    pub(crate) longest_lag: usize,

    /// What a value without a reference is compared with
    #[arg(long, value_enum)]
    pub(crate) reference: Option<ReferenceChoice>,

    #[command(flatten)]
    pub(crate) table: TableArguments,

    /// Write the organisation with what was measured
    #[arg(long, value_name = "ORG.json")]
    pub(crate) write: Option<PathBuf>,

    /// How many rows to print
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) top: usize,

    #[command(flatten)]
    pub(crate) format: AnswerFormat,
}

/// What a value is compared with.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ReferenceChoice {
    /// The median of all values of the same party or service
    Median,
}

fn period(text: &str) -> Result<Period, String> {
    text.parse().map_err(|error: knockon::evidence::UnknownPeriod| error.to_string())
}

impl Arguments {
    /// Whether the embedded year is measured.
    pub(crate) fn is_embedded(&self) -> bool {
        let tables =
            [&self.tickets, &self.surveys, &self.feedback, &self.indicators, &self.judgements];
        tables.iter().all(|path| path.is_none())
    }

    /// Reads an instant of an option; a date is its first instant.
    pub(crate) fn instant(
        &self,
        option: &str,
        text: Option<&str>,
    ) -> Result<Option<DateTime<Utc>>, Failure> {
        let Some(text) = text else { return Ok(None) };
        let is_date = text.trim().parse::<NaiveDate>().is_ok();
        let whole = if is_date { format!("{} 00:00", text.trim()) } else { text.to_owned() };
        let read = parse_instant(&whole, self.table.offset);
        read.map(Some).map_err(|error| format!("{option}: {error}").into())
    }

    /// How evidence is measured.
    pub(crate) fn measuring(&self, until: DateTime<Utc>) -> Result<Measuring, Failure> {
        let mut measuring = Measuring::until(until)
            .every(self.every)
            .offset(self.table.offset)
            .confidence(self.confidence)
            .longest_lag(self.longest_lag);
        measuring.since = self.instant("--since", self.since.as_deref())?;
        measuring.half_life = self.half_life;
        measuring.horizon = self.horizon;
        if let Some(ReferenceChoice::Median) = self.reference {
            measuring.reference = Reference::Median;
        }
        Ok(measuring)
    }
}
