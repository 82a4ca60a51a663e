//! Rows of a table: header, lengths and lines.

use ::csv::{Reader, ReaderBuilder, StringRecord};

use super::header::{Header, delimiter, letters};
use super::line_index::LineIndex;
use super::{Table, TableError};
use crate::io::TableView;
use crate::organisation::shortened;

/// Reads the rows of one table.
pub(super) struct TableRows<'t> {
    table: Table,
    text: &'t str,
    delimiter: u8,
    reader: Reader<&'t [u8]>,
    header: Header,
    /// Where the header starts.
    header_start: u64,
    /// The rows read last, then memory for more.
    records: Vec<StringRecord>,
    /// Where these rows start.
    starts: Vec<u64>,
    /// What comes after them.
    fault: Option<TableError>,
    lines: LineIndex<'t>,
}

/// How many bytes the parser takes at once.
const MOST_BUFFERED: usize = 1 << 16;

/// How many rows are read at once: their ids are looked up together, and what they take stays in
/// the processor's nearest cache.
const MOST_ROWS: usize = 256;

/// Some rows, in order.
#[derive(Clone, Copy)]
pub(super) struct RowBlock<'b> {
    starts: &'b [u64],
    records: &'b [StringRecord],
    lines: &'b LineIndex<'b>,
}

/// A row and where it starts.
#[derive(Clone, Copy)]
pub(super) struct TableRow<'r> {
    /// In bytes from the start of the table.
    pub(super) start: u64,
    record: &'r StringRecord,
    lines: &'r LineIndex<'r>,
}

impl<'b> RowBlock<'b> {
    pub(super) fn rows(self) -> impl Iterator<Item = TableRow<'b>> {
        let Self { starts, records, lines } = self;
        starts.iter().zip(records).map(move |(&start, record)| TableRow { start, record, lines })
    }
}

impl RowBlock<'_> {
    /// About how many rows a text has, if they are as long as these.
    pub(super) fn rows_in(self, text: &str) -> usize {
        let (Some(first), Some(last)) = (self.starts.first(), self.starts.last()) else { return 0 };
        let bytes = usize::try_from(last - first).unwrap_or(usize::MAX);
        let rows = text.len() / (bytes / self.starts.len()).max(1);
        rows.saturating_add(rows / 16)
    }
}

impl<'r> TableRow<'r> {
    /// A cell; an empty one states nothing.
    pub(super) fn stated(&self, column: Option<usize>) -> Option<&'r str> {
        column.map(|column| self.cell(column)).filter(|cell| !cell.is_empty())
    }

    /// A cell of a column that every row has, without blanks at its ends.
    pub(super) fn cell(&self, column: usize) -> &'r str {
        self.record.get(column).unwrap_or_default().trim()
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

impl<'t> TableRows<'t> {
    /// Reads the header, which must have the needed columns.
    pub(super) fn open(table: Table, text: &'t str, needed: &[&str]) -> Result<Self, TableError> {
        let delimiter = delimiter(text.as_bytes());
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .buffer_capacity(text.len().clamp(1, MOST_BUFFERED))
            .from_reader(text.as_bytes());
        let mut rows = Self {
            table,
            text,
            delimiter,
            reader,
            header: Header::default(),
            header_start: 0,
            records: Vec::new(),
            starts: Vec::new(),
            fault: None,
            lines: LineIndex::of(text),
        };
        rows.read(None, 1)?;
        let Some(&start) = rows.starts.first() else {
            let names = match needed {
                [] => String::new(),
                names => format!(" `{}`", names.join(",")),
            };
            let message = format!("the table is empty, where a header{names} is needed");
            return Err(rows.fault(1, message));
        };
        let names = rows.records.iter().take(1).flatten();
        let names = names.map(|name| name.trim().to_owned()).collect();
        rows.header_start = start;
        rows.header = Header::new(names, &TableView::default())
            .map_err(|missing| rows.fault(rows.header_line(), missing))?;
        rows.check_header(needed)?;
        Ok(rows)
    }

    fn check_header(&self, needed: &[&str]) -> Result<(), TableError> {
        let missing: Vec<&str> =
            needed.iter().copied().filter(|name| self.column(name).is_none()).collect();
        if !missing.is_empty() {
            let [missing, all] = [&missing[..], needed].map(|names| names.join("`, `"));
            let needed = if needed.len() == 1 {
                format!("the column `{all}` is needed")
            } else {
                format!("the columns `{all}` are needed")
            };
            let message = format!(
                "the header lacks `{missing}`, where {needed}, separated by commas, semicolons or \
                 tabs{}",
                self.ends_named_otherwise()
            );
            return Err(self.fault(self.header_line(), message));
        }
        // Ids, which head a table of scenarios, differ by what names of columns do not.
        let compared = |name: &str| match self.table {
            Table::Scenarios => name.to_owned(),
            Table::Nodes | Table::Edges | Table::Actions | Table::Exposure => {
                letters(name).collect()
            }
        };
        if let Some(name) = self.header.named_twice(compared) {
            let message = format!("the header names column `{name}` twice");
            return Err(self.fault(self.header_line(), message));
        }
        Ok(())
    }

