//! How quickly a party gets worse and better.

use chrono::TimeDelta;

/// The time constants of a party, by direction; zero means at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Inertia {
    pub(crate) degradation: TimeDelta,
    pub(crate) recovery: TimeDelta,
}

impl Inertia {
    /// What a party states.
    pub(crate) fn of(stated: Option<&Self>) -> Self {
        stated.copied().unwrap_or_default()
    }

    /// As a party states it: nothing where it follows at once, both ways.
    pub(crate) fn stated(self) -> Option<Box<Self>> {
        (!self.is_none()).then(|| Box::new(self))
    }

    pub(super) fn degrading(self, degradation: TimeDelta) -> Option<Box<Self>> {
        Self { degradation, ..self }.stated()
    }

    pub(super) fn recovering(self, recovery: TimeDelta) -> Option<Box<Self>> {
        Self { recovery, ..self }.stated()
    }

    /// Whether the party follows at once, both ways.
    pub(crate) fn is_none(self) -> bool {
        self == Self::default()
    }
}
