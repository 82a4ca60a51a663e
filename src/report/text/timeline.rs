//! When a disruption is felt, and how long it lasts.

use std::fmt::Write as _;

use chrono::TimeDelta;

use super::line_chart::line_chart;
use super::name::stated;
use super::number::change;
use super::{Column, Points, duration, plain, seconds, table};
use crate::organisation::Organisation;
use crate::time::{Disruption, Ending, LineState, SteadyState, Timeline};

/// Columns and rows of a chart.
const CHART: [u32; 2] = [72, 10];

/// From this error of a step on figures are not worth their digits.
const LARGE: f64 = 0.01;

/// Describes what customers feel, most first, up to `top` of them, draws the quality of the first,
/// and says what waits where and how it ends. `happens` says in words what it is a timeline of.
pub fn timeline(
    organisation: &Organisation,
    timeline: &Timeline,
    happens: &str,
    top: usize,
) -> String {
    let mut text = format!(
        "{}: {}\n\nWhat customers feel, most first: felt below {} % of the quality at first, recovered \
         from there on for good\n\n",
        plain(organisation.name()),
        plain(happens),
        (1e6 * timeline.felt_below()).round() / 1e4
    );
    let mut disruptions: Vec<Disruption> = timeline.disruptions().collect();
    let lost = Disruption::population_loss_quality_days;
    disruptions.sort_by(|one, two| lost(two).total_cmp(&lost(one)));
    text += &table_of(organisation, timeline, &disruptions, top);
    if disruptions.is_empty() {
        text += "\nNo external customer is stated; what departments deliver is in no such list.\n";
    } else {
        let _ = writeln!(
            text,
            "\nAll customers together lost {} quality-days, each weighted by its population.",
            amount(timeline.population_loss_quality_days())
        );
    }
    if let Some(worst) = disruptions.first().filter(|worst| worst.loss_quality_days > 0.0) {
        text += &chart(organisation, timeline, worst);
    }
    text += &lines(organisation, timeline, top);
    for hired in timeline.hires() {
        let came = hired
            .arrived
            .map_or("had not come by the end".to_owned(), |at| format!("came {}", after(at)));
        let name = stated(organisation, hired.department.as_str());
        let _ = writeln!(
            text,
            "\n{} people for {name}, asked for {}, {came}.",
            hired.agents,
            after(hired.asked)
        );
    }
    if let Some(error) = long_steps(timeline) {
        let _ = writeln!(text, "\nTo be read with care: {error}.");
    }
    text + "\n" + &ending(timeline)
}

/// What there is to say of steps that are too long for what happens within them, if they are.
pub fn long_steps(timeline: &Timeline) -> Option<String> {
    let error = timeline.error_estimate().filter(|error| *error > LARGE)?;
    Some(format!(
        "some steps are so long that qualities may be off by {} points and more; state shorter \
         steps, or none",
        size(error)
    ))
}

fn table_of(
    organisation: &Organisation,
    timeline: &Timeline,
    disruptions: &[Disruption],
    top: usize,
) -> String {
    let columns = [
        Column::Text("customer"),
        Column::Number("population"),
        Column::Number("at first"),
        Column::Number("felt after"),
        Column::Number("deepest"),
        Column::Number("reached after"),
        Column::Number("recovered after"),
        Column::Number("quality-days lost"),
        Column::Number("by population"),
        Column::Number("at the end"),
    ];
    let or_dash = |time: Option<TimeDelta>| time.map_or("-".to_owned(), duration);
    let losses = disruptions.iter().take(top).flat_map(|disruption| {
        let end = timeline.quality(disruption.customer.as_str()).map_or(1.0, f64::from);
        [1.0 - disruption.baseline.get(), 1.0 - disruption.deepest.get(), 1.0 - end]
    });
    let points = Points::of_losses(losses);
    let rows = disruptions.iter().map(|disruption| {
        let id = disruption.customer.as_str();
        [
            stated(organisation, id),
            disruption.population.to_string(),
            points.quality(disruption.baseline.get()),
            or_dash(disruption.first_felt),
            points.quality(disruption.deepest.get()),
            duration(disruption.deepest_at),
            or_dash(disruption.recovered),
            amount(disruption.loss_quality_days),
            amount(disruption.population_loss_quality_days()),
            timeline.quality(id).map_or("-".to_owned(), |it| points.quality(it.get())),
        ]
    });
    table(&columns, rows.collect::<Vec<_>>().into_iter(), top)
}

