//! Chains and cycles as one document.

use serde::Serialize;

use crate::chain::{Chain, ChainQuery, CyclicComponent, Enumeration, Figures};
use crate::id::{PartyId, ServiceId};
use crate::network::Network;

/// How many loops of each cyclic component are listed.
const MOST_LOOPS: usize = 3;

/// The strongest chains of a query, how many there are, and the cycles of the network.
///
/// # Examples
///
/// ```
/// use knockon::report::ChainsDocument;
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("deck"))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("crossing", "deck", "passengers").dependence(0.8))
///     .build()?;
/// let network = organisation.compile()?;
/// let document = ChainsDocument::new("Ferry", &network, &network.chains(), 10);
/// assert_eq!(document.chains[0].parties(), ["deck", "passengers"]);
/// assert_eq!(document.figures.longest, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ChainsDocument {
    /// Always `knockon/chains`.
    pub format: &'static str,
    /// Always 1.
    pub version: u32,
    /// What the organisation is called.
    pub organisation: String,
    /// Whether the search went as far as was asked.
    pub status: Enumeration,
    /// How many chains there are, and how long.
    pub figures: Figures,
    /// The strongest chains.
    pub chains: Vec<Chain>,
    /// Departments that serve each other in cycles, in the order of evaluation.
    pub cycles: Vec<CycleLine>,
}

/// Departments that serve each other in cycles.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CycleLine {
    /// The departments.
    pub departments: Vec<PartyId>,
    /// The services between them.
    pub services: Vec<ServiceId>,
    /// Whether it is proved to have one solution whatever happens elsewhere.
    pub certified: bool,
    /// Some loops of it.
    pub loops: Vec<Chain>,
}

impl ChainsDocument {
    /// Writes down up to `max_chains` chains of a query, and every cycle with up to three loops.
    ///
    /// # Complexity
    ///
    /// The search for the chains, [`ChainQuery::figures`] and [`Network::cycles`].
    pub fn new(
        organisation: &str,
        network: &Network,
        query: &ChainQuery,
        max_chains: usize,
    ) -> Self {
        let mut strongest = query.strongest();
        let chains: Vec<_> = strongest.by_ref().take(max_chains).collect();
        Self {
            format: "knockon/chains",
            version: 1,
            organisation: organisation.to_owned(),
            status: strongest.status(),
            figures: query.figures(),
            chains,
            cycles: network.cycles().map(|cycle| CycleLine::new(&cycle)).collect(),
        }
    }
}

impl CycleLine {
    fn new(cycle: &CyclicComponent) -> Self {
        Self {
            departments: cycle.departments().to_vec(),
            services: cycle.services(),
            certified: cycle.is_certified(),
            loops: cycle.loops().take(MOST_LOOPS).collect(),
        }
    }
}
