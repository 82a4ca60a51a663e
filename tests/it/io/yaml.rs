//! YAML documents: the same statements as JSON, and nothing a file holds does harm.

use std::fmt::Write;

use chrono::TimeDelta;
use knockon::io::{DocumentError, HistoryError, HistoryOptions, Limits, json, yaml};
use knockon::time::{Event, Subject, TimelinePlan};
use knockon::{Department, Organisation, Scenario, Service};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::io::json::{FULL, organisations};

const HEAD: &str = "format: knockon/organisation\nversion: 1\n";

fn assert_identical(one: &Organisation, two: &Organisation) {
    assert_eq!(one, two);
    assert_eq!(format!("{:?}", one.to_builder()), format!("{:?}", two.to_builder()));
}

/// Texts that a reader of YAML may take for something else.
const TEXTS: [&str; 40] = [
    "NO",
    "no",
    "on",
    "Off",
    "y",
    "yes",
    "true",
    "null",
    "~",
    "",
    " ",
    "1",
    "007",
    "0x1F",
    "1e3",
    ".inf",
    "-.INF",
    ".nan",
    "inf",
    "1_000",
    "12:30:45",
    "2026-03-02",
    "<<",
    "=",
    "-",
    "- a",
    "?",
    "? a",
    "a: b",
    "a:",
    ":a",
    "#a",
    "a #b",
    "&a",
    "*a",
    "!a",
    "|",
    "'",
    "\"",
    "---",
];

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(1847),
        ..ProptestConfig::default()
    })]

    #[test]
    fn yaml_and_json_say_the_same(organisation in organisations()) {
        let text = yaml::organisation_to_string(&organisation);
        let read = yaml::organisation_from_str(&text).unwrap();
        assert_identical(&read, &organisation);
        let from_json = json::organisation_from_str(&json::organisation_to_string(&read)).unwrap();
        assert_identical(&from_json, &organisation);
        prop_assert_eq!(yaml::organisation_to_string(&from_json), text.clone());
        let mut bytes = Vec::new();
        yaml::organisation_to_writer(&organisation, &mut bytes).unwrap();
        prop_assert_eq!(bytes, text.into_bytes());
    }

    #[test]
    fn json_is_read_as_yaml(organisation in organisations()) {
        // YAML wants this one escaped, JSON does not.
        let text = json::organisation_to_string(&organisation).replace('\u{7f}', "\\u007f");
        assert_identical(&yaml::organisation_from_str(&text).unwrap(), &organisation);
    }

    #[test]
    fn a_written_scenario_reads_back(
        name in ".*",
        values in prop::collection::vec((".*", any::<f64>().prop_filter("no NaN", |x| !x.is_nan())), 0..5),
        stopped in prop::collection::vec(".*", 0..5),
    ) {
        let mut scenario = Scenario::new(name);
        for (id, value) in values {
            scenario = scenario.capability(id.clone(), value).condition(id, value);
        }
        for id in stopped {
            scenario = scenario.stop_service(id);
        }
        let text = yaml::scenario_to_string(&scenario);
        prop_assert_eq!(yaml::scenario_from_str(&text).unwrap(), scenario, "{}", text);
    }

    #[test]
    fn garbage_is_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(yaml::organisation_from_slice_with(&bytes, &Limits::default()).is_err());
    }

    #[test]
    fn a_damaged_document_does_no_harm(at in 0..FULL.len(), byte in any::<u8>(), length in 0..4_usize) {
        let organisation = json::organisation_from_str(FULL).unwrap();
        let mut bytes = yaml::organisation_to_string(&organisation).into_bytes();
        let at = at % bytes.len();
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, [byte]);
        let _ = yaml::organisation_from_slice_with(&bytes, &Limits::default());
    }
}

#[test]
fn every_field_is_written_and_read() {
    let organisation = json::organisation_from_str(FULL).unwrap();
    let text = yaml::organisation_to_string(&organisation);
    insta::assert_snapshot!("yaml_full", text);
    assert_identical(&yaml::organisation_from_str(&text).unwrap(), &organisation);
}

