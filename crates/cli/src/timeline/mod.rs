//! When is it felt, and how long does it last?
//!
//! ```text
//! $ knockon timeline
//! $ knockon timeline --shock it=0.3@36h..3d --days 90
//! $ knockon timeline --agents it=4@1w..6w --hire it-hiring=4@1w
//! $ knockon timeline ORGANISATION.json --shock hr=0.5@0d.. --json
//! $ knockon timeline ORGANISATION.json --shock hr=0.99@0d.. --felt-below 0.999
//! $ knockon timeline ORGANISATION.json --shock hr=0.5@0d..1w --draws
//! ```
//!
//! ```text
//! Harbour & Vine: 4 agents in IT from day 7 to day 14
//!
//! What customers feel, most first: felt below 99 % of the quality at first, recovered from there on
//! for good
//! ...
//! All customers together lost 2251198 quality-days, each weighted by its population.
//!
//! Quality of Shoppers in points, over 365 days
//!
//!  98.29 ┼╮                     ╭──╮  ╭──────────────────────────────────────────
//!  95.43 ┤│          ╭╮    ╭╮ ╭─╯  ╰──╯
//!  92.57 ┤│        ╭─╯╰╮  ╭╯╰─╯
//!  89.71 ┤│       ╭╯   ╰──╯
//!  86.86 ┤│       │
//!  84.00 ┤│   ╭───╯
//!  81.14 ┤│   │
//!  78.28 ┤╰╮ ╭╯
//!  75.42 ┤ │ │
//!  72.57 ┤ │ │
//!  69.71 ┤ ╰─╯
//! ...
//! At the end it is on its way to the best state, up to 0.061 points off, and moves by 0.00 a day;
//! up to 0.27 are still to be felt after a lag.
//! ```
//!
//! Times count from the start and are numbers with units: `90m`, `1h30m`, `2d`, `1.5d`, `3w`.
//! A stretch without an end, `2d..`, lasts for good. It starts in the best state.
//!
//! With `--draws` it is followed once for each draw of the numbers that are known as ranges, by what
//! the organisation states or `--dependence` and the like give, and says how deep and how long that
//! may get.
//!
//! Without an organisation it follows an embedded one with people, in which six of ten people in
//! IT are ill for a week; with `--agents it=4@7d..60d` it does not recover any more. Bad input ends
//! with exit code 2, a message on standard error and nothing on standard output.

mod arguments;
mod asked;

use knockon::io::sample_with_people;
use knockon::report::{TimelineDocument, remarks, text};
use knockon::{PartyId, Status};
use serde::Serialize;

pub(crate) use arguments::{Arguments, Window, window};
pub(crate) use asked::Asked;

use crate::answer::Failure;
use crate::paint;
use crate::warning::warn;

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.organisation.read(None, sample_with_people)?;
    let network = organisation.compile()?;
    let asked = arguments.plan(&organisation);
    let timeline =
        network.timeline(&asked.plan).map_err(|error| asked.refusal(error, &organisation))?;
    match timeline.status() {
        Status::Converged => {}
        Status::Stopped => warn(&format!(
            "broken off after {} of {}: its steps have evaluated as much as --max-evaluations allows",
            text::duration(timeline.span()),
            text::duration(timeline.planned_span())
        )),
        _ => warn("the state it begins in, or one it may end in, did not converge"),
    }
    if timeline.unsettled() > 0 {
        warn("departments that depend on each other at once did not settle in some steps");
    }
    if let Some(warning) = text::long_steps(&timeline) {
        warn(&warning);
    }
    let draws = arguments.draws(&organisation)?;
    let bands = draws.map(|draws| timeline.bands(&draws)).transpose();
    let bands = bands.map_err(|error| asked.refusal(error, &organisation))?;
    if !arguments.format.is_text() {
        let document = TimelineDocument::new(organisation.name(), &timeline);
        let document = bands.into_iter().fold(document, TimelineDocument::with_bands);
        let written = if arguments.format.is_csv() {
            arguments.format.written(&Course::of(&document), &["points"])?
        } else {
            arguments.format.written(&document, &[])?
        };
        return Ok(written.unwrap_or_default());
    }
    let top = usize::try_from(arguments.top)?;
    let mut text = text::timeline(&organisation, &timeline, &asked.words, top);
    if let Some(bands) = &bands {
        text += &text::timeline_bands(&organisation, bands, top);
    }
    Ok(paint::text(text + &remarks(&network)))
}

