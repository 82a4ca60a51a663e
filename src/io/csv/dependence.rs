//! From amounts to dependences: a total shared by weights, or sums that rounding took above 1.

use super::at;
use super::line_index::LineIndex;
use super::services::ServiceRows;
use crate::organisation::{
    Aggregation, Draft, ProblemCode, Rule, Section, ServiceTerms, Warning, WarningCode, Weighting,
};
use crate::unit::Figure;

/// How far above 1 a sum of dependences may come by rounding alone.
const DEPENDENCE_ROUNDING: f64 = 1e-12;

/// What is known of a consumer's rows.
#[derive(Clone, Copy, Default)]
struct ConsumerRows {
    first: Option<usize>,
    count: u32,
    weight: f64,
    /// Whether all rows have the weight of the first: as weights of needs they may be left out.
    all_alike: bool,
    first_weight: f64,
    unreadable: bool,
}

/// Takes what rounding added back from sums of dependences.
pub(super) fn round_down(draft: &mut Draft) {
    for service in 0..draft.services.len() {
        if let Some(dependence) = draft.services.dependence_mut(service)
            && *dependence > 1.0
            && *dependence <= 1.0 + DEPENDENCE_ROUNDING
        {
            *dependence = 1.0;
        }
    }
}

/// Leaves every service open: what was read of a service is its weight, which counts under a mean
/// and other shares; under full weighting a weight would be an exponent, and is left out,
/// which is said.
pub(super) fn leave_open(read: &mut ServiceRows<'_>, lines: &LineIndex<'_>) -> Option<Warning> {
    let Draft { interner, defaults, departments, customers, ends, services, .. } = &mut *read.draft;
    let mut shares = vec![false; interner.len()];
    let stated = departments.stated.iter().map(|it| it.rule.unwrap_or(defaults.department));
    let of_departments = departments.id.iter().zip(stated);
    let stated = customers.stated.iter().map(|it| it.rule.unwrap_or(defaults.customer));
    for (&id, rule) in of_departments.chain(customers.id.iter().zip(stated)) {
        let is_share = matches!(
            rule,
            Rule::Aggregation(Aggregation { weighting: Weighting::Share { .. }, .. })
        );
        if let Some(shares) = shares.get_mut(id as usize) {
            *shares = is_share;
        }
    }
    let mut left_out = Vec::new();
    for (service, &consumer) in ends.consumer.iter().enumerate() {
        let Some(weight) = services.take_dependence(service) else { continue };
        if shares.get(consumer as usize) == Some(&true) {
            let terms = ServiceTerms { weight, ..services[service].clone() };
            services.set_terms(service, terms);
        } else if weight.to_bits() != 1.0_f64.to_bits() {
            left_out.push(service);
        }
    }
    let start = read.starts.get(*left_out.first()?).copied().unwrap_or_default();
    let message = format!(
        "the weights of {} services are left out: under full weighting they say nothing without a \
         dependence total",
        left_out.len()
    );
    let place = at(Section::Services, lines.at(start), "weight");
    Some(Warning::new(WarningCode::WeightUnderFull, place, message))
}

/// Makes of weights what shares a total among the services of each consumer, and reports consumers
/// among whose services it cannot be shared; those of whose rows some are unreadable are reported
/// already.
pub(super) fn share_total(
    read: &mut ServiceRows<'_>,
    total: f64,
    unreadable: &[u32],
    lines: &LineIndex<'_>,
) {
    let received = received(read, unreadable);
    check_sums(read, &received, lines);
    let spread = spreads(read.draft, total, &received);
    check_rules(read, &received, &spread, total, lines);
    let Draft { ends, services, .. } = &mut *read.draft;
    for (service, &consumer) in ends.consumer.iter().enumerate() {
        let Some(amount) = services.dependence_mut(service) else { continue };
        let weight = *amount;
        let of_consumer = (received.get(consumer as usize), spread.get(consumer as usize));
        let (Some(received), Some(spread)) = of_consumer else { continue };
        // Otherwise a problem says so.
        let is_usable = usable(received.weight) && *spread != Spread::None;
        *amount = if is_usable { spread.dependence(total, weight / received.weight) } else { 0.0 };
        let counts = matches!(spread, Spread::Mean { .. }) && is_usable && !received.all_alike;
        if counts {
            let terms = ServiceTerms { weight, ..services[service].clone() };
            services.set_terms(service, terms);
        }
    }
}

/// How the services of a consumer share the total.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::io) enum Spread {
    /// Full weighting of an order.
    Order(f64),
    /// The total each.
    Each,
    /// By weights of needs, each lost to so much.
    Mean { dependence: f64 },
    /// Its rule cannot.
    None,
}

impl Spread {
    pub(in crate::io) fn of(rule: Rule, is_department: bool, total: f64) -> Self {
        match rule {
            Rule::Fdna => Self::Each,
            Rule::MEAN => Self::Mean { dependence: if is_department { 1.0 } else { total } },
            Rule::Aggregation(Aggregation { order, weighting: Weighting::Full }) => {
                let may_be_all = rule == Rule::ADDITIVE || order == f64::NEG_INFINITY;
                match order {
                    _ if total >= 1.0 && !may_be_all => Self::None,
                    f64::NEG_INFINITY => Self::Each,
                    _ => Self::Order(order),
                }
            }
            Rule::Aggregation(_) => Self::None,
        }
    }

