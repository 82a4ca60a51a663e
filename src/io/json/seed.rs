//! Reads an organisation's document while counting, so that one beyond the limits is refused
//! before memory is spent on it.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::document::OrganisationDocument;
use crate::io::Limits;

/// What a document lists too many of.
#[derive(Clone, Copy)]
pub(super) struct Excess {
    pub(super) what: &'static str,
    pub(super) limit: usize,
}

/// Reads an organisation's document within limits.
pub(super) struct OrganisationSeed<'a> {
    pub(super) limits: &'a Limits,
    /// Set where a limit, and not the document's shape, stopped the reading.
    pub(super) excess: &'a Cell<Option<Excess>>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Field {
    Format,
    Version,
    Name,
    Defaults,
    Departments,
    Customers,
    Services,
    Needs,
}

impl Field {
    const fn key(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Version => "version",
            Self::Name => "name",
            Self::Defaults => "defaults",
            Self::Departments => "departments",
            Self::Customers => "customers",
            Self::Services => "services",
            Self::Needs => "needs",
        }
    }
}

impl<'de> DeserializeSeed<'de> for OrganisationSeed<'_> {
    type Value = OrganisationDocument;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<OrganisationDocument, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> OrganisationSeed<'a> {
    fn parties<T>(&self, already: usize) -> List<'a, T> {
        let limit = self.limits.parties;
        self.list(Excess { what: "departments and customers", limit }, already)
    }

    fn services_and_needs<T>(&self, already: usize) -> List<'a, T> {
        let limit = self.limits.services_and_needs;
        self.list(Excess { what: "services and needs", limit }, already)
    }

    fn list<T>(&self, beyond: Excess, already: usize) -> List<'a, T> {
        let most = beyond.limit.saturating_sub(already);
        List { most, beyond, excess: self.excess, element: PhantomData }
    }
}

impl<'de> Visitor<'de> for OrganisationSeed<'_> {
    type Value = OrganisationDocument;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut document = OrganisationDocument::default();
        let mut seen: Vec<Field> = Vec::new();
        while let Some(field) = map.next_key::<Field>()? {
            if seen.contains(&field) {
                return Err(A::Error::duplicate_field(field.key()));
            }
            seen.push(field);
            match field {
                Field::Format => document.format = map.next_value()?,
                Field::Version => document.version = map.next_value()?,
                Field::Name => document.name = map.next_value()?,
                Field::Defaults => document.defaults = map.next_value()?,
                Field::Departments => {
                    let seed = self.parties(document.customers.len());
                    document.departments = map.next_value_seed(seed)?;
                }
                Field::Customers => {
                    let seed = self.parties(document.departments.len());
                    document.customers = map.next_value_seed(seed)?;
                }
                Field::Services => {
                    let seed = self.services_and_needs(document.needs.len());
                    document.services = map.next_value_seed(seed)?;
                }
                Field::Needs => {
                    let seed = self.services_and_needs(document.services.len());
                    document.needs = map.next_value_seed(seed)?;
                }
            }
        }
        for required in [Field::Format, Field::Version] {
            if !seen.contains(&required) {
                return Err(A::Error::missing_field(required.key()));
            }
        }
        Ok(document)
    }
}

/// Reads a list of at most so many elements; `null` is an empty one.
struct List<'a, T> {
    most: usize,
    beyond: Excess,
    excess: &'a Cell<Option<Excess>>,
    element: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for List<'_, T> {
    type Value = Vec<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for List<'_, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_none<E: Error>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_unit<E: Error>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = list.next_element()? {
            if elements.len() >= self.most {
                self.excess.set(Some(self.beyond));
                return Err(A::Error::custom("too many"));
            }
            elements.push(element);
        }
        Ok(elements)
    }
}
