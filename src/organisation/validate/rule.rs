//! By which rule needs combine: orders, own weights, and settings a rule ignores.

use super::need::need_title;
use super::{Findings, Served, place_of};
use crate::numerics::csr::ix;
use crate::organisation::store::parties::Parties;
use crate::organisation::{
    Aggregation, Defaults, Links, Need, Place, ProblemCode, Rule, Section, Services, WarningCode,
    Weighting,
};
use crate::unit::{Figure, STEEPEST, Weight};

/// Checks the default rules, the stated ones, and every weight against the rule it is used by.
pub(super) fn rules(
    defaults: &Defaults,
    served: Served<'_>,
    needs: &[Need],
    links: &Links,
    found: &mut Findings,
) {
    let whole = |field| Place::whole(Section::Defaults, field);
    check_rule(defaults.department, &whole("department"), "the default for departments", found);
    check_rule(defaults.customer, &whole("customer"), "the default for customers", found);
    let parties = served.parties;
    let all_unit = all_unit(served.services, needs);
    for party in 0..parties.count() {
        let stated = parties.stated_rule(party);
        if let Some(rule) = stated {
            let owner = format!("`{}`", parties.text(ix(party)));
            check_rule(rule, &place_of(parties, party, "rule"), &owner, found);
        }
        if all_unit {
            continue;
        }
        let is_department = parties.is_department(party);
        let default = if is_department { defaults.department } else { defaults.customer };
        let weights = weights_of(party, served, needs, links);
        check_weights(stated.unwrap_or(default), party, &weights, parties, found);
    }
}

/// Whether every weight is 1, which no rule objects to.
#[expect(clippy::float_cmp, reason = "1 is the weight of a need that states none")]
fn all_unit(services: &Services, needs: &[Need]) -> bool {
    needs.iter().all(|need| need.weight == 1.0)
        && services.all_stated_terms().all(|(_, terms)| terms.weight == 1.0 || terms.need.is_some())
}

pub(super) fn check_rule(rule: Rule, place: &Place, owner: &str, found: &mut Findings) {
    let Rule::Aggregation(Aggregation { order, weighting }) = rule else { return };
    let fault = match weighting {
        _ if order.is_nan() => Some("is not a number"),
        Weighting::Full if order > 1.0 => Some("is above 1, the most under full weighting"),
        _ if !Aggregation::tells_from_zero(order) => {
            Some("is neither 0 nor at least 1e-100 away from it")
        }
        Weighting::Full | Weighting::Share { .. } => None,
    };
    if let Some(fault) = fault {
        let message =
            format!("the order `{order}` of the rule of {owner} {fault}", order = Figure(order));
        found.problem(ProblemCode::Order, place.clone(), message);
    }
    if let Weighting::Share { own_weight: Some(weight) } = weighting
        && !Weight::allows(weight)
    {
        let owner = format!("the rule of {owner}");
        found.range(place.clone(), "own weight", weight, &owner, Weight::RANGE);
    }
}

/// One need's weight and where it is stated.
struct NeedWeight {
    weight: f64,
    place: Place,
    owner: String,
}

/// The weights of a party's needs: declared ones, and services that are their own. Needs of weight
/// 1 are counted, not listed.
struct NeedWeights {
    unit_count: usize,
    others: Vec<NeedWeight>,
}

#[expect(clippy::float_cmp, reason = "1 is the weight of a need that states none")]
fn weights_of(party: usize, served: Served<'_>, needs: &[Need], links: &Links) -> NeedWeights {
    let mut weights = NeedWeights { unit_count: 0, others: Vec::new() };
    let mut add = |weight: f64, place: Place, owner: &dyn Fn() -> String| {
        if weight == 1.0 {
            weights.unit_count += 1;
        } else {
            weights.others.push(NeedWeight { weight, place, owner: owner() });
        }
    };
    for &index in links.needs_of.of(party) {
        if let Some(need) = needs.get(index as usize) {
            let place = Place::new(Section::Needs, index as usize, "weight");
            add(need.weight, place, &|| need_title(need));
        }
    }
    for index in links.received.of(party).iter().map(|&service| service as usize) {
        let terms = &served.services[index];
        if terms.need.is_none() {
            let place = Place::new(Section::Services, index, "weight");
            add(terms.weight, place, &|| served.title(index));
        }
    }
    weights
}

fn check_weights(
    rule: Rule,
    party: usize,
    weights: &NeedWeights,
    parties: &Parties,
    found: &mut Findings,
) {
    match rule {
        Rule::Fdna => {
            for NeedWeight { weight, place, owner } in &weights.others {
                found.problem(
                    ProblemCode::IgnoredSetting,
                    place.clone(),
                    format!(
                        "weight `{weight}` of {owner} has no effect: the rule `fdna` of `{}` \
                         ignores weights",
                        parties.text(ix(party)),
                        weight = Figure(*weight)
                    ),
                );
            }
        }
        Rule::Aggregation(Aggregation { weighting: Weighting::Full, .. }) => {
            for NeedWeight { weight, place, owner } in &weights.others {
                if *weight > STEEPEST && Weight::allows(*weight) {
                    let message = format!(
                        "weight `{weight}` of {owner} is above 1e15, the most where it is an \
                         exponent, as under the full weighting of `{}`",
                        parties.text(ix(party)),
                        weight = Figure(*weight)
                    );
                    found.problem(ProblemCode::OutOfRange, place.clone(), message);
                    continue;
                }
                found.warning(
                    WarningCode::WeightUnderFull,
                    place.clone(),
                    format!(
                        "weight `{weight}` of {owner} is an exponent under the full weighting of \
                         `{}`; say it with dependence",
                        parties.text(ix(party)),
                        weight = Figure(*weight)
                    ),
                );
            }
        }
        Rule::Aggregation(Aggregation { weighting: Weighting::Share { own_weight }, .. }) => {
            let own = own_weight.unwrap_or(if parties.is_department(party) { 1.0 } else { 0.0 });
            let total: f64 = own + weights.others.iter().map(|need| need.weight).sum::<f64>();
            if weights.unit_count == 0 && !weights.others.is_empty() && total <= 0.0 {
                found.problem(
                    ProblemCode::NoWeight,
                    place_of(parties, party, "rule"),
                    format!(
                        "own weight and the weights of all needs of `{}` are 0, where a mean needs \
                         one above 0",
                        parties.text(ix(party))
                    ),
                );
            }
        }
    }
}
