//! What the command line asks of the loop of revenue, budgets, people, quality and customers.

use chrono::TimeDelta;
use clap::Args;
use knockon::outcome::{BudgetLoopOptions, LoopStart, Settling};

use crate::scenario::number;
use crate::time::duration;

/// How the loop is followed.
#[derive(Debug, Args)]
pub(crate) struct LoopArguments {
    /// Follow revenue, budgets, people, quality and customers, period by period
    #[arg(long = "loop", conflicts_with_all = ["from_replay", "incidents", "band"])]
    pub(crate) is_loop: bool,

    /// How many per cent more posts 1 % more revenue brings departments that state no elasticity
    #[arg(long, value_name = "BETA", default_value = "0", requires = "is_loop", value_parser = number)]
    elasticity: f64,

    /// How long a period of the loop is; a quarter of a year unless given
    #[arg(long, value_name = "TIME", requires = "is_loop", value_parser = duration)]
    period: Option<TimeDelta>,

    /// The time constant by which budgets follow revenue; a year unless given
    #[arg(long, value_name = "TIME", requires = "is_loop", value_parser = duration)]
    delay: Option<TimeDelta>,

    /// Take every period as settled: no lags, backlogs and crisis reserves, and quick
    #[arg(long, requires = "is_loop")]
    quick: bool,

    /// Start the loop from the worst state there is
    #[arg(long, requires = "is_loop")]
    pub(crate) from_collapse: bool,

    /// How long the scenario holds in the loop; for good unless given
    #[arg(long, value_name = "TIME", requires_all = ["is_loop", "scenario"], value_parser = duration)]
    pub(crate) scenario_for: Option<TimeDelta>,
}

impl LoopArguments {
    /// Options of a loop over so many years, in which nothing happens yet.
    pub(crate) fn options(&self, years: f64) -> BudgetLoopOptions {
        let mut options = BudgetLoopOptions::years(years)
            .elasticity(self.elasticity)
            .settling(if self.quick { Settling::AtRest } else { Settling::OverTime })
            .starting(if self.from_collapse { LoopStart::Collapse } else { LoopStart::Today });
        if let Some(period) = self.period {
            options = options.period(period);
        }
        if let Some(delay) = self.delay {
            options = options.delay(delay);
        }
        options
    }
}
