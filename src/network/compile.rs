//! From what is stated to the dense form.

use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;

use super::certificate::certify;
use super::layout::Structure;
use super::memory::{Peak, bytes};
use super::numbering::{Graph, Numbering, number};
use super::{
    CompiledNeed, Cycle, Demand, EdgeDetail, EdgeIx, IndexRange, Layout, NeedIx, Network, PartyIx,
    PartyNames, RowKind, StatedPartyIx, StatedServiceIx, feedback_vertices,
};
use crate::id::PartyId;
use crate::numerics::csr::{Csr, ix};
use crate::organisation::{NONE, Organisation, ServiceTerms, Stated, Transfer};
use crate::progress::OnProgress;
use crate::rule::Aggregator;
use crate::trace::span;

/// What keeps an organisation from being compiled.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CompileError {
    /// Services are open: nobody says how much their consumers depend on them.
    #[error(
        "no dependence is stated for {}; state each, share a dependence total where a table states \
         none, or fit them to readings (`fit`)",
        all_shown(open)
    )]
    Open {
        /// Services that are needs of their own by id, then declared needs as `consumer/name`.
        open: Vec<String>,
    },
    /// Departments ask each other for more than they finish: every job on the way round leads to
    /// at least as much work again, and no arrival rate is consistent with that.
    #[error(
        "requests go round without end: {}; each job there leads to at least one more in the end, \
         where less than one is needed: lower `requests_per_job` on the way",
        shown(departments)
    )]
    EndlessRequests {
        /// The departments of one loop, the first of them last again.
        departments: Vec<PartyId>,
    },
    /// It was [broken off](CompileOptions::on_progress).
    #[error("compiling was broken off")]
    Stopped,
}

/// How to compile.
///
/// # Examples
///
/// ```
/// use std::ops::ControlFlow;
///
/// use knockon::network::CompileOptions;
/// use knockon::{OnProgress, Organisation};
///
/// let never = OnProgress::new(|_| ControlFlow::Continue(()));
/// let options = CompileOptions::default().on_progress(never);
/// let network = Organisation::builder("Nobody").build()?.compile_with(&options)?;
/// assert_eq!(network.department_count(), 0);
/// # Ok::<(), knockon::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct CompileOptions {
    /// What is asked, now and then, whether to go on; nothing unless set.
    pub on_progress: Option<OnProgress>,
}

impl CompileOptions {
    /// Sets what is asked whether to go on.
    pub fn on_progress(mut self, on_progress: OnProgress) -> Self {
        self.on_progress = Some(on_progress);
        self
    }
}

/// The open services, of very many the first hundred.
fn all_shown(open: &[String]) -> String {
    const SHOWN: usize = 100;
    let mut shown: Vec<_> = open.iter().take(SHOWN).map(|id| format!("`{id}`")).collect();
    if let Some(more @ 1..) = open.len().checked_sub(SHOWN) {
        shown.push(format!("{more} more"));
    }
    shown.join(", ")
}

/// A loop of departments, the middle of a long one left out.
fn shown(departments: &[PartyId]) -> String {
    const SHOWN: usize = 8;
    let quoted = |id: &PartyId| format!("`{id}`");
    let mut shown: Vec<_> = departments.iter().take(SHOWN).map(quoted).collect();
    if let (Some(last), true) = (departments.last(), departments.len() > SHOWN) {
        shown.push(format!("{} more", departments.len() - SHOWN - 1));
        shown.push(quoted(last));
    }
    shown.join(" -> ")
}

impl Organisation {
    /// Compiles the organisation into the dense form that is solved.
    ///
    /// # Errors
    ///
    /// [`CompileError::Open`] where services are [open](Self::open_dependences),
    /// [`CompileError::EndlessRequests`] where requests between departments never end.
    ///
    /// # Complexity
    ///
    /// Time and memory `O(d + c + s)` for `d` departments, `c` external customers and `s`
    /// services. Where requests between departments go round, `O(n³)` for each cycle of `n` up to
    /// 300 departments besides, and a larger one is followed for as many laps as they take to fade.
    pub fn compile(&self) -> Result<Network, CompileError> {
        self.compile_with(&CompileOptions::default())
    }

