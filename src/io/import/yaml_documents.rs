//! Several YAML documents in one file, each read on its own.

use serde::de::DeserializeOwned;

use super::error::ImportError;
use super::source_place::SourcePlace;
use super::text;
use crate::io::document::Syntax;

/// A document of a file, and the line before it.
pub(super) struct YamlDocument<'t> {
    text: &'t str,
    lines_before: u64,
}

/// Parts a file at lines that begin with `---`, or with `...`; no value can hold such a line.
pub(super) fn documents(text: &str) -> impl Iterator<Item = YamlDocument<'_>> {
    let mut starts = vec![(0, 0)];
    let (mut at, mut line) = (0, 0);
    for line_text in text.split_inclusive('\n') {
        at += line_text.len();
        line += 1;
        let is_mark = ["---", "..."].iter().any(|mark| {
            line_text
                .strip_prefix(mark)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
        });
        if is_mark {
            starts.push((at, line));
        }
    }
    let ends = starts.clone().into_iter().skip(1).map(|(end, _)| end).chain([text.len()]);
    starts.into_iter().zip(ends).filter_map(move |((start, lines_before), end)| {
        let text = text.get(start..end)?;
        // The mark that ends it is no part of it.
        let text = match text.trim_end_matches(['\r', '\n']).rsplit_once('\n') {
            Some((before, last)) if is_marked(last) => before,
            None if is_marked(text) => "",
            _ => text,
        };
        let has_text = text.lines().any(|line| {
            let line = line.trim();
            !line.is_empty() && !line.starts_with('#')
        });
        has_text.then_some(YamlDocument { text, lines_before })
    })
}

fn is_marked(line: &str) -> bool {
    line.starts_with("---") || line.starts_with("...")
}

impl YamlDocument<'_> {
    /// Reads the document; places are those in the file.
    pub(super) fn read<T: DeserializeOwned>(&self, file: &SourcePlace) -> Result<T, ImportError> {
        text::document(Syntax::Yaml, self.text, file, self.lines_before)
    }

    /// Where the document begins: its first line that says something.
    pub(super) fn place(&self, file: &SourcePlace) -> SourcePlace {
        let before = self.text.lines().take_while(|line| {
            let line = line.trim();
            line.is_empty() || line.starts_with('#')
        });
        file.line(self.lines_before + before.count() as u64 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_part_documents_and_keep_lines() {
        let text = "# head\n---\na: 1\n---\n\nb: |\n  ---\n  x\n...\n";
        let file = SourcePlace::of_file("f");
        let parts: Vec<_> =
            documents(text).map(|it| (it.text, it.place(&file).to_string())).collect();
        let expected =
            [("a: 1", "f, line 3".to_owned()), ("\nb: |\n  ---\n  x", "f, line 6".to_owned())];
        assert_eq!(parts, expected);
        assert_eq!(documents("---\n...\n").count(), 0);
    }
}