    /// The dependence of a service that has a share of all weight.
    pub(in crate::io) fn dependence(self, total: f64, share: f64) -> f64 {
        let dependence = match self {
            Self::None => 0.0,
            Self::Each => total,
            Self::Mean { dependence } => dependence,
            Self::Order(order) if order >= 1.0 => total * share,
            // ln(1 − T) ω, without cancellation.
            Self::Order(order) if order.abs() <= 0.0 => -((-total).ln_1p() * share).exp_m1(),
            Self::Order(order) => {
                let kept = share * ((-total).ln_1p() * order).exp_m1();
                -(kept.ln_1p() / order).exp_m1()
            }
        };
        dependence.clamp(0.0, 1.0)
    }
}

/// The mean of a department that keeps what of it is not lost with a total, given the weight of all
/// that it receives.
pub(in crate::io) fn mean_losing(total: f64, weight: f64) -> Rule {
    let own_weight = Some(weight * ((1.0 - total) / total));
    Rule::Aggregation(Aggregation { order: 1.0, weighting: Weighting::Share { own_weight } })
}

/// Which rule a consumer needs for a total to be shared, in half a sentence.
pub(in crate::io) fn rules_needed(total: f64) -> &'static str {
    if total < 1.0 {
        "full weighting, `mean` or `fdna` is needed to share a dependence total"
    } else {
        "`additive`, `weakest`, `mean` or `fdna` is needed to share a dependence total of 1; a \
         total such as 0.9 may be shared by any full weighting"
    }
}

/// How every consumer shares the total, by the number of its text; departments with a mean get the
/// own weight that leaves what is not lost.
fn spreads(draft: &mut Draft, total: f64, received: &[ConsumerRows]) -> Vec<Spread> {
    let Draft { interner, defaults, departments, customers, .. } = draft;
    let mut spread = vec![Spread::Order(1.0); interner.len()];
    for (department, &id) in departments.stated.iter_mut().zip(&departments.id) {
        let rule = department.rule.unwrap_or(defaults.department);
        let (Some(of), Some(received)) = (spread.get_mut(id as usize), received.get(id as usize))
        else {
            continue;
        };
        *of = Spread::of(rule, true, total);
        if matches!(of, Spread::Mean { .. }) && usable(received.weight) {
            let weight =
                if received.all_alike { f64::from(received.count) } else { received.weight };
            department.rule = Some(mean_losing(total, weight));
        }
    }
    for (customer, &id) in customers.stated.iter().zip(&customers.id) {
        if let Some(of) = spread.get_mut(id as usize) {
            *of = Spread::of(customer.rule.unwrap_or(defaults.customer), false, total);
        }
    }
    spread
}

/// Reports consumers whose rule cannot lose just the total.
fn check_rules(
    read: &mut ServiceRows<'_>,
    received: &[ConsumerRows],
    spread: &[Spread],
    total: f64,
    lines: &LineIndex<'_>,
) {
    for (number, (received, spread)) in (0..).zip(received.iter().zip(spread)) {
        let Some(first) = received.first.filter(|_| *spread == Spread::None) else { continue };
        let consumer = read.draft.interner.text(number);
        let needed = rules_needed(total);
        let message = format!("the rule of `{consumer}` is another, where {needed}");
        let line = lines.at(read.starts.get(first).copied().unwrap_or_default());
        read.problem(ProblemCode::DependenceTotal, line, "", message);
    }
}

/// Adds up what each consumer receives, by the number of its text.
fn received(read: &ServiceRows<'_>, unreadable: &[u32]) -> Vec<ConsumerRows> {
    let Draft { interner, ends, services, .. } = &*read.draft;
    let mut received = vec![ConsumerRows::default(); interner.len()];
    for (service, &consumer) in ends.consumer.iter().enumerate() {
        if let Some(received) = received.get_mut(consumer as usize) {
            // What further rows of a need state stands on its first.
            let Some(weight) = services.dependence(service) else { continue };
            if received.first.is_none() {
                (received.first, received.first_weight) = (Some(service), weight);
                received.all_alike = true;
            }
            received.count += 1;
            received.weight += weight;
            received.all_alike &= weight.to_bits() == received.first_weight.to_bits();
        }
    }
    for &consumer in unreadable {
        if let Some(received) = received.get_mut(consumer as usize) {
            received.unreadable = true;
        }
    }
    received
}

/// Reports consumers whose weights have no usable sum, in the order in which the table mentions
/// them.
fn check_sums(read: &mut ServiceRows<'_>, received: &[ConsumerRows], lines: &LineIndex<'_>) {
    let at_fault = |received: &ConsumerRows| {
        received.first.is_some() && !received.unreadable && !usable(received.weight)
    };
    if !received.iter().any(at_fault) {
        return;
    }
    let mut is_reported = vec![false; received.len()];
    for service in 0..read.starts.len() {
        let ends = &read.draft.ends;
        let mentioned = [&ends.provider, &ends.consumer].map(|ends| ends.get(service).copied());
        for number in mentioned.into_iter().flatten() {
            let Some(consumer) = received.get(number as usize) else { continue };
            let Some(is_reported) = is_reported.get_mut(number as usize) else { continue };
            if !at_fault(consumer) || std::mem::replace(is_reported, true) {
                continue;
            }
            let message = format!(
                "the weights of the services that `{}` receives sum to `{}`, where a finite sum \
                 above 0 is needed to share the dependence total",
                read.draft.interner.text(number),
                Figure(consumer.weight)
            );
            let first = consumer.first.and_then(|first| read.starts.get(first).copied());
            let line = lines.at(first.unwrap_or_default());
            read.problem(ProblemCode::NoWeight, line, "weight", message);
        }
    }
}

/// Whether a total can be shared by weights of that sum.
pub(in crate::io) fn usable(sum: f64) -> bool {
    sum > 0.0 && sum.is_finite()
}