    /// Compiles it with options.
    ///
    /// # Errors
    ///
    /// As [`compile`](Self::compile), and [`CompileError::Stopped`] where it is broken off.
    pub fn compile_with(&self, options: &CompileOptions) -> Result<Network, CompileError> {
        let on_progress = options.on_progress.as_ref();
        let stated = self.stated();
        let open = self.open_dependences();
        if !open.is_empty() {
            return Err(CompileError::Open { open });
        }
        span!("compile", organisation = self.name(), parties = stated.party_count());
        let links = &stated.links;
        let (row_kind, mut row_kinds) = row_kinds(stated);
        let received_count = (0..stated.party_count()).map(|party| links.received.of(party).len());
        let received_count: Vec<u32> = received_count.map(ix).collect();
        let ends = links.consumer.iter().copied().zip(links.provider.iter().copied());
        let mut peak = Peak::default();
        peak.hold(bytes(&row_kind) + bytes(&received_count));
        let graph = Graph {
            department_count: stated.parties.departments.len(),
            upstream: Csr::of_pairs(stated.parties.departments.len(), ends),
            received_count: &received_count,
            row_kind: &row_kind,
            row_kinds: &row_kinds,
        };
        let numbering = number(&graph, &mut peak);
        drop(graph);
        drop(received_count);
        let mut rows = CompiledRows::with_capacity(stated.party_count(), links.provider.len());
        for &party in &numbering.stated_of {
            let party = party as usize;
            let row_kind = &mut row_kinds[row_kind[party] as usize];
            rows.push_party(stated, party, row_kind, &numbering);
        }
        let capability = numbering.stated_of.iter();
        let capability = capability
            .filter_map(|&party| stated.parties.departments.get(party as usize))
            .map(|department| department.capability)
            .collect();
        peak.hold(bytes(&row_kind));
        peak.note(rows.bytes() + numbering.bytes());
        let row_kind = numbering.stated_of.iter().map(|&party| row_kind[party as usize]).collect();
        let names = PartyNames::Stated(self.clone());
        let layout = assemble(names, capability, row_kind, row_kinds, rows, numbering);
        let mut layout = certified(layout, peak, on_progress);
        layout.structure_mut().demand = Demand::of(&layout)?;
        if on_progress.is_some_and(OnProgress::is_stopped) {
            return Err(CompileError::Stopped);
        }
        let bytes = layout.bytes();
        let structure = layout.structure_mut();
        structure.peak_bytes = structure.peak_bytes.max(bytes);
        Ok(Network::from_layout(layout))
    }
}

/// Puts a layout together, its cycles not certified yet; `row_kind` is of each party by dense
/// number.
pub(super) fn assemble(
    names: PartyNames,
    capability: Vec<f64>,
    row_kind: Vec<u32>,
    row_kinds: Vec<RowKind>,
    rows: CompiledRows,
    numbering: Numbering,
) -> Layout {
    let Numbering { stated_of, dense_of, runs, blocks, wide_levels, cycles } = numbering;
    let structure = Structure {
        names,
        department_count: capability.len(),
        capability,
        stated_of: stated_of.into_iter().map(StatedPartyIx::from_raw).collect(),
        dense_of: dense_of.into_iter().map(PartyIx::from_raw).collect(),
        row_start: rows.start,
        provider: rows.provider,
        service: rows.service.into_iter().map(StatedServiceIx::from_raw).collect(),
        inner_start: Vec::new(),
        row_kind,
        row_kinds,
        row_details: rows.details,
        runs,
        blocks,
        standing_by: Vec::new(),
        wide_levels,
        evaluations_per_sweep: 0,
        demand: None,
        peak_bytes: 0,
        edges_of_services: OnceLock::new(),
        downstream: OnceLock::new(),
    };
    let mut layout = Layout {
        structure: Arc::new(structure),
        dependence: rows.dependence,
        needs: rows.needs,
        cycles,
        inverse_gaps: Vec::new(),
        feedback: Vec::new(),
        amplification: 0.0,
        variant: None,
    };
    layout.structure_mut().inner_start = feedback_vertices::sort_rows(&mut layout);
    layout.feedback = feedback_vertices::find(&mut layout);
    layout.structure_mut().standing_by = standing_by(&layout);
    let sweep = |cycle: &Cycle| layout.evaluations(cycle.parties()) as u64;
    let evaluations_per_sweep = layout.cycles.iter().map(sweep).sum();
    layout.cycles.shrink_to_fit();
    let structure = layout.structure_mut();
    structure.evaluations_per_sweep = evaluations_per_sweep;
    structure.runs.shrink_to_fit();
    structure.blocks.shrink_to_fit();
    structure.wide_levels.shrink_to_fit();
    layout
}

