//! Plans and actions of strangers, within limits.

use std::fs;

use knockon::io::{Limits, json, read_actions, read_plan};
use knockon::{Error, ErrorKind};

const PLAN: &str = r#"{ "format": "knockon/plan", "span_hours": 24 }"#;
const ACTIONS: &str = r#"{ "actions": [ { "id": "a", "cost": 1, "capability": { "it": 1 } } ] }"#;

/// Why nothing is read of a document beyond a limit.
fn refused<T, E: Into<Error>>(read: Result<T, E>) -> ErrorKind {
    read.map(|_| ()).map_err(Into::into).unwrap_err().kind()
}

#[test]
fn plans_and_actions_are_read_within_limits() {
    let (limits, short) = (Limits::default(), Limits::default().max_file_bytes(8));
    let plan = json::plan_from_str(PLAN).unwrap();
    assert_eq!(json::plan_from_slice_with(PLAN.as_bytes(), &limits).unwrap(), plan);
    let actions = json::actions_from_str(ACTIONS).unwrap();
    assert_eq!(json::actions_from_slice_with(ACTIONS.as_bytes(), &limits).unwrap(), actions);
    let too_large = ErrorKind::TooLarge;
    assert_eq!(refused(json::plan_from_slice_with(PLAN.as_bytes(), &short)), too_large);
    assert_eq!(refused(json::actions_from_slice_with(ACTIONS.as_bytes(), &short)), too_large);
}

#[cfg(feature = "yaml")]
#[test]
fn yaml_of_plans_and_actions_is_read_within_limits() {
    use knockon::io::yaml;

    let (limits, short) = (Limits::default(), Limits::default().max_file_bytes(8));
    // JSON is YAML.
    let plan = json::plan_from_str(PLAN).unwrap();
    assert_eq!(yaml::plan_from_slice_with(PLAN.as_bytes(), &limits).unwrap(), plan);
    let actions = json::actions_from_str(ACTIONS).unwrap();
    assert_eq!(yaml::actions_from_slice_with(ACTIONS.as_bytes(), &limits).unwrap(), actions);
    let too_large = ErrorKind::TooLarge;
    assert_eq!(refused(yaml::plan_from_slice_with(PLAN.as_bytes(), &short)), too_large);
    assert_eq!(refused(yaml::actions_from_slice_with(ACTIONS.as_bytes(), &short)), too_large);
}

#[test]
fn plans_and_actions_are_read_from_files() {
    let folder = std::env::temp_dir().join(format!("knockon-limits-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let plan = read_plan(path("plan.json", PLAN), &Limits::default()).unwrap();
    assert_eq!(plan, json::plan_from_str(PLAN).unwrap());
    let actions = read_actions(path("actions.json", ACTIONS), &Limits::default()).unwrap();
    assert_eq!(actions, json::actions_from_str(ACTIONS).unwrap());
    let gone = read_plan(folder.join("nowhere.json"), &Limits::default());
    assert_eq!(refused(gone), ErrorKind::Io);
    fs::remove_dir_all(folder).unwrap();
}
