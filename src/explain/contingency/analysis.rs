//! One loss after the other, on one live organisation.
//!
//! ```text
//!       lost <──────────> base <──────────> perfect     unless it is perfect today
//! ```
//!
//! Each way there follows what it affects and nothing else, and ends, bit for bit, in the state of
//! a full solve; the way back is taken without evaluating anybody. So everybody who differs from
//! the baseline changed on the way from it.

use super::affected::{Affected, Difference};
use super::bound::LossBounds;
use super::{Candidates, ContingencyError, ContingencyOptions, Loss, Lost};
use crate::network::{DeptIx, EdgeIx, Layout, Network, Overrides, Parameter, ServiceState};
use crate::quality::{Assessment, Checkpoint, Edit, Live, MEETING, Status, Workspace};

/// A service as good as can be.
const PERFECT: ServiceState = ServiceState::Running(1.0);

/// What is lost next.
#[derive(Clone, Copy)]
pub(super) enum Contingency {
    /// A department, with all it provides.
    Department(DeptIx),
    /// The service of a row entry.
    Service(EdgeIx),
}

impl Contingency {
    fn department(self) -> Option<DeptIx> {
        match self {
            Self::Department(department) => Some(department),
            Self::Service(_) => None,
        }
    }

    /// The row entries of the services that are lost.
    fn entries<'a>(&'a self, layout: &'a Layout) -> &'a [EdgeIx] {
        match self {
            Self::Department(department) => layout.downstream().provided(*department),
            Self::Service(entry) => std::slice::from_ref(entry),
        }
    }

    /// The sum of dependences on it, as far as it runs.
    fn weight(self, layout: &Layout, base: &Overrides) -> f64 {
        let entries = self.entries(layout).iter();
        let running = entries.filter(|&&entry| !base.leaves_standing(layout, entry));
        running.map(|&entry| layout.dependence(entry)).sum()
    }
}

pub(super) struct ContingencyAnalysis<'a> {
    network: &'a Network,
    options: &'a ContingencyOptions,
    affected: Affected,
    base: Overrides,
    pub(super) baseline: Assessment,
    pub(super) base_loss: f64,
    /// The worst status of the states solved, also for losses that are not listed.
    pub(super) status: Status,
    /// How many candidates were lost.
    pub(super) examined: usize,
    /// At the base scenario between two losses.
    live: Live,
    at_base: Checkpoint,
    workspace: Workspace,
}

impl<'a> ContingencyAnalysis<'a> {
    pub(super) fn new(
        network: &'a Network,
        options: &'a ContingencyOptions,
    ) -> Result<Self, ContingencyError> {
        let affected = Affected::new(network, options)?;
        let base = network.overrides(&options.scenario)?;
        let mut workspace = Workspace::new();
        let name = options.scenario.name().to_owned();
        let baseline = network.run(name, base.clone(), &options.solve, &mut workspace);
        let base_loss = affected.loss(baseline.dense_qualities());
        let mut live = Live::with_options(network, &options.solve);
        live.change(&options.scenario)?;
        let at_base = live.checkpoint();
        Ok(Self {
            network,
            options,
            affected,
            base,
            status: baseline.status(),
            examined: 0,
            baseline,
            base_loss,
            live,
            at_base,
            workspace,
        })
    }

    /// What is lost in turn, as stated, and how many are left out.
    pub(super) fn candidates(&self) -> (Vec<Contingency>, usize) {
        let layout = self.network.layout();
        let mut candidates: Vec<Contingency> = match self.options.candidates {
            Candidates::Departments => {
                layout.departments_as_stated().map(Contingency::Department).collect()
            }
            Candidates::Services => (layout.stated_services())
                .map(|service| layout.edge(service))
                .filter(|&entry| !self.base.leaves_standing(layout, entry))
                .map(Contingency::Service)
                .collect(),
        };
        let left_out = candidates.len().saturating_sub(self.options.max_candidates);
        if left_out > 0 {
            let weighed = candidates.iter().map(|one| (one.weight(layout, &self.base), *one));
            let mut weighed: Vec<_> = weighed.collect();
            weighed.sort_by(|(one, _), (two, _)| two.total_cmp(one));
            weighed.truncate(self.options.max_candidates);
            candidates = weighed.into_iter().map(|(_, candidate)| candidate).collect();
        }
        (candidates, left_out)
    }

