//! Explanations: contributions, attributions, sensitivities, ranges, restorations.

/// Shapley and Aumann-Shapley by re-solving.
mod attribution;
/// Shares of chains.
mod chain_share;
/// Every department or service lost in turn.
mod contingency;
/// Laws that hold for every explanation.
mod contribution_laws;
/// Contributions add up to the change.
mod contributions;
/// Many customers at once, as each one alone.
mod downstream;
/// Explanations that run through load.
mod load;
/// Mean slopes of a stage, from its values alone.
mod mean_slope;
/// Questions with an objective or a baseline of another network.
mod other_network;
/// Ranges of values, and the bracket of rules.
mod range;
/// Ranges of dependences that move effort.
mod range_effort;
/// What to restore first, against single solves.
mod restoration;
/// The smallest set that restores nearly everything.
mod restoration_sets;
/// Sensitivities against differences.
mod sensitivity;
/// Losses of single departments from one pass.
mod single_loss;
/// Splits of changes that cannot be followed.
mod splits;
/// Derivatives of single stages.
mod stage_derivatives;
/// Multipliers of single stages.
mod stages;
