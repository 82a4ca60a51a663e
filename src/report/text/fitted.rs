//! What was fitted, and how well it predicts.

use std::fmt::Write as _;

use super::name::stated;
use super::{Column, plain, table};
use crate::evidence::Estimate;
use crate::evidence::calibration::{
    Answers, CalibrationReport, DrawnNumber, PartyReport, Question,
};
use crate::evidence::fit::{BelievedNeed, FittedNeed, FittedParty, NeedVerdict, OrganisationFit};
use crate::organisation::Organisation;

/// Describes what each party depends on, what the readings do not say, and how well predictions of
/// periods that were held out did; up to `top` parties. `remarks` are what is to be said of the files
/// and of judgements.
pub fn fitted(
    organisation: &Organisation,
    fit: &OrganisationFit,
    report: &CalibrationReport,
    remarks: &[String],
    top: usize,
) -> String {
    let mut text = format!("{}: fitted to readings\n", plain(organisation.name()));
    for remark in remarks {
        let _ = writeln!(text, "note: {}", plain(remark));
    }
    for party in fit.parties.iter().take(top) {
        text += &dependences(organisation, party);
    }
    let more = fit.parties.len().saturating_sub(top);
    if more > 0 {
        let _ = writeln!(text, "\nand {more} more parties");
    }
    text += &believed(&fit.believed, top);
    if fit.parties.is_empty() {
        text += "\nNobody was read together with those who serve them: nothing can be fitted.\n";
    }
    if !fit.still_open.is_empty() {
        let open: Vec<String> = fit.still_open.iter().take(20).map(|key| plain(key)).collect();
        let more = fit.still_open.len().saturating_sub(open.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = writeln!(text, "\nStill open, for nobody knows: {}{more}.", open.join(", "));
    }
    text + &predictions(organisation, report, top)
}

fn dependences(organisation: &Organisation, party: &FittedParty) -> String {
    let name = stated(organisation, &party.party);
    let what = if party.weights { "weighs" } else { "depends on" };
    let is_open = party.level_holds_open_needs();
    let at = if is_open { "as it was served it is at" } else { "with everything right it is at" };
    let more = if is_open { "; with everything right at that or more" } else { "" };
    let level = estimate(&party.level, true);
    let mut text = format!("\n{name} {what} the following; {at} {level}{more}\n\n");
    let columns = [
        Column::Text("service"),
        Column::Number("fitted"),
        Column::Number("interval"),
        Column::Number("learned"),
        Column::Number("judged"),
        Column::Text("remark"),
    ];
    let rows = party.needs.iter().map(|need| {
        let shown = need.read.or(need.dependence);
        let is_fitted = matches!(need.verdict, NeedVerdict::Fitted | NeedVerdict::NotToldApart);
        [
            plain(&need.need),
            need.read.filter(|_| is_fitted).map_or_else(|| "-".to_owned(), |it| number(it.value)),
            shown.map(|it| interval(&it)).unwrap_or_default(),
            format!("{:.0} %", 100.0 * need.learned),
            need.judged.map_or_else(
                || "-".to_owned(),
                |judged| format!("{} ± {}", number(judged.mean), number(judged.standard_deviation)),
            ),
            remark(need),
        ]
    });
    text += &table(&columns, rows.collect::<Vec<_>>().into_iter(), usize::MAX);
    for group in &party.groups {
        let needs: Vec<String> = group.needs.iter().map(|need| plain(need)).collect();
        let _ = writeln!(
            text,
            "{} together {}; apart they cannot be told: they fail together.",
            needs.join(" + "),
            estimate(&group.total, false)
        );
    }
    let allowed: Vec<String> = party
        .orders
        .iter()
        .filter(|order| order.allowed)
        .map(|order| order.order.to_string())
        .collect();
    if allowed.len() > 1 {
        let _ = writeln!(
            text,
            "Orders {} reproduce the readings alike: see what a bracket says.",
            allowed.join(", ")
        );
    } else if let [only] = &*allowed {
        let _ = writeln!(text, "Only order {only} reproduces the readings.");
    }
    text += &own_trouble(party);
    if !party.converged {
        text += "The search for these numbers did not settle.\n";
    }
    text
}

/// Dependences of parties that were never read.
fn believed(needs: &[BelievedNeed], top: usize) -> String {
    if needs.is_empty() {
        return String::new();
    }
    let columns = [
        Column::Text("service"),
        Column::Number("dependence"),
        Column::Number("interval"),
        Column::Text("by"),
    ];
    let rows = needs.iter().map(|need| {
        let by = if need.judged.is_some() { "judgement" } else { "requests per job" };
        let Estimate { value, .. } = need.dependence;
        [plain(&need.need), number(value), interval(&need.dependence), by.to_owned()]
    });
    let text = "\nNobody reads these consumers; what is believed is kept\n\n".to_owned();
    text + &table(&columns, rows, top)
}

/// Periods in which a party had trouble of its own, the largest first.
fn own_trouble(party: &FittedParty) -> String {
    let mut trouble = party.own_trouble.clone();
    trouble.sort_by(|one, other| other.size.abs().total_cmp(&one.size.abs()));
    let shown: Vec<String> = trouble
        .iter()
        .take(3)
        .map(|it| format!("{} {:+.1} points", it.at.format("%Y-%m-%d %H:%M"), 100.0 * it.size))
        .collect();
    if shown.is_empty() {
        return String::new();
    }
    let more = if trouble.len() > shown.len() { " ..." } else { "" };
    format!("Own trouble, left out: {} readings ({}{more})\n", trouble.len(), shown.join(", "))
}

fn remark(need: &FittedNeed) -> String {
    let mut remark = match need.verdict {
        NeedVerdict::Fitted => String::new(),
        NeedVerdict::NotToldApart => "not told apart".to_owned(),
        NeedVerdict::NotIdentified => match need.dependence {
            Some(judged) => format!("the data do not say; {} is kept", number(judged.value)),
            None => "the data do not say".to_owned(),
        },
        NeedVerdict::Unread => "nobody reads its provider".to_owned(),
        NeedVerdict::Constant => "what it gives never varied".to_owned(),
        NeedVerdict::Entangled => {
            "within a cycle: a reading from outside would settle it".to_owned()
        }
    };
    let mut add = |words: String| {
        if !remark.is_empty() {
            remark += "; ";
        }
        remark += &words;
    };
    if let Some(periods) = need.periods_needed {
        add(format!("{periods:.0} periods would"));
    }
    if let Some(distance) = need.conflict {
        add(format!("against the judgement by {distance:.1} deviations"));
    }
    if need.reliability.is_some_and(|share| share < 0.5) {
        add("mostly counting noise".to_owned());
    }
    remark
}

fn number(value: f64) -> String {
    format!("{value:.2}")
}

/// An interval; one that reaches a bound is one-sided.
fn interval(estimate: &Estimate) -> String {
    let (low, high) = (estimate.low, estimate.high);
    if low < 0.005 && high < 0.995 {
        format!("at most {}", number(high))
    } else if high > 0.995 && low > 0.005 {
        format!("at least {}", number(low))
    } else {
        format!("{} to {}", number(low), number(high))
    }
}

fn estimate(estimate: &Estimate, in_points: bool) -> String {
    let Estimate { value, low, high, .. } = *estimate;
    if in_points {
        format!("{:.1} points ({:.1} to {:.1})", 100.0 * value, 100.0 * low, 100.0 * high)
    } else {
        format!("{} ({})", number(value), interval(estimate))
    }
}

/// How predictions of periods that were held out did.
fn predictions(organisation: &Organisation, report: &CalibrationReport, top: usize) -> String {
    if report.parties.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "\nHeld out and predicted from what came before, {} after {}, in points of 100\n",
        report.period.0, report.period.0
    );
    let nominal = report.parties.iter().find_map(|party| Some(party.coverage?.nominal));
    let held = nominal.map_or_else(|| "held".to_owned(), |it| format!("{:.0} % held", 100.0 * it));
    for (question, heading) in [
        (Question::Now, "\nwhat is received being known\n\n"),
        (Question::Ahead, "\none ahead\n\n"),
    ] {
        let rows = report.parties.iter().filter(|party| party.question == question);
        let columns = [
            Column::Text("party"),
            Column::Number("off by"),
            Column::Number("last"),
            Column::Number("average"),
            Column::Number("trend"),
            Column::Number("regression"),
            Column::Number("everybody"),
            Column::Number("along graph"),
            Column::Number("one party"),
            Column::Number(&held),
        ];
        let rows = rows.map(|party| {
            let of = |name: &str| {
                let score = party.baselines.iter().find(|score| score.baseline == name);
                score.map_or_else(none, |score| points(score.error))
            };
            let held = party.coverage.map(|it| format!("{:.0} %", 100.0 * it.actual));
            [
                stated(organisation, &party.party),
                party.error.map_or_else(none, points),
                of("last"),
                of("average"),
                of("trend"),
                of("providers"),
                of("everybody"),
                of("along_the_graph"),
                of("single_party"),
                held.unwrap_or_else(|| "too few".to_owned()),
            ]
        });
        text += heading;
        text += &table(&columns, rows.collect::<Vec<_>>().into_iter(), top);
    }
    text += "\nWhat may be claimed\n\n";
    for party in report.parties.iter().take(2 * top) {
        text += &claim(organisation, party);
    }
    text
}

