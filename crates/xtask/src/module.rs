//! `module`: builds the model that a page carries, and puts it where the command line picks it up.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use clap::Args;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::workspace::{self, Failure, Metadata, cargo, root};

/// Nothing to choose.
#[derive(Debug, Args)]
pub(crate) struct Options {}

/// What a browser runs.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Builds and packs the module; `cargo build -p knockon-cli` then carries it.
pub(crate) fn run(_: &Options) -> Result<(), Failure> {
    if !is_target_installed()? {
        return Err(format!("it needs `rustup target add {TARGET}`").into());
    }
    let folder = Metadata::read()?.target.join("wasm");
    let mut build = cargo();
    build.args(["build", "--locked", "--quiet", "--release", "--target", TARGET]);
    build.arg("--manifest-path").arg(root().join("crates/wasm/Cargo.toml"));
    workspace::run(build.arg("--target-dir").arg(&folder))?;
    let module = fs::read(folder.join(TARGET).join("release/knockon_wasm.wasm"))?;
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&module)?;
    let packed = packed.finish()?;
    let path = root().join("crates/cli/assets/what_if.wasm.gz");
    // Left as it is where nothing changed, so that nothing is built again.
    if fs::read(&path).ok().as_ref() != Some(&packed) {
        fs::write(&path, &packed)?;
    }
    println!("{}: {} kB, {} kB packed", path.display(), module.len() / 1_000, packed.len() / 1_000);
    Ok(())
}

/// Whether programs for a browser can be built here.
pub(crate) fn is_target_installed() -> Result<bool, Failure> {
    let asked =
        Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).output()?;
    Ok(Path::new(String::from_utf8(asked.stdout)?.trim()).is_dir())
}
