//! Where the loop of revenue, budgets, people, quality and customers leads.

use std::fmt::Write;

use super::number::percent;
use super::{Column, plain, table};
use crate::organisation::Organisation;
use crate::outcome::{BudgetLoop, CoefficientCounts, LoopEnding, LoopPoint, LoopStart, Settling};

/// Describes a loop: where it leads, revenue and people over the years, and what that rests on.
pub fn budget_loop(organisation: &Organisation, budget_loop: &BudgetLoop) -> String {
    let mut text = head(organisation, budget_loop);
    text += &years(budget_loop);
    text += &people(organisation, budget_loop);
    text += &caveats(budget_loop);
    text
}

fn head(organisation: &Organisation, budget_loop: &BudgetLoop) -> String {
    let name = plain(organisation.name());
    let years = budget_loop.points.last().map_or(0.0, |point| point.years);
    let from = match budget_loop.start {
        LoopStart::Collapse => "the worst state there is",
        LoopStart::Today => "today",
    };
    let CoefficientCounts { measured, judged, published, assumed } = budget_loop.coefficients;
    let ending = match budget_loop.ending {
        LoopEnding::Steady => "Revenue is steady in the end".to_owned(),
        LoopEnding::Growing { per_year } => {
            format!("Revenue still grows in the end, by {} a year", percent(per_year))
        }
        LoopEnding::Declining { per_year } => {
            format!("Revenue still falls in the end, by {} a year", percent(per_year))
        }
        LoopEnding::Collapsed => "The organisation has collapsed, and stays so".to_owned(),
        LoopEnding::BrokenOff => "This was broken off before its end".to_owned(),
    };
    let last = budget_loop.points.last().map_or(1.0, |point| point.revenue_share);
    let (lowest, when) = budget_loop.least_revenue();
    let mut text = format!(
        "{name}: revenue, budgets and people over {} years, from {from} (coefficients: {measured} \
         measured, {judged} judged, {published} published, {assumed} assumed)\n\n{ending}, at {} of \
         today's",
        number(years),
        percent(last)
    );
    if lowest < last && lowest < 1.0 {
        let _ = write!(text, "; at least it was {}, after {} years", percent(lowest), number(when));
    }
    text + ".\n\n"
}

/// A number of years, of people or of posts without digits that say nothing.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// About so many instants are shown.
const SHOWN: usize = 12;

/// Some points, the first and the last among them.
fn shown(points: &[LoopPoint]) -> Vec<&LoopPoint> {
    let step = points.len().div_ceil(SHOWN).max(1);
    let is_shown = |index: usize| index.is_multiple_of(step) || index + 1 == points.len();
    let points = points.iter().enumerate().filter(|&(index, _)| is_shown(index));
    points.map(|(_, point)| point).collect()
}

fn years(budget_loop: &BudgetLoop) -> String {
    let columns = [
        Column::Number("years"),
        Column::Number("revenue"),
        Column::Number("customers"),
        Column::Number("agents"),
    ];
    let all = |point: &LoopPoint| {
        let customers: f64 = point.customers.iter().map(|it| it.customers).sum();
        let agents: f64 = point.departments.iter().map(|it| it.agents).sum();
        [customers, agents]
    };
    let today = budget_loop.points.first().map_or([1.0; 2], all);
    let share = |now: f64, today: f64| {
        if today > 0.0 { percent(now / today) } else { String::new() }
    };
    let rows = shown(&budget_loop.points).into_iter().map(|point| {
        let [customers, agents] = all(point);
        [
            number(point.years),
            percent(point.revenue_share),
            share(customers, today[0]),
            share(agents, today[1]),
        ]
    });
    let rows: Vec<_> = rows.collect();
    table(&columns, rows.into_iter(), usize::MAX)
}

fn people(organisation: &Organisation, budget_loop: &BudgetLoop) -> String {
    let (Some(first), Some(last)) = (budget_loop.points.first(), budget_loop.points.last()) else {
        return String::new();
    };
    if last.departments.is_empty() {
        return String::new();
    }
    let columns = [
        Column::Text("department"),
        Column::Number("agents today"),
        Column::Number("at the end"),
        Column::Number("posts"),
        Column::Number("satisfied"),
    ];
    let rows = first.departments.iter().zip(&last.departments).map(|(today, end)| {
        let party = organisation.party(&end.id);
        [
            plain(party.map_or(end.id.as_str(), |party| party.name())),
            number(today.agents),
            number(end.agents),
            number(end.posts),
            percent(end.satisfaction),
        ]
    });
    let rows: Vec<_> = rows.collect();
    format!("\n{}", table(&columns, rows.into_iter(), usize::MAX))
}

/// What the answer rests on.
fn caveats(budget_loop: &BudgetLoop) -> String {
    let mut text = String::from("\n");
    let limit = budget_loop.elasticity_limit;
    if limit.is_finite() {
        let _ = writeln!(
            text,
            "Rule of thumb: where quality is agents per customer, budgets that follow revenue by an \
             elasticity above {limit:.2} run away."
        );
    } else {
        text += "Rule of thumb: quality moves no money here, so no budget runs away.\n";
    }
    if budget_loop.settling == Settling::AtRest {
        let period = number(budget_loop.period_days);
        let _ = writeln!(
            text,
            "Within a period of {period} days everything is taken to settle, in the best state \
             there is: no lags, no backlogs, no crisis reserve."
        );
    }
    text += "Turnover does little to performance in the studies there are (corrected correlations \
             of -0.03 to -0.15), so it does nothing here unless stated.\n";
    text += "A correlation between firms is not the effect of a change in one.\n";
    text
}
