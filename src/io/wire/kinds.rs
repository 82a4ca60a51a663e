//! Settings that belong to a kind: of a transfer, of a substitution, of a rule.

use super::document::{AggregationDocument, RuleDocument, SubstitutionDocument, TransferDocument};
use super::strict::{Order, Point};
use crate::organisation::{
    Aggregation, Place, Problem, ProblemCode, Problems, Rule, Substitution, Transfer, Weighting,
};
use crate::unit::Figure;

/// The kinds there are and the settings of each.
type Kinds = [(&'static str, &'static [&'static str]); 5];

pub(super) const TRANSFERS: Kinds = [
    ("identity", &[]),
    ("ramp", &["from", "to"]),
    ("power", &["exponent"]),
    ("hill", &["n", "threshold"]),
    ("table", &["points"]),
];

pub(super) const SUBSTITUTIONS: Kinds = [
    ("best_of", &[]),
    ("kth_best", &["k"]),
    ("independent", &[]),
    ("independent_at_least", &["k"]),
    ("pooled", &["required"]),
];

/// A setting a kind may have: its name, its field as places name it, whether it is stated.
type KindSetting = (&'static str, &'static str, bool);

/// Where a statement with a kind stands, and how messages name it.
pub(super) struct StatedKind<'a, P: Fn(&'static str) -> Place> {
    pub(super) place: P,
    /// What has the kind, such as ``the transfer of service `it-hr` ``.
    pub(super) title: &'a str,
}

/// Joins words as messages list them: `` `a`, `b` or `c` ``.
pub(super) fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut quoted: Vec<String> = words.map(|word| format!("`{word}`")).collect();
    match quoted.pop() {
        Some(last) if quoted.is_empty() => last,
        Some(last) => format!("{} or {last}", quoted.join(", ")),
        None => String::new(),
    }
}

/// Reports a kind that does not exist, settings it lacks and settings it does not have; whether
/// there were none of these.
fn fits<P: Fn(&'static str) -> Place>(
    kinds: &Kinds,
    (kind, kind_field): (&str, &'static str),
    missing: ProblemCode,
    settings: &[KindSetting],
    stated: &StatedKind<'_, P>,
    problems: &mut Problems,
) -> bool {
    let StatedKind { place, title } = stated;
    let Some((_, own)) = kinds.iter().find(|(known, _)| *known == kind) else {
        let known = listed(kinds.iter().map(|(known, _)| *known));
        problems.push(Problem::new(
            ProblemCode::Unreadable,
            place(kind_field),
            format!("kind `{kind}` of {title} is unknown, where {known} is needed"),
        ));
        return false;
    };
    let before = problems.len();
    for &(name, field, is_stated) in settings {
        let (code, message) = match (own.contains(&name), is_stated) {
            (true, false) => (missing, format!("{title} is a `{kind}` and states no `{name}`")),
            (false, true) => (
                ProblemCode::IgnoredSetting,
                format!("`{name}` of {title} has no effect: a `{kind}` has no such setting"),
            ),
            _ => continue,
        };
        problems.push(Problem::new(code, place(field), message));
    }
    problems.len() == before
}

/// Makes a transfer; `None` where problems were reported.
pub(super) fn transfer<P: Fn(&'static str) -> Place>(
    document: TransferDocument,
    stated: &StatedKind<'_, P>,
    problems: &mut Problems,
) -> Option<Transfer> {
    let TransferDocument { kind, from, to, exponent, n, threshold, points } = document;
    let settings = [
        ("from", "transfer.from", from.is_some()),
        ("to", "transfer.to", to.is_some()),
        ("exponent", "transfer.exponent", exponent.is_some()),
        ("n", "transfer.n", n.is_some()),
        ("threshold", "transfer.threshold", threshold.is_some()),
        ("points", "transfer.points", points.is_some()),
    ];
    let kind = (kind.as_str(), "transfer.kind");
    if !fits(&TRANSFERS, kind, ProblemCode::Transfer, &settings, stated, problems) {
        return None;
    }
    match kind.0 {
        "ramp" => Some(Transfer::Ramp { from: from?, to: to? }),
        "power" => Some(Transfer::Power { exponent: exponent? }),
        "hill" => Some(Transfer::Hill { n: n?, threshold: threshold? }),
        "table" => {
            let points = points?.into_iter().map(|Point(quality, felt)| (quality, felt)).collect();
            Some(Transfer::Table { points })
        }
        _ => Some(Transfer::Identity),
    }
}

/// Makes a substitution; `None` where problems were reported.
pub(super) fn substitution<P: Fn(&'static str) -> Place>(
    document: &SubstitutionDocument,
    stated: &StatedKind<'_, P>,
    problems: &mut Problems,
) -> Option<Substitution> {
    let SubstitutionDocument { kind, k, at_least_share, required } = document;
    // Where a count is needed a share of the services stands for one.
    let counts = ["kth_best", "independent_at_least"].contains(&kind.as_str());
    let has_count = k.is_some() || (counts && at_least_share.is_some());
    let has_share = !counts && at_least_share.is_some();
    if k.is_some() && at_least_share.is_some() {
        let StatedKind { place, title } = stated;
        let message = format!(
            "{title} states `k` and `at_least_share`, where one of them says how many are needed"
        );
        let place = place("substitution.at_least_share");
        problems.push(Problem::new(ProblemCode::Substitution, place, message));
        return None;
    }
    let settings = [
        ("k", "substitution.k", has_count),
        ("at_least_share", "substitution.at_least_share", has_share),
        ("required", "substitution.required", required.is_some()),
    ];
    let kind = (kind.as_str(), "substitution.kind");
    if !fits(&SUBSTITUTIONS, kind, ProblemCode::Substitution, &settings, stated, problems) {
        return None;
    }
    match kind.0 {
        "kth_best" => Some(match *at_least_share {
            Some(at_least_share) => Substitution::KthBestShare { at_least_share },
            None => Substitution::KthBest { k: (*k)? },
        }),
        "independent" => Some(Substitution::Independent),
        "independent_at_least" => Some(match *at_least_share {
            Some(at_least_share) => Substitution::IndependentAtLeastShare { at_least_share },
            None => Substitution::IndependentAtLeast { k: (*k)? },
        }),
        "pooled" => Some(Substitution::Pooled { required: (*required)? }),
        _ => Some(Substitution::BestOf),
    }
}

/// Makes a rule; `None` where problems were reported. `owner` is whose rule it is.
pub(super) fn rule(
    document: RuleDocument,
    place: &Place,
    owner: &str,
    problems: &mut Problems,
) -> Option<Rule> {
    match document {
        RuleDocument::Named(name) => {
            let rule = Rule::named(&name);
            if rule.is_none() {
                problems.push(Problem::unknown_rule(&name, place.clone(), owner));
            }
            rule
        }
        RuleDocument::Aggregation(document) => {
            aggregation(&document, place, owner, problems).map(Rule::Aggregation)
        }
    }
}

/// Makes an aggregation; `None` where problems were reported.
pub(super) fn aggregation(
    document: &AggregationDocument,
    place: &Place,
    owner: &str,
    problems: &mut Problems,
) -> Option<Aggregation> {
    let mut problem = |code, message| problems.push(Problem::new(code, place.clone(), message));
    let AggregationDocument { order, weighting, own_weight } = document;
    let order = match order {
        Order::Number(order) => Some(*order),
        Order::Word(word) if word == "-inf" => Some(f64::NEG_INFINITY),
        Order::Word(word) if word == "inf" => Some(f64::INFINITY),
        Order::Word(word) => {
            problem(
                ProblemCode::Unreadable,
                format!(
                    "order `{word}` of the rule of {owner} is unknown, where a number, `-inf` or \
                     `inf` is needed"
                ),
            );
            None
        }
    };
    let weighting = match (weighting.as_str(), own_weight) {
        ("full", None) => Some(Weighting::Full),
        ("full", Some(own_weight)) => {
            problem(
                ProblemCode::IgnoredSetting,
                format!(
                    "own_weight `{own_weight}` of the rule of {owner} has no effect: full \
                     weighting counts own capability in full",
                    own_weight = Figure(*own_weight)
                ),
            );
            None
        }
        ("share", &own_weight) => Some(Weighting::Share { own_weight }),
        (word, _) => {
            problem(
                ProblemCode::Unreadable,
                format!(
                    "weighting `{word}` of the rule of {owner} is unknown, where `full` or \
                     `share` is needed"
                ),
            );
            None
        }
    };
    Some(Aggregation { order: order?, weighting: weighting? })
}
