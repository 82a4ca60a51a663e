//! `ci`: every check that a change has to pass, step by step; stops at the first failure.
//!
//! `.ci/run` installs the tools and calls this.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use clap::Args;

use crate::golden::{self, Programs};
use crate::graphs;
use crate::module;
use crate::sql_cases;
use crate::tidy;
use crate::workspace::{self, Failure, Metadata, cargo, root, shown};

/// Which steps to run.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Starts at this step.
    #[arg(long, value_name = "STEP")]
    from: Option<String>,
    /// Runs this step alone, and others if given again.
    #[arg(long, value_name = "STEP", conflicts_with = "from")]
    only: Vec<String>,
    /// Lists the steps.
    #[arg(long)]
    list: bool,
}

/// A step: its name, what it checks, and how.
type Step = (&'static str, &'static str, fn(&Run) -> Result<(), Failure>);

/// Every step, cheap ones first.
const STEPS: &[Step] = &[
    ("tools", "versions, for the log", tools),
    ("deny", "licences, sources and bans of dependencies", deny),
    ("format", "cargo fmt", format),
    ("tidy", "layers, names, words and sizes of source files", tidy),
    // Before the command line is built, which carries the module.
    ("wasm", "the library compiles for WebAssembly, and so does the model of a page", wasm),
    ("clippy", "lints without features, and of everything with all", clippy),
    ("features", "each feature alone compiles, and each program with those it asks for", features),
    ("test", "tests without further options, the command the README gives", test),
    ("test-none", "tests without features", test_none),
    ("test-all", "tests of everything with all features", test_all),
    ("package", "what would be published: its files, and its manifest", package),
    ("doc", "documentation without warnings", doc),
    ("trust", "many seeds of organisations, each against the dense evaluator", trust),
    ("examples", "every example answers about the organisation it carries", examples),
    ("questions", "every command answers about it", questions),
    ("tables", "a generated organisation goes out as tables, and comes back", tables),
    ("data", "real organisations, where they are at hand, and through graphs and back", data),
    ("sql", "queries in engines, against the same customers in memory", sql),
    ("page", "pages in a browser, where there is one", page),
    ("golden", "documents of the command line against the committed ones", golden),
    ("benches", "every bench runs once", benches),
    ("instructions", "the benches that count instructions compile", instructions),
    ("fuzz", "the targets of the fuzzer compile", fuzz),
    (
        "datafusion",
        "the locks of `crates/datafusion`, whose own script checks the rest",
        datafusion,
    ),
];

/// Runs the steps asked for.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let chosen = chosen(options)?;
    if options.list {
        for (name, about, _) in chosen {
            println!("{name:<14}{about}");
        }
        return Ok(());
    }
    let run = Run { metadata: Metadata::read()?, begun: now() };
    for (name, _, step) in chosen {
        let begun = now();
        step(&run).map_err(|failure| format!("step `{name}`: {failure}"))?;
        println!("<== {name}: {}", seconds(begun.elapsed()));
    }
    run.say("all passed");
    Ok(())
}

/// The steps from one on, or those named.
fn chosen(options: &Options) -> Result<Vec<&'static Step>, Failure> {
    let known = |name: &String| {
        let names: Vec<_> = STEPS.iter().map(|(name, ..)| *name).collect();
        let place = names.iter().position(|known| known == name);
        place
            .ok_or_else(|| format!("no step `{name}`, where one of {} is needed", names.join(", ")))
    };
    let only = options.only.iter().map(known).collect::<Result<Vec<_>, _>>()?;
    let from = options.from.as_ref().map_or(Ok(0), known)?;
    let is_chosen = |at: &usize| *at >= from && (only.is_empty() || only.contains(at));
    Ok((0..STEPS.len()).filter(is_chosen).map(|at| &STEPS[at]).collect())
}

/// What steps share.
struct Run {
    metadata: Metadata,
    begun: Instant,
}

impl Run {
    /// Says what begins, and after how long.
    fn say(&self, what: &str) {
        println!("\n==> [{:>6}] {what}", seconds(self.begun.elapsed()));
    }

    /// Runs a command, its output streamed.
    fn run(&self, command: &mut Command) -> Result<(), Failure> {
        self.say(&shown(command));
        workspace::run(command)
    }

    /// Runs cargo.
    fn cargo(&self, arguments: &str) -> Result<(), Failure> {
        self.run(cargo().args(arguments.split_whitespace()))
    }
}

