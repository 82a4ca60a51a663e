//! Secants of consecutive rows, factored: what all services of a row have in common, times what
//! is a service's own.
//!
//! Under most rules one of the two is at hand: a product's row has its own quality, of a sum or
//! mean the services have their dependences.

use crate::network::{EdgeIx, IndexRange, Layout, PartyIx};

/// Memory of factors, reused from rows to rows.
#[derive(Debug, Default)]
pub(crate) struct Factors {
    /// By party.
    of_row: Vec<f64>,
    /// By row entry.
    of_service: Vec<f64>,
}

impl Factors {
    /// Makes room for rows, and returns it: for their parties, and for their entries.
    pub(super) fn room(
        &mut self,
        layout: &Layout,
        parties: &IndexRange<PartyIx>,
    ) -> (&mut [f64], &mut [f64]) {
        let entries = layout.rows(parties).len();
        let Self { of_row, of_service } = self;
        of_row.resize(of_row.len().max(parties.len()), 0.0);
        of_service.resize(of_service.len().max(entries), 0.0);
        (&mut of_row[..parties.len()], &mut of_service[..entries])
    }
}

/// The factors of consecutive rows.
#[derive(Clone, Copy)]
pub(crate) struct Factored<'a> {
    layout: &'a Layout,
    /// The first party and row entry.
    first: (PartyIx, EdgeIx),
    of_row: &'a [f64],
    of_service: &'a [f64],
}

impl<'a> Factored<'a> {
    pub(super) fn new(
        layout: &'a Layout,
        parties: &IndexRange<PartyIx>,
        of_row: &'a [f64],
        of_service: &'a [f64],
    ) -> Self {
        let entries = layout.rows(parties);
        debug_assert_eq!((of_row.len(), of_service.len()), (parties.len(), entries.len()));
        Self { layout, first: (parties.start, entries.start), of_row, of_service }
    }

    /// The factors of some of a party's row entries.
    #[inline]
    pub(crate) fn of(&self, party: PartyIx, entries: &IndexRange<EdgeIx>) -> (f64, &'a [f64]) {
        let (first_party, first_entry) = self.first;
        let of_service = &self.of_service[entries.start - first_entry..entries.end - first_entry];
        (self.of_row[party - first_party], of_service)
    }

    /// The secants of the rows of some of the parties.
    pub(crate) fn secants(&self, parties: IndexRange<PartyIx>) -> Vec<f64> {
        let mut secants = Vec::with_capacity(self.layout.rows(&parties).len());
        for party in parties {
            let (of_row, of_service) = self.of(party, &self.layout.row(party));
            secants.extend(of_service.iter().map(|of_service| of_row * of_service));
        }
        secants
    }

    /// Passes on the adjoint of all parties, of which none provides to one before, to their
    /// providers.
    pub(crate) fn pass_on(&self, adjoint: &mut [f64]) {
        let Self { layout, first: (first_party, first_entry), of_row, of_service } = *self;
        let (first_party, first_entry) = (first_party.index(), first_entry.index());
        let row_start = &layout.row_starts()[first_party..first_party + of_row.len()];
        let providers = &layout.providers()[first_entry..first_entry + of_service.len()];
        let mut end = of_service.len();
        for (place, (&start, of_row)) in row_start.iter().zip(of_row).enumerate().rev() {
            let row = start as usize - first_entry..end;
            end = row.start;
            let passed = of_row * adjoint[first_party + place];
            if passed != 0.0 {
                for (&provider, of_service) in providers[row.clone()].iter().zip(&of_service[row]) {
                    adjoint[provider as usize] += of_service * passed;
                }
            }
        }
    }

    /// Passes on the adjoint of a party through some of its row entries.
    #[inline]
    pub(crate) fn pass_on_some(
        &self,
        party: PartyIx,
        entries: IndexRange<EdgeIx>,
        adjoint: &mut [f64],
    ) {
        let (of_row, of_service) = self.of(party, &entries);
        let passed = of_row * adjoint[party];
        // A slope may be infinite, and nothing of it is nothing.
        if passed == 0.0 {
            return;
        }
        for (&provider, of_service) in self.layout.providers()[entries].iter().zip(of_service) {
            adjoint[provider as usize] += of_service * passed;
        }
    }
}