    /// Loses candidates, and returns the worst losses asked for, worst first; ties as the candidates
    /// came.
    ///
    /// Where losses are [bounded](LossBounds), candidates are lost by falling bound, until no other
    /// can cost as much as the last of those asked for.
    pub(super) fn losses(&mut self, candidates: Vec<Contingency>) -> Vec<Loss> {
        let ContingencyOptions { worst, candidates: what, .. } = *self.options;
        let bounds = (worst < candidates.len())
            .then(|| LossBounds::new(&self.baseline, self.affected.weights(), what))
            .flatten();
        let most = |candidate| bounds.as_ref().map_or(f64::INFINITY, |bounds| bounds.of(candidate));
        let worst_first = |(before, one): &(usize, Loss), (after, two): &(usize, Loss)| {
            two.loss.total_cmp(&one.loss).then(before.cmp(after))
        };
        let mut by_bound: Vec<_> = candidates.into_iter().enumerate().collect();
        by_bound.sort_by(|(_, one), (_, two)| most(*two).total_cmp(&most(*one)));
        let mut losses: Vec<(usize, Loss)> = Vec::new();
        for (place, candidate) in by_bound {
            let is_less = |(_, last): &(usize, Loss)| last.loss >= most(candidate);
            if (losses.len() >= worst && losses.last().is_none_or(is_less))
                || self.options.solve.is_stopped()
            {
                break;
            }
            losses.push((place, self.lose(candidate)));
            if losses.len() >= worst {
                losses.sort_by(worst_first);
                losses.truncate(worst);
            }
        }
        losses.sort_by(worst_first);
        losses.into_iter().map(|(_, loss)| loss).collect()
    }

    fn lose(&mut self, candidate: Contingency) -> Loss {
        let layout = self.network.layout();
        let stop = |&entry: &EdgeIx| Edit::Service { entry, state: Some(ServiceState::Stopped) };
        self.live.apply(candidate.entries(layout).iter().map(stop));
        let Difference { fall, worst_hit, changes, below, may_tip } =
            self.affected.compare(&self.live, &self.baseline);
        let mut status = self.baseline.status().max(self.status());
        let (tips, lasting, repaired) = self.repair(may_tip);
        let today = self.base_loss;
        self.take_back(candidate);
        let mut at_best = today;
        if !self.is_perfect(candidate) {
            let Self { live, base, .. } = self;
            live.apply(as_good_as_can_be(layout, base, &candidate));
            status = status.max(self.status());
            let rise = self.affected.rise(&self.live, &self.baseline);
            // A difference would be all rounding where little is left.
            let is_most = rise > today / 2.0;
            at_best = if is_most {
                self.affected.loss(self.live.dense_qualities())
            } else {
                today - rise
            };
            self.take_back(candidate);
        }
        let status = status.max(repaired);
        self.status = self.status.max(status);
        self.examined += 1;
        Loss {
            lost: self.lost(candidate),
            loss: fall,
            achievement_ratio: (today > 0.0).then(|| (today + fall) / today),
            reduction: today - at_best,
            reduction_ratio: (today > 0.0 && at_best > 0.0).then(|| today / at_best),
            worst_hit,
            changes,
            below,
            tips,
            lasting,
            status,
        }
    }

    /// Goes back to the base scenario.
    fn take_back(&mut self, candidate: Contingency) {
        let layout = self.network.layout();
        self.live.take_back(&self.at_base, as_before(layout, &self.base, &candidate));
    }

    fn lost(&self, candidate: Contingency) -> Lost {
        let layout = self.network.layout();
        match candidate {
            Contingency::Department(department) => Lost::Department(layout.party_id(department)),
            Contingency::Service(entry) => Lost::Service(layout.service_id(entry)),
        }
    }

