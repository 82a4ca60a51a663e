//! Whose trouble reaches customers, of all that was read.

use std::cmp::Ordering;

use serde::Serialize;

use super::contribution::{Explanation, Split};
use super::options::ExplainOptions;
use super::sensitivity::{CapabilitySensitivity, Sensitivity};
use super::source::Source;
use crate::id::{PartyId, UnknownId};
use crate::network::{Layout, PartyIx};
use crate::organisation::{Origin, ServiceRef};
use crate::quality::{Assessment, Inference, Objective, ReadParty, Weights};
use crate::unit::Quality;

/// A department in trouble of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RootCause {
    /// The department.
    pub department: PartyId,
    /// What was read.
    pub observed: Quality,
    /// What its equation gives, by its capability and what it receives.
    pub expected: Quality,
    /// The reading less what its equation gives, below 0.
    pub own_part: f64,
    /// How large that may be and be noise.
    pub tolerance: f64,
    /// Its part of the objective's change.
    pub change: f64,
    /// The largest capability that explains the reading; `None` where none does.
    pub capability: Option<Quality>,
}

/// A reading of an external customer against what it should have received.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CustomerCheck {
    /// The external customer.
    pub customer: PartyId,
    /// What was read.
    pub observed: Quality,
    /// What follows from everybody it receives from.
    pub expected: Quality,
    /// The reading less what follows, beyond `tolerance`.
    pub gap: f64,
    /// How large that may be and be noise.
    pub tolerance: f64,
    /// The departments that were not read and on whose capability the customer depends, by the
    /// derivative in it, largest first: where the gap may come from.
    pub unobserved: Vec<CapabilitySensitivity>,
}

/// What causes are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CauseOrder {
    /// Their contribution to the objective's change.
    Contribution,
    /// Their own part: some dependence on the way to customers is
    /// [assumed](crate::organisation::Origin::Assumed), so that contributions are not known.
    OwnPart,
}

/// Whose trouble it is that was read, the worst for an objective first.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RootCauses {
    /// What the objective is called.
    pub objective: String,
    /// The objective's change against the state that readings are compared with.
    pub change: f64,
    /// The departments whose own part is below 0 by more than the tolerance.
    pub causes: Vec<RootCause>,
    /// What they are ordered by.
    pub order: CauseOrder,
    /// Readings of external customers that do not follow from what they receive.
    pub checks: Vec<CustomerCheck>,
    /// How the change could be split.
    pub split: Split,
    /// Why the change is what it is, for contributions of everything and for chains.
    pub explanation: Explanation,
}

/// How many departments that were not read are listed of a gap.
const UNOBSERVED_LISTED: usize = 10;

