//! `bench-pair`: the times of one bench at two commits, measured in turn on one machine.
//!
//! Times drift by half between runs on a shared machine, so that only runs that alternate can be
//! compared. Each commit is checked out below the target folder and built there, with all features;
//! then both programs take turns. Of every time the least and the median of all turns are printed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use serde_json::Value;

use crate::workspace::{self, Failure, Metadata, cargo, root};

/// The command that measures everything at once, and prints times in seconds.
const POPULATION: &str = "population";
/// The program that has it.
const COMMAND_LINE: &str = "knockon";

/// What to measure.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The commit before the change.
    base: String,
    /// The commit with the change.
    #[arg(default_value = "HEAD")]
    head: String,
    /// A bench, or `population` for the example of this name.
    #[arg(long, value_name = "NAME")]
    bench: String,
    /// How often each commit takes its turn.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    turns: u32,
    /// Arguments of the bench, such as a part of the names to measure.
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Times in nanoseconds, by what was timed: one of every turn.
type Times = BTreeMap<String, Vec<f64>>;

/// Builds both, runs them in turn, and prints a table.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let target = Metadata::read()?.target;
    let folder = target.join("bench-pair");
    let sides = [("base", &options.base), ("head", &options.head)];
    let sides = sides.map(|(name, commit)| Side::build(name, commit, options, &folder, &target));
    let [base, head] = sides;
    let (base, head) = (base?, head?);
    let mut times = [Times::new(), Times::new()];
    for turn in 1..=options.turns {
        for (side, times) in [&base, &head].into_iter().zip(&mut times) {
            eprintln!("turn {turn} of {}: {}", options.turns, side.name);
            for (what, time) in side.measure(options)? {
                times.entry(what).or_default().push(time);
            }
        }
    }
    let [before, after] = &times;
    print!("{}", table(before, after));
    if before.keys().chain(after.keys()).next().is_none() {
        return Err("nothing was timed; do the arguments name a bench?".into());
    }
    Ok(())
}

/// One of the two commits.
struct Side {
    name: &'static str,
    /// Where it is checked out.
    source: PathBuf,
    program: PathBuf,
    /// Where criterion writes what it measured.
    results: PathBuf,
}

impl Side {
    /// Checks a commit out and builds the bench.
    fn build(
        name: &'static str,
        commit: &str,
        options: &Options,
        folder: &Path,
        target: &Path,
    ) -> Result<Self, Failure> {
        let (source, results) = (folder.join(name), folder.join(format!("{name}-results")));
        eprintln!("building {name}, {commit}");
        let side = Self { name, program: folder.join(format!("{name}-program")), source, results };
        fs::create_dir_all(folder)?;
        // What an earlier run that was broken off left behind.
        side.remove();
        let mut checkout = git();
        checkout.args(["worktree", "add", "--quiet", "--force", "--detach"]);
        workspace::output(checkout.arg(&side.source).arg(commit))?;
        let mut build = cargo();
        build.current_dir(&side.source).env("CARGO_TARGET_DIR", target);
        build.args(["build", "--locked", "--quiet", "--all-features"]);
        build.args(["--message-format", "json-render-diagnostics"]);
        if options.bench == POPULATION {
            build.args(["--release", "--package", "knockon-cli", "--bin", COMMAND_LINE]);
        } else {
            build.args(["--profile", "bench", "--bench", &options.bench]);
        }
        let program_name = if options.bench == POPULATION { COMMAND_LINE } else { &options.bench };
        let made = program(&workspace::output(&mut build)?, program_name);
        // The other commit is built to the same place.
        fs::copy(made.ok_or("cargo names no program that it built")?, &side.program)?;
        Ok(side)
    }

    /// Runs the program once.
    fn measure(&self, options: &Options) -> Result<Vec<(String, f64)>, Failure> {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.source);
        if options.bench == POPULATION {
            command.arg(POPULATION);
        }
        command.args(&options.arguments);
        if options.bench == POPULATION {
            let document = workspace::output(command.arg("--json"))?;
            return Ok(seconds(&serde_json::from_str(&document)?));
        }
        if self.results.exists() {
            fs::remove_dir_all(&self.results)?;
        }
        workspace::output(command.arg("--bench").env("CRITERION_HOME", &self.results))?;
        let mut times = Vec::new();
        estimates(&self.results, &mut times)?;
        Ok(times)
    }

    /// Removes the checkout, if there is one.
    fn remove(&self) {
        let mut remove = git();
        // Git says so where there is nothing to remove, which is as well.
        let _ = remove.args(["worktree", "remove", "--force"]).arg(&self.source).output();
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        self.remove();
        let _ = fs::remove_dir_all(&self.results);
    }
}

fn git() -> Command {
    let mut command = Command::new("git");
    command.current_dir(root());
    command
}

