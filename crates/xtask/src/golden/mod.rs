//! `golden`: what the command line and the examples print, compared with what is committed in
//! `tests/golden`, and what the examples' first lines show with what they print.
//!
//! Documents are compared number by number, to twelve significant digits, so that they hold on any
//! machine; texts line by line. Of a generated organisation, and of real inputs where they are at
//! hand, only summaries are committed. `--bits` is for a move that must change nothing at all: it
//! prints a digest of every output, to be compared on one machine before and after.

mod cases;
mod compare;
mod shown;
mod summary;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use knockon::io::{csv::TableOptions, read_tables};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub(crate) use cases::{CASES, GENERATED, REAL, neighbour};
use cases::{DEPENDENCE_TOTAL, JSON, Question};

use crate::workspace::{self, Failure, Metadata, cargo, has_extension};

/// The file of what real inputs give.
const REAL_FILE: &str = "real.json";
/// The file of what the generated organisation gives.
const GENERATED_FILE: &str = "generated.json";
/// The example that the first page shows.
const FIRST: &str = "assess";
/// The first page.
const PAGE: &str = "README.md";
/// How many differences of one file are printed.
const PRINTED: usize = 10;

/// What to do with what the programs print.
#[derive(Debug, Default, Args)]
pub(crate) struct Options {
    /// Writes the committed files anew.
    #[arg(long, conflicts_with = "bits")]
    update: bool,
    /// The folder of real inputs; unless given, `../shared/data` where it exists.
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Prints the SHA-256 of every output instead.
    #[arg(long)]
    bits: bool,
    /// Prints it to a file.
    #[arg(long, value_name = "FILE", requires = "bits")]
    output: Option<PathBuf>,
}

/// Builds the programs, runs them, and compares or writes.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let programs = Programs::build()?;
    let data = options.data.clone().or_else(neighbour);
    let mut outputs = Vec::new();
    for case in CASES {
        outputs.push((case.file(), programs.command(case.command, case.arguments)?));
    }
    for example in &programs.examples {
        let text = programs.example(example)?;
        let path = workspace::root().join("examples").join(format!("{example}.rs"));
        shown::in_example(&fs::read_to_string(path)?, example, &text)?;
        if example == FIRST {
            let page = fs::read_to_string(workspace::root().join(PAGE))?;
            shown::in_page(&page, PAGE, example, &text)?;
        }
        outputs.push((format!("example_{example}.txt"), text));
    }
    let generated = programs.generated()?;
    let mut real = Vec::new();
    for question in data.iter().flat_map(|_| REAL) {
        real.push((question, programs.real(question, data.as_deref().unwrap_or(Path::new("")))?));
    }
    if options.bits {
        outputs.push((GENERATED_FILE.to_owned(), generated));
        let name = |question: &Question| format!("{}/{}", question.input, question.command);
        outputs.extend(real.into_iter().map(|(question, text)| (name(question), text)));
        return write_bits(&outputs, options.output.as_deref());
    }
    let generated = json!({ "assess": summary::summarise(&serde_json::from_str(&generated)?) });
    outputs.push((GENERATED_FILE.to_owned(), pretty(&generated)?));
    if let Some(data) = &data {
        outputs.push((REAL_FILE.to_owned(), pretty(&summaries(&real, data)?)?));
    }
    let folder = workspace::root().join("tests/golden");
    if options.update { write(&folder, &outputs) } else { check(&folder, &outputs) }
}

/// The programs of the workspace and the examples, built for release.
pub(crate) struct Programs {
    target: PathBuf,
    examples: Vec<String>,
}

impl Programs {
    /// Builds all of them at once.
    pub(crate) fn build() -> Result<Self, Failure> {
        let Metadata { target, examples, .. } = Metadata::read()?;
        let mut build = cargo();
        // Of the whole workspace, so that benches share what is built.
        build.args(["build", "--locked", "--quiet", "--release", "--workspace", "--all-features"]);
        build.args(["--examples", "--bins"]);
        workspace::run(&mut build)?;
        Ok(Self { target, examples })
    }

    /// What a command of the command line prints.
    pub(crate) fn command<S: AsRef<std::ffi::OsStr>>(
        &self,
        command: &str,
        arguments: &[S],
    ) -> Result<String, Failure> {
        let mut program = Command::new(self.target.join("release/knockon"));
        program.current_dir(workspace::root()).arg(command).args(arguments);
        workspace::output(&mut program)
    }

    /// What an example prints.
    pub(crate) fn example(&self, example: &str) -> Result<String, Failure> {
        let mut program = Command::new(self.target.join("release/examples").join(example));
        workspace::output(program.current_dir(workspace::root()))
    }

    /// Checks over many seeds.
    pub(crate) fn trust(&self, seeds: u32) -> Result<(), Failure> {
        let mut program = Command::new(self.target.join("release/xtask"));
        workspace::run(program.args(["trust", "--seeds", &seeds.to_string()]))
    }

    /// The assessment of an organisation that `population` writes as tables.
    fn generated(&self) -> Result<String, Failure> {
        let folder = self.target.join("golden-tables");
        let mut arguments: Vec<PathBuf> = GENERATED.iter().map(PathBuf::from).collect();
        arguments.push(folder.clone());
        self.command("population", &arguments)?;
        let tables = [folder.join("nodes.csv"), folder.join("edges.csv"), PathBuf::from(JSON)];
        let document = self.command("assess", &tables)?;
        fs::remove_dir_all(folder)?;
        Ok(document)
    }

