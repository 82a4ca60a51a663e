//! Proof that a cyclic component has one solution, found once at compile time.
//!
//! Two solutions `q ≥ q'` of a component for the same inputs differ by `δ = q − q'` with
//! `δ ≤ G(δ)`, where the gap map `G` replaces every rule by the bound on its slope: sums where
//! inputs combine, maxima where one input decides. `G` is monotone and scales with its argument.
//! So some `d > 0` with `G(d) ≤ κ d`, `κ < 1`, leaves only `δ = 0`: the solution is unique for
//! every scenario, since none raises a bound but by a dependence, whose [variant](super::variant)
//! is certified anew.
//!
//! A similar proof bounds the error of an iteration. A sweep takes parties in order and uses each
//! new value at once, so that it depends on what was before through the departments `B` alone that
//! [feed back](super::feedback_vertices). Let their errors before it be at most `t d`; then by
//! induction along the order every error after it is at most `t D`, where `D` is the gap map
//! followed in the same way, from `D` at parties before and from `d` at those that feed back. With
//! `κₛ = max D_i/d_i` over `B` a sweep with steps `Δ` contracts errors at `B` from at most `t d` to
//! at most `κₛ t d`, and no error was larger before than the step and what was left after, so `t ≤
//! max |Δ_i|/d_i + κₛ t`. What is left after it, anywhere in the component, is then
//!
//! ```text
//! |q − q*|_j  ≤  D_j / (1 − κₛ) · max_B |Δ_i|/d_i
//! ```
//!
//! With the `d` of the proof above `κₛ ≤ κ`: since `D ≤ κ d ≤ d` up to any party, what follows from
//! `D` is at most what follows from `d`. It needs sweeps in the order of the component, with no
//! value older than promised.

use super::memory::bytes;
use super::{Cycle, EdgeIx, IndexRange, Layout, PartyIx, RowKind};
use crate::numerics::csr::ix;
use crate::progress::OnProgress;
use crate::rule::slope_bound::{Join, NeedShape, PartyShape};
use crate::rule::{criticality, substitution, transfer};

/// How often the gap map is tried before a component is left uncertified.
pub(crate) const GAP_MAP_ROUNDS: usize = 60;
/// The contraction a certificate needs; nearer to 1 the error bound means nothing.
pub(crate) const LARGEST_CONTRACTION: f64 = 1.0 - 1e-9;

/// The contraction of a component in the norm weighted by its gaps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Certificate {
    /// The largest `G(d)_j / d_j`, below 1: of a simultaneous update, and of the solution's answer
    /// to its inputs.
    pub(crate) contraction: f64,
    /// The largest `D_j / (1 − κₛ)`: what errors are left after a sweep, per largest step over gap
    /// of the departments that feed back.
    left: f64,
}

impl Certificate {
    /// Bounds the error of every quality of the component after a sweep in order, given the
    /// largest step over gap of those that feed back; apart from rounding.
    pub(crate) fn error_bound(&self, largest_relative_step: f64) -> f64 {
        self.left * largest_relative_step
    }
}

/// Certifies every cycle that can be, and bounds how errors grow downstream of them. Returns how
/// many bytes that held meanwhile.
///
/// Broken off, it leaves cycles without a certificate.
pub(super) fn certify(layout: &mut Layout, on_progress: Option<&OnProgress>) -> usize {
    let in_cycles = layout.cycles.iter().map(|cycle| cycle.parties().len()).sum();
    if in_cycles == 0 {
        return 0; // nothing is iterated, so nothing is amplified
    }
    let mut gap = vec![0.0; layout.department_count];
    let mut scratch = Vec::new();
    layout.inverse_gaps.reserve_exact(in_cycles);
    for index in 0..layout.cycles.len() {
        let mut cycle = layout.cycles[index];
        let contraction =
            contraction(layout, &cycle.parties(), &mut gap, &mut scratch, on_progress);
        if let Some(contraction) = contraction {
            cycle.first_gap = ix(layout.inverse_gaps.len());
            layout.inverse_gaps.extend(gap[cycle.parties()].iter().map(|gap| 1.0 / gap));
            let left = left_by_sweep(layout, &cycle, &mut gap);
            cycle.certificate = Some(Certificate { contraction, left });
            layout.cycles[index] = cycle;
        }
        gap[cycle.parties()].fill(0.0);
    }
    let held = bytes(&gap) + bytes(&scratch);
    layout.amplification = amplification(layout, gap);
    held
}

