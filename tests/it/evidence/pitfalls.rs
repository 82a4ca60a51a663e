//! Mistakes that are easily made with such data, each shown not to be made.

use chrono::TimeDelta;
use knockon::evidence::condition::{Count, hierarchy, survey};
use knockon::evidence::flow::lag;
use knockon::evidence::judgement::{JudgedRange, three_point};
use knockon::evidence::{
    Evidence, IndicatorReading, IndicatorValue, Instrument, Measuring, Period, SurveyAnswer,
    TicketReading, level_break,
};
use knockon::time::Subject;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{at, organisation};
use crate::support::check::assert_close;

fn normal(chance: &mut ChaCha8Rng) -> f64 {
    let radius = (-2.0 * (1.0 - chance.random_range(0.0..1.0_f64)).ln()).sqrt();
    radius * (std::f64::consts::TAU * chance.random_range(0.0..1.0_f64)).cos()
}

/// Shares are drawn from one distribution, counted five times each, and estimated: nineteen of
/// twenty intervals hold the share, though the strength of shrinkage is estimated as well.
#[test]
fn shrunk_intervals_hold_what_they_promise() {
    let mut chance = ChaCha8Rng::seed_from_u64(7);
    let (mut held, mut all) = (0_u32, 0_u32);
    for _ in 0..60 {
        // The mean of four uniforms, squeezed: about 0.7 with a deviation of 0.09.
        let shares: Vec<f64> = (0..15)
            .map(|_| 0.4 + 0.15 * (0..4).map(|_| chance.random_range(0.0..1.0_f64)).sum::<f64>())
            .collect();
        let counts: Vec<_> = shares
            .iter()
            .map(|share| {
                let met = (0..5).filter(|_| chance.random_bool(*share)).count();
                Count { met: f64::from(u32::try_from(met).unwrap()), total: 5.0 }
            })
            .collect();
        let found = hierarchy(&counts, 0.95).unwrap();
        for (share, estimate) in shares.iter().zip(&found.estimates) {
            held += u32::from(estimate.low <= *share && *share <= estimate.high);
            all += 1;
        }
    }
    let coverage = f64::from(held) / f64::from(all);
    assert!((0.92..=0.99).contains(&coverage), "{coverage}");
}

#[test]
fn unanimous_answers_leave_doubt() {
    let found = survey(&[0.0, 0.0, 0.0, 0.0, 5.0], None, 0.95).unwrap();
    assert!(found.value < 0.95 && found.high - found.low > 0.3, "{found:?}");
}

#[test]
fn drifting_series_show_no_lag() {
    let mut chance = ChaCha8Rng::seed_from_u64(11);
    let mut drift = || -> Vec<f64> {
        let mut level = 0.0;
        (0..120)
            .map(|_| {
                level = 0.9 * level + 0.03 * normal(&mut chance);
                0.8 + level
            })
            .collect()
    };
    let alarms = (0..200).filter(|_| lag(&drift(), &drift(), 14).unwrap().lag.is_some()).count();
    // Of unwhitened series a quarter would.
    assert!(alarms <= 18, "{alarms} of 200");
}

/// Half of all months are better than usual; none is cut.
#[test]
fn qualities_are_not_relative_to_what_is_normal() {
    let mut builder = Evidence::builder(&organisation());
    let months = [0.70, 0.80, 0.72, 0.78];
    for (month, observed) in (1..).zip(months) {
        let when = at(&format!("2026-0{month}-01T00:00:00Z"));
        let hr = Subject::Party("hr".to_owned());
        builder.indicator(&IndicatorReading::new(when, hr, IndicatorValue::Observed(observed)));
    }
    let measured = builder.build().unwrap().measure(&Measuring::until(at("2026-05-01T00:00:00Z")));
    let measured = measured.unwrap();
    let quality = measured.quality("hr").unwrap();
    assert_eq!(quality.series.iter().map(|reading| reading.quality).collect::<Vec<_>>(), months);
    assert_close(quality.estimate.value, 0.75, 1e-12, "level");
}

#[test]
fn one_expert_is_never_sure() {
    let sure = three_point(0.49, 0.5, 0.51, JudgedRange::Absolute).unwrap();
    assert!(sure.stated_deviation < 0.01 && sure.standard_deviation >= 0.15);
    let interval = sure.judged().estimate();
    assert!(interval.low < 0.25 && interval.high > 0.75, "{interval}");
}

/// A log that holds what was active in a window: of what was opened before, only what took long.
#[test]
fn openings_before_the_log_are_left_out() {
    let mut builder = Evidence::builder(&organisation());
    let day = |day: i64| at("2026-01-01T00:00:00Z") + TimeDelta::days(day);
    let mut add = |opened: i64, resolved: i64| {
        let mut ticket = TicketReading::new("it", "hr", day(opened));
        ticket.resolved_at = Some(day(resolved));
        ticket.target_met = Some(resolved - opened <= 2);
        builder.ticket(&ticket);
    };
    for opened in 0..60 {
        add(opened, 100 + opened % 7);
    }
    for opened in 100..190 {
        for _ in 0..3 {
            add(opened, opened + 1);
        }
    }
    let measured = builder.build().unwrap().measure(&Measuring::until(day(200))).unwrap();
    let note = &measured.notes()[0];
    assert!(note.starts_with("the log of tickets seems to start at 2026-04-11"), "{note}");
    assert_eq!(measured.handling("it").unwrap().requests, 270);
    assert!(measured.condition("it-hr").unwrap().estimate.value > 0.9);
}

