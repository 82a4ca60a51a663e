//! The answer in words and tables for people.

use std::fmt::Write;

use knockon::Organisation;
use knockon::chain::{Contingencies, Loss, Lost};
use knockon::organisation::PartyRef;

use crate::Arguments;
use crate::common::{Column, plain, table};
use crate::list::list;
use crate::name::short;
use crate::numbers::{points, signed};

/// Describes every loss, and which alone brings a customer down too far.
pub(crate) fn describe(
    organisation: &Organisation,
    contingency: &Contingencies,
    asked: &Arguments,
) -> String {
    let what = if asked.services { "service" } else { "department" };
    let name = plain(organisation.name());
    let chosen = asked.customer.as_deref().map(|id| name_of(organisation, id));
    let whose = chosen.as_ref().map_or(String::new(), |chosen| format!(" for {chosen}"));
    let mut text = format!("{name}: each {what} lost in turn, worst first{whose}\n\n");
    let mut columns = vec![Column::Text(what), Column::Number("points lost")];
    if chosen.is_none() {
        columns.extend([Column::Text("worst hit"), Column::Number("points")]);
    }
    columns.push(Column::Number("stays lost"));
    let row = |loss: &Loss| {
        let mut row = vec![lost_name(organisation, &loss.lost, short), points(loss.loss)];
        if chosen.is_none() {
            row.extend(worst_hit(organisation, loss));
        }
        row.push(if loss.tips { points(loss.lasting) } else { "-".to_owned() });
        row
    };
    text += &table(&columns, contingency.losses().iter().map(row), asked.top);
    if let Some(threshold) = asked.threshold {
        let alone: Vec<_> = contingency
            .single_points_of_failure()
            .map(|loss| lost_name(organisation, &loss.lost, plain))
            .collect();
        let whom = chosen.unwrap_or("a customer".to_owned());
        let named = if alone.is_empty() { "none".to_owned() } else { list(&alone, asked.top) };
        let _ = writeln!(text, "\nAlone bring {whom} below {}: {named}", points(threshold));
    }
    text
}

/// The customer who loses most, and how much.
fn worst_hit(organisation: &Organisation, loss: &Loss) -> [String; 2] {
    match &loss.worst_hit {
        Some(hit) => [short(&name_of(organisation, hit.customer.as_str())), signed(hit.change)],
        None => ["nobody".to_owned(), "0.0".to_owned()],
    }
}

/// A department's name; a service's id, which is what tells services apart.
fn lost_name(organisation: &Organisation, lost: &Lost, written: fn(&str) -> String) -> String {
    match lost {
        Lost::Department(id) => written(&name_of(organisation, id.as_str())),
        service => plain(service.id()),
    }
}

fn name_of(organisation: &Organisation, id: &str) -> String {
    plain(organisation.party(id).map_or(id, PartyRef::name))
}