/// Looks for gaps `d` with `G(d) ≤ κ d`: `d ← 1 + G(d)`, which converges to `(1 − G)⁻¹ 1` where
/// that exists; returns `κ`. Gaps outside the component are 0 here, so that its inputs count as
/// given.
fn contraction(
    layout: &Layout,
    parties: &IndexRange<PartyIx>,
    gap: &mut [f64],
    next: &mut Vec<f64>,
    on_progress: Option<&OnProgress>,
) -> Option<f64> {
    gap[parties.clone()].fill(1.0);
    next.resize(parties.len(), 0.0);
    for _ in 0..GAP_MAP_ROUNDS {
        let mut contraction = 0.0_f64;
        for (next, party) in next.iter_mut().zip(parties.clone()) {
            *next = inner_gap(layout, party, gap);
            contraction = contraction.max(*next / gap[party]);
        }
        let services = layout.rows(parties).len();
        let goes_on = |on_progress: &OnProgress| on_progress.evaluated(services).is_continue();
        if !contraction.is_finite() || !on_progress.is_none_or(goes_on) {
            return None;
        }
        if contraction <= LARGEST_CONTRACTION {
            return Some(contraction);
        }
        for (next, party) in next.iter().zip(parties.clone()) {
            gap[party] = 1.0 + next;
        }
    }
    None
}

/// Follows the gaps of a certified component through one sweep that uses each new value at once,
/// and returns what it leaves; `gap` ends with that.
fn left_by_sweep(layout: &mut Layout, cycle: &Cycle, gap: &mut [f64]) -> f64 {
    let inverse_gaps = &layout.inverse_gaps[cycle.first_gap as usize..];
    let feedback = cycle.first_feedback as usize..cycle.last_feedback as usize;
    for back in &mut layout.feedback[feedback] {
        back.inverse_gap = inverse_gaps[PartyIx::from(back.department) - cycle.start];
    }
    let mut largest = 0.0_f64;
    for party in cycle.parties() {
        gap[party] = inner_gap(layout, party, gap);
        largest = largest.max(gap[party]);
    }
    let kept = layout.feedback_of(cycle).iter();
    let kept = kept.map(|back| gap[back.department] * back.inverse_gap).fold(0.0, f64::max);
    largest / (1.0 - kept)
}

/// Follows errors of at most 1 in every cycle's own solution through the whole network, and
/// returns the largest any party may end with.
fn amplification(layout: &Layout, mut gap: Vec<f64>) -> f64 {
    let mut largest = 0.0_f64;
    for block in &layout.blocks {
        let parties = block.runs().flat_map(|run| layout.runs[run].parties());
        let Some(cycle) = block.cycle.map(|cycle| &layout.cycles[cycle as usize]) else {
            for party in parties {
                let at_party = party_gap(layout, party, layout.row(party), &gap);
                largest = largest.max(at_party);
                // Nobody depends on customers, which come last.
                if let Some(gap) = gap.get_mut(party.index()) {
                    *gap = at_party;
                }
            }
            continue;
        };
        let Some(certificate) = cycle.certificate else { return f64::INFINITY };
        // Inherited errors e of the inputs give δ ≤ G(δ) + G(e) ≤ d · max(G(e)/d) / (1 − κ).
        let inverse_gaps = &layout.inverse_gaps[cycle.first_gap as usize..];
        let inherited = parties
            .clone()
            .zip(inverse_gaps)
            .map(|(party, inverse_gap)| {
                party_gap(layout, party, layout.row(party), &gap) * inverse_gap
            })
            .fold(0.0, f64::max);
        for (party, inverse_gap) in parties.zip(inverse_gaps) {
            gap[party] = 1.0 + inherited / (inverse_gap * (1.0 - certificate.contraction));
            largest = largest.max(gap[party]);
        }
    }
    largest
}

