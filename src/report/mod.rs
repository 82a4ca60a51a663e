//! Results as documents for other programs, and as text for people.
//!
//! Documents are plain data: they serialise with any serde format, and their fields are a
//! contract that only grows. Results themselves serialise as well, with less around them. With the
//! feature `text`, `text` says the same in words and tables.

mod assessment;
mod bracket;
mod chains;
mod contingency;
#[cfg(feature = "json")]
mod diff;
mod planned;
mod range;
mod remark;
mod replay;
mod results;
mod sensitivity;
mod staffing;
#[cfg(feature = "text")]
pub mod text;
mod timeline;

pub use assessment::{
    AssessmentDocument, ChainLine, ContributionLine, CustomerLine, DepartmentLine, PartyLine,
};
pub use bracket::BracketDocument;
pub use chains::{ChainsDocument, CycleLine};
pub use contingency::ContingencyDocument;
#[cfg(feature = "json")]
pub use diff::{ChangedField, DiffItem, DiffValue, OrganisationDiff};
pub use planned::{EventLine, PaceLine, SetLine, StartLine};
pub use range::RangeDocument;
pub use remark::remarks;
pub use replay::{IndicatorLine, ReplayDocument, ReplayLine, ReplaySpan};
pub use sensitivity::SensitivityDocument;
pub use staffing::{
    StaffingCustomer, StaffingDocument, StaffingLine, StaffingStep, StaffingTarget,
};
pub use timeline::{DisruptionLine, HireLine, TimelineDocument, WaitingLine};
