//! The organisation whose kernels are counted: a thousand departments and ten thousand customers.

#[path = "../common/generate.rs"]
mod generate;
#[path = "../common/on_knockon.rs"]
mod on_knockon;

use knockon::{Network, Rule};

/// Compiles the organisation under a rule of departments.
pub fn network(rule: Rule) -> Network {
    on_knockon::compile(&generate::organisation(1_000, 10_000, 20), rule)
}