#[test]
fn texts_like_other_values_stay_texts() {
    for text in TEXTS {
        let id = format!("{text}-").trim().trim_end_matches('-').to_owned();
        let scenario = Scenario::new(text).capability(text, 0.5).stop_service(text);
        let written = yaml::scenario_to_string(&scenario);
        assert_eq!(yaml::scenario_from_str(&written).unwrap(), scenario, "{written}");
        if id.trim().is_empty() || id != text {
            continue;
        }
        let organisation = Organisation::builder(text)
            .department(Department::new(text).label(text, text))
            .service(Service::new(text, text, text).dependence(0.5))
            .build()
            .unwrap();
        let written = yaml::organisation_to_string(&organisation);
        assert_identical(&yaml::organisation_from_str(&written).unwrap(), &organisation);
    }
    let plain =
        format!("{HEAD}departments:\n- id: NO\n- id: on\n- id: 007\n- id: 1e3\n- id: .inf\n");
    let organisation = yaml::organisation_from_str(&plain).unwrap();
    let ids: Vec<_> = organisation.departments().map(|it| it.id().to_string()).collect();
    assert_eq!(ids, ["NO", "on", "007", "1e3", ".inf"]);
}

#[test]
fn orders_may_be_infinities_of_yaml() {
    let rule = |order: &str| {
        let rule = format!("{{ aggregation: {{ order: {order}, weighting: share }} }}");
        yaml::organisation_from_str(&format!("{HEAD}defaults: {{ customer: {rule} }}\n")).unwrap()
    };
    assert_identical(&rule("-.inf"), &rule("\"-inf\""));
    assert_identical(&rule(".inf"), &rule("inf"));
}

#[test]
fn aliases_stand_for_values() {
    let text = format!(
        "{HEAD}departments:\n- id: a\n  rule: &mild {{ aggregation: {{ order: 0.5, weighting: full }} }}\n\
         - {{ id: b, rule: *mild }}\n"
    );
    let organisation = yaml::organisation_from_str(&text).unwrap();
    let rules: Vec<_> =
        organisation.departments().map(knockon::organisation::PartyRef::rule).collect();
    assert_eq!(rules[0], rules[1]);
}

#[test]
fn a_plan_reads_back() {
    let plan = TimelinePlan::lasting(TimeDelta::days(30))
        .starting_under(Scenario::new("ill").capability("NO", 0.5))
        .during(TimeDelta::hours(1)..TimeDelta::minutes(90), Scenario::new("").stop_service("x"))
        .hire("x", 2.0, TimeDelta::days(2))
        .time_constants("on", TimeDelta::days(1), TimeDelta::days(3));
    assert_eq!(yaml::plan_from_str(&yaml::plan_to_string(&plan)).unwrap(), plan);
    assert_eq!(json::plan_from_str(&json::plan_to_string(&plan)).unwrap(), plan);
    assert_eq!(yaml::plan_from_str(&json::plan_to_string(&plan)).unwrap(), plan);
}

fn read_history(text: &str, limits: &Limits) -> Result<Vec<Event>, HistoryError> {
    let mut events = Vec::new();
    let take = |event: &Event| {
        events.push(event.clone());
        Ok(())
    };
    let options = HistoryOptions::default().limits(*limits);
    yaml::history_from_reader(text.as_bytes(), &options, take)?;
    Ok(events)
}

#[test]
fn a_history_is_read_event_by_event() {
    let text = "format: knockon/history\nversion: 1\nevents:\n\
                - { at: 2026-03-02T09:00:00+01:00, party: NO, quality: 0.5 }\n\
                - at: 2026-03-02T09:20:00+01:00\n  service: it-hr\n  quality: 1\n";
    let events = read_history(text, &Limits::default()).unwrap();
    assert_eq!(events[0].subject, Subject::Party("NO".to_owned()));
    assert_eq!(events[1].subject, Subject::Service("it-hr".to_owned()));
    assert_eq!(events[0].at.to_rfc3339(), "2026-03-02T08:00:00+00:00");
    let small = Limits::default().max_file_bytes(100);
    assert!(matches!(read_history(text, &small), Err(HistoryError::TooLarge { limit: 100 })));
}

