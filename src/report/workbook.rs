//! Results as a workbook of Excel: a sheet a question, and a chart on each.

use rust_xlsxwriter::{Chart, DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::AssessmentDocument;
use crate::id::{PartyId, ServiceId};

/// Why results could not be written as a workbook.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkbookError {
    /// A sheet has more rows than a workbook holds.
    #[error("{rows} rows of {sheet}, where a sheet holds {limit} at most")]
    TooMany {
        /// The sheet.
        sheet: &'static str,
        /// How many rows there are.
        rows: usize,
        /// The most that there may be.
        limit: usize,
    },
    /// The workbook cannot be written.
    #[error("the workbook cannot be written")]
    Unwritable {
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl From<XlsxError> for WorkbookError {
    fn from(source: XlsxError) -> Self {
        Self::Unwritable { source: Box::new(source) }
    }
}

/// How many rows a sheet holds below its header.
const MOST_ROWS: usize = 1_048_575;
/// How long a text in a cell may be, in letters.
const LONGEST: usize = 32_767;
/// How many rows a chart shows.
const CHARTED: usize = 20;

/// A value of a cell; texts are never taken for formulas.
enum CellValue {
    Text(String),
    Number(f64),
    Nothing,
}

impl From<&str> for CellValue {
    fn from(text: &str) -> Self {
        Self::Text(text.chars().take(LONGEST).collect())
    }
}

impl From<f64> for CellValue {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl<T: Into<CellValue>> From<Option<T>> for CellValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

/// Writes an assessment as a workbook: sheets `customers`, `departments`, `contributions` and
/// `chains`, and where segments were asked for `segments` and `contributions of segments`; qualities
/// in 0..=1, each with a chart of its first twenty rows.
///
/// The bytes depend on the document alone: no time of day is in them.
///
/// # Errors
///
/// [`WorkbookError`] where a sheet would have more rows than a workbook holds.
///
/// # Complexity
///
/// Time and memory linear in the document.
pub fn workbook(document: &AssessmentDocument) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title = format!("{}: {}", document.organisation, document.scenario);
    let properties = DocProperties::new().set_title(title).set_creation_datetime(&day);
    book.set_properties(&properties);
    let names: indexmap::IndexMap<&str, &str> =
        document.parties.iter().map(|party| (party.id.as_str(), party.name.as_str())).collect();
    let name = |id: &str| names.get(id).map_or_else(|| id.to_owned(), |name| (*name).to_owned());
    let customers = document.impact.iter().map(|line| {
        let id = line.customer.as_str();
        let name = name(id);
        let numbers = [line.baseline.get(), line.quality.get(), line.change];
        row([id.into(), name.as_str().into()], numbers)
    });
    let head = ["customer", "name", "baseline", "quality", "change"];
    sheet(&mut book, "customers", &head, customers, ("change", 1, 4))?;
    let is_customer: indexmap::IndexSet<&str> =
        document.impact.iter().map(|line| line.customer.as_str()).collect();
    let departments =
        document.parties.iter().filter(|party| !is_customer.contains(party.id.as_str()));
    let departments = departments.filter_map(|party| {
        let after = document.quality.get(&party.id)?.get();
        let before = document.baseline.get(&party.id).map(|quality| quality.get());
        let mut cells = row([party.id.as_str().into(), party.name.as_str().into()], []);
        cells.extend([before.into(), after.into(), before.map(|before| after - before).into()]);
        Some(cells)
    });
    let head = ["department", "name", "baseline", "quality", "change"];
    sheet(&mut book, "departments", &head, departments, ("quality", 1, 3))?;
    let contributions = document.impact.iter().flat_map(|line| {
        line.contributions.iter().map(|it| {
            let texts =
                [line.customer.as_str().into(), it.source.as_str().into(), it.kind.as_str().into()];
            row(texts, [it.change])
        })
    });
    let head = ["customer", "source", "kind", "change"];
    sheet(&mut book, "contributions", &head, contributions, ("change", 1, 3))?;
    let chains = document.impact.iter().flat_map(|line| {
        line.chains.iter().map(|chain| {
            let parties: Vec<&str> = chain.parties.iter().map(PartyId::as_str).collect();
            let services: Vec<&str> = chain.services.iter().map(ServiceId::as_str).collect();
            let texts = [parties.join(" → "), services.join(", ")];
            let texts = texts.each_ref().map(|text| text.as_str().into());
            let mut cells = row([line.customer.as_str().into()], []);
            cells.extend(texts);
            cells.extend([chain.change.into(), chain.share.into()]);
            cells
        })
    });
    let head = ["customer", "parties", "services", "change", "share"];
    sheet(&mut book, "chains", &head, chains, ("change", 1, 3))?;
    if let Some(segments) = &document.segments {
        let rows = segments.iter().map(|line| {
            let qualities = [line.baseline.get(), line.quality.get(), line.change];
            let mut cells = row([line.segment.as_str().into()], [line.population.get()]);
            cells.extend(qualities.map(CellValue::from));
            cells
        });
        let head = ["segment", "population", "baseline", "quality", "change"];
        sheet(&mut book, "segments", &head, rows, ("change", 0, 4))?;
        let contributions = segments.iter().flat_map(|line| {
            line.contributions.iter().map(|it| {
                let texts = [line.segment.as_str(), it.source.as_str(), it.kind.as_str()];
                row(texts.map(CellValue::from), [it.change])
            })
        });
        let head = ["segment", "source", "kind", "change"];
        sheet(&mut book, "contributions of segments", &head, contributions, ("change", 1, 3))?;
    }
    Ok(book.save_to_buffer()?)
}

fn row<const TEXTS: usize, const NUMBERS: usize>(
    texts: [CellValue; TEXTS],
    numbers: [f64; NUMBERS],
) -> Vec<CellValue> {
    texts.into_iter().chain(numbers.map(CellValue::from)).collect()
}

/// Writes a sheet with its chart: what it shows, the column of its words and that of its numbers.
fn sheet(
    book: &mut Workbook,
    name: &'static str,
    head: &[&str],
    rows: impl Iterator<Item = Vec<CellValue>>,
    (shown, words, numbers): (&str, u16, u16),
) -> Result<(), WorkbookError> {
    let sheet: &mut Worksheet = book.add_worksheet();
    sheet.set_name(name)?;
    for (column, title) in (0_u16..).zip(head) {
        sheet.write_string(0, column, *title)?;
    }
    let mut count = 0_usize;
    for cells in rows {
        count += 1;
        if count > MOST_ROWS {
            return Err(WorkbookError::TooMany { sheet: name, rows: count, limit: MOST_ROWS });
        }
        let at = u32::try_from(count).unwrap_or(u32::MAX);
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                CellValue::Text(text) => drop(sheet.write_string(at, column, text)?),
                CellValue::Number(number) if number.is_finite() => {
                    sheet.write_number(at, column, number)?;
                }
                CellValue::Number(_) | CellValue::Nothing => {}
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let last = u32::try_from(count.min(CHARTED)).unwrap_or(0);
    if last > 0 {
        let mut chart = Chart::new_bar();
        chart.title().set_name(&format!("{name}: {shown}"));
        chart
            .add_series()
            .set_name(shown)
            .set_categories((name, 1, words, last, words))
            .set_values((name, 1, numbers, last, numbers));
        chart.legend().set_hidden();
        let beside = u16::try_from(head.len()).unwrap_or(0) + 1;
        sheet.insert_chart(1, beside, &chart)?;
    }
    Ok(())
}
