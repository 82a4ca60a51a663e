//! Draws of uncertain numbers.

/// Answers of draws against closed forms.
mod closed_forms;
/// Distributions against another library, and their texts.
mod distributions;
/// What is refused, and what is broken off.
mod refusals;
/// Every draw against a single solve, whatever the organisation and the number of threads.
mod single_solves;
/// Numbers that state their range.
mod stated;
/// Shares of the variance against analytical ones.
mod variance;
