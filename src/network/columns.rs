//! Networks from plain columns: tens of millions of parties without a string each.

use super::compile::{assemble, certified};
use super::memory::{Peak, bytes};
use super::numbering::{Graph, number};
use super::radix_partition::Partition;
use super::{Network, PartyNames, RowKind};
use crate::numerics::csr::{MAX_INDEX, ix};
use crate::organisation::{Aggregation, Rule, Weighting};
use crate::rule::Aggregator;
use crate::trace::span;
use crate::unit::{Ceiling, Dependence, Figure, Population, Quality, Weight};

/// An organisation as plain columns.
///
/// Parties are numbered: departments `0..department_count`, then external customers. Every service
/// is a need of its own of weight 1. Departments are called `d0, d1, ..`, customers `c0, c1, ..`
/// and services `s0, s1, ..` in scenarios and results.
///
/// [`Columns::new`] counts parties; setters add columns by name.
///
/// # Examples
///
/// ```
/// use knockon::{Columns, Network, Scenario};
///
/// let network = Network::from_columns(&Columns::new(2, 1)?
///     .provider(&[0, 1])
///     .consumer(&[1, 2])
///     .dependence(&[0.5, 0.8]))?;
/// let after = network.solve(&Scenario::new("first at half").capability("d0", 0.5))?;
/// assert!((after.quality("c0").unwrap().get() - 0.8).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct Columns<'a> {
    /// How many departments there are.
    pub department_count: usize,
    /// How many external customers there are.
    pub customer_count: usize,
    /// The rule of every department.
    pub department_rule: Rule,
    /// The rule of every external customer.
    pub customer_rule: Rule,
    /// The capability of each department, 0..=1; empty where all are 1.
    pub capability: &'a [f64],
    /// The population of each external customer, 0 or 1e-100..=1e100; empty where all are 1.
    pub population: &'a [f64],
    /// The ceiling of each external customer, 1e-100..=1; empty where all are 1. A customer with one
    /// below 1 leaves the flat pass: with eight services each that took 190 bytes more per service,
    /// and 22 ns instead of 1.
    pub ceiling: &'a [f64],
    /// The chance that each department is up, above 0 and up to 1; empty where all always are. Only
    /// [availability](crate::Network::availability) asks for it.
    pub availability: &'a [f64],
    /// The providing department of each service.
    pub provider: &'a [u32],
    /// The consuming party of each service.
    pub consumer: &'a [u32],
    /// The dependence of each service, 0..=1.
    pub dependence: &'a [f64],
}

/// The first thing wrong with columns.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnsError {
    /// A column does not have one entry per thing it describes.
    #[error("column `{column}` has {given} entries, where {needed} are needed")]
    Length {
        /// The column.
        column: &'static str,
        /// How many entries it has.
        given: usize,
        /// How many it needs.
        needed: usize,
    },
    /// A service's end is not a party that can stand there.
    #[error("`{column}[{row}]` is party {given}, where one below {below} is needed")]
    Party {
        /// The column.
        column: &'static str,
        /// The service.
        row: usize,
        /// The party named.
        given: u32,
        /// The number of parties that may stand there.
        below: usize,
    },
    /// A number is not finite or out of its range.
    #[error("`{column}[{row}]` is `{value}`, outside {range}", value = Figure(*.value))]
    OutOfRange {
        /// The column.
        column: &'static str,
        /// The entry.
        row: usize,
        /// The number.
        value: f64,
        /// The range.
        range: &'static str,
    },
    /// A rule's order is not a number, above 1 under full weighting, or nearer to 0 than 1e-100
    /// without being 0.
    #[error(
        "order `{order}` of the rule of {parties} is no number of 0, up to -1e-100 or from 1e-100 \
         on, at most 1 under full weighting",
        order = Figure(*.order)
    )]
    Order {
        /// Whose rule it is.
        parties: &'static str,
        /// The order.
        order: f64,
    },
    /// A rule's own weight is out of range.
    #[error(
        "own weight `{weight}` of the rule of {parties} is outside {}",
        Weight::RANGE,
        weight = Figure(*.weight)
    )]
    OwnWeight {
        /// Whose rule it is.
        parties: &'static str,
        /// The own weight.
        weight: f64,
    },
    /// There are more parties than [`Columns::MOST_PARTIES`], or more services than a dense index
    /// can name.
    #[error("{count} {what} are more than {most}")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// How many.
        count: usize,
        /// How many there may be.
        most: usize,
    },
}

impl<'a> Columns<'a> {
    /// The largest number of parties, 2²⁸: a network of so many takes 6 GB, and making it three
    /// times that. More customers than that are grouped by [`population`](Self#structfield.population).
    pub const MOST_PARTIES: usize = 1 << 28;

