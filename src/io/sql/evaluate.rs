//! What customers and segments experience in one state, under any rule that SQL can say.

use super::combine::{Combination, combination};
use super::customer_rule::CustomerRule;
use super::customer_table::{CustomerTable, Range, column, differs, number};
use super::departments::DepartmentQualities;
use super::dialect::Dialect;
use super::error::SqlError;
use super::query::{Query, SegmentColumns, Select};
use super::statistic::Statistic;
use super::transfer::felt;
use crate::organisation::Substitution;

/// Steps of the query, whose names no table is likely to have.
const DEPARTMENTS: &str = "knockon_departments";
const ARRIVING: &str = "knockon_arriving";
const RECEIVED: &str = "knockon_received";
const NEEDS: &str = "knockon_needs";
const FELT: &str = "knockon_felt";
const COMBINED: &str = "knockon_combined";
const CUSTOMERS: &str = "knockon_customers";
const RANKED: &str = "knockon_ranked";

/// Writes the query for statistics of every segment.
///
/// # Returns
///
/// The text of one query. Its answer has a row a segment: the columns that make segments, `customers`
/// (how many), `population`, `refused` (how many rows could not be used; the figures hold where it is
/// 0), and the columns of the statistics.
///
/// # Errors
///
/// [`SqlError`] for what is out of range, what SQL cannot say, and where nothing is asked.
///
/// # Complexity
///
/// Linear in departments, where they are listed. The engine joins once and groups twice, three times
/// where services stand in for each other.
pub fn evaluate(
    table: &CustomerTable<'_>,
    rule: &CustomerRule,
    statistics: &[Statistic],
    departments: &DepartmentQualities<'_>,
    dialect: Dialect,
) -> Result<String, SqlError> {
    if statistics.is_empty() {
        return Err(SqlError::NoStatistic);
    }
    let groups = SegmentColumns::of(table, dialect)?;
    groups.check_apart(&["customers", "population", "refused"])?;
    let mut query = customers(table, rule, departments, &groups, dialect)?;
    let mut source = CUSTOMERS;
    if statistics.iter().any(|statistic| matches!(statistic, Statistic::Quantile(_))) {
        source = RANKED;
        let mut ranked = Select::default();
        ranked.same(["c.*"]);
        let rows = "order by quality rows between unbounded preceding and current row";
        ranked.column(format!("sum(population) {}", groups.window(&[], rows)), "population_so_far");
        ranked.column(format!("sum(population) {}", groups.window(&[], "")), "population_of_all");
        query.step(RANKED, ranked.text(&[format!("from {CUSTOMERS} as c")]));
    }
    let mut last = Select::default();
    for (name, quoted) in groups.names.iter().zip(&groups.quoted) {
        last.column(name, quoted);
    }
    let sum = dialect.long_sum();
    last.column("count(*)", "customers");
    last.column(format!("{sum}(population)"), dialect.identifier("population")?);
    last.column("sum(refused)", "refused");
    for (place, &statistic) in statistics.iter().enumerate() {
        statistic.check()?;
        // Asked twice, it is answered once: no engine takes two columns of one name.
        if !statistics.iter().take(place).any(|earlier| *earlier == statistic) {
            select(statistic, &mut last, dialect)?;
        }
    }
    let mut rest = vec![format!("from {source}")];
    rest.extend(grouped(&groups.after(&[])));
    Ok(query.finish(&last.text(&rest)))
}

/// `group by` and `order by`, if there is anything to group by.
fn grouped(columns: &str) -> Vec<String> {
    match columns {
        "" => Vec::new(),
        columns => vec![format!("group by {columns}"), format!("order by {columns}")],
    }
}

/// Selects one statistic.
fn select(statistic: Statistic, last: &mut Select, dialect: Dialect) -> Result<(), SqlError> {
    let (zero, one) = (dialect.number(0.0), dialect.number(1.0));
    let sum = dialect.long_sum();
    match statistic {
        Statistic::Mean => {
            let population = format!("nullif({sum}(population), {zero})");
            last.column(
                format!("{one} - {sum}(population * ({one} - quality)) / {population}"),
                dialect.identifier("mean")?,
            );
        }
        Statistic::Worst => last.column("min(quality)", dialect.identifier("worst")?),
        Statistic::Below(threshold) => {
            let name = Statistic::in_name(threshold);
            let is_below = format!("case when quality < {}", dialect.number(threshold));
            let customers = dialect.identifier(&format!("customers_below_{name}"))?;
            last.column(format!("sum({is_below} then 1 else 0 end)"), customers);
            let population = dialect.identifier(&format!("population_below_{name}"))?;
            last.column(format!("{sum}({is_below} then population else {zero} end)"), population);
        }
        Statistic::Quantile(share) => {
            let name = dialect.identifier(&format!("quantile_{}", Statistic::in_name(share)))?;
            let share = dialect.number(share);
            let is_there = format!("population_so_far >= {share} * population_of_all");
            last.column(format!("min(case when {is_there} then quality end)"), name);
        }
    }
    Ok(())
}

