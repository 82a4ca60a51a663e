//! Money, loyalty and word of mouth of customers: every coefficient in its range, and today
//! explained.

use super::Findings;
use crate::organisation::{
    Coefficient, Economics, ExternalCustomer, Loyalty, Place, ProblemCode, Revenue, Section,
    WordOfMouth,
};
use crate::unit::{Figure, Population};

/// A coefficient, and what it may be.
struct Ranged {
    /// Where it stands in a document.
    field: &'static str,
    /// What messages call it.
    name: &'static str,
    stated: Coefficient,
    allows: fn(f64) -> bool,
    words: &'static str,
}

/// Makes what is checked of a coefficient.
macro_rules! ranged {
    ($field:literal, $name:literal, $stated:expr, $range:pat, $words:literal) => {
        Ranged {
            field: $field,
            name: $name,
            stated: $stated,
            allows: |value| matches!(value, $range),
            words: $words,
        }
    };
}

/// Checks what a customer states, on its own.
pub(super) fn check(index: usize, customer: &ExternalCustomer, found: &mut Findings) {
    let Some(economics) = customer.economics.as_deref() else { return };
    let place = |field| Place::new(Section::Customers, index, field);
    let id = customer.id.as_str();
    let mut is_right = true;
    for ranged in coefficients(economics) {
        is_right &=
            check_one(&place(ranged.field), &ranged, &format!(" of customer `{id}`"), found);
    }
    if !is_right || !Population::allows(customer.population) {
        return;
    }
    if let Some(market) = economics.word_of_mouth.and_then(|spoken| spoken.market) {
        let least = market.low().min(market.value);
        if least <= customer.population {
            let message = format!(
                "market `{}` of `{id}` is not above its population `{}`",
                Figure(least),
                Figure(customer.population)
            );
            found.problem(ProblemCode::OutOfRange, place("word_of_mouth.market"), message);
        }
    }
    let loyalty = economics.loyalty.unwrap_or(Loyalty::NEUTRAL);
    let spoken = economics.word_of_mouth.unwrap_or(WordOfMouth::NEUTRAL);
    if loyalty.won_per_year.is_none() {
        // The least that leave, and the most that are brought.
        let leaving = 0.0 - loyalty.retention.high().max(loyalty.retention.value).ln();
        let referrals = spoken.referrals_per_year;
        let brought = referrals.high().max(referrals.value);
        if brought > leaving {
            let message = format!(
                "customers bring `{}` a year and `{}` leave: state `won_per_year` for a group that \
                 grows today",
                Figure(brought),
                Figure(two_digits(leaving)),
            );
            found.problem(ProblemCode::Outcome, place("word_of_mouth.referrals_per_year"), message);
        }
    }
}

/// Rounds to hundredths, as messages show rates.
fn two_digits(rate: f64) -> f64 {
    (rate * 100.0).round() / 100.0
}

/// Checks the discount of the organisation.
pub(super) fn check_discount(discount: Option<Coefficient>, found: &mut Findings) {
    if let Some(stated) = discount {
        let ranged = ranged!("discount", "discount", stated, 0.0..=10.0, "0..=10");
        check_one(&Place::whole(Section::Organisation, "discount"), &ranged, "", found);
    }
}

/// Whether a coefficient is in its range, with both ends.
fn check_one(place: &Place, ranged: &Ranged, of: &str, found: &mut Findings) -> bool {
    let Ranged { field, name, stated, allows, words } = ranged;
    let (low, value, high) = (stated.low(), stated.value, stated.high());
    if let Some(wrong) = [value, low, high].into_iter().find(|number| !allows(*number)) {
        let message = format!("{name} `{}`{of} is outside {words}", Figure(wrong));
        found.problem(ProblemCode::OutOfRange, place.clone(), message);
        return false;
    }
    if !(low <= value && value <= high) {
        let key = field.rsplit('.').next().unwrap_or(field);
        let message = if low <= high {
            format!(
                "range of `{key}`{of} is `{}..{}`, beside its value `{}`: low, value and high must \
                 not fall",
                Figure(low),
                Figure(high),
                Figure(value)
            )
        } else {
            format!(
                "range of `{key}`{of} is `{}..{}`: low, value and high must not fall",
                Figure(low),
                Figure(high)
            )
        };
        found.problem(ProblemCode::OutOfRange, place.clone(), message);
        return false;
    }
    true
}

/// Every coefficient that is stated.
fn coefficients(economics: &Economics) -> Vec<Ranged> {
    let Economics { revenue, loyalty, word_of_mouth } = economics;
    let mut all = Vec::new();
    if let Some(Revenue { per_year, margin, spending_loss }) = *revenue {
        all.extend([
            ranged!("revenue.per_year", "revenue", per_year, 0.0..=1e15, "0..=1e15"),
            ranged!("revenue.margin", "margin", margin, 0.0..=1.0, "0..=1"),
            ranged!("revenue.spending_loss", "spending loss", spending_loss, 0.0..=1.0, "0..=1"),
        ]);
    }
    if let Some(loyalty) = *loyalty {
        all.extend([
            ranged!(
                "loyalty.retention",
                "retention",
                loyalty.retention,
                f64::MIN_POSITIVE..=1.0,
                "0..=1, and above 0"
            ),
            ranged!(
                "loyalty.departure_ratio",
                "departure ratio",
                loyalty.departure_ratio,
                1.0..=1e6,
                "1..=1e6; 1 means that quality makes nobody leave"
            ),
            ranged!(
                "loyalty.curvature",
                "curvature",
                loyalty.curvature,
                -700.0..=700.0,
                "-700..=700"
            ),
            ranged!("loyalty.gain", "gain", loyalty.gain, 0.0..=1.0, "0..=1"),
            ranged!("loyalty.loss", "loss", loyalty.loss, 0.0..=1.0, "0..=1"),
        ]);
        all.extend(loyalty.won_per_year.map(|won| {
            ranged!("loyalty.won_per_year", "won_per_year", won, 0.0..=1e15, "0..=1e15")
        }));
        all.extend(loyalty.expectation_days.map(|days| {
            ranged!(
                "loyalty.expectation_days",
                "expectation_days",
                days,
                f64::MIN_POSITIVE..=36_525.0,
                "0..=36525, and above 0"
            )
        }));
    }
    if let Some(spoken) = *word_of_mouth {
        all.extend([
            ranged!(
                "word_of_mouth.bad_news",
                "bad-news ratio",
                spoken.bad_news,
                f64::MIN_POSITIVE..=1e6,
                "0..=1e6, and above 0"
            ),
            ranged!(
                "word_of_mouth.elasticity",
                "reputation elasticity",
                spoken.elasticity,
                0.0..=10.0,
                "0..=10"
            ),
            ranged!(
                "word_of_mouth.memory_days",
                "memory_days",
                spoken.memory_days,
                0.0..=36_525.0,
                "0..=36525"
            ),
            ranged!(
                "word_of_mouth.referrals_per_year",
                "referrals_per_year",
                spoken.referrals_per_year,
                0.0..=100.0,
                "0..=100"
            ),
        ]);
        all.extend(spoken.market.map(|market| {
            ranged!("word_of_mouth.market", "market", market, 0.0..=1e100, "0..=1e100")
        }));
    }
    all
}
