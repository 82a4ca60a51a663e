//! Lays a document out for people: one party, service or need a line.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// How many levels are broken into lines; deeper ones stay on theirs.
const BROKEN: usize = 2;

#[derive(Default)]
struct Lines {
    depth: usize,
}

impl Lines {
    fn open<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(bracket)
    }

    fn separate<W: ?Sized + Write>(&self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        self.space(writer, !first)
    }

    /// A new line where levels are broken; else a space where the inside of a line has one.
    fn space<W: ?Sized + Write>(&self, writer: &mut W, spaced: bool) -> io::Result<()> {
        if self.depth <= BROKEN {
            writer.write_all(b"\n")?;
            (0..self.depth).try_for_each(|_| writer.write_all(b"  "))
        } else if spaced {
            writer.write_all(b" ")
        } else {
            Ok(())
        }
    }

    fn close<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        if self.depth < BROKEN {
            self.space(writer, false)?;
        }
        writer.write_all(bracket)
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.separate(writer, first)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.depth > BROKEN {
            writer.write_all(b" ")?;
        }
        self.close(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        if first && self.depth > BROKEN {
            writer.write_all(b" ")
        } else {
            self.separate(writer, first)
        }
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

/// Writes a document and a last line end.
pub(super) fn to_writer(mut writer: impl Write, document: &impl Serialize) -> io::Result<()> {
    document.serialize(&mut Serializer::with_formatter(&mut writer, Lines::default()))?;
    writer.write_all(b"\n")
}

/// Writes a document as text.
#[expect(clippy::expect_used, reason = "memory takes every byte and every key is a string")]
pub(super) fn to_string(document: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    to_writer(&mut bytes, document).expect("writing to memory does not fail");
    String::from_utf8(bytes).expect("documents are written as UTF-8")
}
