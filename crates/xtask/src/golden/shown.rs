//! Whether what the first lines of an example show is what it prints.

use crate::workspace::Failure;

/// Compares what stands below `$ cargo run --release --example NAME` at the top of an example with
/// what it prints; `...` stands for any lines.
pub(super) fn check(source: &str, example: &str, printed: &str) -> Result<(), Failure> {
    let documentation = source.lines().map_while(|line| line.strip_prefix("//!"));
    let documentation: Vec<&str> =
        documentation.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let prompt = format!("$ cargo run --release --example {example}");
    let at = documentation.iter().position(|line| *line == prompt);
    let at = at.ok_or_else(|| format!("examples/{example}.rs does not show `{prompt}`"))?;
    let shown = documentation.iter().skip(at + 1);
    let shown = shown.take_while(|line| !line.starts_with("```") && !line.starts_with("$ "));
    let shown: Vec<&str> = shown.copied().collect();
    let mut rest = printed;
    for part in shown.split(|line| *line == "...").filter(|part| !part.is_empty()) {
        let part = part.join("\n");
        let Some(found) = rest.find(&part) else {
            return Err(
                format!("examples/{example}.rs shows\n{part}\nbut prints\n{printed}").into()
            );
        };
        rest = &rest[found + part.len()..];
    }
    if shown.is_empty() {
        return Err(format!("examples/{example}.rs shows nothing of what it prints").into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;

    const SOURCE: &str = "//! It says:\n//!\n//! ```text\n//! $ cargo run --release --example a\n//! one\n//! ...\n//! three\n//! ```\n";

    #[test]
    fn parts_are_found_in_order() {
        check(SOURCE, "a", "one\ntwo\nthree\n").unwrap();
        let refused = check(SOURCE, "a", "three\none\n").unwrap_err().to_string();
        assert!(refused.starts_with("examples/a.rs shows\nthree\nbut prints"), "{refused}");
    }

    #[test]
    fn what_shows_nothing_is_refused() {
        assert!(check(SOURCE, "b", "").is_err());
        let empty = SOURCE.replace("//! one\n//! ...\n//! three\n", "");
        assert!(check(&empty, "a", "").is_err());
    }
}
