//! Where the repository is, and what cargo says about it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Why a command stopped: a message for people.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// The root folder of the repository.
pub(crate) fn root() -> PathBuf {
    let member = Path::new(env!("CARGO_MANIFEST_DIR"));
    member.ancestors().nth(2).unwrap_or(member).to_owned()
}

/// A call of the cargo that runs this program, in the root folder.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// What cargo knows about the library.
#[derive(Debug)]
pub(crate) struct Metadata {
    /// The folder that builds go to.
    pub(crate) target: PathBuf,
    /// Every example program of the library.
    pub(crate) examples: Vec<String>,
    /// Every feature of the library but `default`.
    pub(crate) features: Vec<String>,
}

impl Metadata {
    /// Asks cargo.
    pub(crate) fn read() -> Result<Self, Failure> {
        let mut command = cargo();
        command.args(["metadata", "--locked", "--no-deps", "--format-version", "1"]);
        let document: Value = serde_json::from_str(&output(&mut command)?)?;
        let target = document["target_directory"].as_str().ok_or("cargo names no target folder")?;
        let packages = document["packages"].as_array().ok_or("cargo names no packages")?;
        let library = packages.iter().find(|package| package["name"] == "knockon");
        let library = library.ok_or("cargo does not know the library")?;
        let is_example = |target: &&Value| target["kind"][0] == "example";
        let targets = library["targets"].as_array().into_iter().flatten();
        let examples = targets.filter(is_example).filter_map(|target| target["name"].as_str());
        let features = library["features"].as_object().into_iter().flatten();
        let features = features.map(|(name, _)| name.clone()).filter(|name| name != "default");
        Ok(Self {
            target: target.into(),
            examples: examples.map(str::to_owned).collect(),
            features: features.collect(),
        })
    }
}

/// The standard output of a command that must succeed.
pub(crate) fn output(command: &mut Command) -> Result<String, Failure> {
    let shown = shown(command);
    let run = command.output().map_err(|error| format!("cannot run `{shown}`: {error}"))?;
    if !run.status.success() {
        let messages = String::from_utf8_lossy(&run.stderr);
        return Err(format!("`{shown}` failed with {}:\n{messages}", run.status).into());
    }
    Ok(String::from_utf8(run.stdout)?)
}

/// Runs a command that must succeed, with its output streamed.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let shown = shown(command);
    let status = command.status().map_err(|error| format!("cannot run `{shown}`: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{shown}` failed with {status}").into()) }
}

/// A command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default();
    let mut shown = program.to_string_lossy().into_owned();
    for argument in command.get_args() {
        shown.push(' ');
        shown += &argument.to_string_lossy();
    }
    shown
}

/// Every text file that git knows or would add, by its path from the root, with its text.
pub(crate) fn files() -> Result<Vec<(String, String)>, Failure> {
    let mut command = Command::new("git");
    command.current_dir(root());
    command.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let mut files = Vec::new();
    for path in output(&mut command)?.split_terminator('\0') {
        // A file that is deleted but not yet committed, or that is no text, has nothing to read.
        if let Ok(text) = std::fs::read_to_string(root().join(path)) {
            files.push((path.to_owned(), text));
        }
    }
    files.sort();
    files.dedup();
    Ok(files)
}

/// Whether the name of a file ends with an extension.
pub(crate) fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_names_examples_and_features() {
        let metadata = Metadata::read().unwrap();
        assert!(metadata.examples.iter().any(|name| name == "quickstart"));
        assert!(metadata.features.iter().any(|name| name == "parallel"));
        assert!(!metadata.features.iter().any(|name| name == "default"));
    }

    #[test]
    fn commands_are_shown_as_typed() {
        let mut command = Command::new("bin/cargo");
        command.args(["run", "--release"]);
        assert_eq!(shown(&command), "cargo run --release");
    }

    #[test]
    fn git_lists_this_file() {
        let files = files().unwrap();
        assert!(files.iter().any(|(path, _)| path == "crates/xtask/src/workspace.rs"));
    }
}
