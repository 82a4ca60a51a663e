//! The executor of Ballista as it is, without its logs.

use std::process::ExitCode;
use std::sync::Arc;

use ballista_core::error::Result;
use ballista_executor::config::Config;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use clap::Parser;

fn main() -> ExitCode {
    knockon_on_ballista::run("executor", serve())
}

async fn serve() -> Result<()> {
    let config = ExecutorProcessConfig::try_from(Config::parse())?;
    start_executor_process(Arc::new(config)).await
}
