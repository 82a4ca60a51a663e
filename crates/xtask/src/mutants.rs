//! `mutants`: which changes of the kernels no test would notice.
//!
//! Drives `cargo mutants` over the files that answers hang on, with the tests of their area alone.
//! Builds are incremental, whatever the surroundings say: a mutant takes 10 to 20 seconds where it
//! took a minute. Survivors are printed, but for those that are known to change nothing
//! (`equivalent_mutants.txt`, by file, change and function).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;
use support::choices::Choices;

/// What to mutate.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Which areas; all unless given.
    #[arg(long = "area")]
    areas: Vec<String>,
    /// How many mutants of each area are tried; all unless given.
    #[arg(long)]
    sample: Option<usize>,
    /// Which ones are sampled.
    #[arg(long, default_value_t = 13)]
    seed: u64,
    /// How many are tried at a time.
    #[arg(long, default_value_t = 1)]
    jobs: u32,
    /// Only lists what would be tried.
    #[arg(long)]
    list: bool,
}

/// Files, and the tests that look at what they compute.
#[derive(Debug)]
struct Area {
    name: &'static str,
    files: &'static [&'static str],
    /// What is built and run for each mutant, as arguments of `cargo test`.
    targets: &'static [&'static str],
    /// The tests run, by parts of their names; all where there is none.
    names: &'static [&'static str],
}

/// The seeded organisations and every test beside the code.
const SEEDED: &[&str] = &["--lib", "--test=trust"];
/// The same, and all integration tests.
const ALL: &[&str] = &["--lib", "--test=trust", "--test=it"];
/// Tests beside the code, and integration tests.
const UNIT_AND_IT: &[&str] = &["--lib", "--test=it"];
/// The tests of queues, and of people, who are queues.
const QUEUES: &[&str] = &["queue", "demand"];
/// Explanations, also of what was read, and the seeded organisations.
const EXPLANATIONS: &[&str] = &["explain", "observed", "secant", "hold_on_every_seed"];

const AREAS: &[Area] = &[
    Area { name: "slope", files: &["src/rule/slope_bound/mod.rs"], targets: SEEDED, names: &[] },
    Area { name: "certificate", files: &["src/network/certificate.rs"], targets: ALL, names: &[] },
    Area {
        name: "request_cycles",
        files: &["src/network/request_cycles.rs"],
        targets: ALL,
        names: &[],
    },
    Area {
        name: "rule",
        files: &[
            "src/rule/mod.rs",
            "src/rule/accumulate.rs",
            "src/rule/additive.rs",
            "src/rule/directed.rs",
            "src/rule/fdna.rs",
            "src/rule/felt_needs.rs",
            "src/rule/linear.rs",
            "src/rule/mean.rs",
            "src/rule/power.rs",
            "src/rule/product/*.rs",
            "src/rule/weakest.rs",
        ],
        targets: SEEDED,
        names: &[],
    },
    Area {
        name: "need",
        files: &["src/rule/transfer.rs", "src/rule/substitution.rs", "src/rule/criticality.rs"],
        targets: SEEDED,
        names: &[],
    },
    Area {
        name: "contributions",
        files: &[
            "src/rule/secant/*.rs",
            "src/explain/adjoint/shares.rs",
            "src/explain/contribution/mod.rs",
        ],
        targets: ALL,
        names: EXPLANATIONS,
    },
    Area {
        name: "erlang",
        files: &["src/queue/erlang_*.rs", "src/queue/log_concave_integral.rs", "src/queue/wait.rs"],
        targets: UNIT_AND_IT,
        names: QUEUES,
    },
    Area {
        name: "tally",
        files: &["src/quality/batch/aggregates.rs", "src/time/replay/accumulator.rs"],
        targets: ALL,
        names: &[],
    },
    Area { name: "chains", files: &["src/chain/search/mod.rs"], targets: ALL, names: &[] },
    Area { name: "shares", files: &["src/io/csv/dependence.rs"], targets: ALL, names: &[] },
    Area {
        name: "customers",
        files: &["src/outcome/customers/dynamics.rs", "src/outcome/customers/satisfaction.rs"],
        targets: UNIT_AND_IT,
        names: &["outcome"],
    },
    Area {
        name: "priorities",
        files: &["src/outcome/priorities/bound.rs", "src/outcome/priorities/branch.rs"],
        targets: UNIT_AND_IT,
        names: &["outcome"],
    },
    Area {
        name: "availability",
        files: &["src/availability/*.rs", "src/availability/diagram/*.rs"],
        targets: UNIT_AND_IT,
        names: &["availability"],
    },
];