/// The row entries of services that do not run.
fn standing_by(layout: &Layout) -> Vec<EdgeIx> {
    if layout.row_details.iter().all(|detail| detail.running) {
        return Vec::new();
    }
    let of_party = |party: PartyIx| {
        let is_standing = move |entry: &EdgeIx| {
            layout.detail_of(party, *entry).is_some_and(|detail| !detail.running)
        };
        layout.row(party).filter(is_standing)
    };
    layout.parties().flat_map(of_party).collect()
}

/// Certifies the cycles of a layout, and notes the most that was held to make it.
pub(super) fn certified(
    mut layout: Layout,
    mut peak: Peak,
    on_progress: Option<&OnProgress>,
) -> Layout {
    let bytes_to_certify = certify(&mut layout, on_progress);
    peak.note(layout.bytes() + bytes_to_certify);
    layout.structure_mut().peak_bytes = peak.bytes();
    layout
}

/// The row kind of every party by stated number: shared kinds first, then one per detailed party,
/// whose ranges are filled in with its row.
fn row_kinds(stated: &Stated) -> (Vec<u32>, Vec<RowKind>) {
    let mut shared: IndexMap<[u64; 3], RowKind> = IndexMap::new();
    let mut detailed = Vec::new();
    let mut row_kind = Vec::with_capacity(stated.party_count());
    for party in 0..stated.party_count() {
        let is_department = party < stated.parties.departments.len();
        let rule = stated.rule(party);
        if is_plain(stated, party) {
            let aggregator = Aggregator::new(rule, is_department, true);
            let entry = shared.entry(aggregator.key());
            row_kind.push(ix(entry.index()));
            entry.or_insert(RowKind::Plain(aggregator));
        } else {
            let unit = has_unit_weights(stated, party);
            let aggregator = Aggregator::new(rule, is_department, unit);
            row_kind.push(NONE);
            detailed.push(RowKind::detailed(aggregator, stated.ceiling(party)));
        }
    }
    let unnumbered = row_kind.iter_mut().filter(|row_kind| **row_kind == NONE);
    for (next, row_kind) in (ix(shared.len())..).zip(unnumbered) {
        *row_kind = next;
    }
    let row_kinds = shared.into_values().chain(detailed).collect();
    (row_kind, row_kinds)
}

/// The terms of the services a party receives, where they are not plain.
fn received(stated: &Stated, party: usize) -> impl Iterator<Item = &ServiceTerms> {
    let services = stated.links.received.of(party).iter();
    services.filter_map(|&service| stated.services.stated_terms(service as usize))
}

#[expect(clippy::float_cmp, reason = "1 is what a service that states none has")]
fn is_plain(stated: &Stated, party: usize) -> bool {
    stated.links.needs_of.of(party).is_empty()
        && stated.ceiling(party) == 1.0
        && received(stated, party).all(|terms| {
            terms.transfer == Transfer::Identity
                && terms.condition == 1.0
                && terms.running
                && terms.weight == 1.0
                && terms.criticality.is_none()
        })
}

#[expect(clippy::float_cmp, reason = "1 is what a need that states none has")]
fn has_unit_weights(stated: &Stated, party: usize) -> bool {
    let needs = stated.links.needs_of.of(party).iter();
    needs.filter_map(|&need| stated.needs.get(need as usize)).all(|need| need.weight == 1.0)
        && received(stated, party)
            .filter(|terms| terms.need.is_none())
            .all(|terms| terms.weight == 1.0)
}

/// Rows in the order of evaluation.
pub(super) struct CompiledRows {
    pub(super) start: Vec<u32>,
    pub(super) provider: Vec<u32>,
    pub(super) dependence: Vec<f64>,
    pub(super) service: Vec<u32>,
    needs: Vec<CompiledNeed>,
    details: Vec<EdgeDetail>,
}

impl CompiledRows {
    pub(super) fn bytes(&self) -> usize {
        bytes(&self.start)
            + bytes(&self.provider)
            + bytes(&self.dependence)
            + bytes(&self.service)
            + bytes(&self.needs)
            + bytes(&self.details)
    }

