//! Tables with the field's names of columns: of parties, or of relations.

use ::csv::{ReaderBuilder, StringRecord};
use indexmap::IndexMap;

use super::error::ImportError;
use super::note::ImportNote;
use super::options::ReadOptions;
use super::record::{End, PartyRecord, Records, RelationRecord, RelationRole};
use super::source_place::SourcePlace;
use super::text;
use crate::io::csv::cell::{number, remedy};
use crate::io::csv::header::{delimiter, letters};
use crate::organisation::quoted;

/// Our name of a column, then what else is read where it is absent.
const ID: &[&str] = &["id", "id:ID", "name:ID", "node", "sys_id"];
const NAME: &[&str] = &["name", "label", "title", "display_name"];
const KIND: &[&str] = &["kind", "type", "LABEL", "sys_class_name"];
const PARENT: &[&str] = &["parent", "part_of", "group"];
const SERVICE: &[&str] = &["service", "name", "relation", "TYPE", "type.name", "type"];
const WEIGHT: &[&str] = &["weight", "count", "callCount", "calls", "value"];
/// Pairs of columns that name both ends and do not say which provides.
const ENDS: [[&str; 2]; 5] = [
    ["source", "target"],
    ["from", "to"],
    ["START_ID", "END_ID"],
    ["parent", "child"],
    ["src", "dst"],
];
/// Columns of our own tables that are read where both tables are ours, and nowhere else.
const OURS_ALONE: [&str; 10] = [
    "rule",
    "ceiling",
    "availability",
    "need",
    "substitution",
    "running",
    "lag_hours",
    "dependence_low",
    "dependence_high",
    "revenue_per_year",
];

/// Rows of a table of any kind of file.
pub(super) trait Rows {
    /// Reads the next row that has any text into `cells`; whether there is one.
    fn next_row(&mut self, cells: &mut Vec<String>) -> Result<bool, ImportError>;
    /// Where a cell of the row just read stands.
    fn place(&self, column: usize) -> SourcePlace;
}

/// Reads a table of parties or of relations, as its header says.
pub(super) fn read(
    bytes: &[u8],
    place: &SourcePlace,
    options: &ReadOptions,
) -> Result<Records, ImportError> {
    let mut records = Records::of_file(place.file());
    let text = text::checked(bytes, place, &options.limits)?;
    read_rows(&mut CsvRows::new(text, place), &mut records, options)?;
    Ok(records)
}

/// Adds what a table says, of parties or of relations, as its header says.
pub(super) fn read_rows(
    rows: &mut impl Rows,
    records: &mut Records,
    options: &ReadOptions,
) -> Result<(), ImportError> {
    let mut names = Vec::new();
    if !rows.next_row(&mut names)? {
        return Err(ImportError::unreadable(
            rows.place(0).clone(),
            "the table is empty, where a header is needed",
        ));
    }
    let mut header = NamedColumns { names, read: IndexMap::new() };
    if let Some(name) = header.named_twice() {
        let message = format!("the header names column `{}` twice", quoted(&name));
        return Err(ImportError::unreadable(rows.place(0), message));
    }
    if let Some((ours, column)) = header.ours_alone() {
        let message = format!(
            "column `{ours}` is read where two tables of ours stand alone, and not beside files of \
             other programs: leave it out, or read two tables of ours"
        );
        return Err(ImportError::unreadable(rows.place(column), message));
    }
    let ends = header.ends();
    match ends {
        Some((ends, decided)) => relations(rows, records, &mut header, (ends, decided), options),
        None => parties(rows, records, &mut header, options),
    }?;
    for (ours, theirs) in header.read {
        let file = records.place.file().to_owned();
        let theirs = quoted(&theirs).into_owned();
        records.notes.push(ImportNote::Column { file, theirs, ours });
    }
    Ok(())
}

/// Whether a header is that of a table of parties or relations.
pub(super) fn is_header(text: &str) -> bool {
    let mut rows = CsvRows::new(text, &SourcePlace::of_file(""));
    let mut names = Vec::new();
    if !rows.next_row(&mut names).unwrap_or(false) {
        return false;
    }
    let mut header = NamedColumns { names, read: IndexMap::new() };
    header.ends().is_some() || header.column(ID).is_some()
}

