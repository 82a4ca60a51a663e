//! The loop over years: revenue makes budgets, budgets make posts, people make quality, and quality
//! makes customers, who make revenue.
//!
//! ```text
//! customers ──> revenue ──> budget ──> posts ──> people ──> quality ──> customers
//! ```
//!
//! Each period goes through four stages: requests follow how many customers there are, and agents
//! and skill how many people there are ([`StaffDynamics`](super::staff::StaffDynamics)); quality
//! follows over the period; customers follow quality; and posts follow revenue by
//!
//! ```text
//! E_i = E_i today · (smoothed revenue / revenue today)^β_i        β: the budget elasticity
//! ```
//!
//! Nothing here is part of a solve: a loop that balances itself goes through time alone.

mod department;
mod ending;
mod options;
mod part;
mod quality;
mod result;
mod rule_of_thumb;
mod run;
mod years;

pub use ending::LoopEnding;
pub use options::{BudgetLoopOptions, LoopStart, Settling};
pub use result::{BudgetLoop, LoopCustomer, LoopDepartment, LoopPoint};
pub use rule_of_thumb::elasticity_limit;

#[cfg(test)]
mod tests;