    /// Counts parties that have no services yet, with the default rules.
    ///
    /// # Errors
    ///
    /// [`ColumnsError::TooMany`] for more parties than [`MOST_PARTIES`](Self::MOST_PARTIES).
    ///
    /// # Complexity
    ///
    /// Constant: nothing is allocated.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::Columns;
    ///
    /// let refused = Columns::new(4_000_000_000, 0).unwrap_err();
    /// assert_eq!(refused.to_string(), "4000000000 parties are more than 268435456");
    /// ```
    pub fn new(department_count: usize, customer_count: usize) -> Result<Self, ColumnsError> {
        let columns = Self {
            department_count,
            customer_count,
            department_rule: Rule::INDEPENDENT,
            customer_rule: Rule::MEAN,
            capability: &[],
            population: &[],
            ceiling: &[],
            availability: &[],
            provider: &[],
            consumer: &[],
            dependence: &[],
        };
        columns.check_counts().map(|()| columns)
    }

    /// Sets the rule of every department; [`Rule::INDEPENDENT`] unless set.
    pub const fn department_rule(mut self, department_rule: Rule) -> Self {
        self.department_rule = department_rule;
        self
    }

    /// Sets the rule of every external customer; [`Rule::MEAN`] unless set.
    pub const fn customer_rule(mut self, customer_rule: Rule) -> Self {
        self.customer_rule = customer_rule;
        self
    }

    /// Sets the capability of each department, 0..=1.
    pub const fn capability(mut self, capability: &'a [f64]) -> Self {
        self.capability = capability;
        self
    }

    /// Sets the population of each external customer, 0 or 1e-100..=1e100.
    pub const fn population(mut self, population: &'a [f64]) -> Self {
        self.population = population;
        self
    }

    /// Sets the [`ceiling`](Self#structfield.ceiling) of each external customer, 1e-100..=1.
    pub const fn ceiling(mut self, ceiling: &'a [f64]) -> Self {
        self.ceiling = ceiling;
        self
    }

    /// Sets the chance that each department is up, above 0 and up to 1.
    pub const fn availability(mut self, availability: &'a [f64]) -> Self {
        self.availability = availability;
        self
    }

    /// Sets the providing department of each service, below the number of departments.
    pub const fn provider(mut self, provider: &'a [u32]) -> Self {
        self.provider = provider;
        self
    }

    /// Sets the consuming party of each service, below the number of parties.
    pub const fn consumer(mut self, consumer: &'a [u32]) -> Self {
        self.consumer = consumer;
        self
    }

    /// Sets the dependence of each service, 0..=1.
    pub const fn dependence(mut self, dependence: &'a [f64]) -> Self {
        self.dependence = dependence;
        self
    }

    fn party_count(&self) -> usize {
        self.department_count.saturating_add(self.customer_count)
    }

    /// Looks at counts alone: fields may have been set after [`new`](Self::new).
    fn check_counts(&self) -> Result<(), ColumnsError> {
        let parties = ("parties", self.party_count(), Self::MOST_PARTIES);
        let services = ("services", self.provider.len(), MAX_INDEX);
        match [parties, services].into_iter().find(|&(_, count, most)| count > most) {
            Some((what, count, most)) => Err(ColumnsError::TooMany { what, count, most }),
            None => Ok(()),
        }
    }

    fn check(&self) -> Result<(), ColumnsError> {
        self.check_counts()?;
        let services = self.provider.len();
        let optional = |column: &[f64], count| if column.is_empty() { 0 } else { count };
        for (column, given, needed) in [
            ("consumer", self.consumer.len(), services),
            ("dependence", self.dependence.len(), services),
            ("capability", self.capability.len(), optional(self.capability, self.department_count)),
            ("population", self.population.len(), optional(self.population, self.customer_count)),
            ("ceiling", self.ceiling.len(), optional(self.ceiling, self.customer_count)),
            (
                "availability",
                self.availability.len(),
                optional(self.availability, self.department_count),
            ),
        ] {
            if given != needed {
                return Err(ColumnsError::Length { column, given, needed });
            }
        }
        check_ends("provider", self.provider, self.department_count)?;
        check_ends("consumer", self.consumer, self.party_count())?;
        check_numbers("dependence", self.dependence, Dependence::allows, Dependence::RANGE)?;
        check_numbers("capability", self.capability, Quality::allows, Quality::RANGE)?;
        check_numbers("population", self.population, Population::allows, Population::RANGE)?;
        check_numbers("ceiling", self.ceiling, Ceiling::allows, Ceiling::RANGE)?;
        let is_chance = |value: f64| value > 0.0 && value <= 1.0;
        check_numbers("availability", self.availability, is_chance, "0..=1, with 0 left out")?;
        check_rule("departments", self.department_rule)?;
        check_rule("customers", self.customer_rule)
    }
}

