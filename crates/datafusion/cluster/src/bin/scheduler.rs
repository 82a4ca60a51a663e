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
    knockon_on_ballista::run("scheduler", serve())
}

async fn serve() -> Result<()> {
    let config = SchedulerConfig::try_from(Config::parse())?;
    let address = format!("{}:{}", config.bind_host, config.bind_port);
    let address: SocketAddr =
        address.parse().map_err(|_| BallistaError::Configuration(address.clone()))?;
    let cluster = BallistaCluster::new_from_config(&config).await?;
    start_server(cluster, address, Arc::new(config)).await
}
