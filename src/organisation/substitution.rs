//! How several services meet one need.

/// How the services of a need stand in for each other; `y` is what is received on each, `w` its
/// weight.
///
/// # Examples
///
/// ```
/// use knockon::{Department, ExternalCustomer, Need, Organisation, Service, Substitution};
///
/// let organisation = Organisation::builder("Port")
///     .department(Department::new("crane-a").capability(0.0))
///     .department(Department::new("crane-b"))
///     .customer(ExternalCustomer::business("shipper"))
///     .need(Need::new("shipper", "unloading").dependence(1.0).substitution(Substitution::BestOf))
///     .service(Service::new("a", "crane-a", "shipper").for_need("unloading"))
///     .service(Service::new("b", "crane-b", "shipper").for_need("unloading"))
///     .build()?;
/// assert_eq!(organisation.compile()?.baseline().quality("shipper").unwrap().get(), 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Substitution {
    /// The best service counts: `max y`.
    BestOf,
    /// The k-th best service counts; `k = n` is "all of them".
    KthBest {
        /// From 1 to the number of services.
        k: u32,
    },
    /// The k-th best service counts, `k` being a share of the services there are, rounded up:
    /// `k = ⌈share·n − 1e-9⌉`, at least 1.
    KthBestShare {
        /// Above 0 and up to 1.
        at_least_share: f64,
    },
    /// Independent sources, any of which suffices: `1 − Π (1 − y)^w`.
    Independent,
    /// The probability that at least `k` of the services work, each with probability `y`.
    IndependentAtLeast {
        /// From 1 to the number of services.
        k: u32,
    },
    /// The probability that at least a share of the services work, as
    /// [`KthBestShare`](Self::KthBestShare) counts them.
    IndependentAtLeastShare {
        /// Above 0 and up to 1.
        at_least_share: f64,
    },
    /// Amounts add up: `min(1, Σ w·y / required)`.
    Pooled {
        /// The amount that meets the need, at most `Σ w` and at least 1e-15 of the largest `w`.
        required: f64,
    },
}

impl Substitution {
    /// The largest number of services [`Substitution::IndependentAtLeast`] accepts: its cost grows
    /// with the square of it.
    pub const MAX_AT_LEAST_SERVICES: usize = 1_000;

    /// The same of so many services with a share as a count.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "a share of a count is a count; anything else saturates"
    )]
    pub(crate) fn counting(self, services: usize) -> Self {
        /// What keeps 0.35 · 40, which is a little above 14, from being 15.
        const SLACK: f64 = 1e-9;
        let count = |share: f64| ((share * services as f64 - SLACK).ceil() as u32).max(1);
        match self {
            Self::KthBestShare { at_least_share } => Self::KthBest { k: count(at_least_share) },
            Self::IndependentAtLeastShare { at_least_share } => {
                Self::IndependentAtLeast { k: count(at_least_share) }
            }
            counted => counted,
        }
    }

    /// Whether service weights count.
    pub(crate) const fn uses_weights(&self) -> bool {
        matches!(self, Self::Independent | Self::Pooled { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_up_to_counts() {
        let k = |share, services| match (Substitution::KthBestShare { at_least_share: share })
            .counting(services)
        {
            Substitution::KthBest { k } => k,
            other => panic!("{other:?}"),
        };
        assert_eq!((k(0.35, 40), k(0.35, 41), k(0.01, 3), k(1.0, 7)), (14, 15, 1, 7));
    }
}
