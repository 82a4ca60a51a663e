//! How sets of actions compare where numbers are drawn.

use super::choice::{points, set};
use super::number::percent;
use super::{Column, table};
use crate::outcome::{Actions, DrawnChoice, DrawnSet};

/// Says in which share of draws the set chosen is the best, and lists up to `top` of the others that
/// are the best in some.
pub fn drawn_choice(actions: &Actions, drawn: &DrawnChoice, top: usize) -> String {
    let [chosen, others @ ..] = drawn.sets.as_slice() else { return String::new() };
    let mut text = format!(
        "\nOf {} sets, {} is the best in {} of {} draws; in one of twenty it comes to {} points or \
         less.\n",
        drawn.sets.len(),
        set(actions, &chosen.set.actions),
        percent(chosen.share_best),
        drawn.draws,
        points(chosen.worst_5)
    );
    let mut at_times: Vec<&DrawnSet> = others.iter().filter(|set| set.share_best > 0.0).collect();
    at_times.sort_by(|one, two| two.share_best.total_cmp(&one.share_best));
    let columns = [
        Column::Text("actions"),
        Column::Number("the best in"),
        Column::Number("mean"),
        Column::Number("short by"),
        Column::Number("in 1 of 20"),
    ];
    let row = |one: &DrawnSet| {
        vec![
            set(actions, &one.set.actions),
            percent(one.share_best),
            points(one.mean),
            points(one.mean_regret),
            points(one.worst_5),
        ]
    };
    let rows: Vec<_> = std::iter::once(chosen).chain(at_times).map(row).collect();
    text += &table(&columns, rows.into_iter(), top.saturating_add(1));
    text
}
