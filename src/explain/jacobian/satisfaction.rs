//! What a party's services are to it apart from the quality it delivers: how satisfied its people
//! are, and what of a single service is received.

use std::ops::Range;

use super::row_secants::RowSplit;
use super::scratch::JacobianScratch;
use super::splitter::Splitter;
use super::substitute::substitute;
use crate::explain::jacobian::Wanted;
use crate::network::{CompiledNeed, EdgeDetail, RowKind};
use crate::rule::secant::times;

impl Splitter<'_> {
    /// Splits the change of a party's internal service quality, the mean of how well its needs are
    /// met, over its row.
    pub(crate) fn satisfaction(&mut self, party: usize) -> &RowSplit {
        let layout = self.layout;
        let row = layout.row(party);
        self.split.reset(row.len(), self.ask);
        match layout.row_kind_of(party) {
            RowKind::Plain(_) => {
                let depended_on: f64 = layout.dependence[row.clone()].iter().sum();
                if depended_on > 0.0 {
                    self.satisfaction_of_row(row, depended_on);
                }
            }
            RowKind::Detailed { needs, first_row_detail, .. } => {
                let needs = &layout.needs[needs.start as usize..needs.end as usize];
                let details = &layout.row_details[*first_row_detail as usize..];
                self.satisfaction_of_needs(row.start, needs, details);
            }
        }
        &self.split
    }

    fn satisfaction_of_row(&mut self, row: Range<usize>, depended_on: f64) {
        let layout = self.layout;
        let met: Vec<f64> = row.clone().map(|entry| self.received(entry, None).1).collect();
        let dependence = &layout.dependence[row.clone()];
        let sum: f64 = dependence.iter().zip(&met).map(|(dependence, met)| dependence * met).sum();
        let mean = sum / depended_on;
        for ((place, entry), met) in row.enumerate().zip(met) {
            if self.ask == Wanted::Slopes {
                self.split.dependence[place] = (met - mean) / depended_on;
            }
            self.service(place, entry, None, layout.dependence[entry] / depended_on);
        }
    }

    fn satisfaction_of_needs(
        &mut self,
        start: usize,
        needs: &[CompiledNeed],
        details: &[EdgeDetail],
    ) {
        let share = |need: &CompiledNeed| need.weight * need.dependence;
        let depended_on: f64 = needs.iter().map(share).sum();
        if depended_on <= 0.0 {
            return;
        }
        let details_of = |need: &CompiledNeed| {
            let first = need.rows().start - start;
            &details[first..first + need.rows().len()]
        };
        let met: Vec<f64> = needs.iter().map(|need| self.met(need, details_of(need)).1).collect();
        let mean: f64 =
            needs.iter().zip(&met).map(|(need, met)| share(need) * met).sum::<f64>() / depended_on;
        for (need, met) in needs.iter().zip(met) {
            let details = details_of(need);
            let first = need.rows().start - start;
            if self.ask == Wanted::Slopes {
                let slope = need.weight * (met - mean) / depended_on;
                self.split.dependence[first..first + details.len()].fill(slope);
            }
            self.met(need, details);
            let JacobianScratch { gauss, received, of_received, .. } = &mut self.scratch;
            substitute(need.substitution, details, received, gauss, of_received);
            for (place, entry) in need.rows().enumerate() {
                let of_received = times(share(need) / depended_on, self.scratch.of_received[place]);
                self.service(first + place, entry, Some(&details[place]), of_received);
            }
        }
    }

    /// Splits what a party receives on one of its services over that entry of its row, and returns
    /// it before and after.
    pub(crate) fn receiving(&mut self, party: usize, entry: usize) -> ((f64, f64), &RowSplit) {
        let row = self.layout.row(party);
        self.split.reset(row.len(), self.ask);
        let detail = self.layout.row_detail(entry);
        let received = self.received(entry, detail);
        self.service(entry - row.start, entry, detail, 1.0);
        (received, &self.split)
    }
}
