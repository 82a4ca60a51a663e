//! The layer order of the source tree, `petgraph` in its folder alone, and no `unsafe`.

/// The folders and files of `src`, downwards: each imports only from those above it.
const ORDER: [&str; 23] = [
    "trace",
    "unit",
    "id",
    "numerics",
    "progress",
    "organisation",
    "rule",
    "network",
    "queue",
    "quality",
    "exposure",
    "chain",
    "explain",
    "uncertainty",
    "demand",
    "time",
    "availability",
    "evidence",
    "outcome",
    "io",
    "report",
    "error",
    "guide",
];

/// The one folder that may name the graph library.
const GRAPH_FOLDER: &str = "network";

/// Says what is wrong with one source file, given its path below `src` with `/` between folders.
pub(super) fn breaches(path: &str, source: &str) -> Vec<String> {
    let code = without_comments(source);
    let layer = path.split('/').next().unwrap_or(path).trim_end_matches(".rs");
    let mut breaches = Vec::new();
    if layer != "lib" {
        match ORDER.iter().position(|known| *known == layer) {
            None => breaches.push(format!("{path} lies in no known layer")),
            Some(own) => {
                let imported = imports(&code, "crate::").into_iter();
                let imported = imported.chain(root_imports(path, &code));
                for name in imported {
                    match ORDER.iter().position(|known| *known == name) {
                        Some(layer) if layer <= own => {}
                        Some(_) => breaches.push(format!("{path} imports from {name}, below it")),
                        None => breaches.push(format!("{path} imports {name} from the root")),
                    }
                }
            }
        }
    }
    if layer != GRAPH_FOLDER && words(&code).any(|word| word == "petgraph") {
        breaches.push(format!("{path} names petgraph"));
    }
    if words(&code).any(|word| word == "unsafe") {
        breaches.push(format!("{path} is unsafe"));
    }
    breaches
}

/// What a file that lies directly below the crate root imports from its siblings.
fn root_imports(path: &str, code: &str) -> Vec<String> {
    let is_root_module = match path.split_once('/') {
        None => true,
        Some((_, file)) => file == "mod.rs",
    };
    let mut imported = if is_root_module { imports(code, "super::") } else { Vec::new() };
    imported.retain(|name| ORDER.contains(&name.as_str()));
    imported
}

/// The first names after each occurrence of a path's start: `crate::{a, b::c}` gives a and b.
fn imports(code: &str, start: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(start) {
        // `$crate::` and `some_crate::` are other words; `super::super::` leads elsewhere.
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &code[at + start.len()..];
        match rest.strip_prefix('{') {
            None => names.extend(words(rest).next().map(str::to_owned)),
            Some(group) => names.extend(group_heads(group)),
        }
    }
    names
}

/// The first name of each member of a braced group.
fn group_heads(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut members = vec![String::new()];
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => members.push(String::new()),
            _ => {}
        }
        if let Some(member) = members.last_mut().filter(|_| depth == 0 && c != ',') {
            member.push(c);
        }
    }
    members.iter().filter_map(|member| words(member).next().map(str::to_owned)).collect()
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    code.split(move |c| !is_word(c)).filter(|word| !word.is_empty())
}

/// Drops line comments, doc comments among them; the library has no others.
fn without_comments(source: &str) -> String {
    let code = source.lines().map(|line| line.split("//").next().unwrap_or(line));
    code.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaches_are_found() {
        for (path, source) in [
            ("network/mod.rs", "use crate::quality::Assessment;"),
            (
                "organisation/rule.rs",
                "pub use crate::{\n    unit::Weight,\n    io::{json, csv},\n};",
            ),
            ("quality/solve.rs", "fn f() { crate::report::table() }"),
            ("quality/mod.rs", "use super::report::Table;"),
            ("unit.rs", "use super::id::PartyId;"),
            ("io/json.rs", "use crate::error::Error;"),
            ("quality/solve.rs", "use crate::Scenario;"),
            ("helpers/mod.rs", ""),
            ("quality/solve.rs", "use petgraph::Graph;"),
            ("network/mod.rs", "unsafe { f() }"),
        ] {
            assert_eq!(breaches(path, source).len(), 1, "{path}: {source}");
        }
    }

    #[test]
    fn the_rest_is_left_alone() {
        for (path, source) in [
            ("lib.rs", "pub use crate::error::Error; mod report;"),
            ("error.rs", "use crate::{id::PartyId, report, io::json};"),
            ("quality/solve.rs", "use crate::network::{Network, Layout};\nuse super::super::x;"),
            (
                "quality/solve.rs",
                "use super::report; // crate::report, unsafe\n/// [`crate::Error`]",
            ),
            ("network/petgraph.rs", "use ::petgraph::Graph;"),
            ("organisation/mod.rs", "pub(in crate::organisation) fn f() { my_crate::f() }"),
        ] {
            assert_eq!(breaches(path, source), Vec::<String>::new(), "{path}: {source}");
        }
    }
}
