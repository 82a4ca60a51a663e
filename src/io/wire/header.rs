//! The head of a document: the name of its format, and its version.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde::{Serialize, Serializer};

pub(in crate::io) type OrganisationFormat = Format<0>;
pub(in crate::io) type ScenarioFormat = Format<1>;
#[cfg(any(feature = "json", feature = "yaml"))]
pub(in crate::io) type HistoryFormat = Format<2>;
pub(super) type PlanFormat = Format<3>;
pub(super) type ActionsFormat = Format<4>;
#[cfg(feature = "import")]
pub(super) type MappingFormat = Format<5>;

/// The format of a document; one of another name is refused where it stands.
pub(in crate::io) struct Format<const NUMBER: usize>;

impl<const NUMBER: usize> Format<NUMBER> {
    #[expect(clippy::indexing_slicing, reason = "checked when compiled")]
    pub(super) const NAME: &str = [
        "knockon/organisation",
        "knockon/scenario",
        "knockon/history",
        "knockon/plan",
        "knockon/actions",
        "knockon/mapping",
    ][NUMBER];
}

impl<const NUMBER: usize> Serialize for Format<NUMBER> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(Self::NAME)
    }
}

impl<'de, const NUMBER: usize> Deserialize<'de> for Format<NUMBER> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Self)
    }
}

impl<const NUMBER: usize> Visitor<'_> for Format<NUMBER> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", Self::NAME)
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self, E> {
        if name == Self::NAME {
            Ok(self)
        } else {
            Err(E::invalid_value(Unexpected::Str(name), &self))
        }
    }
}

/// The only version of every format.
pub(super) const VERSION: u64 = 1;

/// The version of a document.
pub(in crate::io) struct DocumentVersion;

impl Serialize for DocumentVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(VERSION)
    }
}

impl<'de> Deserialize<'de> for DocumentVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_u64(Self)
    }
}

impl Visitor<'_> for DocumentVersion {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the number {VERSION}")
    }

    fn visit_u64<E: Error>(self, version: u64) -> Result<Self, E> {
        if version == VERSION {
            Ok(self)
        } else {
            Err(E::custom(format_args!(
                "`{version}` is unknown, as version {VERSION} has every field: write {VERSION}"
            )))
        }
    }
}
