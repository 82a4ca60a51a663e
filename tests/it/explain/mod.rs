//! Explanations: contributions, attributions, sensitivities, ranges, restorations.

/// Shapley and Aumann-Shapley by re-solving.
mod attribution;
/// Shares of chains.
mod chain_share;
/// Laws that hold for every explanation.
mod contribution_laws;
/// Contributions add up to the change.
mod contributions;
/// Explanations that run through load.
mod load;
/// Questions with an objective or a baseline of another network.
mod other_network;
/// Ranges of values, and the bracket of rules.
mod range;
/// What to restore first, against single solves.
mod restoration;
/// Sensitivities against differences.
mod sensitivity;
/// Losses of single departments from one pass.
mod single_loss;
/// Multipliers of single stages.
mod stages;
