//! Organisations as two tables: one of parties, `nodes.csv`, and one of services, `edges.csv`.
//!
//! ```text
//! id,name,kind,parent                          provider,consumer,service,weight
//! it,IT,department,                            it,hr,workplace IT,3
//! hr,Human resources,department,               hr,applicants,interviews,1
//! applicants,Applicants,external_customer,
//! ```
//!
//! | table | column | optional columns | further columns |
//! | --- | --- | --- | --- |
//! | parties | `id` | `name`, `kind`, `parent`, `capability`, `ceiling`, `population`, `rule`, `availability`; of customers `revenue_per_year`, `spending_loss`, `retention`, `departure_ratio`, `bad_news`, `elasticity`, `memory_days`, `referrals_per_year` | become labels |
//! | services | `provider`, `consumer` | `service`, `id`, `weight`, `dependence`, `condition`, `lag_hours`, `running`, `need`, `substitution`, `availability`, `dependence_low`, `dependence_high`, `origin` | are ignored |
//!
//! - `kind` is `department`, which it is where nothing is stated, or `external_customer`; `person`,
//!   `business` and `organisation` are external customers of that kind. `rule` is the name of a
//!   rule. With a column `dependence` departments use the rule `independent` and external customers
//!   `mean` unless they state one, and `weight` is the weight in a mean. An external customer has
//!   neither capability nor availability, a department neither ceiling nor population.
//! - `parent` groups departments. One that is no row becomes a department, with a
//!   [warning](crate::organisation::WarningCode::UnknownParent). An external customer has no
//!   parent; it keeps what is stated as its label `parent`.
//! - Rows of one consumer that name the same `need` can stand in for each other, as `substitution`
//!   says: `best_of`, which it is where nothing is stated, `kth_best 2` or `kth_best 50%`,
//!   `independent`, `independent_at_least 2` or `50%`, or `pooled 1.5`. Their need has one dependence and one substitution,
//!   stated in one row or alike in several; `weight` is then the weight within the need. They share
//!   a total as one row of their summed weight.
//! - The table of parties may be missing ([`organisation_from_services`]).
//! - An empty cell states nothing.
//! - Rows equal in provider, consumer and service, and in whatever else is stated of the service, are
//!   one service: their weights, or dependences, add up, and the sum of dependences stays within
//!   0..=1; two ids for one service are an error. Rows that differ are services apart.
//! - `dependence_low`, `dependence_high` and `origin` say together how well the dependence of a row is
//!   [known](crate::organisation::StatedRange); such a row adds up with no other.
//! - A service without `id` gets `provider>consumer`, or `provider>consumer>service` where a pair
//!   has several.
//!
//! How much a consumer depends on each service is stated, in a column `dependence`, whose empty cells
//! leave services [open](Organisation::open_dependences); or it is stated by no row, and all of them
//! are open; or it follows from [`TableOptions::dependence_total`] `T`: **what a consumer loses when everything it
//! receives is lost**. A service of weight `w` has the share `ω = w / Σ w` among all that its
//! consumer receives; without a column `weight` all have the same. What follows depends on the
//! consumer's rule; that of departments is `additive` then and that of external customers `mean`,
//! unless the table states one:
//!
//! | rule | dependence | weight |
//! | --- | --- | --- |
//! | `additive` | `T · ω` | |
//! | `independent` | `1 − (1 − T)^ω` | |
//! | full weighting of another order `p` | `(1 − (1 − ω (1 − (1 − T)^p))^(1/p))` | |
//! | `weakest`, `fdna` | `T` | |
//! | `mean`, of an external customer | `T` | `w` |
//! | `mean`, of a department | 1 | `w`, and `Σ w · (1 − T) / T` of its own |
//!
//! A total of 1 needs one of the rules `additive`, `weakest`, `mean` and `fdna`: under others the
//! loss of any one service would be the loss of all. Where departments depend on each other in a
//! cycle nothing dampens a loss then, which a
//! [warning](crate::organisation::WarningCode::TotalOnCycle) says.
//!
//! Tables are UTF-8, separated by commas, semicolons or tabs, whatever the header has most of, and
//! quoted with `"`; the order of columns is free. Names of columns are compared without case, blanks
//! and underscores. Blanks at the ends of cells are dropped, rows without any text skipped.

