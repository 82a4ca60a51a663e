//! Whose loss hurts most.

use std::fmt::Write;

use super::name::stated;
use super::number::quality;
use super::{Column, Points, list, plain, short, table};
use crate::explain::{Candidates, Contingencies, ContingencyOptions, Loss, Lost};
use crate::organisation::Organisation;

/// Describes every loss, up to `top` of them, and which alone brings a customer down too far: one
/// customer, if it was the objective.
pub fn contingency(
    organisation: &Organisation,
    contingencies: &Contingencies,
    options: &ContingencyOptions,
    customer: Option<&str>,
    top: usize,
) -> String {
    let what = match options.candidates {
        Candidates::Services => "service",
        _ => "department",
    };
    let name = plain(organisation.name());
    let chosen = customer.map(|id| stated(organisation, id));
    let whose = chosen.as_ref().map_or(String::new(), |chosen| format!(" for {chosen}"));
    let mut text = format!("{name}: each {what} lost in turn, worst first{whose}\n\n");
    let mut columns = vec![Column::Text(what), Column::Number("points lost")];
    if chosen.is_none() {
        columns.extend([Column::Text("worst hit"), Column::Number("points")]);
    }
    columns.push(Column::Number("stays lost"));
    let losses = contingencies.losses();
    let shown = || losses.iter().take(top);
    let lost = Points::of_losses(shown().flat_map(|loss| [loss.loss, loss.lasting]));
    let hits = shown().filter_map(|loss| loss.worst_hit.as_ref());
    let hit = Points::of_losses(hits.map(|hit| hit.change));
    let row = |loss: &Loss| {
        let mut row = vec![lost_name(organisation, &loss.lost, short), lost.quality(loss.loss)];
        if chosen.is_none() {
            row.extend(match &loss.worst_hit {
                Some(worst) => {
                    let name = stated(organisation, worst.customer.as_str());
                    [short(&name), hit.change(worst.change)]
                }
                None => ["nobody".to_owned(), "0.0".to_owned()],
            });
        }
        row.push(if loss.tips { lost.quality(loss.lasting) } else { "-".to_owned() });
        row
    };
    text += &table(&columns, shown().map(row), top);
    let more = losses.len().saturating_sub(top) + contingencies.unlisted();
    if more > 0 {
        let _ = writeln!(text, " and {more} more");
    }
    if let Some(threshold) = options.threshold {
        let alone: Vec<_> = contingencies
            .single_points_of_failure()
            .map(|loss| lost_name(organisation, &loss.lost, plain))
            .collect();
        let whom = chosen.unwrap_or("a customer".to_owned());
        let named = if alone.is_empty() { "none".to_owned() } else { list(&alone, top) };
        let among = match contingencies.unlisted() {
            0 => String::new(),
            _ => format!(" (of the {} worst)", losses.len()),
        };
        let _ = writeln!(text, "\nAlone bring {whom} below {}{among}: {named}", quality(threshold));
    }
    text
}

/// A department's name; a service's id, which is what tells services apart.
fn lost_name(organisation: &Organisation, lost: &Lost, written: fn(&str) -> String) -> String {
    match lost {
        Lost::Department(id) => written(&stated(organisation, id.as_str())),
        service => plain(service.id()),
    }
}
