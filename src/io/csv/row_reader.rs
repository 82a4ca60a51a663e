//! Rows of a table that is read row by row: header, widths and lines.

use std::io::{Chain, Cursor, Read};

use ::csv::{ByteRecord, Reader, ReaderBuilder};

use super::header::{Header, delimiter, letters};
use super::text_reader::{MOST_ROW_BYTES, TextReader, is_too_long};
use crate::io::history::{HistoryError, HistoryPlace};
use crate::io::{HistoryOptions, limited};

/// Reads the rows of a table, one at a time.
pub(super) struct RowReader<R: Read> {
    reader: Reader<TextReader<Chain<Cursor<Vec<u8>>, R>>>,
    limit: u64,
    record: ByteRecord,
    header: Header,
    /// The line of the header.
    line: u64,
}

/// How many bytes are read at once to find the end of the first line.
const HEAD: usize = 1 << 12;

impl<R: Read> RowReader<R> {
    /// Reads the header; `usual` is one that a message proposes.
    pub(super) fn open(
        mut text: R,
        options: &HistoryOptions,
        usual: &str,
    ) -> Result<Self, HistoryError> {
        let limit = options.limits.max_file_bytes;
        let head = head(&mut text).map_err(|error| limited::failure(error, limit))?;
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(delimiter(&head));
        let reader = builder.from_reader(TextReader::new(Cursor::new(head).chain(text)));
        let (record, header) = (ByteRecord::new(), Header::default());
        let mut rows = Self { reader, limit, record, header, line: 1 };
        rows.line = rows.read()?.ok_or_else(|| {
            fault(1, format!("the table is empty, where a header `{usual}` is needed"))
        })?;
        let names = rows.record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned());
        rows.header =
            Header::new(names.collect(), &options.view).map_err(|missing| rows.fault(missing))?;
        match rows.header.named_twice(|name| letters(name).collect()) {
            Some(name) => Err(rows.fault(format!("the header names column `{name}` twice"))),
            None => Ok(rows),
        }
    }

    /// Finds columns of which one of each group must be there; in words, what is needed.
    pub(super) fn check(&self, groups: &[&[&str]], needed: &str) -> Result<(), HistoryError> {
        let is_missing =
            |group: &&&[&str]| group.iter().all(|name| self.header.column(name).is_none());
        let missing: Vec<String> = groups
            .iter()
            .filter(is_missing)
            .map(|group| format!("`{}`", group.join("` or `")))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let missing = missing.join(", ");
        Err(self.fault(format!(
            "the header lacks {missing}, where {needed} are needed, separated by commas, semicolons \
             or tabs; other names are mapped, as in `at=time`"
        )))
    }

    /// The position of one of our columns, if the table has it.
    pub(super) fn column(&self, ours: &str) -> Option<usize> {
        self.header.column(ours)
    }

    /// The names of columns at none of these positions, which are read for nothing.
    #[cfg(feature = "evidence")]
    pub(super) fn unread(&self, read: &[Option<usize>]) -> Vec<&str> {
        let names = self.header.names().iter().enumerate();
        let unread =
            names.filter(|(place, name)| !name.is_empty() && !read.contains(&Some(*place)));
        unread.map(|(_, name)| name.as_str()).collect()
    }

    /// Reads the next row that is meant and holds any text, and returns its line.
    pub(super) fn next_row(&mut self) -> Result<Option<u64>, HistoryError> {
        loop {
            let Some(line) = self.read()? else { return Ok(None) };
            if self.record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            let (cells, width) = (self.record.len(), self.header.names().len());
            if cells != width {
                let cells = if cells == 1 { "1 cell" } else { &format!("{cells} cells") };
                let message = format!("the row has {cells}, where the header has {width} columns");
                return Err(fault(line, message));
            }
            if self.header.means(|place| self.record.get(place).unwrap_or_default()) {
                return Ok(Some(line));
            }
        }
    }

    /// A cell of the row just read, without blanks at its ends; an empty one states nothing.
    pub(super) fn stated(
        &self,
        line: u64,
        column: Option<usize>,
        name: &str,
    ) -> Result<Option<&str>, HistoryError> {
        let Some(column) = column else { return Ok(None) };
        let cell = std::str::from_utf8(self.record.get(column).unwrap_or_default());
        let cell = cell
            .map_err(|_| fault(line, format!("the cell of column `{name}` is not UTF-8 text")))?;
        Ok(Some(cell.trim()).filter(|cell| !cell.is_empty()))
    }

    /// A fault of the header.
    fn fault(&self, message: String) -> HistoryError {
        fault(self.line, message)
    }

    /// Reads the next record and returns its line.
    fn read(&mut self) -> Result<Option<u64>, HistoryError> {
        let start = self.reader.position().byte();
        self.reader.get_mut().begin_row(start);
        let read = self.reader.read_byte_record(&mut self.record);
        let end = self.reader.position().byte();
        let text = self.reader.get_mut();
        let (line, start) = text.after_blank_lines(start);
        match read.map_err(::csv::Error::into_kind) {
            Ok(true) if text.is_marker(start) => Ok(None),
            Ok(true) if text.holds_marker(end) => {
                Err(fault(line, "a quote that opens in this row is never closed".to_owned()))
            }
            Ok(true) => Ok(Some(line)),
            Ok(false) => Ok(None),
            Err(::csv::ErrorKind::Io(source)) if is_too_long(&source) => {
                let message = format!("the row has more than {MOST_ROW_BYTES} bytes");
                Err(fault(line, message))
            }
            Err(::csv::ErrorKind::Io(source)) => Err(limited::failure(source, self.limit)),
            Err(_) => Err(fault(line, "the row cannot be read".to_owned())),
        }
    }
}

/// Reads the first line that holds any text, and what came with it; no more than a row may have.
fn head(text: &mut impl Read) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut chunk = [0; HEAD];
    loop {
        let count = text.read(&mut chunk)?;
        head.extend_from_slice(chunk.get(..count).unwrap_or_default());
        let is_whole = head.trim_ascii_start().iter().any(|byte| matches!(byte, b'\r' | b'\n'));
        if count == 0 || is_whole || head.len() as u64 > MOST_ROW_BYTES {
            return Ok(head);
        }
    }
}

fn fault(line: u64, message: String) -> HistoryError {
    let message = crate::organisation::shortened(message);
    HistoryError::Unreadable { place: HistoryPlace::Row { line, column: "" }, message }
}
