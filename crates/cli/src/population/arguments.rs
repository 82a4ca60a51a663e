//! What to generate, and how departments combine what they receive.

use std::path::PathBuf;

use crate::answer_format::AnswerFormat;

use clap::{Args, ValueEnum};
use knockon::Rule;
use support::bench::on_petgraph::Combine;

/// How it scales.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct Arguments {
    /// How many departments, 100 or more
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = departments)]
    pub(crate) departments: usize,

    /// How many external customers, 1 or more
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = customers)]
    pub(crate) customers: usize,

    /// The same seed gives the same organisation
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,

    /// How departments combine what they receive; customers feel the mean of their needs
    #[arg(long, value_enum, default_value_t = DepartmentRule::Independent)]
    pub(crate) rule: DepartmentRule,

    /// Write the organisation to DIR/nodes.csv and DIR/edges.csv, for `assess`
    #[arg(long, value_name = "DIR")]
    pub(crate) export: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) format: AnswerFormat,
}

/// More than this many parties of a kind could not be numbered with their services.
const MOST: usize = 100_000_000;

fn departments(text: &str) -> Result<usize, String> {
    count(text, 100, "twelve layers need")
}

fn customers(text: &str) -> Result<usize, String> {
    count(text, 1, "a mean over customers needs")
}

fn count(text: &str, least: usize, why: &str) -> Result<usize, String> {
    let count = text.parse().map_err(|_| "a whole number is needed".to_owned())?;
    if (least..=MOST).contains(&count) {
        Ok(count)
    } else {
        Err(format!("{why} {least} or more, and {MOST} at most"))
    }
}

/// A rule of departments.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DepartmentRule {
    /// Losses compound
    Independent,
    /// Losses add
    Additive,
    /// The worst input decides
    Weakest,
    /// The mean of capability and every need felt
    Share,
}

impl DepartmentRule {
    /// As the library states it.
    pub(crate) fn rule(self) -> Rule {
        match self {
            Self::Independent => Rule::INDEPENDENT,
            Self::Additive => Rule::ADDITIVE,
            Self::Weakest => Rule::WEAKEST,
            Self::Share => Rule::MEAN,
        }
    }

    /// As it is written on petgraph.
    pub(crate) fn combine(self) -> Combine {
        match self {
            Self::Independent => Combine::Independent,
            Self::Additive => Combine::Additive,
            Self::Weakest => Combine::Weakest,
            Self::Share => Combine::Share,
        }
    }

    /// As tables name it.
    pub(crate) fn in_tables(self) -> &'static str {
        match self {
            Self::Independent => "independent",
            Self::Additive => "additive",
            Self::Weakest => "weakest",
            Self::Share => "mean",
        }
    }
}
