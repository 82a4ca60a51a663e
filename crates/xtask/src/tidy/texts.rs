//! What can be seen in the text of one file: its size, its documentation, where it points to.

use std::sync::LazyLock;

use regex::Regex;

/// The most lines of a source file.
pub(super) const MOST_LINES: usize = 500;

/// The folder beside the repository where real inputs may lie; the one place outside that is named.
const NEIGHBOUR: &str = "../shared/data";

/// Folders that every machine has.
const EVERYWHERE: &[&str] = &["/dev/", "/proc/", "/usr/"];

/// Whether a source file begins with documentation of its module.
pub(super) fn has_module_docs(source: &str) -> bool {
    source.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| line.starts_with("//!"))
}

/// How many modules lie where their names do not say.
pub(super) fn path_attributes(source: &str) -> usize {
    source.lines().filter(|line| line.trim_start().starts_with("#[path")).count()
}

/// What a text says of one person's machine or one day's plan: paths from the root but those that
/// every machine has, issues by number, notes to oneself.
pub(super) fn passing(text: &str) -> Vec<String> {
    static PASSING: LazyLock<Regex> = LazyLock::new(|| {
        let folder = r#"(?:^|[\s"'`(=])/[A-Za-z]+/\S*"#;
        let neighbour = r"\.\./shared\b\S*";
        Regex::new(&format!(r"(?m){folder}|{neighbour}|\b[Ii]ssue #?\d+|\bTODO\b|\bFIXME\b"))
            .expect("the expression is fixed, and a test compiles it")
    });
    let found = PASSING.find_iter(text).map(|found| found.as_str().trim());
    let found = found.filter(|found| !found.starts_with(NEIGHBOUR));
    let is_anywhere = |path: &str| EVERYWHERE.iter().any(|folder| path.contains(folder));
    found.filter(|found| !is_anywhere(found)).map(str::to_owned).collect()
}

/// The files and folders that a document names in backticks, by the end of their paths.
pub(super) fn named_files(document: &str) -> Vec<&str> {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"`([A-Za-z0-9_.-]+/)*[A-Za-z0-9_-]*(\.(rs|md|toml|json|txt|py|mjs|js|css)|/)`")
            .expect("the expression is fixed, and a test compiles it")
    });
    NAMED.find_iter(document).map(|found| found.as_str().trim_matches('`')).collect()
}

/// Whether a path of the repository ends with, or holds, what a document names.
pub(super) fn is_named_by(path: &str, name: &str) -> bool {
    let path = format!("/{path}");
    let name = format!("/{name}");
    if name.ends_with('/') { path.contains(&name) } else { path.ends_with(&name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_comes_first() {
        assert!(has_module_docs("//! Rows.\n\nuse x;"));
        assert!(!has_module_docs("use x;\n//! Rows."));
        assert!(!has_module_docs("/// Rows.\nstruct Rows;"));
        assert!(!has_module_docs(""));
    }

    #[test]
    fn attributes_are_counted() {
        assert_eq!(path_attributes(concat!("  #", "[path = \"a.rs\"]\nmod a;\n// #[path]")), 1);
    }

    #[test]
    fn files_are_named_in_backticks() {
        let document =
            "In `engine/rows.rs`, `queue/`, `a::b`, `erlang_*.rs`, engine/scc.rs, `sql/check.py`.";
        assert_eq!(named_files(document), ["engine/rows.rs", "queue/", "sql/check.py"]);
    }

    #[test]
    fn files_are_found_by_the_end_of_their_paths() {
        assert!(is_named_by("src/quality/engine/rows.rs", "engine/rows.rs"));
        assert!(!is_named_by("src/quality/engine/rows.rs", "gine/rows.rs"));
        assert!(is_named_by("src/queue/mod.rs", "queue/"));
        assert!(!is_named_by("src/queue.rs", "queue/"));
    }

    #[test]
    fn what_passes_is_found() {
        // Written apart, so that this file does not hold what it looks for.
        for text in [
            concat!("see /", "home/me/notes"),
            concat!("as is", "sue 12 asks"),
            concat!("// TO", "DO: later"),
            concat!("`../", "shared/other`"),
        ] {
            assert_eq!(passing(text).len(), 1, "{text}");
        }
        let fine = "the issue is load; src/home/mod.rs; readonly data=../shared/data; 2> /dev/null; a//b/c";
        assert_eq!(passing(fine), Vec::<String>::new());
    }
}
