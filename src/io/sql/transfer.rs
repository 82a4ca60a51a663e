//! How what a service provides is felt, as an expression.

use std::fmt::Write;

use super::dialect::Dialect;
use crate::organisation::Transfer;

/// The transfer of an expression, which is a name.
pub(super) fn felt(transfer: &Transfer, x: &str, dialect: Dialect) -> String {
    let number = |value: f64| dialect.number(value);
    let (zero, one) = (number(0.0), number(1.0));
    match transfer {
        Transfer::Identity => x.to_owned(),
        Transfer::Ramp { from, to } => {
            let share = format!("({x} - {}) / {}", number(*from), number(to - from));
            dialect.least(&dialect.greatest(&share, &zero), &one)
        }
        Transfer::Power { exponent } => {
            let logarithm = format!("{} * ln(nullif({x}, {zero}))", number(*exponent));
            let power = dialect.exp(&logarithm);
            format!("case when {x} <= {zero} then {zero} else {power} end")
        }
        // (1 + K) / (1 + (threshold / x)ⁿ)
        Transfer::Hill { n, threshold } => {
            let ratio =
                format!("{} * ln({} / nullif({x}, {zero}))", number(*n), number(*threshold));
            // Beyond this nothing is left of the quotient.
            let ratio = dialect.exp(&dialect.least(&ratio, &number(700.0)));
            let whole = number(1.0 + threshold.powf(*n));
            let felt = dialect.least(&format!("{whole} / ({one} + {ratio})"), &one);
            format!("case when {x} <= {zero} then {zero} else {felt} end")
        }
        Transfer::Table { points } => table(points, x, dialect),
    }
}

/// Linear between points, constant left of the first.
fn table(points: &[(f64, f64)], x: &str, dialect: Dialect) -> String {
    let number = |value: f64| dialect.number(value);
    let mut text = "case".to_owned();
    if let Some(&(quality, felt)) = points.first() {
        let _ = write!(text, "\n    when {x} <= {} then {}", number(quality), number(felt));
    }
    for ((q0, felt0), (q1, felt1)) in points.iter().zip(points.iter().skip(1)) {
        let [q0, q1] = [*q0, *q1];
        let _ = write!(
            text,
            "\n    when {x} <= {} then {} + {} * (({x} - {}) / {})",
            number(q1),
            number(*felt0),
            number(felt1 - felt0),
            number(q0),
            number(q1 - q0),
        );
    }
    let _ = write!(text, "\n    when {x} is not null then {}\n  end", number(1.0));
    text
}
