//! What is known where nobody has measured the order at which losses meet.

use std::fmt::Write;

use indexmap::IndexMap;
use knockon::explain::{Bracket, PartyBounds};
use knockon::report::AssessmentDocument;
use knockon::{Assessment, PartyId, Quality};
use serde::Serialize;

use crate::common::{Column, plain, table, warn};
use crate::list::list;
use crate::name::short;
use crate::numbers::points;

/// The quality of every customer listed with the order at either end, and who keeps their rule.
#[derive(Debug, Serialize)]
pub(crate) struct BracketDocument {
    weakest: IndexMap<PartyId, Quality>,
    additive: IndexMap<PartyId, Quality>,
    kept: Vec<PartyId>,
    #[serde(skip)]
    varied: usize,
}

impl BracketDocument {
    /// Of the customers that a document lists, in its order.
    pub(crate) fn new(document: &AssessmentDocument, bracket: &Bracket) -> Self {
        if !bracket.encloses() {
            warn("a weight other than 1 under full weighting may lie outside the bracket");
        }
        let bounds: IndexMap<PartyId, PartyBounds> =
            bracket.customers().map(|bounds| (bounds.id.clone(), bounds)).collect();
        let listed = || document.impact.iter().filter_map(|line| bounds.get(&line.customer));
        Self {
            weakest: listed().map(|bounds| (bounds.id.clone(), bounds.upper)).collect(),
            additive: listed().map(|bounds| (bounds.id.clone(), bounds.lower)).collect(),
            kept: bracket.kept().to_vec(),
            varied: bracket.varied(),
        }
    }

    /// Describes between what qualities lie, and for whom the order was varied.
    pub(crate) fn describe(&self, after: &Assessment, top: usize) -> String {
        let name = |id: &PartyId| {
            after.party(id.as_str()).map_or_else(|| id.to_string(), |party| party.name().into())
        };
        if self.varied == 0 {
            return "\nThe bracket does not apply: nobody's losses count in full, so that there is \
                    no order to vary.\n"
                .to_owned();
        }
        let columns = [
            Column::Text("customer"),
            Column::Number("losses add"),
            Column::Number("worst decides"),
        ];
        let rows = self.additive.iter().zip(self.weakest.values()).map(|((id, lower), upper)| {
            [short(&name(id)), points(lower.get()), points(upper.get())]
        });
        let mut text = "\nWhatever the order at which losses meet, between\n\n".to_owned();
        text += &table(&columns, rows, top);
        let parties = if self.varied == 1 { "party" } else { "parties" };
        let _ = write!(text, "\nThe order is varied for {} {parties}", self.varied);
        if self.kept.is_empty() {
            return text + ".\n";
        }
        let keep = if self.kept.len() == 1 { "keeps its" } else { "keep their" };
        let names: Vec<_> = self.kept.iter().map(|id| plain(&name(id))).collect();
        let (count, names) = (names.len(), list(&names, NAMED));
        let _ = writeln!(text, "; {count} {keep} rule, a share or fdna:\n{names}.");
        text
    }
}

/// How many parties that keep their rule are worth naming.
const NAMED: usize = 5;
