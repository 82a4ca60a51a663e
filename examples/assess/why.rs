//! Whose share it is, through which chains, and what to do first.

use std::fmt::Write;

use knockon::explain::{Contributions, Explanation, Objective, Sensitivity, Source, Split};
use knockon::report::AssessmentDocument;
use knockon::{Assessment, Network};

use crate::common::plain;
use crate::numbers::signed;

/// How many customers are explained one by one.
const EXPLAINED: usize = 3;

/// Explains the worst changes and says what to do first.
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
        let Ok(objective) = Objective::party(network, line.customer.as_str()) else { continue };
        let name = name_of(after, line.customer.as_str());
        let contributions = explanation.contributions(&objective);
        let _ = writeln!(
            text,
            "\n{name}: {} points{}",
            signed(line.change),
            whose(&contributions, after, top)
        );
        text += &through(explanation, &objective, top);
    }
    text + &first(after, network)
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
            let part = |share: &&knockon::explain::Contribution| {
                let error = match contributions.seed {
                    Some(_) => {
                        format!(" ± {}", signed(share.standard_error).trim_start_matches('+'))
                    }
                    None => String::new(),
                };
                format!("{}{error} {}", signed(share.change), cause(&share.source, after))
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
        Source::Condition(_) => format!("the condition of `{id}`"),
        Source::Availability(_) => format!("whether `{id}` runs"),
        Source::Structure(_) => {
            format!("other services or rules of {}", name_of(after, source.id()))
        }
        _ => "the change of the organisation".to_owned(),
    }
}

/// The chains a change came through, and how much of it they carry.
fn through(explanation: &Explanation, objective: &Objective, top: usize) -> String {
    let after = explanation.impact().after();
    let mut text = String::new();
    let mut chains = explanation.chains(objective);
    for share in chains.by_ref().take(top) {
        let percent = format!("{:.0}%", 100.0 * share.share);
        let mut chain = plain(&share.chain.to_string());
        if !matches!(share.source, Source::Capability(_)) {
            // Several things may begin where a department does.
            let _ = write!(chain, ", by {}", cause(&share.source, after));
        }
        let _ = writeln!(text, "  {:>6} {percent:>5}  {chain}", signed(share.change));
    }
    match chains.covered() {
        Some(covered) if covered < 0.995 && !text.is_empty() => {
            let rest = signed(chains.rest());
            let _ = writeln!(
                text,
                "  {rest:>6} {:>4.0}%  further chains and feedback",
                100.0 * (1.0 - covered)
            );
        }
        _ => {}
    }
    text
}

/// The department whose return to full capability would give customers most, by the slope of
/// today's state.
fn first(after: &Assessment, network: &Network) -> String {
    let Ok(everyone) = Objective::customers(network) else { return String::new() };
    let sensitivity = Sensitivity::of(after, &everyone);
    let gain = |id: &str, derivative: f64| {
        let missing = after.capability(id).map_or(0.0, knockon::Quality::loss);
        (derivative * missing, derivative)
    };
    let lines = sensitivity.departments();
    let gains = lines.iter().map(|line| (gain(line.department.as_str(), line.derivative), line));
    let best = gains.max_by(|((one, _), _), ((two, _), _)| one.total_cmp(two));
    match best {
        Some(((gain, derivative), line)) if gain > 0.0 => format!(
            "\nFirst: {}. Each point of its capability is worth {} points to customers, by head.\n",
            name_of(after, line.department.as_str()),
            worth(derivative)
        ),
        _ => String::new(),
    }
}

/// What a point is worth, in points.
fn worth(derivative: f64) -> String {
    if derivative < 0.005 { "less than 0.01".to_owned() } else { format!("{derivative:.2}") }
}

pub(crate) fn name_of(assessment: &Assessment, id: &str) -> String {
    assessment.party(id).map_or_else(|| plain(id), |party| plain(&party.name()))
}
