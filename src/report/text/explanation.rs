//! Whose share it is, and through which chains.

use std::fmt::Write;

use super::name::assessed;
use super::number::change;
use super::{Points, plain};
use crate::explain::{Contribution, Contributions, Explanation, Objective, Source, Split};
use crate::quality::Assessment;
use crate::report::AssessmentDocument;

/// How many customers are explained one by one.
const EXPLAINED: usize = 3;

/// Explains the worst changes of the customers that the document lists: whose share it is, and up to
/// `top` chains it came through.
pub fn explanation(explanation: &Explanation, document: &AssessmentDocument, top: usize) -> String {
    let after = explanation.impact().after();
    let network = after.network();
    let mut text = String::new();
    let felt = document.impact.iter().filter(|line| line.change != 0.0);
    for line in felt.take(EXPLAINED.min(top)) {
        if text.is_empty() {
            text += "\nWhose share it is, by contributions split where losses meet, and through \
                     which chains\n";
        }
        let Ok(objective) = Objective::party(network, line.customer.as_str()) else { continue };
        let name = assessed(after, line.customer.as_str());
        text += &explained(explanation, &objective, (&name, ""), line.change, top);
    }
    text
}

/// Explains the change of one objective, given its name and what follows the end of every chain;
/// nothing where it has no contributions.
pub(super) fn explained(
    explanation: &Explanation,
    objective: &Objective,
    (name, end): (&str, &str),
    changed: f64,
    top: usize,
) -> String {
    let after = explanation.impact().after();
    let Ok(contributions) = explanation.contributions(objective) else { return String::new() };
    let whose = whose(&contributions, after, top);
    let mut text = format!("\n{name}: {} points{whose}\n", change(changed));
    text += &through(explanation, objective, &contributions, end, top);
    text
}

/// Whose share of a change it is, in half a sentence.
fn whose(contributions: &Contributions, after: &Assessment, top: usize) -> String {
    let shares: Vec<_> = contributions.contributions.iter().filter(|s| s.change != 0.0).collect();
    let why = match contributions.split {
        Split::Offsetting => " (some changes work against each other)",
        Split::Tipped => " (a group of departments tipped: no chain has a share)",
        Split::Steep => " (too steep to follow along chains: no chain has a share)",
        Split::Unexplained => " (not explained in full: no chain has a share)",
        _ => "",
    };
    let sampled = contributions.seed.map_or_else(String::new, |seed| {
        format!("; sampled from random orders, seed {seed}, standard errors after the sign ±")
    });
    match shares.as_slice() {
        [] => String::new(),
        [only] => format!(", all from {}{why}", cause(&only.source, after)),
        several => {
            let part = |share: &&Contribution| {
                let error = match contributions.seed {
                    Some(_) => {
                        format!(" ± {}", change(share.standard_error).trim_start_matches('+'))
                    }
                    None => String::new(),
                };
                format!("{}{error} {}", change(share.change), cause(&share.source, after))
            };
            let listed: Vec<_> = several.iter().take(top).map(part).collect();
            format!(": {}{why}{sampled}", listed.join(", "))
        }
    }
}

/// What changed, in words.
pub(super) fn cause(source: &Source, after: &Assessment) -> String {
    let id = plain(source.id());
    match source {
        Source::Capability(_) => assessed(after, source.id()),
        Source::Skill(_) => format!("the skill of {}", assessed(after, source.id())),
        Source::Agents(_) => format!("agents in {}", assessed(after, source.id())),
        Source::DemandPerHour(_) => format!("demand on `{id}`"),
        Source::Retries(_) => format!("requests made again on `{id}`"),
        Source::Ceiling(_) => format!("the ceiling of {}", assessed(after, source.id())),
        Source::Observed(_) => format!("what was observed of {}", assessed(after, source.id())),
        Source::Condition(_) => format!("the condition of `{id}`"),
        Source::Running(_) => format!("whether `{id}` runs"),
        Source::Dependence(_) => format!("how much depends on `{id}`"),
        Source::Structure(_) => {
            format!("other services or rules of {}", assessed(after, source.id()))
        }
        _ => "the change of the organisation".to_owned(),
    }
}

/// The chains a change came through, and how much of it they carry; a ceiling needs none.
fn through(
    explanation: &Explanation,
    objective: &Objective,
    contributions: &Contributions,
    end: &str,
    top: usize,
) -> String {
    let after = explanation.impact().after();
    let Ok(mut chains) = explanation.chains(objective) else { return String::new() };
    let mut lines: Vec<(f64, f64, String)> = Vec::new();
    for share in chains.by_ref().take(top) {
        let mut chain = plain(&share.chain.to_string()) + end;
        if !matches!(share.source, Source::Capability(_)) {
            // Several things may begin where a department does.
            let _ = write!(chain, ", by {}", cause(&share.source, after));
        }
        lines.push((share.change, share.share, chain));
    }
    let (mut covered, mut rest) = (chains.covered(), chains.rest());
    // Of a customer's own there is no chain.
    let is_customers = |part: &&Contribution| match &part.source {
        Source::Ceiling(_) => true,
        Source::Observed(id) => after.party(id).is_some_and(|party| !party.is_department()),
        _ => false,
    };
    let felt = contributions.contributions.iter().filter(|part| part.change != 0.0);
    for part in felt.filter(is_customers) {
        let share = part.change / contributions.change;
        lines.push((part.change, share, cause(&part.source, after)));
        covered = covered.map(|covered| covered + share);
        rest -= part.change;
    }
    match covered {
        Some(covered) if covered < 0.995 && !lines.is_empty() => {
            lines.push((rest, 1.0 - covered, "further chains and feedback".to_owned()));
        }
        _ => {}
    }
    let points = Points::of_losses(lines.iter().map(|(change, ..)| *change));
    let mut text = String::new();
    for (change, share, what) in lines {
        let _ = writeln!(text, "  {:>6} {:>4.0}%  {what}", points.change(change), 100.0 * share);
    }
    text
}
