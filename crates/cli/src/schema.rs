//! What documents may say, for editors.
//!
//! ```text
//! $ knockon schema organisation > organisation.schema.json
//! ```
//!
//! The first line of a YAML document then names it, and editors complete and check what follows:
//!
//! ```text
//! # yaml-language-server: $schema=organisation.schema.json
//! ```

use clap::Args;
use knockon::io::schema::DocumentKind;

/// What documents may say, for editors.
#[derive(Debug, Args)]
#[command(after_help = "A YAML document whose first line is\n  # yaml-language-server: \
    $schema=organisation.schema.json\nis completed and checked by editors; a JSON document names \
    the file in a field `$schema`.")]
pub(crate) struct Arguments {
    /// Which document: organisation, scenario, plan, history, actions or mapping
    #[arg(value_name = "NAME", default_value = "organisation")]
    document: DocumentKind,
}

/// The schema as text.
pub(crate) fn answer(arguments: &Arguments) -> String {
    arguments.document.json_schema()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use jsonschema::Validator;
    use knockon::Organisation;
    use knockon::io::schema::DocumentKind;
    use knockon::io::{json, sample, sample_actions, sample_with_people, yaml};
    use serde_json::{Value, json};

    fn validator(kind: DocumentKind) -> Validator {
        let schema: Value =
            serde_json::from_str(&crate::ask(&format!("schema {kind}")).unwrap()).unwrap();
        jsonschema::draft202012::meta::validate(&schema).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    }

    fn document(organisation: &Organisation) -> Value {
        serde_json::from_str(&json::organisation_to_string(organisation)).unwrap()
    }

    /// The documents that a fuzzer begins with.
    fn seeds(folder: &str) -> Vec<(String, String)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(folder);
        let files = folder.read_dir().unwrap().map(|file| file.unwrap().path());
        let read = |path: std::path::PathBuf| {
            (path.display().to_string(), std::fs::read_to_string(path).unwrap())
        };
        files.map(read).collect()
    }

    #[test]
    fn valid_documents_pass() {
        let organisations = validator(DocumentKind::Organisation);
        for organisation in [sample(), sample_with_people()] {
            organisations.validate(&document(&organisation)).unwrap();
        }
        let read = seeds("yaml_organisation").into_iter().filter_map(|(path, text)| {
            // Some are there to be refused.
            Some((path, yaml::organisation_from_str(&text).ok()?))
        });
        let read: Vec<_> = read.collect();
        assert!(!read.is_empty());
        for (path, organisation) in read {
            organisations
                .validate(&document(&organisation))
                .unwrap_or_else(|fault| panic!("{path}: {fault} at {}", fault.instance_path()));
        }
        for (folder, kind) in [
            ("json_organisation", DocumentKind::Organisation),
            ("json_scenario", DocumentKind::Scenario),
            ("json_history", DocumentKind::History),
        ] {
            for (path, text) in seeds(folder) {
                let document: Value = serde_json::from_str(&text).unwrap();
                validator(kind)
                    .validate(&document)
                    .unwrap_or_else(|fault| panic!("{path}: {fault} at {}", fault.instance_path()));
            }
        }
        let plan = json!({ "$schema": "plan.schema.json", "span_hours": 240, "method": null,
            "events": [{ "from_hours": 1, "scenario": { "capability": { "it": 0.5 } } }],
            "time_constants": { "it": { "recovery_hours": 24 } } });
        validator(DocumentKind::Plan).validate(&plan).unwrap();
        assert!(json::plan_from_str(&plan.to_string()).is_ok());
        let actions = json!({ "$schema": "actions.schema.json", "unit": "k€",
            "actions": [{ "id": "it", "cost": 3, "levels": 2, "add_agents": { "it": 1 } }],
            "exclusive": [["it"]], "requires": { "it": [] } });
        validator(DocumentKind::Actions).validate(&actions).unwrap();
        assert!(json::actions_from_str(&actions.to_string()).is_ok());
        let embedded = serde_json::to_value(sample_actions()).unwrap();
        validator(DocumentKind::Actions).validate(&embedded).unwrap();
    }

    /// A document with one place changed, by its pointer.
    fn changed(mut document: Value, pointer: &str, value: Value) -> Value {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        match document.pointer_mut(parent).unwrap() {
            Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
            object => object[key] = value,
        }
        document
    }

    #[test]
    fn faults_of_shape_are_refused_by_both() {
        let organisations = validator(DocumentKind::Organisation);
        let valid = json!({ "format": "knockon/organisation", "version": 1,
            "departments": [{ "id": "it" }],
            "customers": [{ "id": "shops", "kind": "person" }],
            "services": [{ "provider": "it", "consumer": "shops", "dependence": 0.5 }] });
        organisations.validate(&valid).unwrap();
        json::organisation_from_str(&valid.to_string()).unwrap();
        for (pointer, value) in [
            ("/name", json!(3)),
            ("/nam", json!("x")),
            ("/version", json!(2)),
            ("/format", json!("other")),
            ("/departments", json!({})),
            ("/departments/0", json!({ "name": "IT" })),
            ("/departments/0/capabilty", json!(1)),
            ("/departments/0/capability", json!(1.5)),
            ("/departments/0/capability", json!("0.5")),
            ("/departments/0/rule", json!("wekest")),
            (
                "/departments/0/rule",
                json!({ "aggregation": { "order": "x", "weighting": "full" } }),
            ),
            ("/departments/0/rule", json!({ "aggregation": { "order": 1, "weighting": "all" } })),
            ("/departments/0/labels", json!({ "owner": 3 })),
            ("/departments/0/recovery_hours", json!(-1)),
            ("/departments/0/staffing", json!({ "agents": -1, "handling_minutes": 3 })),
            ("/customers/0/kind", json!("shop")),
            ("/customers/0/population", json!(-1)),
            ("/customers/0/ceiling", json!(0)),
            ("/services/0/consumer", json!(null)),
            ("/services/0/dependence", json!(-0.1)),
            ("/services/0/running", json!("yes")),
            ("/services/0/transfer", json!({ "kind": "ramp", "from": 0.1 })),
            ("/services/0/transfer", json!({ "kind": "power", "exponent": 2, "n": 2 })),
            ("/services/0/transfer", json!({ "kind": "table", "points": [[0, 0, 0], [1, 1]] })),
            ("/services/0/criticality", json!({ "slope": 1 })),
            (
                "/needs",
                json!([{ "consumer": "it", "name": "n", "substitution": { "kind": "kth_best" } }]),
            ),
        ] {
            let document = changed(valid.clone(), pointer, value);
            assert!(!organisations.is_valid(&document), "{document}");
            assert!(json::organisation_from_str(&document.to_string()).is_err(), "{document}");
        }
        let scenarios = validator(DocumentKind::Scenario);
        for document in [
            json!({ "capability": { "it": 2 } }),
            json!({ "condition": [] }),
            json!({ "stop": [] }),
        ] {
            assert!(!scenarios.is_valid(&document), "{document}");
        }
        let histories = validator(DocumentKind::History);
        let of_event =
            |event: Value| json!({ "format": "knockon/history", "version": 1, "events": [event] });
        let at = "2026-03-02T09:00:00Z";
        assert!(histories.is_valid(&of_event(json!({ "at": at, "party": "it", "quality": 1 }))));
        for event in [
            json!({ "at": at, "quality": 1 }),
            json!({ "at": at, "party": "it", "service": "s", "quality": 1 }),
            json!({ "at": at, "party": "it", "quality": 2 }),
            json!({ "at": at, "party": "it" }),
        ] {
            assert!(!histories.is_valid(&of_event(event.clone())), "{event}");
        }
        let actions = validator(DocumentKind::Actions);
        let valid = json!({ "actions": [{ "id": "it", "cost": 3, "capability": { "it": 0.9 } }] });
        actions.validate(&valid).unwrap();
        for (pointer, value) in [
            ("/format", json!("knockon/scenario")),
            ("/actions", json!({})),
            ("/actions/0", json!({ "id": "it", "capability": { "it": 0.9 } })),
            ("/actions/0/cost", json!(-1)),
            ("/actions/0/costs", json!(1)),
            ("/actions/0/levels", json!(0)),
            ("/actions/0/capability", json!({ "it": 1.1 })),
            ("/actions/0/capability", json!(["it"])),
            ("/actions/0/add_capability", json!({ "it": -2 })),
            ("/actions/0/start_services", json!("s")),
            ("/exclusive", json!(["it"])),
            ("/requires", json!([["it"]])),
        ] {
            let document = changed(valid.clone(), pointer, value);
            assert!(!actions.is_valid(&document), "{document}");
            assert!(json::actions_from_str(&document.to_string()).is_err(), "{document}");
        }
    }
}
