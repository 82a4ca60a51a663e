//! What every department's loss costs, all from one upstream pass, and where that is exact.
//!
//! A department `i` is lost when all services it provides are stopped. To first order, an objective
//! `Σ ω q` changes by what each of its consumers no longer receives, times the consumers' adjoint
//! `λ`, where `J` has the slope of every party in every provider's quality:
//!
//! ```text
//! change  =  − q_i · Σ_j J_ji λ_j
//! ```
//!
//! # Where it is exact
//!
//! Let everybody downstream of `i` be linear: plain and additive, `q_j = (s_j − Σ α (1 − q_p))₊`,
//! or a plain mean, with no service replaced by the scenario. Let `i` lie in no cycle, and every
//! cycle downstream be certified. While nobody is cut off at 0, the falls `e` of those downstream
//! are then the one solution of
//!
//! ```text
//! e_j  =  α_ji q_i + Σ_p α_jp e_p          p ≠ i, downstream; under a mean, α over all weights
//! ```
//!
//! and `λ` solves the transposed equations: the change is exact. It remains that `e` cuts nobody
//! off. Suppose it does not exceed the quality of any additive party. Then `q − e` satisfies every
//! equation as it stands, with its cut, and since the solution is unique it is what a full solve
//! finds. (Nobody rises above 1, and a mean of numbers in `0..=1` is never cut off.)
//!
//! # How far anybody falls
//!
//! Let the dependences `a_j` of every party downstream sum to at most 1, and let `E > 0` be the
//! largest fall. If `j` falls by `E` and is no consumer of `i`, then `E ≤ a_j E` with equality only
//! if `a_j = 1` and everybody it depends on falls by `E`, too. Going on upstream from there leads
//! to a consumer of `i` in the end: else it would go round for ever within a cycle whose slopes all
//! sum to 1, which no certificate allows. For a consumer of `i` that falls by `E`,
//!
//! ```text
//! E  ≤  α_ji q_i + (a_j − α_ji) E          so          E  ≤  α_ji q_i / (1 − a_j + α_ji)
//! ```
//!
//! The largest such bound over the consumers of `i` is compared with the lowest quality of any
//! additive party downstream. Both err on the safe side: a loss that is not called exact may be.

use serde::Serialize;

use super::adjoint::PartyAdjoints;
use super::jacobian::{Splitter, Wanted};
use super::sensitivity::Sensitivity;
use super::state_pair::StatePair;
use crate::id::PartyId;
use crate::network::{Demand, DeptIx, EdgeIx, Layout, PartyIx, RowKind};
use crate::quality::{Assessment, Status};
use crate::rule::secant::times;
use crate::rule::{Aggregator, PlainRule};

/// How much of its quality an additive party must keep for its fall to count as not cut off: more
/// than solves and sums leave.
const ROOM: f64 = 1e-9;

/// What losing one department, alone, changes an objective by.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SingleLoss {
    /// The department, every service of which is stopped.
    pub department: PartyId,
    /// What the objective changes by, to first order: 0 or less.
    pub change: f64,
    /// Whether a full solve is proved to change by as much, apart from rounding and from what
    /// iterated cycles leave.
    pub exact: bool,
}

impl Sensitivity {
    /// Returns what losing each department, alone, changes the objective by, to first order:
    /// `−q · Σ` over the services it provides of their consumer's slope in what it receives, times
    /// the consumer's adjoint. What the objective weighs on the department itself is not lost.
    ///
    /// A loss is marked exact where a full solve is proved to come to it: the department lies in no
    /// cycle; everybody downstream is plain and additive or a plain mean, with no service that the
    /// scenario touches, with dependences that sum to at most 1, and in certified cycles if in any;
    /// nobody downstream can be cut off at 0; and no capability depends on quality. Elsewhere,
    /// [`contingency`](crate::Network::contingency) solves for each loss.
    ///
    /// # Returns
    ///
    /// Every department, largest loss first, ties as stated; none where derivatives are infinite.
    ///
    /// # Complexity
    ///
    /// Time linear in services, and a sort; 8 bytes of memory per party, and 16 per department.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::explain::Objective;
    /// use knockon::{Department, ExternalCustomer, Organisation, Rule, Service};
    ///
    /// let organisation = Organisation::builder("Dairy")
    ///     .department(Department::new("cooling"))
    ///     .department(Department::new("bottling").rule(Rule::ADDITIVE).capability(0.9))
    ///     .customer(ExternalCustomer::person("breakfasts"))
    ///     .service(Service::new("cold", "cooling", "bottling").dependence(0.5))
    ///     .service(Service::new("milk", "bottling", "breakfasts").dependence(0.8))
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// let breakfasts = Objective::party(&network, "breakfasts")?;
    /// let losses = network.baseline().sensitivity(&breakfasts)?.single_losses();
    /// // All 0.9 of the milk at 0.8 a piece; 0.8 · 0.5 through bottling, which keeps 0.4.
    /// assert_eq!(losses[0].department, "bottling");
    /// assert!((losses[0].change - -0.72).abs() < 1e-15 && losses[0].exact);
    /// assert!((losses[1].change - -0.4).abs() < 1e-15 && losses[1].exact);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn single_losses(&self) -> Vec<SingleLoss> {
        let Some(adjoint) = &self.adjoint else { return Vec::new() };
        let layout = self.pair.network.layout();
        let mut through = through_services(&self.pair, adjoint);
        for (through, passed) in through.iter_mut().zip(self.passed_by_load()) {
            *through += passed;
        }
        let reach = LinearReach::of(self.assessment());
        let quality = self.assessment().dense_qualities();
        let departments = layout.departments_as_stated();
        let line = |department: DeptIx| {
            let change = 0.0 - times(quality[department], through[department]);
            let exact = reach.is_linear_without(department);
            SingleLoss { department: layout.party_id(department), change, exact }
        };
        let mut lines: Vec<_> = departments.map(line).collect();
        lines.sort_by(|one, two| one.change.total_cmp(&two.change));
        lines
    }
}