fn tools(run: &Run) -> Result<(), Failure> {
    run.run(Command::new("rustc").arg("--version"))?;
    for arguments in ["--version", "fmt --version", "clippy --version", "deny --version"] {
        run.cargo(arguments)?;
    }
    Ok(())
}

fn deny(run: &Run) -> Result<(), Failure> {
    run.cargo("deny --locked --workspace --all-features check bans licenses sources")?;
    for apart in ["fuzz", "crates/wasm"] {
        let mut deny = cargo();
        deny.current_dir(root().join(apart));
        run.run(deny.args(["deny", "--locked", "check", "bans", "licenses", "sources"]))?;
    }
    Ok(())
}

fn format(run: &Run) -> Result<(), Failure> {
    run.cargo("fmt --all --check")?;
    run.cargo("fmt --manifest-path fuzz/Cargo.toml --check")?;
    run.cargo("fmt --manifest-path crates/wasm/Cargo.toml --check")?;
    run.cargo("fmt --manifest-path crates/datafusion/Cargo.toml --check")?;
    run.cargo("fmt --manifest-path crates/datafusion/cluster/Cargo.toml --check")
}

fn tidy(run: &Run) -> Result<(), Failure> {
    run.say("xtask tidy");
    tidy::run(&tidy::Options::default())
}

fn clippy(run: &Run) -> Result<(), Failure> {
    let call = "clippy --locked --quiet --all-targets";
    run.cargo(&format!("{call} --no-default-features -- -D warnings"))?;
    run.cargo(&format!("{call} --workspace --all-features -- -D warnings"))
}

fn features(run: &Run) -> Result<(), Failure> {
    for feature in &run.metadata.features {
        let call = "check --locked --quiet --lib --no-default-features --features";
        run.cargo(&format!("{call} {feature}"))?;
    }
    for program in ["knockon-cli", "xtask"] {
        run.cargo(&format!("check --locked --quiet --package {program}"))?;
    }
    Ok(())
}

fn test(run: &Run) -> Result<(), Failure> {
    run.cargo("test --locked --quiet")
}

fn test_none(run: &Run) -> Result<(), Failure> {
    run.cargo("test --locked --quiet --no-default-features")
}

fn test_all(run: &Run) -> Result<(), Failure> {
    run.cargo("test --locked --quiet --workspace --all-features")
}

/// A browser has neither threads nor a random seed of the system; all else works there.
fn wasm(run: &Run) -> Result<(), Failure> {
    if !module::is_target_installed()? {
        let target = module::TARGET;
        run.say(&format!("{target} is not installed (`rustup target add {target}`): skipped"));
        return Ok(());
    }
    let call = format!("check --locked --quiet --lib --target {}", module::TARGET);
    run.cargo(&format!("{call} --no-default-features"))?;
    run.cargo(&format!("{call} --all-features"))?;
    lint_apart(run, Path::new("crates/wasm"), &["--all-targets"])?;
    let mut test = cargo();
    test.args(["test", "--locked", "--quiet", "--manifest-path", "crates/wasm/Cargo.toml"]);
    run.run(test.arg("--target-dir").arg(run.metadata.target.join("wasm")))?;
    run.say("xtask module");
    module::run(&module::Options {})
}

/// What a published package holds, folders by name.
const PACKAGED: &[&str] = &[
    ".cargo_vcs_info.json",
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "Cargo.toml.orig",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "SECURITY.md",
    "askama.toml",
    "clippy.toml",
    "deny.toml",
    "docs",
    "examples",
    "rustfmt.toml",
    "schema",
    "src",
];

fn package(run: &Run) -> Result<(), Failure> {
    let call = "package --locked --quiet --allow-dirty --package knockon";
    let mut list = cargo();
    let listed = list.args(call.split(' ')).arg("--list").output()?;
    let listed = String::from_utf8(listed.stdout)?;
    let mut names: Vec<&str> = listed.lines().filter_map(|file| file.split('/').next()).collect();
    names.sort_unstable();
    names.dedup();
    if names != PACKAGED {
        return Err(format!("the package holds {names:?}, where {PACKAGED:?} is meant").into());
    }
    run.cargo(&format!("{call} --no-verify"))
}

fn doc(run: &Run) -> Result<(), Failure> {
    let mut command = cargo();
    command.args(["doc", "--locked", "--quiet", "--no-deps", "--all-features"]);
    run.run(command.env("RUSTDOCFLAGS", "-D warnings"))
}

