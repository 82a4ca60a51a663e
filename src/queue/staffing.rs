//! How many agents a target takes.

use super::least_count::least;
use super::wait::check_level;
use super::{LARGEST, LEAST, Queue, QueueError};

impl Queue {
    /// Returns the least whole number of agents who serve a share of all arrivals within a target,
    /// and keep the [occupancy cap](Self::occupancy_cap) where one is stated; how many the queue has
    /// does not matter. Of the agents returned, those answer who are left after
    /// [shrinkage](Self::shrinkage).
    ///
    /// # Arguments
    ///
    /// - `share`: of all arrivals, above 0 and below 1.
    /// - `target`: the longest wait; infinite to ask for a share that is served at all.
    ///
    /// # Errors
    ///
    /// [`QueueError::Level`] and [`QueueError::Wait`] out of range; [`QueueError::OutOfReach`]
    /// where the load is so high that more than 1e50 agents are needed.
    ///
    /// # Complexity
    ///
    /// At most 65 evaluations of [`within`](Self::within), and two more.
    ///
    /// # Examples
    ///
    /// Ten requests at a time: 80% served within a ninth of the handling time take 14 agents.
    ///
    /// ```
    /// use knockon::queue::Queue;
    ///
    /// let queue = Queue::new(10.0, 1.0, 1.0)?;
    /// assert_eq!(queue.agents_for(0.8, 1.0 / 9.0)?, 14.0);
    /// assert!(queue.with_agents(13.0)?.within(1.0 / 9.0)? < 0.8);
    /// assert!(queue.agents_for(1.0, 1.0 / 9.0).is_err());
    /// # Ok::<(), knockon::queue::QueueError>(())
    /// ```
    pub fn agents_for(&self, share: f64, target: f64) -> Result<f64, QueueError> {
        let agents = self.fractional_agents_for(share, target)?.ceil();
        // Rounding may have let the level slip to the other side of a whole number.
        for candidate in [agents - 1.0, agents] {
            if candidate >= 1.0 && self.reaches(candidate, share, target)? {
                return Ok(candidate);
            }
        }
        Ok(agents + 1.0)
    }

    /// Returns the least number of agents, whole or not, who do the same; 1e-50 where any number
    /// does.
    ///
    /// # Errors
    ///
    /// As [`agents_for`](Self::agents_for).
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::queue::Queue;
    ///
    /// let queue = Queue::new(10.0, 1.0, 1.0)?;
    /// let agents = queue.fractional_agents_for(0.8, 1.0 / 9.0)?;
    /// assert!(13.0 < agents && agents < 14.0);
    /// assert!((queue.with_agents(agents)?.within(1.0 / 9.0)? - 0.8).abs() < 1e-14);
    /// # Ok::<(), knockon::queue::QueueError>(())
    /// ```
    pub fn fractional_agents_for(&self, share: f64, target: f64) -> Result<f64, QueueError> {
        check_level(share)?;
        self.within(target)?;
        let reaches = |agents| self.reaches(agents, share, target).unwrap_or(false);
        least(LEAST, LARGEST, reaches).ok_or(QueueError::OutOfReach { share })
    }

    fn reaches(&self, agents: f64, share: f64, target: f64) -> Result<bool, QueueError> {
        let queue = self.with_agents(agents)?;
        let keeps_cap = keeps_cap(self.offered_load(), queue.load().agents, self.occupancy_cap);
        Ok(keeps_cap && queue.within(target)? >= share)
    }
}

/// Whether an offered load is within an occupancy cap of the agents who answer, to rounding: twenty
/// who may be half busy keep up with a load of ten.
pub(crate) fn keeps_cap(offered_load: f64, agents: f64, occupancy_cap: f64) -> bool {
    const ROUNDING: f64 = 1e-12;
    offered_load <= occupancy_cap * agents * (1.0 + ROUNDING)
}
