//! What becomes of customers, and what that costs, in words.
//!
//! No money is printed without its band and without the count of coefficients behind it; what does
//! not depend on coefficients is said beside it.

use std::fmt::Write;

use super::money::MoneyUnit;
use super::{Column, list, plain, short, table};
use crate::organisation::Organisation;
use crate::outcome::{
    Band, CoefficientCounts, CustomerBase, CustomerGroup, GroupMoney, RiskReport,
};
use crate::report::WorthLine;

/// Describes what became of customers. `what` says what happens; up to `top` groups are listed, and
/// with `widths` what the range of every coefficient does.
///
/// Without a statement of revenue there is no money in it.
pub fn outcome(
    organisation: &Organisation,
    what: &str,
    base: &CustomerBase,
    widths: bool,
    top: usize,
) -> String {
    let money = base.money();
    let mut text = format!(
        "{}: {what}, followed for {} ({})\n\n",
        plain(organisation.name()),
        years(base.years()),
        counts(base.coefficients())
    );
    text += &match money {
        Some(money) => with_money(organisation, base, money, top),
        None => without_money(base, top),
    };
    if let Some(money) = money {
        text += &certainty(base, money);
        if widths {
            text += &of_ranges(base);
        }
    }
    text += &whatever_the_coefficients(base);
    for group in base.groups() {
        if group.is_unlimited() {
            let _ = writeln!(
                text,
                "{} grow beyond counting, so that they were followed no further: state a market.",
                plain(group.name())
            );
        }
    }
    let held = base.groups().iter().filter_map(CustomerGroup::held_from).fold(f64::NAN, f64::min);
    if held.is_finite() {
        let _ = writeln!(text, "From {held:.1} years on the last known quality is held.");
    }
    text
}

/// Where coefficients come from.
fn counts(of: CoefficientCounts) -> String {
    let judged = match of.judged {
        0 => String::new(),
        judged => format!(" {judged} judged,"),
    };
    format!(
        "coefficients: {} measured,{judged} {} published, {} assumed",
        of.measured, of.published, of.assumed
    )
}

fn years(years: f64) -> String {
    if (years - 1.0).abs() < 1e-9 { "a year".to_owned() } else { format!("{years} years") }
}

/// From the least to the most; nothing says how far a figure is off where no range is stated.
fn between(unit: MoneyUnit, band: Band) -> String {
    if band.is_known() {
        format!("{} .. {}{}", unit.number(band.low), unit.number(band.high), unit.word())
    } else {
        "no range stated".to_owned()
    }
}

fn count(customers: f64) -> String {
    format!("{customers:.0}")
}

fn of_customers(group: &CustomerGroup) -> [String; 5] {
    let fewest = group.fewest();
    let after =
        if fewest.years > 0.0 { format!("{:.1} years", fewest.years) } else { String::new() };
    [
        short(group.name()),
        count(group.today()),
        count(fewest.customers),
        after,
        count(group.end().customers),
    ]
}

const CUSTOMERS: [Column<'static>; 5] = [
    Column::Text("customers"),
    Column::Number("today"),
    Column::Number("fewest"),
    Column::Number("after"),
    Column::Number("at the end"),
];

fn without_money(base: &CustomerBase, top: usize) -> String {
    let rows = base.groups().iter().map(of_customers);
    table(&CUSTOMERS, rows, top) + "\n"
}

