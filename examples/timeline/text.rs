//! The answer in words, tables and a chart for people.

use std::fmt::Write as _;

use chrono::TimeDelta;
use knockon::Organisation;
use knockon::time::{Disruption, Ending, LineState, SteadyState, Timeline};
use rasciigraph::{Config, plot_many};

use crate::common::{Column, plain, table};

/// Columns and rows of a chart.
const CHART: [u32; 2] = [72, 10];

/// From this error of a step on figures are not worth their digits.
const LARGE: f64 = 0.01;

pub(crate) fn describe(
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
    let _ = writeln!(
        text,
        "\nAll customers together lost {:.0} quality-days, each weighted by its population.",
        timeline.population_loss_quality_days()
    );
    if let Some(worst) = disruptions.first().filter(|worst| worst.loss_quality_days > 0.0) {
        text += &chart(organisation, timeline, worst);
    }
    text += &lines(organisation, timeline, top);
    for hired in timeline.hires() {
        let came = hired
            .arrived
            .map_or("had not come by the end".to_owned(), |at| format!("came on day {}", day(at)));
        let name = name(organisation, hired.department.as_str());
        let _ = writeln!(
            text,
            "\n{} people for {name}, asked for on day {}, {came}.",
            hired.agents,
            day(hired.asked)
        );
    }
    if let Some(error) = large_error(timeline) {
        let _ = writeln!(text, "\nTo be read with care: {error}.");
    }
    text + "\n" + &ending(timeline)
}

/// What there is to say of steps that are too long for what happens within them.
pub(crate) fn large_error(timeline: &Timeline) -> Option<String> {
    let error = timeline.error_estimate().filter(|error| *error > LARGE)?;
    Some(format!(
        "some steps are so long that qualities may be off by {} points and more; give a shorter \
         --step, or none",
        points(error)
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
        Column::Number("felt from day"),
        Column::Number("deepest"),
        Column::Number("on day"),
        Column::Number("recovered on"),
        Column::Number("quality-days lost"),
        Column::Number("by population"),
        Column::Number("at the end"),
    ];
    let or_dash = |time: Option<TimeDelta>| time.map_or("-".to_owned(), day);
    let rows = disruptions.iter().map(|disruption| {
        let id = disruption.customer.as_str();
        [
            name(organisation, id),
            format!("{:.0}", disruption.population.get()),
            points(disruption.baseline.get()),
            or_dash(disruption.first_felt),
            points(disruption.deepest.get()),
            day(disruption.deepest_at),
            or_dash(disruption.recovered),
            format!("{:.2}", disruption.loss_quality_days),
            format!("{:.0}", disruption.population_loss_quality_days()),
            timeline.quality(id).map_or("-".to_owned(), |it| points(it.get())),
        ]
    });
    table(&columns, rows.collect::<Vec<_>>().into_iter(), top)
}

/// Draws the quality of a customer from the start to the end.
fn chart(organisation: &Organisation, timeline: &Timeline, disruption: &Disruption) -> String {
    let [width, height] = CHART;
    let Some(series) = timeline.series(disruption.customer.as_str()) else { return String::new() };
    let span = timeline.span();
    let at = |column: u32| series.at(span / 1_000 * scaled(column, width));
    let qualities: Vec<f64> = (0..width).map(|column| 100.0 * at(column)).collect();
    let config = Config::default().with_height(height);
    let drawn = plot_many(vec![qualities], config);
    let drawn: Vec<&str> = drawn.lines().map(str::trim_end).collect();
    format!(
        "\nQuality of {} in points, over {} days\n\n{}\n",
        name(organisation, disruption.customer.as_str()),
        day(span),
        drawn.join("\n")
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
                day(longest.at),
                number(longest.mean_wait_minutes / 60.0),
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
        Column::Number("on day"),
        Column::Number("hours to wait"),
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
            points(distance),
            100.0 * per_day,
            points(to_be_felt)
        ),
        Ending::NoSteadyState { swing } => {
            format!("It goes back and forth by {} points, without end.", points(swing))
        }
        _ => "It ends.".to_owned(),
    };
    if timeline.hires().any(|hired| hired.arrived.is_none()) {
        text += " People who were asked for have yet to come, which may change that.";
    }
    if timeline.lasting_collapse() {
        text += " All that happened is over, and yet it does not recover: a lasting collapse.";
    }
    text + "\n"
}

fn name(organisation: &Organisation, id: &str) -> String {
    plain(organisation.party(id).map_or(id, |party| party.name()))
}

/// A quality in points of 100.
fn points(quality: f64) -> String {
    format!("{:.1}", 100.0 * quality)
}

fn day(time: TimeDelta) -> String {
    format!("{:.1}", time.as_seconds_f64() / 86_400.0)
}

fn number(number: f64) -> String {
    if number.is_finite() { format!("{number:.1}") } else { "no end".to_owned() }
}
