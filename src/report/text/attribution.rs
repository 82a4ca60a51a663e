//! Whose share it is, by solving parts of the scenario again.

use std::fmt::Write;

use super::explanation::cause;
use super::name::assessed;
use super::number::change;
use super::{Column, Points, plain, short, table};
use crate::explain::{Attribution, AttributionMethod, Share};
use crate::quality::Assessment;

/// Describes shares, up to `top` of each attribution, what each change does alone and last, and how
/// the shares came about.
pub fn attributions(attributions: &[Attribution], after: &Assessment, top: usize) -> String {
    attributions.iter().map(|attribution| one(attribution, after, top)).collect()
}

fn one(attribution: &Attribution, after: &Assessment, top: usize) -> String {
    let whose = assessed(after, &attribution.objective);
    if attribution.shares.is_empty() {
        return format!("\nNothing is set, so that no change of {whose} has a share.\n");
    }
    let mut shares: Vec<&Share> = attribution.shares.iter().collect();
    shares.sort_by(|one, two| two.change.abs().total_cmp(&one.change.abs()));
    let sampled = attribution.method == AttributionMethod::SampledShapley;
    let mut columns = vec![Column::Text("change"), Column::Number("share")];
    columns.extend(sampled.then_some(Column::Number("give or take")));
    columns.extend([Column::Number("alone"), Column::Number("last")]);
    let effects = |share: &&Share| [share.change, share.one_at_a_time, share.leave_one_out];
    let points = Points::of_losses(shares.iter().take(top).flat_map(effects));
    let errors = Points::of_losses(shares.iter().take(top).map(|share| share.standard_error));
    let rows = shares.into_iter().map(|share| {
        let mut row = vec![short(&cause(&share.source, after)), points.change(share.change)];
        row.extend(sampled.then(|| errors.quality(share.standard_error)));
        row.extend([share.one_at_a_time, share.leave_one_out].map(|effect| points.change(effect)));
        row
    });
    let mut text = format!(
        "\nWhose share it is, by {}: {} points of {}\n\n",
        values(attribution.method),
        change(attribution.change),
        plain(&whose)
    );
    text += &table(&columns, rows, top);
    for point in &attribution.tipping_points {
        let (points, share) = (change(point.change), 100.0 * point.at);
        let _ = writeln!(
            text,
            "\nIt tips {share:.1} % of the way: {points} points, no one change's share."
        );
    }
    text += "\nAlone: nothing else changes. Last: everything else has changed before.\n";
    text + &together(attribution) + &method(attribution)
}

/// What a method's shares are called.
fn values(method: AttributionMethod) -> &'static str {
    match method {
        AttributionMethod::AumannShapley => "Aumann-Shapley values",
        _ => "Shapley values",
    }
}

/// Differences below this are no overlap: a twentieth of a point.
const LEAST_OVERLAP: f64 = 0.0005;

/// Whether changes overlap, or make each other worse.
fn together(attribution: &Attribution) -> String {
    let effects = attribution.shares.iter().map(|share| share.one_at_a_time);
    if effects.clone().filter(|effect| effect.abs() >= LEAST_OVERLAP).count() < 2 {
        return String::new();
    }
    let (alone, all): (f64, f64) = (effects.sum(), attribution.change);
    let what = if (alone - all).abs() < LEAST_OVERLAP {
        "as much as together"
    } else if alone * all <= 0.0 {
        "the other way than together"
    } else if alone.abs() > all.abs() {
        "more than together, for they overlap"
    } else {
        "less than together, for each makes more of the others"
    };
    format!("Alone they sum to {} points, {what}.\n", change(alone))
}

/// How exact the shares are.
fn method(attribution: &Attribution) -> String {
    let states = attribution.evaluations;
    let s = if states == 1 { "" } else { "s" };
    match attribution.method {
        AttributionMethod::Shapley => format!("Shapley values, exact, from {states} state{s}.\n"),
        AttributionMethod::SampledShapley => format!(
            "Shapley values of orders drawn at random, {states} states, give or take a standard \
             error.\n"
        ),
        _ => {
            let rest = change(attribution.residual);
            let left = if attribution.residual.abs() < LEAST_OVERLAP {
                "; nothing is left over".to_owned()
            } else {
                format!("; {rest} points are left over")
            };
            format!("Aumann-Shapley values, from {states} state{s} on the straight path{left}.\n")
        }
    }
}
