//! `tidy`: what every source file keeps to, beyond what compiler and lints see.
//!
//! What is not yet so is counted in `tidy_allowed.txt`, by rule and file. A count may only fall:
//! more is a failure, and so is less until `--update` has written the smaller count.

mod layers;
mod texts;
mod types;
mod words;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::workspace::{self, Failure, has_extension};

/// What to do about what is found.
#[derive(Debug, Default, Args)]
pub(crate) struct Options {
    /// Lowers the counts of `tidy_allowed.txt` to what is found; makes the file anew if it is gone.
    #[arg(long)]
    update: bool,
}

/// Counts by rule and path.
type Counts = BTreeMap<(String, String), usize>;

/// What was found: how often, and what to say of it.
#[derive(Debug, Default)]
struct Findings {
    counts: Counts,
    messages: Vec<(String, String, String)>,
}

impl Findings {
    /// Adds a breach of a rule, which counts as often as stated.
    fn add(&mut self, rule: &str, path: &str, count: usize, message: String) {
        if count > 0 {
            *self.counts.entry((rule.to_owned(), path.to_owned())).or_default() += count;
            self.messages.push((rule.to_owned(), path.to_owned(), message));
        }
    }
}

/// Checks, and lowers what is allowed if asked to.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let found = findings(&workspace::files()?)?;
    let file = allowed_file();
    let is_new = options.update && !file.exists();
    let allowed = if is_new { found.counts.clone() } else { parse(&fs::read_to_string(&file)?)? };
    if options.update {
        fs::write(&file, print(&lowered(&found.counts, &allowed)))?;
    }
    let problems = problems(&found, &allowed, options.update);
    if !problems.is_empty() {
        return Err(format!("{}\n{} untidy", problems.join("\n"), problems.len()).into());
    }
    println!("tidy, with {} allowed in `tidy_allowed.txt`", found.counts.values().sum::<usize>());
    Ok(())
}

fn allowed_file() -> PathBuf {
    workspace::root().join("crates/xtask/tidy_allowed.txt")
}

/// Applies every rule to every file it is for.
fn findings(files: &[(String, String)]) -> Result<Findings, Failure> {
    let glossary = files.iter().find(|(path, _)| path == "docs/glossary.md");
    let (_, glossary) = glossary.ok_or("there is no docs/glossary.md")?;
    let words = words::not_used(glossary)?;
    let mut found = Findings::default();
    let mut definitions = types::Definitions::new();
    for (path, text) in files {
        for reference in texts::passing(text) {
            found.add("passing", path, 1, format!("mentions `{reference}`"));
        }
        if is_guide(path) {
            let is_there =
                |name: &str| files.iter().any(|(path, _)| texts::is_named_by(path, name));
            for name in texts::named_files(text).into_iter().filter(|name| !is_there(name)) {
                found.add("names", path, 1, format!("`{name}` is not there"));
            }
        }
        if !has_extension(path, "rs") {
            continue;
        }
        let count = texts::path_attributes(text);
        found.add("path", path, count, format!("has {count} attributes `path`"));
        if !texts::has_module_docs(text) {
            found.add("docs", path, 1, "does not begin with module documentation".to_owned());
        }
        let in_library = path.strip_prefix("src/");
        let lines = text.lines().count();
        if lines > texts::MOST_LINES && (in_library.is_some() || path.starts_with("tests/")) {
            let message = format!("has {lines} lines, more than {}", texts::MOST_LINES);
            found.add("lines", path, lines, message);
        }
        let Some(below) = in_library else { continue };
        for breach in layers::breaches(below, text) {
            found.add("layers", path, 1, breach);
        }
        for (word, count) in words.iter().zip(words::counts(text, &words)) {
            found.add(
                &format!("word:{word}"),
                path,
                count,
                format!("uses `{word}`, in {count} places"),
            );
        }
        if !below.ends_with("/tests.rs") {
            types::collect(path, text, &mut definitions)?;
        }
    }
    for (name, paths) in definitions.iter().filter(|(_, paths)| paths.len() > 1) {
        for path in paths {
            let message = format!("defines `{name}`, one of {} of the name", paths.len());
            found.add(&format!("type:{name}"), path, 1, message);
        }
    }
    Ok(found)
}

/// Whether a document guides through the code, so that the files it names have to be there.
fn is_guide(path: &str) -> bool {
    let is_guide = ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"].contains(&path);
    is_guide || (path.starts_with("docs/") && has_extension(path, "md"))
}

/// What is more than allowed, and, unless it is about to be lowered, what is less.
fn problems(found: &Findings, allowed: &Counts, lowers: bool) -> Vec<String> {
    let limit = |key: &(String, String)| allowed.get(key).copied().unwrap_or(0);
    let mut problems = Vec::new();
    for (rule, path, message) in &found.messages {
        let key = (rule.clone(), path.clone());
        if found.counts[&key] > limit(&key) {
            let allowed = match limit(&key) {
                0 => String::new(),
                limit => format!("; {limit} are allowed"),
            };
            problems.push(format!("{path}: {rule}: {message}{allowed}"));
        }
    }
    if !lowers {
        for ((rule, path), limit) in allowed {
            let count = found.counts.get(&(rule.clone(), path.clone())).copied().unwrap_or(0);
            if count < *limit {
                problems.push(format!(
                    "{path}: {rule}: {limit} are allowed, but only {count} found; lower it by \
                     `cargo run -p xtask -- tidy --update`"
                ));
            }
        }
    }
    problems
}

