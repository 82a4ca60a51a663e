//! Who is overloaded, and what that does.
//!
//! [`queue`] says how long the requests to one department wait, given how many arrive and how many
//! agents handle them.

pub mod queue;