mod actions;
pub(super) mod cell;
mod cycle;
pub(super) mod dependence;
mod economics;
mod edges;
mod error;
mod events;
#[cfg(feature = "evidence")]
mod evidence;
mod exposure;
pub(super) mod header;
mod line_index;
mod maintenance;
mod merge;
pub(super) mod need_cells;
mod needs;
mod nodes;
mod parties;
mod row_reader;
mod scenarios;
mod service_ids;
mod services;
mod stated_ids;
mod table;
mod text_reader;
mod tickets;

use super::{Limits, not_utf8_at, without_byte_order_mark};
use crate::organisation::{
    Defaults, Draft, Element, Invalid, Organisation, Place, Rule, Section, Warning,
};
pub use actions::actions_from_slice;
pub use error::{Table, TableError};
pub use events::history_from_reader;
#[cfg(feature = "evidence")]
pub use evidence::{EvidenceTable, evidence_from_reader};
pub use exposure::{exposure_from_slice, exposure_to_string};
use line_index::LineIndex;
pub use maintenance::maintenance_from_reader;
pub use parties::organisation_from_services;
pub use scenarios::scenarios_from_slice;
pub use tickets::{Ticket, tickets_from_reader};

/// How tables are read.
///
/// # Examples
///
/// ```
/// use knockon::io::csv::TableOptions;
///
/// let options = TableOptions::default().dependence_total(0.8).name("Head office");
/// assert_eq!(options.dependence_total, Some(0.8));
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
#[must_use]
pub struct TableOptions {
    /// What a consumer loses when everything it receives is lost, above 0 and at most 1; without one
    /// the services of a table without a column `dependence` are open. Refused where it has one.
    pub dependence_total: Option<f64>,
    /// The rule of every party, in place of those the table states and of the usual ones.
    pub rule: Option<Rule>,
    /// The organisation's name.
    pub name: Option<String>,
    /// How large the tables may be.
    pub limits: Limits,
}

impl TableOptions {
    /// Sets [`dependence_total`](Self::dependence_total).
    pub fn dependence_total(mut self, total: f64) -> Self {
        self.dependence_total = Some(total);
        self
    }

    /// Sets [`rule`](Self::rule).
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rule = Some(rule);
        self
    }

    /// Sets [`name`](Self::name).
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets [`limits`](Self::limits).
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

/// Reads an organisation from the text of a table of parties and of a table of services.
///
/// # Errors
///
/// [`TableError::Invalid`] with every problem of meaning in both tables, by line; else the first
/// fault of shape, such as a row that is too short.
///
/// # Complexity
///
/// Time and memory linear in the length of the texts.
///
/// # Examples
///
/// ```
/// use knockon::io::csv::{TableOptions, organisation_from_str};
///
/// let nodes = "id,name,kind,parent\n\
///              mill,Mill,department,\n\
///              farm,Farm,department,\n\
///              bakery,Bakery,external_customer,\n\
///              shop,Shop,external_customer,\n";
/// let edges = "provider,consumer,service,weight\n\
///              farm,mill,grain,7\n\
///              mill,bakery,flour,3\n\
///              farm,bakery,eggs,1\n\
///              mill,shop,flour,2\n";
/// let options = TableOptions::default().dependence_total(0.8);
/// let organisation = organisation_from_str(nodes, edges, &options)?;
/// let flour = organisation.service("mill>bakery").unwrap();
/// // A customer that loses means: all that is received costs 0.8, flour 3 / (3 + 1) of that.
/// assert_eq!((flour.dependence().unwrap().get(), flour.weight().get()), (0.8, 3.0));
///
/// let error = organisation_from_str(nodes, "provider,consumer,service,weight\nmil,shop,flour,2\n", &options);
/// assert_eq!(
///     error.unwrap_err().to_string(),
///     "edges, line 2, provider: provider `mil` of service `mil>shop` is not a department; did you mean \
///      `mill`?",
/// );
/// # Ok::<(), knockon::io::csv::TableError>(())
/// ```
pub fn organisation_from_str(
    nodes: &str,
    edges: &str,
    options: &TableOptions,
) -> Result<Organisation, TableError> {
    organisation_from_slices(nodes.as_bytes(), edges.as_bytes(), options)
}

/// Reads an organisation from the UTF-8 bytes of a table of parties and of a table of services; a
/// byte order mark at the start of either is skipped.
///
/// # Errors
///
/// As [`organisation_from_str`].
pub fn organisation_from_slices(
    nodes: &[u8],
    edges: &[u8],
    options: &TableOptions,
) -> Result<Organisation, TableError> {
    read_all(PartiesFrom::Table(nodes), edges, options, None)
}

