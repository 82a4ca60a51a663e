//! Results as documents for other programs.
//!
//! Documents are plain data: they serialise with any serde format, and their fields are a
//! contract that only grows. Results themselves serialise as well, with less around them.

mod assessment;
mod diff;
mod planned;
mod remark;
mod replay;
mod results;
mod sensitivity;
mod timeline;

pub use assessment::{
    AssessmentDocument, ChainLine, ContributionLine, CustomerLine, DepartmentLine, PartyLine,
};
pub use diff::{ChangedField, DiffItem, DiffValue, OrganisationDiff};
pub use planned::{EventLine, PaceLine, SetLine, StartLine};
pub use remark::remarks;
pub use replay::{IndicatorLine, ReplayDocument, ReplayLine, ReplaySpan};
pub use sensitivity::SensitivityDocument;
pub use timeline::{DisruptionLine, HireLine, TimelineDocument, WaitingLine};
