//! Answers in words and tables, as the command line prints them.
//!
//! Qualities are points of 100, with as many digits as the smallest loss shown needs
//! ([`Points`]); durations are in the unit that fits ([`duration`]). Names come from files, so that
//! control characters are left out ([`plain`]).
//!
//! # Examples
//!
//! ```
//! use knockon::report::{AssessmentDocument, text};
//! use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
//!
//! let organisation = Organisation::builder("Ferry")
//!     .department(Department::new("deck").named("Deck"))
//!     .customer(ExternalCustomer::person("passengers").named("Passengers"))
//!     .service(Service::new("crossing", "deck", "passengers").dependence(0.8))
//!     .build()?;
//! let network = organisation.compile()?;
//! let after = network.solve(&Scenario::new("half a deck").capability("deck", 0.5))?;
//! let impact = after.compared_with(&network.baseline())?;
//! let document = AssessmentDocument::new("Ferry", &impact);
//! let said = text::impact(&impact, &document, 5);
//! assert!(said.starts_with("Ferry: half a deck\n"));
//! assert!(said.contains(" Passengers           1   100.0   60.0   -40.0\n"));
//! let said = text::explanation(&impact.explain(), &document, 5);
//! assert!(said.contains("Passengers: -40.0 points, all from Deck\n"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attribution;
mod availability;
mod bracket;
mod budget_loop;
mod causes;
mod chains;
mod choice;
mod contingency;
#[cfg(feature = "json")]
mod diff;
mod downtime;
#[cfg(feature = "draws")]
mod drawn_choice;
#[cfg(feature = "draws")]
mod draws;
mod explanation;
#[cfg(feature = "evidence")]
mod fitted;
mod impact;
mod line_chart;
mod list;
#[cfg(feature = "evidence")]
mod measured;
mod money;
mod name;
mod number;
mod outcome;
#[cfg(feature = "evidence")]
mod questionnaire;
mod range;
mod reach;
mod replay;
mod requests;
mod restoration;
mod segments;
mod sensitivity;
mod staffing;
mod table;
mod timeline;
#[cfg(feature = "draws")]
mod timeline_bands;

pub use attribution::attributions;
pub use availability::availability;
pub use bracket::bracket;
pub use budget_loop::budget_loop;
pub use causes::causes;
pub use chains::chains;
pub use choice::choice;
pub use contingency::contingency;
#[cfg(feature = "json")]
pub use diff::{diff, differences};
pub use downtime::downtime;
#[cfg(feature = "draws")]
pub use drawn_choice::drawn_choice;
#[cfg(feature = "draws")]
pub use draws::draws;
pub use explanation::explanation;
#[cfg(feature = "evidence")]
pub use fitted::{answers, fitted};
pub use impact::{certainty, impact};
#[cfg(feature = "evidence")]
pub use measured::measured;
pub use name::plain;
pub use number::{Points, duration, seconds};
pub use outcome::{outcome, value_at_risk, worth};
#[cfg(feature = "evidence")]
pub use questionnaire::questionnaire;
pub use range::range;
pub use reach::{reach, reach_by_group};
pub use replay::replay;
pub use requests::requests;
pub use restoration::restoration;
pub use segments::segments;
pub use sensitivity::sensitivity;
pub use staffing::staffing;
pub use table::{Column, table};
pub use timeline::{long_steps, timeline};
#[cfg(feature = "draws")]
pub use timeline_bands::timeline_bands;

use list::list;
use name::short;