fn message(text: &str) -> String {
    let read = yaml::organisation_from_str(text);
    read.err().map_or("NO ERROR".to_owned(), |error| error.to_string())
}

#[test]
fn every_fault_is_named() {
    let whole = [
        "",
        "x",
        "[]",
        "null",
        "{",
        "format: knockon/organisation",
        "format: knockon/organisation\nversion: one",
        "format: knockon/organisation\nversion: 2",
        "format: other/thing\nversion: 1",
        "\tformat: knockon/organisation",
        "format: knockon/organisation\n\tversion: 1",
        "format: knockon/organisation\nversion: 1\n---\nformat: knockon/organisation",
        "format: knockon/organisation\nversion: 1\n...\nx",
        "format: knockon/organisation\nversion: 1\nname: {{ name }}\n",
        "format: \"knockon/organisation\nversion: 1",
    ];
    let inside = [
        "name: a\nname: b",
        "nam: a",
        "name: [a]",
        "defaults: mean",
        "departments: {}",
        "departments: it",
        "departments:\n- 1",
        "departments:\n- [it]",
        "departments:\n- name: IT",
        "departments:\n- id: it\n- id: hr\n  capability: full",
        "departments:\n- id: it\n  capability:\n  - 1",
        "departments:\n- id: it\n  capability: .inf",
        "departments:\n- id: it\n  capability: .nan",
        "departments:\n- id: it\n  capability: 1e999",
        "departments:\n- id: it\n  capability: 0,5",
        "departments:\n- id: it\n  capability: 50%",
        "departments:\n- id: it\n  capabilty: 1",
        "departments:\n- id: it\n  id: hr",
        "departments:\n- id: null",
        "departments:\n- id:",
        "departments:\n- id: it\n  labels: { a: 1, a: 2 }",
        "departments:\n- id: it\n  rule: 3",
        "departments:\n- id: it\n  rule: { fdna: {} }",
        "departments:\n- id: it\n  rule: { aggregation: { order: yes, weighting: full } }",
        "departments:\n- id: it\n  rule: { aggregation: { order: true, weighting: full } }",
        "departments:\n- &x { id: it }\n- <<: *x",
        "departments:\n- *x",
        "departments: &x [ *x ]",
        "departments:\n- id: !secret it",
        "departments:\n- id: it\n name: IT",
        "services:\n- { id: s, provider: a, consumer: b, running: yes }",
        "services:\n- { id: s, provider: a, consumer: b, transfer: { kind: table, points: [[0, 1, 2]] } }",
        "needs:\n- { consumer: a, name: n, substitution: { kind: kth_best, k: -1 } }",
    ];
    let inside = inside.map(|text| format!("{HEAD}{text}"));
    let cases = whole.iter().map(|text| (*text).to_owned()).chain(inside);
    let mut all = String::new();
    for text in cases {
        let message = message(&text);
        assert_ne!(message, "NO ERROR", "{text}");
        for word in ["f64", "u32", "struct", "enum", "Document", "YamlError", "serde"] {
            assert!(!message.contains(word), "{message}");
        }
        let given = text.strip_prefix(HEAD).unwrap_or(&text);
        writeln!(all, "{given}\n  => {}\n", message.replace('\n', "\n     ")).unwrap();
    }
    insta::assert_snapshot!("yaml_shape", all);
}

/// Each stands for ten of the one before it.
fn bomb(levels: usize, leaf: &str) -> String {
    let mut text =
        format!("{HEAD}name: bomb\ndepartments:\n- id: a\n  labels:\n    l0: &l0 {leaf}\n");
    for level in 1..levels {
        let ten = vec![format!("*l{}", level - 1); 10].join(", ");
        writeln!(text, "    l{level}: &l{level} [{ten}]").unwrap();
    }
    text
}

