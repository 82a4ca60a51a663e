//! Words to people beside the answer.

use super::answer::say;

/// Warns on standard error.
pub(crate) fn warn(message: &str) {
    say(&format!("warning: {message}"));
}
