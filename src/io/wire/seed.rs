//! Reads an organisation's document while counting, so that one beyond the limits is refused
//! before memory is spent on it.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::convert::Read;
use super::header::{DocumentVersion, OrganisationFormat};
use crate::io::Limits;
use crate::organisation::Coefficient;

/// What a document lists too many of.
#[derive(Clone, Copy)]
pub(in crate::io) struct Excess {
    pub(in crate::io) what: &'static str,
    pub(in crate::io) limit: usize,
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, limit } = self;
        write!(f, "the document lists more {what} than the limit of {limit}")
    }
}

/// Reads an organisation's document within limits.
pub(in crate::io) struct OrganisationSeed<'a> {
    pub(in crate::io) limits: &'a Limits,
    /// Set where a limit, and not the document's shape, stopped the reading.
    pub(in crate::io) excess: &'a Cell<Option<Excess>>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(field_identifier, rename_all = "snake_case")]
enum OrganisationField {
    #[serde(rename = "$schema")]
    Schema,
    Format,
    Version,
    Name,
    Defaults,
    Departments,
    Customers,
    Services,
    Needs,
    Incidents,
    Discount,
    Currency,
    CommonCauses,
}

impl OrganisationField {
    const fn key(self) -> &'static str {
        match self {
            Self::Schema => "$schema",
            Self::Format => "format",
            Self::Version => "version",
            Self::Name => "name",
            Self::Defaults => "defaults",
            Self::Departments => "departments",
            Self::Customers => "customers",
            Self::Services => "services",
            Self::Needs => "needs",
            Self::Incidents => "incidents",
            Self::Discount => "discount",
            Self::Currency => "currency",
            Self::CommonCauses => "common_causes",
        }
    }
}

impl<'de> DeserializeSeed<'de> for OrganisationSeed<'_> {
    type Value = Read;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Read, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> OrganisationSeed<'a> {
    fn parties<T, F>(&self, already: usize, take: F) -> LimitedList<'a, T, F> {
        let limit = self.limits.max_parties;
        self.list(Excess { what: "departments and customers", limit }, already, take)
    }

    fn services_and_needs<T, F>(&self, already: usize, take: F) -> LimitedList<'a, T, F> {
        let limit = self.limits.max_services_and_needs;
        self.list(Excess { what: "services and needs", limit }, already, take)
    }

    fn list<T, F>(&self, beyond: Excess, already: usize, take: F) -> LimitedList<'a, T, F> {
        let most = beyond.limit.saturating_sub(already);
        LimitedList { most, beyond, excess: self.excess, take, element: PhantomData }
    }
}

impl<'de> Visitor<'de> for OrganisationSeed<'_> {
    type Value = Read;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut document = Read::default();
        let mut seen: Vec<OrganisationField> = Vec::new();
        while let Some(field) = map.next_key::<OrganisationField>()? {
            if seen.contains(&field) {
                return Err(A::Error::duplicate_field(field.key()));
            }
            seen.push(field);
            match field {
                OrganisationField::Schema => {
                    map.next_value::<Option<String>>()?;
                }
                OrganisationField::Format => {
                    map.next_value::<OrganisationFormat>()?;
                }
                OrganisationField::Version => {
                    map.next_value::<DocumentVersion>()?;
                }
                OrganisationField::Name => document.name = map.next_value()?,
                OrganisationField::Defaults => document.defaults = map.next_value()?,
                OrganisationField::Departments => {
                    let list = self.parties(document.party_count(), |stated| {
                        document.add_department(stated);
                    });
                    map.next_value_seed(list)?;
                }
                OrganisationField::Customers => {
                    let list = self.parties(document.party_count(), |stated| {
                        document.add_customer(stated);
                    });
                    map.next_value_seed(list)?;
                }
                OrganisationField::Services => {
                    let list =
                        self.services_and_needs(document.service_and_need_count(), |stated| {
                            document.add_service(stated);
                        });
                    map.next_value_seed(list)?;
                }
                OrganisationField::Needs => {
                    let list =
                        self.services_and_needs(document.service_and_need_count(), |stated| {
                            document.add_need(stated);
                        });
                    map.next_value_seed(list)?;
                }
                OrganisationField::Incidents => {
                    let limit = self.limits.max_parties;
                    let excess = Excess { what: "incidents", limit };
                    let list = self.list(excess, document.incident_count(), |stated| {
                        document.add_incident(stated);
                    });
                    map.next_value_seed(list)?;
                }
                OrganisationField::Discount => {
                    let stated = map.next_value::<Option<Coefficient>>()?;
                    document.valuation().discount = stated;
                }
                OrganisationField::Currency => document.valuation().currency = map.next_value()?,
                OrganisationField::CommonCauses => {
                    let list =
                        self.services_and_needs(document.service_and_need_count(), |stated| {
                            document.add_common_cause(stated);
                        });
                    map.next_value_seed(list)?;
                }
            }
        }
        for required in [OrganisationField::Format, OrganisationField::Version] {
            if !seen.contains(&required) {
                return Err(A::Error::missing_field(required.key()));
            }
        }
        Ok(document)
    }
}

/// Reads a list of at most so many elements, and hands over each; `null` is an empty one.
struct LimitedList<'a, T, F> {
    most: usize,
    beyond: Excess,
    excess: &'a Cell<Option<Excess>>,
    take: F,
    element: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>, F: FnMut(T)> DeserializeSeed<'de> for LimitedList<'_, T, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T)> Visitor<'de> for LimitedList<'_, T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        let mut count = 0;
        while let Some(element) = list.next_element()? {
            if count >= self.most {
                self.excess.set(Some(self.beyond));
                return Err(A::Error::custom("too many"));
            }
            (self.take)(element);
            count += 1;
        }
        Ok(())
    }
}