#[test]
fn another_regime_is_noted() {
    let weeks = [0.44, 0.04, 0.34, 0.61, 0.72, 0.76, 0.79, 0.66, 0.82, 0.77, 0.77, 0.79, 0.74];
    let found = level_break(&weeks).unwrap();
    assert_close(found.f, 45.202_302_124_321_35, 1e-9, "F");
    assert_eq!(found.first_of_second, 3);
    let mut builder = Evidence::builder(&organisation());
    for (week, observed) in (0..).zip(weeks) {
        let when = at("2026-03-02T00:00:00Z") + TimeDelta::weeks(week);
        let hr = Subject::Party("hr".to_owned());
        builder.indicator(&IndicatorReading::new(when, hr, IndicatorValue::Observed(observed)));
    }
    let evidence = builder.build().unwrap();
    let measuring = Measuring::until(at("2026-07-01T00:00:00Z")).every(Period::Week);
    let measured = evidence.measure(&measuring).unwrap();
    assert_eq!(
        measured.notes(),
        ["the quality of `hr` is on another level from 2026-03-23 on (F = 45): what was read \
          before may say little of today"]
    );
    // Level noise is no break, and what does not vary has none.
    assert!(!level_break(&[0.8, 0.9, 0.85, 0.8, 0.95, 0.7, 0.9, 0.85]).unwrap().is_clear());
    assert_eq!(level_break(&[0.5; 12]), None);
    // The same again.
    assert_eq!(evidence.measure(&measuring).unwrap(), measured);
}

/// Of many different items, each on a thousand steps, only sums are kept.
#[test]
fn items_of_fine_scales_take_little_memory() {
    let mut builder = Evidence::builder(&organisation());
    for row in 0..20_000_i64 {
        let when = at("2026-03-02T00:00:00Z") + TimeDelta::seconds(row);
        let score = f64::from(u32::try_from(row % 500).unwrap()) + 251.0;
        let mut answer = SurveyAnswer::new(when, "hr", Instrument::Steps(1, 1000), score);
        answer.item = Some(format!("item {row}"));
        builder.answer(&answer);
    }
    let measured = builder.build().unwrap().measure(&Measuring::until(at("2026-05-01T00:00:00Z")));
    let measured = measured.unwrap();
    let quality = measured.quality("hr").unwrap();
    assert_close(quality.estimate.value, 0.5, 1e-3, "mean");
    assert!(quality.series.iter().all(|reading| !reading.is_share));
}

/// A search that took as many steps as splits times values would take minutes.
#[test]
fn breaks_of_long_series_are_found_in_time() {
    let mut chance = ChaCha8Rng::seed_from_u64(3);
    let series: Vec<f64> = (0..200_000)
        .map(|day| if day < 120_000 { 0.8 } else { 0.7 } + 0.05 * normal(&mut chance))
        .collect();
    let found = level_break(&series).unwrap();
    assert!(found.is_clear() && found.first_of_second.abs_diff(120_000) < 50, "{found:?}");
}

/// What tickets show of a department is in the conditions of its services, and not once more in its
/// capability; what is read of it is in its capability, and conditions are relative to that.
#[test]
fn losses_are_written_once() {
    let ticket = |met: bool, builder: &mut knockon::evidence::EvidenceBuilder| {
        let mut ticket = TicketReading::new("it", "hr", at("2026-03-02T09:00:00Z"));
        ticket.target_met = Some(met);
        builder.ticket(&ticket);
    };
    let mut builder = Evidence::builder(&organisation());
    (0..100).for_each(|number| ticket(number % 5 > 0, &mut builder));
    let given = |builder: knockon::evidence::EvidenceBuilder| {
        let measuring = Measuring::until(at("2026-04-01T00:00:00Z"));
        let measured = builder.build().unwrap().measure(&measuring).unwrap();
        let written = measured.apply(&organisation()).unwrap();
        let capability = written.party("it").unwrap().capability().unwrap().get();
        let condition = written.service("it-hr").unwrap().condition().get();
        let measured = measured.condition("it-hr").unwrap().estimate.value;
        (capability, condition, measured)
    };
    let (capability, condition, measured) = given(builder.clone());
    assert_close(capability, 1.0, 1e-15, "capability");
    assert_close(condition, measured, 1e-12, "condition");
    let it = Subject::Party("it".to_owned());
    let when = at("2026-03-02T09:00:00Z");
    builder.indicator(&IndicatorReading::new(when, it, IndicatorValue::Observed(0.9)));
    let (capability, condition, measured) = given(builder);
    assert_close(capability, 0.9, 1e-12, "capability");
    assert_close(capability * condition, measured, 1e-12, "received");
}
