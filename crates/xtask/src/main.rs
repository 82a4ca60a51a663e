//! Commands for those who develop `knockon`: `cargo run --release -p xtask -- --help`.

use clap::Parser;

/// Commands for those who develop `knockon`.
#[derive(Debug, Parser)]
struct Arguments {}

fn main() {
    Arguments::parse();
}
