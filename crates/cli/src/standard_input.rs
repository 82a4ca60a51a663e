//! `-` in place of a file: standard input.
//!
//! Formats are told by how a file begins, and sizes are checked before anything is read, so that what
//! comes in is written to a temporary file first, which `-` then stands for.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Mutex;

use knockon::io::Limits;
use tempfile::NamedTempFile;

/// What came in, if it was asked for.
static TAKEN: Mutex<Option<NamedTempFile>> = Mutex::new(None);

/// A file to read, as an argument names it.
pub(crate) fn given_file(text: &str) -> Result<PathBuf, String> {
    if text != "-" {
        return Ok(PathBuf::from(text));
    }
    let Ok(mut taken) = TAKEN.lock() else { return Err("standard input is gone".to_owned()) };
    if taken.is_none() {
        let file = take().map_err(|error| format!("standard input cannot be read: {error}"))?;
        *taken = Some(file);
    }
    Ok(taken.as_ref().map(|file| file.path().to_owned()).unwrap_or_default())
}

/// Writes what comes in to a file; of what is too large, as much as is needed to see that.
fn take() -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new()?;
    let most = Limits::default().max_file_bytes.saturating_add(1);
    io::copy(&mut io::stdin().lock().take(most), &mut file)?;
    Ok(file)
}

/// A message, in which `-` is called that.
pub(crate) fn named(message: &str) -> String {
    let taken = TAKEN.lock().ok();
    match taken.as_ref().and_then(|taken| taken.as_ref()) {
        Some(file) => message.replace(&file.path().display().to_string(), "-"),
        None => message.to_owned(),
    }
}

/// Removes what came in.
pub(crate) fn forget() {
    if let Ok(mut taken) = TAKEN.lock() {
        taken.take();
    }
}