/// Writes the query for the quality of every customer.
///
/// # Returns
///
/// The text of one query. Its answer has a row a customer: `customer`, the columns that make segments,
/// `population`, `quality` (0..=1) and `refused`.
///
/// # Errors
///
/// [`SqlError`] for what is out of range and what SQL cannot say.
pub fn customer_qualities(
    table: &CustomerTable<'_>,
    rule: &CustomerRule,
    departments: &DepartmentQualities<'_>,
    dialect: Dialect,
) -> Result<String, SqlError> {
    let groups = SegmentColumns::of(table, dialect)?;
    groups.check_apart(&["customer", "population", "quality", "refused"])?;
    let query = customers(table, rule, departments, &groups, dialect)?;
    let mut last = Select::default();
    last.column("customer_id", dialect.identifier("customer")?);
    for (name, quoted) in groups.names.iter().zip(&groups.quoted) {
        last.column(name, quoted);
    }
    last.column("population", dialect.identifier("population")?);
    last.column("quality", dialect.identifier("quality")?);
    last.same(["refused"]);
    let rest = [format!("from {CUSTOMERS}"), "order by customer_id".to_owned()];
    Ok(query.finish(&last.text(&rest)))
}

/// The steps up to a row a customer: `customer_id`, groups, `population`, `quality`, `refused`.
fn customers(
    table: &CustomerTable<'_>,
    rule: &CustomerRule,
    departments: &DepartmentQualities<'_>,
    groups: &SegmentColumns,
    dialect: Dialect,
) -> Result<Query, SqlError> {
    rule.check()?;
    let mut query = Query::default();
    query.step(DEPARTMENTS, departments.select(dialect)?);
    query.step(ARRIVING, arriving(table, groups, dialect)?);

    let mut received = Select::default();
    received.same(["s.*"]);
    received.column(felt(&rule.transfer, "s.arriving", dialect), "received");
    if let (Some(_), Substitution::KthBest { .. } | Substitution::KthBestShare { .. }) =
        (table.need, rule.substitution)
    {
        // The k-th best of what arrives is the k-th best of what is felt: transfers keep the order.
        let key = ["customer_id", "need_id", "own_need"];
        let rank = groups.window(&key, "order by s.arriving desc");
        received.column(format!("row_number() {rank}"), "place");
        received.column(format!("count(*) {}", groups.window(&key, "")), "service_count");
    }
    query.step(RECEIVED, received.text(&[format!("from {ARRIVING} as s")]));

    let is_grouped = table.need.is_some();
    if is_grouped {
        query.step(NEEDS, needs(rule.substitution, groups, dialect));
    }
    let source = if is_grouped { NEEDS } else { RECEIVED };
    let met = if is_grouped { "n.met" } else { "n.received" };
    let window = groups.window(&["customer_id"], "");
    let Combination { dominant, aggregates, combined } = combination(rule.rule, &window, dialect);

    let one = dialect.number(1.0);
    let mut felt = Select::default();
    felt.same(["n.*"]);
    felt.column(format!("n.dependence * ({one} - {met})"), "loss");
    felt.column(format!("{one} - n.dependence * ({one} - {met})"), "felt");
    if let Some(criticality) = rule.criticality {
        let [floor, slope] = [criticality.floor, criticality.slope].map(|it| dialect.number(it));
        felt.column(format!("{floor} + {slope} * {met}"), "need_cap");
    }
    query.step(FELT, felt.text(&[format!("from {source} as n")]));
    let mut source = FELT;
    if let Some(dominant) = dominant {
        let mut select = Select::default();
        select.same(["f.*"]);
        select.column(dominant, "dominant");
        query.step("knockon_dominant", select.text(&[format!("from {FELT} as f")]));
        source = "knockon_dominant";
    }

    let mut of_customer = Select::default();
    of_customer.same(["customer_id"]);
    of_customer.same(&groups.names);
    of_customer.column("max(population)", "population");
    of_customer.column("max(customer_ceiling)", "customer_ceiling");
    let differs_in = differs(&["population", "customer_ceiling"]);
    of_customer.column(format!("sum(refused) + {differs_in}"), "refused");
    for (aggregate, name) in aggregates {
        of_customer.column(aggregate, name);
    }
    if rule.criticality.is_some() {
        of_customer.column("min(need_cap)", "cap");
    }
    let by = format!("group by {}", groups.after(&["customer_id"]));
    query.step(COMBINED, of_customer.text(&[format!("from {source}"), by]));

    let mut quality = combined;
    if rule.criticality.is_some() {
        quality = dialect.least(&format!("({quality})"), "cap");
    }
    quality = dialect.least(&format!("({quality})"), &one);
    if table.ceiling.is_some() {
        quality = format!("customer_ceiling * ({quality})");
    }
    let mut last = Select::default();
    last.same(["customer_id"]);
    last.same(&groups.names);
    last.same(["population", "refused"]);
    last.column(quality, "quality");
    query.step(CUSTOMERS, last.text(&[format!("from {COMBINED}")]));
    Ok(query)
}