    /// The status of the present state, and of the lower one where it is asked for.
    fn status(&mut self) -> Status {
        if !self.options.solve.lower_state || self.network.is_certified() {
            return self.live.status();
        }
        // Nobody keeps the lower state up to date.
        let overrides = self.live.assessment().overrides().clone();
        let Self { network, options, workspace, .. } = self;
        let solved = network.run(String::new(), overrides, &options.solve, workspace);
        let status = solved.status();
        workspace.recycle(solved);
        status
    }

    /// Whether a candidate is as good as can be in the base scenario.
    fn is_perfect(&self, candidate: Contingency) -> bool {
        let layout = self.network.layout();
        let is_able = candidate.department().is_none_or(|department| {
            // Computed from its load where it is neither stated nor set.
            self.baseline.capability_of(department) >= 1.0
        });
        let mut entries = candidate.entries(layout).iter();
        is_able && entries.all(|&entry| improved(layout, &self.base, entry).is_none())
    }

    /// Whether the present state stays down once everything is as it was, how much of the loss
    /// stays, and whether that is known.
    ///
    /// Nothing stays unless a department in a cycle without certificate is down, or one whose load
    /// depends on quality. Follow the repair in the order of evaluation: as long as all providers
    /// are at the baseline, a party in no cycle comes back to it by its equation, a certified cycle
    /// since it has no other solution, and a cycle that never left the baseline is at a solution
    /// already, if that had settled.
    fn repair(&mut self, may_tip: bool) -> (bool, f64, Status) {
        if !may_tip && (self.network.is_certified() || self.baseline.status() == Status::Converged)
        {
            return (false, 0.0, Status::Converged);
        }
        let Self { network, options, base, workspace, .. } = self;
        let state = self.live.dense_qualities();
        let (repaired, settled) = network.settle_from(state, base, &options.solve, workspace);
        let baseline = self.baseline.dense_qualities();
        let departments = repaired.iter().zip(baseline).take(network.layout().department_count());
        let stays = departments.into_iter().any(|(after, before)| before - after > MEETING);
        match (settled, stays) {
            (false, _) => (false, 0.0, Status::NotConverged),
            (true, false) => (false, 0.0, Status::Converged),
            (true, true) => {
                (true, self.affected.loss(&repaired) - self.base_loss, Status::Converged)
            }
        }
    }
}

/// What makes a candidate as good as can be; what is so in the base scenario is left
/// to it.
fn as_good_as_can_be<'a>(
    layout: &'a Layout,
    base: &'a Overrides,
    candidate: &'a Contingency,
) -> impl Iterator<Item = Edit> {
    let capability = candidate
        .department()
        .map(|department| Edit::Value { of: Parameter::Capability(department), value: Some(1.0) });
    let services = candidate.entries(layout).iter().map(|&entry| {
        let state = improved(layout, base, entry).or_else(|| base.of_row(entry));
        Edit::Service { entry, state }
    });
    capability.into_iter().chain(services)
}

/// What takes a candidate back to the base scenario.
fn as_before<'a>(
    layout: &'a Layout,
    base: &'a Overrides,
    candidate: &'a Contingency,
) -> impl Iterator<Item = Edit> {
    let capability = candidate.department().map(|department| Edit::Value {
        of: Parameter::Capability(department),
        value: base.capability(department),
    });
    let services = candidate
        .entries(layout)
        .iter()
        .map(|&entry| Edit::Service { entry, state: base.of_row(entry) });
    capability.into_iter().chain(services)
}

/// What makes a service as good as can be; `None` where it is so, or stands by.
fn improved(layout: &Layout, base: &Overrides, entry: EdgeIx) -> Option<ServiceState> {
    let is_best = base.service_state(entry, layout.row_detail(entry)) == PERFECT;
    (!is_best && !base.leaves_standing(layout, entry)).then_some(PERFECT)
}