    /// Plain rows, complete but for their entries, which are yet to be written.
    pub(super) fn plain(start: Vec<u32>, service_count: usize) -> Self {
        Self {
            start,
            provider: vec![0; service_count],
            dependence: vec![0.0; service_count],
            service: vec![0; service_count],
            needs: Vec::new(),
            details: Vec::new(),
        }
    }

    /// Details the plain rows of parties of a detailed kind; `row_kind` is of each by dense number.
    pub(super) fn detail(&mut self, row_kind: &[u32], kinds: &mut [RowKind]) {
        for (row, &kind) in self.start.windows(2).zip(row_kind) {
            let kind = &mut kinds[kind as usize];
            let RowKind::Detailed { needs, first_row_detail, .. } = kind else { continue };
            *first_row_detail = ix(self.details.len());
            needs.start = NeedIx::new(self.needs.len());
            for entry in row[0]..row[1] {
                let dependence = self.dependence[entry as usize];
                self.needs.push(CompiledNeed::of_service(
                    EdgeIx::from_raw(entry),
                    dependence,
                    1.0,
                    None,
                ));
                self.details.push(EdgeDetail::PLAIN);
            }
            needs.end = NeedIx::new(self.needs.len());
        }
    }

    fn with_capacity(party_count: usize, service_count: usize) -> Self {
        let mut start = Vec::with_capacity(party_count + 1);
        start.push(0);
        Self {
            start,
            provider: Vec::with_capacity(service_count),
            dependence: Vec::with_capacity(service_count),
            service: Vec::with_capacity(service_count),
            needs: Vec::new(),
            details: Vec::new(),
        }
    }

    fn push_entry(&mut self, service: u32, provider: u32, dependence: f64) {
        self.service.push(service);
        self.provider.push(provider);
        self.dependence.push(dependence);
    }

    fn push_party(
        &mut self,
        stated: &Stated,
        party: usize,
        row_kind: &mut RowKind,
        numbering: &Numbering,
    ) {
        let links = &stated.links;
        let services = links.received.of(party);
        let dense_of = &numbering.dense_of;
        match row_kind {
            RowKind::Plain(_) => {
                for &service in services {
                    let dependence = stated.services.dependence(service as usize);
                    let provider = dense_of[links.provider[service as usize] as usize];
                    self.push_entry(service, provider, dependence.unwrap_or_default());
                }
                self.start.push(ix(self.provider.len()));
            }
            RowKind::Detailed { needs, first_row_detail, .. } => {
                *first_row_detail = ix(self.details.len());
                needs.start = NeedIx::new(self.needs.len());
                for &need in links.needs_of.of(party) {
                    self.push_declared(stated, need as usize, dense_of);
                }
                for &service in services {
                    if links.need[service as usize] == NONE {
                        self.push_own(stated, service, dense_of);
                    }
                }
                needs.end = NeedIx::new(self.needs.len());
                self.start.push(ix(self.provider.len()));
            }
        }
    }

    fn push_declared(&mut self, stated: &Stated, need: usize, dense_of: &[u32]) {
        let first = EdgeIx::new(self.provider.len());
        let dependence = stated.need_dependence[need].unwrap_or_default();
        let services = stated.links.of_need.of(need);
        for &service in services {
            self.push_detailed(stated, service, dependence, dense_of);
        }
        let statement = &stated.needs[need];
        self.needs.push(CompiledNeed {
            dependence,
            weight: statement.weight,
            substitution: statement.substitution.map(|it| it.counting(services.len())),
            criticality: statement.criticality,
            rows: IndexRange::new(first, EdgeIx::new(self.provider.len())),
        });
    }

    fn push_own(&mut self, stated: &Stated, service: u32, dense_of: &[u32]) {
        let first = EdgeIx::new(self.provider.len());
        let terms = &stated.services[service as usize];
        let dependence = stated.services.dependence(service as usize).unwrap_or_default();
        self.push_detailed(stated, service, dependence, dense_of);
        let need = CompiledNeed::of_service(first, dependence, terms.weight, terms.criticality);
        self.needs.push(need);
    }

    fn push_detailed(&mut self, stated: &Stated, service: u32, dependence: f64, dense_of: &[u32]) {
        let terms = &stated.services[service as usize];
        let provider = stated.links.provider[service as usize];
        self.push_entry(service, dense_of[provider as usize], dependence);
        self.details.push(EdgeDetail {
            condition: terms.condition,
            running: terms.running,
            weight: terms.weight,
            transfer: terms.transfer.clone(),
        });
    }
}