    /// The document about a real input.
    fn real(&self, question: &Question, data: &Path) -> Result<String, Failure> {
        let mut arguments = question.in_text(data);
        arguments.push(PathBuf::from(JSON));
        self.command(question.command, &arguments)
    }
}

/// Summaries of real inputs: by input, its size, and by program, the figures of its document.
fn summaries(real: &[(&Question, String)], data: &Path) -> Result<Value, Failure> {
    let mut inputs: BTreeMap<&str, BTreeMap<&str, Value>> = BTreeMap::new();
    for (question, document) in real {
        let input = inputs.entry(question.input).or_default();
        input.insert(question.command, summary::summarise(&serde_json::from_str(document)?));
        let folder = data.join(question.input);
        if question.files.len() > 1 && !input.contains_key("size") {
            input.insert("size", size(&folder)?);
        }
    }
    Ok(serde_json::to_value(inputs)?)
}

/// How many parties and services a real input has.
fn size(folder: &Path) -> Result<Value, Failure> {
    let mut options = TableOptions::default();
    options.dependence_total = Some(DEPENDENCE_TOTAL);
    let organisation = read_tables(folder.join("nodes.csv"), folder.join("edges.csv"), &options)?;
    Ok(json!({
        "departments": organisation.department_count(),
        "customers": organisation.customer_count(),
        "services": organisation.service_count(),
    }))
}

fn pretty(document: &Value) -> Result<String, Failure> {
    Ok(serde_json::to_string_pretty(document)? + "\n")
}

/// Writes every committed file anew.
fn write(folder: &Path, outputs: &[(String, String)]) -> Result<(), Failure> {
    fs::create_dir_all(folder)?;
    for (name, text) in outputs {
        fs::write(folder.join(name), text)?;
    }
    for name in unknown(folder, outputs)? {
        fs::remove_file(folder.join(name))?;
    }
    println!("{} golden files written", outputs.len());
    Ok(())
}

/// Compares every output with its committed file.
fn check(folder: &Path, outputs: &[(String, String)]) -> Result<(), Failure> {
    let mut message = String::new();
    for (name, found) in outputs {
        let differences = match fs::read_to_string(folder.join(name)) {
            Ok(expected) if has_extension(name, "json") => {
                compare::documents(&serde_json::from_str(&expected)?, &serde_json::from_str(found)?)
            }
            Ok(expected) => compare::texts(&expected, found),
            Err(error) => vec![error.to_string()],
        };
        for difference in differences.iter().take(PRINTED) {
            let _ = writeln!(message, "{name}: {difference}");
        }
        if let Some(more @ 1..) = differences.len().checked_sub(PRINTED) {
            let _ = writeln!(message, "{name}: and {more} more");
        }
    }
    for name in unknown(folder, outputs)? {
        let _ = writeln!(message, "{name}: no program writes it");
    }
    if message.is_empty() {
        println!("{} golden files agree", outputs.len());
        if outputs.iter().all(|(name, _)| name != REAL_FILE) {
            println!("no real inputs at hand: {REAL_FILE} was not compared");
        }
        return Ok(());
    }
    message += "differs from tests/golden; if it should, `cargo run -p xtask -- golden --update`";
    Err(message.into())
}

/// Files of the folder that no output belongs to; that of real inputs stays where they are not at
/// hand.
fn unknown(folder: &Path, outputs: &[(String, String)]) -> Result<Vec<String>, Failure> {
    let mut unknown = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name != REAL_FILE && outputs.iter().all(|(known, _)| *known != name) {
            unknown.push(name);
        }
    }
    unknown.sort();
    Ok(unknown)
}

/// Prints a digest of every output, or writes them to a file.
fn write_bits(outputs: &[(String, String)], file: Option<&Path>) -> Result<(), Failure> {
    let mut lines = String::new();
    for (name, text) in outputs {
        let digest = Sha256::digest(text.as_bytes());
        let _ = writeln!(lines, "{}  {name}", hexadecimal(&digest));
    }
    match file {
        Some(file) => fs::write(file, lines)?,
        None => print!("{lines}"),
    }
    Ok(())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_known() {
        let digest = hexadecimal(&Sha256::digest(b"abc"));
        assert!(digest.starts_with("ba7816bf8f01cfea414140de5dae2223"), "{digest}");
    }

    #[test]
    fn differences_and_strangers_are_found() {
        let folder = std::env::temp_dir().join(format!("golden-{}", std::process::id()));
        let output = |text: &str| vec![("a.txt".to_owned(), text.to_owned())];
        write(&folder, &output("one\n")).unwrap();
        check(&folder, &output("one\n")).unwrap();
        let message = check(&folder, &output("two\n")).unwrap_err().to_string();
        assert!(message.starts_with("a.txt: line 1: expected `one`, found `two`"), "{message}");
        fs::write(folder.join("b.txt"), "").unwrap();
        let message = check(&folder, &output("one\n")).unwrap_err().to_string();
        assert!(message.starts_with("b.txt: no program writes it"), "{message}");
        write(&folder, &output("one\n")).unwrap();
        assert!(!folder.join("b.txt").exists());
        fs::remove_dir_all(folder).unwrap();
    }
}
