//! Files of `src` that import from each other in a circle: none but those that are listed.
//!
//! An import is a `use` of a path in the crate, followed through re-exports to the file that
//! defines the name. A re-export in a `mod.rs` is no import of that file; tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The circles that are left: starts of the paths of their files, and why they stay.
const LEFT: [(&[&str], &str); 11] = [
    (&["availability/"], "an analysis and its makers"),
    (&["explain/contingency/"], "a result and its makers"),
    (&["explain/attribution/"], "a result and its makers"),
    (&["explain/bounds/"], "a result and its makers"),
    (&["network/"], "a layout holds what its parts make of it, and counts their bytes"),
    (
        &["organisation/party.rs", "organisation/service_ref.rs", "organisation/need_ref.rs"],
        "three views of one graph",
    ),
    (
        &["organisation/store/service_ids.rs", "organisation/store/stated.rs"],
        "ids follow from the whole statement, which keeps them",
    ),
    (&["rule/"], "rules share one trait, and one dispatch names them all"),
    (&["quality/assessment.rs", "quality/proof/mod.rs"], "a state and its proof, kept with it"),
    (&["quality/live/"], "a live state and its parts"),
    (&["time/timeline/"], "a plan may start where a run ended, and an end holds that run's state"),
];

/// Files by the path of their module.
type Modules = BTreeMap<Vec<String>, String>;

/// A path of the crate, without `crate`.
type ItemPath = Vec<String>;

/// What a file of `src` imports and passes on.
#[derive(Default)]
struct FileImports {
    used: Vec<ItemPath>,
    /// Names that other files may import from here, and what they stand for.
    passed_on: BTreeMap<String, ItemPath>,
}

fn module_of(file: &str) -> ItemPath {
    let module = file.trim_end_matches(".rs").trim_end_matches("/mod");
    module.split('/').map(str::to_owned).collect()
}

/// The paths of a `use` tree and the names under which they are known.
fn leaves(tree: &str, start: &[String], found: &mut Vec<(ItemPath, String)>) {
    let tree = tree.trim();
    let (path, group) = match tree.split_once('{') {
        Some((path, group)) => (path, group.rsplit_once('}').map(|(group, _)| group)),
        None => (tree, None),
    };
    let (path, name) = path.split_once(" as ").unwrap_or((path, ""));
    let mut whole = start.to_vec();
    let parts = path.split("::").map(str::trim).filter(|part| !part.is_empty());
    // Within a group `self` is what stands before the group.
    whole.extend(parts.filter(|part| *part != "self" || start.is_empty()).map(str::to_owned));
    let Some(group) = group else {
        let last = whole.last().cloned().unwrap_or_default();
        found.push((whole, if name.is_empty() { last } else { name.trim().to_owned() }));
        return;
    };
    let (mut depth, mut from) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                leaves(&group[from..at], &whole, found);
                from = at + 1;
            }
            _ => {}
        }
    }
    if !group[from..].trim().is_empty() {
        leaves(&group[from..], &whole, found);
    }
}

/// The path from the root of the crate, if it leads into the crate.
fn from_root(path: &[String], module: &[String], modules: &Modules) -> Option<ItemPath> {
    let mut base = module.to_vec();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => return Some(path[1..].to_vec()),
        "self" => rest = &path[1..],
        "super" => {
            while let Some("super") = rest.first().map(String::as_str) {
                base.pop();
                rest = &rest[1..];
            }
        }
        child => {
            base.push(child.to_owned());
            if !modules.contains_key(&base) {
                return None;
            }
            base.pop();
        }
    }
    base.extend_from_slice(rest);
    Some(base)
}

/// Reads the imports of one file.
fn imports(file: &str, source: &str, modules: &Modules) -> FileImports {
    let code = without_comments(source);
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let module = module_of(file);
    let mut imports = FileImports::default();
    for item in code.split(';') {
        let Some((before, tree)) = item.rsplit_once("use ") else { continue };
        let before = before.rsplit(['\n', ']']).next().unwrap_or_default().trim();
        let is_passed_on = before.starts_with("pub");
        if !(before.is_empty() || is_passed_on) {
            continue;
        }
        let mut found = Vec::new();
        leaves(tree, &[], &mut found);
        for (path, name) in found {
            let Some(path) = from_root(&path, &module, modules) else { continue };
            if is_passed_on && file.ends_with("mod.rs") {
                imports.passed_on.insert(name, path);
            } else {
                imports.used.push(path);
            }
        }
    }
    imports
}

