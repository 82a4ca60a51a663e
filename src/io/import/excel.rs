//! Workbooks of Excel: sheets as tables.

use std::cell::Cell;
use std::io::{Cursor, Read};
use std::sync::Arc;

use calamine::{Data, DataRef, Reader, Xlsx, XlsxCellReader};

use super::error::ImportError;
use super::options::ReadOptions;
use super::record::Records;
use super::source_place::SourcePlace;
use super::table::{self, Rows};
use super::text;
use crate::io::Limits;
use crate::organisation::quoted;

/// Reads every sheet that has a header of parties or relations, in the order of the workbook.
pub(super) fn read(
    bytes: &[u8],
    place: &SourcePlace,
    options: &ReadOptions,
) -> Result<Records, ImportError> {
    if !options.limits.allow_bytes(bytes.len()) {
        return Err(text::too_large(place, &options.limits));
    }
    check_inflated(bytes, place, &options.limits)?;
    let unreadable = |error: calamine::XlsxError| {
        ImportError::unreadable(place.clone(), format!("no workbook of Excel: {error}"))
    };
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut records = Records::of_file(place.file());
    let names = workbook.sheet_names();
    let wanted = |name: &String| {
        ["nodes", "edges"].iter().any(|known| name.trim().eq_ignore_ascii_case(known))
    };
    let has_wanted = names.iter().any(wanted);
    let left = Cell::new(options.limits.max_file_bytes);
    let mut read = 0;
    for name in names.iter().filter(|name| !has_wanted || wanted(name)) {
        let mut rows = SheetRows {
            cells: Some(workbook.worksheet_cells_reader(name).map_err(unreadable)?),
            ahead: None,
            row: 0,
            columns: Vec::new(),
            left: &left,
            limits: &options.limits,
            sheet: Arc::from(name.as_str()),
            file: place,
        };
        if !rows.has_more()? {
            continue;
        }
        table::read_rows(&mut rows, &mut records, options)?;
        read += 1;
    }
    if read == 0 {
        let message = "no sheet has any text, where one of parties or of relations is needed";
        return Err(ImportError::unreadable(place.clone(), message));
    }
    Ok(records)
}

/// Inflates every part of the archive once, to see that it stays within the limit: what an archive
/// states of itself may be a lie.
fn check_inflated(bytes: &[u8], place: &SourcePlace, limits: &Limits) -> Result<(), ImportError> {
    let unreadable = |error: &dyn std::fmt::Display| {
        ImportError::unreadable(place.clone(), format!("no workbook of Excel: {error}"))
    };
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let mut left = limits.max_file_bytes;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| unreadable(&error))?;
        let mut part = part.take(left.saturating_add(1));
        let inflated = std::io::copy(&mut part, &mut std::io::sink());
        let inflated = inflated.map_err(|error| unreadable(&error))?;
        left = left.checked_sub(inflated).ok_or_else(|| text::too_large(place, limits))?;
    }
    Ok(())
}

/// Rows of a sheet, cell by cell: a sheet may have two cells, one at each end of all that a sheet can
/// hold.
struct SheetRows<'w, 'r> {
    /// Nothing once the last cell is read.
    cells: Option<XlsxCellReader<'w, Cursor<&'r [u8]>>>,
    /// The first cell of the next row.
    ahead: Option<SheetCell>,
    /// The row just read.
    row: u32,
    /// The columns that the header names; what stands in others is no part of the table.
    columns: Vec<u32>,
    /// How many bytes of cells may still come: one text may be that of many cells.
    left: &'r Cell<u64>,
    limits: &'r Limits,
    sheet: Arc<str>,
    file: &'r SourcePlace,
}

/// A cell that is not empty: its row, its column and its text.
type SheetCell = (u32, u32, String);

impl SheetRows<'_, '_> {
    /// Whether another row comes.
    fn has_more(&mut self) -> Result<bool, ImportError> {
        if self.ahead.is_none() {
            self.ahead = self.next_cell()?;
        }
        Ok(self.ahead.is_some())
    }

    fn next_cell(&mut self) -> Result<Option<SheetCell>, ImportError> {
        while let Some(cells) = &mut self.cells {
            let cell = cells.next_cell().map_err(|error| {
                let message = format!("sheet `{}` cannot be read: {error}", quoted(&self.sheet));
                ImportError::unreadable(self.file.clone(), message)
            })?;
            let Some(cell) = cell else {
                self.cells = None;
                break;
            };
            let (row, column) = cell.get_position();
            let text = match cell.get_value() {
                DataRef::Empty => continue,
                DataRef::SharedString(text) => {
                    self.spend(text.len())?;
                    (*text).to_owned()
                }
                DataRef::Error(error) => {
                    let at = self.file.cell(&self.sheet, row, column);
                    return Err(ImportError::unreadable(at, format!("the cell is {error}")));
                }
                other => Data::from(other.clone()).to_string(),
            };
            return Ok(Some((row, column, text)));
        }
        Ok(None)
    }

    /// Counts so many bytes against the limit of a file.
    fn spend(&mut self, bytes: usize) -> Result<(), ImportError> {
        let left = self.left.get().checked_sub(bytes as u64);
        self.left.set(left.ok_or_else(|| text::too_large(self.file, self.limits))?);
        Ok(())
    }
}

impl Rows for SheetRows<'_, '_> {
    fn next_row(&mut self, cells: &mut Vec<String>) -> Result<bool, ImportError> {
        cells.clear();
        if !self.has_more()? {
            return Ok(false);
        }
        // Each row takes as much as the header is wide.
        self.spend(self.columns.len())?;
        let is_header = self.columns.is_empty();
        cells.resize(self.columns.len(), String::new());
        let mut current = None;
        while let Some((row, column, text)) = self.ahead.take() {
            if *current.get_or_insert(row) != row {
                self.ahead = Some((row, column, text));
                break;
            }
            match self.columns.binary_search(&column) {
                Ok(at) if !is_header => {
                    if let Some(cell) = cells.get_mut(at) {
                        *cell = text;
                    }
                }
                Err(at) if is_header => {
                    self.columns.insert(at, column);
                    cells.insert(at, text);
                }
                _ => {}
            }
            self.ahead = self.next_cell()?;
        }
        let row = current.unwrap_or_default();
        if !is_header && row <= self.row {
            let at = self.file.cell(&self.sheet, row, 0);
            return Err(ImportError::unreadable(at, "the row comes after one that is below it"));
        }
        self.row = row;
        Ok(true)
    }

    fn place(&self, column: usize) -> SourcePlace {
        let column = self.columns.get(column).copied().unwrap_or_default();
        self.file.cell(&self.sheet, self.row, column)
    }
}
