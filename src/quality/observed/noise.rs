//! What own parts are where nothing is wrong.

use indexmap::IndexMap;

use crate::id::PartyId;

/// The own parts of readings in times when nothing is wrong, by party: how large they are where they
/// are noise.
///
/// Take the readings of a normal period, infer each instant, and give all of them to
/// [`learn`](Self::learn). An own part then counts from the party's usual one, the median. It may lie
/// as far below that as three standard deviations, on a robust scale, the median absolute deviation;
/// and as far as it does in normal times, but for so few instants that of a hundred one at most names
/// anybody. What is off to one side alone, as what is measured against the best of all times, has
/// hardly any deviation in the middle and a long way down.
///
/// # Examples
///
/// ```
/// use knockon::quality::{InferOptions, Noise};
/// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
///
/// let organisation = Organisation::builder("One desk")
///     .department(Department::new("desk"))
///     .customer(ExternalCustomer::new("callers"))
///     .service(Service::new("calls", "desk", "callers").dependence(1.0))
///     .build()?;
/// let network = organisation.compile()?;
/// // Usually at 0.95, a tenth of a point more or less.
/// let usual = [0.949, 0.95, 0.951].map(|reading| Scenario::new("").observed("desk", reading));
/// let usual = usual.iter().map(|read| network.infer(read)).collect::<Result<Vec<_>, _>>()?;
/// let noise = Noise::learn(&usual);
/// assert!((noise.usual("desk").unwrap() - -0.05).abs() < 1e-12);
/// assert!((noise.tolerance("desk").unwrap() - 3.0 * 1.4826 * 0.001).abs() < 1e-6);
///
/// let options = InferOptions::default().noise(noise);
/// let off = Scenario::new("worse").observed("desk", 0.945);
/// let desk = network.infer_with(&off, &options)?.reading("desk").unwrap().clone();
/// assert!(desk.beyond() < -desk.tolerance());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Noise {
    pub(super) by_party: IndexMap<PartyId, Usual>,
}

/// What is usual of a party's own part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Usual {
    pub(super) own_part: f64,
    pub(super) tolerance: f64,
}

impl Noise {
    /// Returns the usual own part of a party; `None` where nothing was learned of it.
    pub fn usual(&self, party: impl AsRef<str>) -> Option<f64> {
        self.by_party.get(party.as_ref()).map(|usual| usual.own_part)
    }

    /// Returns how far the own part of a party may be below the usual one, 1e-6 or more; `None` where
    /// nothing was learned of it.
    pub fn tolerance(&self, party: impl AsRef<str>) -> Option<f64> {
        self.by_party.get(party.as_ref()).map(|usual| usual.tolerance)
    }
}
