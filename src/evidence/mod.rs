//! What files say of an organisation: conditions of services, qualities of parties, arrivals,
//! handling times, requests and lags, each with an interval and its origin.
//!
//! ```text
//! tickets, surveys, feedback, indicators, judgements
//!        │ io::read_evidence
//!        v
//! EvidenceBuilder ─ build ─> Evidence ─ measure ─> Measured ─ apply ─> Organisation
//! ```
//!
//! Where there are no files, [`ask`] says which dependences to ask people about.
//!
//! Nothing here guesses: what the files do not say is said to be unknown, and stays what a person
//! judged. Every estimate is a number with an interval, what stands behind it and where it comes
//! from. The methods stand in modules of their own and can be called on numbers alone:
//! [`condition`] for shares, surveys and feedback, [`flow`] for arrivals, handling times, patience,
//! requests and lags, [`judgement`] for what people say. [`fit`] fits dependences and levels to
//! series, and [`calibration`] tries fits on periods that they have not seen.

mod ageing;
mod apply;
mod builder;
pub mod calibration;
pub mod condition;
mod doubled;
mod estimate;
#[expect(clippy::module_inception, reason = "the room is named for what is in it")]
mod evidence;
pub mod fit;
pub mod flow;
pub mod judgement;
mod known;
mod level_break;
mod measure;
mod measured;
mod measuring;
mod period;
mod problem;
mod question;
mod reading;
mod series_level;
mod stored;
mod take_judgement;

pub use ageing::ageing_weight;
pub use builder::EvidenceBuilder;
pub use estimate::Estimate;
pub use evidence::Evidence;
pub use level_break::{LevelBreak, level_break};
pub use measured::{
    Basis, HandlingFigures, Measured, MeasuredCondition, MeasuredFlow, MeasuredQuality,
    MeasuredRequests, PeriodReading,
};
pub use measuring::{Measuring, Reference};
pub use period::{Period, UnknownPeriod};
pub use problem::{EvidenceError, ReadingPlace, ReadingProblem};
pub use question::{AskError, AskOptions, DependenceQuestion, Questionnaire, ask};
pub use reading::{
    FeedbackReading, IndicatorReading, IndicatorValue, Instrument, JudgementKind, JudgementReading,
    SurveyAnswer, TicketReading, UnknownInstrument,
};
