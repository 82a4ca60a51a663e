//! Who is overloaded, and what that does.

pub mod queue;
