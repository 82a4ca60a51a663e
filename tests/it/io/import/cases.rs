//! Small files of every format: what becomes of them, and every message.

use std::fmt::Write;
use std::path::Path;

use knockon::io::import::{
    ImportError, Mapping, ReadOptions, mapping_from_slice, organisation, read_detected,
};
use knockon::io::{FileFormat, Limits, json};

/// What becomes of every file of a folder, in order of their names.
fn outcomes(format: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/import").join(format);
    let mut files: Vec<_> = folder.read_dir().unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut text = String::new();
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.contains(".mapping.") {
            continue;
        }
        let stem = path.with_extension("mapping.yaml");
        writeln!(text, "== {name}").unwrap();
        match outcome(&path, name, &stem) {
            Ok(outcome) => text += &outcome,
            Err(error) => writeln!(text, "refused: {error}").unwrap(),
        }
    }
    text
}

fn outcome(path: &Path, name: &str, mapping: &Path) -> Result<String, ImportError> {
    let bytes = std::fs::read(path).unwrap();
    let limits = Limits::default();
    let mapping = match std::fs::read(mapping) {
        Ok(text) => mapping_from_slice(&text, FileFormat::Yaml, &limits).unwrap(),
        Err(_) => Mapping::default(),
    };
    let records = read_detected(&bytes, name, &ReadOptions::default())?;
    let imported = organisation(vec![records], &mapping, &limits)?;
    let mut text = String::new();
    for note in &imported.notes {
        let mark = if note.is_account() { "note" } else { "warning" };
        writeln!(text, "{mark}: {note}").unwrap();
    }
    for warning in imported.organisation.warnings() {
        writeln!(text, "warning: {warning}").unwrap();
    }
    text += &json::organisation_to_string(&imported.organisation);
    if let Some(conditions) = &imported.conditions {
        text += "beside it: ";
        text += &json::scenario_to_string(conditions);
    }
    text.push('\n');
    Ok(text)
}

macro_rules! folders {
    ($($(#[$on:meta])? $format:ident),* $(,)?) => {
        $(
            $(#[$on])?
            #[test]
            fn $format() {
                insta::assert_snapshot!(stringify!($format), outcomes(stringify!($format)));
            }
        )*
    };
}

folders!(
    table,
    node_link,
    cytoscape,
    servicenow,
    service_graph,
    icinga,
    backstage,
    openslo,
    #[cfg(feature = "graphml")]
    graphml,
    #[cfg(feature = "graphml")]
    archimate,
    #[cfg(feature = "excel")]
    excel,
);

#[test]
fn mappings_are_refused_with_every_fault() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/import/mapping");
    let mut files: Vec<_> = folder.read_dir().unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut text = String::new();
    for path in files {
        let format = FileFormat::of_name(&path).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let error = mapping_from_slice(&bytes, format, &Limits::default()).unwrap_err();
        writeln!(text, "== {}\n{error}", path.file_name().unwrap().display()).unwrap();
    }
    insta::assert_snapshot!("mapping_faults", text);
}

/// A file of another program says what is readable; one of ours is left to its own reader.
#[test]
fn what_is_not_known_is_named() {
    let options = ReadOptions::default();
    let error = read_detected(b"\x89PNG\r\n\x1a\n", "a.png", &options).unwrap_err();
    assert!(error.to_string().contains("none of the formats that are read: json, yaml"), "{error}");
    let own = br#"{ "format": "knockon/organisation", "version": 1 }"#;
    assert!(matches!(
        read_detected(own, "own.json", &options),
        Err(ImportError::Unrecognised { .. })
    ));
}
