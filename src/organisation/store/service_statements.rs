//! Services as a builder holds them.

use std::fmt;
use std::sync::Arc;

use super::stated::Stated;
use crate::organisation::Service;

/// Services as a builder holds them: those of an organisation stay its columns until one of them is
/// to be changed.
#[derive(Clone)]
pub(crate) enum ServiceStatements {
    /// One by one.
    Listed(Vec<Service>),
    /// All services of an organisation, unchanged.
    AsStated(Arc<Stated>),
}

impl Default for ServiceStatements {
    fn default() -> Self {
        Self::Listed(Vec::new())
    }
}

/// Services one by one, however they are held.
impl fmt::Debug for ServiceStatements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone().list()).finish()
    }
}

impl ServiceStatements {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Listed(services) => services.len(),
            Self::AsStated(stated) => stated.services.len(),
        }
    }

    /// The services one by one, to be changed.
    ///
    /// Of an organisation's services they are made at the first call, in time and memory linear in
    /// these.
    pub(crate) fn list(&mut self) -> &mut Vec<Service> {
        loop {
            match self {
                Self::Listed(services) => return services,
                Self::AsStated(stated) => {
                    let services = (0..stated.services.len()).map(|index| stated.service(index));
                    *self = Self::Listed(services.collect());
                }
            }
        }
    }
}
