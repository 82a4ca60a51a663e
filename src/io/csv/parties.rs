//! Parties from the table of services alone.

use ::csv::Writer;
use indexmap::IndexMap;

use super::table::TableRows;
use super::{Table, TableError, TableOptions, checked_text, edges, named_organisation};
use crate::organisation::Organisation;

/// Reads an organisation from the UTF-8 bytes of a table of services alone: whoever stands in it is
/// a party.
///
/// The ids given are external customers; where none is given, whoever serves nobody is one.
///
/// # Errors
///
/// As [`organisation_from_str`](super::organisation_from_str).
///
/// # Complexity
///
/// Time and memory linear in the length of the table.
///
/// # Examples
///
/// ```
/// use knockon::io::csv::{TableOptions, organisation_from_services};
///
/// let services = "provider,consumer,dependence\nit,hr,0.5\nhr,shop,0.4\nit,shop,0.2\n";
/// let organisation =
///     organisation_from_services(services.as_bytes(), &[], &TableOptions::default())?;
/// assert_eq!((organisation.department_count(), organisation.customer_count()), (2, 1));
/// assert!(!organisation.party("shop").unwrap().is_department());
/// # Ok::<(), knockon::io::csv::TableError>(())
/// ```
pub fn organisation_from_services(
    services: &[u8],
    customers: &[&str],
    options: &TableOptions,
) -> Result<Organisation, TableError> {
    named_from_services(services, customers, options, None)
}

/// As [`organisation_from_services`]; one whose options state no name takes the given one.
pub(in crate::io) fn named_from_services(
    services: &[u8],
    customers: &[&str],
    options: &TableOptions,
    name: Option<&str>,
) -> Result<Organisation, TableError> {
    let parties = parties(services, customers, options)?;
    named_organisation(&parties, services, options, name)
}

/// A table of everybody who stands in a table of services, in the order of first mention.
fn parties(
    services: &[u8],
    customers: &[&str],
    options: &TableOptions,
) -> Result<Vec<u8>, TableError> {
    let text = checked_text(Table::Edges, services, &options.limits)?;
    let mut rows = TableRows::open(Table::Edges, text, &edges::NEEDED)?;
    let [provider, consumer] = edges::NEEDED.map(|name| rows.needed(name));
    // Whether each serves anybody.
    let mut serves: IndexMap<String, bool> = IndexMap::new();
    while let Some(block) = rows.next_block()? {
        for row in block.rows() {
            for (column, is_provider) in [(provider, true), (consumer, false)] {
                let id = row.cell(column);
                if id.is_empty() {
                    // The reader of services says so.
                    continue;
                }
                match serves.get_mut(id) {
                    Some(serves) => *serves |= is_provider,
                    None => {
                        serves.insert(id.to_owned(), is_provider);
                    }
                }
            }
        }
    }
    let mut table = Writer::from_writer(Vec::new());
    let unwritable = |error: ::csv::Error| rows.fault(1, error.to_string());
    table.write_record(["id", "kind"]).map_err(unwritable)?;
    for (id, &serves) in &serves {
        let is_customer =
            if customers.is_empty() { !serves } else { customers.contains(&id.as_str()) };
        let kind = if is_customer { "external_customer" } else { "department" };
        table.write_record([id, kind]).map_err(unwritable)?;
    }
    table.into_inner().map_err(|error| rows.fault(1, error.to_string()))
}
