//! Which format a file has, by its name or by how it begins.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// The format of a file that is read.
///
/// # Examples
///
/// ```
/// use std::path::Path;
///
/// use knockon::io::FileFormat;
///
/// assert_eq!(FileFormat::of_name(Path::new("harbour.yml")), Some(FileFormat::Yaml));
/// assert_eq!("json".parse(), Ok(FileFormat::Json));
/// let unknown = "xml".parse::<FileFormat>().unwrap_err();
/// assert_eq!(unknown.to_string(), "format `xml` is unknown, where json, yaml or csv is needed");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileFormat {
    /// A JSON document.
    Json,
    /// A YAML document.
    Yaml,
    /// A table of values separated by commas, semicolons or tabs.
    Csv,
}

/// A name that no format of files has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("format `{name}` is unknown, where json, yaml or csv is needed")]
pub struct UnknownFormat {
    name: String,
}

/// The endings of files' names, and what they say.
const ENDINGS: [(&str, FileFormat); 5] = [
    ("json", FileFormat::Json),
    ("yaml", FileFormat::Yaml),
    ("yml", FileFormat::Yaml),
    ("csv", FileFormat::Csv),
    ("tsv", FileFormat::Csv),
];

impl FileFormat {
    /// Says which format the ending of a file's name states, if any.
    pub fn of_name(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        let known = ENDINGS.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known))?;
        Some(known.1)
    }

    /// Says which format a document has by how it begins: JSON opens with a bracket.
    #[cfg(any(feature = "json", feature = "yaml"))]
    pub(super) fn of_document(bytes: &[u8]) -> Self {
        let text = super::without_byte_order_mark(bytes).trim_ascii_start();
        let is_json = text.first().is_none_or(|byte| b"{[\"".contains(byte));
        if is_json || !cfg!(feature = "yaml") { Self::Json } else { Self::Yaml }
    }
}

impl fmt::Display for FileFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json => "json",
            Self::Yaml => "yaml",
            Self::Csv => "csv",
        })
    }
}

/// Reads `json`, `yaml` or `csv`.
impl FromStr for FileFormat {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let known = [Self::Json, Self::Yaml, Self::Csv].into_iter();
        let mut named = known.filter(|format| format.to_string() == name);
        named.next().ok_or_else(|| UnknownFormat { name: name.to_owned() })
    }
}