/// The file that defines a path, followed through re-exports.
fn defined_in(
    path: &[String],
    modules: &Modules,
    imports: &BTreeMap<String, FileImports>,
) -> Option<String> {
    let mut path = path.to_vec();
    for _ in 0..10 {
        let length =
            (1..=path.len()).rev().find(|&length| modules.contains_key(&path[..length]))?;
        let file = &modules[&path[..length]];
        let passed_on = path.get(length).and_then(|name| imports[file].passed_on.get(name));
        match passed_on {
            None => return Some(file.clone()),
            Some(target) => path = target.iter().chain(&path[length + 1..]).cloned().collect(),
        }
    }
    None
}

/// The circles among some files, given their sources by path.
fn circles(sources: &[(String, String)]) -> Vec<BTreeSet<String>> {
    let modules: Modules =
        sources.iter().map(|(file, _)| (module_of(file), file.clone())).collect();
    let imports: BTreeMap<String, FileImports> = sources
        .iter()
        .map(|(file, source)| (file.clone(), imports(file, source, &modules)))
        .collect();
    let next: BTreeMap<&String, BTreeSet<String>> = imports
        .iter()
        .map(|(file, of_file)| {
            let used = of_file.used.iter().filter_map(|path| defined_in(path, &modules, &imports));
            (file, used.filter(|used| used != file).collect())
        })
        .collect();
    let reached_from = |file: &String| {
        let (mut reached, mut open) = (BTreeSet::new(), vec![file]);
        while let Some(file) = open.pop() {
            open.extend(next[file].iter().filter(|next| reached.insert((*next).clone())));
        }
        reached
    };
    let reached: BTreeMap<&String, BTreeSet<String>> =
        imports.keys().map(|file| (file, reached_from(file))).collect();
    let circle_of = |file: &&String| {
        let circle = reached[*file].iter().filter(|other| reached[other].contains(*file));
        circle.cloned().collect::<BTreeSet<_>>()
    };
    let circles: BTreeSet<_> =
        imports.keys().filter(|file| reached[file].contains(*file)).collect();
    circles.iter().map(circle_of).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Drops line comments; the library has no others.
fn without_comments(source: &str) -> String {
    let code = source.lines().map(|line| line.split("//").next().unwrap_or(line));
    code.collect::<Vec<_>>().join("\n")
}

/// Every source file below a folder: its path and text.
fn sources(folder: &Path, below: &str, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            sources(&entry.path(), &format!("{path}/"), found);
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
            found.push((path, fs::read_to_string(entry.path()).unwrap()));
        }
    }
}

#[test]
fn files_import_in_no_further_circle() {
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut found);
    found.retain(|(file, _)| !file.ends_with("tests.rs") && file != "lib.rs");
    let circles = circles(&found);
    let is_left = |circle: &BTreeSet<String>, starts: &[&str]| {
        circle.iter().all(|file| starts.iter().any(|start| file.starts_with(start)))
    };
    for circle in &circles {
        let is_listed = LEFT.iter().any(|(starts, _)| is_left(circle, starts));
        assert!(is_listed, "these files import from each other: {circle:#?}");
    }
    for (starts, reason) in LEFT {
        let is_there = circles.iter().any(|circle| is_left(circle, starts));
        assert!(is_there, "no circle is left of {starts:?} ({reason}); take it from the list");
    }
}

#[test]
fn the_checker_sees_circles() {
    let circles_of = |files: &[(&str, &str)]| {
        let owned = |&(file, source): &(&str, &str)| (file.to_owned(), source.to_owned());
        circles(&files.iter().map(owned).collect::<Vec<_>>())
    };
    let direct = [
        ("a/mod.rs", "mod b;\nmod c;"),
        ("a/b.rs", "use super::c::C;"),
        ("a/c.rs", "use crate::a::b::{self, B};"),
    ];
    assert_eq!(circles_of(&direct).len(), 1);
    let through_a_re_export = [
        ("a/mod.rs", "mod b;\nmod c;\npub(crate) use b::B;\npub use c::C as D;"),
        ("a/b.rs", "#[cfg(doc)]\nuse super::D;"),
        ("a/c.rs", "use crate::{\n    a::{B, x::Y},\n};"),
    ];
    assert_eq!(circles_of(&through_a_re_export).len(), 1);
    let none = [
        ("a/mod.rs", "mod b;\nmod c;\npub use b::B;\npub struct E;"),
        ("a/b.rs", "use super::c::C;\nuse std::fmt;"),
        (
            "a/c.rs",
            "// use super::b::B;\nuse serde::b;\n#[cfg(test)]\nmod tests {\nuse super::super::b::B;\n}",
        ),
    ];
    assert_eq!(circles_of(&none), Vec::new());
}