/// What customers get at each instant, as rows.
#[derive(Serialize)]
struct Course<'a> {
    points: Vec<CoursePoint<'a>>,
}

#[derive(Serialize)]
struct CoursePoint<'a> {
    instant_days: f64,
    customer: &'a PartyId,
    quality: f64,
    /// The lowest and the highest percentile, where numbers were drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
}

impl<'a> Course<'a> {
    fn of(document: &'a TimelineDocument) -> Self {
        let points = document.customers.iter().flat_map(|line| {
            let customer = &line.disruption.customer;
            let mut bands = document.bands.iter().flat_map(|bands| &bands.customers);
            let band = bands.find(|band| band.customer == *customer);
            let percentiles = band.map_or(&[][..], |band| &band.percentiles);
            let ends = [percentiles.first(), percentiles.last()];
            let instants = document.instants_days.iter().zip(&line.qualities).enumerate();
            instants.map(move |(place, (&instant_days, &quality))| {
                let [low, high] =
                    ends.map(|end| end.and_then(|it| it.qualities.get(place)).copied());
                CoursePoint { instant_days, customer, quality, low, high }
            })
        });
        Self { points: points.collect() }
    }
}

#[cfg(test)]
mod tests {
    use crate::scratch::scratch;

    fn ask(line: &str) -> Result<String, String> {
        crate::ask(&format!("timeline {line}"))
    }

