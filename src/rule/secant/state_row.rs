//! A plain row in two states.

/// The row at hand.
pub(crate) struct StateRow<'a> {
    /// The qualities of all parties before and after.
    pub(crate) old: &'a [f64],
    pub(crate) new: &'a [f64],
    pub(crate) providers: &'a [u32],
    pub(crate) dependences: &'a [f64],
    /// Own capability before and after.
    pub(crate) own: (f64, f64),
    /// The party's own quality before and after.
    pub(crate) delivered: (f64, f64),
}

impl StateRow<'_> {
    /// Provider and dependence of each service.
    pub(crate) fn services(&self) -> impl ExactSizeIterator<Item = (usize, f64)> {
        let providers = self.providers.iter().map(|&provider| provider as usize);
        providers.zip(self.dependences.iter().copied())
    }

    /// What is felt of each service before and after.
    pub(crate) fn felt(&self) -> impl ExactSizeIterator<Item = (f64, f64)> {
        self.services().map(|(provider, dependence)| {
            let felt = |quality: &[f64]| 1.0 - dependence * (1.0 - quality[provider]);
            (felt(self.old), felt(self.new))
        })
    }

    /// By how much what is felt of a service changed.
    #[inline]
    pub(crate) fn change(&self, provider: usize, dependence: f64) -> f64 {
        dependence * (self.new[provider] - self.old[provider])
    }
}
