//! Whose share it is, by solving parts of the scenario again.

use knockon::explain::{
    Attribution, AttributionMethod, AumannShapleyOptions, Objective, ShapleyOptions, Share,
};
use knockon::{Assessment, Impact, Network, PartyId, Status};

use crate::arguments::Split;
use crate::common::{Column, Failure, plain, table, warn};
use crate::name::short;
use crate::numbers::{SMALLEST_CHANGE, signed};
use crate::why::{cause, name_of};

/// Splits the change of every customer chosen; where none is, that of all by head, or of the mean
/// of all departments where there is no customer.
pub(crate) fn attribute<'a>(
    impact: &Impact,
    split: Split,
    chosen: impl Iterator<Item = &'a PartyId>,
) -> Result<Vec<Attribution>, Failure> {
    let network = impact.after().network();
    let chosen = chosen.map(|id| Objective::party(network, id.as_str()));
    let mut objectives = chosen.collect::<Result<Vec<_>, _>>()?;
    if objectives.is_empty() {
        objectives.push(everybody(network, impact)?);
    }
    let mut attributions = Vec::new();
    for objective in &objectives {
        let attribution = match split {
            Split::Shapley => Attribution::shapley(impact, objective, &ShapleyOptions::default()),
            Split::AumannShapley => {
                let options = AumannShapleyOptions::default();
                Attribution::aumann_shapley(impact, objective, &options)
            }
        };
        let attribution = attribution.map_err(|error| format!("--attribution: {error}"))?;
        if attribution.status != Status::Converged {
            warn("a part of the scenario did not converge");
        }
        attributions.push(attribution);
    }
    Ok(attributions)
}

fn everybody(network: &Network, impact: &Impact) -> Result<Objective, Failure> {
    if network.customer_count() > 0 {
        return Ok(Objective::customers(network)
            .map_err(|error| format!("--attribution: {error}; name some with --customer"))?);
    }
    let share = 1.0 / f64::from(u32::try_from(network.department_count().max(1))?);
    let departments: Vec<_> = impact.departments().map(|felt| felt.id()).collect();
    let weights = departments.iter().map(|id| (id.as_str(), share));
    Ok(Objective::weighted(network, "all departments", weights)?)
}

/// Describes shares, what each change does alone and last, and how the shares came about.
pub(crate) fn describe(attributions: &[Attribution], after: &Assessment, top: usize) -> String {
    attributions.iter().map(|attribution| one(attribution, after, top)).collect()
}

fn one(attribution: &Attribution, after: &Assessment, top: usize) -> String {
    let whose = name_of(after, &attribution.objective);
    if attribution.shares.is_empty() {
        return format!("\nNothing is set, so that no change of {whose} has a share.\n");
    }
    let mut shares: Vec<&Share> = attribution.shares.iter().collect();
    shares.sort_by(|one, two| two.change.abs().total_cmp(&one.change.abs()));
    let sampled = attribution.method == AttributionMethod::SampledShapley;
    let mut columns = vec![Column::Text("change"), Column::Number("share")];
    columns.extend(sampled.then_some(Column::Number("give or take")));
    columns.extend([Column::Number("alone"), Column::Number("last")]);
    let rows = shares.into_iter().map(|share| {
        let mut row = vec![short(&cause(&share.source, after)), signed(share.change)];
        row.extend(sampled.then(|| format!("{:.2}", 100.0 * share.standard_error)));
        row.extend([signed(share.one_at_a_time), signed(share.leave_one_out)]);
        row
    });
    let mut text = format!(
        "\nWhose share it is, by {}: {} points of {}\n\n",
        values(attribution.method),
        signed(attribution.change),
        plain(&whose)
    );
    text += &table(&columns, rows, top);
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

/// Whether changes overlap, or make each other worse.
fn together(attribution: &Attribution) -> String {
    let effects = attribution.shares.iter().map(|share| share.one_at_a_time);
    if effects.clone().filter(|effect| effect.abs() >= SMALLEST_CHANGE).count() < 2 {
        return String::new();
    }
    let (alone, all): (f64, f64) = (effects.sum(), attribution.change);
    let what = if (alone - all).abs() < SMALLEST_CHANGE {
        "as much as together"
    } else if alone * all <= 0.0 {
        "the other way than together"
    } else if alone.abs() > all.abs() {
        "more than together, for they overlap"
    } else {
        "less than together, for each makes more of the others"
    };
    format!("Alone they sum to {} points, {what}.\n", signed(alone))
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
            let rest = signed(attribution.residual);
            let left = if attribution.residual.abs() < SMALLEST_CHANGE {
                "; nothing is left over".to_owned()
            } else {
                format!("; {rest} points are left over, as where it tips on the way")
            };
            format!("Aumann-Shapley values, from {states} state{s} on the straight path{left}.\n")
        }
    }
}
