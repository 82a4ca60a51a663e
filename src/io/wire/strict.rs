//! The values a document is made of, read more strictly than a plain derive does.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// An object; a derived reader alone would take a list of the same values in order as well.
pub(in crate::io) struct Object<T>(pub(in crate::io) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }

        deserializer.deserialize_map(Reader(PhantomData))
    }
}

/// A text, borrowed from the document where it stands there as it is.
pub(in crate::io) struct Text<'t>(pub(in crate::io) Cow<'t, str>);

impl<'de: 't, 't> Deserialize<'de> for Text<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(Reader)
    }
}

/// The entries of an object whose keys the user chooses, in order, those given twice included.
/// An entry of `null` is left out.
pub(in crate::io) struct Entries<T>(pub(in crate::io) Vec<(String, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = Entries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, Option<T>>()? {
                    entries.extend(value.map(|value| (key, value)));
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Reader(PhantomData))
    }
}

/// The order of an aggregation: a number, or a word for one that JSON cannot write.
pub(in crate::io) enum Order {
    Number(f64),
    Word(String),
}

impl<'de> Deserialize<'de> for Order {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl Visitor<'_> for Reader {
            type Value = Order;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, \"-inf\" or \"inf\"")
            }

            fn visit_f64<E: Error>(self, order: f64) -> Result<Order, E> {
                Ok(Order::Number(order))
            }

            #[expect(clippy::cast_precision_loss, reason = "what any reader of numbers does")]
            fn visit_i64<E: Error>(self, order: i64) -> Result<Order, E> {
                Ok(Order::Number(order as f64))
            }

            #[expect(clippy::cast_precision_loss, reason = "what any reader of numbers does")]
            fn visit_u64<E: Error>(self, order: u64) -> Result<Order, E> {
                Ok(Order::Number(order as f64))
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<Order, E> {
                Ok(Order::Word(word.to_owned()))
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

/// A point of a transfer's table: a list of quality and felt.
pub(in crate::io) struct Point(pub(in crate::io) f64, pub(in crate::io) f64);

impl<'de> Deserialize<'de> for Point {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Point;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of two numbers, quality and felt")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Point, A::Error> {
                let Some(quality) = list.next_element()? else {
                    return Err(A::Error::invalid_length(0, &self));
                };
                let Some(felt) = list.next_element()? else {
                    return Err(A::Error::invalid_length(1, &self));
                };
                match list.next_element::<IgnoredAny>()? {
                    None => Ok(Point(quality, felt)),
                    Some(_) => Err(A::Error::invalid_length(3, &self)),
                }
            }
        }

        deserializer.deserialize_seq(Reader)
    }
}
