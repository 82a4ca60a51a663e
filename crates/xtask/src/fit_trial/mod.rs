//! `fit-trial`: fits public series and compares what they predict with what was read.
//!
//! The inputs are not part of the repository. What is asked of each, and what must be reached, stands
//! beside the figure.

mod flights;
mod petshop;
mod rival;
mod root_causes;
mod speed;
mod tickets;

use std::path::PathBuf;

use clap::Args;

/// What to run.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The folder with the inputs: `petshop`, `us-flights-2001`, `uci-servicenow`, `callcentre-1999`.
    #[arg(long)]
    data: PathBuf,
    /// One of `petshop`, `flights`, `tickets`, `calls`, `speed`; all unless given.
    #[arg(long)]
    only: Option<String>,
}

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Runs and prints; fails where a figure is not reached.
pub(crate) fn run(options: &Options) -> Outcome<()> {
    let asked = |name: &str| options.only.as_deref().is_none_or(|only| only == name);
    let mut figures = Vec::new();
    if asked("petshop") {
        let folder = options.data.join("petshop");
        figures.extend(petshop::figures(&folder)?);
    }
    if asked("flights") {
        let folder = options.data.join("us-flights-2001");
        figures.extend(flights::figures(&folder)?);
    }
    if asked("tickets") {
        figures.extend(tickets::help_desk(&options.data.join("uci-servicenow"))?);
    }
    if asked("calls") {
        figures.extend(tickets::call_centre(&options.data.join("callcentre-1999"))?);
    }
    if asked("speed") {
        figures.extend(speed::figures()?);
    }
    let missed = figures.iter().filter(|figure| !figure.is_reached()).count();
    for figure in &figures {
        println!("{figure}");
    }
    if missed > 0 {
        return Err(format!("{missed} of {} figures are missed", figures.len()).into());
    }
    Ok(())
}

/// A figure and what it must be.
#[derive(Debug)]
pub(crate) struct Figure {
    what: String,
    value: f64,
    least: f64,
    most: f64,
}

impl Figure {
    fn at_most(what: impl Into<String>, value: f64, most: f64) -> Self {
        Self { what: what.into(), value, least: f64::NEG_INFINITY, most }
    }

    /// A figure to compare with; nothing must be reached.
    fn shown(what: impl Into<String>, value: f64) -> Self {
        Self { what: what.into(), value, least: f64::NEG_INFINITY, most: f64::INFINITY }
    }

    fn between(what: impl Into<String>, value: f64, least: f64, most: f64) -> Self {
        Self { what: what.into(), value, least, most }
    }

    fn is_reached(&self) -> bool {
        (self.least..=self.most).contains(&self.value)
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { what, value, least, most } = self;
        let mark = if self.is_reached() { " " } else { "!" };
        write!(f, "{mark} {value:10.4}  {what}")?;
        match (least.is_finite(), most.is_finite()) {
            (true, true) => write!(f, " (must be {least} to {most})"),
            (true, false) => write!(f, " (must be at least {least})"),
            (false, true) => write!(f, " (must be at most {most})"),
            (false, false) => Ok(()),
        }
    }
}

/// A root mean square.
fn root_mean_square(errors: &[f64]) -> f64 {
    let count = u32::try_from(errors.len()).unwrap_or(u32::MAX);
    (errors.iter().map(|error| error * error).sum::<f64>() / f64::from(count).max(1.0)).sqrt()
}