impl Inference {
    /// Names the departments whose trouble was read, the one with the largest contribution to an
    /// objective first, against what is stated.
    ///
    /// A department is a cause where its own part, the reading less what it could deliver with what
    /// it received, is below 0 by more than the [tolerance](ReadParty::tolerance), whether or not a
    /// capability explains it. The reading of an external customer is a check and never a cause.
    ///
    /// # Errors
    ///
    /// [`UnknownId`] where the objective asks about a party that the network lacks.
    ///
    /// # Complexity
    ///
    /// A solve, and that of [`contributions`](super::Explanation::contributions); a
    /// [sensitivity](Assessment::sensitivity) for every customer with a gap.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Objective, Organisation, Scenario, Service};
    ///
    /// let organisation = Organisation::builder("Every level measured")
    ///     .department(Department::new("host"))
    ///     .department(Department::new("app"))
    ///     .customer(ExternalCustomer::new("users"))
    ///     .service(Service::new("host-app", "host", "app").dependence(1.0))
    ///     .service(Service::new("app-users", "app", "users").dependence(1.0))
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// let read = Scenario::new("monitors").observed("host", 0.9).observed("app", 0.9);
    /// let causes = network.infer(&read)?.root_causes(&Objective::customers(&network)?)?;
    /// assert_eq!(causes.causes.len(), 1);
    /// assert_eq!(causes.causes[0].department, "host");
    /// assert!((causes.causes[0].change - -0.1).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn root_causes(&self, objective: &Objective) -> Result<RootCauses, UnknownId> {
        let explanation = self.impact().explain_with(&self.explain_options());
        let contributions = explanation.contributions(objective)?;
        let share = |read: &ReadParty| {
            let source = Source::Observed(read.id().clone());
            let of = contributions.contributions.iter().find(|share| share.source == source);
            of.map_or(0.0, |share| share.change)
        };
        let departments = self.readings().iter().filter(|read| read.is_department());
        let causes: Vec<&ReadParty> =
            departments.filter(|read| read.beyond() < -read.tolerance()).collect();
        let layout = self.network().layout();
        let order = if is_assumed_on_the_way(layout, causes.iter().map(|read| read.party)) {
            CauseOrder::OwnPart
        } else {
            CauseOrder::Contribution
        };
        let mut causes: Vec<RootCause> = causes
            .into_iter()
            .map(|read| RootCause {
                department: read.id().clone(),
                observed: read.quality(),
                expected: read.expected(),
                own_part: read.own_part(),
                tolerance: read.tolerance(),
                change: share(read),
                capability: read.unexplained().is_none().then(|| read.capability()).flatten(),
            })
            .collect();
        causes.sort_by(|one, two| {
            let by_contribution = match order {
                CauseOrder::Contribution => one.change.total_cmp(&two.change),
                CauseOrder::OwnPart => Ordering::Equal,
            };
            by_contribution.then(one.own_part.total_cmp(&two.own_part))
        });
        Ok(RootCauses {
            objective: contributions.objective,
            change: contributions.change,
            causes,
            order,
            checks: self.checks(),
            split: contributions.split,
            explanation,
        })
    }

    fn explain_options(&self) -> ExplainOptions {
        ExplainOptions::default().solve(self.options().solve.clone())
    }

    /// The readings of external customers that do not follow from what they receive.
    fn checks(&self) -> Vec<CustomerCheck> {
        let customers = self.readings().iter().filter(|read| !read.is_department());
        let gaps: Vec<&ReadParty> =
            customers.filter(|read| read.beyond().abs() > read.tolerance()).collect();
        if gaps.is_empty() {
            return Vec::new();
        }
        // What customers reported hides what they depend on.
        let received = self.as_received();
        let check = |read: &ReadParty| CustomerCheck {
            customer: read.id().clone(),
            observed: read.quality(),
            expected: read.expected(),
            gap: read.own_part(),
            tolerance: read.tolerance(),
            unobserved: self.unobserved(&received, read.party),
        };
        gaps.into_iter().map(check).collect()
    }

    /// The departments that were not read and have a derivative, largest first.
    fn unobserved(&self, state: &Assessment, customer: PartyIx) -> Vec<CapabilitySensitivity> {
        let weights = Weights::Listed([(customer, 1.0)].into());
        let sensitivity = Sensitivity::at(state, "", &weights);
        let is_unread = |line: &CapabilitySensitivity| {
            line.derivative > 0.0 && self.reading(&line.department).is_none()
        };
        let lines = sensitivity.departments().into_iter();
        lines.filter(is_unread).take(UNOBSERVED_LISTED).collect()
    }
}

/// Whether a dependence downstream of some departments is assumed.
fn is_assumed_on_the_way(layout: &Layout, causes: impl Iterator<Item = PartyIx>) -> bool {
    let Some(organisation) = layout.names().organisation() else { return false };
    let mut is_downstream = vec![false; layout.party_count()];
    let mut waiting: Vec<PartyIx> = causes.collect();
    let downstream = layout.downstream();
    while let Some(party) = waiting.pop() {
        if !layout.is_department(party) || std::mem::replace(&mut is_downstream[party], true) {
            continue;
        }
        for &entry in downstream.provided(party) {
            let service = ServiceRef::new(organisation, layout.stated_service(entry).index());
            let range = match service.need() {
                Some(need) => need.dependence_range(),
                None => service.dependence_range(),
            };
            if range.is_some_and(|range| range.origin == Origin::Assumed) {
                return true;
            }
            waiting.push(downstream.consumer(entry));
        }
    }
    false
}
