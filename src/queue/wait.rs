//! How long requests wait: shares served within a time, and times within which shares are served.

use super::least_count::least;
use super::{Queue, QueueError, ServedWithin, erlang_a, erlang_c};

impl Queue {
    /// Returns the share of all arrivals served after a wait of at most `target`.
    ///
    /// Those who leave are not served, so that an infinite target gives `1 − abandonment`. Where
    /// agents do not keep up and nobody leaves, nobody is served within a finite target, and an
    /// infinite one gives the share they keep up with, `n μ/λ`.
    ///
    /// ```text
    /// without patience    1 − P_wait · e^(−(nμ − λ) T / v)
    /// ```
    ///
    /// with `v` the mean of the two squared coefficients of variation.
    ///
    /// # Errors
    ///
    /// [`QueueError::Wait`] for a target that is negative or NaN.
    ///
    /// # Complexity
    ///
    /// Constant time: some hundred exponentials, or as many divisions as agents for few of them.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::queue::Queue;
    ///
    /// let queue = Queue::new(0.9, 1.0, 1.0)?;
    /// assert!((queue.within(0.0)? - 0.1).abs() < 1e-15);
    /// assert!((queue.within(10.0)? - (1.0 - 0.9 * f64::exp(-1.0))).abs() < 1e-15);
    /// assert_eq!(queue.within(-1.0).unwrap_err().to_string(), "wait `-1` is outside 0..=inf");
    /// # Ok::<(), knockon::queue::QueueError>(())
    /// ```
    pub fn within(&self, target: f64) -> Result<f64, QueueError> {
        check_wait(target)?;
        Ok(self.load().within(target))
    }

    /// Returns the share of all arrivals that is served at all: who does not leave, and where
    /// nobody does, the share agents keep up with.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::queue::Queue;
    ///
    /// let queue = Queue::new(2.0, 1.0, 1.0)?;
    /// assert_eq!(queue.served(), 0.5);
    /// let served = queue.patience(1.0)?.served();
    /// assert!((served - 0.5 * (1.0 - f64::exp(-2.0))).abs() < 1e-15);
    /// # Ok::<(), knockon::queue::QueueError>(())
    /// ```
    pub fn served(&self) -> f64 {
        self.load().served()
    }

    /// Returns the share of all arrivals served within a target as [`within`](Self::within) does,
    /// with its derivatives in the arrival rate, the agents and the service rate.
    ///
    /// # Errors
    ///
    /// [`QueueError::Wait`] for a target that is negative or NaN.
    pub fn service_level(&self, target: f64) -> Result<ServedWithin, QueueError> {
        check_wait(target)?;
        Ok(self.load().service_level(target))
    }

    /// Returns the probability that somebody of endless patience who joins has to wait longer than
    /// a time: the virtual wait exceeds it.
    ///
    /// # Errors
    ///
    /// [`QueueError::Wait`] for a time that is negative or NaN.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::queue::Queue;
    ///
    /// let queue = Queue::new(0.9, 1.0, 1.0)?;
    /// assert!((queue.exceeds(10.0)? - 0.9 * f64::exp(-1.0)).abs() < 1e-15);
    /// # Ok::<(), knockon::queue::QueueError>(())
    /// ```
    pub fn exceeds(&self, time: f64) -> Result<f64, QueueError> {
        check_wait(time)?;
        let load = self.load();
        let (station, time) = (load.station(), load.random_wait(time));
        Ok(if self.arrival_rate <= 0.0 {
            0.0
        } else if self.patience.is_some() {
            erlang_a::exceeds(station, time)
        } else {
            erlang_c::exceeds(station, time)
        })
    }

    /// Returns the time within which a share of those who join would be served if their patience
    /// were endless: the quantile of the virtual wait, 0 where so many do not wait.
    ///
    /// It is infinite for the share 1, unless nobody waits, and where agents do not keep up and
    /// nobody leaves.
    ///
    /// # Errors
    ///
    /// [`QueueError::Share`] outside 0..=1.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::queue::Queue;
    ///
    /// let queue = Queue::new(0.9, 1.0, 1.0)?;
    /// assert_eq!(queue.wait_percentile(0.05)?, 0.0);
    /// assert!((queue.wait_percentile(0.95)? - 10.0 * f64::ln(18.0)).abs() < 1e-13);
    /// # Ok::<(), knockon::queue::QueueError>(())
    /// ```
    pub fn wait_percentile(&self, share: f64) -> Result<f64, QueueError> {
        if !(0.0..=1.0).contains(&share) {
            return Err(QueueError::Share { share });
        }
        let exceeding = 1.0 - share;
        if self.exceeds(0.0)? <= exceeding {
            return Ok(0.0);
        }
        if exceeding <= 0.0 {
            return Ok(f64::INFINITY);
        }
        if self.patience.is_none() {
            let load = self.load();
            let wait = erlang_c::exceeded_by(load.station(), exceeding);
            return Ok(load.real_wait(wait) / self.service_rate);
        }
        let is_long = |wait: f64| self.exceeds(wait).is_ok_and(|exceeds| exceeds <= exceeding);
        Ok(least(0.0, f64::MAX, is_long).unwrap_or(f64::INFINITY))
    }

    /// Returns the least target within which a share of all arrivals is served; `None` where fewer
    /// are served at all.
    ///
    /// # Errors
    ///
    /// [`QueueError::Level`] unless the share is above 0 and below 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::queue::Queue;
    ///
    /// let queue = Queue::new(2.0, 1.0, 1.0)?.patience(1.0)?; // serves 43% in the end
    /// let target = queue.target_for(0.4)?.expect("less than what is served");
    /// assert!((queue.within(target)? - 0.4).abs() < 1e-15);
    /// assert_eq!(queue.target_for(0.5)?, None);
    /// # Ok::<(), knockon::queue::QueueError>(())
    /// ```
    pub fn target_for(&self, share: f64) -> Result<Option<f64>, QueueError> {
        check_level(share)?;
        let is_kept = |target: f64| self.within(target).is_ok_and(|within| within >= share);
        Ok(least(0.0, f64::MAX, is_kept))
    }
}

/// Refuses waits that are negative or none.
fn check_wait(wait: f64) -> Result<(), QueueError> {
    if wait >= 0.0 { Ok(()) } else { Err(QueueError::Wait { wait }) }
}

/// Refuses shares that everybody or nobody reaches.
pub(super) fn check_level(share: f64) -> Result<(), QueueError> {
    if share > 0.0 && share < 1.0 { Ok(()) } else { Err(QueueError::Level { share }) }
}
