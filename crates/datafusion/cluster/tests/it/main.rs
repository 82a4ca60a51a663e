//! The queries that the library writes, on a scheduler and two executors of Ballista, each a process.

mod cluster;
mod customers;
mod queries;
