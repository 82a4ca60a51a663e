//! A statement as its fields, by the names they have in a document.

use std::fmt;

use indexmap::IndexMap;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde::{Serialize, ser};

use super::value::DiffValue;

/// Fields by path, such as `transfer.from`; lists have paths such as `transfer.points[1][0]`.
pub(super) type FieldValues = IndexMap<String, DiffValue>;

/// The fields that a statement is written with.
#[expect(clippy::expect_used, reason = "nothing is written, and keys of statements are texts")]
pub(super) fn fields(statement: &impl Serialize) -> FieldValues {
    let mut flat = Flat::default();
    statement.serialize(&mut flat).expect("a statement has fields");
    flat.found
}

/// Takes a statement apart; its error is that of a key that is no text.
#[derive(Default)]
struct Flat {
    path: String,
    found: FieldValues,
}

impl Flat {
    #[expect(clippy::unnecessary_wraps, reason = "a value of a serializer")]
    fn take(&mut self, value: DiffValue) -> Result<(), fmt::Error> {
        self.found.insert(self.path.clone(), value);
        Ok(())
    }

    /// Takes what lies at a longer path.
    fn at(&mut self, more: fmt::Arguments<'_>, value: &(impl Serialize + ?Sized)) -> fmt::Result {
        let length = self.path.len();
        fmt::Write::write_fmt(&mut self.path, more)?;
        value.serialize(&mut *self)?;
        self.path.truncate(length);
        Ok(())
    }

    fn field(&mut self, key: &str, value: &(impl Serialize + ?Sized)) -> fmt::Result {
        let dot = if self.path.is_empty() { "" } else { "." };
        self.at(format_args!("{dot}{key}"), value)
    }
}

/// The elements of a list, or the entries of an object.
struct Parts<'f> {
    flat: &'f mut Flat,
    index: usize,
    key: String,
}

impl<'f> Parts<'f> {
    fn of(flat: &'f mut Flat) -> Self {
        Self { flat, index: 0, key: String::new() }
    }

    fn element(&mut self, value: &(impl Serialize + ?Sized)) -> fmt::Result {
        self.flat.at(format_args!("[{}]", self.index), value)?;
        self.index += 1;
        Ok(())
    }
}

macro_rules! numbers {
    ($($name:ident: $number:ty,)*) => {
        $(fn $name(self, value: $number) -> fmt::Result {
            self.take(DiffValue::Number(value.into()))
        })*
    };
}

impl<'f> Serializer for &'f mut Flat {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Parts<'f>;
    type SerializeTuple = Parts<'f>;
    type SerializeTupleStruct = Parts<'f>;
    type SerializeTupleVariant = Parts<'f>;
    type SerializeMap = Parts<'f>;
    type SerializeStruct = Parts<'f>;
    type SerializeStructVariant = Parts<'f>;

    numbers! {
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_f32: f32,
        serialize_f64: f64,
    }

    #[expect(clippy::cast_precision_loss, reason = "whole numbers of statements are exact")]
    fn serialize_i64(self, value: i64) -> fmt::Result {
        self.take(DiffValue::Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "whole numbers of statements are exact")]
    fn serialize_u64(self, value: u64) -> fmt::Result {
        self.take(DiffValue::Number(value as f64))
    }

    fn serialize_bool(self, value: bool) -> fmt::Result {
        self.take(DiffValue::Flag(value))
    }

    fn serialize_char(self, value: char) -> fmt::Result {
        self.take(DiffValue::Text(value.to_string()))
    }

    fn serialize_str(self, value: &str) -> fmt::Result {
        self.take(DiffValue::Text(value.to_owned()))
    }

    fn serialize_bytes(self, value: &[u8]) -> fmt::Result {
        self.take(DiffValue::Text(String::from_utf8_lossy(value).into_owned()))
    }

    fn serialize_none(self) -> fmt::Result {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> fmt::Result {
        value.serialize(self)
    }

    fn serialize_unit(self) -> fmt::Result {
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> fmt::Result {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> fmt::Result {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> fmt::Result {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> fmt::Result {
        self.field(variant, value)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'f>, fmt::Error> {
        Ok(Parts::of(self))
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'f>, fmt::Error> {
        Ok(Parts::of(self))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts<'f>, fmt::Error> {
        Ok(Parts::of(self))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Parts<'f>, fmt::Error> {
        Ok(Parts::of(self))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'f>, fmt::Error> {
        Ok(Parts::of(self))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'f>, fmt::Error> {
        Ok(Parts::of(self))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Parts<'f>, fmt::Error> {
        Ok(Parts::of(self))
    }
}

macro_rules! lists {
    ($($list:ident: $element:ident,)*) => {
        $(impl $list for Parts<'_> {
            type Ok = ();
            type Error = fmt::Error;

            fn $element<T: Serialize + ?Sized>(&mut self, value: &T) -> fmt::Result {
                self.element(value)
            }

            fn end(self) -> fmt::Result {
                Ok(())
            }
        })*
    };
}

lists! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field,
}

macro_rules! structs {
    ($($name:ident,)*) => {
        $(impl $name for Parts<'_> {
            type Ok = ();
            type Error = fmt::Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> fmt::Result {
                self.flat.field(key, value)
            }

            fn end(self) -> fmt::Result {
                Ok(())
            }
        })*
    };
}

structs! {
    SerializeStruct,
    SerializeStructVariant,
}

impl SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> fmt::Result {
        let mut flat = Flat::default();
        key.serialize(&mut flat)?;
        match flat.found.into_values().next() {
            Some(DiffValue::Text(key)) => self.key = key,
            _ => return Err(ser::Error::custom("a key that is no text")),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> fmt::Result {
        let key = std::mem::take(&mut self.key);
        self.flat.field(&key, value)
    }

    fn end(self) -> fmt::Result {
        Ok(())
    }
}
