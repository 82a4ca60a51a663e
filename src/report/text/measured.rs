//! What evidence says, measured.

use std::fmt::Write as _;

use super::name::stated;
use super::{Column, plain, table};
use crate::evidence::fit::Priors;
use crate::evidence::judgement::Judged;
use crate::evidence::{Basis, Estimate, Evidence, HandlingFigures, Measured, MeasuredCondition};
use crate::organisation::Organisation;

/// Describes what was read and what it says: conditions, worst first, qualities, flows, requests
/// per job and lags; up to `top` lines of each.
pub fn measured(evidence: &Evidence, measured: &Measured, top: usize) -> String {
    let organisation = evidence.organisation();
    let [tickets, answers, scores, indicators, judgements] = evidence.counts();
    let mut text = format!(
        "{}: {tickets} tickets, {answers} answers to surveys, {scores} scores of feedback, \
         {indicators} indicators and {judgements} judgements, until {}; intervals of {} %\n",
        plain(organisation.name()),
        measured.until.format("%Y-%m-%d %H:%M"),
        100.0 * measured.confidence
    );
    for note in evidence.notes().iter().chain(measured.notes()) {
        let _ = writeln!(text, "note: {}", plain(note));
    }
    text += &conditions(organisation, measured, top);
    text += &qualities(organisation, measured, top);
    text += &flows(organisation, measured, top);
    text += &requests(organisation, measured, top);
    text += &lags(organisation, measured, top);
    text += &judged(evidence, measured, top);
    text
}

/// What people judged of dependences, several of them pooled.
fn judged(evidence: &Evidence, measured: &Measured, top: usize) -> String {
    let priors = Priors::from_evidence(evidence, measured);
    let mut text = String::new();
    if priors.judgements().len() > 0 {
        text += "\nDependences as people judge them; a fit weighs them in\n\n";
        let columns =
            [Column::Text("service"), Column::Number("dependence"), Column::Number("interval")];
        let row = |(need, judged): (&str, Judged)| {
            let Estimate { value, low, high, .. } = judged.estimate();
            [plain(need), format!("{value:.2}"), format!("{low:.2} to {high:.2}")]
        };
        text += &table(&columns, priors.judgements().map(row), top);
    }
    for remark in priors.remarks() {
        let _ = writeln!(text, "note: {}", plain(remark));
    }
    text
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Indicators => "indicators",
        Basis::Surveys => "surveys",
        Basis::Feedback => "feedback",
        Basis::Tickets => "tickets",
        Basis::Others => "others like it",
    }
}

/// A share in points of 100, and its interval.
fn points(estimate: &Estimate) -> [String; 2] {
    let Estimate { value, low, high, .. } = *estimate;
    [format!("{:.1}", 100.0 * value), format!("{:.0} to {:.0}", 100.0 * low, 100.0 * high)]
}

/// A count that ageing may have made a real number.
fn count(count: f64) -> String {
    let is_whole = (count - count.round()).abs() < 1e-9;
    if is_whole { format!("{count:.0}") } else { format!("{count:.1}") }
}

fn conditions(organisation: &Organisation, measured: &Measured, top: usize) -> String {
    let own = measured.conditions().filter(|(_, found)| found.basis != Basis::Others);
    let mut rows: Vec<_> = own.collect();
    if rows.is_empty() {
        return String::new();
    }
    rows.sort_by(|(_, a), (_, b)| a.estimate.value.total_cmp(&b.estimate.value));
    let columns = [
        Column::Text("service"),
        Column::Text("from"),
        Column::Text("to"),
        Column::Number("met"),
        Column::Number("condition"),
        Column::Number("interval"),
        Column::Number("like it"),
        Column::Text("by"),
    ];
    let worst = rows.first().copied();
    let row = |(id, condition): (&crate::id::ServiceId, &MeasuredCondition)| {
        let service = organisation.service(id);
        let party =
            |party: Option<&str>| party.map(|id| stated(organisation, id)).unwrap_or_default();
        let provider = service.map(|service| service.provider().id().as_str());
        let consumer = service.map(|service| service.consumer().id().as_str());
        let [value, interval] = points(&condition.estimate);
        let met = if condition.total > 0.0 {
            format!("{} of {}", count(condition.met), count(condition.total))
        } else {
            String::new()
        };
        [
            plain(id.as_str()),
            party(provider),
            party(consumer),
            met,
            value,
            interval,
            condition.like_it.map(|like| format!("{:.1}", 100.0 * like.value)).unwrap_or_default(),
            basis(condition.basis).to_owned(),
        ]
    };
    let mut text = "\nConditions of services, in points of 100, worst first\n\n".to_owned();
    text += &table(&columns, rows.iter().map(|&found| row(found)), top);
    let others = measured.conditions().len() - rows.len();
    if others > 0 {
        let _ = writeln!(
            text,
            "\n{others} services without a reading of their own are taken to be like others of \
             their provider, or like any where it has none."
        );
    }
    let said = worst.and_then(|(id, condition)| sentence(id.as_str(), condition));
    if let Some(said) = said {
        let _ = writeln!(text, "\n{said}");
    }
    text
}

