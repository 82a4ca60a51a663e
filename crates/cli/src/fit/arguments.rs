//! What the command line asks for.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use knockon::Rule;
use knockon::evidence::Period;
use knockon::evidence::calibration::CalibrationOptions;
use knockon::evidence::fit::{ClassBy, FitOptions, SlotBy};

use crate::answer::Failure;
use crate::answer_format::AnswerFormat;
use crate::input::OrganisationFiles;
use crate::scenario::number;
use crate::standard_input::given_file;
use crate::table::TableArguments;

/// What readings say of dependences, and how well they predict.
#[derive(Debug, Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "Services may be open, as those of a table without a column `dependence` are."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) organisation: OrganisationFiles,

    /// A table of readings of parties and services: at,party,service,observed,condition,volume
    #[arg(long, value_parser = given_file, value_name = "INDICATORS.csv")]
    pub(crate) indicators: Option<PathBuf>,

    /// A table of tickets: conditions by period, and requests per job
    #[arg(long, value_parser = given_file, value_name = "TICKETS.csv")]
    pub(crate) tickets: Option<PathBuf>,

    /// A table of answers to surveys: qualities of parties and conditions of services by period
    #[arg(long, value_parser = given_file, value_name = "SURVEYS.csv")]
    pub(crate) surveys: Option<PathBuf>,

    /// A table of feedback: qualities of parties by period
    #[arg(long, value_parser = given_file, value_name = "FEEDBACK.csv")]
    pub(crate) feedback: Option<PathBuf>,

    /// A table of judgements, such as a questionnaire of `ask` that was filled in; it may be the only
    /// one
    #[arg(long, value_parser = given_file, value_name = "JUDGEMENTS.csv")]
    pub(crate) judgements: Option<PathBuf>,

    /// The period by which readings are put together: hour, day, week, month, quarter, year, or
    /// minutes such as 15m
    #[arg(long, value_name = "PERIOD", default_value = "month", value_parser = period)]
    pub(crate) every: Period,

    /// The rule of every party
    #[arg(long, value_name = "RULE")]
    pub(crate) rule: Option<Rule>,

    /// Orders to try; `none` for the stated one alone
    #[arg(long, value_name = "ORDERS")]
    orders: Option<String>,

    /// The share of periods, the last ones, that is held out and predicted
    #[arg(long, value_name = "SHARE", default_value = "0.5", value_parser = number)]
    hold_out: f64,

    /// Which needs learn from each other
    #[arg(long, value_enum, default_value_t = ClassChoice::Provider)]
    class: ClassChoice,

    /// One dependence for all needs of a class: for the shortest histories
    #[arg(long)]
    common: bool,

    /// Which periods have a level of their own
    #[arg(long, value_enum)]
    slots: Option<SlotChoice>,

    /// A scenario to answer, with how far answer and observation may be off
    #[arg(long, value_parser = given_file, value_name = "S.json")]
    pub(crate) scenario: Option<PathBuf>,

    /// What all draws start from
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// What a value without a reference is compared with
    #[arg(long, value_enum)]
    pub(crate) reference: Option<crate::measure::ReferenceChoice>,

    #[command(flatten)]
    pub(crate) table: TableArguments,

    /// Write the organisation with levels and dependences as fitted
    #[arg(long, value_name = "ORG.json")]
    pub(crate) write: Option<PathBuf>,

    /// Take this dependence for what is still open, in what is written and in what is answered
    #[arg(long, value_name = "D", value_parser = number)]
    pub(crate) assume: Option<f64>,

    /// How many parties to print
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) top: usize,

    #[command(flatten)]
    pub(crate) format: AnswerFormat,
}

/// Which needs learn from each other.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ClassChoice {
    /// Those of one provider
    Provider,
    /// Services of one name
    Service,
    /// Every need stands alone
    None,
}

/// Which periods have a level of their own.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum SlotChoice {
    /// Hours of the day
    Hour,
    /// Days of the week
    Weekday,
    /// Months of the year
    Month,
}

fn period(text: &str) -> Result<Period, String> {
    text.parse().map_err(|error: knockon::evidence::UnknownPeriod| error.to_string())
}

impl Arguments {
    /// How dependences are fitted and tried.
    pub(crate) fn options(&self) -> Result<CalibrationOptions, Failure> {
        let mut fit = FitOptions::default().seed(self.seed).class_by(match self.class {
            ClassChoice::Provider => ClassBy::Provider,
            ClassChoice::Service => ClassBy::Service,
            ClassChoice::None => ClassBy::Nothing,
        });
        fit.common = self.common;
        fit.slot_by = self.slots.map(|slots| match slots {
            SlotChoice::Hour => SlotBy::Hour,
            SlotChoice::Weekday => SlotBy::Weekday,
            SlotChoice::Month => SlotBy::Month,
        });
        if let Some(orders) = &self.orders {
            fit = fit.orders(if orders == "none" { Vec::new() } else { read_orders(orders)? });
        }
        Ok(CalibrationOptions::default().hold_out(self.hold_out).fit(fit))
    }
}

fn read_orders(text: &str) -> Result<Vec<f64>, Failure> {
    let order = |text: &str| -> Result<f64, Failure> {
        let order: Option<f64> = text.trim().parse().ok().filter(|order: &f64| !order.is_nan());
        order.ok_or_else(|| {
            format!(
                "--orders: `{text}` is no order, where numbers such as `1,0,-1,-inf` are needed"
            )
            .into()
        })
    };
    text.split(',').map(order).collect()
}
