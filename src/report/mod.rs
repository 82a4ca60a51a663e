//! Results as documents for other programs, and as text for people.
//!
//! Documents are plain data: they serialise with any serde format, and their fields are a
//! contract that only grows. Results themselves serialise as well, with less around them. With the
//! feature `text`, `text` says the same in words and tables.

mod assessment;
mod availability;
mod bracket;
mod budget_loop;
mod causes;
mod chains;
mod choice;
mod contingency;
#[cfg(feature = "json")]
mod diff;
#[cfg(feature = "draws")]
mod draws;
#[cfg(feature = "evidence")]
mod fitted;
#[cfg(feature = "evidence")]
mod measured;
mod outcome;
#[cfg(feature = "html")]
mod page;
mod planned;
#[cfg(feature = "evidence")]
mod questionnaire;
mod range;
mod reach;
mod remark;
mod replay;
mod results;
mod segments;
mod sensitivity;
mod staffing;
#[cfg(feature = "text")]
pub mod text;
mod timeline;
#[cfg(feature = "excel")]
mod workbook;

pub use assessment::{
    AssessmentDocument, ChainLine, ContributionLine, CustomerLine, DepartmentLine, PartyLine,
    SegmentLine,
};
pub use availability::AvailabilityDocument;
pub use bracket::BracketDocument;
pub use budget_loop::BudgetLoopDocument;
pub use causes::{
    CauseLine, CausesDocument, CheckLine, HeldReading, ReadingLine, SelfSustainingLine,
};
pub use chains::{ChainsDocument, CycleLine};
pub use choice::ChoiceDocument;
pub use contingency::ContingencyDocument;
#[cfg(feature = "json")]
pub use diff::{ChangedField, DiffItem, DiffValue, OrganisationDiff};
#[cfg(feature = "draws")]
pub use draws::DrawsDocument;
#[cfg(feature = "evidence")]
pub use fitted::{
    BelievedNeedLine, CoverageLine, FitDocument, FittedNeedLine, FittedPartyLine, NeedGroupLine,
    PredictionLine,
};
#[cfg(feature = "evidence")]
pub use measured::{MeasuredDocument, ReadCounts};
pub use outcome::{OutcomeDocument, WorthLine};
#[cfg(feature = "html")]
pub use page::{
    Curve, Curves, GroupLine, Groups, Headline, MapLayout, PageDocument, PageError, PageModel,
    PageOptions, PageParty, PlacedParty, Route, WorstCustomer,
};
pub use planned::{EventLine, PaceLine, SetLine, StartLine};
#[cfg(feature = "evidence")]
pub use questionnaire::questionnaire;
pub use range::RangeDocument;
pub use reach::{GroupReach, Reach, ReachDocument, WorstParty};
pub use remark::remarks;
pub use replay::{IndicatorLine, ReplayDocument, ReplayLine, ReplaySpan};
pub use sensitivity::SensitivityDocument;
pub use staffing::{
    StaffingCustomer, StaffingDocument, StaffingLine, StaffingStep, StaffingTarget,
};
pub use timeline::{DisruptionLine, HireLine, TimelineDocument, WaitingLine};
#[cfg(feature = "excel")]
pub use workbook::{WorkbookError, workbook};
