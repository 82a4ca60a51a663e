//! An organisation as two tables in a folder.

use std::fs;
use std::path::Path;

use knockon::Organisation;
use knockon::io::tables::organisation_to_tables;

use crate::answer::Failure;
use crate::warning::warn;

/// What the two tables are called.
pub(crate) const NAMES: [&str; 2] = ["nodes.csv", "edges.csv"];

/// Writes both; refuses where they cannot say all, unless that is asked for.
pub(crate) fn write(
    organisation: &Organisation,
    folder: &Path,
    is_lossy: bool,
) -> Result<(), Failure> {
    let tables = organisation_to_tables(organisation);
    if !tables.lost.is_empty() {
        let lost = format!("tables cannot say {}", tables.lost.join(", "));
        if !is_lossy {
            return Err(format!("{lost}; --lossy writes them all the same").into());
        }
        warn(&lost);
    }
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(failed)?;
    for (name, text) in NAMES.iter().zip([&tables.nodes, &tables.edges]) {
        fs::write(folder.join(name), text).map_err(failed)?;
    }
    Ok(())
}
