//! Colours, on a terminal that shows them.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::sync::OnceLock;

use clap::ColorChoice;
use clap::builder::styling::{AnsiColor, Style};

/// Whether to colour, as asked for; nothing is coloured until it is set.
static CHOICE: OnceLock<ColorChoice> = OnceLock::new();

const HEADING: Style = Style::new().bold();
const TABLE_HEAD: Style = Style::new().underline();
const WARNING: Style = AnsiColor::Yellow.on_default();
const FAILURE: Style = AnsiColor::Red.on_default();

/// Sets whether to colour.
pub(crate) fn choose(choice: ColorChoice) {
    let _ = CHOICE.set(choice);
}

/// Finds the choice among the words of a command line, for messages about these words.
pub(crate) fn stated(words: impl Iterator<Item = OsString>) -> ColorChoice {
    let mut stated = None;
    let mut is_next = false;
    for word in words {
        let Some(word) = word.to_str() else { continue };
        if is_next {
            stated = word.parse().ok();
        } else if let Some(choice) = word.strip_prefix("--color=") {
            stated = choice.parse().ok();
        }
        is_next = word == "--color";
    }
    stated.unwrap_or(ColorChoice::Auto)
}

/// An answer in words and tables: its heading, and the heads of its tables.
pub(crate) fn text(text: String) -> String {
    if is_on(&io::stdout()) { painted(&text) } else { text }
}

/// A warning on standard error.
pub(crate) fn warning(line: String) -> String {
    message(line, WARNING)
}

/// Why there is no answer, on standard error.
pub(crate) fn failure(line: String) -> String {
    message(line, FAILURE)
}

fn message(line: String, style: Style) -> String {
    if is_on(&io::stderr()) { format!("{style}{line}{style:#}") } else { line }
}

/// Whether a stream is coloured: as asked for, else on terminals, unless `NO_COLOR` is set.
fn is_on(stream: &impl IsTerminal) -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match CHOICE.get() {
        None | Some(ColorChoice::Never) => false,
        Some(ColorChoice::Always) => true,
        Some(ColorChoice::Auto) => {
            let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
            stream.is_terminal() && !is_set("NO_COLOR") && !is_dumb
        }
    }
}

/// The first line is a heading; a line after an empty one that begins with a blank, as the next
/// does, is the head of a table.
fn painted(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let is_row = |at: usize| lines.get(at).is_some_and(|line| line.starts_with(' '));
    let painted = lines.iter().enumerate().map(|(at, line)| {
        let is_after_gap = at.checked_sub(1).and_then(|before| lines.get(before)) == Some(&"");
        let style = match at {
            0 => HEADING,
            _ if is_after_gap && is_row(at) && is_row(at + 1) => TABLE_HEAD,
            _ => Style::new(),
        };
        format!("{style}{line}{style:#}\n")
    });
    painted.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_heads_of_tables_are_painted() {
        let text = "H: today\n\nWhat customers feel\n\n customer  points\n shops       -3.0\n\nshops: all\n  -3.0  IT\n";
        assert_eq!(
            painted(text),
            "\u{1b}[1mH: today\u{1b}[0m\n\nWhat customers feel\n\n\u{1b}[4m customer  points\u{1b}[0m\n \
             shops       -3.0\n\nshops: all\n  -3.0  IT\n"
        );
    }

    #[test]
    fn the_choice_is_found_among_the_words() {
        let of = |words: &[&str]| stated(words.iter().map(OsString::from));
        assert_eq!(of(&["knockon", "assess"]), ColorChoice::Auto);
        assert_eq!(of(&["knockon", "--color", "never"]), ColorChoice::Never);
        assert_eq!(of(&["assess", "--color=always"]), ColorChoice::Always);
        assert_eq!(of(&["assess", "--color", "mauve"]), ColorChoice::Auto);
    }
}