/// A row a service: what arrives, and what is stated of it.
fn arriving(
    table: &CustomerTable<'_>,
    groups: &SegmentColumns,
    dialect: Dialect,
) -> Result<String, SqlError> {
    let mut select = Select::default();
    let customer = column(table.customer, dialect)?;
    let department = column(table.department, dialect)?;
    select.column(&customer, "customer_id");
    for (theirs, name) in table.group_by.iter().zip(&groups.names) {
        select.column(column(theirs, dialect)?, name);
    }
    select.column(number(Some(table.dependence), Range::Share, dialect)?, "dependence");
    select.column(number(table.weight, Range::Amount, dialect)?, "need_weight");
    select.column(number(table.population, Range::Amount, dialect)?, "population");
    select.column(number(table.ceiling, Range::AboveNothing, dialect)?, "customer_ceiling");
    let quality = Range::Share.only("d.quality", dialect);
    let arriving = match table.condition {
        Some(_) => {
            let condition = number(table.condition, Range::Share, dialect)?;
            format!("({condition}) * ({quality})")
        }
        None => quality,
    };
    select.column(arriving, "arriving");
    if let Some(need) = table.need {
        let need = column(need, dialect)?;
        select.column(&need, "need_id");
        // A service without the name of a need is a need of its own.
        let own = format!("row_number() over (partition by {customer} order by {department})");
        select.column(format!("case when {need} is null then {own} else 0 end"), "own_need");
        select.column(number(table.service_weight, Range::Amount, dialect)?, "service_weight");
    }
    select.column(table.refused(&[&customer], Some("d.quality"), dialect)?, "refused");
    Ok(select.text(&[
        format!("from {} as t", table.name(dialect)?),
        format!("left join {DEPARTMENTS} as d on d.department_id = {department}"),
    ]))
}

/// A row a need: how well it is met.
fn needs(substitution: Substitution, groups: &SegmentColumns, dialect: Dialect) -> String {
    let (zero, one) = (dialect.number(0.0), dialect.number(1.0));
    let met = match substitution {
        Substitution::KthBest { k } => {
            format!("coalesce(max(case when place = {k} then received end), {zero})")
        }
        Substitution::KthBestShare { at_least_share } => {
            let share = dialect.number(at_least_share);
            let count = format!("ceil({share} * service_count - {})", dialect.number(1e-9));
            let k = dialect.greatest(&count, &one);
            format!("coalesce(max(case when place = {k} then received end), {zero})")
        }
        Substitution::Pooled { required } => {
            let share = format!("sum(service_weight * received) / {}", dialect.number(required));
            dialect.least(&share, &one)
        }
        Substitution::Independent => {
            let missing = format!("nullif({one} - received, {zero})");
            let all =
                dialect.exp(&format!("coalesce(sum(service_weight * ln({missing})), {zero})"));
            let best = format!("max(case when service_weight > {zero} then received end)");
            format!("case when {best} >= {one} then {one} else {one} - {all} end")
        }
        // Others cannot be said, and were refused.
        _ => "max(received)".to_owned(),
    };
    let mut select = Select::default();
    select.same(["customer_id"]);
    select.same(&groups.names);
    select.same(["need_id", "own_need"]);
    for column in ["dependence", "need_weight", "population", "customer_ceiling"] {
        select.column(format!("max({column})"), column);
    }
    let differs_in = differs(&["dependence", "need_weight", "population", "customer_ceiling"]);
    select.column(format!("sum(refused) + {differs_in}"), "refused");
    select.column(format!("case when own_need > 0 then max(received) else {met} end"), "met");
    let key = groups.after(&["customer_id", "need_id", "own_need"]);
    select.text(&[format!("from {RECEIVED}"), format!("group by {key}")])
}
