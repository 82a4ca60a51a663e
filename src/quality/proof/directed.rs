//! The equation of one party, rounded outwards: a bound that the exact value cannot exceed.
//!
//! The stages themselves are [rounded outwards](crate::rule::directed) in the files of the rules.

use crate::network::{CompiledNeed, EdgeIx, PartyIx, RowKind, ServiceState};
use crate::quality::engine::equation::EquationContext;
use crate::rule::directed::{DirectedNeed, RoundingDirection, UNITS, combine};
use crate::rule::{criticality, substitution, transfer};

/// Memory that evaluations reuse.
#[derive(Debug, Default)]
pub(in crate::quality) struct Needs {
    needs: Vec<DirectedNeed>,
    received: Vec<f64>,
}

/// Evaluates the equation of a party from bounds of all qualities in the same direction, and of
/// its capability.
pub(in crate::quality) fn evaluate(
    context: &EquationContext<'_>,
    party: PartyIx,
    own: f64,
    quality: &impl Fn(PartyIx) -> f64,
    direction: RoundingDirection,
    memory: &mut Needs,
) -> f64 {
    memory.needs.clear();
    let layout = context.layout;
    let mut cap = 1.0_f64;
    let (RowKind::Plain(aggregator) | RowKind::Detailed { aggregator, .. }) =
        layout.row_kind_of(party);
    match layout.row_kind_of(party) {
        RowKind::Plain(_) => {
            for entry in layout.row(party) {
                let met = received(context, party, entry, quality, direction);
                let dependence = layout.dependence(entry);
                memory.needs.push(DirectedNeed { met, dependence, weight: 1.0 });
            }
        }
        RowKind::Detailed { needs, .. } => {
            for need in layout.needs(needs) {
                let met = met(context, party, need, quality, direction, &mut memory.received);
                let CompiledNeed { dependence, weight, .. } = *need;
                memory.needs.push(DirectedNeed { met, dependence, weight });
                if let Some(stated) = need.criticality {
                    cap = cap.min(criticality::cap_directed(stated, met, direction));
                }
            }
        }
    }
    let delivered = combine(*aggregator, own, &memory.needs, direction).min(cap);
    match context.ceiling(party) {
        Some(ceiling) if ceiling < 1.0 => direction.nudged(ceiling * delivered, UNITS),
        _ => delivered,
    }
}

fn received(
    context: &EquationContext<'_>,
    party: PartyIx,
    entry: EdgeIx,
    quality: &impl Fn(PartyIx) -> f64,
    direction: RoundingDirection,
) -> f64 {
    let detail = context.layout.detail_of(party, entry);
    let ServiceState::Running(condition) = context.overrides.service_state(entry, detail) else {
        return 0.0;
    };
    let provided = quality(context.layout.provider(entry).into());
    let arriving =
        if condition < 1.0 { direction.nudged(condition * provided, UNITS) } else { provided };
    match detail.map(|detail| &detail.transfer) {
        None => arriving,
        Some(transfer) => transfer::felt_directed(transfer, arriving, direction),
    }
}

fn met(
    context: &EquationContext<'_>,
    party: PartyIx,
    need: &CompiledNeed,
    quality: &impl Fn(PartyIx) -> f64,
    direction: RoundingDirection,
    memory: &mut Vec<f64>,
) -> f64 {
    memory.clear();
    memory.extend(need.rows().map(|entry| received(context, party, entry, quality, direction)));
    if memory.is_empty() {
        return 0.0;
    }
    let weights = need.rows().map(|entry| context.layout.detail_of(party, entry));
    let weights = weights.map(|detail| detail.map_or(1.0, |detail| detail.weight));
    substitution::met_directed(need.substitution, memory, weights, direction)
}
