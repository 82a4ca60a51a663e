//! The organisation whose kernels are counted: a thousand departments and ten thousand customers.

use knockon::{Network, Rule};
use support::bench::{generate, on_knockon};

/// Compiles the organisation under a rule of departments.
pub fn network(rule: Rule) -> Network {
    on_knockon::compile(&generate::organisation(1_000, 10_000, 20), rule)
}
