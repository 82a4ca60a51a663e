//! The guide: every page is found from where readers begin, and its links lead somewhere.

use std::fs;
use std::path::{Path, PathBuf};

/// The file of the table of contents.
const CONTENTS: &str = "README.md";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names of the files in `docs/guide`.
fn files() -> Vec<String> {
    let entries = fs::read_dir(root().join("docs/guide")).unwrap();
    let mut files: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    files
}

fn pages() -> Vec<String> {
    files().into_iter().filter(|file| file != CONTENTS).collect()
}

/// The links that a page defines: label and target.
fn links(page: &str) -> Vec<(&str, &str)> {
    let definition = |line: &str| line.starts_with('[') && line.contains("]: ");
    let lines = page.lines().filter(|line| definition(line));
    lines.filter_map(|line| line.strip_prefix('[')?.split_once("]: ")).collect()
}

/// The rows of the tables of a text, cells trimmed.
fn rows(text: &str) -> Vec<Vec<&str>> {
    let rows = text.lines().filter(|line| line.starts_with("| "));
    rows.map(|row| row.split('|').skip(1).map(str::trim).collect()).collect()
}

#[test]
fn every_page_is_linked_from_contents_readme_and_crate() {
    let contents = text(&format!("docs/guide/{CONTENTS}"));
    let (readme, crate_page) = (text("README.md"), text("src/lib.rs"));
    let module = text("src/guide/mod.rs");
    let pages = pages();
    assert_eq!(pages.len(), 17);
    for page in &pages {
        let name = page.strip_suffix(".md").unwrap();
        let (label, _) = links(&contents)
            .into_iter()
            .find(|(_, target)| target == page)
            .unwrap_or_else(|| panic!("the table of contents does not link {page}"));
        let is_used = rows(&contents).iter().any(|row| row[0].ends_with(&format!("[{label}]")));
        assert!(is_used, "the table of contents has no line for {page}");
        assert!(
            readme.contains(&format!("](docs/guide/{page})")),
            "the README does not link {page}"
        );
        assert!(
            crate_page.contains(&format!("(guide::{name})")),
            "the crate page does not link {name}"
        );
        assert!(module.contains(&format!("docs/guide/{page}\")")), "no module holds {page}");
        assert!(module.contains(&format!("pub mod {name} {{}}")), "no module is called {name}");
    }
}

#[test]
fn every_link_leads_to_a_file_and_to_the_crate() {
    let of_crate = text("src/guide/links.md");
    let labels: Vec<&str> = links(&of_crate).into_iter().map(|(label, _)| label).collect();
    for file in files() {
        let page = text(&format!("docs/guide/{file}"));
        for (label, target) in links(&page) {
            let path: PathBuf = root().join("docs/guide").join(target);
            assert!(path.is_file(), "{file} links {target}, which is not there");
            assert!(labels.contains(&label), "src/guide/links.md lacks [{label}] of {file}");
        }
    }
}

#[test]
fn every_page_begins_with_a_question() {
    let contents = text(&format!("docs/guide/{CONTENTS}"));
    for page in pages() {
        let page_text = text(&format!("docs/guide/{page}"));
        let title = page_text.lines().next().unwrap();
        assert!(title.starts_with("# ") && title.ends_with('?'), "{page} asks nothing");
        let question = title.trim_start_matches("# ");
        let is_listed = rows(&contents).iter().any(|row| row.get(1) == Some(&question));
        assert!(is_listed, "the table of contents lacks the question of {page}");
        assert!(page_text.contains("```rust"), "{page} has no program");
    }
}

#[test]
fn terms_of_the_model_page_are_those_of_the_glossary() {
    let (model, glossary) = (text("docs/guide/model.md"), text("docs/glossary.md"));
    let (_, terms) = model.split_once("| term | symbol | what it is |").unwrap();
    let (terms, _) = terms.split_once("\n\n").unwrap();
    let listed = rows(terms);
    assert!(listed.len() > 10);
    let known = rows(&glossary);
    for row in listed.iter().filter(|row| row[0] != "---") {
        assert!(known.iter().any(|other| other[..3] == row[..3]), "{} differs", row[0]);
    }
}
