//! Tables of customers against the same customers in memory.

mod agreement;
mod errors;
mod functions;
mod memory;
mod parquet;
mod population;
