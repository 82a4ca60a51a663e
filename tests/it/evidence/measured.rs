//! What is measured of readings, against figures worked out by hand or by the plain functions.

use chrono::TimeDelta;
use knockon::evidence::condition::{Count, survey, two_levels};
use knockon::evidence::{
    Basis, Evidence, FeedbackReading, IndicatorReading, IndicatorValue, Instrument, Measuring,
    Period, Reference, SurveyAnswer, TicketReading, ageing_weight,
};
use knockon::organisation::Origin;
use knockon::time::Subject;

use super::{at, organisation};
use crate::support::check::assert_close;

/// A ticket that was resolved hours later, or is open.
fn ticket(provider: &str, consumer: &str, opened: &str, hours: Option<i64>) -> TicketReading {
    let mut ticket = TicketReading::new(provider, consumer, at(opened));
    ticket.resolved_at = hours.map(|hours| ticket.opened_at + TimeDelta::hours(hours));
    ticket
}

fn met(mut ticket: TicketReading, is_met: bool) -> TicketReading {
    ticket.target_met = Some(is_met);
    ticket
}

#[test]
fn conditions_are_those_of_the_hierarchy() {
    let mut builder = Evidence::builder(&organisation());
    for (provider, consumer, all, of_them) in
        [("it", "deck", 10, 9), ("it", "hr", 4, 1), ("deck", "passengers", 6, 5)]
    {
        for index in 0..all {
            let ticket = ticket(provider, consumer, "2026-03-02T09:00:00Z", Some(2));
            builder.ticket(&met(ticket, index < of_them));
        }
    }
    // Resolved after today: its outcome is not known yet.
    builder.ticket(&met(ticket("it", "deck", "2026-03-02T09:00:00Z", Some(900)), false));
    let evidence = builder.build().unwrap();
    let measured = evidence.measure(&Measuring::until(at("2026-03-10T00:00:00Z"))).unwrap();
    // In the order of services: it-deck, hr-deck, it-hr, crossing.
    let counts = [(9.0, 10.0), (0.0, 0.0), (1.0, 4.0), (5.0, 6.0)];
    let counts = counts.map(|(met, total)| Count { met, total });
    let expected = two_levels(&[0, 1, 0, 2], &counts, 3, 0.95).unwrap();
    for ((id, found), expected) in measured.conditions().zip(&expected.services) {
        assert_eq!(found.estimate, *expected, "{id}");
    }
    let [by_own, by_others] = ["it-hr", "hr-deck"].map(|id| measured.condition(id).unwrap());
    assert_eq!((by_own.basis, by_others.basis), (Basis::Tickets, Basis::Others));
    assert_eq!(by_own.like_it, Some(expected.providers[0]));
    // A service without tickets is known less well than one with.
    assert!(by_others.estimate.high - by_others.estimate.low > 0.5);
    assert_eq!(measured.handling("it").unwrap().still_open, 1);
}

#[test]
fn old_tickets_count_for_less() {
    let mut builder = Evidence::builder(&organisation());
    builder.ticket(&met(ticket("it", "hr", "2026-01-01T00:00:00Z", Some(1)), false));
    builder.ticket(&met(ticket("it", "hr", "2026-04-01T00:00:00Z", Some(1)), true));
    let measuring = Measuring::until(at("2026-07-01T00:00:00Z")).half_life(TimeDelta::days(91));
    let measured = builder.build().unwrap().measure(&measuring).unwrap();
    let found = measured.condition("it-hr").unwrap();
    let [old, new] =
        [181, 91].map(|days| ageing_weight(TimeDelta::days(days), Some(TimeDelta::days(91))));
    assert_close(found.met, new, 1e-12, "met");
    assert_close(found.total, old + new, 1e-12, "total");
    for (days, weight) in
        [(0, 1.0), (30, 0.793_700_525_984_099_8), (180, 0.25), (365, 0.060_138_989_805_884_07)]
    {
        let found = ageing_weight(TimeDelta::days(days), Some(TimeDelta::days(90)));
        assert_close(found, weight, 1e-14, "weight");
    }
}

#[test]
fn answers_are_conditions_or_qualities() {
    let mut builder = Evidence::builder(&organisation());
    let counts = [0.0, 0.0, 1.0, 3.0, 6.0];
    for (score, count) in [(3.0, 1), (4.0, 3), (5.0, 6)] {
        for _ in 0..count {
            let mut answer =
                SurveyAnswer::new(at("2026-03-02T09:00:00Z"), "hr", Instrument::Csat5, score);
            builder.answer(&answer);
            answer.service = Some("it-hr".to_owned());
            answer.population = Some(20.0);
            builder.answer(&answer);
        }
    }
    let evidence = builder.build().unwrap();
    let measured = evidence.measure(&Measuring::until(at("2026-03-10T00:00:00Z"))).unwrap();
    let party = measured.quality("hr").unwrap();
    assert_eq!(party.estimate, survey(&counts, None, 0.95).unwrap());
    let service = measured.condition("it-hr").unwrap();
    assert_eq!(service.estimate, survey(&counts, Some(20.0), 0.95).unwrap());
    assert_eq!((party.basis, service.basis), (Basis::Surveys, Basis::Surveys));
    assert_close(party.series[0].quality, 0.875, 1e-12, "raw mean of March");
}