/// Whether a header names columns otherwise than ours, where it lacks ours.
pub(super) fn is_foreign(text: &str) -> bool {
    let mut rows = CsvRows::new(text, &SourcePlace::of_file(""));
    let mut names = Vec::new();
    if !rows.next_row(&mut names).unwrap_or(false) {
        return false;
    }
    let header = NamedColumns { names, read: IndexMap::new() };
    if let Some((_, decided)) = header.ends() {
        return !decided;
    }
    if header.ours_alone().is_some() {
        return false;
    }
    let lacks = |names: &[&str]| {
        let mut found = names.iter().map(|name| header.find(name).is_some());
        !found.next().unwrap_or(false) && found.any(|found| found)
    };
    lacks(ID) || (header.find("id").is_some() && lacks(NAME))
}

struct NamedColumns {
    names: Vec<String>,
    /// Our name, and the table's where that is another.
    read: IndexMap<&'static str, String>,
}

impl NamedColumns {
    fn find(&self, wanted: &str) -> Option<usize> {
        let plain = |name: &str| letters(name.trim().trim_start_matches(':')).collect::<String>();
        let wanted: String = letters(wanted).collect();
        self.names.iter().position(|name| plain(name) == wanted)
    }

    /// The column of the first name there is.
    fn column(&mut self, names: &[&'static str]) -> Option<usize> {
        let (at, place) =
            names.iter().enumerate().find_map(|(at, name)| Some((at, self.find(name)?)))?;
        if let (true, Some(theirs), Some(ours)) = (at > 0, self.names.get(place), names.first()) {
            self.read.insert(ours, theirs.trim().to_owned());
        }
        Some(place)
    }

    /// A column that is read of our own tables alone, and where it stands.
    fn ours_alone(&self) -> Option<(&'static str, usize)> {
        OURS_ALONE.iter().find_map(|name| Some((*name, self.find(name)?)))
    }

    /// The columns of both ends, and whether the first of them is known to provide.
    fn ends(&self) -> Option<([usize; 2], bool)> {
        if let (Some(provider), Some(consumer)) = (self.find("provider"), self.find("consumer")) {
            return Some(([provider, consumer], true));
        }
        let pair = |pair: &[&str; 2]| {
            let [one, other] = pair.map(|name| self.find(name));
            Some([one?, other?])
        };
        ENDS.iter().find_map(pair).map(|ends| (ends, false))
    }

    fn named_twice(&self) -> Option<String> {
        let mut names: Vec<String> =
            self.names.iter().map(|name| letters(name.trim()).collect()).collect();
        names.retain(|name| !name.is_empty());
        names.sort_unstable();
        names
            .windows(2)
            .find_map(|pair| (pair.first() == pair.get(1)).then(|| pair.concat()))
            .map(|twice| twice.get(..twice.len() / 2).unwrap_or_default().to_owned())
    }
}

/// A cell without blanks at its ends; an empty one states nothing.
fn stated(cells: &[String], column: Option<usize>) -> Option<&str> {
    cells.get(column?).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
}

/// The number of a cell.
fn number_of(
    rows: &impl Rows,
    cells: &[String],
    column: Option<usize>,
    what: &str,
) -> Result<Option<f64>, ImportError> {
    let (Some(cell), Some(at)) = (stated(cells, column), column) else { return Ok(None) };
    number(cell).map(Some).ok_or_else(|| {
        let remedy = remedy(cell);
        let message = format!("{what} `{}` is no number{remedy}", quoted(cell));
        ImportError::unreadable(rows.place(at), message)
    })
}

fn parties(
    rows: &mut impl Rows,
    records: &mut Records,
    header: &mut NamedColumns,
    options: &ReadOptions,
) -> Result<(), ImportError> {
    let Some(id) = header.column(ID) else {
        let message = format!(
            "the header lacks `id`, or both ends of a relation such as `provider` and `consumer`, \
             where its columns are `{}`",
            quoted(&header.names.join("`, `"))
        );
        return Err(ImportError::unreadable(rows.place(0), message));
    };
    let columns = [NAME, KIND, PARENT].map(|names| header.column(names).filter(|at| *at != id));
    let numbers = ["capability", "population"].map(|name| header.find(name));
    let [name, kind, parent] = columns;
    let read = [Some(id), name, kind, parent, numbers[0], numbers[1]];
    let mut cells = Vec::new();
    while rows.next_row(&mut cells)? {
        let Some(key) = stated(&cells, Some(id)) else {
            return Err(ImportError::unreadable(rows.place(id), "the id is empty"));
        };
        if records.parties.len() >= options.limits.max_parties {
            return Err(ImportError::too_many(
                &records.place,
                "parties",
                options.limits.max_parties,
            ));
        }
        let mut record = PartyRecord::new(key, rows.place(id));
        let text = |column| stated(&cells, column).map(str::to_owned);
        record.name = text(name);
        record.kind = text(kind);
        record.parent = text(parent);
        record.capability = number_of(rows, &cells, numbers[0], "capability")?;
        record.population = number_of(rows, &cells, numbers[1], "population")?;
        for (column, label) in header.names.iter().enumerate() {
            if let (false, Some(value)) =
                (read.contains(&Some(column)), stated(&cells, Some(column)))
                && !label.trim().is_empty()
            {
                record.labels.insert(label.trim().to_owned(), value.to_owned());
            }
        }
        records.parties.push(record);
    }
    Ok(())
}

fn relations(
    rows: &mut impl Rows,
    records: &mut Records,
    header: &mut NamedColumns,
    ([from, to], decided): ([usize; 2], bool),
    options: &ReadOptions,
) -> Result<(), ImportError> {
    let role = match (decided, options.direction) {
        (true, _) => RelationRole::ProvidedBy(End::From),
        (false, Some(direction)) => RelationRole::ProvidedBy(direction.provider()),
        (false, None) => RelationRole::Undecided,
    };
    let is_ours = header.find("service").is_some();
    let service = header.column(SERVICE);
    let weight = header.column(WEIGHT);
    let [dependence, condition] = ["dependence", "condition"].map(|name| header.find(name));
    records.ends_are_parties = true;
    let mut cells = Vec::new();
    while rows.next_row(&mut cells)? {
        let mut ends = [String::new(), String::new()];
        for (end, column) in ends.iter_mut().zip([from, to]) {
            let Some(key) = stated(&cells, Some(column)) else {
                return Err(ImportError::unreadable(rows.place(column), "an end is empty"));
            };
            key.clone_into(end);
        }
        if records.relations.len() >= options.limits.max_services_and_needs {
            return Err(ImportError::too_many(
                &records.place,
                "relations",
                options.limits.max_services_and_needs,
            ));
        }
        let [one, other] = ends;
        let mut record = RelationRecord::new(one, other, rows.place(from));
        let word = stated(&cells, service).map(str::to_owned);
        if is_ours {
            record.name = word;
        } else {
            record.relation = word;
        }
        record.role = role;
        record.weight = number_of(rows, &cells, weight, "weight")?;
        record.dependence = number_of(rows, &cells, dependence, "dependence")?;
        record.condition = number_of(rows, &cells, condition, "condition")?;
        records.relations.push(record);
    }
    Ok(())
}

/// Rows of a text of values parted by commas, semicolons or tabs.
pub(super) struct CsvRows<'t> {
    reader: ::csv::Reader<&'t [u8]>,
    record: StringRecord,
    file: SourcePlace,
    line: u64,
    width: Option<usize>,
}

