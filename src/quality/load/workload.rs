//! stub
/// Stub.
#[derive(Debug, Clone, Copy)]
pub struct Workload;
