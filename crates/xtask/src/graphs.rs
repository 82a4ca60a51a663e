//! Real organisations as graphs of other programs, and back: the same organisation, and the same
//! solves bit for bit.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::golden::Programs;
use crate::workspace::Failure;

/// How an organisation is written: the ending of the file, and what is asked of `convert`.
const FORMS: [(&str, &[&str]); 2] = [("graphml", &[]), ("json", &["--format", "node-link"])];
/// What the tables of real organisations lack.
const TOTAL: [&str; 2] = ["--dependence-total", "0.8"];

/// Converts two tables through every form, and compares what comes back.
pub(crate) fn compare(programs: &Programs, tables: &Path, scratch: &Path) -> Result<(), Failure> {
    fs::create_dir_all(scratch)?;
    let mut stated: Vec<PathBuf> = ["nodes.csv", "edges.csv"].map(|name| tables.join(name)).into();
    stated.extend(TOTAL.map(PathBuf::from));
    let document = programs.command("convert", &stated)?;
    let plain = scratch.join("organisation.json");
    fs::write(&plain, &document)?;
    let solved = solved(programs, &plain, &document)?;
    for (ending, arguments) in FORMS {
        let graph = scratch.join("graph").with_extension(ending);
        let mut convert = vec![plain.clone(), PathBuf::from("-o"), graph.clone()];
        convert.extend(arguments.iter().map(PathBuf::from));
        programs.command("convert", &convert)?;
        let back = programs.command("convert", &[&graph])?;
        if back != document {
            return Err(format!("{}: another organisation comes back", graph.display()).into());
        }
        if self::solved(programs, &graph, &document)? != solved {
            return Err(format!("{}: solves differ", graph.display()).into());
        }
    }
    Ok(fs::remove_dir_all(scratch)?)
}

/// Every quality of an organisation, as text: numbers are written so that no bit is lost.
fn solved(programs: &Programs, file: &Path, document: &str) -> Result<Value, Failure> {
    let mut arguments = vec![file.to_owned(), PathBuf::from("--json")];
    let stated: Value = serde_json::from_str(document)?;
    // One customer is explained, all are solved.
    if let Some(customer) = stated["customers"][0]["id"].as_str() {
        arguments.extend(["--customer", customer].map(PathBuf::from));
    }
    let answer: Value = serde_json::from_str(&programs.command("assess", &arguments)?)?;
    match answer.get("quality") {
        Some(quality) => Ok(Value::from(quality.to_string())),
        None => Err(format!("{}: the answer has no qualities", file.display()).into()),
    }
}
