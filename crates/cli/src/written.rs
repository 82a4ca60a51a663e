//! Files that an answer is written to.

use std::fs;
use std::path::Path;

use crate::answer::Failure;

/// Writes a file beside its place and moves it there, so that nobody reads half of it.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    // What is no file, such as a terminal, is written to as it is.
    if path.exists() && !path.is_file() {
        return Ok(fs::write(path, bytes).map_err(failed)?);
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let beside = path.with_file_name(name);
    fs::write(&beside, bytes).map_err(failed)?;
    fs::rename(&beside, path).map_err(failed)?;
    Ok(())
}