#[test]
fn alias_bombs_are_refused() {
    let message = message(&bomb(12, "x"));
    assert!(message.contains("departments[0].labels.l1"), "{message}");
    // One long text, again and again.
    let long = "x".repeat(100_000);
    let mut text = format!("{HEAD}departments:\n- id: a\n  labels:\n    l: &l {long}\n");
    for index in 0..5_000 {
        writeln!(text, "    l{index}: *l").unwrap();
    }
    let message = self::message(&text);
    assert!(message.contains("aliases stand for more"), "{message}");
    // One list of departments, again and again.
    let list = format!("&d [{}]", vec!["{ id: a }"; 900].join(", "));
    let text = format!("{HEAD}departments: {list}\ncustomers: *d\nservices: *d\nneeds: *d\n");
    assert_ne!(self::message(&text), "NO ERROR");
}

#[test]
fn deep_nesting_is_an_error() {
    for open in ["[", "{a: ", "- ", "? ", "{departments: [{labels: ", "[{"] {
        let text = open.repeat(100_000);
        assert!(yaml::organisation_from_str(&text).is_err());
        assert!(yaml::scenario_from_str(&text).is_err());
        let inside = format!("{HEAD}departments:\n- id: a\n  labels: {text}");
        assert!(yaml::organisation_from_str(&inside).is_err());
    }
    let mut indented = HEAD.to_owned();
    for depth in 0..2_000 {
        writeln!(indented, "{}a:", " ".repeat(depth)).unwrap();
    }
    assert!(yaml::organisation_from_str(&indented).is_err());
}

#[test]
fn huge_texts_are_cut_in_messages() {
    let long = "x".repeat(1 << 20);
    for text in [
        long.clone(),
        format!("{HEAD}{long}: 1\n"),
        format!("{HEAD}departments:\n- id: a\n  capability: {long}\n"),
        format!("{HEAD}departments:\n- id: a\n  rule: {long}\n"),
        format!("{HEAD}departments:\n- id: a\n  {long}: 1\n"),
        format!("{HEAD}departments:\n- id: a\n  rule: !{long} x\n"),
        format!("{HEAD}departments:\n- id: &{long} a\n- id: *{long}b\n"),
    ] {
        let message = message(&text);
        assert_ne!(message, "NO ERROR");
        assert!(message.len() < 1_000, "{} bytes", message.len());
    }
}

#[test]
fn long_keys_read_back() {
    let scenario = Scenario::new("").capability("x".repeat(5_000), 0.5);
    let text = yaml::scenario_to_string(&scenario);
    assert_eq!(yaml::scenario_from_str(&text).unwrap(), scenario);
}

#[test]
fn bytes_that_are_no_text_are_placed() {
    let bytes = [HEAD.as_bytes(), b"name: caf\xe9\n"].concat();
    let error = yaml::organisation_from_slice_with(&bytes, &Limits::default()).unwrap_err();
    let DocumentError::Unreadable { line: 3, column: 10, .. } = error else { panic!("{error}") };
    assert!(yaml::organisation_from_str(&format!("\u{feff}{HEAD}")).is_ok());
}

#[test]
fn limits_hold_at_their_edge() {
    let text = yaml::organisation_to_string(&json::organisation_from_str(FULL).unwrap());
    let read = |limits| yaml::organisation_from_slice_with(text.as_bytes(), &limits);
    let limits = Limits::default().max_parties(4).max_services_and_needs(6);
    assert!(read(limits).is_ok());
    let fewer = read(limits.max_parties(3));
    assert!(matches!(fewer, Err(DocumentError::TooMany { limit: 3, .. })));
    let fewer = read(limits.max_services_and_needs(5));
    assert!(matches!(fewer, Err(DocumentError::TooMany { limit: 5, .. })));
    let bytes = text.len() as u64;
    assert!(read(limits.max_file_bytes(bytes)).is_ok());
    let smaller = read(limits.max_file_bytes(bytes - 1));
    assert!(matches!(smaller, Err(DocumentError::TooLarge { .. })));
}
