//! Rows of a table: header, lengths and lines.

use ::csv::{Reader, ReaderBuilder, StringRecord};

use super::{Table, TableError};

/// Reads the rows of one table.
pub(super) struct Rows<'t> {
    table: Table,
    text: &'t str,
    reader: Reader<&'t [u8]>,
    header: Vec<String>,
    record: StringRecord,
    lines: LineCounter<'t>,
}

/// Counts lines up to where a record starts. The reader's own count is that of the line end before
/// it, which blank lines and two-byte line ends push apart.
struct LineCounter<'t> {
    rest: &'t [u8],
    position: usize,
    line: u64,
    after_return: bool,
}

impl LineCounter<'_> {
    /// The line of the first record that starts at a position or after blank lines from there.
    fn at(&mut self, position: usize) -> u64 {
        while let Some((&byte, rest)) = self.rest.split_first() {
            if self.position >= position && byte != b'\r' && byte != b'\n' {
                break;
            }
            // A return ends a line, and so does a line feed without a return before it.
            if byte == b'\r' || (byte == b'\n' && !self.after_return) {
                self.line += 1;
            }
            self.after_return = byte == b'\r';
            self.rest = rest;
            self.position += 1;
        }
        self.line
    }
}

/// A row and the line it starts on.
pub(super) struct Row<'r> {
    pub(super) line: u64,
    record: &'r StringRecord,
}

impl<'r> Row<'r> {
    /// A cell; an empty one states nothing.
    pub(super) fn stated(&self, column: Option<usize>) -> Option<&'r str> {
        column.and_then(|column| self.record.get(column)).filter(|cell| !cell.is_empty())
    }

    /// A cell of a column that every row has.
    pub(super) fn cell(&self, column: usize) -> &'r str {
        self.record.get(column).unwrap_or_default()
    }
}

impl<'t> Rows<'t> {
    /// Reads the header, which must have the needed columns.
    pub(super) fn open(table: Table, text: &'t str, needed: &[&str]) -> Result<Self, TableError> {
        let reader =
            ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut rows = Self {
            table,
            text,
            reader,
            header: Vec::new(),
            record: StringRecord::new(),
            lines: LineCounter { rest: text.as_bytes(), position: 0, line: 1, after_return: false },
        };
        let Some(line) = rows.read()? else {
            let message =
                format!("the table is empty, where a header `{}` is needed", needed.join(","));
            return Err(rows.fault(1, message));
        };
        rows.header = rows.record.iter().map(|name| name.trim().to_owned()).collect();
        rows.check_header(line, needed)?;
        Ok(rows)
    }

    fn check_header(&self, line: u64, needed: &[&str]) -> Result<(), TableError> {
        let missing: Vec<&str> =
            needed.iter().copied().filter(|name| self.column(name).is_none()).collect();
        if !missing.is_empty() {
            let message = format!(
                "the header lacks `{}`, where the columns `{}` are needed, separated by commas",
                missing.join("`, `"),
                needed.join("`, `")
            );
            return Err(self.fault(line, message));
        }
        let mut names: Vec<&str> =
            self.header.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        names.sort_unstable();
        for (name, next) in names.iter().zip(names.iter().skip(1)) {
            if name == next {
                let message = format!("the header names column `{name}` twice");
                return Err(self.fault(line, message));
            }
        }
        Ok(())
    }

    /// The names of the columns.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// The position of a column, if the table has it.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|known| known == name)
    }

    /// The position of a column that the header was required to have.
    pub(super) fn needed(&self, name: &str) -> usize {
        self.column(name).unwrap_or(usize::MAX)
    }

    /// A fault of shape on a line.
    pub(super) fn fault(&self, line: u64, message: String) -> TableError {
        TableError::Unreadable { table: self.table, line, message }
    }

    /// Reads the next row; `None` after the last.
    pub(super) fn next_row(&mut self) -> Result<Option<Row<'_>>, TableError> {
        let Some(line) = self.read()? else { return Ok(None) };
        let (found, needed) = (self.record.len(), self.header.len());
        if found != needed {
            let cells = if found == 1 { "1 cell" } else { &format!("{found} cells") };
            let message = format!("the row has {cells}, where the header has {needed} columns");
            return Err(self.fault(line, message));
        }
        Ok(Some(Row { line, record: &self.record }))
    }

    /// Reads the next record and returns its line.
    fn read(&mut self) -> Result<Option<u64>, TableError> {
        let read = self.reader.read_record(&mut self.record);
        let start = match &read {
            Ok(_) => self.record.position(),
            Err(error) => error.position(),
        };
        let start = start.map_or(0, ::csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        match read {
            Ok(false) => Ok(None),
            Ok(true) => {
                let line = self.lines.at(start);
                if self.reader.is_done() && self.never_closed(start) {
                    let message = "a quote that opens in this row is never closed".to_owned();
                    return Err(self.fault(line, message));
                }
                Ok(Some(line))
            }
            Err(error) => {
                let line = self.lines.at(start);
                Err(self.fault(line, format!("the row cannot be read: {error}")))
            }
        }
    }

    /// Whether the last record runs to the end of the text inside a quoted cell: then what is
    /// appended belongs to it.
    fn never_closed(&self, start: usize) -> bool {
        let last = self.text.get(start..).unwrap_or_default();
        let mut probe = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(std::io::Read::chain(last.as_bytes(), &b"\nnext"[..]));
        probe.records().take(2).count() < 2
    }
}