/// The smaller of what was found and what was allowed.
fn lowered(found: &Counts, allowed: &Counts) -> Counts {
    let count = |key: &(String, String)| found.get(key).copied().unwrap_or(0);
    let lowered = allowed.iter().map(|(key, limit)| (key.clone(), count(key).min(*limit)));
    lowered.filter(|(_, count)| *count > 0).collect()
}

fn parse(text: &str) -> Result<Counts, Failure> {
    let mut counts = Counts::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let parts: Vec<_> = line.split_whitespace().collect();
        let [rule, path, count] = parts.as_slice() else {
            return Err(format!("`{line}`, where rule, path and count are needed").into());
        };
        let count = count.parse().map_err(|_| format!("`{line}` ends with no count"))?;
        counts.insert(((*rule).to_owned(), (*path).to_owned()), count);
    }
    Ok(counts)
}

fn print(counts: &Counts) -> String {
    let mut text =
        "# What `tidy` finds and lets pass for now: rule, file, count. Counts only fall.\n\
                    # Lowered by `cargo run -p xtask -- tidy --update`.\n"
            .to_owned();
    for ((rule, path), count) in counts {
        let _ = writeln!(text, "{rule} {path} {count}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(lines: &str) -> Counts {
        parse(lines).unwrap()
    }

    fn found(lines: &str) -> Findings {
        let mut found = Findings::default();
        for ((rule, path), count) in counts(lines) {
            found.add(&rule, &path, count, "is so".to_owned());
        }
        found
    }

    #[test]
    fn more_than_allowed_fails() {
        let found = found("word:ring a.rs 3\nlines b.rs 600");
        assert_eq!(problems(&found, &counts("word:ring a.rs 3\nlines b.rs 600"), false).len(), 0);
        let problems = problems(&found, &counts("word:ring a.rs 2\nlines b.rs 600"), true);
        assert_eq!(problems, ["a.rs: word:ring: is so; 2 are allowed"]);
    }

    #[test]
    fn less_than_allowed_is_to_be_lowered() {
        let (found, allowed) = (found("path a.rs 1"), counts("path a.rs 2\ndocs b.rs 1"));
        assert_eq!(problems(&found, &allowed, false).len(), 2);
        assert_eq!(problems(&found, &allowed, true).len(), 0);
    }

    #[test]
    fn counts_never_rise() {
        let found = counts("path a.rs 3\ndocs b.rs 1");
        assert_eq!(lowered(&found, &counts("path a.rs 2\nlines c.rs 501")), counts("path a.rs 2"));
    }

    #[test]
    fn counts_survive_print_and_parse() {
        let written = counts("type:Rows src/a.rs 2\nword:ring src/b.rs 1");
        assert_eq!(parse(&print(&written)).unwrap(), written);
        assert!(parse("word:ring a.rs").is_err());
        assert!(parse("word:ring a.rs many").is_err());
    }

    #[test]
    fn every_rule_is_applied() {
        let glossary = "| term | symbol | what it is | not |\n| --- | --- | --- | --- |\n\
                        | component | | | ring |\n\n## Words with another meaning\n";
        let files = [
            ("docs/glossary.md", glossary.to_owned()),
            ("src/lib.rs", "//! All.\n".to_owned()),
            ("src/unit.rs", "//! Units.\nuse crate::id::X;\nstruct Rows;\n".to_owned()),
            ("src/id.rs", "//! Ids.\n// a ring\nstruct Rows;\n".to_owned()),
            ("tests/it/long.rs", format!("//! Long.\n{}", "\n".repeat(600))),
            ("examples/a.rs", concat!("#", "[path = \"b.rs\"]\nmod b;\n").to_owned()),
            ("README.md", concat!("See is", "sue 7.\n").to_owned()),
            ("ARCHITECTURE.md", "In `unit.rs` and `gone.rs`.\n".to_owned()),
        ];
        let files: Vec<_> = files.map(|(path, text)| (path.to_owned(), text)).into();
        let found = findings(&files).unwrap();
        let expected = "docs examples/a.rs 1\nlayers src/unit.rs 1\nlines tests/it/long.rs 601\n\
                        names ARCHITECTURE.md 1\n\
                        passing README.md 1\npath examples/a.rs 1\ntype:Rows src/id.rs 1\n\
                        type:Rows src/unit.rs 1\nword:ring src/id.rs 1";
        assert_eq!(found.counts, counts(expected));
    }

    #[test]
    fn the_repository_is_tidy() {
        let found = findings(&workspace::files().unwrap()).unwrap();
        let allowed = parse(&fs::read_to_string(allowed_file()).unwrap()).unwrap();
        let problems = problems(&found, &allowed, false);
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }
}
