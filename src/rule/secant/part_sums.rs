//! Parts of a change, summed up.

/// Parts of a change, summed up.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct PartSums {
    pub(crate) sum: f64,
    /// Regardless of their signs.
    pub(crate) size: f64,
}

impl PartSums {
    #[inline]
    pub(crate) fn take(&mut self, part: f64) {
        self.sum += part;
        self.size += part.abs();
    }

    /// By what parts of one sign are to be scaled to sum up to a change, if that is less than twice
    /// their sum.
    #[inline]
    pub(crate) fn scaled_to(self, change: f64) -> Option<f64> {
        let Self { sum, size } = self;
        let is_of_one_sign = sum.abs().to_bits() == size.to_bits();
        (is_of_one_sign && (change - sum).abs() < size).then(|| change / sum)
    }
}
