//! The needs of a party, by how much is lost of each.

use super::slope_bound::NeedShape;

/// The needs of a party, one entry each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FeltNeeds<'a> {
    /// The loss felt, `α (1 − u)`.
    pub(crate) loss: &'a [f64],
    pub(crate) dependence: &'a [f64],
    /// Empty where every weight is 1.
    pub(crate) weight: &'a [f64],
}

impl FeltNeeds<'_> {
    /// A need as bounds of slopes see it.
    pub(crate) fn shape(&self, need: usize) -> NeedShape {
        NeedShape { weight: self.weight(need), dependence: self.dependence[need] }
    }

    pub(crate) fn shapes(&self) -> impl Iterator<Item = NeedShape> {
        (0..self.loss.len()).map(|need| self.shape(need))
    }

    pub(super) fn weight(&self, need: usize) -> f64 {
        self.weight.get(need).copied().unwrap_or(1.0)
    }

    /// Losses and weights.
    pub(super) fn weighted(&self) -> impl Iterator<Item = (f64, f64)> {
        self.loss.iter().enumerate().map(|(need, &loss)| (loss, self.weight(need)))
    }

    /// Losses of needs that count, negated: what `ln_1p` takes.
    fn lost(&self) -> impl Iterator<Item = f64> {
        let counts = |&(need, _): &(usize, &f64)| self.weight(need) > 0.0;
        self.loss.iter().enumerate().filter(counts).map(|(_, loss)| -loss)
    }

    /// The largest loss, negated; 0 without needs.
    pub(super) fn most_lost(&self) -> f64 {
        self.lost().fold(0.0, f64::min)
    }

    /// The smallest loss, negated; `None` without needs that count.
    pub(super) fn least_lost(&self) -> Option<f64> {
        self.lost().reduce(f64::max)
    }
}
