//! How likely is it good enough, and how much of the time is it not?
//!
//! Quality is a level, and a solve answers for one state. Where departments and services state how
//! they [fail](crate::organisation::Failure), and what takes several of them down together
//! ([`CommonCause`](crate::organisation::CommonCause)),
//! [`Network::availability`](crate::Network::availability) adds up all states, each by its chance:
//!
//! ```text
//!   power 0.99 ──┬──> server 0.99 ──┐
//!                └──> server 0.99 ──┴ either ──> application
//!
//!   chance  0.99 · (1 − 0.01²) = 0.989901       all states, each by its chance
//!   level   0.99960399                          a solve that takes 0.99 as quality
//! ```
//!
//! An *element* is a department or a service that can fail; an *event* is the failure of one
//! element, or a common cause. Events are independent. In a state some events hold; the elements
//! they take down are at what is left of them, and everything else follows by a solve: rules,
//! substitutions, caps and cycles count as they are. What is approximated is how many states are
//! looked at, and the answer says by which [`AvailabilityMethod`] it was found, with bounds that hold.
//!
//! # From events to states
//!
//! 1. Events that change nothing for the party asked about are left out.
//! 2. Events that no state can tell apart become one: all of a series, for one. An event is known
//!    by the services on which nothing is received because of it, and by the parties that are at 0
//!    whatever else happens.
//! 3. Equal services of one need, or of one rule, become one variable: how many of them are down.
//! 4. All states are looked at where [`max_states`](AvailabilityOptions::max_states) allows;
//!    otherwise the most probable ones first, until the rest is small enough. Quality falls with
//!    every failure, so what is left lies between the best state and the worst. Where too much is
//!    left, states are drawn.
//! 5. A state needs no solve where another tells its quality: with no more down than in one that is as
//!    good as can be, it is so too, and with as much down as in one where nothing is left, nothing is.
//!    Some states are grown for that, more and more taken down in them while they stay so. With staff
//!    every state is solved: that the state found is the best of several is not proved there.
//!
//! With the feature `availability`, networks without cycles and without staff are first compiled into
//! binary decision diagrams, one for each quality that a party may have; these are exact for hundreds
//! of events.
//!
//! # References
//!
//! V. Li and J. Silvester, *Performance analysis of networks with unreliable components*, IEEE
//! Trans. Commun. 32 (1984) 1105-1110; W. Vesely and others, *Fault Tree Handbook*, NUREG-0492
//! (1981); IEC 61025; A. Rauzy, *New algorithms for fault trees analysis*, Reliab. Eng. Syst. Saf.
//! 40 (1993) 203-211.

#![expect(
    clippy::indexing_slicing,
    reason = "events, variables and states are numbered here, in range by construction"
)]

mod analysis;
mod bounded_value;
mod cut_set;
#[cfg(feature = "availability")]
mod diagram;
mod effect;
mod event;
mod growth;
mod importance;
mod known_states;
mod lump;
mod most_probable;
mod options;
mod outcome;
mod sampling;
mod signature;
mod states;
mod subject;
mod table;
mod tally;
mod target;
mod variable;

pub use bounded_value::BoundedValue;
pub use cut_set::CutSet;
pub use event::FailureEvent;
pub use importance::Importance;
pub use options::{AvailabilityError, AvailabilityOptions};
pub use outcome::{Availability, AvailabilityMethod, SubjectAvailability};
pub use target::{TargetCheck, TargetComposition};
