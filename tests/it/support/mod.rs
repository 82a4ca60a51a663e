//! What tests share: statements, seeded random organisations, oracles, checks and tolerances.

/// Checks of every assessment, and comparisons of numbers.
pub(crate) mod check;
/// Contributions of every party, their sum, and the mean quality as an objective.
pub(crate) mod contributions;
/// An oracle of timelines: tiny steps of equal length.
pub(crate) mod integrator;
/// An oracle of quality and demand together.
pub(crate) mod load_oracle;
/// An oracle of replays: every minute evaluated on its own.
pub(crate) mod minutes;
/// An oracle of quality: every equation as it is written.
pub(crate) mod oracle;
/// Seeded random statements.
pub(crate) mod random;
/// Seeded random statements with people.
pub(crate) mod random_staffed;
/// Certified values of `tests/data`.
pub(crate) mod reference;
/// A statement with people and requests.
pub(crate) mod staffed;
/// A plain statement of an organisation.
pub(crate) mod statement;
/// Random lags and time constants of a statement.
pub(crate) mod timing;
/// Every tolerance of the tests, with its reason.
pub(crate) mod tolerance;
/// What a reader of XML takes.
#[cfg(any(feature = "graphml", feature = "html"))]
pub(crate) mod xml;
