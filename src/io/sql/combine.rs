//! How the needs of a customer combine, as expressions over its needs.
//!
//! Own capability of a customer is 1, so that nothing of it is lost: it counts by its weight alone.
//! `exp(sum(w · ln(x)))` stands in place of products and powers; where an order makes terms large,
//! they are taken relative to the dominant input, as the library does.

use super::dialect::Dialect;
use crate::organisation::{Aggregation, Rule, Weighting};

/// How needs combine: what each step selects.
#[derive(Debug, Default)]
pub(super) struct Combination {
    /// An expression for a column `dominant` of each need of a customer, if one is needed.
    pub(super) dominant: Option<String>,
    /// Aggregates over the needs of a customer, with their names.
    pub(super) aggregates: Vec<(String, &'static str)>,
    /// The quality that these make.
    pub(super) combined: String,
}

/// Makes the expressions of a rule, given the columns `felt`, `loss` and `need_weight` of needs and a
/// window over all needs of a customer.
#[expect(clippy::float_cmp, reason = "named orders are stated exactly")]
pub(super) fn combination(rule: Rule, window: &str, dialect: Dialect) -> Combination {
    match rule {
        Rule::Fdna => Combination {
            aggregates: vec![("sum(loss) / count(*)".to_owned(), "lost")],
            combined: rest("lost", dialect),
            ..Combination::default()
        },
        Rule::Aggregation(Aggregation { order, weighting: Weighting::Full }) => {
            if order == f64::NEG_INFINITY {
                extreme("min", dialect)
            } else if order == 0.0 {
                product(None, dialect)
            } else if order == 1.0 {
                Combination {
                    aggregates: vec![("sum(need_weight * loss)".to_owned(), "lost")],
                    combined: rest("lost", dialect),
                    ..Combination::default()
                }
            } else if order > 0.0 {
                full_above(order, dialect)
            } else {
                full_below(order, window, dialect)
            }
        }
        Rule::Aggregation(Aggregation { order, weighting: Weighting::Share { own_weight } }) => {
            let own = own_weight.unwrap_or(0.0);
            if order == 1.0 {
                mean(own, dialect)
            } else if order == 0.0 {
                product(Some(own), dialect)
            } else if order == f64::NEG_INFINITY {
                extreme("min", dialect)
            } else if order == f64::INFINITY && own > 0.0 {
                Combination { combined: dialect.number(1.0), ..Combination::default() }
            } else if order == f64::INFINITY {
                extreme("max", dialect)
            } else {
                share(order, own, window, dialect)
            }
        }
    }
}

/// What is left of 1, and no less than 0.
fn rest(lost: &str, dialect: Dialect) -> String {
    let (zero, one) = (dialect.number(0.0), dialect.number(1.0));
    dialect.greatest(&format!("{one} - {lost}"), &zero)
}

/// A column of needs that have a weight.
fn weighted(column: &str, dialect: Dialect) -> String {
    format!("case when need_weight > {} then {column} end", dialect.number(0.0))
}

/// What a need counts with beside the input that dominates: itself, or the latter where it has no
/// weight, so that nothing which does not count grows beyond all numbers.
fn beside_dominant(dialect: Dialect) -> String {
    format!("case when need_weight > {} then felt else dominant end", dialect.number(0.0))
}

/// The total of weights, null where nothing has one.
fn total(own: f64, dialect: Dialect) -> String {
    let zero = dialect.number(0.0);
    if own > 0.0 {
        format!("nullif({} + sum(need_weight), {zero})", dialect.number(own))
    } else {
        format!("nullif(sum(need_weight), {zero})")
    }
}

fn mean(own: f64, dialect: Dialect) -> Combination {
    let lost = format!("sum(need_weight * loss) / {}", total(own, dialect));
    let zero = dialect.number(0.0);
    Combination {
        // Where nothing has a weight, nothing is lost.
        aggregates: vec![(format!("coalesce({lost}, {zero})"), "lost")],
        combined: rest("lost", dialect),
        ..Combination::default()
    }
}

/// The least or the largest input with a weight.
fn extreme(function: &str, dialect: Dialect) -> Combination {
    let inputs = weighted("felt", dialect);
    Combination {
        aggregates: vec![(format!("{function}({inputs})"), "decisive")],
        combined: format!("coalesce(decisive, {})", dialect.number(1.0)),
        ..Combination::default()
    }
}

/// A product of powers; a geometric mean where an own weight is given.
fn product(own: Option<f64>, dialect: Dialect) -> Combination {
    let (zero, one) = (dialect.number(0.0), dialect.number(1.0));
    let mut sum = format!("sum(need_weight * ln(nullif(felt, {zero})))");
    if let Some(own) = own {
        sum = format!("{sum} / {}", total(own, dialect));
    }
    let least = weighted("felt", dialect);
    let power = dialect.exp("log_sum");
    Combination {
        aggregates: vec![
            (format!("coalesce({sum}, {zero})"), "log_sum"),
            (format!("coalesce(min({least}), {one})"), "least_felt"),
        ],
        combined: format!("case when least_felt <= {zero} then {zero} else {power} end"),
        ..Combination::default()
    }
}

/// Full weighting of an order above 0 and below 1.
fn full_above(order: f64, dialect: Dialect) -> Combination {
    let (zero, one, p) = (dialect.number(0.0), dialect.number(1.0), dialect.number(order));
    let power = dialect.exp(&format!("{p} * ln(nullif(felt, {zero}))"));
    let power = format!("case when felt <= {zero} then {zero} else {power} end");
    let left = format!("{one} - lost_power");
    let root =
        dialect.exp(&format!("ln(nullif({}, {zero})) / {p}", dialect.greatest(&left, &zero)));
    Combination {
        aggregates: vec![(format!("sum(need_weight * ({one} - {power}))"), "lost_power")],
        combined: format!("case when lost_power >= {one} then {zero} else {root} end"),
        ..Combination::default()
    }
}

/// Full weighting of an order below 0, relative to the least input `m`:
/// `m · (m^−p + Σ v ((x/m)^p − m^−p))^(1/p)`.
fn full_below(order: f64, window: &str, dialect: Dialect) -> Combination {
    let (zero, one, p) = (dialect.number(0.0), dialect.number(1.0), dialect.number(order));
    let least = format!("coalesce(min({}) {window}, {one})", weighted("felt", dialect));
    let ln = format!("ln(nullif(dominant, {zero}))");
    let nothing_lost = dialect.exp(&format!("-({p}) * {ln}"));
    let input = beside_dominant(dialect);
    let term = dialect.exp(&format!("{p} * (ln(nullif({input}, {zero})) - {ln})"));
    let root = format!("ln(nullif(least_felt, {zero})) + ln(nullif(power_sum, {zero})) / {p}");
    Combination {
        dominant: Some(least),
        aggregates: vec![
            (
                format!("max({nothing_lost}) + sum(need_weight * ({term} - {nothing_lost}))"),
                "power_sum",
            ),
            ("max(dominant)".to_owned(), "least_felt"),
        ],
        combined: format!(
            "case when least_felt <= {zero} then {zero} else {} end",
            dialect.exp(&root)
        ),
    }
}

/// Share weighting of any finite order but 0 and 1, relative to the input `m` that dominates:
/// `m · (Σ w (x/m)^p / Σ w)^(1/p)`.
fn share(order: f64, own: f64, window: &str, dialect: Dialect) -> Combination {
    let (zero, one, p) = (dialect.number(0.0), dialect.number(1.0), dialect.number(order));
    let function = if order > 0.0 { "max" } else { "min" };
    let mut dominant =
        format!("coalesce({function}({}) {window}, {one})", weighted("felt", dialect));
    if own > 0.0 && order > 0.0 {
        dominant.clone_from(&one);
    }
    let ln = format!("ln(nullif(dominant, {zero}))");
    let input = beside_dominant(dialect);
    let term = dialect.exp(&format!("{p} * (ln(nullif({input}, {zero})) - {ln})"));
    // An input of 0 adds nothing where the order is above 0; below it decides.
    let mut sum = format!("sum(coalesce(need_weight * {term}, {zero}))");
    if own > 0.0 {
        let own_term = dialect.exp(&format!("-({p}) * {ln}"));
        sum = format!("{} * max({own_term}) + {sum}", dialect.number(own));
    }
    let root = format!("ln(nullif(dominant_felt, {zero})) + ln(nullif(power_mean, {zero})) / {p}");
    Combination {
        dominant: Some(dominant),
        aggregates: vec![
            (format!("coalesce(({sum}) / {}, {one})", total(own, dialect)), "power_mean"),
            ("max(dominant)".to_owned(), "dominant_felt"),
        ],
        combined: format!(
            "case when dominant_felt <= {zero} then {zero} else {} end",
            dialect.exp(&root)
        ),
    }
}
