//! Exposures as a table, a row a pair of segment and department.

use super::cell::{number, remedy};
use super::table::{TableRow, TableRows};
use super::{Table, TableError, by_line, checked_text};
use crate::exposure::Exposure;
use crate::io::Limits;
use crate::network::Network;
use crate::organisation::{Element, Invalid, Place, Problem, ProblemCode, Problems, Section};

/// The columns that every table has.
const NEEDED: [&str; 4] = ["segment", "department", "exposure", "population"];
/// The column of what a segment's quality is with every department at 1.
const BEST: &str = "best";
/// The column of a query's answer that says how many rows of a segment it could not use.
const REFUSED: &str = "refused";

/// Reads an exposure from the UTF-8 bytes of a table.
///
/// ```text
/// segment,department,exposure,population,best
/// north,shops,0.41,1200000,0.98
/// north,web,0.22,1200000,0.98
/// south,web,0.57,800000,
/// ```
///
/// `exposure` is how far the mean quality of a segment falls where the department falls from 1 to 0,
/// `population` how many the segment stands for, the same in all its rows. `best`, which may be
/// absent, is its quality with every department at 1; it is 1 where nothing is stated. A row with
/// neither department nor exposure states a segment for which no department need count. Where there
/// is a column `refused`, as queries have it (`io::sql`), every row says 0.
///
/// # Errors
///
/// [`TableError::Unreadable`] for a table of another shape; [`TableError::Invalid`] with every row
/// that means nothing, by line: what [`ExposureBuilder::build`](crate::exposure::ExposureBuilder::build)
/// refuses, and cells that are no numbers.
///
/// # Complexity
///
/// Time `O(n log n)` and memory `O(n)` in the length of the table.
///
/// # Examples
///
/// ```
/// use knockon::io::Limits;
/// use knockon::io::csv::exposure_from_slice;
/// use knockon::{Department, Organisation};
///
/// let network =
///     Organisation::builder("Shop").department(Department::new("web")).build()?.compile()?;
/// let table = b"segment,department,exposure,population\nnorth,web,57%,800000\n";
/// let exposure = exposure_from_slice(table, &network, &Limits::default())?;
/// assert_eq!(exposure.segment("north").unwrap().population(), 800_000.0);
///
/// let table = b"segment,department,exposure,population\nnorth,webb,0.57,800000\n";
/// assert_eq!(
///     exposure_from_slice(table, &network, &Limits::default()).unwrap_err().to_string(),
///     "exposure, line 2, department: `webb` is not a department; did you mean `web`?"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn exposure_from_slice(
    table: &[u8],
    network: &Network,
    limits: &Limits,
) -> Result<Exposure, TableError> {
    let text = checked_text(Table::Exposure, table, limits)?;
    let mut rows = TableRows::open(Table::Exposure, text, &NEEDED)?;
    let [segment, department, exposure, population] = NEEDED.map(|name| rows.needed(name));
    let [best, refused] = [BEST, REFUSED].map(|name| rows.column(name));
    let mut builder = Exposure::builder(network);
    let (mut lines, mut problems) = (Vec::new(), Problems::default());
    while let Some(block) = rows.next_block()? {
        for row in block.rows() {
            let mut value = |cell: &str, column: &'static str| {
                let value = number(cell);
                if value.is_none() {
                    let message = format!("`{cell}` is not a number{}", remedy(cell));
                    problems.push(fault(&row, column, message));
                }
                value
            };
            let name = row.cell(segment);
            let of_population = value(row.cell(population), "population");
            let (id, cell) = (row.cell(department), row.cell(exposure));
            let of_department = match (id, cell) {
                ("", "") => None,
                _ => Some((id, value(cell, "exposure"))),
            };
            let of_best = row.stated(best).map(|cell| value(cell, BEST));
            if let Some(count) = row
                .stated(refused)
                .filter(|&cell| number(cell).is_none_or(|count| count.abs() > 0.0))
            {
                let message = format!(
                    "the query refused `{count}` rows of segment `{name}`, where 0 is needed: a \
                     customer, a department or a number is missing, a number is outside its range, a \
                     customer has two populations, or losses under `additive` can add up to more \
                     than 1"
                );
                problems.push(fault(&row, REFUSED, message));
            }
            let Some(of_population) = of_population else { continue };
            builder = match of_department {
                None => builder.segment(name, of_population),
                Some((id, Some(exposure))) => builder.add(name, id, exposure, of_population),
                Some((_, None)) => continue,
            };
            lines.push(row.line());
            if let Some(Some(best)) = of_best {
                builder = builder.best(name, best);
            }
        }
    }
    match builder.build() {
        Ok(exposure) if problems.is_empty() => return Ok(exposure),
        Ok(_) => {}
        Err(invalid) => {
            problems.append(invalid.into_problems().moved(|place| by_line(place, &lines)));
        }
    }
    problems.sort_by_key(|problem| match problem.place().element() {
        Element::Line(line) => *line,
        _ => 0,
    });
    Err(TableError::Invalid(Invalid::new(problems)))
}

fn fault(row: &TableRow<'_>, column: &'static str, message: String) -> Problem {
    let place = Place::whole(Section::Exposure, column).at_line(row.line());
    Problem::new(ProblemCode::Unreadable, place, message)
}

/// Writes an exposure as the table that [`exposure_from_slice`] reads, bit for bit.
///
/// # Complexity
///
/// Linear in segments × departments that count.
pub fn exposure_to_string(exposure: &Exposure) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let [segment, department, value, population] = NEEDED;
    // Nothing that is written to memory fails.
    let _ = writer.write_record([segment, department, value, population, BEST]);
    for segment in exposure.segments() {
        let [population, best] =
            [segment.population().get(), segment.best().get()].map(|number| number.to_string());
        if segment.exposures().len() == 0 {
            let _ = writer.write_record([segment.name(), "", "", &population, &best]);
        }
        for (department, exposure) in segment.exposures() {
            let (id, exposure) = (department.as_str(), exposure.to_string());
            let _ = writer.write_record([segment.name(), id, &exposure, &population, &best]);
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