/// The adjoint of every department through what it provides.
fn through_services(pair: &StatePair, adjoint: &PartyAdjoints) -> Vec<f64> {
    let mut through = vec![0.0; pair.network.layout().department_count()];
    for_each_service(pair, adjoint, |_, provider, passed_on| through[provider] += passed_on);
    through
}

/// Goes over the services into parties that count: calls with the row entry, the provider, and the
/// consumer's adjoint times its slope in what is provided.
pub(super) fn for_each_service(
    pair: &StatePair,
    adjoint: &PartyAdjoints,
    mut passed_on: impl FnMut(EdgeIx, DeptIx, f64),
) {
    let layout = pair.network.layout();
    let mut splitter = Splitter::new(pair, Wanted::Slopes);
    for party in layout.parties() {
        let adjoint = adjoint.of(party);
        if adjoint == 0.0 {
            continue;
        }
        let split = splitter.split(party);
        for (entry, &slope) in layout.row(party).zip(&split.service) {
            passed_on(entry, layout.provider(entry), adjoint * slope);
        }
    }
}

/// How far losses can be followed without anybody changing their slopes.
struct LinearReach<'a> {
    assessment: &'a Assessment,
    layout: &'a Layout,
    /// Of every department the least quality of an additive party downstream; infinite where there
    /// is none, 0 where somebody is not linear.
    room: Vec<f64>,
    /// Of every party its slopes in all it receives together, `a`; of no meaning where it is not
    /// linear.
    slopes: Vec<f64>,
}

impl<'a> LinearReach<'a> {
    /// Looks downstream of every department, in one pass from customers upstream.
    fn of(assessment: &'a Assessment) -> Self {
        let layout = assessment.network().layout();
        // Of a state that is still on its way nothing is proved.
        let is_solved = assessment.status() == Status::Converged;
        // What runs through load is not linear.
        let feeds_back = layout.demand().is_some_and(Demand::feeds_back);
        let everywhere = if is_solved && !feeds_back { f64::INFINITY } else { 0.0 };
        let room = vec![everywhere; layout.department_count()];
        let slopes = vec![0.0; layout.party_count()];
        let mut reach = Self { assessment, layout, room, slopes };
        for block in layout.blocks().iter().rev() {
            let runs = &layout.runs()[block.runs()];
            let parties = || runs.iter().rev().flat_map(|run| run.parties().rev());
            let Some(cycle) = block.cycle else {
                for party in parties() {
                    let room = reach.with(party);
                    reach.pass_on(party, room);
                }
                continue;
            };
            // Everybody in a cycle is downstream of everybody.
            let is_certified = layout.cycles()[cycle as usize].certificate.is_some();
            let all = if is_certified { f64::INFINITY } else { 0.0 };
            let room = parties().fold(all, |room, party| room.min(reach.with(party)));
            parties().for_each(|party| reach.pass_on(party, room));
        }
        for cycle in layout.cycles() {
            reach.room[cycle.parties()].fill(0.0);
        }
        reach
    }

    /// The room downstream of a party, and at itself.
    fn with(&mut self, party: PartyIx) -> f64 {
        let Some((rule, slope)) = self.linear(party) else { return 0.0 };
        let row = self.layout.row(party);
        let dependences: f64 = self.layout.dependences()[row].iter().sum();
        let slopes = slope * dependences;
        self.slopes[party] = slopes;
        if slopes > 1.0 {
            return 0.0;
        }
        let downstream = self.room.get(party.index()).copied().unwrap_or(f64::INFINITY);
        match rule {
            PlainRule::Additive => downstream.min(self.assessment.dense_qualities()[party]),
            _ => downstream,
        }
    }

    fn pass_on(&mut self, party: PartyIx, room: f64) {
        for &provider in &self.layout.providers()[self.layout.row(party)] {
            let provider = &mut self.room[provider as usize];
            *provider = provider.min(room);
        }
    }

    /// The rule of a linear party, and its slope in what is felt of each need.
    fn linear(&self, party: PartyIx) -> Option<(PlainRule, f64)> {
        let RowKind::Plain(Aggregator::Plain(rule)) = *self.layout.row_kind_of(party) else {
            return None;
        };
        if self.assessment.overrides().touched.binary_search(&party).is_ok() {
            return None;
        }
        Some((rule, rule.linear_slope(self.layout.row(party).len())?))
    }

    /// Whether everybody's equation stays linear when a department's services are stopped.
    fn is_linear_without(&self, department: DeptIx) -> bool {
        let room = self.room[department];
        if room <= ROOM {
            return false;
        }
        let provided = self.assessment.dense_qualities()[department];
        let downstream = self.layout.downstream();
        let entries = downstream.provided(department);
        // Entries of one consumer follow each other.
        let fall = |entries: &[EdgeIx]| {
            let consumer = downstream.consumer(entries[0]);
            let slope = self.linear(consumer).map_or(f64::INFINITY, |(_, slope)| slope);
            let dependences = entries.iter().map(|&entry| self.layout.dependence(entry));
            let lost = slope * dependences.sum::<f64>();
            if lost > 0.0 { lost * provided / (1.0 - self.slopes[consumer] + lost) } else { 0.0 }
        };
        let consumers =
            entries.chunk_by(|&one, &two| downstream.consumer(one) == downstream.consumer(two));
        consumers.map(fall).fold(0.0, f64::max) + ROOM <= room
    }
}
