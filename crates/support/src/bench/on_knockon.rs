//! The work as this library does it.

use knockon::{Columns, Network, Rule};

use super::generate::Organisation;

/// Compiles numbered parties, without names. Customers feel the mean of their needs.
///
/// # Panics
///
/// If the columns are not those of a valid organisation.
#[must_use]
pub fn compile(organisation: &Organisation, department_rule: Rule) -> Network {
    let columns = Columns::new(organisation.department_count, organisation.customer_count)
        .expect("few parties")
        .department_rule(department_rule)
        .customer_rule(Rule::MEAN)
        .capability(&organisation.capability)
        .provider(&organisation.provider)
        .consumer(&organisation.consumer)
        .dependence(&organisation.dependence);
    Network::from_columns(&columns).expect("generated organisations are valid")
}
