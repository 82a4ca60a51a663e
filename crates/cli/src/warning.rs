//! Words to people beside the answer.

use knockon::Organisation;

use crate::answer::{say, visible};
use crate::paint;

/// Warns on standard error.
pub(crate) fn warn(message: &str) {
    say(&paint::warning(format!("warning: {}", visible(message))));
}

/// Warns of what is odd about an organisation.
pub(crate) fn warn_of_statement(organisation: &Organisation) {
    for warning in organisation.warnings() {
        warn(&warning.to_string());
    }
}
