//! Whose share it is, and through which chains.

use std::fmt::Write;

use knockon::Assessment;
use knockon::explain::{Contribution, Contributions, Explanation, Objective, Source, Split};
use knockon::report::AssessmentDocument;

use crate::common::plain;
use crate::numbers::SMALLEST_CHANGE;

/// How many customers are explained one by one.
const EXPLAINED: usize = 3;

/// Explains the worst changes.
pub(crate) fn describe(
    explanation: &Explanation,
    document: &AssessmentDocument,
    top: usize,
) -> String {
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
        let name = name_of(after, line.customer.as_str());
        let Ok(contributions) = explanation.contributions(&objective) else { continue };
        let _ = writeln!(
            text,
            "\n{name}: {} points{}",
            change(line.change),
            whose(&contributions, after, top)
        );
        text += &through(explanation, &objective, &contributions, top);
    }
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
pub(crate) fn cause(source: &Source, after: &Assessment) -> String {
    let id = plain(source.id());
    match source {
        Source::Capability(_) => name_of(after, source.id()),
        Source::Skill(_) => format!("the skill of {}", name_of(after, source.id())),
        Source::Agents(_) => format!("agents in {}", name_of(after, source.id())),
        Source::DemandPerHour(_) => format!("demand on `{id}`"),
        Source::Retries(_) => format!("requests made again on `{id}`"),
        Source::Ceiling(_) => format!("the ceiling of {}", name_of(after, source.id())),
        Source::Condition(_) => format!("the condition of `{id}`"),
        Source::Running(_) => format!("whether `{id}` runs"),
        Source::Dependence(_) => format!("how much depends on `{id}`"),
        Source::Structure(_) => {
            format!("other services or rules of {}", name_of(after, source.id()))
        }
        _ => "the change of the organisation".to_owned(),
    }
}

/// The chains a change came through, and how much of it they carry; a ceiling needs none.
fn through(
    explanation: &Explanation,
    objective: &Objective,
    contributions: &Contributions,
    top: usize,
) -> String {
    let after = explanation.impact().after();
    let mut text = String::new();
    let Ok(mut chains) = explanation.chains(objective) else { return String::new() };
    for share in chains.by_ref().take(top) {
        let percent = format!("{:.0}%", 100.0 * share.share);
        let mut chain = plain(&share.chain.to_string());
        if !matches!(share.source, Source::Capability(_)) {
            // Several things may begin where a department does.
            let _ = write!(chain, ", by {}", cause(&share.source, after));
        }
        let _ = writeln!(text, "  {:>6} {percent:>5}  {chain}", change(share.change));
    }
    let (mut covered, mut rest) = (chains.covered(), chains.rest());
    let is_ceiling = |part: &&Contribution| matches!(part.source, Source::Ceiling(_));
    for part in contributions.contributions.iter().filter(is_ceiling) {
        let share = part.change / contributions.change;
        let (points, percent) = (change(part.change), format!("{:.0}%", 100.0 * share));
        let _ = writeln!(text, "  {points:>6} {percent:>5}  {}", cause(&part.source, after));
        covered = covered.map(|covered| covered + share);
        rest -= part.change;
    }
    match covered {
        Some(covered) if covered < 0.995 && !text.is_empty() => {
            let _ = writeln!(
                text,
                "  {:>6} {:>4.0}%  further chains and feedback",
                change(rest),
                100.0 * (1.0 - covered)
            );
        }
        _ => {}
    }
    text
}

/// A change in points of 100, with its sign: a tenth, or two digits of what is less.
pub(crate) fn change(change: f64) -> String {
    let points = 100.0 * change;
    if points == 0.0 || change.abs() >= SMALLEST_CHANGE {
        // An empty sum is -0.
        return if points == 0.0 { "0.0".to_owned() } else { format!("{points:+.1}") };
    }
    match (2..=MOST_DECIMALS).find(|&decimals| points.abs() >= 10_f64.powi(1 - decimals)) {
        Some(decimals) => {
            let decimals = usize::try_from(decimals).unwrap_or_default();
            format!("{points:+.decimals$}")
        }
        None => format!("{points:+.1e}"),
    }
}

/// Changes that need more digits than this after the point are shown with an exponent.
const MOST_DECIMALS: i32 = 6;

pub(crate) fn name_of(assessment: &Assessment, id: &str) -> String {
    assessment.party(id).map_or_else(|| plain(id), |party| plain(&party.name()))
}
