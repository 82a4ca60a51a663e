//! Chains, strongest first.

use std::fmt;

use super::search::ChainSearch;
use super::{Chain, Enumeration};

/// Chains one by one, strongest first; made by
/// [`ChainQuery::strongest`](super::ChainQuery::strongest).
///
/// # Examples
///
/// Two ways lead from the well to the garden, and a limit stops before either is found:
///
/// ```
/// use knockon::chain::Enumeration;
/// use knockon::{Columns, Network};
///
/// let network = Network::from_columns(&Columns::new(2, 1)?
///     .provider(&[0, 0, 1])
///     .consumer(&[1, 2, 2])
///     .dependence(&[0.5, 0.2, 0.6]))?;
/// let mut chains = network.chains().from("d0")?.strongest();
/// assert_eq!(chains.next().unwrap().to_string(), "d0 -> d1 -> c0"); // 0.5 * 0.6
/// assert_eq!(chains.next().unwrap().to_string(), "d0 -> c0");
/// assert_eq!(chains.next(), None);
/// assert_eq!(chains.status(), Enumeration::Complete);
///
/// let mut hasty = network.chains().from("d0")?.max_expansions(1).strongest();
/// assert_eq!(hasty.next(), None);
/// assert_eq!(hasty.status(), Enumeration::LimitReached);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub struct StrongestChains {
    search: ChainSearch,
}

impl StrongestChains {
    pub(super) fn new(search: ChainSearch) -> Self {
        Self { search }
    }

    /// Returns how the enumeration stands.
    pub fn status(&self) -> Enumeration {
        self.search.status()
    }

    /// Returns how many parties were looked at so far.
    pub fn expansions(&self) -> u64 {
        self.search.expansions()
    }
}

impl Iterator for StrongestChains {
    type Item = Chain;

    fn next(&mut self) -> Option<Chain> {
        let found = self.search.next()?;
        Some(Chain::new(self.search.network(), &found.entries))
    }
}

impl std::iter::FusedIterator for StrongestChains {}

impl fmt::Debug for StrongestChains {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StrongestChains")
            .field("status", &self.status())
            .field("expansions", &self.expansions())
            .finish_non_exhaustive()
    }
}