fn none() -> String {
    "-".to_owned()
}

fn points(error: f64) -> String {
    format!("{:.2}", 100.0 * error)
}

fn claim(organisation: &Organisation, party: &PartyReport) -> String {
    let question = match party.question {
        Question::Now => "now",
        Question::Ahead => "ahead",
    };
    let mut text =
        format!("{}, {question}: {}", stated(organisation, &party.party), party.sentence);
    if !party.as_good.is_empty() {
        let names: Vec<&str> = party.as_good.iter().map(|name| words(name)).collect();
        let _ = write!(text, "; {} does as well", names.join(", "));
    }
    if party.placebo.as_ref().is_some_and(|placebo| !placebo.supported) {
        text += "; the data do not support these arrows";
    }
    text + "\n"
}

/// A regression, in words.
fn words(baseline: &str) -> &str {
    match baseline {
        "providers" => "a regression on the same providers",
        "everybody" => "a regression on everybody",
        "along_the_graph" => "least squares along the graph",
        "single_party" => "least squares on one party",
        other => other,
    }
}

/// Describes what a scenario does, with how far the answer and the observation may be off; up to `top`
/// customers.
pub fn answers(organisation: &Organisation, answers: &Answers, top: usize) -> String {
    let name = match answers.scenario.as_str() {
        "" => "the scenario".to_owned(),
        name => plain(name),
    };
    let mut text = format!(
        "\n{name}, in points of 100: {} draws, intervals of {:.0} %\n\n",
        answers.draws,
        100.0 * answers.confidence
    );
    let columns = [
        Column::Text("customer"),
        Column::Number("before"),
        Column::Number("after"),
        Column::Number("answer"),
        Column::Number("change"),
        Column::Number("will be observed"),
    ];
    let points = |value: f64| format!("{:.1}", 100.0 * value);
    let between = |low: f64, high: f64| format!("{} to {}", points(low), points(high));
    let interval = |of: &DrawnNumber| between(of.low, of.high);
    let rows = answers.customers.iter().map(|answer| {
        [
            stated(organisation, &answer.customer),
            points(answer.baseline.median),
            points(answer.quality.median),
            interval(&answer.quality),
            points(answer.change.median),
            answer.observed.map_or_else(|| "too few".to_owned(), |(low, high)| between(low, high)),
        ]
    });
    text += &table(&columns, rows, top);
    text
}
