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
    /// Independent sources, any of which suffices: `1 − Π (1 − y)^w`.
    Independent,
    /// The probability that at least `k` of the services work, each with probability `y`.
    IndependentAtLeast {
        /// From 1 to the number of services.
        k: u32,
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

    /// Whether service weights count.
    pub(crate) const fn uses_weights(&self) -> bool {
        matches!(self, Self::Independent | Self::Pooled { .. })
    }
}
