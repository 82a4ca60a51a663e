//! The executor of Ballista as it is, without its logs.

use std::process::ExitCode;
use std::sync::Arc;

use ballista_core::error::{BallistaError, Result};
use ballista_executor::config::Config;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use clap::Parser;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(32 << 20)
        .build();
    let served = runtime.map_err(BallistaError::from).and_then(|it| it.block_on(serve()));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("executor: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<()> {
    let config = ExecutorProcessConfig::try_from(Config::parse())?;
    start_executor_process(Arc::new(config)).await
}