fn trust(run: &Run) -> Result<(), Failure> {
    const SEEDS: u32 = 20_000;
    let programs = Programs::build()?;
    run.say(&format!("xtask trust --seeds {SEEDS}"));
    programs.trust(SEEDS)
}

fn examples(run: &Run) -> Result<(), Failure> {
    let programs = Programs::build()?;
    for example in &run.metadata.examples {
        run.say(example);
        println!("{}", programs.example(example)?);
    }
    Ok(())
}

fn questions(run: &Run) -> Result<(), Failure> {
    let programs = Programs::build()?;
    for case in golden::CASES {
        run.say(&format!("knockon {}", case.command));
        programs.command(case.command, &case.in_text())?;
    }
    run.say("knockon population");
    programs.command::<&str>("population", &[])?;
    Ok(())
}

fn tables(run: &Run) -> Result<(), Failure> {
    let programs = Programs::build()?;
    let tables = run.metadata.target.join("ci-tables");
    let generated = golden::GENERATED.iter().map(PathBuf::from).chain([tables.clone()]);
    programs.command("population", &generated.collect::<Vec<_>>())?;
    programs.command("assess", &["nodes.csv", "edges.csv"].map(|name| tables.join(name)))?;
    Ok(fs::remove_dir_all(tables)?)
}

fn data(run: &Run) -> Result<(), Failure> {
    let Some(data) = golden::neighbour() else {
        run.say("no real organisations at hand: skipped");
        return Ok(());
    };
    let programs = Programs::build()?;
    for question in golden::REAL {
        run.say(&format!("{} {}", question.command, question.input));
        programs.command(question.command, &question.in_text(&data))?;
    }
    let scratch = run.metadata.target.join("ci-graphs");
    let mut compared = Vec::new();
    for question in golden::REAL.iter().filter(|question| question.files.len() > 1) {
        if !compared.contains(&question.input) {
            run.say(&format!("{} as graphs", question.input));
            graphs::compare(&programs, &data.join(question.input), &scratch)?;
            compared.push(question.input);
        }
    }
    Ok(())
}

/// Where Python has the engines, below the folder of builds.
const PYTHON: &str = "ci-python/bin/python";

/// Runs queries under every rule in the engines that are there.
fn sql(run: &Run) -> Result<(), Failure> {
    let python = run.metadata.target.join(PYTHON);
    let has = |module: &str| {
        let asked = Command::new(&python).args(["-c", &format!("import {module}")]).output();
        asked.is_ok_and(|asked| asked.status.success())
    };
    let modules = [("duckdb", "duckdb"), ("datafusion", "datafusion"), ("psycopg", "postgres")];
    let has_server = Command::new("initdb").arg("--version").output().is_ok();
    let engines = modules.into_iter().filter(|(module, _)| has(module)).map(|(_, engine)| engine);
    let engines: Vec<_> = engines.filter(|engine| *engine != "postgres" || has_server).collect();
    for missing in ["duckdb", "datafusion", "postgres"].iter().filter(|it| !engines.contains(it)) {
        run.say(&format!("QUERIES ARE NOT RUN IN {missing}, which is not there"));
    }
    if engines.is_empty() {
        return Ok(());
    }
    let folder = run.metadata.target.join("ci-sql");
    let count = sql_cases::write(&folder)?;
    run.say(&format!("{count} rules written to {}", folder.display()));
    let mut check = Command::new(&python);
    run.run(check.arg(root().join("tests/sql/check.py")).arg(&folder).args(engines))
}

/// Where the page is looked at.
const BROWSER: &str = "/usr/bin/chromium";

