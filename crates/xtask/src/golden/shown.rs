//! Whether what the first lines of an example show is what it prints.

use crate::workspace::Failure;

/// Compares what the first lines of an example show below `$ cargo run --release --example NAME`
/// with what it prints.
pub(super) fn in_example(source: &str, example: &str, printed: &str) -> Result<(), Failure> {
    let documentation = source.lines().map_while(|line| line.strip_prefix("//!"));
    let documentation = documentation.map(|line| line.strip_prefix(' ').unwrap_or(line));
    compare(documentation.collect(), &format!("examples/{example}.rs"), example, printed)
}

/// The same of a page of text.
pub(super) fn in_page(page: &str, name: &str, example: &str, printed: &str) -> Result<(), Failure> {
    compare(page.lines().collect(), name, example, printed)
}

/// Compares what is shown with what is printed; `...` stands for any lines.
fn compare(lines: Vec<&str>, place: &str, example: &str, printed: &str) -> Result<(), Failure> {
    let prompt = format!("$ cargo run --release --example {example}");
    let is_prompt = |line: &str| match line.strip_prefix(&prompt) {
        Some(rest) => rest.is_empty() || rest.starts_with(" --features "),
        None => false,
    };
    let at = lines.iter().position(|line| is_prompt(line));
    let at = at.ok_or_else(|| format!("{place} does not show `{prompt}`"))?;
    let shown = lines.into_iter().skip(at + 1);
    let shown = shown.take_while(|line| !line.starts_with("```") && !line.starts_with("$ "));
    let shown: Vec<&str> = shown.collect();
    let mut rest = printed;
    for part in shown.split(|line| *line == "...").filter(|part| !part.is_empty()) {
        let part = part.join("\n");
        let Some(found) = rest.find(&part) else {
            return Err(format!("{place} shows\n{part}\nbut it prints\n{printed}").into());
        };
        rest = &rest[found + part.len()..];
    }
    if shown.is_empty() {
        return Err(format!("{place} shows nothing of what `{example}` prints").into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{in_example, in_page};

    const SOURCE: &str = "//! It says:\n//!\n//! ```text\n//! $ cargo run --release --example a\n//! one\n//! ...\n//! three\n//! ```\n";

    #[test]
    fn parts_are_found_in_order() {
        in_example(SOURCE, "a", "one\ntwo\nthree\n").unwrap();
        let refused = in_example(SOURCE, "a", "three\none\n").unwrap_err().to_string();
        assert!(refused.starts_with("examples/a.rs shows\nthree\nbut it prints"), "{refused}");
    }

    #[test]
    fn a_page_needs_no_marks() {
        let page = "```text\n$ cargo run --release --example a\none\n```\n";
        in_page(page, "README.md", "a", "one\ntwo\n").unwrap();
        let refused = in_page(page, "README.md", "a", "two\n").unwrap_err().to_string();
        assert!(refused.starts_with("README.md shows\none\n"), "{refused}");
    }

    #[test]
    fn what_shows_nothing_is_refused() {
        assert!(in_example(SOURCE, "b", "").is_err());
        let empty = SOURCE.replace("//! one\n//! ...\n//! three\n", "");
        assert!(in_example(&empty, "a", "").is_err());
    }
}
