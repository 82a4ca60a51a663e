//! By how much each department counts for each segment, summed by the engine that has the customers.

use super::customer_rule::CustomerRule;
use super::customer_table::{CustomerTable, Range, column, differs, number};
use super::dialect::Dialect;
use super::error::SqlError;
use super::kernel::{CustomerKernel, check_all, check_lengths};
use super::query::{Query, Select};
use crate::organisation::{Aggregation, Rule, Transfer, Weighting};
use crate::unit::{Quality, Weight};

/// Steps of the query, whose names no table is likely to have.
const SERVICES: &str = "knockon_services";
const CUSTOMERS: &str = "knockon_customers";
const SEGMENTS: &str = "knockon_segments";
const EXPOSURES: &str = "knockon_exposures";

/// Losses that add up to 1, but for rounding.
const MOST_LOST: f64 = 1.0 + 1e-12;

/// How needs count.
#[derive(Debug, Clone, Copy)]
enum Shares {
    /// As shares of a mean, with an own weight.
    Mean(f64),
    /// Each alike.
    Alike,
    /// In full, by their weights; together no more than all there is.
    Full,
}

/// Writes the query for the exposure of every segment: it is run once, however many scenarios are solved
/// afterwards.
///
/// # Returns
///
/// The text of one query. Its answer, saved as a table of comma-separated values, is what
/// [`exposure_from_slice`](crate::io::csv::exposure_from_slice) reads: `segment`, `department`,
/// `exposure`, `population`, `best` and `refused`. Several columns that make segments are joined with
/// ` / ` to one name, `/` within a column doubled; what is null or empty is `(none)`; where there is no
/// such column, the one segment is `all`. Where `refused` is not 0 the reader refuses the table: a row
/// could not be used, a customer has two populations or ceilings, or its losses under `additive` can add
/// up to more than 1. A segment of nobody, or without a population, has an empty one.
///
/// # Errors
///
/// [`SqlError::NotLinear`] unless the rule is `mean`, share weighting of order 1, `fdna` or `additive`,
/// services are felt as provided, and the table has no column of needs.
///
/// # Examples
///
/// ```
/// use knockon::io::sql::{CustomerRule, CustomerTable, Dialect, exposure};
/// use knockon::Rule;
///
/// let table = CustomerTable::new("customers", "id", "department", "dependence").group_by(["region"]);
/// assert!(exposure(&table, &CustomerRule::default(), Dialect::DuckDb).is_ok());
/// let refused = exposure(&table, &CustomerRule::default().rule(Rule::WEAKEST), Dialect::DuckDb);
/// assert_eq!(
///     refused.unwrap_err().to_string(),
///     "customers have no exposure with a rule other than `mean`, `fdna` and `additive`; write the query that \
///      evaluates them instead"
/// );
/// ```
pub fn exposure(
    table: &CustomerTable<'_>,
    rule: &CustomerRule,
    dialect: Dialect,
) -> Result<String, SqlError> {
    rule.check()?;
    let shares = shares(rule)?;
    if table.need.is_some() {
        return Err(SqlError::NotLinear { what: "services that stand in for each other" });
    }
    let (zero, one) = (dialect.number(0.0), dialect.number(1.0));
    let mut query = Query::default();

    query.step(SERVICES, services(table, dialect)?);

    let (count, total) = match shares {
        Shares::Mean(own) if own > 0.0 => {
            ("need_weight", format!("{} + sum(need_weight)", dialect.number(own)))
        }
        Shares::Mean(_) => ("need_weight", "sum(need_weight)".to_owned()),
        Shares::Alike => (&*one, "count(*)".to_owned()),
        Shares::Full => ("need_weight", format!("max({one})")),
    };
    let mut customers = Select::default();
    customers.same(["customer_id", "segment_name"]);
    customers.column("max(population)", "population");
    customers.column("max(customer_ceiling)", "customer_ceiling");
    customers.column(total, "total_weight");
    customers
        .column(format!("sum({count} * dependence * ({one} - service_condition))"), "lost_at_best");
    let mut refused = format!("sum(refused) + {}", differs(&["population", "customer_ceiling"]));
    if matches!(shares, Shares::Full) {
        let most = dialect.number(MOST_LOST);
        refused =
            format!("{refused} + case when sum({count} * dependence) > {most} then 1 else 0 end");
    }
    customers.column(refused, "refused");
    query.step(
        CUSTOMERS,
        customers.text(&[format!("from {SERVICES}"), "group by customer_id, segment_name".into()]),
    );

    let sum = dialect.long_sum();
    let mut segments = Select::default();
    segments.same(["segment_name"]);
    segments.column(format!("nullif({sum}(population), {zero})"), "population");
    let at_best = format!("{one} - coalesce(lost_at_best / nullif(total_weight, {zero}), {zero})");
    segments.column(format!("{sum}(population * customer_ceiling * ({at_best}))"), "best");
    segments.column("sum(refused)", "refused");
    query.step(
        SEGMENTS,
        segments.text(&[format!("from {CUSTOMERS}"), "group by segment_name".into()]),
    );

    let share = format!(
        "coalesce({} / nullif(c.total_weight, {zero}), {zero})",
        match shares {
            Shares::Alike => one.clone(),
            Shares::Mean(_) | Shares::Full => "s.need_weight".to_owned(),
        }
    );
    let exposure = format!(
        "{sum}(c.population * c.customer_ceiling * {share} * s.dependence * s.service_condition)"
    );
    let mut exposures = Select::default();
    exposures.same(["c.segment_name", "s.department_id"]);
    exposures.column(exposure, "exposure");
    query.step(
        EXPOSURES,
        exposures.text(&[
            format!("from {SERVICES} as s"),
            format!(
                "join {CUSTOMERS} as c on c.customer_id = s.customer_id and c.segment_name = \
                 s.segment_name"
            ),
            "group by c.segment_name, s.department_id".to_owned(),
        ]),
    );

    // A quotient that rounding has put above 1 would be none that can be read back.
    let share = |of: &str| {
        format!("case when {of} / p.population > {one} then {one} else {of} / p.population end")
    };
    let mut last = Select::default();
    last.column("p.segment_name", dialect.identifier("segment")?);
    last.column("e.department_id", dialect.identifier("department")?);
    last.column(share("e.exposure"), dialect.identifier("exposure")?);
    last.column("p.population", dialect.identifier("population")?);
    last.column(share("p.best"), dialect.identifier("best")?);
    last.column("p.refused", dialect.identifier("refused")?);
    // A segment of rows that could not be used has no department, and is told all the same.
    Ok(query.finish(&last.text(&[
        format!("from {SEGMENTS} as p"),
        format!("left join {EXPOSURES} as e on e.segment_name = p.segment_name"),
        "order by p.segment_name, e.department_id".to_owned(),
    ])))
}