/// Writes pages of the embedded organisation, of one whose numbers are ranges, of one with hostile
/// names and of a real one, and checks them in a browser.
fn page(run: &Run) -> Result<(), Failure> {
    let browser = std::env::var("CHROMIUM").unwrap_or_else(|_| BROWSER.to_owned());
    let has = |program: &str| Command::new(program).arg("--version").output().is_ok();
    if !has(&browser) || !has("npm") {
        run.say(&format!("PAGES ARE NOT CHECKED: {browser} or npm is not there"));
        return Ok(());
    }
    let programs = Programs::build()?;
    let folder = run.metadata.target.join("ci-pages");
    fs::create_dir_all(&folder)?;
    let hostile = root().join("tests/page/hostile.json");
    let what_if = if module::is_target_installed()? {
        vec![PathBuf::from("--what-if")]
    } else {
        run.say("PAGES CARRY NO MODEL: the target of WebAssembly is not installed");
        Vec::new()
    };
    let hostile = what_if.iter().cloned().chain([hostile]).collect();
    let ranges = [root().join("tests/page/ranges.json"), "--set".into(), "it=0.5".into()];
    let mut pages = vec![
        ("ranges.html", ranges.into()),
        ("harbour.html", Vec::new()),
        ("what-if.html", what_if.clone()),
        ("hostile.html", hostile),
    ];
    if let Some(data) = golden::neighbour() {
        let tables = ["nodes.csv", "edges.csv"].map(|name| data.join("volvo-vinst").join(name));
        let options = ["--dependence-total", "0.8", "--set", "st:G97=0.3"].map(PathBuf::from);
        let arguments = tables.into_iter().chain(options).chain(what_if);
        pages.push(("volvo-vinst.html", arguments.collect()));
    }
    let mut written = Vec::new();
    for (name, mut arguments) in pages {
        let page = folder.join(name);
        run.say(&format!("knockon report {name}"));
        arguments.extend(["-o".into(), page.clone()]);
        programs.command("report", &arguments)?;
        written.push(page);
    }
    let checks = root().join("tests/page");
    let mut install = Command::new("npm");
    run.run(install.args(["ci", "--silent", "--no-audit", "--no-fund"]).current_dir(&checks))?;
    let mut node = Command::new("node");
    run.run(node.arg("check.mjs").args(written).env("CHROMIUM", browser).current_dir(&checks))
}

fn golden(run: &Run) -> Result<(), Failure> {
    run.say("xtask golden");
    golden::run(&golden::Options::default())
}

fn benches(run: &Run) -> Result<(), Failure> {
    run.cargo("bench --locked --quiet --workspace --all-features --bench * -- --test")
}

/// Counting needs valgrind; that the benches compile does not.
fn instructions(run: &Run) -> Result<(), Failure> {
    lint_apart(run, Path::new("benches/instructions"), &["--all-targets"])
}

/// Fuzzing needs a nightly toolchain; that the targets compile does not, and what they do runs in
/// the tests.
fn fuzz(run: &Run) -> Result<(), Failure> {
    lint_apart(run, Path::new("fuzz"), &[])
}

/// The engine takes many minutes to build, so that its package has a script of its own.
fn datafusion(run: &Run) -> Result<(), Failure> {
    for package in ["crates/datafusion", "crates/datafusion/cluster"] {
        let manifest = format!("{package}/Cargo.toml");
        run.cargo(&format!("update --workspace --locked --quiet --manifest-path {manifest}"))?;
    }
    Ok(())
}

/// Lints a package that is no member.
fn lint_apart(run: &Run, package: &Path, options: &[&str]) -> Result<(), Failure> {
    let mut command = cargo();
    command.args(["clippy", "--locked", "--quiet"]).args(options);
    command.arg("--manifest-path").arg(package.join("Cargo.toml"));
    // A folder of its own, for its dependencies are locked apart.
    let folder = run.metadata.target.join(package.file_name().unwrap_or_default());
    command.arg("--target-dir").arg(folder);
    run.run(command.args(["--", "-D", "warnings"]))
}

#[expect(clippy::disallowed_methods, reason = "a program that says how long steps take")]
fn now() -> Instant {
    Instant::now()
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(from: Option<&str>, only: &[&str]) -> Result<Vec<&'static str>, String> {
        let options = Options {
            from: from.map(str::to_owned),
            only: only.iter().map(|&name| name.to_owned()).collect(),
            list: false,
        };
        let steps = chosen(&options).map_err(|failure| failure.to_string())?;
        Ok(steps.iter().map(|(name, ..)| *name).collect())
    }

    #[test]
    fn steps_are_chosen_by_name() {
        assert_eq!(names(None, &[]).unwrap().len(), STEPS.len());
        assert_eq!(names(Some("fuzz"), &[]).unwrap(), ["fuzz", "datafusion"]);
        assert_eq!(names(None, &["fuzz", "deny"]).unwrap(), ["deny", "fuzz"]);
    }

    #[test]
    fn an_unknown_step_is_named() {
        assert!(names(Some("deploy"), &[]).unwrap_err().starts_with("no step `deploy`"));
    }

    #[test]
    fn no_two_steps_share_a_name() {
        for (at, (name, ..)) in STEPS.iter().enumerate() {
            assert_eq!(STEPS.iter().position(|(other, ..)| other == name), Some(at));
        }
    }
}
