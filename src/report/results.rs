//! Results that serialise as they are, without being written down as a document first.
//!
//! Qualities are 0..=1, times are hours or days as a field's name says, instants are RFC 3339 in
//! UTC, durations are seconds.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::assessment::{ContributionLine, contribution_line};
use super::{ReplayDocument, TimelineDocument};
use crate::chain::CyclicComponent;
use crate::explain::{Bounds, Bracket, Explanation, Objective, PartyBounds, Sensitivity, Split};
use crate::id::PartyId;
use crate::quality::{Change, Impact, PartyQuality};
use crate::time::{Indicators, Replayed, Timeline};

/// Serialises with the names of both scenarios, `status`, `proof`, `uniqueness`, `iterations` and
/// `residual` of the worse solve, `totals` over the external customers, `customers` and
/// `departments`, worst first, and the ids `added` and `removed`.
impl Serialize for Impact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut impact = serializer.serialize_struct("Impact", 12)?;
        impact.serialize_field("scenario", self.after().scenario())?;
        impact.serialize_field("compared_with", self.before().scenario())?;
        impact.serialize_field("status", &self.status())?;
        impact.serialize_field("proof", &self.proof())?;
        impact.serialize_field("uniqueness", &self.uniqueness())?;
        impact.serialize_field("iterations", &self.iterations())?;
        impact.serialize_field("residual", &self.residual())?;
        impact.serialize_field("totals", &self.totals())?;
        impact.serialize_field("customers", &self.customers().collect::<Vec<_>>())?;
        impact.serialize_field("departments", &self.departments().collect::<Vec<_>>())?;
        impact.serialize_field("added", self.added())?;
        impact.serialize_field("removed", self.removed())?;
        impact.end()
    }
}

/// Whose share of one customer's change it is.
#[derive(Serialize)]
struct ExplainedCustomer {
    customer: PartyId,
    change: f64,
    split: Option<Split>,
    contributions: Vec<ContributionLine>,
}

/// Serialises with the names of both scenarios and, for every external customer, worst first, its
/// `change`, how that could be `split`, and its `contributions`.
///
/// It works these out: three upstream passes a customer, and solves where a change
/// [takes some](Explanation::contributions).
impl Serialize for Explanation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let network = self.impact().after().network();
        let customers = self.impact().customers().map(|felt| {
            let objective = Objective::party(network, felt.id()).ok();
            let found = objective.and_then(|objective| self.contributions(&objective).ok());
            ExplainedCustomer {
                customer: felt.id(),
                change: felt.change(),
                split: found.as_ref().map(|found| found.split),
                contributions: found
                    .map(|found| found.contributions.iter().map(contribution_line).collect())
                    .unwrap_or_default(),
            }
        });
        let mut explanation = serializer.serialize_struct("Explanation", 3)?;
        explanation.serialize_field("scenario", self.impact().after().scenario())?;
        explanation.serialize_field("compared_with", self.impact().before().scenario())?;
        explanation.serialize_field("customers", &customers.collect::<Vec<_>>())?;
        explanation.end()
    }
}

/// Serialises with the `objective`'s name, `status`, `side`, and the derivatives by `departments`,
/// `people` and `services`, in points per point, largest first.
impl Serialize for Sensitivity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sensitivity = serializer.serialize_struct("Sensitivity", 6)?;
        sensitivity.serialize_field("objective", self.objective())?;
        sensitivity.serialize_field("status", &self.status())?;
        sensitivity.serialize_field("side", &self.side())?;
        sensitivity.serialize_field("departments", &self.departments())?;
        sensitivity.serialize_field("people", &self.people())?;
        sensitivity.serialize_field("services", &self.services())?;
        sensitivity.end()
    }
}

/// Serialises with `status` and the range of every party in `parties`, as stated.
impl Serialize for Bounds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut bounds = serializer.serialize_struct("Bounds", 2)?;
        bounds.serialize_field("status", &self.status())?;
        bounds.serialize_field("parties", &self.parties().collect::<Vec<PartyBounds>>())?;
        bounds.end()
    }
}

/// Serialises with `encloses`, `varied`, `kept`, and the range of every external customer in
/// `customers`, as stated.
impl Serialize for Bracket {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut bracket = serializer.serialize_struct("Bracket", 4)?;
        bracket.serialize_field("encloses", &self.encloses())?;
        bracket.serialize_field("varied", &self.varied())?;
        bracket.serialize_field("kept", self.kept())?;
        bracket.serialize_field("customers", &self.customers().collect::<Vec<_>>())?;
        bracket.end()
    }
}

/// Serialises as a [`TimelineDocument`] without the organisation's name.
impl Serialize for Timeline {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        TimelineDocument::new("", self).serialize(serializer)
    }
}

/// Two timelines are equal where their [documents](TimelineDocument) are.
impl PartialEq for Timeline {
    fn eq(&self, other: &Self) -> bool {
        TimelineDocument::new("", self) == TimelineDocument::new("", other)
    }
}

/// Serialises as a [`ReplayDocument`] in UTC.
impl Serialize for Replayed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ReplayDocument::in_utc(self).serialize(serializer)
    }
}

/// Two replays are equal where they have the same [document](ReplayDocument), status and residual.
impl PartialEq for Replayed {
    fn eq(&self, other: &Self) -> bool {
        (self.status(), self.residual()) == (other.status(), other.residual())
            && ReplayDocument::in_utc(self) == ReplayDocument::in_utc(other)
    }
}

/// Serialises as a line of a [`ReplayDocument`], with local time of UTC.
impl Serialize for Indicators {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        super::IndicatorLine::in_utc(self).serialize(serializer)
    }
}

/// Serialises with `id`, `quality`, `lower` and `proof`.
impl Serialize for PartyQuality<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut party = serializer.serialize_struct("PartyQuality", 4)?;
        party.serialize_field("id", &self.id())?;
        party.serialize_field("quality", &self.quality())?;
        party.serialize_field("lower", &self.lower())?;
        party.serialize_field("proof", &self.proof())?;
        party.end()
    }
}

/// Serialises with `id`, `before`, `after` and `change`.
impl Serialize for Change<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut change = serializer.serialize_struct("Change", 4)?;
        change.serialize_field("id", &self.id())?;
        change.serialize_field("before", &self.before())?;
        change.serialize_field("after", &self.after())?;
        change.serialize_field("change", &self.change())?;
        change.end()
    }
}

/// Serialises with its `departments`, its `services`, and whether it `is_certified`.
impl Serialize for CyclicComponent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut cycle = serializer.serialize_struct("CyclicComponent", 3)?;
        cycle.serialize_field("departments", self.departments())?;
        cycle.serialize_field("services", &self.services())?;
        cycle.serialize_field("is_certified", &self.is_certified())?;
        cycle.end()
    }
}
