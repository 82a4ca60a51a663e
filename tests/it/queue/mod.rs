//! Queues: Erlang A, B, C and their inverses.

/// Whole agents against birth and death chains.
mod birth_death;
/// Figures of books and of other programs.
mod certified;
/// The ends of what may be asked.
mod extremes;
/// Identities, limits, slopes, inverses.
mod laws;