/// Looks at all entries first, without a branch for each, and for the first wrong one only if there
/// is one.
fn check_ends(column: &'static str, ends: &[u32], below: usize) -> Result<(), ColumnsError> {
    if ends.iter().fold(true, |all, &party| all & (party < ix(below))) {
        return Ok(());
    }
    match ends.iter().position(|&party| party as usize >= below) {
        Some(row) => Err(ColumnsError::Party { column, row, given: ends[row], below }),
        None => Ok(()),
    }
}

fn check_numbers(
    column: &'static str,
    values: &[f64],
    allows: impl Fn(f64) -> bool,
    range: &'static str,
) -> Result<(), ColumnsError> {
    if values.iter().fold(true, |all, &value| all & allows(value)) {
        return Ok(());
    }
    match values.iter().position(|&value| !allows(value)) {
        Some(row) => Err(ColumnsError::OutOfRange { column, row, value: values[row], range }),
        None => Ok(()),
    }
}

fn check_rule(parties: &'static str, rule: Rule) -> Result<(), ColumnsError> {
    let Rule::Aggregation(Aggregation { order, weighting }) = rule else { return Ok(()) };
    match weighting {
        _ if order.is_nan() => Err(ColumnsError::Order { parties, order }),
        Weighting::Full if order > 1.0 => Err(ColumnsError::Order { parties, order }),
        _ if !Aggregation::tells_from_zero(order) => Err(ColumnsError::Order { parties, order }),
        Weighting::Share { own_weight: Some(weight) } if !Weight::allows(weight) => {
            Err(ColumnsError::OwnWeight { parties, weight })
        }
        Weighting::Full | Weighting::Share { .. } => Ok(()),
    }
}

impl Network {
    /// Makes a network from plain columns.
    ///
    /// # Errors
    ///
    /// [`ColumnsError`] with the first thing wrong; counts and lengths are looked at before
    /// anything is allocated.
    ///
    /// # Complexity
    ///
    /// As [`Organisation::compile`](crate::Organisation::compile); no string is made.
    pub fn from_columns(columns: &Columns<'_>) -> Result<Self, ColumnsError> {
        columns.check()?;
        let (department_count, party_count) = (columns.department_count, columns.party_count());
        span!("compile", parties = party_count);
        let of_customers = Aggregator::new(columns.customer_rule, false, true);
        let mut row_kinds = vec![
            RowKind::Plain(Aggregator::new(columns.department_rule, true, true)),
            RowKind::Plain(of_customers),
        ];
        // By dense number as by stated while there are two kinds: both count departments first.
        let mut row_kind = vec![0; party_count];
        row_kind[department_count..].fill(1);
        for (kind, &ceiling) in row_kind[department_count..].iter_mut().zip(columns.ceiling) {
            if ceiling < 1.0 {
                *kind = ix(row_kinds.len());
                row_kinds.push(RowKind::detailed(of_customers, ceiling));
            }
        }
        let partition = Partition::by_consumer(columns, party_count);
        let received_count = partition.received_count(party_count);
        let mut peak = Peak::default();
        peak.hold(partition.bytes() + bytes(&received_count) + bytes(&row_kind));
        let graph = Graph {
            department_count,
            upstream: partition.upstream(&received_count[..department_count]),
            received_count: &received_count,
            row_kind: &row_kind,
            row_kinds: &row_kinds,
        };
        let numbering = number(&graph, &mut peak);
        drop(graph);
        peak.hold(bytes(&row_kind));
        let mut rows = partition.into_rows(received_count, &numbering, &mut peak);
        if !columns.ceiling.is_empty() {
            let dense = numbering.stated_of.iter();
            row_kind = dense.map(|&party| row_kind[party as usize]).collect();
            rows.detail(&row_kind, &mut row_kinds);
        }
        peak.hold(0);
        let capability = if columns.capability.is_empty() {
            vec![1.0; columns.department_count]
        } else {
            let departments = numbering.stated_of.iter().take(columns.department_count);
            departments.map(|&party| columns.capability[party as usize]).collect()
        };
        let names = PartyNames::Numbered {
            department_count: columns.department_count,
            customer_count: columns.customer_count,
            service_count: ix(columns.provider.len()) as usize,
            population: columns.population.to_vec(),
            availability: columns.availability.to_vec(),
        };
        let layout = assemble(names, capability, row_kind, row_kinds, rows, numbering);
        Ok(Network::from_layout(certified(layout, peak, None)))
    }
}
