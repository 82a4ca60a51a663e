//! What follows from quality: actions chosen within a budget.

/// Revenue, budgets, people, quality and customers over years.
#[cfg(feature = "json")]
mod budget_loop;
/// Customers of the embedded organisation, over time and at rest, and what incidents cost.
#[cfg(feature = "json")]
mod customers;
/// What is stated of customers: documents, merging, and what is refused.
#[cfg(feature = "json")]
mod customers_stated;
/// Every set of random actions on random organisations, against the search.
mod every_set;
/// Worked examples, made by an independent program.
#[cfg(feature = "json")]
mod priorities;
/// What actions can do, one feature a test.
#[cfg(feature = "json")]
mod priorities_of_features;
/// Agents, skill, demand and scenarios of an organisation with people.
#[cfg(feature = "json")]
mod priorities_of_people;
/// What is refused, and in which words.
#[cfg(feature = "json")]
mod priorities_refused;
/// Sets of a choice where numbers are drawn.
#[cfg(feature = "draws")]
mod priorities_under_draws;
