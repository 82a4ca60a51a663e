//! Where something stands in a file of any format.

use std::fmt;
use std::sync::Arc;

/// Where something stands in a file.
///
/// # Examples
///
/// ```
/// use knockon::io::import::SourcePlace;
///
/// let file = SourcePlace::of_file("cmdb.csv");
/// assert_eq!(file.line(3).to_string(), "cmdb.csv, line 3");
/// assert_eq!(file.item("nodes", 4, "id").to_string(), "cmdb.csv, nodes[4].id");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePlace {
    file: Arc<str>,
    position: Position,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Position {
    File,
    Line(u64),
    Character(u64, u64),
    Cell { sheet: Arc<str>, row: u32, column: u32 },
    Item { list: &'static str, index: usize, field: &'static str },
}

impl SourcePlace {
    /// A file as a whole.
    pub fn of_file(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), position: Position::File }
    }

    /// A line of the same file, from 1.
    #[must_use]
    pub fn line(&self, line: u64) -> Self {
        self.at(Position::Line(line))
    }

    /// A line and a column of the same file, both from 1.
    #[must_use]
    pub fn character(&self, line: u64, column: u64) -> Self {
        self.at(Position::Character(line, column))
    }

    /// A cell of a workbook; row and column from 0.
    #[must_use]
    pub fn cell(&self, sheet: &Arc<str>, row: u32, column: u32) -> Self {
        self.at(Position::Cell { sheet: Arc::clone(sheet), row, column })
    }

    /// An element of a list of a document, from 0, or a field of it.
    #[must_use]
    pub fn item(&self, list: &'static str, index: usize, field: &'static str) -> Self {
        self.at(Position::Item { list, index, field })
    }

    /// Returns the file's name.
    pub fn file(&self) -> &str {
        &self.file
    }

    fn at(&self, position: Position) -> Self {
        Self { file: Arc::clone(&self.file), position }
    }
}

impl fmt::Display for SourcePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        match &self.position {
            Position::File => Ok(()),
            Position::Line(line) => write!(f, ", line {line}"),
            Position::Character(line, column) => write!(f, ", line {line}, column {column}"),
            Position::Cell { sheet, row, column } => {
                write!(f, ", sheet `{sheet}`, {}{}", letters_of(*column), row + 1)
            }
            Position::Item { list, index, field } => {
                write!(f, ", {list}[{index}]")?;
                if field.is_empty() { Ok(()) } else { write!(f, ".{field}") }
            }
        }
    }
}

/// What a workbook calls a column, from 0: `A`, `Z`, `AA`.
fn letters_of(column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_called_as_workbooks_call_them() {
        let sheet = Arc::from("nodes");
        let place = |row, column| SourcePlace::of_file("a.xlsx").cell(&sheet, row, column);
        assert_eq!(place(1, 0).to_string(), "a.xlsx, sheet `nodes`, A2");
        assert_eq!([25, 26, 701, 702].map(letters_of), ["Z", "AA", "ZZ", "AAA"]);
    }
}