#[test]
fn items_of_one_respondent_are_averaged_first() {
    let mut builder = Evidence::builder(&organisation());
    for (respondent, scores) in [("a", [5.0, 4.0]), ("b", [3.0, 3.0]), ("c", [2.0, 5.0])] {
        for (item, score) in ["speed", "manners"].into_iter().zip(scores) {
            let mut answer =
                SurveyAnswer::new(at("2026-03-02T09:00:00Z"), "hr", Instrument::Csat5, score);
            answer.respondent = Some(respondent.to_owned());
            answer.item = Some(item.to_owned());
            builder.answer(&answer);
        }
    }
    let measured = builder.build().unwrap().measure(&Measuring::until(at("2026-03-10T00:00:00Z")));
    // Means 4.5, 3 and 3.5 on nine steps of a half.
    let counts = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0];
    let expected = survey(&counts, None, 0.95).unwrap();
    let found = measured.unwrap().quality("hr").unwrap().estimate;
    assert_close(found.value, expected.value, 1e-12, "mean");
    assert_close(found.standard_deviation, expected.standard_deviation, 1e-12, "deviation");
}

#[test]
fn net_promoters_and_gaps() {
    let mut builder = Evidence::builder(&organisation());
    for score in [0.0, 6.0, 7.0, 8.0, 9.0, 10.0, 10.0] {
        builder.answer(&SurveyAnswer::new(
            at("2026-03-02T09:00:00Z"),
            "passengers",
            Instrument::Nps,
            score,
        ));
    }
    for (expected, perceived) in [(7.0, 6.0), (5.0, 6.0), (6.0, 3.0)] {
        let mut answer =
            SurveyAnswer::new(at("2026-03-02T09:00:00Z"), "hr", Instrument::Servqual7, perceived);
        answer.expected = Some(expected);
        builder.answer(&answer);
    }
    let measured =
        builder.build().unwrap().measure(&Measuring::until(at("2026-03-10T00:00:00Z"))).unwrap();
    let expected = survey(&[2.0, 2.0, 3.0], None, 0.95).unwrap();
    let found = measured.quality("passengers").unwrap();
    assert_close(found.estimate.value, expected.value, 1e-12, "recommended");
    let gap = measured.quality("hr").unwrap();
    assert_close(gap.mean_gap.unwrap(), -1.0, 1e-14, "gap");
    assert_close(gap.series[0].quality, 7.0 / 9.0, 1e-12, "shortfall");
}

#[test]
fn indicators_make_series_and_levels() {
    let mut builder = Evidence::builder(&organisation());
    let hr = || Subject::Party("hr".to_owned());
    let readings = [
        ("2026-01-05T00:00:00Z", 0.9, Some(10.0)),
        ("2026-01-25T00:00:00Z", 0.6, Some(20.0)),
        ("2026-02-05T00:00:00Z", 0.5, Some(0.0)),
        ("2026-03-05T00:00:00Z", 0.8, Some(30.0)),
    ];
    for (when, observed, volume) in readings {
        let mut reading = IndicatorReading::new(at(when), hr(), IndicatorValue::Observed(observed));
        reading.volume = volume;
        builder.indicator(&reading);
    }
    let it = Subject::Party("it".to_owned());
    for (when, value) in [
        ("2026-01-05T00:00:00Z", 100.0),
        ("2026-02-05T00:00:00Z", 200.0),
        ("2026-03-05T00:00:00Z", 400.0),
    ] {
        let value = IndicatorValue::Value { value, reference: None };
        builder.indicator(&IndicatorReading::new(at(when), it.clone(), value));
    }
    let evidence = builder.build().unwrap();
    let measuring = Measuring::until(at("2026-04-01T00:00:00Z"));
    let measured = evidence.measure(&measuring).unwrap();
    let quality = measured.quality("hr").unwrap();
    // January is weighted by volume, February had nothing to do.
    let series: Vec<_> =
        quality.series.iter().map(|reading| (reading.quality, reading.volume)).collect();
    assert_close(series[0].0, 0.7, 1e-12, "January");
    assert_eq!((series.len(), series[0].1, series[1].1), (2, Some(30.0), Some(30.0)));
    assert_close(quality.estimate.value, 0.75, 1e-12, "level");
    assert_eq!(quality.series[1].number, quality.series[0].number + 2);
    assert_eq!(measured.quality("it"), None);
    assert!(
        measured.notes()[0].contains("3 values of `it` have no reference"),
        "{:?}",
        measured.notes()
    );
    let measured = evidence.measure(&measuring.reference(Reference::Median)).unwrap();
    let ratios: Vec<_> = measured
        .quality("it")
        .unwrap()
        .series
        .iter()
        .map(|reading| (reading.quality, reading.ratio))
        .collect();
    assert_eq!(ratios, [(1.0, 2.0), (1.0, 1.0), (0.5, 0.5)]);
    let requests = measured.requests("hr", "it");
    assert_eq!(requests, None, "no volume of it is stated");
}

