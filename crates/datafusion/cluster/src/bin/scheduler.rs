//! The scheduler of Ballista as it is, without its logs.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use ballista_core::error::{BallistaError, Result};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::{Config, SchedulerConfig};
use ballista_scheduler::scheduler_process::start_server;
use clap::Parser;

fn main() -> ExitCode {
    // Plans of queries are deep where code is not optimised.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(32 << 20)
        .build();
    let served = runtime.map_err(BallistaError::from).and_then(|it| it.block_on(serve()));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("scheduler: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<()> {
    let config = SchedulerConfig::try_from(Config::parse())?;
    let address = format!("{}:{}", config.bind_host, config.bind_port);
    let address: SocketAddr =
        address.parse().map_err(|_| BallistaError::Configuration(address.clone()))?;
    let cluster = BallistaCluster::new_from_config(&config).await?;
    start_server(cluster, address, Arc::new(config)).await
}
