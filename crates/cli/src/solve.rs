//! How much work an answer may take.

use clap::Args;
use knockon::SolveOptions;

use crate::progress;

/// Arguments of every command that solves.
#[derive(Debug, Args)]
pub(crate) struct SolveArguments {
    /// How many services a solve may evaluate in cycles, each counted as often as it is; unless
    /// given 2000000000, some seconds. What has not settled by then is said not to have
    /// converged; the steps of a timeline may take as many together, and end where they are
    #[arg(long, value_name = "N")]
    max_evaluations: Option<u64>,
}

impl SolveArguments {
    /// How states are solved.
    pub(crate) fn options(&self) -> SolveOptions {
        let mut options = SolveOptions::default();
        options.on_progress = progress::counting();
        match self.max_evaluations {
            Some(most) => options.max_evaluations(most),
            None => options,
        }
    }
}
