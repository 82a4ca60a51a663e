//! Rows of a table: header, lengths and lines.

use ::csv::{Reader, ReaderBuilder, StringRecord};

use super::lines::Lines;
use super::{Table, TableError};

/// Reads the rows of one table.
pub(super) struct Rows<'t> {
    table: Table,
    text: &'t str,
    reader: Reader<&'t [u8]>,
    header: Vec<String>,
    record: StringRecord,
    lines: Lines<'t>,
}

/// How many bytes the parser takes at once.
const MOST_BUFFERED: usize = 1 << 16;

/// A row and where it starts.
pub(super) struct Row<'r> {
    /// In bytes from the start of the table.
    pub(super) start: u64,
    record: &'r StringRecord,
    lines: &'r Lines<'r>,
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

    /// The line it starts on.
    pub(super) fn line(&self) -> u64 {
        self.lines.at(self.start)
    }

    /// The line on which an earlier row starts.
    pub(super) fn line_of(&self, start: u64) -> u64 {
        self.lines.at(start)
    }
}

impl<'t> Rows<'t> {
    /// Reads the header, which must have the needed columns.
    pub(super) fn open(table: Table, text: &'t str, needed: &[&str]) -> Result<Self, TableError> {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(text.len().clamp(1, MOST_BUFFERED))
            .from_reader(text.as_bytes());
        let mut rows = Self {
            table,
            text,
            reader,
            header: Vec::new(),
            record: StringRecord::new(),
            lines: Lines::of(text),
        };
        let Some(start) = rows.read()? else {
            let message =
                format!("the table is empty, where a header `{}` is needed", needed.join(","));
            return Err(rows.fault(1, message));
        };
        rows.header = rows.record.iter().map(|name| name.trim().to_owned()).collect();
        rows.check_header(start, needed)?;
        Ok(rows)
    }

    fn check_header(&self, start: u64, needed: &[&str]) -> Result<(), TableError> {
        let missing: Vec<&str> =
            needed.iter().copied().filter(|name| self.column(name).is_none()).collect();
        if !missing.is_empty() {
            let message = format!(
                "the header lacks `{}`, where the columns `{}` are needed, separated by commas",
                missing.join("`, `"),
                needed.join("`, `")
            );
            return Err(self.fault(self.lines.at(start), message));
        }
        let mut names: Vec<&str> =
            self.header.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        names.sort_unstable();
        for (name, next) in names.iter().zip(names.iter().skip(1)) {
            if name == next {
                let message = format!("the header names column `{name}` twice");
                return Err(self.fault(self.lines.at(start), message));
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
        let Some(start) = self.read()? else { return Ok(None) };
        let (found, needed) = (self.record.len(), self.header.len());
        if found != needed {
            let cells = if found == 1 { "1 cell" } else { &format!("{found} cells") };
            let message = format!("the row has {cells}, where the header has {needed} columns");
            return Err(self.fault(self.lines.at(start), message));
        }
        Ok(Some(Row { start, record: &self.record, lines: &self.lines }))
    }

    /// Reads the next record and returns where it starts.
    fn read(&mut self) -> Result<Option<u64>, TableError> {
        let read = self.reader.read_record(&mut self.record);
        let start = match &read {
            Ok(_) => self.record.position(),
            Err(error) => error.position(),
        };
        // Blank lines belong to no record.
        let start = start.map_or(0, |start| usize::try_from(start.byte()).unwrap_or(usize::MAX));
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let blank = rest.iter().take_while(|&&byte| matches!(byte, b'\r' | b'\n')).count();
        let start = start.saturating_add(blank);
        match read {
            Ok(false) => Ok(None),
            Ok(true) => {
                let end = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
                if end >= self.text.len() && self.never_closed(start) {
                    let message = "a quote that opens in this row is never closed".to_owned();
                    return Err(self.fault(self.lines.at(start as u64), message));
                }
                Ok(Some(start as u64))
            }
            Err(error) => {
                let message = format!("the row cannot be read: {error}");
                Err(self.fault(self.lines.at(start as u64), message))
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

    /// Ends the reading, to ask for lines later.
    pub(super) fn into_lines(self) -> Lines<'t> {
        self.lines
    }
}