/// What is said of a condition in one sentence; nothing where it has no tickets.
fn sentence(id: &str, condition: &MeasuredCondition) -> Option<String> {
    let like = condition.like_it.filter(|_| condition.basis == Basis::Tickets)?;
    // What its provider has beyond its own tickets.
    let others = if like.effective_number > condition.total {
        format!("services of this provider meet {:.0} %", 100.0 * like.value)
    } else {
        "no other service of this provider has tickets".to_owned()
    };
    Some(format!(
        "{}: {} of {} met their target; {others}; we say {}.",
        plain(id),
        count(condition.met),
        count(condition.total),
        condition.estimate.as_share()
    ))
}

fn qualities(organisation: &Organisation, measured: &Measured, top: usize) -> String {
    if measured.qualities().len() == 0 {
        return String::new();
    }
    let columns = [
        Column::Text("party"),
        Column::Number("quality"),
        Column::Number("interval"),
        Column::Text("by"),
        Column::Text("others say"),
        Column::Number("periods"),
    ];
    let rows = measured.qualities().map(|(id, quality)| {
        let [value, interval] = points(&quality.estimate);
        let others = quality.others.iter();
        let others: Vec<_> = others
            .map(|(by, estimate)| format!("{} {:.1}", basis(*by), 100.0 * estimate.value))
            .collect();
        [
            stated(organisation, id.as_str()),
            value,
            interval,
            basis(quality.basis).to_owned(),
            others.join(", "),
            quality.series.len().to_string(),
        ]
    });
    let text = "\nQualities of parties, in points of 100\n\n".to_owned();
    text + &table(&columns, rows, top)
}

/// Hours with at most three digits, or nothing.
fn hours(estimate: Option<&Estimate>) -> String {
    estimate.map(|estimate| format!("{:.1}", estimate.value)).unwrap_or_default()
}

fn flows(organisation: &Organisation, measured: &Measured, top: usize) -> String {
    if measured.flows().len() == 0 {
        return String::new();
    }
    let arrivals = format!("a {}", measured.period);
    let columns = [
        Column::Text("department"),
        Column::Number(&arrivals),
        Column::Number("interval"),
        Column::Number("median h"),
        Column::Number("80 % h"),
        Column::Number("mean h"),
        Column::Number("to"),
        Column::Number("still open"),
    ];
    let rows = measured.flows().map(|(id, flow)| {
        let HandlingFigures {
            still_open,
            median_hours,
            four_fifths_hours,
            mean_hours,
            horizon_hours,
            ..
        } = &flow.handling;
        let arrivals = flow.arrivals.as_ref();
        [
            stated(organisation, id.as_str()),
            arrivals.map(|rate| format!("{:.1}", rate.value)).unwrap_or_default(),
            arrivals.map(|rate| format!("{:.0} to {:.0}", rate.low, rate.high)).unwrap_or_default(),
            hours(median_hours.as_ref()),
            hours(four_fifths_hours.as_ref()),
            hours(mean_hours.as_ref()),
            format!("{horizon_hours:.0}"),
            still_open.to_string(),
        ]
    });
    let mut text = "\nArrivals, and hours until resolved (elapsed, not worked)\n\n".to_owned();
    text += &table(&columns, rows, top);
    for (id, flow) in measured.flows() {
        if let Some(patience) = flow.patience_seconds.filter(|found| found.value.is_finite()) {
            let name = stated(organisation, id.as_str());
            let _ = writeln!(text, "\nPatience at {name}: {patience} seconds");
        }
    }
    text
}

fn requests(organisation: &Organisation, measured: &Measured, top: usize) -> String {
    let found = measured.all_requests();
    if found.is_empty() {
        return String::new();
    }
    let columns = [
        Column::Text("department"),
        Column::Text("asks"),
        Column::Number("requests per job"),
        Column::Number("interval"),
        Column::Text("by"),
    ];
    let rows = found.iter().map(|found| {
        let Estimate { value, low, high, .. } = found.estimate;
        [
            stated(organisation, found.consumer.as_str()),
            stated(organisation, found.provider.as_str()),
            format!("{value:.2}"),
            format!("{low:.2} to {high:.2}"),
            basis(found.basis).to_owned(),
        ]
    });
    "\nRequests per job\n\n".to_owned() + &table(&columns, rows, top)
}

fn lags(organisation: &Organisation, measured: &Measured, top: usize) -> String {
    if measured.lags().len() == 0 {
        return String::new();
    }
    let columns =
        [Column::Text("service"), Column::Text("from"), Column::Text("to"), Column::Text("lag")];
    let rows = measured.lags().map(|(id, found)| {
        let service = organisation.service(id);
        let party =
            |party: Option<&str>| party.map(|id| stated(organisation, id)).unwrap_or_default();
        let lag = match found.lag {
            None => "no lag seen".to_owned(),
            Some(0) => "within the period".to_owned(),
            Some(lag) => format!("{lag} x {}", measured.period),
        };
        [
            plain(id.as_str()),
            party(service.map(|service| service.provider().id().as_str())),
            party(service.map(|service| service.consumer().id().as_str())),
            lag,
        ]
    });
    "\nLags\n\n".to_owned() + &table(&columns, rows, top)
}