fn with_money(
    organisation: &Organisation,
    base: &CustomerBase,
    all: GroupMoney,
    top: usize,
) -> String {
    let unit = MoneyUnit::of([all.lost, all.band.low, all.band.high]);
    let lost = match organisation.currency() {
        Some(currency) => format!("revenue lost, {}", plain(currency)),
        None => "revenue lost".to_owned(),
    };
    let money = |money: GroupMoney| {
        let share = 100.0 * money.lost / money.revenue_without.max(f64::MIN_POSITIVE);
        [unit.amount(money.lost), format!("{share:.1} %"), between(unit, money.band)]
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for group in base.groups() {
        let of_money = group.money().map_or_else(Default::default, money);
        rows.push(of_customers(group).into_iter().chain(of_money).collect());
    }
    let listed = rows.len().min(top);
    let more = rows.len() - listed;
    rows.truncate(listed);
    let together = ["together", "", "", "", ""].map(str::to_owned);
    rows.push(together.into_iter().chain(money(all)).collect());
    let mut columns = CUSTOMERS.to_vec();
    columns.extend([Column::Number(&lost), Column::Number("share"), Column::Number("from .. to")]);
    let count = rows.len();
    let mut text = table(&columns, rows.into_iter(), count);
    if more > 0 {
        let _ = writeln!(text, " and {more} more customers, who are in the sum");
    }
    text + "\n"
}

/// How far the money can be off.
fn certainty(base: &CustomerBase, all: GroupMoney) -> String {
    let unit = MoneyUnit::of([all.lost, all.band.low, all.band.high]);
    let mut text = String::new();
    if all.band.is_known() {
        let _ = writeln!(
            text,
            "How far this can be off: published coefficients differ between studies; at one end of \
             the ranges stated the same costs {}, at the other {}.",
            unit.amount(all.band.low),
            unit.amount(all.band.high)
        );
        if let Some(widest) = base.widest() {
            let _ = writeln!(text, "The range of the {} widens this band most.", widest.name());
        }
    } else {
        text += "How far this can be off: no coefficient states a range, so that nothing says it. \
                 Published ones differ between studies by a factor of 10 and more.\n";
    }
    let _ = writeln!(
        text,
        "Discounted to today the margin lost is {} ({}). A correlation between firms is not the \
         effect of a change in one.",
        unit.amount(all.discounted_margin_lost),
        between(unit, all.discounted_band)
    );
    text
}

/// What the range of every coefficient does.
fn of_ranges(base: &CustomerBase) -> String {
    let widths = base.widths();
    let unit = MoneyUnit::of(widths.iter().map(|width| width.width));
    let rows =
        widths.iter().map(|width| [width.coefficient.name().to_owned(), unit.amount(width.width)]);
    let columns =
        [Column::Text("range of the"), Column::Number("moves the revenue lost, alone, by")];
    format!("\n{}\n", table(&columns, rows, widths.len()))
}

fn whatever_the_coefficients(base: &CustomerBase) -> String {
    let fallen =
        base.groups().iter().filter(|group| group.lowest_quality() < group.quality_today());
    let worst = fallen.min_by(|one, two| one.lowest_quality().total_cmp(&two.lowest_quality()));
    match worst {
        None => "What does not depend on coefficients: nobody's quality falls.\n".to_owned(),
        Some(group) => format!(
            "What does not depend on coefficients: quality of {} falls to {:.1} points.\n",
            plain(group.name()),
            100.0 * group.lowest_quality()
        ),
    }
}

/// Describes what incidents cost, up to `top` of them.
pub fn value_at_risk(organisation: &Organisation, risk: &RiskReport, top: usize) -> String {
    let largest = risk.incidents.iter().flat_map(|it| [it.value_at_risk, it.band.high]);
    let unit = MoneyUnit::of(largest);
    let currency =
        organisation.currency().map_or_else(String::new, |it| format!(", {}", plain(it)));
    let mut text = format!(
        "Value at risk{currency}: revenue lost within {} if it happens today, which is no quantile \
         ({})\n\n",
        years(risk.years),
        counts(risk.coefficients)
    );
    let rows = risk.incidents.iter().map(|incident| {
        let rate = incident.per_year.map_or_else(String::new, |rate| format!("{rate}"));
        [
            short(&incident.name),
            format!("{}", incident.days),
            unit.amount(incident.value_at_risk),
            between(unit, incident.band),
            share(incident.while_it_lasts, incident.value_at_risk),
            share(incident.afterwards, incident.value_at_risk),
            rate,
        ]
    });
    let columns = [
        Column::Text("incident"),
        Column::Number("days"),
        Column::Number("value at risk"),
        Column::Number("from .. to"),
        Column::Number("while it lasts"),
        Column::Number("afterwards"),
        Column::Number("a year"),
    ];
    let has_rates = risk.yearly.is_some();
    let shown = if has_rates { columns.len() } else { columns.len() - 1 };
    let rows = rows.map(|row| row.into_iter().take(shown));
    text += &table(columns.get(..shown).unwrap_or(&columns), rows, top);
    if risk.departments_left_out > 0 {
        let _ = writeln!(text, " and {} departments not asked about", risk.departments_left_out);
    }
    text.push('\n');
    text += &of_a_year(risk);
    if let ([first, _, ..], true) = (&*risk.incidents, risk.first_is_certain) {
        let _ = writeln!(
            text,
            "What does not depend on coefficients: {} is first whatever the coefficients.",
            plain(&first.name)
        );
    }
    if let Some(widest) = risk.widest {
        let _ = writeln!(text, "The range of the {} widens the first band most.", widest.name());
    }
    for warning in &risk.warnings {
        let _ = writeln!(text, "Beware: {warning}.");
    }
    text
}

/// A part of what is lost, as a share: it is as far off as the whole, and no money of its own.
fn share(part: f64, whole: f64) -> String {
    if whole.abs() > 0.0 { format!("{:.0} %", 100.0 * part / whole) } else { String::new() }
}

/// The loss of a year, where rates are stated.
fn of_a_year(risk: &RiskReport) -> String {
    let Some(yearly) = &risk.yearly else { return String::new() };
    let amounts = yearly.quantiles.iter().flat_map(|quantile| [quantile.loss, quantile.band.high]);
    let unit = MoneyUnit::of(amounts.chain([yearly.expected_loss, yearly.expected_band.high]));
    let mut text = format!(
        "In a year {} is lost on average ({}), with a standard deviation of {} ({}); nothing happens \
         with a chance of {:.0} %.\n",
        unit.amount(yearly.expected_loss),
        between(unit, yearly.expected_band),
        unit.amount(yearly.standard_deviation),
        between(unit, yearly.deviation_band),
        100.0 * yearly.no_incident
    );
    let quantiles: Vec<String> = yearly
        .quantiles
        .iter()
        .map(|it| {
            let (loss, band) = (unit.amount(it.loss), between(unit, it.band));
            format!("{loss} ({band}) with {:.0} %", 100.0 * it.chance)
        })
        .collect();
    if !quantiles.is_empty() {
        let listed = list(&quantiles, quantiles.len());
        let _ = writeln!(text, "A year does not lose more than {listed}.");
    }
    text
}

/// Describes what a point of capability is worth a year, of up to `top` departments.
pub fn worth(lines: &[WorthLine], has_people: bool, top: usize) -> String {
    const POINT: f64 = 0.01;
    let unit = MoneyUnit::of(lines.iter().map(|line| POINT * line.per_year));
    let mut words: Vec<String> = Vec::new();
    for (place, line) in lines.iter().take(top).enumerate() {
        let [amount, low, high] = [line.per_year, line.low, line.high].map(|it| POINT * it);
        let range = if high - low > 0.0 {
            format!("{} .. {}", unit.number(low), unit.number(high))
        } else {
            "no range stated".to_owned()
        };
        let amount = if place == 0 { unit.amount(amount) } else { unit.number(amount) };
        words.push(format!("{} {amount} ({range})", plain(&line.name)));
    }
    let more = match lines.len().saturating_sub(top) {
        0 => String::new(),
        more => format!("  ·  and {more} more"),
    };
    let people = if has_people { " (organisation without people)" } else { "" };
    format!(
        "A point of capability is worth, a year, at rest: {}{more}{people}\n",
        words.join("  ·  ")
    )
}
