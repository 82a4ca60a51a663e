//! Carries the model of a page (`report --what-if`) where it was built: `cargo run -p xtask -- module`.

use std::path::Path;

fn main() {
    // The folder is there whether the module is or not.
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rustc-check-cfg=cfg(has_module)");
    if cfg!(feature = "what-if") && Path::new("assets/what_if.wasm.gz").is_file() {
        println!("cargo::rustc-cfg=has_module");
    }
}
