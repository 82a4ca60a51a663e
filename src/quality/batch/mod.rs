//! Many scenarios, side by side.
//!
//! ```text
//! scenario  1 ┐                          ┌ outcome  1
//! scenario  2 ├─ sixteen lanes: every ───┼ outcome  2      a lane holds one scenario's value
//!     ...     │  row is read once        │    ...          of whatever is computed
//! scenario 16 ┘                          └ outcome 16
//! scenario 17 ... the next group
//! ```
//!
//! The baseline is solved once. Of each group, departments in whose inputs no lane differs from
//! the baseline keep it without being evaluated, and external customers are reduced as they are
//! evaluated: a batch keeps what is asked for, and nothing else.
//!
//! Where departments state their people, quality and demand take rounds that no two scenarios have
//! in common: each is solved by itself then. So is a scenario that sets dependences, which all lanes
//! share, or the conditions of many services.
//!
//! # Exactness
//!
//! Every lane takes the steps of a single solve in their order, also inside cyclic components,
//! where a lane stops as soon as its own scenario settles. So qualities, the worst customer, how
//! many are below a threshold, status, iterations and residual are those of
//! [`Network::solve`], **bit for bit**. Sums over customers are made in another order: means and
//! populations agree to 1e-12, relative to the whole population.

mod aggregates;
mod customers;
mod engine;
mod item;
mod lanes;
mod outcome;
mod packed_scc;
mod pass;
mod request;
mod row_in_lanes;
mod scc;
mod scenario_group;
#[cfg(feature = "draws")]
mod side_by_side;
mod state;
mod steps;
mod stream;
mod unbatched;

pub use item::BatchItem;
pub use outcome::{BatchOutcome, Below, WorstServed};
pub use request::{Batch, BatchError};
#[cfg(feature = "draws")]
pub(crate) use side_by_side::SideBySide;
pub use stream::Outcomes;

#[cfg(doc)]
use crate::network::Network;