impl CustomerKernel {
    /// Evaluates by how much a customer's quality falls, before its ceiling, where each of its needs goes
    /// from wholly met to not met at all: what [`exposure`] sums. Each need is met by one service.
    ///
    /// # Errors
    ///
    /// [`SqlError::NotLinear`] for the rules that [`exposure`] refuses, and [`SqlError::OutOfRange`] for a
    /// dependence outside 0..=1, a weight outside its range, slices of two lengths, and losses under
    /// `additive` that can add up to more than 1.
    ///
    /// # Complexity
    ///
    /// Linear in needs.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::io::sql::CustomerRule;
    /// use knockon::Rule;
    ///
    /// let mean = CustomerRule::default().kernel()?;
    /// assert_eq!(mean.exposures(&[0.5, 1.0], &[3.0, 1.0])?, [0.375, 0.25]);
    /// let additive = CustomerRule::default().rule(Rule::ADDITIVE).kernel()?;
    /// assert_eq!(
    ///     additive.exposures(&[0.5, 1.0], &[1.0, 1.0]).unwrap_err().to_string(),
    ///     "sum of losses `1.5` is outside 0..=1"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exposures(&self, dependences: &[f64], weights: &[f64]) -> Result<Vec<f64>, SqlError> {
        check_lengths(dependences.len(), weights.len())?;
        check_all("dependence", dependences, Quality::allows, Quality::RANGE)?;
        check_all("weight of a need", weights, Weight::allows, Weight::RANGE)?;
        let needs = || dependences.iter().zip(weights);
        let of_needs = |share: &dyn Fn(f64) -> f64| {
            needs().map(|(dependence, &weight)| dependence * share(weight)).collect()
        };
        Ok(match shares(self.rule())? {
            Shares::Mean(own) => {
                let total = own + weights.iter().sum::<f64>();
                of_needs(&|weight| if total > 0.0 { weight / total } else { 0.0 })
            }
            Shares::Alike => {
                let count = weights.iter().map(|_| 1.0).sum::<f64>();
                of_needs(&|_| 1.0 / count)
            }
            Shares::Full => {
                let exposures: Vec<f64> = of_needs(&|weight| weight);
                let lost = exposures.iter().sum::<f64>();
                if lost > MOST_LOST {
                    let (what, range) = ("sum of losses", Quality::RANGE);
                    return Err(SqlError::OutOfRange { what, value: lost, range });
                }
                exposures
            }
        })
    }
}

