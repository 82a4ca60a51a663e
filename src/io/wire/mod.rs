//! The formats of what is stated, as serde sees them: need serde alone, and no file format.
//!
//! Statements implement `Serialize` and `Deserialize` here, over types that are the format: an
//! organisation is a `knockon/organisation` document, a scenario a `knockon/scenario` document, a
//! plan a `knockon/plan` document, and each part of them what it is in these. The streaming reader
//! of [`json`](crate::io) reads the same types.
//!
//! `Deserialize` applies the default [`Limits`](crate::io::Limits) and is for one's own data; files
//! of strangers are read by [`io::json`](crate::io), within limits of the caller. A format that
//! describes itself (JSON, YAML, CBOR) is needed: a rule is a text or an object.

mod convert;
mod document;
mod duration;
mod fields;
mod header;
mod kinds;
mod plan;
mod read;
mod scenario;
mod seed;
mod staffing;
mod strict;
mod write;
mod write_settings;

#[cfg(feature = "csv")]
pub(in crate::io) use convert::CUSTOMER_KINDS;
#[cfg(feature = "csv")]
pub(in crate::io) use duration::whole_seconds;
#[cfg(feature = "json")]
pub(in crate::io) use header::{DocumentVersion, HistoryFormat};
#[cfg(feature = "json")]
pub(in crate::io) use scenario::ScenarioDocument;
#[cfg(feature = "json")]
pub(in crate::io) use seed::{Excess, OrganisationSeed};
#[cfg(feature = "json")]
pub(in crate::io) use strict::Object;
