//! String keys, stable across files and edits.
//!
//! Departments and external customers share one namespace, [`PartyId`]; services have their own,
//! [`ServiceId`]. Both are cheap to clone: the text is shared. An id that names nothing is an
//! [`UnknownId`].

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::{Serialize, Serializer};

macro_rules! string_key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            pub(crate) fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            /// Returns the key as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&*self.0, f)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                &*self.0 == *other
            }
        }

        impl PartialEq<$name> for str {
            fn eq(&self, other: &$name) -> bool {
                self == &*other.0
            }
        }

        impl PartialEq<$name> for &str {
            fn eq(&self, other: &$name) -> bool {
                *self == &*other.0
            }
        }

        impl From<$name> for String {
            fn from(key: $name) -> Self {
                key.as_str().to_owned()
            }
        }

        impl From<&$name> for String {
            fn from(key: &$name) -> Self {
                key.as_str().to_owned()
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(KeyVisitor).map(Self::new)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    };
}

/// Reads a key: a text of at least one character.
struct KeyVisitor;

impl Visitor<'_> for KeyVisitor {
    type Value = Arc<str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id of at least one character")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Arc<str>, E> {
        if text.is_empty() {
            return Err(E::invalid_length(0, &self));
        }
        Ok(text.into())
    }
}

string_key! {
    /// The key of a party: a department or an external customer.
    PartyId
}

string_key! {
    /// The key of a service.
    ServiceId
}

impl PartyId {
    /// The text, to be shared.
    pub(crate) fn text(&self) -> &Arc<str> {
        &self.0
    }
}

/// An id that is looked for in vain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnknownId {
    /// A department is needed.
    #[error("`{id}` is not a department")]
    Department {
        /// The id given.
        id: String,
    },
    /// External customers provide no services, so no chain begins there.
    #[error("`{id}` is an external customer, where a department is needed")]
    BeginsOutside {
        /// The id given.
        id: String,
    },
    /// A department or an external customer is needed.
    #[error("`{id}` is not a department or an external customer")]
    Party {
        /// The id given.
        id: String,
    },
    /// An external customer is needed.
    #[error("`{id}` is not an external customer")]
    Customer {
        /// The id given.
        id: String,
    },
    /// A service is needed.
    #[error("`{id}` is not a service")]
    Service {
        /// The id given.
        id: String,
    },
}

impl UnknownId {
    /// Returns the id given.
    pub fn id(&self) -> &str {
        match self {
            Self::Department { id }
            | Self::BeginsOutside { id }
            | Self::Party { id }
            | Self::Customer { id }
            | Self::Service { id } => id,
        }
    }

    pub(crate) fn department(id: &str) -> Self {
        Self::Department { id: id.to_owned() }
    }

    pub(crate) fn customer(id: &str) -> Self {
        Self::Customer { id: id.to_owned() }
    }

    pub(crate) fn party(id: &str) -> Self {
        Self::Party { id: id.to_owned() }
    }

    pub(crate) fn service(id: &str) -> Self {
        Self::Service { id: id.to_owned() }
    }
}