    /// What to do with a table of relations whose ends have other names, in half a sentence.
    fn ends_named_otherwise(&self) -> String {
        const PAIRS: [[&str; 2]; 4] =
            [["parent", "child"], ["source", "target"], ["from", "to"], ["src", "dst"]];
        let is_services = matches!(self.table, Table::Edges);
        let pair = PAIRS.iter().find(|pair| pair.iter().all(|name| self.column(name).is_some()));
        match pair.filter(|_| is_services) {
            Some([one, other]) => format!(
                "; of its columns `{one}` and `{other}` call the one that provides `provider`, and \
                 the one that depends on it `consumer`"
            ),
            None => String::new(),
        }
    }

    /// The line of the header.
    pub(super) fn header_line(&self) -> u64 {
        self.lines.at(self.header_start)
    }

    /// The names of the columns.
    pub(super) fn header(&self) -> &[String] {
        self.header.names()
    }

    /// The position of a column, if the table has it.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.header.column(name)
    }

    /// The position of a column that the header was required to have.
    pub(super) fn needed(&self, name: &str) -> usize {
        self.column(name).unwrap_or(usize::MAX)
    }

    /// A fault of shape on a line.
    pub(super) fn fault(&self, line: u64, message: String) -> TableError {
        TableError::Unreadable { table: self.table, line, message: shortened(message) }
    }

    /// Reads some rows; `None` after the last.
    pub(super) fn next_block(&mut self) -> Result<Option<RowBlock<'_>>, TableError> {
        if self.fault.is_none() {
            self.fault = self.read(Some(self.header.names().len()), MOST_ROWS).err();
        } else {
            self.starts.clear();
        }
        if self.starts.is_empty() {
            return self.fault.take().map_or(Ok(None), Err);
        }
        let Self { starts, records, lines, .. } = self;
        Ok(Some(RowBlock { starts, records, lines }))
    }

    /// Reads rows of a number of cells each, if that is given; those before a fault are kept.
    fn read(&mut self, width: Option<usize>, most: usize) -> Result<(), TableError> {
        self.starts.clear();
        while self.starts.len() < most {
            let Some((start, cells)) = self.read_record()? else { break };
            let read = self.records.get(self.starts.len());
            if read.is_some_and(|record| record.iter().all(|cell| cell.trim().is_empty())) {
                continue;
            }
            if width.is_some_and(|width| width != cells) {
                let needed = self.header.names().len();
                let cells = if cells == 1 { "1 cell" } else { &format!("{cells} cells") };
                let message = format!("the row has {cells}, where the header has {needed} columns");
                return Err(self.fault(self.lines.at(start as u64), message));
            }
            self.starts.push(start as u64);
        }
        Ok(())
    }

    /// Reads the next record, and returns where it starts and how many cells it has.
    fn read_record(&mut self) -> Result<Option<(usize, usize)>, TableError> {
        let Self { reader, records, .. } = self;
        let row = self.starts.len();
        if records.len() <= row {
            records.resize_with(row + 1, StringRecord::new);
        }
        let Some(record) = records.get_mut(row) else { return Ok(None) };
        let read = reader.read_record(record);
        let start = match &read {
            Ok(_) => record.position(),
            Err(error) => error.position(),
        };
        let cells = record.len();
        // Blank lines belong to no record.
        let start = start.map_or(0, |start| usize::try_from(start.byte()).unwrap_or(usize::MAX));
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let blank = rest.iter().take_while(|&&byte| matches!(byte, b'\r' | b'\n')).count();
        let start = start.saturating_add(blank);
        match read {
            Ok(false) => Ok(None),
            Ok(true) => {
                let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
                if end >= self.text.len() && self.never_closed(start) {
                    let message = "a quote that opens in this row is never closed".to_owned();
                    return Err(self.fault(self.lines.at(start as u64), message));
                }
                Ok(Some((start, cells)))
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
            .delimiter(self.delimiter)
            .from_reader(std::io::Read::chain(last.as_bytes(), &b"\nnext"[..]));
        probe.records().take(2).count() < 2
    }

    /// Ends the reading, to ask for lines later.
    pub(super) fn into_lines(self) -> LineIndex<'t> {
        self.lines
    }
}
