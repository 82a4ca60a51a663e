//! Documents with staff and requests: what is written reads back bit for bit, documents without
//! them are written without them, and what is wrong is told.

use std::fmt::Write;

use knockon::io::json;
use knockon::{Scenario, Status};

use crate::io::json::FULL;
use crate::support::check::{assert_same_bits, baseline, qualities};
use crate::support::random::Temper;
use crate::support::random_staffed::{self, AT_EASE, BUSY};

#[test]
fn organisations_with_people_read_back_as_written() {
    let mut stated = [0; 4];
    for seed in 0..150 {
        let pressure = if seed % 2 == 0 { BUSY } else { AT_EASE };
        let staffed = random_staffed::staffed(seed, 6, Temper::Calm, pressure);
        let organisation = staffed.organisation();
        let text = json::organisation_to_string(&organisation);
        let read = json::organisation_from_str(&text).unwrap();
        assert_eq!(read, organisation, "seed {seed}");
        assert_eq!(json::organisation_to_string(&read), text, "seed {seed}");
        for (count, field) in stated.iter_mut().zip([
            "\"staffing\"",
            "\"effort\"",
            "\"requests_per_job\"",
            "\"retries\"",
        ]) {
            *count += u32::from(text.contains(field));
        }
        if seed < 30 {
            let solved =
                [&organisation, &read].map(|one| qualities(&baseline(one), &staffed.statement));
            assert_same_bits(&solved[0], &solved[1], "solved");
        }
        let scenario = staffed.scenario(&random_staffed::shift(seed, &staffed, 0.5, 0.5));
        let text = json::scenario_to_string(&scenario);
        assert_eq!(json::scenario_from_str(&text).unwrap(), scenario, "{text}");
    }
    assert!(stated.iter().all(|&count| count > 30), "{stated:?}");
}

#[test]
fn documents_without_people_state_none() {
    let organisation = json::organisation_from_str(FULL).unwrap();
    let text = json::organisation_to_string(&organisation);
    assert_eq!(json::organisation_from_str(&text).unwrap(), organisation);
    for field in ["skill", "staffing", "effort", "requests_per_job", "demand_per_hour", "retries"] {
        assert!(!text.contains(&format!("\"{field}\"")), "{text}");
    }
    let solved = organisation.compile().unwrap().baseline();
    assert_eq!(solved.status(), Status::Converged);
    assert!(solved.workload("it").is_none() && solved.workloads().next().is_none());
}

/// A document with these fields of its one department with people and of the service it provides.
fn document(department: &str, service: &str) -> String {
    format!(
        r#"{{ "format": "knockon/organisation", "version": 1,
  "departments": [ {{ "id": "it"{department} }}, {{ "id": "shop" }} ],
  "customers": [ {{ "id": "users" }} ],
  "services": [ {{ "id": "help", "provider": "it", "consumer": "users", "dependence": 1{service} }} ] }}"#
    )
}

#[test]
fn documents_of_people_that_cannot_be() {
    let staffed =
        r#", "staffing": { "agents": 8, "handling_minutes": 30, "target_wait_minutes": 15 }"#;
    let asked = r#", "demand_per_hour": 10"#;
    let in_minutes = json::organisation_from_str(&document(staffed, asked)).unwrap();
    let in_words = staffed.replace("30", "\"0.5h\"").replace("15", "\"15m\"");
    let in_words = json::organisation_from_str(&document(&in_words, asked)).unwrap();
    assert_eq!(in_words, in_minutes);
    let cases = [
        (r#", "staffing": { "agents": 8, "target_wait_minutes": 15 }"#, asked),
        (r#", "staffing": { "handling_minutes": 8, "target_wait_minutes": 15 }"#, asked),
        (
            r#", "staffing": { "agents": 8, "handling_minutes": 0, "target_wait_minutes": 15 }"#,
            asked,
        ),
        (r#", "staffing": { "agents": 8, "handling_minutes": 30 }"#, asked),
        (
            r#", "staffing": { "agents": 8, "handling_minutes": 30, "service_level": "served" }"#,
            asked,
        ),
        (
            r#", "staffing": { "agents": 8, "handling_minutes": 30, "service_level": "quick" }"#,
            asked,
        ),
        (r#", "staffing": { "agents": "8", "handling_minutes": 30 }"#, asked),
        (r#", "staffing": { "agent": 8, "handling_minutes": 30 }"#, asked),
        (r#", "staffing": 8"#, asked),
        (r#", "staffing": { "agents": 1e999, "handling_minutes": 30 }"#, asked),
        (r#", "effort": { "floor": 1.5, "reaction": -1, "reference": 2 }"#, asked),
        (r#", "effort": { "delta": 1 }"#, asked),
        (r#", "skill": 1.5"#, asked),
        (r#", "skill": 0.5, "capability": 0.5"#, asked),
        (staffed, r#", "demand_per_hour": -1"#),
        (staffed, r#", "demand_per_hour": "many""#),
        (staffed, r#", "requests_per_job": 2"#),
        (staffed, r#", "demand_per_hour": 10, "retries": -1"#),
        (staffed, r#", "retries": 1"#),
    ];
    let mut text = String::new();
    for (department, service) in cases {
        let read = json::organisation_from_str(&document(department, service));
        let message = read.expect_err(department).to_string().replace('\n', "\n  ");
        for word in ["f64", "u32", "struct", "enum", "Document", "expected", "EOF"] {
            assert!(!message.contains(word), "{message}");
        }
        writeln!(text, "{department}{service}\n  {message}\n").unwrap();
    }
    insta::assert_snapshot!("json_demand", text);
}

#[test]
fn scenarios_of_people_are_read_and_refused() {
    let text = r#"{ "name": "flu", "agents": { "it": 6.5 }, "skill": { "it": 0.9 },
        "demand_per_hour": { "help": 14 } }"#;
    let expected = Scenario::new("flu").agents("it", 6.5).skill("it", 0.9);
    let scenario = json::scenario_from_str(text).unwrap();
    assert_eq!(scenario, expected.demand_per_hour("help", 14.0));
    for wrong in [r#"{ "agents": [] }"#, r#"{ "agents": { "it": "6" } }"#, r#"{ "demand": {} }"#] {
        assert!(json::scenario_from_str(wrong).is_err(), "{wrong}");
    }
}
