//! The crate-wide error takes in every other.

use std::fs;
use std::path::Path;

use knockon::id::UnknownId;
use knockon::queue::Queue;
use knockon::unit::Weight;
use knockon::{
    Batch, Columns, Department, Error, ErrorKind, Network, Objective, Organisation, Rule, Scenario,
};

const fn shared_between_threads<T: Send + Sync + 'static>() {}

const _: () = shared_between_threads::<Error>();

/// Whatever a function refuses, as the one error.
fn refused<T, E: Into<Error>>(result: Result<T, E>) -> Error {
    match result {
        Err(error) => error.into(),
        Ok(_) => panic!("it is not refused"),
    }
}

#[test]
fn what_is_refused_keeps_its_words() {
    let organisation = Organisation::builder("Desk").department(Department::new("it"));
    let network = organisation.build().unwrap().compile().unwrap();
    let nobody = "`nobody` is not a department or an external customer";
    for (error, message) in [
        (refused(Weight::new(-1.0)), "weight `-1` is outside 0 or 1e-100..=1e100"),
        (refused(network.chains().to("nobody")), nobody),
        (refused(Batch::of(&network).party("nobody")), nobody),
        (refused(Objective::party(&network, "nobody")), nobody),
        (refused(Queue::new(-1.0, 1.0, 1.0)), "arrival rate `-1` is outside 0..=1e50"),
        (
            refused(network.solve(&Scenario::default().capability("it", 2.0))),
            "capability[\"it\"]: capability `2` of `it` is outside 0..=1",
        ),
        (
            refused(Network::from_columns(&Columns::new(1, 0).unwrap().provider(&[0]))),
            "column `consumer` has 0 entries, where 1 are needed",
        ),
    ] {
        assert_eq!(error.to_string(), message);
        // Nothing is added to the chain of sources.
        assert!(std::error::Error::source(&error).is_none(), "{message}");
    }
    assert!(matches!(
        refused(network.chains().to("nobody")),
        Error::UnknownId(UnknownId::Party { .. })
    ));
}

#[test]
fn errors_say_their_kind_and_the_id_at_fault() {
    let organisation = Organisation::builder("Desk").department(Department::new("it"));
    let network = organisation.clone().build().unwrap().compile().unwrap();
    let solve = |scenario| refused(network.solve(&scenario));
    let mixed = Scenario::default().capability("nobody", 0.5).capability("it", 2.0);
    let error = solve(mixed);
    assert_eq!((error.kind(), error.id()), (ErrorKind::InvalidStatement, Some("nobody")));
    assert_eq!(error.problems().len(), 2);
    for (error, kind, id) in [
        (refused(Weight::new(-1.0)), ErrorKind::InvalidValue, None),
        (refused("worst".parse::<Rule>()), ErrorKind::InvalidValue, None),
        (refused(network.chains().to("nobody")), ErrorKind::UnknownId, Some("nobody")),
        (refused(Objective::party(&network, "nobody")), ErrorKind::UnknownId, Some("nobody")),
        (solve(Scenario::default().capability("x", 0.5)), ErrorKind::UnknownId, Some("x")),
        (solve(Scenario::default().capability("it", 2.0)), ErrorKind::InvalidValue, Some("it")),
        (refused(Columns::new(usize::MAX, 1)), ErrorKind::TooLarge, None),
        (
            refused(organisation.department(Department::new("")).build()),
            ErrorKind::InvalidStatement,
            None,
        ),
    ] {
        assert_eq!((error.kind(), error.id()), (kind, id), "{error}");
    }
}

/// The public error types that a source file declares.
fn declared(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut derives = false;
    for line in code.lines() {
        derives |= line.contains("thiserror::Error)]");
        let item = line.strip_prefix("pub ").map(|rest| rest.split(' ').collect::<Vec<_>>());
        match item.as_deref() {
            Some(["enum" | "struct", name, ..]) if derives => {
                let end = |letter: char| !letter.is_alphanumeric();
                found.push(name.split(end).next().unwrap_or_default().to_owned());
                derives = false;
            }
            _ if line.starts_with("struct ") || line.starts_with("enum ") => derives = false,
            _ if line.starts_with("pub(") => derives = false,
            _ => {}
        }
        if let Some(by_hand) = line.strip_prefix("impl std::error::Error for ") {
            found.push(by_hand.split(' ').next().unwrap_or_default().to_owned());
        }
    }
    found
}

fn declared_below(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            if !entry.path().ends_with("src/error") {
                declared_below(&entry.path(), found);
            }
        } else {
            found.extend(declared(&fs::read_to_string(entry.path()).unwrap()));
        }
    }
}

#[test]
fn every_error_type_converts() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut types = Vec::new();
    declared_below(&source, &mut types);
    types.sort_unstable();
    assert!(types.len() > 20, "only {types:?} were found");
    let taken_in = fs::read_to_string(source.join("error/mod.rs")).unwrap();
    let missing: Vec<_> =
        types.iter().filter(|name| !taken_in.contains(&format!("(#[from] {name})"))).collect();
    assert!(missing.is_empty(), "{missing:?} convert into no `knockon::Error`");
}

#[test]
fn declarations_are_found() {
    let code = "#[derive(Debug, thiserror::Error)]\n#[error(\"x\")]\npub struct One {\n}\n\
                #[derive(thiserror::Error)]\npub(super) enum Hidden {\n}\npub enum No {}\n\
                #[derive(thiserror::Error)]\nstruct Private {\n}\npub struct Two;\n\
                impl std::error::Error for Two {}\n";
    assert_eq!(declared(code), ["One", "Two"]);
}