/// Where the parties of an organisation stand.
#[derive(Clone, Copy)]
pub(super) enum PartiesFrom<'t> {
    /// In a table of their own.
    Table(&'t [u8]),
    /// In the table of services alone; those named are external customers, or whoever serves nobody.
    Services(&'t [&'t str]),
}

/// Reads an organisation; one whose options state no name takes the given one.
pub(super) fn read_all(
    parties: PartiesFrom<'_>,
    edges: &[u8],
    options: &TableOptions,
    name: Option<&str>,
) -> Result<Organisation, TableError> {
    let usual = match options.dependence_total {
        Some(_) => Defaults { department: Rule::ADDITIVE, customer: Rule::MEAN },
        None => Defaults { department: Rule::INDEPENDENT, customer: Rule::MEAN },
    };
    let defaults = match options.rule {
        Some(rule) => Defaults { department: rule, customer: rule },
        None => usual,
    };
    let mut draft = Draft::new(options.name.as_deref().or(name).unwrap_or_default(), defaults);
    let limits = &options.limits;
    let edges = || checked_text(Table::Edges, edges, limits);
    let nodes = match parties {
        PartiesFrom::Table(nodes) => {
            nodes::read(checked_text(Table::Nodes, nodes, limits)?, limits, &mut draft)?
        }
        PartiesFrom::Services(customers) => parties::read(edges()?, customers, limits, &mut draft)?,
    };
    if options.rule.is_some() {
        draft.departments.stated.iter_mut().for_each(|department| department.rule = None);
        draft.customers.stated.iter_mut().for_each(|customer| customer.rule = None);
    }
    let edges = edges::read(edges()?, options, &mut draft)?;
    let mut problems = nodes.problems;
    problems.append(edges.problems);
    let rows = RowStarts {
        nodes: (nodes.starts, nodes.lines),
        services: (edges.starts, edges.lines),
        needs: edges.needs,
    };
    match draft.build(problems) {
        Ok(organisation) => Ok(organisation.map_warnings(|found| {
            let moved = found.into_iter().map(|warning| {
                let place = rows.place(warning.place());
                warning.moved_to(place)
            });
            let mut warnings: Vec<Warning> = nodes.warnings.into_list();
            warnings.extend(edges.warning);
            warnings.extend(moved);
            warnings
        })),
        Err(invalid) => {
            let moved = invalid.into_problems().moved(|place| rows.place(place));
            Err(TableError::Invalid(Invalid::new(moved)))
        }
    }
}

/// Where the row of every party and service, and the first of every need, starts.
struct RowStarts<'t> {
    nodes: (nodes::PartyStarts, LineIndex<'t>),
    services: (Vec<u64>, LineIndex<'t>),
    needs: Vec<u64>,
}

impl RowStarts<'_> {
    /// Turns the position of a statement into its line, and its field into its column.
    fn place(&self, place: &Place) -> Place {
        let &Element::Index(index) = place.element() else { return place.clone() };
        let (parties, lines_of_nodes) = &self.nodes;
        let (starts, lines) = match place.section() {
            Section::Departments => (&parties.departments, lines_of_nodes),
            Section::Customers => (&parties.customers, lines_of_nodes),
            Section::Services => (&self.services.0, &self.services.1),
            Section::Needs => (&self.needs, &self.services.1),
            _ => return place.clone(),
        };
        let Some(&start) = starts.get(index) else { return place.clone() };
        match place.field() {
            "part_of" => at(place.section(), lines.at(start), "parent"),
            _ => place.at_line(lines.at(start)),
        }
    }
}

/// Turns the position of a row among those that were taken into its line.
fn by_line(place: &Place, lines: &[u64]) -> Place {
    match place.element() {
        Element::Index(index) => lines.get(*index).map(|&line| place.at_line(line)),
        _ => None,
    }
    .unwrap_or_else(|| place.clone())
}

/// A cell of a table, as a place.
fn at(section: Section, line: u64, column: &'static str) -> Place {
    Place::whole(section, column).at_line(line)
}

fn checked_text<'t>(table: Table, bytes: &'t [u8], limits: &Limits) -> Result<&'t str, TableError> {
    if !limits.allow_bytes(bytes.len()) {
        return Err(TableError::TooLarge {
            table,
            bytes: bytes.len(),
            limit: limits.max_file_bytes,
        });
    }
    let bytes = without_byte_order_mark(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let (line, column) = not_utf8_at(bytes, error);
        let message = format!(
            "the bytes from column {column} on are not UTF-8 text; save the table as UTF-8"
        );
        TableError::Unreadable { table, line: line as u64, message }
    })
}