    #[test]
    fn a_limit_of_evaluations_ends_it_and_is_said() {
        let document = r#"{ "format": "knockon/organisation", "version": 1,
            "departments": [ { "id": "a" }, { "id": "b" } ], "customers": [ { "id": "c" } ],
            "services": [ { "provider": "a", "consumer": "b", "dependence": 0.9 },
                          { "provider": "b", "consumer": "a", "dependence": 0.9 },
                          { "provider": "b", "consumer": "c", "dependence": 1 } ] }"#;
        let file = scratch("two.json", document);
        let line = format!("{file} --shock a=0.5@1d..2d --days 12w");
        let limited = format!("{line} --max-evaluations 20");
        let (text, document) = (ask(&limited).unwrap(), ask(&format!("{limited} --json")).unwrap());
        let whole = ask(&line).unwrap();
        assert!(text.contains("It was broken off after "), "{text}");
        assert!(text.contains(" of 84 days: "), "{text}");
        assert!(whole.contains("It ends in the best state."), "{whole}");
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        assert_eq!(document["status"], "stopped");
        assert_eq!(document["ending"], "broken_off");
        assert_eq!(document["planned_span_days"], 84.0);
        assert!(document["span_days"].as_f64().unwrap() < 84.0);
    }

    #[test]
    fn draws_say_how_deep_it_may_get() {
        let known = "--dependence counter=uniform(0.8..1) --draws 40";
        let shock = "--shock shops=0.5@1d..2d --days 5";
        let text = ask(&format!("{shock} {known}")).unwrap();
        assert!(text.contains("How sure that is: 40 draws of one number, seed 1"), "{text}");
        let document = ask(&format!("{shock} {known} --json")).unwrap();
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        let of = |list: &serde_json::Value| {
            let customers = list.as_array().unwrap().iter();
            customers.clone().find(|it| it["customer"] == "shoppers").unwrap().clone()
        };
        let (line, band) = (of(&document["customers"]), of(&document["bands"]["customers"]));
        let instants = document["instants_days"].as_array().unwrap().len();
        for percentile in band["percentiles"].as_array().unwrap() {
            assert_eq!(percentile["qualities"].as_array().unwrap().len(), instants);
        }
        let at = |place: usize| band["deepest"]["percentiles"][place]["value"].as_f64().unwrap();
        let deepest = line["deepest"].as_f64().unwrap();
        assert!(
            at(0) < deepest && deepest < at(2),
            "{deepest} is not within {} and {}",
            at(0),
            at(2)
        );
        let refused = ask(&format!("{shock} --seed 3")).unwrap_err();
        assert_eq!(refused, "--seed is for --draws");
        let rows = ask(&format!("{shock} {known} --format csv")).unwrap();
        assert!(rows.starts_with("instant_days,customer,quality,low,high"), "{rows}");
        let refused = ask(&format!("{shock} --dependence cuonter=uniform(0.5..0.9)")).unwrap_err();
        assert!(refused.contains("`cuonter` is not a service"), "{refused}");
        assert!(ask(&format!("{shock} --draws 1")).unwrap_err().contains("1 draws are outside"));
    }

    #[test]
    fn without_external_customers_it_says_so_and_how_it_ends() {
        let document = r#"{ "format": "knockon/organisation", "version": 1, "name": "Inside",
            "departments": [ { "id": "it" }, { "id": "hr" } ],
            "services": [ { "provider": "it", "consumer": "hr", "dependence": 0.5 } ] }"#;
        let line = format!("{} --shock it=0.5@1d..2d --days 5", scratch("inside.json", document));
        let text = ask(&line).unwrap();
        assert!(text.starts_with("Inside: it at 0.5 from day 1 to day 2\n"), "{text}");
        let said =
            "\nNo external customer is stated; what departments deliver is in no such list.\n";
        assert!(text.contains(said), "{text}");
        assert!(!text.contains("All customers together") && !text.contains("Quality of"), "{text}");
        assert!(text.contains("\nIt ends in the best state.\n"), "{text}");
        let document: serde_json::Value =
            serde_json::from_str(&ask(&format!("{line} --json")).unwrap()).unwrap();
        assert_eq!(document["customers"], serde_json::json!([]));
    }

    /// The axis of a slight dip tells its rows apart, and one below what a line can show is drawn.
    #[test]
    fn the_axis_of_a_slight_dip_has_labels_that_differ() {
        let document = r#"{ "format": "knockon/organisation", "version": 1,
            "departments": [ { "id": "it" } ], "customers": [ { "id": "c" } ],
            "services": [ { "provider": "it", "consumer": "c", "dependence": 1 } ] }"#;
        let file = scratch("slight.json", document);
        for capability in ["0.9995", "0.999999", "0.999999999", "0.9999999999999"] {
            let line = format!("{file} --shock it={capability}@1d..2d --days 5");
            let text = ask(&line).unwrap();
            let (_, chart) = text.split_once("Quality of ").unwrap();
            let rows = chart.lines().filter_map(|line| line.split_once(['┤', '┼']));
            let labels: Vec<&str> = rows.map(|(label, _)| label.trim()).collect();
            assert!(!labels.is_empty(), "{text}");
            assert!(labels.windows(2).all(|pair| pair[0] != pair[1]), "{text}");
        }
    }

    #[test]
    fn times_are_durations() {
        let same = ask("--shock it=0.5@36h..2d12h --days 60").unwrap();
        assert_eq!(ask("--shock it=0.5@1d12h..60h --days 1440h").unwrap(), same);
        let refused = ask("--shock it=0.5@12h1d..3d").unwrap_err();
        assert!(refused.contains("`12h1d` is no duration"), "{refused}");
        assert!(ask("--days 0").unwrap_err().starts_with("--days: "));
    }
}
