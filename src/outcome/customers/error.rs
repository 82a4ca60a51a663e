//! Why customers cannot be followed.

use crate::organisation::{Invalid, quoted};
use crate::quality::ObjectiveError;
use crate::time::TimelineError;
use crate::unit::Figure;

/// Why customers, or what they are worth, cannot be told.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OutcomeError {
    /// Reputation or referrals count where nothing good is said today.
    #[error(
        "nothing good is said of `{}` today, so reputation cannot be compared with it", quoted(.id)
    )]
    NothingGoodSaid {
        /// The customer.
        id: String,
    },
    /// Customers bring more than leave, and nobody says how many come by themselves.
    #[error(
        "customers of `{}` bring `{}` a year and `{departures:.2}` leave: state `won_per_year` for \
         a group that grows today", quoted(.id), Figure(*.referrals)
    )]
    GrowsToday {
        /// The customer.
        id: String,
        /// Customers that one brings in a year.
        referrals: f64,
        /// The share that leaves in a year, as a rate.
        departures: f64,
    },
    /// The worth of a quality at rest is asked for, and there is no rest.
    #[error(
        "`{}` grows without limit, so that a point of its quality has no worth at rest: state a \
         `market`", quoted(.id)
    )]
    Growing {
        /// The customer.
        id: String,
    },
    /// Money is asked for, and nobody states any.
    #[error("no customer states a revenue, which {what} needs")]
    NoRevenue {
        /// What was asked.
        what: &'static str,
    },
    /// A number of the options is out of its range.
    #[error("{what} `{value}` is outside {range}", value = Figure(*.value))]
    Option {
        /// Which.
        what: &'static str,
        /// The number given.
        value: f64,
        /// What it may be.
        range: &'static str,
    },
    /// An incident does not fit the network.
    #[error("incident `{}`: {source}", quoted(.name))]
    Incident {
        /// What it is called.
        name: String,
        /// Why it cannot be followed.
        source: TimelineError,
    },
    /// People quit and vacancies are not filled at once, and nobody is hired today.
    #[error(
        "people quit at `{}` and nobody is hired, as nothing is received today of those who hire: \
         state no `hires_per_vacancy_year`, and vacancies are filled at once", quoted(.id)
    )]
    NobodyHired {
        /// The department.
        id: String,
    },
    /// Several groups or departments cannot be followed.
    #[error("{}", lines(.refused, *.more))]
    Several {
        /// Why not, of each; the first hundred.
        refused: Vec<OutcomeError>,
        /// How many others there are.
        more: usize,
    },
    /// A period cannot be followed.
    #[error(transparent)]
    Timeline(#[from] TimelineError),
    /// A scenario does not fit the network.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The weights of customers are out of range.
    #[error(transparent)]
    Objective(#[from] ObjectiveError),
}

/// As many refusals are listed; the others are counted.
const MOST_REFUSED: usize = 100;

/// All that were asked for; where some cannot be followed, why not, of each.
pub(in crate::outcome) fn all_or_refused<T>(
    asked: impl IntoIterator<Item = Result<T, OutcomeError>>,
) -> Result<Vec<T>, OutcomeError> {
    let (mut all, mut refused, mut more) = (Vec::new(), Vec::new(), 0);
    for one in asked {
        match one {
            Ok(one) => all.push(one),
            Err(error) if refused.len() < MOST_REFUSED => refused.push(error),
            Err(_) => more += 1,
        }
    }
    match refused.pop() {
        None => Ok(all),
        Some(only) if refused.is_empty() => Err(only),
        Some(last) => {
            refused.push(last);
            Err(OutcomeError::Several { refused, more })
        }
    }
}

/// One refusal a line, and how many are not listed.
fn lines(refused: &[OutcomeError], more: usize) -> String {
    let mut lines: Vec<String> = refused.iter().map(OutcomeError::to_string).collect();
    if more > 0 {
        lines.push(format!("... and {more} more"));
    }
    lines.join("\n")
}

/// Refuses a number outside its range.
pub(super) fn check_option(
    what: &'static str,
    value: f64,
    is_right: bool,
    range: &'static str,
) -> Result<(), OutcomeError> {
    if is_right && value.is_finite() {
        Ok(())
    } else {
        Err(OutcomeError::Option { what, value, range })
    }
}
