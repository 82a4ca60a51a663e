//! The header of a table: where its columns stand, and which rows are meant.

use crate::io::TableView;

/// The names of a table's columns, as a [`TableView`] sees them.
#[derive(Debug, Default)]
pub(super) struct Header {
    names: Vec<String>,
    /// Our name of a column, and where it stands.
    mapped: Vec<(String, usize)>,
    /// Where a column stands, and the values of it that are meant.
    meant: Vec<(usize, Vec<String>)>,
}

/// What parts the cells of a table: of commas, semicolons and tabs, whatever its first line has most
/// of.
pub(in crate::io) fn delimiter(text: &[u8]) -> u8 {
    let is_break = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let header = text.trim_ascii_start().split(is_break).next().unwrap_or_default();
    let count = |delimiter: u8| header.split(|&byte| byte == delimiter).count();
    let mut most = b',';
    for other in [b';', b'\t'] {
        if count(other) > count(most) {
            most = other;
        }
    }
    most
}

/// A column's name as it is compared: without case, blanks and underscores.
pub(in crate::io) fn letters(name: &str) -> impl Iterator<Item = char> {
    let counts = |letter: &char| !letter.is_whitespace() && *letter != '_';
    name.chars().filter(counts).flat_map(char::to_lowercase)
}

impl Header {
    /// Takes the cells of the first row; says which column that a view names is missing.
    pub(super) fn new(names: Vec<String>, view: &TableView) -> Result<Self, String> {
        let mut header = Self { names, mapped: Vec::new(), meant: Vec::new() };
        for (ours, theirs) in &view.columns {
            let place = header.named(theirs)?;
            header.mapped.push((ours.clone(), place));
        }
        for (column, value) in &view.rows {
            let place = header.named(column)?;
            let value = value.trim().to_owned();
            match header.meant.iter_mut().find(|(known, _)| *known == place) {
                Some((_, values)) => values.push(value),
                None => header.meant.push((place, vec![value])),
            }
        }
        Ok(header)
    }

    /// The position of a column by the table's own name.
    fn named(&self, theirs: &str) -> Result<usize, String> {
        let place = self.names.iter().position(|known| letters(known).eq(letters(theirs)));
        place.ok_or_else(|| {
            format!(
                "the header lacks `{theirs}`, where its columns are `{}`",
                self.names.join("`, `")
            )
        })
    }

    /// The names of the columns in the table.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The position of one of our columns, if the table has it.
    pub(super) fn column(&self, ours: &str) -> Option<usize> {
        let is_ours = |(known, _): &&(String, usize)| letters(known).eq(letters(ours));
        let mapped = self.mapped.iter().find(is_ours).map(|&(_, place)| place);
        let is_free = |place: &usize| self.mapped.iter().all(|(_, taken)| taken != place);
        mapped.or_else(|| self.named(ours).ok().filter(is_free))
    }

    /// A name that two columns have, which are compared as told.
    pub(super) fn named_twice(&self, compared: impl Fn(&str) -> String) -> Option<&str> {
        let stated = self.names.iter().filter(|name| !name.is_empty());
        let mut names: Vec<(String, &str)> =
            stated.map(|name| (compared(name), name.as_str())).collect();
        names.sort_unstable();
        let mut pairs = names.iter().zip(names.iter().skip(1));
        pairs.find(|((one, _), (other, _))| one == other).map(|((_, stated), _)| *stated)
    }

    /// Whether a row is meant, given its cells.
    pub(super) fn means<'c>(&self, cell: impl Fn(usize) -> &'c [u8]) -> bool {
        self.meant.iter().all(|(place, values)| {
            let cell = cell(*place).trim_ascii();
            values.iter().any(|value| value.as_bytes() == cell)
        })
    }
}
