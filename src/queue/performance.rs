//! How a queue does on average.

use serde::Serialize;

use super::figures::WaitingFigures;
use super::{Queue, erlang_a, erlang_c};

/// Means and probabilities of a queue, in the unit of time of its rates.
///
/// Where agents do not keep up and nobody leaves, waits and queues have no mean: they are infinite.
/// The default is that of a queue nobody joins.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct Performance {
    /// Arrivals per mean handling time, `a = λ/μ`.
    pub offered_load: f64,
    /// The share of time that an agent who answers is busy, 0..=1; those who leave keep nobody busy.
    pub utilisation: f64,
    /// The probability that an arrival finds no agent free, 0..=1.
    pub probability_of_wait: f64,
    /// The mean wait of all arrivals, those who do not wait and those who leave among them.
    pub mean_wait: f64,
    /// How many wait on average, `λ` times the mean wait (Little).
    pub mean_queue_length: f64,
    /// How many wait or are served on average.
    pub mean_number_in_system: f64,
    /// The share of arrivals that leaves unserved, 0..=1; 0 without patience.
    pub abandonment: f64,
}

impl Queue {
    /// Returns how the queue does on average.
    ///
    /// # Complexity
    ///
    /// Constant time.
    ///
    /// # Examples
    ///
    /// Two arrivals in the time one agent handles one; who has lost patience after as long, leaves.
    ///
    /// ```
    /// use knockon::queue::Queue;
    ///
    /// let performance = Queue::new(2.0, 1.0, 1.0)?.patience(1.0)?.performance();
    /// let idle = f64::exp(-2.0); // as many are in the system as arrive within a handling time
    /// assert!((performance.utilisation - (1.0 - idle)).abs() < 1e-15);
    /// assert!((performance.mean_number_in_system - 2.0).abs() < 1e-14);
    ///
    /// let patient = Queue::new(2.0, 1.0, 1.0)?.performance();
    /// assert_eq!(patient.utilisation, 1.0);
    /// assert_eq!(patient.mean_wait, f64::INFINITY);
    /// # Ok::<(), knockon::queue::QueueError>(())
    /// ```
    pub fn performance(&self) -> Performance {
        if self.arrival_rate <= 0.0 {
            return Performance::default();
        }
        let load = self.load();
        let station = load.station();
        let WaitingFigures { probability, mean, served, abandonment } = if self.patience.is_some() {
            erlang_a::waiting(station)
        } else {
            erlang_c::waiting(station)
        };
        let offered_load = self.offered_load();
        let utilisation = (offered_load / load.agents * served).min(1.0);
        let wait = load.real_wait(mean);
        let mean_queue_length = offered_load * wait;
        Performance {
            offered_load,
            utilisation,
            probability_of_wait: probability,
            mean_wait: wait / self.service_rate,
            mean_queue_length,
            mean_number_in_system: mean_queue_length + utilisation * load.agents,
            abandonment,
        }
    }
}
