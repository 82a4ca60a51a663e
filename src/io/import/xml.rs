//! XML, element by element: no entity but XML's own five, nothing included, bounded depth.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::error::ImportError;
use super::source_place::SourcePlace;

/// How deep elements may nest.
const DEEPEST: usize = 256;
/// How many attributes an element may have.
const MOST_ATTRIBUTES: usize = 256;

/// What comes next in a document.
pub(super) enum XmlNode {
    /// An element begins.
    Open(XmlElement),
    /// The element that began last ends.
    Close,
    /// Text inside of it.
    Text(String),
}

/// The start of an element.
pub(super) struct XmlElement {
    /// Its name, without a prefix.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    /// The line and the column after it.
    pub(super) place: SourcePlace,
}

impl XmlElement {
    /// Takes the value of an attribute.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.attributes.iter().position(|(known, _)| known == name)?;
        Some(self.attributes.remove(at).1)
    }

    /// Takes the value of an attribute that must be there.
    pub(super) fn needed(&mut self, name: &str) -> Result<String, ImportError> {
        self.take(name).filter(|value| !value.is_empty()).ok_or_else(|| {
            let message = format!("element `{}` has no `{name}`", self.name);
            ImportError::unreadable(self.place.clone(), message)
        })
    }
}

/// Reads a document.
pub(super) struct XmlReader<'t> {
    reader: Reader<&'t [u8]>,
    text: &'t str,
    file: SourcePlace,
    /// The end of an element that is empty is still to be told.
    closes: bool,
    depth: usize,
    /// How far lines are counted.
    counted: usize,
    line: u64,
    line_start: usize,
}

impl<'t> XmlReader<'t> {
    pub(super) fn new(text: &'t str, file: &SourcePlace) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = false;
        Self {
            reader,
            text,
            file: file.clone(),
            closes: false,
            depth: 0,
            counted: 0,
            line: 1,
            line_start: 0,
        }
    }

    /// Where reading is.
    pub(super) fn place(&mut self) -> SourcePlace {
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let at = at.min(self.text.len());
        let bytes = self.text.as_bytes().get(self.counted..at).unwrap_or_default();
        for (offset, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
            self.line += 1;
            self.line_start = self.counted + offset + 1;
        }
        self.counted = self.counted.max(at);
        self.file.character(self.line, (at.saturating_sub(self.line_start) + 1) as u64)
    }

    /// Says why reading stops here.
    pub(super) fn fault(&mut self, message: impl Into<String>) -> ImportError {
        let place = self.place();
        ImportError::unreadable(place, message)
    }

    /// Reads on; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<XmlNode>, ImportError> {
        if std::mem::take(&mut self.closes) {
            return Ok(Some(XmlNode::Close));
        }
        loop {
            let event = match self.reader.read_event() {
                Ok(event) => event.into_owned(),
                Err(error) => return Err(self.fault(format!("malformed XML: {error}"))),
            };
            match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        let message = format!("elements nested more than {DEEPEST} deep");
                        return Err(self.fault(message));
                    }
                    return self.element(&start).map(|it| Some(XmlNode::Open(it)));
                }
                Event::Empty(start) => {
                    self.closes = true;
                    return self.element(&start).map(|it| Some(XmlNode::Open(it)));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(XmlNode::Close));
                }
                Event::Text(text) => {
                    return Ok(Some(XmlNode::Text(text.xml10_content().into_owned())));
                }
                Event::CData(text) => {
                    return Ok(Some(XmlNode::Text(text.xml10_content().into_owned())));
                }
                Event::GeneralRef(reference) => {
                    let known = match &*reference {
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "amp" => Some('&'),
                        "apos" => Some('\''),
                        "quot" => Some('"'),
                        _ => reference.resolve_char_ref().ok().flatten(),
                    };
                    return match known {
                        Some(letter) => Ok(Some(XmlNode::Text(letter.to_string()))),
                        None => Err(self.fault(format!(
                            "entity `{}` is none of XML's own, where no others are followed",
                            &*reference
                        ))),
                    };
                }
                Event::DocType(text) if text.contains("<!ENTITY") => {
                    return Err(self.fault(
                        "the document declares entities, where none but XML's own are followed",
                    ));
                }
                Event::Eof if self.depth > 0 => {
                    return Err(self.fault("the document ends inside an element"));
                }
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn element(&mut self, start: &BytesStart<'_>) -> Result<XmlElement, ImportError> {
        let mut attributes = Vec::new();
        for attribute in start.attributes().with_checks(false) {
            let stated = attribute.map_err(|error| error.to_string()).and_then(|attribute| {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                let value = value.map_err(|error| error.to_string())?;
                Ok((attribute.key.local_name().into_inner().to_owned(), value.into_owned()))
            });
            attributes.push(stated.map_err(|fault| self.fault(format!("malformed XML: {fault}")))?);
            if attributes.len() > MOST_ATTRIBUTES {
                let message = format!("an element has more than {MOST_ATTRIBUTES} attributes");
                return Err(self.fault(message));
            }
        }
        let name = start.local_name().into_inner().to_owned();
        Ok(XmlElement { name, attributes, place: self.place() })
    }

    /// Reads the text of the element that has just begun, up to its end.
    pub(super) fn text(&mut self) -> Result<String, ImportError> {
        let mut text = String::new();
        let mut depth = 0_usize;
        while let Some(node) = self.next()? {
            match node {
                XmlNode::Open(_) => depth += 1,
                XmlNode::Close if depth == 0 => break,
                XmlNode::Close => depth -= 1,
                XmlNode::Text(more) => text += &more,
            }
        }
        Ok(text)
    }

    /// Passes over the element that has just begun.
    pub(super) fn skip(&mut self) -> Result<(), ImportError> {
        self.text().map(drop)
    }
}
