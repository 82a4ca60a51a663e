//! stub
/// Stub.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Workload {
    /// Requests per hour.
    pub arrivals_per_hour: f64,
}

impl crate::quality::Assessment {
    /// Stub.
    pub fn workload(&self, id: &str) -> Option<Workload> {
        let layout = self.network().layout();
        let department = layout.dense_of[layout.names.find_party(id)?];
        let load = self.load()?;
        Some(Workload { arrivals_per_hour: *load.arrivals.get(department as usize)? })
    }
}
