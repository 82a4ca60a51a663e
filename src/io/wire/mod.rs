//! The formats of what is stated, as serde sees them: need serde alone, and no file format.
//!
//! Statements implement `Serialize` and `Deserialize` here, over types that are the format: an
//! organisation is a `knockon/organisation` document, a scenario a `knockon/scenario` document, a
//! plan a `knockon/plan` document, actions a `knockon/actions` document, and each part of them what it is in these. The streaming reader
//! of [`json`](crate::io) reads the same types.
//!
//! `Deserialize` applies the default [`Limits`](crate::io::Limits) and is for one's own data; files
//! of strangers are read by [`io::json`](crate::io), within limits of the caller. A format that
//! describes itself (JSON, YAML, CBOR) is needed: a rule is a text or an object.

mod actions;
mod convert;
mod dependability;
mod document;
mod duration;
mod economics;
mod employment;
mod fields;
mod header;
mod kinds;
#[cfg(feature = "import")]
mod mapping;
mod plan;
mod read;
mod reading;
mod scenario;
#[cfg(feature = "schema")]
pub(in crate::io) mod schema;
mod seed;
mod staffing;
mod stated_number;
mod strict;
mod write;
mod write_settings;

#[cfg(any(feature = "json", feature = "yaml"))]
pub(in crate::io) use actions::ActionsDocument;
#[cfg(feature = "csv")]
pub(in crate::io) use convert::CUSTOMER_KINDS;
#[cfg(feature = "csv")]
pub(in crate::io) use duration::whole_seconds;
#[cfg(any(feature = "json", feature = "yaml"))]
pub(in crate::io) use header::{DocumentVersion, HistoryFormat};
#[cfg(feature = "import")]
pub(in crate::io) use mapping::{
    IdsDocument, MappingDocument, NamedCustomerDocument, PartyMappingDocument,
    RelationMappingDocument, RemainingDocument, usual_or,
};
#[cfg(any(feature = "json", feature = "yaml"))]
pub(in crate::io) use scenario::ScenarioDocument;
#[cfg(any(feature = "json", feature = "yaml"))]
pub(in crate::io) use seed::{Excess, OrganisationSeed};
#[cfg(feature = "import")]
pub(in crate::io) use strict::Entries;
#[cfg(any(feature = "json", feature = "yaml"))]
pub(in crate::io) use strict::Object;
#[cfg(feature = "import")]
pub(in crate::io) use write::WrittenService;