#[test]
fn flows_count_whole_periods_and_open_tickets() {
    let mut builder = Evidence::builder(&organisation());
    for (opened, hours) in [
        ("2026-01-01T00:30:00Z", Some(5)),
        ("2026-01-20T00:00:00Z", Some(7)),
        ("2026-02-20T00:00:00Z", Some(9)),
        ("2026-03-20T00:00:00Z", None),
    ] {
        let mut ticket = ticket("it", "hr", opened, hours);
        ticket.closed_by = hours.map(|hours| if hours == 7 { "hr" } else { "it" }.to_owned());
        ticket.waited = Some(TimeDelta::seconds(300));
        ticket.abandoned = Some(hours == Some(9));
        ticket.reopened = Some(false);
        builder.ticket(&ticket);
    }
    let measuring = Measuring::until(at("2026-03-31T00:00:00Z")).every(Period::Month);
    let measured = builder.build().unwrap().measure(&measuring).unwrap();
    // March is not over.
    let arrivals = measured.arrivals("it").unwrap();
    assert_eq!((arrivals.value, arrivals.effective_number), (1.5, 2.0));
    let handling = measured.handling("it").unwrap();
    assert_eq!((handling.requests, handling.still_open), (4, 1));
    assert_close(handling.resolved_mean_hours.unwrap(), 7.0, 1e-12, "those resolved");
    assert_close(handling.median_hours.unwrap().value, 7.0, 1e-12, "median");
    // A quarter is open for 264 hours: 5 + 2·3/4 + 2/2 + 255/4.
    assert_close(handling.mean_hours.unwrap().value, 71.25, 1e-12, "mean");
    assert_close(measured.requests("it", "hr").unwrap().value, 1.0 / 3.0, 1e-12, "passed on");
    let flow = measured.flow("it").unwrap();
    assert_close(flow.patience_seconds.unwrap().value, 1200.0, 1e-9, "patience");
    assert_close(flow.reopened.unwrap().value, 0.1, 1e-12, "half of one in five");
}

#[test]
fn feedback_is_put_on_the_scale_of_the_survey() {
    let mut builder = Evidence::builder(&organisation());
    let scores = [
        ("hr", "survey", [0.8, 0.9]),
        ("deck", "survey", [0.7, 0.8]),
        ("hr", "forum", [0.5, 0.6]),
        ("it", "forum", [0.5, 0.6]),
    ];
    for (party, channel, scores) in scores {
        for score in scores {
            builder.feedback(&FeedbackReading::new(
                at("2026-03-02T09:00:00Z"),
                party,
                channel,
                score,
            ));
        }
    }
    let measured =
        builder.build().unwrap().measure(&Measuring::until(at("2026-03-10T00:00:00Z"))).unwrap();
    let of = |party| measured.quality(party).unwrap().estimate.value;
    // The forum is harsher by some 0.3; who was only discussed there is lifted by that.
    assert!(of("it") > 0.7 && of("it") < of("hr"), "{} {}", of("it"), of("hr"));
    assert!(measured.notes().is_empty());
}

#[test]
fn what_was_measured_is_applied() {
    let organisation = organisation();
    let mut builder = Evidence::builder(&organisation);
    for index in 0..10 {
        let mut ticket = met(ticket("it", "hr", "2026-03-02T09:00:00Z", Some(2)), index < 8);
        ticket.closed_by = Some("it".to_owned());
        builder.ticket(&ticket);
    }
    let read = IndicatorReading::new(
        at("2026-03-02T09:00:00Z"),
        Subject::Party("deck".to_owned()),
        IndicatorValue::Capability(0.7),
    );
    builder.indicator(&read);
    let measured =
        builder.build().unwrap().measure(&Measuring::until(at("2026-03-10T00:00:00Z"))).unwrap();
    let applied = measured.apply(&organisation).unwrap();
    let condition = measured.condition("it-hr").unwrap().estimate;
    let service = applied.service("it-hr").unwrap();
    assert_eq!(service.condition(), condition.value);
    let range = service.condition_range().unwrap();
    assert_eq!(
        (range.low, range.high, range.origin),
        (condition.low, condition.high, Origin::Shrunk)
    );
    assert_eq!(applied.party("deck").unwrap().capability().unwrap(), 0.7);
    // What the tickets of IT say is in the condition of its service, and not once more in its
    // capability: HR would be given the product of both.
    assert_eq!(applied.party("it").unwrap().capability().unwrap(), 1.0);
    assert_eq!(applied.party("hr").unwrap().capability().unwrap(), 1.0);
}
