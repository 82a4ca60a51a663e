//! Quality: the solver against oracles, certified values, laws and proofs.

/// The solver against the oracle on random organisations.
mod against_oracle;
/// All of, any of, at least k, against service-level tools.
mod availability;
/// Ceilings of external customers, and retries.
mod ceiling;
/// Figures of other implementations and of high-precision arithmetic.
mod certified;
/// Long chains on a small stack.
mod depth;
/// Readings, and whose trouble they are.
mod observed;
/// Troubles of random organisations, read back.
mod observed_troubles;
/// Proofs of an assessment, and what stays unproved.
mod proof;
/// Laws that hold for every organisation.
mod properties;
/// Cycles that multiply losses, and the ideal state.
mod remark;
/// Scenarios that set dependences, resolved scenarios.
mod scenario_dependence;
/// Cycles that lose little.
mod slow_cycles;
/// Services that do not run until they are started.
mod standing_by;
