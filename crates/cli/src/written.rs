//! Files that an answer is written to.

use std::fs;
use std::path::Path;

use crate::answer::Failure;

/// Writes a file whole: beside where it belongs, and then moved there, so that nobody reads half of it.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let name = path.file_name().ok_or_else(|| format!("{} names no file", path.display()))?;
    let mut beside = name.to_owned();
    beside.push(".part");
    let beside = path.with_file_name(beside);
    fs::write(&beside, bytes).map_err(failed)?;
    fs::rename(&beside, path).map_err(failed)?;
    Ok(())
}