/// Tries the mutants of the areas asked for.
pub(crate) fn run(options: &Options) -> ExitCode {
    if let Some(unknown) = options.areas.iter().find(|name| AREAS.iter().all(|a| a.name != **name))
    {
        let known: Vec<_> = AREAS.iter().map(|area| area.name).collect();
        eprintln!("no area `{unknown}`, where one of {} is needed", known.join(", "));
        return ExitCode::from(2);
    }
    let asked = |area: &&Area| {
        options.areas.is_empty() || options.areas.iter().any(|name| name == area.name)
    };
    let mut survivors = 0;
    for area in AREAS.iter().filter(asked) {
        match try_area(area, options) {
            Ok(missed) => survivors += missed,
            Err(error) => {
                eprintln!("{}: {error}; is `cargo install cargo-mutants` done?", area.name);
                return ExitCode::from(2);
            }
        }
    }
    if survivors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn try_area(area: &Area, options: &Options) -> Result<usize, String> {
    let chosen = choose(area, options)?;
    println!("{}: {} mutants", area.name, chosen.len());
    if options.list {
        println!("{}", chosen.join("\n"));
        return Ok(0);
    }
    if chosen.is_empty() {
        return Ok(0);
    }
    let output = root().join("target/mutants").join(area.name);
    fs::create_dir_all(&output).map_err(|error| error.to_string())?;
    let mut command = mutants(area);
    command.args(["--no-shuffle", "--baseline", "skip", "--timeout", "600"]);
    command.arg("--jobs").arg(options.jobs.to_string()).arg("--output").arg(&output);
    if options.sample.is_some() {
        for mutant in &chosen {
            command.arg("--re").arg(format!("^{}$", escaped(mutant)));
        }
    }
    // Given for every call of cargo, so that nothing else is built.
    command.args(area.targets.iter().map(|target| format!("--cargo-arg={target}")));
    command.args(["--", "--"]).args(area.names).env("CARGO_INCREMENTAL", "1");
    // Its exit code says that some survived, which is looked at below.
    command.status().map_err(|error| error.to_string())?;
    report(area, &output.join("mutants.out"))
}

/// `cargo mutants` on an area's files, in the root package alone.
fn mutants(area: &Area) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root()).args(["mutants", "--package", "knockon"]);
    for file in area.files {
        command.args(["--file", file]);
    }
    command
}

/// The mutants to try: all, or a sample that follows from the seed.
fn choose(area: &Area, options: &Options) -> Result<Vec<String>, String> {
    let listed = mutants(area).arg("--list").output().map_err(|error| error.to_string())?;
    if !listed.status.success() {
        return Err(String::from_utf8_lossy(&listed.stderr).trim().to_owned());
    }
    let text = String::from_utf8_lossy(&listed.stdout);
    let mut left: Vec<String> = text.lines().map(str::to_owned).collect();
    let Some(sample) = options.sample.filter(|sample| *sample < left.len()) else {
        return Ok(left);
    };
    let mut choices = Choices::seeded(options.seed);
    Ok((0..sample).map(|_| left.swap_remove(choices.below(left.len()))).collect())
}

/// Prints survivors that are not known to change nothing, and counts them.
fn report(area: &Area, output: &Path) -> Result<usize, String> {
    let read = |name: &str| match fs::read_to_string(output.join(name)) {
        Ok(text) => Ok(text.lines().map(str::to_owned).collect::<Vec<_>>()),
        Err(error) => Err(format!("{name} of {}: {error}", output.display())),
    };
    let equivalent: Vec<&str> = include_str!("../equivalent_mutants.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .collect();
    let (known, missed): (Vec<_>, Vec<_>) = read("missed.txt")?
        .into_iter()
        .partition(|mutant| equivalent.contains(&without_position(mutant).as_str()));
    println!(
        "{}: {} caught, {} timed out, {} known to change nothing, {} survive",
        area.name,
        read("caught.txt")?.len(),
        read("timeout.txt")?.len(),
        known.len(),
        missed.len()
    );
    for mutant in &missed {
        println!("  {mutant}");
    }
    Ok(missed.len())
}

/// `src/a.rs:12:5: replace ..` as `src/a.rs: replace ..`: lines move with every change.
fn without_position(mutant: &str) -> String {
    let mut parts = mutant.splitn(4, ':');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(file), Some(_), Some(_), Some(change)) => format!("{file}:{change}"),
        _ => mutant.to_owned(),
    }
}

/// A text as a regular expression that matches nothing else.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_there() {
        let known = include_str!("../equivalent_mutants.txt").lines();
        let known = known.filter(|line| line.starts_with("src/"));
        let known = known.filter_map(|line| line.split_once(':')).map(|(file, _)| file);
        for file in AREAS.iter().flat_map(|area| area.files).copied().chain(known) {
            let (folder, name) = file.rsplit_once('/').unwrap();
            let (start, end) = name.split_once('*').unwrap_or((name, ""));
            let mut names = fs::read_dir(root().join(folder)).unwrap().map(|entry| {
                let name = entry.unwrap().file_name();
                name.to_string_lossy().into_owned()
            });
            let is_it = |found: String| found.starts_with(start) && found.ends_with(end);
            assert!(names.any(is_it), "no file is called `{file}`");
        }
    }

    #[test]
    fn positions_are_left_out() {
        let mutant = "src/rule/transfer.rs:38:24: replace - with + in hill";
        assert_eq!(without_position(mutant), "src/rule/transfer.rs: replace - with + in hill");
    }

    #[test]
    fn names_match_themselves_alone() {
        assert_eq!(escaped("a.rs:1:2: replace -> f64"), r"a\.rs:1:2: replace \-> f64");
    }
}
