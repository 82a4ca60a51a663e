//! The least any solve has to do: read every service once and gather its provider's value.

use knockon::Network;

/// What a solve reads, in the order in which it reads it.
#[derive(Debug)]
pub struct Limit {
    provider: Vec<u32>,
    dependence: Vec<f64>,
    /// A value of each department.
    table: Vec<f64>,
}

impl Limit {
    /// Copies the services of a network.
    #[must_use]
    pub fn new(network: &Network) -> Self {
        let (provider, dependence) = network.services_in_order().unzip();
        let table = vec![0.5; network.department_count()];
        Self { provider, dependence, table }
    }

    /// Streams and gathers, with enough sums that none waits for another.
    #[must_use]
    pub fn run(&self) -> f64 {
        let mut sums = [0.0; 8];
        let (providers, last_providers) = self.provider.as_chunks::<8>();
        let (dependences, last_dependences) = self.dependence.as_chunks::<8>();
        for (providers, dependences) in providers.iter().zip(dependences) {
            for lane in 0..8 {
                sums[lane] += dependences[lane] * self.table[providers[lane] as usize];
            }
        }
        for (&provider, dependence) in last_providers.iter().zip(last_dependences) {
            sums[0] += dependence * self.table[provider as usize];
        }
        sums.iter().sum()
    }
}
