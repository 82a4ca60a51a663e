//! What comes of splitting one party's change.

use super::Cause;

/// What is wanted of a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// What flows from providers and from own changes.
    Flow,
    /// Slopes in conditions and dependences, too.
    Slopes,
}

/// How one party's change splits over its row and its own values.
#[derive(Debug, Default)]
pub(crate) struct RowSplit {
    /// Of each row entry, from its provider's quality.
    pub(crate) service: Vec<f64>,
    /// Of each row entry, from its condition; kept for slopes only.
    pub(crate) condition: Vec<f64>,
    /// Of each row entry, from the dependence of the need it meets; kept for slopes only.
    pub(crate) dependence: Vec<f64>,
    /// From own capability.
    pub(crate) capability: f64,
    /// What changed at the party itself, and its part of the change.
    pub(crate) own: Vec<(Cause, f64)>,
}

impl RowSplit {
    /// Makes room for a row, all secants 0.
    pub(super) fn reset(&mut self, entries: usize, ask: Wanted) {
        self.service.clear();
        self.service.resize(entries, 0.0);
        if ask == Wanted::Slopes {
            for column in [&mut self.condition, &mut self.dependence] {
                column.clear();
                column.resize(entries, 0.0);
            }
        }
        self.capability = 0.0;
        self.own.clear();
    }

    pub(super) fn own_part(&mut self, cause: Cause, change: f64) {
        if change != 0.0 {
            self.own.push((cause, change));
        }
    }
}
