//! Documents and tables that the README shows are read.

use knockon::io::csv::{TableOptions, organisation_from_services};
use knockon::io::json;

/// The first block of a language.
fn block(language: &str) -> &'static str {
    let readme = include_str!("../../../README.md");
    let (_, from) = readme.split_once(&format!("```{language}\n")).unwrap();
    from.split_once("```").unwrap().0
}

#[test]
fn the_document_and_the_table_of_the_readme_state_one_organisation() {
    let document = json::organisation_from_str(block("json")).unwrap();
    let services = block("csv").as_bytes();
    let table = organisation_from_services(services, &[], &TableOptions::default()).unwrap();
    assert_eq!(document.compile().unwrap().baseline().quality("shoppers").unwrap(), 0.91);
    let dependences = |organisation: &knockon::Organisation| -> Vec<_> {
        organisation.services().map(knockon::organisation::ServiceRef::dependence).collect()
    };
    assert_eq!(dependences(&document), dependences(&table));
}