/// The program of a name among the messages of cargo.
fn program(messages: &str, name: &str) -> Option<PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let of_name = messages.filter(|message| message["target"]["name"] == name);
    of_name.filter_map(|message| message["executable"].as_str().map(PathBuf::from)).next_back()
}

/// The members of a document that are seconds, as nanoseconds.
fn seconds(document: &Value) -> Vec<(String, f64)> {
    let members = document.as_object().into_iter().flatten();
    let seconds = members.filter(|(name, _)| name.ends_with("_s"));
    seconds.filter_map(|(name, value)| Some((name.clone(), 1e9 * value.as_f64()?))).collect()
}

/// The medians that criterion wrote below a folder.
fn estimates(folder: &Path, times: &mut Vec<(String, f64)>) -> Result<(), Failure> {
    // A group of benches may be called `new` as well.
    if folder.ends_with("new") && folder.join("benchmark.json").exists() {
        let read = |name: &str| -> Result<Value, Failure> {
            Ok(serde_json::from_str(&fs::read_to_string(folder.join(name))?)?)
        };
        let (bench, found) = (read("benchmark.json")?, read("estimates.json")?);
        let name = bench["full_id"].as_str().ok_or("criterion names no bench")?;
        let median = found["median"]["point_estimate"].as_f64();
        times.push((name.to_owned(), median.ok_or("criterion states no median")?));
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            estimates(&path, times)?;
        }
    }
    Ok(())
}

/// Least and median times of both sides, and the ratios.
fn table(before: &Times, after: &Times) -> String {
    let width = before.keys().map(String::len).max().unwrap_or(0).max(4);
    let mut text = format!(
        "{:<width$} {:>12} {:>12} {:>6} {:>12} {:>12} {:>6}\n",
        "time", "least before", "after", "ratio", "median", "after", "ratio"
    );
    for (what, before) in before {
        let Some(after) = after.get(what) else { continue };
        let (least, least_after) = (least(before), least(after));
        let (median, median_after) = (median(before), median(after));
        let _ = writeln!(
            text,
            "{what:<width$} {:>12} {:>12} {:>6.3} {:>12} {:>12} {:>6.3}",
            shown(least),
            shown(least_after),
            least_after / least,
            shown(median),
            shown(median_after),
            median_after / median,
        );
    }
    text
}

fn least(times: &[f64]) -> f64 {
    times.iter().copied().fold(f64::INFINITY, f64::min)
}

fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[half] } else { 0.5 * (sorted[half - 1] + sorted[half]) }
}

/// Nanoseconds in a unit that fits.
fn shown(nanoseconds: f64) -> String {
    for (unit, size) in [("s", 1e9), ("ms", 1e6), ("µs", 1e3)] {
        if nanoseconds >= size {
            return format!("{:.3} {unit}", nanoseconds / size);
        }
    }
    format!("{nanoseconds:.1} ns")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_program_is_the_last_of_its_name() {
        let messages = "{\"target\":{\"name\":\"solve\"},\"executable\":null}\n\
                        {\"target\":{\"name\":\"other\"},\"executable\":\"/b\"}\n\
                        {\"target\":{\"name\":\"solve\"},\"executable\":\"/a\"}\nno json";
        assert_eq!(program(messages, "solve"), Some(PathBuf::from("/a")));
        assert_eq!(program(messages, "deep"), None);
    }

    #[test]
    fn seconds_of_a_document_are_taken() {
        let document = json!({ "solve_s": 0.5, "services": 7, "rule": "mean" });
        assert_eq!(seconds(&document), [("solve_s".to_owned(), 5e8)]);
    }

    #[test]
    fn estimates_are_found_below_a_folder() {
        let folder = std::env::temp_dir().join(format!("bench-pair-{}", std::process::id()));
        let new = folder.join("solve/new/new");
        fs::create_dir_all(&new).unwrap();
        fs::write(new.join("benchmark.json"), r#"{"full_id":"solve/new"}"#).unwrap();
        fs::write(new.join("estimates.json"), r#"{"median":{"point_estimate":12.5}}"#).unwrap();
        let mut times = Vec::new();
        estimates(&folder, &mut times).unwrap();
        assert_eq!(times, [("solve/new".to_owned(), 12.5)]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_table_states_least_median_and_ratio() {
        let times = |times: &[f64]| Times::from([("solve".to_owned(), times.to_vec())]);
        let text = table(&times(&[4e6, 2e6, 3e6]), &times(&[1e6, 3e6]));
        let row: Vec<_> = text.lines().nth(1).unwrap().split_whitespace().collect();
        let expected = "solve 2.000 ms 1.000 ms 0.500 3.000 ms 2.000 ms 0.667";
        assert_eq!(row, expected.split(' ').collect::<Vec<_>>());
    }
}
