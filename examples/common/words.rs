//! Words to people beside the answer.

use super::answer::say;

/// Warns on standard error.
pub(crate) fn warn(message: &str) {
    say(&format!("warning: {message}"));
}

/// Text from files without control characters, which could rewrite a terminal.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}
