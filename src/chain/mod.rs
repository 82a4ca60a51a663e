//! Who depends on whom, and through which chains.
//!
//! A chain is a path of services from a department to a party, each party at most once:
//!
//! ```text
//!                0.6                 0.4                0.9
//!        IT ───────────> HR ───────────────> Operations ─────> Shoppers
//!         │   <─────────  0.2                    ^
//!         └──────────────────────────────────────┘ 0.3
//!
//!    0.27   IT -> Operations -> Shoppers            0.3 · 0.9
//!    0.216  IT -> HR -> Operations -> Shoppers      0.6 · 0.4 · 0.9
//! ```
//!
//! There are [two ways to list them](ChainQuery): [`strongest`](ChainQuery::strongest) by the
//! product of the dependences along the chain, lazily, without ever making the rest; and
//! [`all`](ChainQuery::all), as a walk. An organisation of a few thousand departments easily has
//! 10¹¹ chains, so the walk is for small ones, and both give up at a limit and
//! [say so](Enumeration). [`figures`](ChainQuery::figures) tells beforehand how many there are.
//!
//! # Cycles
//!
//! HR serves IT, too: IT -> HR -> IT is a loop, not a chain. Loops make the search for chains hard.
//! What looks like a strong way on may lead back through a department that the chain has passed,
//! and inside a group of departments that all serve each other such dead ends are exponentially
//! many:
//!
//! ```text
//!            ┌─── clique of ten ───┐
//!   IT ────> a <──> b <──> c  ...  │     the one way out leads from a: a chain that went on to
//!            │ ^                   │     b has 109,600 ways to go astray, and none to arrive
//!            └─│───────────────────┘
//!              v
//!            Shoppers
//! ```
//!
//! The search therefore asks, whenever a chain turns off the best way inside such a group, for the
//! best way that avoids what it has passed; turnings that lead nowhere cost one look at the group.
//! [`Network::cycles`](crate::Network::cycles) lists the groups with example loops.
//!
//! # References
//!
//! Best-first search with an exact potential is A* (P. Hart, N. Nilsson and B. Raphael, 1968) on
//! products; asking anew at each deviation goes back to J. Yen, *Finding the k shortest loopless
//! paths in a network*, Management Science 17 (1971) 712-716, in the lazy form of E. Lawler (1972).

#![expect(
    clippy::indexing_slicing,
    reason = "searches index by dense numbers that the network made in range"
)]

mod best_remaining;
#[expect(clippy::module_inception, reason = "the file of a type bears its name")]
mod chain;
mod counts;
mod cycle;
mod enumerate;
mod open_list;
mod query;
mod replacement_path;
pub(crate) mod search;
mod strongest;

use serde::Serialize;

pub use chain::Chain;
pub use counts::Figures;
pub use cycle::{CyclicComponent, Loops};
pub use enumerate::AllChains;
pub use query::ChainQuery;
pub use strongest::StrongestChains;

/// How a lazy enumeration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Enumeration {
    /// There may be more.
    Underway,
    /// Everything there is was listed.
    Complete,
    /// The limit was reached first; what was listed is right as far as it goes, but that of chains
    /// equally strong as the last one some may be missing.
    LimitReached,
}
