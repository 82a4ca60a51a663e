//! Files of other programs.

/// Small files of every format: what becomes of them, and every message.
mod cases;
/// Files that are made to do harm.
mod hostile;
/// Graphs that are written read back as they were.
mod identity;
/// Several files that are one organisation.
mod joined;
/// What a mapping and a dependence total say.
mod mappings;