impl<'t> CsvRows<'t> {
    pub(super) fn new(text: &'t str, file: &SourcePlace) -> Self {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter(text.as_bytes()))
            .from_reader(text.as_bytes());
        Self { reader, record: StringRecord::new(), file: file.clone(), line: 1, width: None }
    }
}

impl Rows for CsvRows<'_> {
    fn next_row(&mut self, cells: &mut Vec<String>) -> Result<bool, ImportError> {
        loop {
            let read = self.reader.read_record(&mut self.record);
            let has_row = read.map_err(|error| {
                let message = format!("the row cannot be read: {error}");
                ImportError::unreadable(self.file.line(self.reader.position().line()), message)
            })?;
            if !has_row {
                return Ok(false);
            }
            self.line = self.record.position().map_or(self.line, ::csv::Position::line);
            if self.record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let width = *self.width.get_or_insert(self.record.len());
            if self.record.len() != width {
                let message = format!(
                    "the row has {} cells, where the header has {width} columns",
                    self.record.len()
                );
                return Err(ImportError::unreadable(self.place(0), message));
            }
            cells.clear();
            cells.extend(self.record.iter().map(str::to_owned));
            return Ok(true);
        }
    }

    fn place(&self, column: usize) -> SourcePlace {
        self.file.character(self.line, column as u64 + 1)
    }
}
