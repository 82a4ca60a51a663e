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
mod bracket;
mod chains;
mod contingency;
mod explanation;
mod impact;
mod list;
mod name;
mod number;
mod range;
mod replay;
mod restoration;
mod sensitivity;
mod staffing;
mod table;
mod timeline;

pub use attribution::attributions;
pub use bracket::bracket;
pub use chains::chains;
pub use contingency::contingency;
pub use explanation::explanation;
pub use impact::{certainty, impact};
pub use name::plain;
pub use number::{Points, duration, seconds};
pub use range::range;
pub use replay::replay;
pub use restoration::restoration;
pub use sensitivity::sensitivity;
pub use staffing::staffing;
pub use table::{Column, table};
pub use timeline::{long_steps, timeline};

use list::list;
use name::short;
