//! What to restore first, tried by solves.

use std::fmt::Write;

use knockon::explain::{Objective, Restoration, RestorationOptions, RestoredSet};
use knockon::quality::PartyQuality;
use knockon::report::AssessmentDocument;
use knockon::{Assessment, Status};

use crate::common::{Column, Failure, plain, table, warn};
use crate::list::list;
use crate::name::short;
use crate::why::{cause, change};

/// How many sources of a set are worth naming.
const NAMED: usize = 10;

/// What several customers chosen are called.
const CHOSEN: &str = "the customers chosen";

/// Tries what to restore first for the customers listed, by head: all of them, or those chosen;
/// without customers, for the mean of all departments.
pub(crate) fn of(
    after: &Assessment,
    document: &AssessmentDocument,
    are_chosen: bool,
) -> Result<Restoration, Failure> {
    let objective = objective(after, document, are_chosen)?;
    let restoration = Restoration::of(after, &objective, &RestorationOptions::default())?;
    if restoration.status != Status::Converged {
        warn("a state that was tried to say what to restore first did not converge");
    }
    Ok(restoration)
}

fn objective(
    after: &Assessment,
    document: &AssessmentDocument,
    are_chosen: bool,
) -> Result<Objective, Failure> {
    let network = after.network();
    if let Ok(everybody) = Objective::customers(network)
        && !are_chosen
    {
        return Ok(everybody);
    }
    let chosen = document.impact.iter().map(|line| line.customer.as_str());
    let chosen: Vec<_> = chosen.filter_map(|id| after.party(id)).collect();
    if let [one] = chosen.as_slice() {
        return Ok(Objective::party(network, one.id().as_str())?);
    }
    let (name, parties): (_, Vec<_>) = if chosen.is_empty() {
        let departments = after.parties().filter(PartyQuality::is_department);
        ("all departments", departments.map(|party| (party.id(), 1.0)).collect())
    } else {
        let heads = chosen.iter().map(|party| (party.id(), party.population().get()));
        (CHOSEN, heads.collect())
    };
    let total: f64 = parties.iter().map(|(_, weight)| weight).sum();
    // Where nobody counts by head, each counts alike.
    let share = |weight: f64| if total > 0.0 { weight / total } else { 1.0 };
    let weights = parties.iter().map(|(id, weight)| (id.as_str(), share(*weight)));
    Ok(Objective::weighted(network, name, weights)?)
}

/// Describes what each of the best gains, and which few bring back most; empty where nothing is
/// below normal or nothing would be gained.
pub(crate) fn describe(document: &AssessmentDocument, after: &Assessment, top: usize) -> String {
    let Some(restoration) = &document.restoration else { return String::new() };
    if restoration.best.is_empty() && restoration.smallest_set.is_none() {
        return String::new();
    }
    let whose = match after.party(&restoration.objective) {
        Some(party) => plain(&party.name()),
        None => restoration.objective.clone(),
    };
    let is_mean = whose == "all customers" || whose == CHOSEN;
    let by_head = if is_mean { ", by head" } else { "" };
    let mut text = format!(
        "\nWhat to restore first, each tried by a solve of its own: points for {whose}{by_head}\n\n"
    );
    if restoration.best.is_empty() {
        text += "Nothing alone helps.\n";
    } else {
        let columns =
            [Column::Text("source"), Column::Number("restored"), Column::Number("one point of it")];
        let rows = restoration.best.iter().map(|restored| {
            let point = restored.gain_of_point.map_or_else(|| "-".to_owned(), change);
            [short(&cause(&restored.source, after)), change(restored.gain), point]
        });
        text += &table(&columns, rows, top);
        text += "\n";
    }
    if let Some(set) = &restoration.smallest_set {
        text += &words(set, restoration, after);
    }
    if restoration.untried > 0 {
        let _ = writeln!(
            text,
            "{} of {} sources were not tried alone; none of them gains more than {}.",
            restoration.untried,
            restoration.source_count,
            change(restoration.untried_gain_at_most)
        );
    }
    text
}

/// Words the smallest set found.
fn words(set: &RestoredSet, restoration: &Restoration, after: &Assessment) -> String {
    let names: Vec<_> = set.sources.iter().map(|source| cause(source, after)).collect();
    let (count, gain) = (restoration.source_count, change(set.gain));
    let all =
        format!("All {count} sources together bring back {}", change(restoration.gain_of_all));
    match names.as_slice() {
        [one] if count == 1 => format!("{one} is all there is to restore.\n"),
        [one] => format!("{all}; {one} alone brings back {gain}.\n"),
        _ => {
            let certain = if set.is_minimal {
                "none of them can be left out"
            } else {
                "whether it can do with fewer was not tried to the end"
            };
            format!(
                "{all}. The smallest set found that brings back nine tenths of that:\n{} \
                 together, {gain}; {certain}.\n",
                match names.as_slice() {
                    [one, two] => format!("{one} and {two}"),
                    _ => list(&names, NAMED),
                }
            )
        }
    }
}
