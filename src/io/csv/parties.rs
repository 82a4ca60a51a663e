//! Parties from the table of services alone.

use indexmap::IndexMap;

use super::nodes::{self, Nodes, PartyStarts};
use super::table::TableRows;
use super::{PartiesFrom, Table, TableError, TableOptions, edges};
use crate::io::Limits;
use crate::organisation::{Department, Draft, ExternalCustomer, Organisation, Problems, Warnings};

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
    super::read_all(PartiesFrom::Services(customers), services, options, None)
}

/// Adds everybody who stands in the table of services to a draft, in the order of first mention;
/// the row of the first mention is where a party stands.
pub(super) fn read<'t>(
    text: &'t str,
    customers: &[&str],
    limits: &Limits,
    draft: &mut Draft,
) -> Result<Nodes<'t>, TableError> {
    let mut rows = TableRows::open(Table::Edges, text, &edges::NEEDED)?;
    let [provider, consumer] = edges::NEEDED.map(|name| rows.needed(name));
    // Where each is first mentioned, and whether it serves anybody.
    let mut mentioned: IndexMap<String, (u64, bool)> = IndexMap::new();
    while let Some(block) = rows.next_block()? {
        for row in block.rows() {
            for (column, serves) in [(provider, true), (consumer, false)] {
                let id = row.cell(column);
                if let Some((_, serves_anybody)) = mentioned.get_mut(id) {
                    *serves_anybody |= serves;
                } else if !id.is_empty() {
                    // The reader of services says where an id is missing.
                    nodes::check_count(mentioned.len(), limits)?;
                    mentioned.insert(id.to_owned(), (row.start, serves));
                }
            }
        }
    }
    let mut starts = PartyStarts::default();
    for (id, (start, serves)) in mentioned {
        let is_customer =
            if customers.is_empty() { !serves } else { customers.contains(&id.as_str()) };
        let (number, id) = draft.party_id(&id);
        if is_customer {
            draft.customers.push(number, ExternalCustomer::keyed(id));
            starts.customers.push(start);
        } else {
            draft.departments.push(number, Department::keyed(id));
            starts.departments.push(start);
        }
    }
    let lines = rows.into_lines();
    Ok(Nodes { starts, lines, problems: Problems::default(), warnings: Warnings::default() })
}
