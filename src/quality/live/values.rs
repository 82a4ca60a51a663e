//! The values that hold at present, each read and replaced at once by dense number.

use std::ops::Range;

use super::party_set::PartySet;
use crate::network::{Layout, Overrides, Received};

/// A value to replace, by dense number; `None` takes it back to what is stated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Edit {
    /// What a department is capable of.
    Capability { department: u32, capability: Option<f64> },
    /// What is received on the service of a row entry.
    Service { entry: u32, received: Option<Received> },
}

/// What is stated, and what replaces it.
#[derive(Debug, Clone)]
pub(super) struct Values {
    /// Of each department.
    pub(super) capability: Vec<f64>,
    /// The departments whose capability replaces the stated one.
    replaced: PartySet,
    /// What replaces the condition of each row entry, as [`word`] has it.
    received: Vec<u64>,
    /// The parties of whose row entries one is replaced.
    touched: PartySet,
}

/// A word for what replaces a condition; zeros mean that nothing does, so that memory nobody
/// writes to need not exist.
fn word(received: Option<Received>) -> u64 {
    match received {
        None => 0,
        // Adding 1 makes no NaN, least of all that of all ones, of a number in 0..=1.
        Some(Received::Condition(condition)) => condition.to_bits() + 1,
        Some(Received::Stopped) => u64::MAX,
    }
}

fn meaning(word: u64) -> Option<Received> {
    match word {
        0 => None,
        u64::MAX => Some(Received::Stopped),
        word => Some(Received::Condition(f64::from_bits(word - 1))),
    }
}

impl Values {
    pub(super) fn new(layout: &Layout) -> Self {
        Self {
            capability: layout.capability.clone(),
            replaced: PartySet::new(layout.department_count),
            received: vec![0; layout.provider.len()],
            touched: PartySet::new(layout.party_count()),
        }
    }

    /// Replaces a value, and returns the party whose equation it changes, if it does.
    pub(super) fn replace(&mut self, layout: &Layout, edit: Edit) -> Option<usize> {
        match edit {
            Edit::Capability { department, capability } => {
                let department = department as usize;
                match capability {
                    Some(_) => self.replaced.insert(department),
                    None => self.replaced.remove(department),
                }
                let after = capability.unwrap_or(layout.capability[department]);
                let before = std::mem::replace(&mut self.capability[department], after);
                (before.to_bits() != after.to_bits()).then_some(department)
            }
            Edit::Service { entry, received } => {
                let after = word(received);
                let before = std::mem::replace(&mut self.received[entry as usize], after);
                if before == after {
                    return None;
                }
                let consumer = layout.downstream().consumer(entry);
                if received.is_some() {
                    self.touched.insert(consumer);
                } else if self.received[layout.row(consumer)].iter().all(|&word| word == 0) {
                    self.touched.remove(consumer);
                }
                Some(consumer)
            }
        }
    }

    /// Whether a service of the party's is replaced.
    pub(super) fn touches(&self, party: usize) -> bool {
        self.touched.contains(party)
    }

    /// Fills in what replaces conditions for a range of parties, and nothing of capabilities.
    pub(super) fn services_of(&self, layout: &Layout, parties: Range<usize>, into: &mut Overrides) {
        into.services.clear();
        into.touched.clear();
        for party in self.touched.within(parties) {
            into.touched.push(crate::grouped::dense(party));
            for entry in layout.row(party) {
                if let Some(received) = meaning(self.received[entry]) {
                    into.services.push((crate::grouped::dense(entry), received));
                }
            }
        }
    }

    /// Everything that replaces a stated value.
    pub(super) fn overrides(&self, layout: &Layout) -> Overrides {
        let mut overrides = Overrides::default();
        let replaced = self.replaced.within(0..layout.department_count);
        let capability =
            |department: usize| (crate::grouped::dense(department), self.capability[department]);
        overrides.capabilities = replaced.map(capability).collect();
        self.services_of(layout, 0..layout.party_count(), &mut overrides);
        overrides
    }
}