/// The gap map at a department of a cycle where gaps outside the cycle are 0.
pub(super) fn inner_gap(layout: &Layout, party: PartyIx, gap: &[f64]) -> f64 {
    let inner = IndexRange::new(layout.inner_start(party), layout.row(party).end);
    party_gap(layout, party, inner, gap)
}

/// The gap map at one party: how far its quality can lie apart if its providers' lie apart by the
/// given gaps. Outside `entries` the gaps are known to be 0.
fn party_gap(layout: &Layout, party: PartyIx, entries: IndexRange<EdgeIx>, gap: &[f64]) -> f64 {
    let row = layout.row(party);
    match layout.row_kind_of(party) {
        RowKind::Plain(aggregator) => {
            let dependences = &layout.dependence[row.indices()];
            let need = |&dependence: &f64| NeedShape { weight: 1.0, dependence };
            let shape = PartyShape::new(*aggregator, dependences.iter().map(need));
            let join = Join::of_aggregator(*aggregator);
            match shape.factor(1.0) {
                Some(factor) => {
                    plain_gap(layout, entries, join, gap, |dependence| factor * dependence)
                }
                None => plain_gap(layout, entries, join, gap, |dependence| {
                    shape.slope(need(&dependence))
                }),
            }
        }
        RowKind::Detailed { aggregator, needs, first_row_detail, .. } => {
            let needs = layout.needs(needs);
            let details = layout.details_from(*first_row_detail);
            let shape_of = |need: &super::CompiledNeed| NeedShape {
                weight: need.weight,
                dependence: need.dependence,
            };
            let shape = PartyShape::new(*aggregator, needs.iter().map(shape_of));
            let join = Join::of_aggregator(*aggregator);
            let (mut combined, mut capped) = (0.0, 0.0_f64);
            for need in needs {
                let services = Join::of_substitution(need.substitution);
                let met = need.rows().fold(0.0, |met, entry| {
                    let detail = &details[entry - row.start];
                    let slope = transfer::slope_bound(&detail.transfer)
                        * substitution::slope_bound(need.substitution, detail.weight);
                    services.join(met, scaled(slope, gap[layout.provider(entry)]))
                });
                combined = join.join(combined, scaled(shape.slope(shape_of(need)), met));
                if let Some(stated) = need.criticality {
                    capped = capped.max(scaled(criticality::slope_bound(stated), met));
                }
            }
            combined.max(capped)
        }
    }
}

/// The gap map at a plain party, given the slope at each dependence.
fn plain_gap(
    layout: &Layout,
    entries: IndexRange<EdgeIx>,
    join: Join,
    gap: &[f64],
    slope: impl Fn(f64) -> f64,
) -> f64 {
    let services = layout.provider[entries.clone()].iter().zip(&layout.dependence[entries]);
    services.fold(0.0, |combined, (&provider, &dependence)| {
        join.join(combined, scaled(slope(dependence), gap[provider as usize]))
    })
}

/// A slope times a gap, where nothing times an unbounded slope is nothing, and a slope that cannot
/// be worked out is unbounded.
pub(crate) fn scaled(slope: f64, gap: f64) -> f64 {
    if slope <= 0.0 || gap <= 0.0 {
        0.0
    } else if slope.is_nan() {
        f64::INFINITY
    } else {
        slope * gap
    }
}

#[cfg(test)]
mod tests;