/// A row a service: what is stated of it.
fn services(table: &CustomerTable<'_>, dialect: Dialect) -> Result<String, SqlError> {
    let mut services = Select::default();
    let customer = column(table.customer, dialect)?;
    let department = column(table.department, dialect)?;
    services.column(&customer, "customer_id");
    services.column(&department, "department_id");
    services.column(segment(table, dialect)?, "segment_name");
    services.column(number(Some(table.dependence), Range::Share, dialect)?, "dependence");
    services.column(number(table.condition, Range::Share, dialect)?, "service_condition");
    services.column(number(table.weight, Range::Amount, dialect)?, "need_weight");
    services.column(number(table.population, Range::Amount, dialect)?, "population");
    services.column(number(table.ceiling, Range::AboveNothing, dialect)?, "customer_ceiling");
    services.column(table.refused(&[&customer, &department], None, dialect)?, "refused");
    Ok(services.text(&[format!("from {} as t", table.name(dialect)?)]))
}

/// How needs count under a rule, if they count along a straight line.
fn shares(rule: &CustomerRule) -> Result<Shares, SqlError> {
    if rule.criticality.is_some() {
        return Err(SqlError::NotLinear { what: "a criticality" });
    }
    if !matches!(rule.transfer, Transfer::Identity) {
        return Err(SqlError::NotLinear { what: "a transfer" });
    }
    match rule.rule {
        Rule::Fdna => Ok(Shares::Alike),
        Rule::Aggregation(Aggregation { order: 1.0, weighting }) => Ok(match weighting {
            Weighting::Full => Shares::Full,
            Weighting::Share { own_weight } => Shares::Mean(own_weight.unwrap_or(0.0)),
        }),
        Rule::Aggregation(_) => {
            Err(SqlError::NotLinear { what: "a rule other than `mean`, `fdna` and `additive`" })
        }
    }
}

/// The name of a segment, as one text that is never null or empty. Of several columns, `/` within one
/// is doubled, so that no two segments share a name.
fn segment(table: &CustomerTable<'_>, dialect: Dialect) -> Result<String, SqlError> {
    let none = dialect.text("(none)")?;
    let columns = table.group_by.iter().map(|name| {
        let mut text = dialect.as_text(&column(name, dialect)?);
        if table.group_by.len() > 1 {
            let [one, two] = [dialect.text("/")?, dialect.text("//")?];
            text = format!("replace({text}, {one}, {two})");
        }
        Ok(format!("coalesce(nullif({text}, {}), {none})", dialect.text("")?))
    });
    let columns = columns.collect::<Result<Vec<_>, SqlError>>()?;
    if columns.is_empty() {
        return dialect.text("all");
    }
    let between = format!(" || {} || ", dialect.text(" / ")?);
    Ok(columns.join(&between))
}