/// Draws the quality of a customer from the start to the end.
fn chart(organisation: &Organisation, timeline: &Timeline, disruption: &Disruption) -> String {
    let [width, height] = CHART;
    let Some(series) = timeline.series(disruption.customer.as_str()) else { return String::new() };
    let span = timeline.span();
    let edge = |column: u32| span / 1_000 * scaled(column, width);
    // The least within each column, so that no dip falls between two.
    let least = |column: u32| {
        let (from, to) = (edge(column), edge(column + 1).min(span));
        let within = series.points().filter(|(at, _)| (from..to).contains(at));
        let within = within.map(|(_, quality)| quality);
        within.chain([series.at(from)]).fold(1.0, f64::min)
    };
    let qualities: Vec<f64> = (0..width).map(|column| 100.0 * least(column)).collect();
    format!(
        "\nQuality of {} in points, over {}\n\n{}\n",
        stated(organisation, disruption.customer.as_str()),
        duration(span),
        line_chart(&qualities, height)
    )
}

/// How many thousandths of the way along a column lies.
fn scaled(column: u32, width: u32) -> i32 {
    i32::try_from(1_000 * column / (width - 1)).unwrap_or(1_000)
}

/// What waiting lines grow to.
fn lines(organisation: &Organisation, timeline: &Timeline, top: usize) -> String {
    let rows: Vec<[String; 6]> = organisation
        .departments()
        .filter_map(|department| {
            let points: Vec<LineState> =
                timeline.line(department.id().as_str())?.points().collect();
            let (first, last) = (points.first()?, points.last()?);
            let longest = points.iter().max_by(|one, two| one.backlog.total_cmp(&two.backlog))?;
            Some([
                plain(department.name()),
                number(first.backlog),
                number(longest.backlog),
                duration(longest.at),
                seconds(60.0 * longest.mean_wait_minutes),
                number(last.backlog),
            ])
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let columns = [
        Column::Text("waiting in"),
        Column::Number("at first"),
        Column::Number("at most"),
        Column::Number("reached after"),
        Column::Number("wait then"),
        Column::Number("at the end"),
    ];
    format!("\nRequests, waiting or being dealt with\n\n{}", table(&columns, rows.into_iter(), top))
}

fn ending(timeline: &Timeline) -> String {
    let state = |state: SteadyState| match state {
        SteadyState::Best => "the best state",
        SteadyState::Lower => "the lower state",
        _ => "a state between the best and the lower one",
    };
    let mut text = match timeline.ending() {
        Ending::Reached(to) => format!("It ends in {}.", state(to)),
        Ending::OnItsWay { to, distance, to_be_felt, per_day } => format!(
            "At the end it is on its way to {}, up to {} points off, and moves by {:.2} a day; up to \
             {} are still to be felt after a lag.",
            state(to),
            size(distance),
            100.0 * per_day,
            size(to_be_felt)
        ),
        Ending::BrokenOff => format!(
            "It was broken off after {} of {}: its steps had evaluated as much as they may, or it was \
             told to stop. Where it leads is not known.",
            duration(timeline.span()),
            duration(timeline.planned_span())
        ),
        Ending::NoSteadyState { amplitude } => {
            format!("It goes back and forth by {} points, without end.", size(amplitude))
        }
    };
    if timeline.hires().any(|hired| hired.arrived.is_none()) {
        text += " People who were asked for have yet to come, which may change that.";
    }
    if timeline.lasting_collapse() {
        text += " All that happened is over, and yet it does not recover: a lasting collapse.";
    }
    text + "\n"
}

/// Whole where it is large, else with two digits after the point.
pub(super) fn amount(of: f64) -> String {
    let size = of.abs();
    if size >= 100.0 {
        return format!("{of:.0}");
    }
    // What is there is not written as nothing.
    let decimals = (2..=12).find(|decimals| size == 0.0 || size * 10_f64.powi(*decimals) >= 1.0);
    format!("{of:.*}", decimals.map_or(12, |decimals| decimals.unsigned_abs() as usize))
}

/// A change in points of 100, without its sign.
fn size(of: f64) -> String {
    change(of.abs()).trim_start_matches('+').to_owned()
}

/// When something happens.
fn after(time: TimeDelta) -> String {
    if time.is_zero() { "at the start".to_owned() } else { format!("after {}", duration(time)) }
}

fn number(number: f64) -> String {
    if number.is_finite() { format!("{number:.1}") } else { "no end".to_owned() }
}
