//! A rule that takes one need at a time into one number.

use super::FeltNeeds;
use crate::numerics::csr::ix;

/// The value of a plain rule, for passes over rows of needs of weight 1.
///
/// What was taken so far is one number, whose meaning is the rule's own: a pass keeps it for many
/// parties, or for many scenarios, at once.
pub(crate) trait Accumulate: Copy {
    /// Begins with own capability.
    fn start(self, own: f64) -> f64;

    /// Takes a need of weight 1 by its loss.
    fn add(self, taken: f64, loss: f64) -> f64;

    /// Returns the combined quality, given the weight of own capability and of all needs together;
    /// only means look at it, and that of a mean is above 0.
    fn finish(self, taken: f64, weight: f64) -> f64;

    /// Finishes many, of one weight: turns what was taken into combined qualities.
    #[inline]
    fn finish_all(self, taken: &mut [f64], weight: f64) {
        for taken in taken {
            *taken = self.finish(*taken, weight);
        }
    }

    /// The weight of own capability.
    #[inline]
    fn own_weight(self) -> f64 {
        1.0
    }

    /// The weight of own capability and of so many needs of weight 1.
    #[inline]
    fn weight(self, need_count: usize) -> f64 {
        self.own_weight() + f64::from(ix(need_count))
    }

    /// Returns the quality of a party without needs.
    #[inline]
    fn alone(self, own: f64) -> f64 {
        self.finish(self.start(own), self.own_weight())
    }

    /// Combines own capability and needs of any weight.
    #[inline]
    fn combine(self, own: f64, needs: FeltNeeds<'_>) -> f64 {
        let taken = needs.loss.iter().fold(self.start(own), |taken, &loss| self.add(taken, loss));
        self.finish(taken, self.own_weight())
    }
}
