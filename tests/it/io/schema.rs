//! JSON Schemas: the committed files say what the types do.

use std::path::Path;

use knockon::io::schema::DocumentKind;
use knockon::io::{HistoryOptions, json};

#[test]
fn committed_schemas_are_current() {
    for kind in DocumentKind::ALL {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schema/{kind}.schema.json"));
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        let is_current = committed == kind.json_schema();
        assert!(is_current, "`knockon schema {kind}` prints another text than {}", path.display());
    }
}

#[test]
fn documents_may_name_their_schema() {
    let head = r#""$schema": "organisation.schema.json""#;
    let document = format!(r#"{{ {head}, "format": "knockon/organisation", "version": 1 }}"#);
    let organisation = json::organisation_from_str(&document).unwrap();
    assert!(!json::organisation_to_string(&organisation).contains("schema"));
    let number = document.replace("\"organisation.schema.json\"", "3");
    assert!(json::organisation_from_str(&number).is_err());
    let scenario = json::scenario_from_str(&format!(r#"{{ {head}, "name": "x" }}"#)).unwrap();
    assert_eq!(scenario.name(), "x");
    assert!(json::plan_from_str(&format!(r#"{{ {head}, "span_hours": 24 }}"#)).is_ok());
    let history =
        format!(r#"{{ {head}, "format": "knockon/history", "version": 1, "events": [] }}"#);
    json::history_from_reader(history.as_bytes(), &HistoryOptions::default(), |_| Ok(())).unwrap();
}
